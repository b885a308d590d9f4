"""The command line: `tnrnn draw`, `tnrnn cut`, `tnrnn demo`."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from . import __version__
from .circuit import Circuit
from .cut import Cut
from .drawing import ENDINGS, THEMES, check_path, draw, save
from .errors import TnrnnError, choice, mistake, shown, shown_line
from .mincut import min_cut, slice_cut
from .models import MODELS, rac
from .network import Network
from .partition import Partition
from .unrolling import INPUTS_OF_MODE, unroll, unrolled_size

VIEWS = ("unrolled", "shared")
CUTS = ("min", "slice", "none")
UNROLLED_AT_MOST = 5_000
"""`tnrnn cut` looks at the unrolled network up to this many tensors, else at the circuit itself."""
SHORT_BITS, PRINTED_BITS = 128, 2**20
PRINTED_ENTRIES = 40
EXACT_JSON = 2**53


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status: 0, or 2 after one line of error."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    parser = _parser()
    try:
        _check_command(argv)
        options = parser.parse_args(argv)
        _check_values(options)
        options.run(options)
        sys.stdout.flush()
    except TnrnnError as error:
        print(f"tnrnn: error: {error}", file=sys.stderr)  # noqa: T201
        return 2
    except KeyboardInterrupt:
        print("tnrnn: interrupted", file=sys.stderr)  # noqa: T201
        return 130
    except BrokenPipeError:  # the reader of our output has gone, as in `tnrnn cut ... | head`
        _discard_output()
        return 1
    except (OSError, UnicodeEncodeError) as error:
        print(f"tnrnn: error: cannot print: {error}", file=sys.stderr)  # noqa: T201
        _discard_output()
        return 2
    return 0


def _discard_output() -> None:
    """Send what is still in the buffer nowhere: Python would try once more to write it, and complain, when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Parser(argparse.ArgumentParser):
    """An argument parser that raises: `main` prints every error in the same way."""

    def error(self, message: str) -> NoReturn:
        raise TnrnnError(shown_line(message))


def _check_values(options: argparse.Namespace) -> None:
    """Refuse the value "--": argparse makes an empty list of it."""
    for name, value in vars(options).items():
        if value == []:
            raise mistake(f"--{name}", "a value", "--")


def _check_command(argv: list[str]) -> None:
    """Answer a misspelt first word here: argparse knows no nearest word."""
    if argv and argv[0].startswith("-"):
        choice("option", argv[0], ["-h", "--help", "--version"])
    elif argv:
        choice("command", argv[0], COMMANDS)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="tnrnn",
        allow_abbrev=False,
        description="Recurrent arithmetic circuits as tensor networks: least cuts between the start and the end of a "
        "sequence, and diagrams with the cut on them.",
        epilog="example: tnrnn draw -T 6 -L 2 -M 10 -R 2 --mode continuous -o rac.svg",
    )
    parser.add_argument("--version", action="version", version=f"tnrnn {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)
    for name, (run, summary, add) in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        add(command)
        command.set_defaults(run=run)
    return parser


def _integer(text: str) -> int:
    try:
        if re.fullmatch("[+-]?[0-9]+", text):
            return int(text)
    except ValueError:  # Python reads integers of up to 4,300 digits
        pass
    raise argparse.ArgumentTypeError(f"expected an integer, given {shown(text)}")


def _add_case(command: argparse.ArgumentParser) -> None:
    case = command.add_argument_group("the circuit")
    case.add_argument("--length", "-T", type=_integer, required=True, metavar="T", help="time steps")
    case.add_argument("--layers", "-L", type=_integer, required=True, metavar="L", help="layers")
    case.add_argument("--inputs", "-M", type=_integer, required=True, metavar="M", help="input channels")
    case.add_argument("--hidden", "-R", type=_integer, required=True, metavar="R", help="hidden channels")
    case.add_argument("--start", metavar="STEPS", help="steps of the Start: 1-3 or 1,3,5 (default: the first half)")
    case.add_argument(
        "--mode",
        default="one-hot",
        help="one-hot (copies of an input are joined; the default) or continuous (they are repeated)",
    )
    case.add_argument("--model", default="rac", help="rac (default)")


def _add_cut(command: argparse.ArgumentParser) -> None:
    _add_case(command)
    command.add_argument(
        "--view",
        help=f"unrolled (copies by name; default up to {UNROLLED_AT_MOST:,} tensors) or shared (copies are counted)",
    )
    command.add_argument("--json", action="store_true", help="print JSON")


def _add_bounds(command: argparse.ArgumentParser) -> None:
    _add_case(command)
    command.add_argument("--seed", type=_integer, default=0, help="of the random weights and points (default: 0)")
    command.add_argument("--json", action="store_true", help="print JSON")


def _add_draw(command: argparse.ArgumentParser) -> None:
    _add_case(command)
    command.add_argument(
        "--view", default="unrolled", help="unrolled (default) or shared (one mark per vertex, copies are counted)"
    )
    command.add_argument("--cut", default="min", help="min (default), slice or none")
    command.add_argument("--theme", default="print", help=f"{', '.join(THEMES)} (default: print)")
    command.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FILE",
        help=f"where to write; the format follows the ending: {', '.join(ENDINGS)}",
    )


