"""Compares ranks and bounds of random sequence models with the ranks of plain loops, as long as it may run.

    python benchmarks/check_sequence_models.py [--seconds 60] [--seed 0] [--model mamba]

Each turn draws a model, its sizes, a split, a mode and what is observed. The rank comes from the loops of
tests/sequence_loops.py, with random weights of its own. It must be the rank that `separation_rank` computes, no proved
lower bound may be above it, no upper bound below, and no closed form that is said to be exact may differ. The last line
counts how often the least upper bound is the rank. The exit status is 1 if anything differs.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import networkx
import sequence_loops as loops

from tnrnn import Partition, TnrnnError, models, separation_rank
from tnrnn.bounding import bounds_above, lower_bounds
from tnrnn.models import Case

RULES = ("sum", "decay", "gated", "delta", "mlstm")
LOOPED = ("rule", "heads", "residual", "output_gate", "readout", "graph")
"""The sizes that the loops are told; they read all others from the weights."""

MOST = 128
"""How many words of a side are enough; larger ranks are left out."""


def drawn(chance: random.Random, model: str) -> dict[str, Any]:
    """Return random sizes of a model, which are small."""
    width = lambda most=3: chance.randint(1, most)  # noqa: E731
    sizes: dict[str, Any] = {
        "length": chance.randint(2, 6),
        "layers": chance.choice((1, 1, 1, 2, 2, 3)),
        "inputs": width(),
    }
    if sizes["layers"] == 3:
        sizes["length"] = chance.randint(2, 4)
    if "attention" in model:
        most = 4 - sizes["layers"]
        sizes |= {"key": width(most), "value": width(most), "heads": chance.choice((1, 1, 2))}
        if model == "linear_attention":
            sizes["rule"] = chance.choice(RULES)
    elif model == "mamba":
        sizes |= {"channels": width(2), "state": width(2)}
    elif model in ("linear_ssm", "selective_ssm"):
        sizes["state"] = width()
    else:
        sizes["hidden"] = width(3 if sizes["layers"] < 3 else 2)
    if model == "selective_ssm":
        sizes["output_gate"] = chance.random() < 0.5
    if model == "gmlp":
        sizes["readout"] = chance.choice(("last", "mean"))
    if model == "product_gnn":
        graph = networkx.gnp_random_graph(min(sizes["length"], 4), 0.6, seed=chance.randrange(2**32))
        sizes = {"graph": graph, **{name: min(size, 2) for name, size in sizes.items() if name != "length"}}
    elif model not in ("rac", "lstm"):
        sizes["residual"] = chance.random() < 0.2
    return sizes


def wrong(chance: random.Random, model: str, seed: int) -> tuple[list[str], bool] | None:
    """Return what differs in one turn, and whether the least upper bound is the rank; None if it was not comparable."""
    sizes = drawn(chance, model)
    circuit = getattr(models, model)(**sizes)
    length = len(circuit.inputs)
    if length < 2:
        return None
    split, mode = chance.randint(1, length - 1), chance.choice(("continuous", "one-hot"))
    observe = chance.choice(("scalar", "vector", "future"))
    partition = Partition.start_end(length, split)
    try:
        case = Case(circuit, partition, mode, observe)
    except TnrnnError:  # nothing is observed before the last step
        return None
    fixed = {name for name, _ in circuit.fixed}
    weights = loops.random_weights({n: s for n, s in circuit.parameters.items() if n not in fixed}, seed)
    options = {name: size for name, size in sizes.items() if name in LOOPED}

    def looped(word: list[Any]) -> Any:
        return getattr(loops, model)(weights, sizes["layers"], word, loops.PRIME, **options)

    rank = loops.one_rank(looped, split, length, sizes["inputs"], mode=mode, observe=observe, seed=seed, most=MOST)
    if rank is None:
        return None
    found = separation_rank(circuit, partition, mode, observe=observe).lower
    above = [bound for bound in bounds_above(case) if bound.value is not None]
    below = [bound for bound in lower_bounds(case) if bound.value is not None and bound.status == "proved"]
    told = [] if found == rank else [f"separation_rank {found}"]
    told += [f"{bound.name} {bound.value}" for bound in above if (bound.value or 0) < rank]
    told += [f"{bound.name} {bound.value}, {bound.kind}" for bound in below if _differs(bound.kind, bound.value, rank)]
    where = f"{model}({sizes}), split {split}, {mode}, {observe}: rank {rank}"
    return [f"{each}: {where}" for each in told], min(bound.value or 0 for bound in above) == rank


def _differs(kind: str, value: int | None, rank: int) -> bool:
    return value is not None and ((kind != "upper" and value > rank) or (kind == "exact" and value != rank))


def main() -> None:
    names = [name for name in models.MODELS if hasattr(loops, name)]
    parser = argparse.ArgumentParser(description="compares ranks and bounds with plain loops")
    parser.add_argument("--seconds", type=float, default=60, help="when to stop")
    parser.add_argument("--seed", type=int, default=0, help="the seed of the first turn")
    parser.add_argument("--model", choices=names, help="only this model")
    options = parser.parse_args()
    end, seed, errors = time.monotonic() + options.seconds, options.seed, 0
    tight: Counter[str] = Counter()
    turns: Counter[str] = Counter()
    while time.monotonic() < end:
        chance = random.Random(f"turn {seed}")
        model = options.model or chance.choice(names)
        found = wrong(chance, model, seed)
        seed += 1
        if found is None:
            continue
        turns[model] += 1
        tight[model] += found[1]
        errors += len(found[0])
        for line in found[0]:
            print(f"seed {seed - 1}: {line}", flush=True)
    for model in sorted(turns):
        print(f"{model:<24}{turns[model]:>6} cases, {tight[model]:>6} tight")
    print(f"seeds {options.seed} to {seed - 1}: {turns.total():,} cases, {tight.total():,} tight, {errors} errors")
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()
