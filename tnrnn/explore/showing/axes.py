"""How the rank and its bounds grow along one axis: the split, or a size of the model, from a case on a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from ...basics import TnrnnError, choice, mistake, whole
from ..cases import LEAST, MOST, MOST_OTHER, SLIDER, SLIDERS, Chosen, GivenCase, page_sizes
from .payloads import RANK_AT_MOST, WAITING, bound_rows, is_computed, rank_row

SPLIT, HALF = "split", "half"
"""The axes that are no sizes: the steps in the Start; and the time steps, with half of them in the Start."""

MOST_POINTS = 24
"""The largest number of points of an axis; of more values that it has, as many are taken at equal distances."""

BEYOND = 1.25
"""How far an axis goes beyond a size that is larger than the sliders of a page."""


def axes_of(model: str) -> tuple[str, ...]:
    """Return the axes of the cases of a model.

    >>> axes_of("linear_ssm")
    ('split', 'length', 'half', 'layers', 'inputs', 'state')
    """
    numbers = [name for name, size in page_sizes(model).items() if size.kind == "number"]
    return (SPLIT, *(axis for name in numbers for axis in ((name, HALF) if name == "length" else (name,))))


def axes_from(case: Chosen | GivenCase) -> tuple[str, ...]:
    """Return the axes of a case: those of its model, or the split alone if it is of a circuit that is given.

    Raises
    ------
    TnrnnError
        If it is a case of a network, or of a circuit without time steps.
    """
    if isinstance(case, Chosen):
        return axes_of(case.model)
    if case.given.circuit is None or case.given.length is None:
        raise mistake("growth", "a model or a circuit with time steps", case.model)
    return (SPLIT,)


def moved(case: Chosen | GivenCase, axis: str, value: int) -> Chosen | GivenCase:
    """Return the case at a value of an axis.

    >>> from tnrnn.explore.cases import Parameters
    >>> case = Parameters(6, 2, 2, 3, 2, "one-hot").chosen
    >>> [(moved(case, axis, 5).length, moved(case, axis, 5).split) for axis in ("split", "length", "half")]
    [(6, 5), (5, 2), (5, 2)]
    """
    if isinstance(case, GivenCase):
        return replace(case, partition=case.given.first(value))
    if axis == SPLIT:
        return replace(case, split=value)
    name = "length" if axis == HALF else axis
    sizes = tuple((size, value if size == name else given) for size, given in case.sizes)
    return replace(case, sizes=sizes, split=value // 2 if axis == HALF else case.split)


def axis_points(case: Chosen | GivenCase, axis: str) -> tuple[int, ...]:
    """Return the values of an axis at which a page shows the growth: those of its sliders, the value of the case,
    and more if that lies beyond the sliders. Values at which a page may not ask for the case are left out.

    >>> from tnrnn.explore.cases import Parameters
    >>> axis_points(Parameters(6, 2, 2, 3, 2, "one-hot").chosen, "layers")
    (1, 2, 3, 4, 5, 6)
    """
    choice("axis", axis, axes_from(case))
    if isinstance(case, GivenCase):
        return tuple(_thinned(range(1, int(case.given.length or 0)), int(case.split or 1)))
    name = "length" if axis in (SPLIT, HALF) else axis
    now, slider = case.origin.size(name), SLIDERS.get(name, SLIDER)
    if axis == SPLIT:
        now, values = case.split, range(1, now)
    else:
        least = case.split + 1 if axis == "length" else LEAST.get(name, 1)
        last = slider if now <= slider else min(MOST.get(name, MOST_OTHER), int(now * BEYOND))
        values = range(least, max(last, now) + 1)
    return tuple(value for value in _thinned(values, now) if _is_allowed(case, axis, value))


def bounded(case: Chosen | GivenCase, axis: str, value: Any) -> Chosen | GivenCase:
    """Return the case at a value of an axis if a page may ask for it; see `Chosen.bounded`."""
    if isinstance(case, Chosen):
        found = moved(case, axis, whole(axis, value))
        return found.bounded() if isinstance(found, Chosen) else found
    return moved(case, axis, whole(axis, value, most=int(case.given.length or 2) - 1))


def _thinned(values: range, now: int) -> Iterable[int]:
    if len(values) <= MOST_POINTS:
        return values
    every = (values[round(place * (len(values) - 1) / (MOST_POINTS - 1))] for place in range(MOST_POINTS))
    return sorted({*every, now})


def _is_allowed(case: Chosen, axis: str, value: int) -> bool:
    try:
        bounded(case, axis, value)
    except TnrnnError:
        return False
    return True


def growth(
    case: Chosen | GivenCase, axis: str, at: Iterable[int] | None = None, rank_at_most: int = RANK_AT_MOST
) -> Iterator[dict[str, Any]]:
    """Yield the numbers along an axis, as rows of the table of each point, in messages.

    Without `at` the first message has the points of the axis, and one for each point follows, in which the rank waits
    if it is small enough to be computed. With `at` there is one message for each of these values, with the rank.

    Parameters
    ----------
    case : Chosen or GivenCase
        The case from which the others differ along the axis only.
    axis : str
        "split", "half" or the name of a size that is a number; "half" is the time steps, half of which are the Start.
    at : iterable of int, optional
        Some values of the axis.
    rank_at_most : int
        The rank is computed if the least upper bound is at most this.

    Raises
    ------
    TnrnnError
        If the case has no such axis, or a page may not ask for a case at a value in `at`.

    Examples
    --------
    >>> from tnrnn.explore.cases import Parameters
    >>> case = Parameters(4, 1, 2, 2, 2, "one-hot").chosen
    >>> first, *others = growth(case, "split")
    >>> first["at"], [message["numbers"][0][3] for message in others]
    ((1, 2, 3), ['2', '2', '2'])
    >>> [message["numbers"][-1][3] for message in growth(case, "split", [2])]
    ['2']
    """
    choice("axis", axis, axes_from(case))
    if at is None:
        points = axis_points(case, axis)
        yield {"at": points}
        for point in points:
            yield _point(moved(case, axis, point), point, rank_at_most, waits=True)
    else:
        for value in at:
            yield _point(bounded(case, axis, value), int(value), rank_at_most, waits=False)


def _point(chosen: Chosen | GivenCase, point: int, rank_at_most: int, waits: bool) -> dict[str, Any]:
    try:
        case = chosen.case
        rows, least = bound_rows(case)
        waiting = waits and is_computed(least, rank_at_most)
        return {"point": point, "numbers": [*rows, WAITING if waiting else rank_row(case, least, rank_at_most)]}
    except TnrnnError as error:  # not every model has a circuit at all sizes
        return {"point": point, "numbers": [], "reason": str(error)}