def _add_sweep(command: argparse.ArgumentParser) -> None:
    command.add_argument("grid", metavar="GRID", help="a TOML file: length, layers, inputs, hidden, split, mode, seed")
    command.add_argument(
        "--store", required=True, metavar="FILE", help="the SQLite file of results; a killed run resumes"
    )
    command.add_argument("--workers", type=_integer, metavar="N", help="processes (default: one a core)")
    command.add_argument("--retry", action="store_true", help="do again what failed or ran over a limit")
    command.add_argument("--csv", metavar="FILE", help="write the results to this file, too")


def _add_demo(command: argparse.ArgumentParser) -> None:
    command.add_argument("--out", default="tnrnn-demo", metavar="DIR", help="folder to write to (default: tnrnn-demo)")
    command.add_argument("--json", action="store_true", help="print JSON")


class Case(NamedTuple):
    """A circuit, the division of its inputs, and how they are fed."""

    circuit: Circuit
    partition: Partition
    inputs: str


def _case(options: argparse.Namespace) -> Case:
    model = MODELS[choice("--model", options.model, MODELS)]
    inputs = INPUTS_OF_MODE[choice("--mode", options.mode, INPUTS_OF_MODE)]
    circuit = model(options.length, options.layers, options.inputs, options.hidden)
    if options.start is not None:
        return Case(circuit, Partition(start=_steps(options.start, options.length), length=options.length), inputs)
    if options.length < 2:
        raise mistake("--length", "at least 2 steps, so that there is a Start and an End", options.length)
    return Case(circuit, Partition.start_end(options.length), inputs)


def _steps(text: str, length: int) -> list[int]:
    """Return the steps that a text such as 1-3 or 1,3,5 names."""
    steps: list[int] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        ends = [end.strip() for end in ((first, last) if dash else (first, first))]
        if not all(end.isascii() and end.isdigit() and len(end) < 19 for end in ends):
            raise mistake("--start", "steps such as 1-3 or 1,3,5", text)
        low, high = map(int, ends)
        if not 1 <= low <= high <= length:
            raise mistake("--start", f"steps from 1 to {length}, ranges upwards", text)
        steps += range(low, high + 1)
        if len(steps) > length:
            raise mistake("--start", "each step once", text)
    return steps


def _run_cut(options: argparse.Namespace) -> None:
    case = _case(options)
    if options.view is None:
        view = "unrolled" if unrolled_size(case.circuit, case.inputs) <= UNROLLED_AT_MOST else "shared"
    else:
        view = choice("--view", options.view, VIEWS)
    if view == "unrolled":
        network = _unrolled(case)
        cut, line = min_cut(network, case.partition), _line(network, case)
    else:
        cut, line = min_cut(case.circuit, case.partition, case.inputs), _line(case.circuit, case)
    if options.json:
        _print(json.dumps(_cut_json(cut, view), indent=2))
        return
    _print(f"{_title(options)}, Start {_ranges(case.partition.near)}, End {_ranges(case.partition.far)}")
    _print(f"min-cut  {_priced(cut)}  ({'proved least' if cut.minimal else 'not proved least'})")
    if line is not None:
        _print(f"slice    {_priced(line)}")
    _print_entries(cut)


def _unrolled(case: Case) -> Network:
    try:
        return unroll(case.circuit, case.inputs)
    except TnrnnError as error:
        raise TnrnnError(f"{error}; use --view shared") from None


