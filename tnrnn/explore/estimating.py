"""How large a page will be, and how long it takes to make: an estimate from a sample of its cases."""

from __future__ import annotations

import itertools
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ..networks import unrolled_size
from .cases import MOST_TENSORS, Chosen, GivenCase, Parameters, parts_of
from .front import bundle, common, filled
from .showing import payload

SHAPES, SPLITS, OTHERS = 6, 2, 9
"""How many shapes of networks are sampled, in how many splits each, and in how many other sizes each of these."""

FEW = 60
"""The number of cases up to which a page is made without an estimate, which would take as long."""

FAR = 2.0
"""A page is refused before it is made if the estimate is this many times the limit."""

AnyCase = Parameters | Chosen | GivenCase
_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Estimate:
    """What a page is expected to take.

    Parameters
    ----------
    cases : int
        The number of its cases, which is exact.
    megabytes : float
        About its size.
    seconds : float
        About the time that it takes to make on this machine.

    Examples
    --------
    >>> print(Estimate(1512, 1.61, 238.0))
    1,512 cases, about 1.6 MB, about 4 minutes
    """

    cases: int
    megabytes: float
    seconds: float

    def __str__(self) -> str:
        minutes = round(self.seconds / 60)
        time_ = f"{max(1, round(self.seconds))} s" if self.seconds < 100 else f"{minutes:,} minutes"
        return f"{self.cases:,} case{'s' * (self.cases > 1)}, about {self.megabytes:.1f} MB, about {time_}"


def estimate(grid: Any) -> Estimate:
    """Return what the page of a grid, or of several, is expected to take.

    Cases of one shape (the model, T, L and the mode) share most of their pictures, and those of one split still more.
    So the sample has a few shapes; of each it has two splits, and of each of these a few other sizes. What the first
    case adds to a page, a further case of its split, the first of a further split and a further case of that are
    measured one by one, and multiplied by their numbers.

    Parameters
    ----------
    grid : Grid, Given, or list of these
        The cases whose page is estimated.

    Raises
    ------
    TnrnnError
        As in `export`.

    Examples
    --------
    >>> from tnrnn.explore import Grid
    >>> estimate(Grid((2, 3), (1,), (2,), (2,))).cases
    6
    """
    return sampled(parts_of(grid))[0]


def sampled(parts: Sequence[Any]) -> tuple[Estimate, dict[AnyCase, dict[str, Any]]]:
    """Return the estimate for a page, and the payloads of the cases that were made for it.

    >>> from tnrnn.explore import Grid
    >>> len(sampled((Grid((2, 3), (1,), (2,), (2,)),))[1])
    6
    """
    made: dict[AnyCase, dict[str, Any]] = {}
    shapes = _shapes(parts)
    chosen = _sample(shapes)
    totals, groups = [], []
    for shape in chosen:
        before = set(made)
        totals.append(_taken(shape, made))
        groups.append([found for case, found in made.items() if case not in before])
    scale = sum(map(_weight, shapes)) / sum(map(_weight, chosen))
    size, seconds = (scale * sum(each[at] for each in totals) for at in (0, 1))
    size *= _shared(groups, len(shapes))
    page = len(filled("", bundle([], common()))[0])
    return Estimate(sum(len(cases) for shape in shapes for cases in shape), (page + size) / 1e6, seconds), made


def _shared(groups: list[list[dict[str, Any]]], number: int) -> float:
    """Return the size of one page of so many shapes, as a part of what they take in a page each.

    Shapes share names, labels and sentences, the more the more there are. The part is measured for half of the groups
    and for all of them; it is taken to fall by the same factor with each further doubling.
    """
    if len(groups) < 2:
        return 1.0
    half, every = _part(groups[::2]), _part(groups)
    doublings = math.log2(len(groups) / len(groups[::2]))
    fall = min(1.0, every / half) ** (math.log2(number / len(groups)) / doublings)
    return float(every * fall)


def _part(groups: list[list[dict[str, Any]]]) -> float:
    together = [each for group in groups for each in group]
    return len(bundle(together, {})) / sum(len(bundle(group, {})) for group in groups)


def _shapes(parts: Sequence[Any]) -> list[list[list[AnyCase]]]:
    """Return the cases of each shape, split by split."""
    found: dict[Any, dict[Any, list[AnyCase]]] = {}
    for case in itertools.chain.from_iterable(part.cases() for part in parts):
        shape, split = _picture(case)
        found.setdefault(shape, {}).setdefault(split, []).append(case)
    return [list(splits.values()) for splits in found.values()]


def _weight(shape: list[list[AnyCase]]) -> int:
    """Return the number of tensors that are drawn of a shape, which its size and its time follow."""
    case = shape[0][0]
    if isinstance(case, GivenCase) and case.given.circuit is None:
        return 1
    size = unrolled_size(case.case.matrix.circuit, case.mode)
    return size if size <= MOST_TENSORS else len(case.case.matrix.circuit.vertices)


def _picture(case: AnyCase) -> tuple[Any, Any]:
    if isinstance(case, GivenCase):
        return (case.given, case.mode), case.partition
    chosen = case.chosen if isinstance(case, Parameters) else case
    return (chosen.model, chosen.length, chosen.layers, chosen.mode), chosen.split


def _sample(shapes: list[Any]) -> list[Any]:
    """Return shapes at equal distances, from a seeded start; small and large cases follow each other in a grid."""
    if len(shapes) <= SHAPES:
        return shapes
    start = random.Random(0).random()
    return [shapes[int((start + place) * len(shapes) / SHAPES)] for place in range(SHAPES)]


def _taken(shape: list[list[AnyCase]], made: dict[AnyCase, dict[str, Any]]) -> tuple[float, float]:
    """Return the bytes and the seconds that the cases of a shape are expected to take; add those that it makes."""
    own: list[dict[str, Any]] = []
    size, total_size, total_seconds = len(bundle([], {})), 0.0, 0.0
    for place, split in enumerate(_spread(shape, SPLITS)):
        splits = 1 if place == 0 else (len(shape) - 1) / (min(SPLITS, len(shape)) - 1)
        for first, cases in ((True, split[:1]), (False, list(_spread(split[1:], OTHERS - 1)))):
            if not cases:
                continue
            begun = time.perf_counter()
            made |= {case: payload(case) for case in cases}
            seconds, before = time.perf_counter() - begun, size
            own += [made[case] for case in cases]
            size = len(bundle(own, {}))
            number = splits * (1 if first else (len(split) - 1) / len(cases))
            total_size += number * (size - before)
            total_seconds += number * seconds
    return total_size, total_seconds


def _spread(items: Sequence[_Item], most: int) -> Iterator[_Item]:
    """Yield at most so many items at equal distances."""
    for place in range(min(most, len(items))):
        yield items[int((place + 0.5) * len(items) / min(most, len(items)))]
