"""Stacks of recurrent cells: layers over time, with optional skip connections and two directions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ..basics import MAX_DIM, as_before, mistake, whole
from ..networks import Builder, Circuit, Vector
from .racs import check_vertices

FEW_STEPS = 100
"""A stack of more steps is measured before it is made, which takes a part of the time: five steps of it."""


@dataclass(frozen=True)
class Wiring:
    """The connections of a stack besides its cells; by default there are none.

    Parameters
    ----------
    layer_skips : bool
        Whether every layer adds its input to its states: u[t,l] = h[t,l] + u[t,l-1], with a linear map of x[t] in
        layer 1.
    time_skip : int
        The length s of a skip in time, at least 2: from t = s on, a cell takes the state h[t-1,l] + h[t-s,l]. With 0
        there are no skips.
    bidirectional : bool
        Whether every layer runs forwards and backwards. The next layer takes F h_forward + B h_backward, and the output
        takes the same of the last state of either direction.

    Raises
    ------
    TnrnnError
        If a value is not as described above.

    Examples
    --------
    >>> Wiring(time_skip=1)
    Traceback (most recent call last):
    tnrnn.TnrnnError: wiring, time_skip: expected 0, or an integer of at least 2, given 1
    """

    layer_skips: bool = False
    time_skip: int = 0
    bidirectional: bool = False

    def __post_init__(self) -> None:
        for name in ("layer_skips", "bidirectional"):
            if not isinstance(getattr(self, name), bool):
                raise mistake(f"wiring, {name}", "True or False", getattr(self, name))
        if whole("wiring, time_skip", self.time_skip, least=0) == 1:
            raise mistake("wiring, time_skip", "0, or an integer of at least 2", self.time_skip)


class Sizes(NamedTuple):
    """The sizes of a stack: T, L, M, R and the dimension of the output."""

    length: int
    layers: int
    inputs: int
    hidden: int
    outputs: int = 1


class Site(NamedTuple):
    """Where a cell stands: its time, its layer, and what marks it in names besides.

    That is its direction ("", or "<" for backwards) and its head (0 if there is a single one).
    """

    time: int
    layer: int
    way: str = ""
    head: int = 0

    @property
    def at(self) -> tuple[int, int]:
        return self.time, self.layer

    def named(self, stem: str) -> str:
        """Return the name of a vector, such as h[3,2].

        >>> Site(3, 2).named("h"), Site(3, 2).of("W_H")
        ('h[3,2]', 'W_H[2]')
        """
        return f"{stem}{self.way}[{self.time},{self.layer}{self._head}]"

    def of(self, stem: str) -> str:
        """Return the name of a parameter that all times share, such as W_H[2].

        >>> Site(3, 2, head=4).of("W_q")
        'W_q[2,4]'
        """
        return f"{stem}{self.way}[{self.layer}{self._head}]"

    @property
    def _head(self) -> str:
        return f",{self.head}" if self.head else ""


States = tuple[Vector, ...]
"""The vectors that a cell hands on in time; the first is its output."""

Cell = Callable[[Builder, Vector, States, Site], States]
"""A function of the builder, the input, the states at t - 1 and the site that returns the states at t."""


@as_before()
def stacked(cell: Cell, sizes: Sizes, *, wiring: Wiring | None = None, states: int = 1) -> Circuit:
    """Return L layers of a cell over T steps, where each layer takes the outputs of the layer below; y = W_O h[T,L].

    Parameters
    ----------
    cell : callable
        A function of (builder, input, states at t - 1, site) that returns the states at t; the first state is the
        output of the cell. For more than 100 steps it is called for 2 and for 3 steps first, to count the
        vertices before they are made.
    sizes : Sizes
        The sizes T, L, M, R and the dimension of the output.
    wiring : Wiring, optional
        Skip connections and directions; by default none.
    states : int, optional
        The number of states, by default 1. The states at t = 0 are parameters.

    Raises
    ------
    TnrnnError
        If a size is not a positive integer, or if the circuit would have more than 10,000,000 vertices.

    Examples
    --------
    A recurrent arithmetic circuit, with its cell written out:

    >>> def cell(build, below, states, site):
    ...     h = build.linear(site.of("W_H"), states[0], "R", at=site.at)
    ...     return (build.product(h, build.linear(site.of("W_I"), below, "R", at=site.at), name=site.named("h")),)
    >>> stacked(cell, Sizes(3, 2, 2, 2)).copies["x[1]"]
    3
    """
    checked = Sizes(*(whole(name, value, most=MAX_DIM) for name, value in sizes._asdict().items()))
    check_vertices(checked.length, checked.layers, checked.length * (checked.layers + 1))
    stack = _Stack(Builder(M=checked.inputs, R=checked.hidden), cell, checked, wiring or Wiring(), states)
    if checked.length > FEW_STEPS:
        check_vertices(checked.length, checked.layers, stack.expected(), "about ")
    return stack.circuit()


class _Stack:
    def __init__(self, build: Builder, cell: Cell, sizes: Sizes, wiring: Wiring, states: int) -> None:
        self.build, self.cell, self.sizes, self.wiring, self.states = build, cell, sizes, wiring, states

    def circuit(self) -> Circuit:
        output = self._make()
        return self.build.circuit(output, observed=self.seen)

    def expected(self) -> int:
        """Return the number of vertices if the cell makes as many at every step as at the first three."""
        two, three = (self._vertices(steps) for steps in (2, 3))
        return three + (self.sizes.length - 3) * (three - two)

    def _vertices(self, steps: int) -> int:
        """Return how many vertices the stack has with another number of steps."""
        build = Builder(M=self.sizes.inputs, R=self.sizes.hidden)
        wiring = replace(self.wiring, time_skip=0)  # a skip adds less than one vertex at each step
        _Stack(build, self.cell, self.sizes._replace(length=steps), wiring, self.states)._make()
        return len(build.vertices)

    def _make(self) -> Vector:
        """Make the vertices, and return the output."""
        self.initial = {
            (level, way): self._initial(level, way) for way in self._ways() for level in range(1, self.sizes.layers + 1)
        }
        lines = [self.build.input(step, "M", name=f"x[{step}]") for step in range(1, self.sizes.length + 1)]
        for level in range(1, self.sizes.layers):
            lines = self._layer(lines, level)
        return self._output(lines)

    def _ways(self) -> tuple[str, ...]:
        return ("", "<") if self.wiring.bidirectional else ("",)

    def _initial(self, level: int, way: str) -> States:
        time = self.sizes.length + 1 if way else 0
        stems = ("h", "c", "d")[: self.states]
        names = [Site(time, level, way).named(stem) for stem in stems]
        return tuple(self.build.constant(name, "R", name=name, at=(time, level)) for name in names)

    def _layer(self, below: Sequence[Vector], level: int) -> list[Vector]:
        """Return what one layer hands to the next at every time."""
        made = {way: self._run(below, level, way) for way in self._ways()}
        if self.wiring.bidirectional:
            pairs = zip(made[""], made["<"], strict=True)
            lines = [self._joint(*pair, Site(time, level)) for time, pair in enumerate(pairs, start=1)]
        else:
            lines = made[""]
        if self.wiring.layer_skips:
            lines = [
                self._skipped(one, low, Site(t, level))
                for t, (one, low) in enumerate(zip(lines, below, strict=True), 1)
            ]
        return lines

    def _run(self, below: Sequence[Vector], level: int, way: str) -> list[Vector]:
        """Return the outputs of a cell that runs forwards or backwards, in the order of time."""
        states = self.initial[level, way]
        found: list[Vector] = []
        times = range(1, len(below) + 1)
        for time in reversed(times) if way else times:
            site = Site(time, level, way)
            taken = states
            skip = self.wiring.time_skip
            if skip and len(found) >= skip:
                earlier = found[len(found) - skip]
                taken = (self.build.sum(states[0], earlier, name=site.named("s"), at=site.at), *states[1:])
            states = self.cell(self.build, below[time - 1], taken, site)
            found.append(states[0])
        return found[::-1] if way else found

    def _joint(self, forward: Vector, backward: Vector, site: Site) -> Vector:
        one = self.build.linear(site.of("F"), forward, "R", at=site.at)
        two = self.build.linear(site.of("B"), backward, "R", at=site.at)
        return self.build.sum(one, two, name=site.named("u"), at=site.at)

    def _skipped(self, made: Vector, below: Vector, site: Site) -> Vector:
        added = below if site.layer > 1 else self.build.linear("P", below, "R", at=site.at)
        return self.build.sum(made, added, name=site.named("v"), at=site.at)

    def _output(self, below: Sequence[Vector]) -> Vector:
        length, depth, outputs = self.sizes.length, self.sizes.layers, self.sizes.outputs
        forwards = self._run(below, depth, "")
        if self.wiring.layer_skips:
            pairs = enumerate(zip(forwards, below, strict=True), 1)
            forwards = [self._skipped(one, low, Site(t, depth)) for t, (one, low) in pairs]
        self.seen = list(enumerate(forwards, 1))
        forward = forwards[-1]
        if not self.wiring.bidirectional:
            return self.build.linear("W_O", forward, outputs, name="y", at=(length, depth))
        backwards = self._run(below, depth, "<")
        self.seen += enumerate(backwards, 1)
        backward = backwards[0]
        one = self.build.linear("W_O", forward, outputs, at=(length, depth))
        two = self.build.linear("W_O<", backward, outputs, at=(1, depth))
        return self.build.sum(one, two, name="y", at=(length, depth))