def _line(of: Network | Circuit, case: Case) -> Cut | None:
    """Return the straight cut where Start and End are contiguous."""
    at = case.partition.near[-1]
    if case.partition.far[0] != at + 1 or case.partition.near[0] != 1:
        return None
    return slice_cut(of, at, case.inputs if isinstance(of, Circuit) else None)


def _title(options: argparse.Namespace) -> str:
    return f"T={options.length} L={options.layers} M={options.inputs} R={options.hidden}, {options.mode} inputs"


def _ranges(steps: Iterable[int]) -> str:
    """Return steps as text: 1-3, 5.

    >>> _ranges([1, 2, 3, 5])
    '1-3, 5'
    """
    runs: list[list[int]] = []
    for step in steps:
        if runs and runs[-1][1] == step - 1:
            runs[-1][1] = step
        else:
            runs.append([step, step])
    return ", ".join(f"{low}-{high}" if low < high else str(low) for low, high in runs)


def _priced(cut: Cut) -> str:
    if cut.log2 > SHORT_BITS:
        return f"{cut.formula} = 2^{cut.log2:.8g}"
    return f"{cut.formula} = {cut.value}" if cut.formula != str(cut.value) else cut.formula


def _value_text(cut: Cut) -> str | None:
    from flint import fmpz  # `str` refuses more than 4,300 digits, and takes long

    return fmpz(cut.value).str() if cut.log2 <= PRINTED_BITS else None


def _print_entries(cut: Cut) -> None:
    width = max((len(entry.name) for entry in cut.entries[:PRINTED_ENTRIES]), default=0)
    for entry in cut.entries[:PRINTED_ENTRIES]:
        times = f", {entry.count:,} copies" if entry.count > 1 else ""
        named = f"{entry.symbol} = {entry.dim}" if entry.symbol else str(entry.dim)
        _print(f"  {entry.name:{width}}  {entry.kind:9}  {named}{times}")
    if len(cut.entries) > PRINTED_ENTRIES:
        _print(f"  and {len(cut.entries) - PRINTED_ENTRIES:,} more; --json prints all")


def _cut_json(cut: Cut, view: str) -> dict[str, Any]:
    def side(items: tuple[Any, ...]) -> list[Any]:
        return list(items) if view == "unrolled" else [{"name": name, "count": _number(count)} for name, count in items]

    return {
        "value": _value_text(cut),
        "formula": cut.formula,
        "log2": cut.log2,
        "minimal": cut.minimal,
        "view": view,
        "entries": [
            {"name": e.name, "kind": e.kind, "dim": e.dim, "symbol": e.symbol, "count": _number(e.count)}
            for e in cut.entries
        ],
        "near": side(cut.near),
        "far": side(cut.far),
    }


def _number(count: int) -> int | str:
    """Return an integer that every JSON reader takes as it is: a string from 2^53 on."""
    return count if count < EXACT_JSON else str(count)


def _run_bounds(options: argparse.Namespace) -> None:
    from .table import bounds

    case = _case(options)
    table = bounds(case.circuit, case.partition, options.mode, options.seed)
    _print(json.dumps(table.to_json(), indent=2) if options.json else str(table))


def _run_rank(options: argparse.Namespace) -> None:
    from .rank import separation_rank

    case = _case(options)
    found = separation_rank(case.circuit, case.partition, options.mode, options.seed)
    upper = None if found.upper is None else str(found.upper)
    if options.json:
        shown_as = {"lower": str(found.lower), "upper": upper, "exact": found.exact, "prime": str(found.prime)}
        _print(
            json.dumps({**shown_as, "seed": found.seed, "mode": options.mode, "upper_name": found.upper_name}, indent=2)
        )
        return
    _print(f"{_title(options)}, Start {_ranges(case.partition.near)}, End {_ranges(case.partition.far)}")
    known = f"proved by {found.upper_name}" if found.exact else f"at most {upper}, by {found.upper_name}"
    _print(f"rank {'=' if found.exact else '>='} {found.lower}  ({known}; modulo {found.prime}, seed {found.seed})")


def _run_sweep(options: argparse.Namespace) -> None:
    from .sweeping import SweepOptions, read_grid, sweep, to_csv

    grid = read_grid(options.grid)
    chosen = SweepOptions(workers=options.workers, limits=grid.limits, retry=options.retry)
    _print(str(sweep(grid.cases, options.store, options=chosen)))
    if options.csv is not None:
        to_csv(options.store, options.csv)


