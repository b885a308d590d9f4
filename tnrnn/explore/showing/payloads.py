"""One case as a page needs it: numbers, structure, display lists, and the steps in which a talk reveals the network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from ...basics import TnrnnError, mistake
from ...bounding import Bound, bounds_above, least_of, lower_bounds, theorem_of
from ...cuts import circuit_min_cut, min_cut
from ...drawing import compose
from ...models import Case
from ...networks import Network, unroll, unrolled_size
from ...tables import TITLES, why_not
from ..cases import MOST_TENSORS, Chosen, GivenCase, Parameters
from .lists import list_json
from .networks import answer_network
from .repeats import repeat_of
from .rows import TYPES, digits, page_of, row_of, row_without
from .steps import talk
from .structures import near_places, sliced, structure, symbols
from .views import best_view, circuit_views

RANK_AT_MOST = 150
"""The rank of a case of a grid is computed if the least upper bound is at most this."""

RANK_AT_MOST_ASKED = 1_000
"""The rank of a single case that a page asks for is computed if the least upper bound is at most this."""

UPPERS = ("min_cut", "slice", "symmetric_cut")
"""The upper bounds on a page, in the order of its rows."""


WAITING = row_without("rank", "being computed")
"""The row of a rank that is not computed yet."""


def payload(parameters: Parameters | Chosen | GivenCase) -> dict[str, Any]:
    """Return everything that the page shows of a case, as JSON.

    `numbers` are rows [name, title, sign, value, formula, log2, note]. A value is an integer as text; it is null if the
    row does not apply, in which case the note gives the reason, or if it is too long for a page. `repeat` has the rank
    that it takes to tell whether the last inputs repeat the first, and a sentence about it; it is null if there is no
    such question. `near` are the indices
    of the near tensors of the min-cut (and of the near ends of legs, see `structure`), `slice` those of the straight
    line. `views` contains the display lists "unrolled" and "shared" for both sizes of type, "folded" of a circuit of
    many steps or layers, and "cells" of a small one with gates; `best` is the one that is shown if the reader has
    chosen none. If the unrolled network is too large to draw, "unrolled", `structure`, `near` and `slice` are null;
    "shared" is null for a network.
    `steps` are those of a talk; `motions` has the vertices that the first input has reached after each step, the
    numbers of tensors and of copies of the first input for T = 1, 2, ..., and the step from which on each tensor is
    there.

    Parameters
    ----------
    parameters : Parameters, Chosen or GivenCase
        The case.

    Examples
    --------
    >>> found = payload(Parameters(6, 2, 2, 3, 3, "one-hot"))
    >>> [(row[0], row[3]) for row in found["numbers"]]
    [('min_cut', '8'), ('slice', '81'), ('symmetric_cut', '8'), ('theorem_1', '4'), ('rank', '8')]
    """
    found: dict[str, Any] = {}
    for message in answer(parameters):
        found |= message.get("payload", {})
        found |= {"numbers": message["numbers"]} if "numbers" in message else {}
    return found


def answer(parameters: Parameters | Chosen | GivenCase, rank_at_most: int = RANK_AT_MOST) -> Iterator[dict[str, Any]]:
    """Yield a case in messages: the stages of the work, the payload once it can be drawn, and finally all numbers.

    The rank is computed if the least upper bound is at most `rank_at_most`.

    >>> [*map(list, answer(Parameters(2, 1, 2, 2, 1, "one-hot")))]
    [['stage'], ['stage'], ['stage'], ['payload'], ['stage'], ['numbers']]
    """
    chosen = parameters.chosen if isinstance(parameters, Parameters) else parameters
    if not isinstance(chosen, Chosen | GivenCase):
        raise mistake("payload", "Parameters, a Chosen or a GivenCase", parameters)
    if isinstance(chosen, GivenCase) and isinstance(chosen.given.subject, Network):
        yield from answer_network(chosen, chosen.given.subject)
        return
    yield {"stage": "the bounds"}
    case = chosen.case
    rows, least = bound_rows(case)
    yield {"stage": "the network and its min-cut"}
    drawn = _subject(chosen, case.matrix)
    yield {"stage": "the picture"}
    repeat = repeat_of(chosen)
    asked = {"repeat": None if repeat is None else repeat.to_json()}
    yield {"payload": {"parameters": chosen.to_json(), **drawn, **asked, "numbers": [*rows, WAITING]}}
    yield {"stage": "the exact rank"}
    yield {"numbers": [*rows, rank_row(case, least, rank_at_most)]}


@lru_cache(maxsize=64)
def _network(case: Chosen | GivenCase) -> tuple[Network, dict[str, Any]]:
    network = unroll(case.case.matrix.circuit, case.mode)
    labels = case.given.labels if isinstance(case, GivenCase) and case.given.length is None else None
    return network, structure(network, labels)


def _subject(chosen: Chosen | GivenCase, case: Case) -> dict[str, Any]:
    """Return the display lists of a case of one value, and what is needed to weigh another cut of it."""
    circuit = case.circuit
    shared = circuit_min_cut(case)
    views: dict[str, dict[str, Any]] = {
        name: {"unrolled": None, **circuit_views(circuit, shared, page_of(name), *chosen.extent)} for name in TYPES
    }
    if unrolled_size(case.circuit, case.mode) > MOST_TENSORS:
        nothing = dict.fromkeys(("structure", "near", "slice"))
        return {"dims": {}, **nothing, "views": views, "best": _best(views), **talk(chosen, shared, circuit, None)}
    network, found = _network(chosen.anywhere)
    cut = min_cut(network, case.partition)
    for name, view in views.items():
        view["unrolled"] = list_json(compose(network, cut, page_of(name)), network)
    return {
        "dims": symbols(network),
        "structure": found,
        "near": near_places(network, cut.near),
        "slice": sliced(network, case.partition),
        "views": views,
        **talk(chosen, cut, circuit, network),
        "best": _best(views),
    }


def _best(views: Mapping[str, dict[str, Any]]) -> str:
    return best_view(views["normal"], page_of("normal"))


def bound_rows(case: Case) -> tuple[list[list[Any]], Bound | None]:
    """Return the rows of all bounds of a case, in the order of the table, and the least upper bound if there is one.

    >>> rows, least = bound_rows(Parameters(6, 2, 2, 3, 3, "one-hot").case)
    >>> [row[0] for row in rows], least.value
    (['min_cut', 'slice', 'symmetric_cut', 'theorem_1'], 8)
    """
    bounds = bounds_above(case)
    return [*_bounds(case, bounds), _theorem(case)], least_of(bounds) if bounds else None


def _bounds(case: Case, bounds: tuple[Bound, ...]) -> list[list[Any]]:
    by_name = {bound.name: bound for bound in bounds}
    return [
        row_of(name, "≤", by_name[name]) if name in by_name else row_without(name, why_not(name, case))
        for name in UPPERS
    ]


def _theorem(case: Case) -> list[Any]:
    """Return the row of Theorem 1, which gives a lower bound.

    >>> _theorem(Parameters(4, 1, 2, 3, 1, "one-hot").case)
    ['theorem_1', 'Theorem 1', '≥', None, '', None, 'needs a split after T/2 = 2 steps, not after 1']
    """
    lower = next((bound for bound in lower_bounds(case) if bound.name == "theorem_1"), None)
    if lower is not None:
        return ["theorem_1", TITLES["theorem_1"], "≥", digits(lower.value), lower.formula, None, ""]
    return row_without("theorem_1", why_not("theorem_1", case))


def is_computed(least: Bound | None, at_most: int) -> bool:
    """Return whether a rank is computed: whether its least upper bound is at most `at_most`."""
    return least is not None and least.value is not None and least.value <= at_most


def rank_row(case: Case, least: Bound | None, at_most: int) -> list[Any]:
    """Return the row of the rank, which is computed if the least upper bound is at most `at_most`.

    >>> case = Parameters(6, 2, 2, 3, 3, "one-hot").case
    >>> rank_row(case, bound_rows(case)[1], 150)
    ['rank', 'rank', '=', '8', '', None, 'proved']
    """
    if least is None or not is_computed(least, at_most):
        theorem = theorem_of(case)
        if theorem is not None:
            return row_of("rank", "=", theorem, f"proved, by {theorem.source}")
        return row_without("rank", f"not computed: the least upper bound is above {at_most:,}")
    from ...ranks import separation_rank  # it takes numpy

    try:
        found = separation_rank(case.whole, case.partition, case.mode, observe=case.observe, upper=least)
    except TnrnnError as error:
        return row_without("rank", str(error))
    note = "proved" if found.exact else f"computed; at most {least.value}"
    return ["rank", TITLES["rank"], "=" if found.exact else "≥", str(found.lower), "", None, note]
