"""`tnrnn cut`: the least cut between Start and End, or between open legs of a network."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from ..basics import TnrnnError, choice, mistake, shown, shown_line
from .given import add_network, given_network, given_partition
from .options import VIEWS, add_case, given_case, straight, title, unrolled
from .printing import priced, say
from .working import Stage, working

if TYPE_CHECKING:
    from ..cuts import Cut
    from ..models import Case
    from ..networks import Circuit, Network

UNROLLED_AT_MOST = 5_000
"""The largest number of tensors of an unrolled network that `tnrnn cut` cuts by default, in place of the circuit."""
PRINTED_BITS = 2**20
"""The largest number of bits of a value that JSON contains as an integer."""
PRINTED_ENTRIES = 40
"""The largest number of severed bonds that are printed."""
EXACT_JSON = 2**53
"""The least integer that some readers of JSON round."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    add_case(command, required=False)
    add_network(command)
    command.add_argument(
        "--view",
        help="how the cut is printed: unrolled (every copy by its name) or shared (copies are counted) "
        f"(default: unrolled up to {UNROLLED_AT_MOST:,} tensors)",
    )
    command.add_argument("--json", action="store_true", help="print the cut as JSON")


def run(options: argparse.Namespace) -> None:
    with working("reading the network" if options.file else "building the circuit") as stage:
        network = given_network(options)
        if network is None:
            case = given_case(options)
            view, cut, line = _cuts(case, options, stage)
    if network is not None:
        _run_network(network, options)
        return
    if options.json:
        say(json.dumps(_cut_json(cut, view), indent=2))
        return
    from ..ranks import ranges

    say(f"{title(case)}, Start {ranges(case.partition.near)}, End {ranges(case.partition.far)}")
    say(f"min-cut  {priced(cut)}  ({'proved least' if cut.minimal else 'not proved least'})")
    if line is not None:
        say(f"slice    {priced(line)}")
    _print_entries(cut)


def _cuts(case: Case, options: argparse.Namespace, stage: Stage) -> tuple[str, Cut, Cut | None]:
    """Return the view that is cut, the least cut, and the straight cut if Start and End are contiguous."""
    from ..cuts import circuit_min_cut, min_cut
    from ..networks import Network, unrolled_size

    if options.view is None:
        view = "unrolled" if unrolled_size(case.circuit, case.mode) <= UNROLLED_AT_MOST else "shared"
    else:
        view = choice("--view", options.view, VIEWS)
    of: Network | Circuit = unrolled(case) if view == "unrolled" else case.circuit
    size = f"{len(of.tensors):,} tensors" if isinstance(of, Network) else f"{len(of.vertices):,} vertices"
    stage.now(f"looking for the least cut among {size}")
    cut = min_cut(of, case.partition) if isinstance(of, Network) else circuit_min_cut(case)
    stage.now("pricing the straight cut")
    return view, cut, straight(of, case)


def _run_network(network: Network, options: argparse.Namespace) -> None:
    if options.view is not None:
        raise mistake("--view", "a circuit, of which there are two views", options.view)
    if options.near is None:
        raise TnrnnError(f"--near: expected some of the open legs {shown(network.open)}, given none")
    from ..cuts import min_cut

    partition = given_partition(network, options.near, options.far)
    with working(f"looking for the least cut among {len(network.tensors):,} tensors"):
        cut = min_cut(network, partition)
    if options.json:
        say(json.dumps(_cut_json(cut, "unrolled") | {"view": "network"}, indent=2))
        return
    near, far = (", ".join(map(str, side)) for side in (partition.near, partition.far))
    say(f"{len(network.tensors)} tensors, near {shown_line(near)}, far {shown_line(far)}")
    say(f"min-cut  {priced(cut)}  (proved least)")
    _print_entries(cut)


def _value_text(cut: Cut) -> str | None:
    from flint import fmpz  # `str` refuses more than 4,300 digits and is slow

    return fmpz(cut.value).str() if cut.log2 <= PRINTED_BITS else None


def _print_entries(cut: Cut) -> None:
    width = max((len(entry.name) for entry in cut.entries[:PRINTED_ENTRIES]), default=0)
    for entry in cut.entries[:PRINTED_ENTRIES]:
        times = f", {entry.count:,} copies" if entry.count > 1 else ""
        named = f"{entry.symbol} = {entry.dim}" if entry.symbol else str(entry.dim)
        say(f"  {entry.name:{width}}  {entry.kind:9}  {named}{times}")
    if len(cut.entries) > PRINTED_ENTRIES:
        say(f"  and {len(cut.entries) - PRINTED_ENTRIES:,} more; --json prints all")


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
    """Return an integer as JSON has it: those from 2^53 on as strings, which no reader rounds."""
    return count if count < EXACT_JSON else str(count)
