"""The case of a bound, a cut or a rank: a circuit, the partition of its inputs, the mode, and what is observed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..basics import choice, mistake
from ..networks import MODES, Circuit, Mode, Origin, Partition
from .catalogue import MODELS
from .observing import OBSERVE, Observe, observed_vertices, probed
from .recognition import origin_of
from .sizes import checked_sizes


@dataclass(frozen=True)
class Case:
    """A circuit with a partition of its inputs and a mode, checked once when a user gives them and then handed down.

    Parameters
    ----------
    source : Circuit or Origin
        The circuit, or the model and the sizes from which it is made when it is first used.
    partition : Partition
        The sides of all inputs, by position; the positions of a model are 1, ..., length.
    mode : "one-hot" or "continuous"
        What the inputs are, as in `tnrnn.unroll`; by default one-hot.
    observe : "scalar", "vector" or "future"
        What is observed: one value of the last step (the default), all channels of the last step, or all channels of
        all far steps; see `tnrnn.models.observing`.

    Raises
    ------
    TnrnnError
        If an argument has another type, if a size is missing or wrong, if the partition does not fit, or if the future
        is asked for, and a circuit observes nothing before its last step.

    Examples
    --------
    >>> case = Case(Origin.of("rac", length=10**6, layers=50, inputs=10, hidden=256), Partition.start_end(10**6))
    >>> case.origin.model, case.partition.split, "whole" in vars(case)
    ('rac', 500000, False)
    """

    source: Circuit | Origin
    partition: Partition
    mode: Mode = "one-hot"
    observe: Observe = "scalar"

    def __post_init__(self) -> None:
        if not isinstance(self.source, Circuit | Origin):
            raise mistake("circuit", "a Circuit", self.source)
        if not isinstance(self.partition, Partition):
            raise mistake("partition", "a Partition", self.partition)
        choice("mode", self.mode, MODES)
        choice("observe", self.observe, OBSERVE)
        if isinstance(self.source, Circuit):
            _check_fit(self.partition, self.source.positions)
            if self.observe != "scalar":
                observed_vertices(self.source, self.partition, self.observe)
            return
        checked_sizes(self.source.model, dict(self.source.sizes))
        _check_fit(self.partition, range(1, self.source.size("length") + 1))

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle and copy the fields only, not the circuit that was made of them or what was found of its origin."""
        return Case, (self.source, self.partition, self.mode, self.observe)

    @cached_property
    def whole(self) -> Circuit:
        """The circuit as given; if a model and sizes are given, it is made when it is first used, and kept."""
        if isinstance(self.source, Circuit):
            return self.source
        return MODELS[choice("model", self.source.model, MODELS)](**dict(self.source.sizes))

    @property
    def circuit(self) -> Circuit:
        """The circuit of the value alone, without what only observed vertices use."""
        return self.whole.scalar_part

    @cached_property
    def matrix(self) -> Case:
        """The case of one value that has the same matrix; it is the case itself if one value is observed.

        Inputs on which nothing that is observed depends are left out.

        Raises
        ------
        TnrnnError
            If what is observed depends on no input of one side, so that the rank is at most 1.

        Examples
        --------
        >>> from tnrnn.models import rac
        >>> Case(rac(4, 1, 2, 3), Partition.start_end(4), observe="vector").matrix.partition.far
        (3, 4, 5)
        """
        if self.observe == "scalar":
            unused = len(self.circuit.inputs) < len(self.whole.inputs)
            return Case(self.circuit, self._used(self.partition, self.circuit), self.mode) if unused else self
        made = probed(self.whole, self.partition, self.observe)
        return Case(made.circuit, self._used(made.partition, made.circuit), self.mode)

    def _used(self, partition: Partition, circuit: Circuit) -> Partition:
        """Return the sides of the inputs that a circuit has, which are all or some of those of the partition."""
        if len(circuit.inputs) == partition.length:
            return partition
        there = set(circuit.positions)
        near, far = ([place for place in side if place in there] for side in (partition.near, partition.far))
        if not near or not far:
            side = "far" if near else "near"
            expected = f"a {side} input that what is observed depends on, as the rank is at most 1 without one"
            raise mistake("partition", expected, self.partition)
        return Partition(near=near, far=far)

    @cached_property
    def origin(self) -> Origin | None:
        """The model and the sizes that make the circuit, or None if no model makes it.

        If more than one value is observed, the model observes the same.
        """
        found = self.source if isinstance(self.source, Origin) else origin_of(self.source)
        if found is None or self.observe == "scalar" or isinstance(self.source, Origin) or self.source.observed:
            return found
        made = MODELS[choice("model", found.model, MODELS)](**dict(found.sizes))
        return None if made.observed else found  # this may be the circuit of its value alone

    def swapped(self) -> Case:
        """Return the case with near and far exchanged."""
        other = Case(self.source, self.partition.swapped(), self.mode, self.observe)
        vars(other).update({name: made for name, made in vars(self).items() if name in ("whole", "origin")})
        return other


def case_of(circuit: Any, partition: Any, mode: Any, owner: str = "", observe: Any = "scalar") -> Case:
    """Return the case that a user gives to a function; error messages begin with `owner`.

    Raises
    ------
    TnrnnError
        If an argument has another type, or if the partition does not fit.

    Examples
    --------
    >>> case_of("rac", None, "one-hot", "symmetric_cut")
    Traceback (most recent call last):
    tnrnn.TnrnnError: symmetric_cut: expected a Circuit, given 'rac'
    """
    begin = f"{owner}, " if owner else ""
    if not isinstance(circuit, Circuit):
        raise mistake(owner or "circuit", "a Circuit", circuit)
    if not isinstance(partition, Partition):
        raise mistake(f"{begin}partition", "a Partition", partition)
    return Case(circuit, partition, choice(f"{begin}mode", mode, MODES), choice(f"{begin}observe", observe, OBSERVE))


def _check_fit(partition: Partition, positions: Any) -> None:
    """Raise a TnrnnError unless the partition divides these positions, which are sorted and differ."""
    first_and_last = (positions[0], positions[-1], len(positions)) if positions else None
    if partition.split is None or first_and_last != (1, partition.length, partition.length):
        partition.sides(required=positions)
