"""The division of the inputs, or of the open legs, into a near side and a far side."""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..basics import TnrnnError, listed, mistake, plain, shown, whole

# The largest number of labels in a partition.
MAX_LENGTH = 10**6
# What messages say about the labels of a side.
EXPECTED = "labels (integers, strings or tuples of integers), each named once"


def _rank(item: Any) -> tuple[str, Any]:
    return type(item).__name__, item


def plain_label(side: str, item: Any) -> Any:
    """Return a label as Python's own integer, string, or tuple of integers."""
    if isinstance(item, str):
        return plain(item)
    if isinstance(item, tuple):
        return tuple(plain_label(side, part) for part in item)
    if not isinstance(item, bool):
        try:
            return int(operator.index(item))  # of an enumeration, too
        except TypeError:
            pass
    raise mistake(f"partition, {side}", EXPECTED, item)


def _canonical(side: str, labels: Any) -> tuple[Any, ...]:
    items = [plain_label(side, item) for item in listed(f"partition, {side}", EXPECTED, labels, MAX_LENGTH)]
    try:
        result = tuple(sorted(set(items), key=_rank))
    except TypeError:
        raise mistake(f"partition, {side}", EXPECTED, items) from None
    if len(result) < len(items):
        raise mistake(f"partition, {side}", EXPECTED, items)
    if not result:
        raise mistake(f"partition, {side}", "at least one label", items)
    return result


def _last_near(near: tuple[Any, ...], far: tuple[Any, ...]) -> int | None:
    """Return k if the near labels are 1, ..., k and the far labels are k+1, k+2, .. without a gap, else None."""
    split, length = len(near), len(near) + len(far)
    ends = near[0], near[-1], far[0], far[-1]  # labels are sorted and differ, so these four are enough
    return split if set(map(type, ends)) == {int} and ends == (1, split, split + 1, length) else None


@dataclass(frozen=True, init=False, eq=False)
class Partition:
    """A division of inputs (by position) or of open legs (by name) into a near side and a far side.

    It is given either by `near` and `far`, or by `start` and `length`. If the near labels are the steps 1, ..., split
    and the far labels the steps up to `length`, only the length and the split are stored, and `near` and `far` are made
    when they are used.

    Parameters
    ----------
    near, far : iterables of labels
        The labels of either side: positions of inputs (times from 1, or tuples), or names of open legs. Neither side
        may be empty.
    start : iterable of int
        The time steps of the near side; all other steps are far.
    length : int
        The number of time steps, which are 1, ..., length.

    Raises
    ------
    TnrnnError
        If a side is empty, if a label stands on both sides or is repeated, or if a step is not within 1 to `length`.

    Examples
    --------
    >>> Partition(start={1, 2, 3}, length=6)
    Partition(near=(1, 2, 3), far=(4, 5, 6))
    >>> Partition.start_end(5)
    Partition(near=(1, 2), far=(3, 4, 5))
    >>> Partition(near=["a"], far=["c", "b"])
    Partition(near=('a',), far=('b', 'c'))
    """

    near: tuple[Any, ...]
    far: tuple[Any, ...]
    length: ClassVar[int]
    """The number of labels."""
    split: ClassVar[int | None]
    """The last near step k if near is 1, ..., k and far is k+1, ..., length, else None."""

    def __init__(
        self,
        near: Iterable[Any] | None = None,
        far: Iterable[Any] | None = None,
        *,
        start: Iterable[int] | None = None,
        length: int | None = None,
    ) -> None:
        by_side = near is not None and far is not None and start is None and length is None
        by_start = start is not None and length is not None and near is None and far is None
        if not by_side and not by_start:
            raise mistake(
                "partition",
                "near and far, or start and length",
                {"near": near, "far": far, "start": start, "length": length},
            )
        if by_start:
            steps = whole("length", length, most=MAX_LENGTH)
            near = _canonical("start", start)
            for step in near:
                whole("partition, start", step, most=steps)
            inside = set(near)
            far = [step for step in range(1, steps + 1) if step not in inside]
            if not far:
                raise TnrnnError(f"partition: the Start holds all {steps} steps; leave at least one to the End")
        near, far = _canonical("near", near), _canonical("far", far)
        both = set(near) & set(far)
        if both:
            raise mistake("partition", "each label on one side", sorted(both, key=_rank))
        self._keep(len(near) + len(far), _last_near(near, far))
        if self.split is None:
            vars(self).update(near=near, far=far)

    def _keep(self, length: int, split: int | None) -> None:
        object.__setattr__(self, "length", length)
        object.__setattr__(self, "split", split)

    if not TYPE_CHECKING:  # a type checker knows `near` and `far` by their declarations

        def __getattr__(self, name):
            """Make `near` or `far` of a partition that stores only its length and split."""
            if name not in ("near", "far") or vars(self).get("split") is None:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            first, last = (1, self.split) if name == "near" else (self.split + 1, self.length)
            return vars(self).setdefault(name, tuple(range(first, last + 1)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Partition) or type(other) is not type(self):
            return NotImplemented
        if self.split is not None or other.split is not None:
            return (self.split, self.length) == (other.split, other.length)
        return (self.near, self.far) == (other.near, other.far)

    def __hash__(self) -> int:
        return hash((self.near, self.far) if self.split is None else (self.split, self.length))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle and copy the length and the split, if these are stored, and not the sides made from them."""
        made = type(self)
        return (made, (self.near, self.far)) if self.split is None else (_first_steps, (made, self.length, self.split))

    @classmethod
    def start_end(cls, length: int, split: int | None = None) -> Partition:
        """Return the partition with the steps 1, ..., split near (the Start) and the later steps far (the End).

        Parameters
        ----------
        length : int
            The number of time steps, from 2 to 10^6.
        split : int, optional
            The last step of the Start; by default half the length, rounded down.

        Raises
        ------
        TnrnnError
            If `length` is outside 2 to 10^6, or unless 1 <= split < length.

        Examples
        --------
        >>> Partition.start_end(5, split=1).far
        (2, 3, 4, 5)
        """
        steps = whole("length", length, least=2, most=MAX_LENGTH)
        at = steps // 2 if split is None else whole("split", split, most=steps - 1)
        made = cls.__new__(cls)
        made._keep(steps, at)
        return made

    def swapped(self) -> Partition:
        """Return the partition with near and far exchanged."""
        return Partition(near=self.far, far=self.near)

    def sides(self, required: Collection[Any], optional: Collection[Any] = ()) -> dict[Any, bool]:
        """Return for every label whether it is near.

        Parameters
        ----------
        required : collection of labels
            The labels that must have a side.
        optional : collection of labels, optional
            The labels that may have a side.

        Returns
        -------
        dict
            True for the labels of the near side, False for those of the far side.

        Raises
        ------
        TnrnnError
            If a label is neither required nor optional, or if a required label has no side.

        Examples
        --------
        >>> Partition(near=[1], far=["out"]).sides(required=[1], optional=["out"])
        {1: True, 'out': False}
        """
        sides = dict.fromkeys(self.near, True) | dict.fromkeys(self.far, False)
        known = {*required, *optional}
        for label in sides:
            if label not in known:
                expected = f"labels of the {len(required)} inputs" + (" or of open legs" if optional else "")
                raise mistake("partition", expected, label, [item for item in known if isinstance(item, str)])
        missing = [label for label in required if label not in sides]
        if missing:
            raise TnrnnError(f"partition: expected a side for every input, given none for {shown(missing)}")
        return sides


def _first_steps(made: type[Partition], length: int, split: int) -> Partition:
    return made.start_end(length, split)