def _run_draw(options: argparse.Namespace) -> None:
    choice("--view", options.view, VIEWS)
    choice("--cut", options.cut, CUTS)
    check_path(options.output)
    case = _case(options)
    shown_as: Network | Circuit = case.circuit if options.view == "shared" else _unrolled(case)
    given = case.inputs if isinstance(shown_as, Circuit) else None
    cut = None
    if options.cut == "min":
        cut = min_cut(shown_as, case.partition, given)
    elif options.cut == "slice":
        cut = _line(shown_as, case)
        if cut is None:
            raise mistake("--cut slice", "a Start 1..k, so that the straight line separates it", options.start)
    save(draw(shown_as, cut=cut, style=options.theme), options.output)


def _run_demo(options: argparse.Namespace) -> None:
    folder = _folder(options.out)
    half = Partition.start_end(6)
    names = {case: "rac-T6-L{}-M{}-R{}-continuous".format(*case) for case in DEMO_PICTURES}
    written = [str(folder / f"{name}.{ending}") for name in names.values() for ending in ENDINGS]
    for path in written:
        check_path(path)
    for (layers, width, hidden), name in names.items():
        network = unroll(rac(6, layers, width, hidden), "repeated")
        axes = draw(network, cut=min_cut(network, half))
        for ending in ENDINGS:
            save(axes, folder / f"{name}.{ending}")
    table = [_demo_row(*case, mode) for case in DEMO_CASES for mode in INPUTS_OF_MODE]
    if options.json:
        _print(json.dumps({"pictures": written, "cuts": table}, indent=2))
        return
    for name in written:
        _print(f"wrote {name}")
    _print(
        "\nRecurrent arithmetic circuits, split in the middle: bounds on the Start-End separation rank, and the rank"
    )
    _print(_aligned([list(DEMO_HEAD), *([str(cell) for cell in row.values()] for row in table)]))


def _folder(name: str) -> Path:
    """Make a folder, with those above it, or leave nothing behind."""
    folder = Path(name)
    made: list[Path] = []
    try:
        if not name:
            raise FileNotFoundError
        for part in (*reversed(folder.parents), folder):
            if not part.is_dir():
                part.mkdir()
                made.append(part)
    except (OSError, ValueError):
        for part in reversed(made):
            part.rmdir()
        raise mistake("--out", "a folder that can be written", name) from None
    return folder


DEMO_PICTURES = ((1, 10, 2), (2, 10, 2), (2, 2, 3), (3, 100, 2))
DEMO_CASES = tuple((6, layers, width, hidden) for width, hidden in ((2, 3), (10, 2), (100, 2)) for layers in (1, 2, 3))
DEMO_HEAD = ("T", "L", "M", "R", "inputs", "slice", "min-cut", "symmetric cut", "rank")


def _demo_row(length: int, layers: int, width: int, hidden: int, mode: str) -> dict[str, Any]:
    from .rank import separation_rank
    from .symmetric import symmetric_cut

    circuit, half = rac(length, layers, width, hidden), Partition.start_end(length)
    inputs, at = INPUTS_OF_MODE[mode], length // 2
    cuts = (_priced(slice_cut(circuit, at, inputs)), _priced(min_cut(circuit, half, inputs)))
    symmetric, found = symmetric_cut(circuit, half, mode), separation_rank(circuit, half, mode)
    rank = f"{found.lower}, proved" if found.exact else f">= {found.lower}"
    return dict(zip(DEMO_HEAD, (length, layers, width, hidden, mode, *cuts, symmetric.value, rank), strict=True))


def _aligned(rows: list[list[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * (sum(widths) + 2 * len(widths) - 2), *lines[1:]])


def _print(text: str) -> None:
    print(text)  # noqa: T201


COMMANDS = {
    "draw": (_run_draw, "draw the diagram of a circuit with a cut on it", _add_draw),
    "cut": (_run_cut, "print the least cut between Start and End", _add_cut),
    "bounds": (_run_bounds, "print every bound on the separation rank, and the rank, side by side", _add_bounds),
    "rank": (_run_rank, "print the exact separation rank", _add_bounds),
    "sweep": (_run_sweep, "do the bounds of a grid of cases, into one file", _add_sweep),
    "demo": (_run_demo, "draw shallow and deep circuits with their cuts, and print a table of cuts", _add_demo),
}
