"""A case of a network that is given: its picture, its min-cut, and the bounds that apply to any network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...basics import TnrnnError
from ...bounding import Bound
from ...cuts import Cut, min_cut
from ...drawing import compose
from ...networks import Network
from ...tables import max_flow_gap, power_bound
from ..cases import GivenCase
from .lists import list_json
from .rows import SIGNS, TYPES, page_of, row_of, row_without
from .steps import talk
from .structures import near_places, sides, structure, symbols


def answer_network(case: GivenCase, network: Network) -> Iterator[dict[str, Any]]:
    """Yield a case of a network in messages, as `answer` does for other cases.

    >>> from tnrnn import Bond, Tensor
    >>> from tnrnn.explore import Given
    >>> tensors = (Tensor("A", "weight", ("i", "j"), parameter="A"), Tensor("B", "weight", ("j", "k"), parameter="B"))
    >>> network = Network(tensors, (Bond("i", 4), Bond("j", 2), Bond("k", 3)), ("i", "k"))
    >>> *_, last = answer_network(next(Given(network).cases()), network)
    >>> [(row[0], row[3], row[6]) for row in last["numbers"]]
    [('min_cut', '2', ''), ('power_bound', '2', 'proved'), ('generic_rank', '2', 'proved: the bounds meet')]
    """
    yield {"stage": "the min-cut"}
    cut = min_cut(network, case.partition)
    rows = [row_of("min_cut", "≤", Bound("min_cut", "upper", cut.powers, source="a cut")), _powers(case, network)]
    yield {"stage": "the picture"}
    drawn = _drawn(case, network, cut)
    waiting = row_without("generic_rank", "being computed")
    yield {"payload": {"parameters": case.to_json(), **drawn, "numbers": [*rows, waiting]}}
    yield {"stage": "the rank of random tensors"}
    yield {"numbers": [*rows, _rank(case, network)]}


def _drawn(case: GivenCase, network: Network, cut: Cut) -> dict[str, Any]:
    labels = case.given.labels
    found = structure(network, labels)
    views: dict[str, dict[str, Any]] = {name: {"unrolled": None, "shared": None} for name in TYPES}
    for name, view in views.items():
        view["unrolled"] = list_json(compose(network, cut, page_of(name)), network)
    return {
        "dims": symbols(network),
        "structure": found,
        "near": [*near_places(network, cut.near), *sides(found, labels, case.partition)],
        "slice": None,
        "views": views,
        "best": "unrolled",
        "repeat": None,
        **talk(case, cut, None, network),
    }


def _powers(case: GivenCase, network: Network) -> list[Any]:
    try:
        return row_of("power_bound", "≥", power_bound(network, case.partition), "proved")
    except TnrnnError as error:
        return row_without("power_bound", str(error).removeprefix("power_bound: "))


def _rank(case: GivenCase, network: Network) -> list[Any]:
    try:
        found = max_flow_gap(network, case.partition)["generic_rank"]
    except TnrnnError as error:
        return row_without("generic_rank", str(error).removeprefix("max_flow_gap: "))
    if not found.applies:
        return row_without("generic_rank", f"not computed: {found.reason}")
    note = found.note if found.kind == "exact" else f"computed, {found.note}"
    return row_of("generic_rank", SIGNS[found.kind], found, note)
