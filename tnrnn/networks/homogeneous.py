"""Circuits with sums, written as circuits without sums: a vector v becomes (v; 1), and a sum becomes a bilinear map.

On such vectors, (a; s) + (b; t) is the bilinear map (a t + b s; s t), a product stays a product, and a linear map W
becomes diag(W, 1). So the circuit has the same value as one without sums, whose vectors below a sum have one more
dimension. The cost of a cut of that circuit is a bound on the rank, as for any circuit.

Where inputs are repeated, each is given as (x; 1). Where they are joined, an input must stay a unit vector, as a copy
tensor can copy nothing else; then (x; 1) is a linear map of x, as the coordinates of a unit vector add up to 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..basics import ADDING, EinsumMap, Fixed, as_before, choice, former_attribute, mistake
from .circuit import Circuit, Vertex
from .modes import INPUTS, MODES, Mode

# Part of the name of a parameter that adds two vectors.
ADD = "(+)"
# Part of the name of a parameter that drops the last coordinate.
PICK = "(pick)"
# Part of the name of a parameter that is the identity.
SAME = "(same)"
# Part of the name of a parameter that is the vector (1).
ONE = "(one)"
# The largest dimension of a one-hot input that is extended, as the map (x; 1) is written out.
MAX_WORDS = 10_000


@dataclass(frozen=True)
class Homogeneous:
    """A circuit with sums, and the `circuit` without sums that has the same values.

    Parameters
    ----------
    source : Circuit
        The circuit, with or without sums.
    mode : "one-hot" or "continuous"
        How the circuit will be unrolled.

    Raises
    ------
    TnrnnError
        If the source is not a circuit, or if the mode is unknown.

    Examples
    --------
    >>> from tnrnn import contract, evaluate, random_weights, unroll
    >>> from tnrnn.models import mi_rnn
    >>> source = mi_rnn(length=2, layers=1, inputs=2, hidden=2)
    >>> made, weights, x = Homogeneous(source), random_weights(source, 0, 101), [[1, 2], [3, 4]]
    >>> value = contract(unroll(source, "continuous"), made.weights(weights), made.points(x))
    >>> int(value[0]) % 101 == int(evaluate(source, weights, x, 101)[0])
    True
    """

    source: Circuit
    mode: Mode = "continuous"

    def __post_init__(self) -> None:
        if not isinstance(self.source, Circuit):
            raise mistake("homogeneous", "a Circuit", self.source)
        choice("mode", self.mode, MODES)

    @cached_property
    def value(self) -> Circuit:
        """The part of the source that its value uses, without what is only observed."""
        return self.source.scalar_part

    @cached_property
    def extended(self) -> frozenset[str]:
        """The names of the vertices that get one more dimension: the sums, and all vertices below them."""
        found: set[str] = set()
        for vertex in reversed(self.value.vertices):
            if vertex.kind == "sum" or vertex.name in found:
                found.add(vertex.name)
                found.update(vertex.children)
        return frozenset(found)

    @cached_property
    def circuit(self) -> Circuit:
        """The circuit of the value without sums; it is the source itself if that has none and observes nothing."""
        return _Maker(self).circuit() if self.extended else self.value

    def weights(self, weights: Mapping[str, Any]) -> dict[str, Any]:
        """Return the weights of `circuit` that belong to given weights of the source.

        Parameters
        ----------
        weights : mapping of str to array
            The value of every free parameter of the source.

        Returns
        -------
        dict of str to array
            The same arrays, some of them longer by one in some axes, with 1 in the new corner and 0 beside it.

        Raises
        ------
        TnrnnError
            If the value of a parameter is missing.
        """
        import numpy as np

        found: dict[str, Any] = {}
        fixed = {name for name, _ in self.value.fixed}
        for vertex in self.value.vertices:
            if vertex.parameter is None or vertex.parameter in fixed:  # the circuit holds its fixed values
                continue
            if vertex.parameter not in weights:
                raise mistake("homogeneous, weights", f"a value for {vertex.parameter}", None)
            grown = self.grown(vertex)
            found.setdefault(variant(vertex.parameter, grown), _padded(np.asarray(weights[vertex.parameter]), grown))
        return found

    def points(self, inputs: Any) -> Any:
        """Return the inputs of `circuit` that belong to given inputs of the source.

        Parameters
        ----------
        inputs : array of shape (..., T, M), or mapping of position to array
            The inputs of the source, as `evaluate` takes them.

        Returns
        -------
        dict of position to array
            The same inputs; repeated inputs that have one more dimension in `circuit` end with a coordinate 1.
        """
        import numpy as np

        longer = (
            set()
            if self.mode == "one-hot"
            else {vertex.position for vertex in self.value.inputs if vertex.name in self.extended}
        )
        if isinstance(inputs, Mapping):
            return {at: _with_one(np.asarray(x)) if at in longer else x for at, x in inputs.items()}
        array = np.asarray(inputs)
        return self.points({at: array[..., place, :] for place, at in enumerate(self.source.positions)})

    def grown(self, vertex: Vertex) -> tuple[bool, ...]:
        """Return for each axis of the vertex's parameter whether it is longer by one than in the source.

        Parameters
        ----------
        vertex : Vertex
            A vertex of `circuit`.
        """
        return tuple(name in self.extended for name in (vertex.name, *vertex.children))

    @property
    def inputs(self) -> str:
        """The mode under its old name, which is deprecated: "joined" or "repeated"."""
        former_attribute("Homogeneous.inputs", "mode")
        return INPUTS.before(self.mode)


Homogeneous.__init__ = as_before(INPUTS)(Homogeneous.__init__)  # type: ignore[method-assign]


def variant(parameter: str, grown: tuple[bool, ...]) -> str:
    """Return the name of a parameter in the circuit without sums, which may need one parameter in several sizes.

    >>> variant("W", (False, False)), variant("W", (True, True)), variant("W", (False, True))
    ('W', 'W~11', 'W~01')
    """
    return f"{parameter}~{''.join('01'[each] for each in grown)}" if any(grown) else parameter


def _padded(array: Any, grown: tuple[bool, ...]) -> Any:
    """Return the array with zeros added at the end of the axes `grown`, and 1 in the corner if axis 0 is among them."""
    import numpy as np

    if not any(grown):
        return array
    made = np.zeros([size + more for size, more in zip(array.shape, grown, strict=True)], dtype=array.dtype)
    if made.dtype == object:
        made[...] = 0
    made[tuple(slice(size) for size in array.shape)] = array
    if all(grown):
        made[(-1,) * made.ndim] = 1
    return made


def _with_one(x: Any) -> Any:
    import numpy as np

    one = np.ones((*x.shape[:-1], 1), dtype=x.dtype if x.dtype != object else object)
    return np.concatenate([x, one], axis=-1)


@as_before(INPUTS)
def without_sums(circuit: Circuit, mode: Mode) -> Circuit:
    """Return a circuit of the value alone with no sums: the given one if it has none and observes nothing.

    >>> from tnrnn import rac
    >>> circuit = rac(2, 1, 2, 2).scalar_part
    >>> without_sums(circuit, "one-hot") is circuit
    True
    """
    return Homogeneous(circuit, mode).circuit


class _Maker:
    """Make the circuit vertex by vertex, under the same names; added vertices have longer names."""

    def __init__(self, of: Homogeneous) -> None:
        self.of = of
        self.vertices: list[Vertex] = []
        self.fixed: dict[str, Any] = {}
        self.picked: set[str] = set()

    def circuit(self) -> Circuit:
        for vertex in self.of.value.vertices:
            self._add(vertex)
        output = self.of.value.output
        if output in self.of.extended:
            output = self._pick(self.of.value.by_name[output])
        return Circuit(tuple(self.vertices), output, self._all_fixed())

    def _all_fixed(self) -> Fixed:
        """Return the fixed values of the source in the sizes that vertices need, and those of the added parameters."""
        values = dict(self.of.value.fixed)
        for vertex in self.of.value.vertices:
            if vertex.parameter in values:
                grown = self.of.grown(vertex)
                self.fixed.setdefault(variant(vertex.parameter, grown), _nested(values[vertex.parameter], grown))
        return tuple(self.fixed.items())

    def _add(self, vertex: Vertex) -> None:
        longer = vertex.name in self.of.extended
        dim, symbol = vertex.dim + longer, None if longer else vertex.symbol
        if vertex.kind == "sum":
            self._sum(vertex)
            return
        if vertex.kind == "input" and longer and self.of.mode == "one-hot":
            self._input(vertex)
            return
        children = tuple(self._long(name) for name in vertex.children)
        if vertex.kind == "product" and not longer:
            children = tuple(self._pick(self.of.value.by_name[name]) for name in vertex.children)
        parameter = vertex.parameter and variant(vertex.parameter, self.of.grown(vertex))
        self._make(vertex, vertex.name, (vertex.kind, children, parameter), dim, symbol)

    def _input(self, vertex: Vertex) -> None:
        """Add an input; for a joined input x that is extended, add the linear map (x; 1) too."""
        if vertex.dim > MAX_WORDS:
            raise mistake("circuit with sums, one-hot inputs", f"at most {MAX_WORDS:,} words", vertex.dim)
        one = f"{ONE}{vertex.dim}"
        self.fixed[one] = (*_identity(vertex.dim), (1,) * vertex.dim)
        self.vertices.append(vertex)
        self._make(vertex, f"{vertex.name}~1", ("linear", (vertex.name,), one), vertex.dim + 1, None)

    def _long(self, name: str) -> str:
        """Return the name of the vector that other vertices use: (x; 1) for an extended input."""
        vertex = self.of.value.by_name[name]
        joined = vertex.kind == "input" and name in self.of.extended and self.of.mode == "one-hot"
        return f"{name}~1" if joined else name

    def _sum(self, vertex: Vertex) -> None:
        """Add a sum of n vectors as n - 1 bilinear maps, one after the other."""
        first, *others = (self._long(name) for name in vertex.children)
        if not others:
            same = f"{SAME}{vertex.dim + 1}"
            self.fixed[same] = EinsumMap("i->i", (vertex.dim + 1,))
            self._make(vertex, vertex.name, ("linear", (first,), same), vertex.dim + 1, None)
        add = f"{ADD}{vertex.dim}"
        for number, other in enumerate(others, start=1):
            self.fixed.setdefault(add, EinsumMap(ADDING, (vertex.dim,), (True,) * 3))
            name = vertex.name if number == len(others) else f"{vertex.name}+{number}"
            self._make(vertex, name, ("bilinear", (first, other), add), vertex.dim + 1, None)
            first = name

    def _pick(self, vertex: Vertex) -> str:
        """Return the name of a vector without its last coordinate."""
        if vertex.name not in self.of.extended or self._long(vertex.name) != vertex.name:
            return vertex.name
        name, pick = f"{vertex.name}~", f"{PICK}{vertex.dim}"
        if name not in self.picked:
            self.picked.add(name)
            self.fixed[pick] = EinsumMap("i->i", (vertex.dim,), (False, True))
            self._make(vertex, name, ("linear", (vertex.name,), pick), vertex.dim, vertex.symbol)
        return name

    def _make(
        self, like: Vertex, name: str, made: tuple[str, tuple[str, ...], str | None], dim: int, symbol: str | None
    ) -> None:
        kind, children, parameter = made
        place = {"position": like.position, "layer": like.layer}
        shape = like.shape if dim == like.dim else None
        vertex = Vertex(name, kind, children, dim=dim, parameter=parameter, symbol=symbol, shape=shape, **place)  # type: ignore[arg-type]
        self.vertices.append(vertex)


def _identity(dim: int) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(row == column) for column in range(dim)) for row in range(dim))


def _nested(value: Any, grown: tuple[bool, ...]) -> Any:
    """Return what `_padded` returns, for nested tuples or a map that is not written out."""
    if isinstance(value, EinsumMap):
        return replace(value, grown=grown if any(grown) else ())

    def padded(part: Any, axes: tuple[bool, ...], corner: bool) -> Any:
        if not axes:
            return part
        rows = [padded(each, axes[1:], False) for each in part]
        if axes[0]:
            shape = _shape(part[0])
            blank = _zeros(tuple(size + more for size, more in zip(shape, axes[1:], strict=True)))
            rows.append(_cornered(blank) if corner else blank)
        return tuple(rows)

    return padded(value, grown, all(grown))


def _shape(value: Any) -> tuple[int, ...]:
    return (len(value), *_shape(value[0])) if isinstance(value, tuple) else ()


def _zeros(shape: tuple[int, ...]) -> Any:
    return tuple(_zeros(shape[1:]) for _ in range(shape[0])) if shape else 0


def _cornered(value: Any) -> Any:
    return (*value[:-1], _cornered(value[-1])) if isinstance(value, tuple) else 1
