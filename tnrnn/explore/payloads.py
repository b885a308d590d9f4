"""One case as a page needs it: numbers, structure, scenes, and the steps in which a talk reveals the construction."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from ..circuit import Circuit
from ..closed_forms import Case, theorem_1
from ..cut import Cut
from ..drawing import Page, compose
from ..errors import TnrnnError
from ..mincut import min_cut
from ..models import rac
from ..network import Network
from ..reasons import why_not
from ..table import TITLES
from ..unrolling import INPUTS_OF_MODE, unroll
from ..upper import UpperBound, least_of, upper_bounds
from .cases import Parameters
from .scenes import scene_json
from .steps import steps
from .structures import near_places, sliced, structure, symbols

RANK_AT_MOST = 150
"""The rank is computed where the least upper bound is at most this."""

TYPES = {"normal": (10.0, 8.0, 11.0), "large": (10.0, 8.0, 16.0)}
"""Inches and points of the pictures, for a reader at a desk and for the last row of a lecture hall."""

UPPERS = ("min_cut", "slice", "symmetric_cut")


class _Drawn(NamedTuple):
    circuit: Circuit
    network: Network
    found: dict[str, Any]


@lru_cache(maxsize=64)
def _subject(length: int, layers: int, inputs: int, hidden: int, mode: str) -> _Drawn:
    circuit = rac(length, layers, inputs, hidden)
    network = unroll(circuit, INPUTS_OF_MODE[mode])
    return _Drawn(circuit, network, structure(network))


def payload(parameters: Parameters) -> dict[str, Any]:
    """Return everything that the page shows of a case, as JSON has it.

    `numbers` are rows [name, title, sign, value, formula, log2, note]: integers as text, null where a row does not
    apply, for the reason that is its note. `near` are the places of the near tensors of the min-cut, `slice` those of
    the straight line. `views` holds the scenes "unrolled" and "shared", each for both sizes of type.

    >>> found = payload(Parameters(6, 2, 2, 3, 3, "one-hot"))
    >>> [(row[0], row[3]) for row in found["numbers"]]
    [('min_cut', '8'), ('slice', '81'), ('symmetric_cut', '8'), ('theorem_1', '4'), ('rank', '8')]
    """
    drawn = _subject(*parameters[:4], parameters.mode)
    circuit, network = drawn.circuit, drawn.network
    cut = min_cut(network, parameters.partition)
    shared = min_cut(circuit, parameters.partition, parameters.unfolding)
    return {
        "parameters": parameters._asdict(),
        "dims": symbols(network),
        "structure": drawn.found,
        "near": near_places(network, cut.near),
        "slice": sliced(network, parameters.partition),
        "numbers": numbers(parameters),
        "views": {
            name: {
                "unrolled": scene_json(compose(network, cut, page_of(name)), network),
                "shared": scene_json(compose(circuit, shared, page_of(name))),
            }
            for name in TYPES
        },
        "steps": steps(parameters, cut),
    }


def page_of(name: str) -> Page:
    """Return the page for a size of type.

    >>> page_of("large").font_size
    16.0
    """
    return Page(*TYPES[name])


def numbers(parameters: Parameters) -> list[list[Any]]:
    """Return the rows of the table: the cuts, the theorem's lower bound and the rank.

    >>> numbers(Parameters(4, 1, 2, 3, 1, "one-hot"))[3]
    ['theorem_1', 'Theorem 1', '≥', None, '', None, 'needs a split after T/2 = 2 steps, not after 1']
    """
    circuit, partition = parameters.circuit, parameters.partition
    bounds = upper_bounds(circuit, partition, parameters.mode)
    by_name = {bound.name: bound for bound in bounds}
    rows = [_row(name, "≤", by_name[name]) for name in UPPERS]
    lower = theorem_1(Case(*parameters[:5]))
    if lower is None:
        reason = why_not("theorem_1", circuit, partition, parameters.mode)
        rows.append(["theorem_1", TITLES["theorem_1"], "≥", None, "", None, reason])
    else:
        rows.append(["theorem_1", TITLES["theorem_1"], "≥", str(lower.value), lower.formula, None, ""])
    return [*rows, _rank(parameters, least_of(bounds))]


def _row(name: str, sign: str, bound: UpperBound) -> list[Any]:
    value = None if bound.value is None else str(bound.value)
    return [name, TITLES[name], sign, value, bound.formula, round(bound.log2, 9), ""]


def _rank(parameters: Parameters, least: UpperBound) -> list[Any]:
    title = TITLES["rank"]
    if least.value is None or least.value > RANK_AT_MOST:
        return ["rank", title, "=", None, "", None, f"not computed: the least upper bound is above {RANK_AT_MOST}"]
    from ..rank import separation_rank  # it takes numpy

    try:
        found = separation_rank(parameters.circuit, parameters.partition, parameters.mode, upper=least)
    except TnrnnError as error:
        return ["rank", title, "=", None, "", None, str(error)]
    note = "proved" if found.exact else f"computed; at most {least.value}"
    return ["rank", title, "=" if found.exact else "≥", str(found.lower), "", None, note]


def entries(cut: Cut) -> list[tuple[str, str]]:
    """Return what a cut severs, by kind and name, sorted.

    >>> from tnrnn.cut import CutEntry
    >>> entries(Cut((CutEntry("b", "bond", 2), CutEntry("a", "bond", 2)), (), ()))
    [('bond', 'a'), ('bond', 'b')]
    """
    return sorted((entry.kind, entry.name) for entry in cut.entries)
