"""Computes the data set of ranks beside this file anew, and checks it.

    python docs/data-set/make.py compute [--store FILE] [--workers 1]   # every rank; a run that was stopped goes on
    python docs/data-set/make.py write [--store FILE]                   # ranks.csv and SHA256SUMS from the store
    python docs/data-set/make.py check [--sample 100] [--seed 0]        # rows of ranks.csv again, at random
    python docs/data-set/make.py compare                                # with ranks that other programs found

`compute` is a sweep of `tnrnn.sweeping`: it shows how far it has come, and writes each rank into the store as it is
found. The store is `ranks.sqlite` in the current folder unless `--store` says otherwise. The exit status is 1 if a row
differs or is missing, and 2 if a command cannot be run.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from sequence_rows import all_rows

from tnrnn import Partition, TnrnnError, __version__, separation_rank
from tnrnn.models import MODELS, OBSERVE, sizes_of
from tnrnn.networks import MODES
from tnrnn.sweeping import SweepCase, SweepOptions, read_store, sweep
from tnrnn.system.files import write_file

HERE = Path(__file__).resolve().parent
RANKS = HERE / "ranks.csv"
SUMS = HERE / "SHA256SUMS"
DATA = HERE.parents[1] / "tests" / "data"

LETTERS = {
    "length": "T",
    "layers": "L",
    "inputs": "M",
    "hidden": "R",
    "state": "N",
    "key": "K",
    "value": "V",
    "channels": "D",
}
"""The columns of sizes that have a letter; the other sizes keep their names."""

OTHERS = ("rank", "heads", "rule", "output_gate", "readout", "window", "graph", "outputs")
"""The sizes that have no letter. `rank` is that of the tensor of a `cp_rnn`, in the column `cp_rank`."""

SIZES = (*LETTERS.values(), *("cp_rank" if name == "rank" else name for name in OTHERS))
FOUND = ("rank", "status", "lower_by", "upper", "upper_by", "upper_status", "prime", "seed", "minor_sha256", "tnrnn")
COLUMNS = ("model", *SIZES, "split", "mode", "observe", *FOUND, "collections")

EQUAL_STATE: dict[str, tuple[str, dict[str, Any]]] = {
    "S4, S5, LRU": ("linear_ssm", {"state": 4}),
    "H3, Hyena": ("gated_ssm", {"hidden": 4}),
    "linear attention": ("linear_attention", {"key": 2, "value": 2, "rule": "sum"}),
    "linear attention, two heads": ("linear_attention", {"key": 1, "value": 2, "rule": "sum", "heads": 2}),
    "RetNet": ("linear_attention", {"key": 2, "value": 2, "rule": "decay"}),
    "GLA": ("linear_attention", {"key": 2, "value": 2, "rule": "gated"}),
    "DeltaNet": ("linear_attention", {"key": 2, "value": 2, "rule": "delta"}),
    "xLSTM": ("linear_attention", {"key": 2, "value": 2, "rule": "mlstm"}),
    "S6": ("selective_ssm", {"state": 4}),
    "S6 with output gate": ("selective_ssm", {"state": 4, "output_gate": True}),
    "Mamba": ("mamba", {"channels": 2, "state": 2}),
    "RAC": ("rac", {"hidden": 4}),
}
"""Models with a state of four numbers in each layer."""


# Which ranks


def cases() -> dict[SweepCase, list[str]]:
    """Return all cases, each with the collections that it belongs to, in the order of the data set."""
    found: dict[SweepCase, list[str]] = defaultdict(list)
    for name, collection in COLLECTIONS.items():
        for case in collection():
            if name not in found[case]:
                found[case].append(name)
    return dict(sorted(found.items(), key=lambda entry: entry[0].order))


def repeat() -> Iterator[SweepCase]:
    """The repeat of three letters: six letters of two kinds, halves; a recurrent circuit of each width, then models."""
    for layers in (1, 2):
        for hidden in range(1, 11):
            yield SweepCase(6, layers, 2, hidden, split=3)
        for model, sizes in EQUAL_STATE.values():
            for observe in OBSERVE:
                yield SweepCase(6, layers, 2, split=3, model=model, observe=observe, **sizes)


def equal_state() -> Iterator[SweepCase]:
    """Models with a state of four numbers, vectors of dimension 4, three steps in the Start and one to three after."""
    for model, sizes in EQUAL_STATE.values():
        for layers in (1, 2):
            for end in (1, 2, 3):
                for observe in OBSERVE:
                    yield SweepCase(
                        3 + end, layers, 4, split=3, mode="continuous", model=model, observe=observe, **sizes
                    )


def rac_halves() -> Iterator[SweepCase]:
    """The sizes of tests/data/rac_ranks.csv."""
    for row in _table("rac_ranks.csv"):
        length, layers, inputs, hidden = (int(row[name]) for name in "TLMR")
        yield SweepCase(length, layers, inputs, hidden, length // 2, row["mode"])


def rac_splits() -> Iterator[SweepCase]:
    """The sizes of tests/data/rac_ranks_all_splits.csv."""
    for row in _table("rac_ranks_all_splits.csv"):
        length, layers, inputs, hidden, split = (int(row[name]) for name in "TLMRk")
        yield SweepCase(length, layers, inputs, hidden, split, row["mode"])


def sequence_models() -> Iterator[SweepCase]:
    """The sizes of tests/data/sequence_model_ranks.csv."""
    return (_of(row) for row in all_rows())


def architectures() -> Iterator[SweepCase]:
    """Every architecture with sizes of 2, for two to five steps, as far as it is defined and its rank is small."""
    for model in MODELS:
        needed = {one.name: {"graph": "cycle"}.get(one.name, 2) for one in sizes_of(model).values() if one.required}
        for length in (2, 3, 4, 5):
            for layers in (1, 2):
                for observe in OBSERVE:
                    if _is_small(model, length, layers, observe):
                        sizes = {**needed, "length": length, "layers": layers}
                        for mode in MODES:
                            half = length // 2
                            yield SweepCase(split=half, mode=mode, model=model, observe=observe, sizes=sizes.items())


def _is_small(model: str, length: int, layers: int, observe: str) -> bool:
    if model in {"lstm", "gru"}:  # their ranks grow so fast that more would take hours
        return layers == 1 and length <= 4
    if model in {"conv_ac", "product_gnn"}:  # windows of two cover four inputs; nothing is seen before the last step
        return length == 4 and observe != "future"
    return model != "tensor_train_lm" or layers == 1


COLLECTIONS: dict[str, Callable[[], Iterator[SweepCase]]] = {
    "repeat": repeat,
    "equal_state": equal_state,
    "rac_halves": rac_halves,
    "rac_splits": rac_splits,
    "sequence_models": sequence_models,
    "architectures": architectures,
}
"""Where the cases come from; the datasheet says why each was chosen."""


def _of(row: Any) -> SweepCase:
    model, sizes = row.made_by
    return SweepCase(split=row.split, mode=row.mode, model=model, observe=row.observe, **sizes)


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


# One rank


def measure(case: SweepCase) -> dict[str, Any]:
    """Return the columns of a case that are computed."""
    circuit = MODELS[case.model](**dict(case.sizes))
    halves = Partition.start_end(case.length, case.split)
    found = separation_rank(circuit, halves, case.mode, seed=case.seed, observe=case.observe)
    above = {} if found.upper is None else {"upper": str(found.upper), "upper_by": found.upper_name}
    return {
        "rank": found.lower,
        "status": "proved" if found.exact else "computed",
        "lower_by": "minor",
        **above,
        "upper_status": "proved" if found.upper_proved else "computed" if above else "",
        "prime": found.prime,
        "minor_sha256": found.minor_sha256,
        "tnrnn": __version__,
    }


def cells(case: SweepCase, result: dict[str, Any], collections: Iterable[str]) -> dict[str, str]:
    """Return a row of the table; an empty cell says that a model has no such size, or that nothing is known."""
    given = {name: size.default for name, size in sizes_of(case.model).items()} | dict(case.sizes)
    named = {LETTERS.get(name, "cp_rank" if name == "rank" else name): value for name, value in given.items()}
    sizes = {name: named[name] for name in SIZES if named.get(name) is not None}
    ends = {name: getattr(case, name) for name in ("model", "split", "mode", "observe", "seed")}
    row = {**sizes, **ends, **result, "collections": " ".join(collections)}
    return {name: str(row.get(name, "")) for name in COLUMNS}


# Commands


def compute(options: argparse.Namespace) -> int:
    print(sweep(cases(), options.store, measure=measure, options=SweepOptions(workers=options.workers)))
    return 0


def write(options: argparse.Namespace) -> int:
    wanted = cases()
    stored = {row.case: row for row in read_store(options.store)}
    missing = [case.key for case in wanted if case not in stored or stored[case].status != "done"]
    if missing:
        print(f"{len(missing):,} of {len(wanted):,} ranks are not computed, the first: {missing[0]}", file=sys.stderr)
        return 1
    lines = [",".join(COLUMNS)]
    lines += [_line(cells(case, stored[case].result or {}, names)) for case, names in wanted.items()]
    content = "".join(f"{line}\n" for line in lines).encode()
    write_file(RANKS, content, "ranks")
    write_file(SUMS, f"{hashlib.sha256(content).hexdigest()}  {RANKS.name}\n".encode(), "sums")
    print(f"{len(wanted):,} ranks, {len(content):,} bytes")
    return 0


def _line(row: dict[str, str]) -> str:
    """Return a line of the table. No cell has a comma, a quote or the end of a line, so none needs quotes."""
    assert not any(mark in cell for cell in row.values() for mark in ',"\n')
    return ",".join(row.values())


@cache
def rows() -> tuple[dict[str, str], ...]:
    """Return the rows of the data set, as texts."""
    with RANKS.open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def case_of(row: dict[str, str]) -> SweepCase:
    """Return the case that a row is about."""
    sizes: dict[str, Any] = {}
    for name, size in sizes_of(row["model"]).items():
        cell = row.get(LETTERS.get(name, "cp_rank" if name == "rank" else name), "")
        if cell:
            sizes[name] = cell == "True" if cell in {"True", "False"} else int(cell) if cell.isdecimal() else cell
        elif size.required:
            raise ValueError(f"{row['model']}: no {name}")
    return SweepCase(
        split=int(row["split"]),
        mode=row["mode"],  # type: ignore[arg-type]
        seed=int(row["seed"]),
        model=row["model"],  # type: ignore[arg-type]
        observe=row["observe"],  # type: ignore[arg-type]
        sizes=sizes.items(),
    )


def differing(sample: Iterable[dict[str, str]]) -> list[tuple[dict[str, str], dict[str, str]]]:
    """Compute rows again, and return those that differ, each with what it should be, but for the version of tnrnn."""
    wrong = []
    for row in sample:
        case = case_of(row)
        again = cells(case, measure(case), row["collections"].split())
        if {**row, "tnrnn": ""} != {**again, "tnrnn": ""}:
            wrong.append((row, again))
    return wrong


def check(options: argparse.Namespace) -> int:
    if options.sample < 1:
        raise TnrnnError(f"--sample: expected an integer from 1 on, given {options.sample}")
    chosen = random.Random(options.seed).sample(rows(), min(options.sample, len(rows())))
    wrong = differing(chosen)
    for row, again in wrong:
        print({name: (row[name], again[name]) for name in COLUMNS if row[name] != again[name]}, case_of(row).key)
    print(f"{len(chosen):,} rows computed again, {len(wrong):,} differ")
    return 1 if wrong else 0


def references() -> Iterator[tuple[str, SweepCase, int]]:
    """Return each rank that another program found: the name of its table, the case, the rank."""
    for name, made in (("rac_ranks.csv", rac_halves), ("rac_ranks_all_splits.csv", rac_splits)):
        for case, row in zip(made(), _table(name), strict=True):
            yield name, case, int(row["rank"])
    for row in all_rows():
        yield "sequence_model_ranks.csv", _of(row), row.rank


def compared() -> tuple[Counter[str], list[str]]:
    """Return how many ranks of each table are here, and what differs or is missing."""
    here = {case_of(row): int(row["rank"]) for row in rows()}
    found, wrong = Counter[str](), []
    for name, case, rank in references():
        found[name] += case in here
        if here.get(case) != rank:
            wrong.append(f"{name}: {case.key}: {rank} there, {here.get(case)} here")
    return found, wrong


def compare(options: argparse.Namespace) -> int:
    found, wrong = compared()
    print(*wrong, *(f"{name}: {count:,} ranks compared" for name, count in found.items()), sep="\n")
    print(f"{found.total():,} ranks, {len(wrong):,} differ")
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="computes and checks the data set of ranks")
    commands = parser.add_subparsers(dest="command", required=True)
    for command in (compute, write, check, compare):
        added = commands.add_parser(command.__name__)
        added.set_defaults(run=command)
        if command in (compute, write):
            added.add_argument("--store", default="ranks.sqlite", help="the file of what is computed already")
        if command is compute:
            added.add_argument("--workers", type=int, default=1, help="how many processes compute")
        if command is check:
            added.add_argument("--sample", type=int, default=100, help="how many rows")
            added.add_argument("--seed", type=int, default=0, help="which rows")
    options = parser.parse_args()
    try:
        return int(options.run(options))
    except TnrnnError as error:
        print(f"make.py: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; the same command goes on", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
