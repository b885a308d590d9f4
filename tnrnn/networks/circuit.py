"""The shared computation graph: an acyclic graph of vectors, each computed once and used any number of times."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar, Literal, get_args

from ..basics import (
    MAX_COPIES,
    EinsumMap,
    Fixed,
    Position,
    TnrnnError,
    choice,
    displayed,
    fields,
    fixed_values,
    mistake,
)
from .origin import KNOWN, Origin

# The kinds of vertices.
VertexKind = Literal["input", "constant", "linear", "bilinear", "product", "sum"]
# The number of children of each kind that has a fixed number.
ARITY = {"input": 0, "constant": 0, "linear": 1, "bilinear": 2}
# The same in words; None stands for the other kinds.
COUNTED = {0: "no children", 1: "one child", 2: "two children", None: "at least one child"}
# The kinds that have a parameter.
PARAMETRIC = ("constant", "linear", "bilinear")


@dataclass(frozen=True, slots=True)
class Vertex:
    """One vector of a circuit, and how it is computed from its children.

    ==========  ========  =================================================
    kind        children  value
    ==========  ========  =================================================
    input       none      the input at `position`, in R^dim
    constant    none      the parameter, shape (dim,)
    linear      u         W u, W of shape (dim, dim of u)
    bilinear    u, v      sum_ij B[:, i, j] u_i v_j, B of shape (dim, dim of u, dim of v)
    product     u, v, ..  u * v * .., elementwise; repeats allowed
    sum         u, v, ..  u + v + ..; repeats allowed
    ==========  ========  =================================================

    Parameters
    ----------
    name : str
        The name of the vertex, unique in its circuit.
    kind : str
        One of the kinds in the table.
    children : tuple of str
        The names of the vertices that it is computed from; the table gives their number.
    dim : int
        The dimension of the vector, from 1 to 10^9.
    parameter : str, optional
        The name of the parameter of a constant, linear or bilinear vertex. Vertices with the same parameter share
        their weights. The other kinds have none.
    position : int or tuple of int, optional
        The index of an input: a time, or a tuple in two dimensions. On other vertices it is the place in a picture.
    layer : int, optional
        The row in a picture.
    symbol : str, optional
        The name of the dimension in formulas, an identifier such as "M" or "R"; with a shape, one for each size, such
        as "V K".
    shape : tuple of int, optional
        The sizes of a matrix that the vector holds, row by row. Their product is `dim`.

    Raises
    ------
    TnrnnError
        If the kind is unknown, if the children or the parameter do not suit the kind, if an input has no position, or
        if another value is not of the type described above.

    Examples
    --------
    >>> Vertex("Wx", "linear", ("x",), dim=3, parameter="W").dim
    3
    """

    name: str
    kind: VertexKind
    children: tuple[str, ...] = ()
    dim: int = field(kw_only=True)
    parameter: str | None = field(default=None, kw_only=True)
    position: Position | None = field(default=None, kw_only=True)
    layer: int | None = field(default=None, kw_only=True)
    symbol: str | None = field(default=None, kw_only=True)
    shape: tuple[int, ...] | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        owner = f"vertex {fields.vertex_name('vertex', self.name)}"
        choice(f"{owner}, kind", self.kind, get_args(VertexKind))
        children = fields.names(f"{owner}, children", self.children)
        arity = ARITY.get(self.kind)
        if (arity is None and not children) or (arity is not None and len(children) != arity):
            raise mistake(f"{owner} ({self.kind})", COUNTED[arity], children)
        if (self.kind in PARAMETRIC) != (self.parameter is not None):
            wanted = "a parameter" if self.kind in PARAMETRIC else "no parameter"
            raise mistake(f"{owner} ({self.kind})", wanted, self.parameter)
        if self.parameter is not None:
            fields.name(f"{owner}, parameter", self.parameter)
        if self.kind == "input" and self.position is None:
            raise mistake(f"{owner} (input)", "a position", None)
        fields.symbol(owner, self.symbol)
        object.__setattr__(self, "children", children)
        object.__setattr__(self, "dim", fields.dim(owner, self.dim))
        object.__setattr__(self, "shape", fields.shape(owner, self.shape, self.dim, self.symbol))
        object.__setattr__(self, "position", fields.position(owner, self.position))
        object.__setattr__(self, "layer", fields.layer(owner, self.layer))


@dataclass(frozen=True)
class Circuit:
    """A recurrent, convolutional or other arithmetic circuit, as a graph of vectors.

    Parameters
    ----------
    vertices : tuple of Vertex
        The vertices in topological order: children stand before the vertices that use them.
    output : str
        The name of the vertex that is the value of the circuit.
    fixed : tuple of (parameter, value), optional
        The parameters that are not free weights, with their values: nested tuples of finite numbers, of the
        parameter's shape, or an `EinsumMap` of that shape. Numbers of numpy become Python's, so that `repr` can be
        evaluated with the public names of tnrnn and `fractions.Fraction`. By default all parameters are free.
    observed : tuple of (step, vertex), optional
        What can be seen besides the value: a position, and the name of a vertex that is observed there, all its
        channels. By default nothing. Every vertex must be used by the output or by an observed vertex, directly or not.

    Raises
    ------
    TnrnnError
        If a name is unknown or repeated, if a child stands after a vertex that uses it, if dimensions do not match, if
        a parameter is used in two shapes, if two inputs have the same position, or if neither the output nor what is
        observed uses a vertex.

    Examples
    --------
    >>> x = Vertex("x", "input", dim=2, position=1)
    >>> u = Vertex("u", "linear", ("x",), dim=3, parameter="W")
    >>> p = Vertex("p", "product", ("u", "u"), dim=3)
    >>> circuit = Circuit((x, u, p), output="p")
    >>> circuit.copies["x"], circuit.degree, dict(circuit.parameters)
    (2, 2, {'W': (3, 2)})
    """

    vertices: tuple[Vertex, ...]
    output: str
    fixed: Fixed = ()
    observed: tuple[tuple[Position, str], ...] = ()
    origin: ClassVar[Origin | None] = None
    """The model and the sizes from which the circuit was made, or None; `tnrnn.models.origin_of` checks this claim.

    It is not a field: equality, hash, `repr`, `dataclasses.replace` and JSON ignore it. Copies and pickles keep it.
    """

    def __post_init__(self) -> None:
        object.__setattr__(self, "vertices", fields.items("circuit, vertices", self.vertices, Vertex))
        seen: dict[str, Vertex] = {}
        for vertex in self.vertices:
            _check_children(vertex, seen)
            seen[vertex.name] = vertex
        if not isinstance(self.output, str) or self.output not in seen:
            raise mistake("circuit, output", "the name of a vertex", self.output, seen)
        object.__setattr__(self, "observed", _observed(self.observed, seen))
        self._check_used()
        self._check_inputs()
        fields.check_symbols("circuit", self.vertices)
        object.__setattr__(self, "fixed", fixed_values("circuit", self.fixed, self.parameters))

    def _check_used(self) -> None:
        unused = [name for name, count in self.copies.items() if count == 0]
        if unused and self.observed:
            used = self._used({name for _, name in self.observed})
            unused = [name for name in unused if name not in used]
        if unused:
            listed = ", ".join(map(repr, unused[:5]))
            by = f"the output {self.output!r}" + (" and what is observed do" if self.observed else " does")
            raise TnrnnError(f"circuit: {by} not use {listed}; leave such vertices out")

    def _used(self, roots: set[str]) -> set[str]:
        """Return the names of these vertices and of all that they use."""
        used = set(roots)
        for vertex in reversed(self.vertices):
            if vertex.name in used:
                used.update(vertex.children)
        return used

    def _check_inputs(self) -> None:
        positions = [vertex.position for vertex in self.vertices if vertex.kind == "input"]
        if len({type(position) for position in positions}) > 1:
            raise mistake("circuit, inputs", "positions that are all integers or all tuples", positions)
        for position, after in itertools.pairwise(self.positions):
            if position == after:
                raise TnrnnError(f"circuit: two inputs have the position {position!r}; positions must be unique")

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle and copy the fields and the claimed origin, not the cached properties."""
        return _copied, (self.vertices, self.output, self.fixed, self.observed, self.origin)

    def _repr_svg_(self) -> str | None:
        """Return the picture for a notebook, unless it would be too large."""
        return displayed(self, "picture")

    def _repr_html_(self) -> str | None:
        """Return a summary in numbers for a notebook, where there is no picture."""
        return displayed(self, "summary")

    @cached_property
    def by_name(self) -> Mapping[str, Vertex]:
        """The vertices by name, in topological order."""
        return MappingProxyType({vertex.name: vertex for vertex in self.vertices})

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each vertex among `vertices`, by its name."""
        return MappingProxyType({vertex.name: place for place, vertex in enumerate(self.vertices)})

    @cached_property
    def steps(self) -> tuple[tuple[int, str, str, tuple[int, ...], tuple[int, ...]], ...]:
        """How the vertices that have children are computed, in order, by places.

        A step has the place of a vertex, its kind, its parameter or "", the places of its children, and the places of
        what no later step uses. The kind is "map" if the parameter is an `EinsumMap`.

        >>> x = Vertex("x", "input", dim=2, position=1)
        >>> u = Vertex("u", "linear", ("x",), dim=2, parameter="W")
        >>> Circuit((x, u, Vertex("p", "product", ("u", "x"), dim=2)), output="p").steps
        ((1, 'linear', 'W', (0,), ()), (2, 'product', '', (1, 0), (1, 0, 2)))
        """
        steps: list[tuple[int, str, str, tuple[int, ...], tuple[int, ...]]] = []
        used: set[int] = set()
        for place in range(len(self.vertices) - 1, -1, -1):
            vertex = self.vertices[place]
            children = tuple(self.places[child] for child in vertex.children)
            if children:
                done = tuple(each for each in dict.fromkeys((*children, place)) if each not in used)
                used.update(done)
                kind = "map" if vertex.parameter in self.maps else vertex.kind
                steps.append((place, kind, vertex.parameter or "", children, done))
        return tuple(reversed(steps))

    @cached_property
    def copies(self) -> Mapping[str, int]:
        """The exact number of paths from the output to each vertex, which is how often the unfolding contains it.

        It is 0 for a vertex that only observed vertices use.
        """
        counts = dict.fromkeys((vertex.name for vertex in self.vertices), 0)
        counts[self.output] = 1
        for vertex in reversed(self.vertices):
            count = counts[vertex.name]
            if count > MAX_COPIES:  # refused before it makes still larger numbers
                raise TnrnnError("circuit: expected at most 10^4000 copies of a vertex in the unfolding, given more")
            for child in vertex.children:
                counts[child] += count
        return MappingProxyType(counts)

    @cached_property
    def scalar_part(self) -> Circuit:
        """The circuit of the value alone: nothing is observed, and every vertex is used by the output.

        It is the circuit itself if that observes nothing.

        >>> x = Vertex("x", "input", dim=2, position=1)
        >>> circuit = Circuit((x,), "x", observed=((1, "x"),))
        >>> circuit.scalar_part == Circuit((x,), "x")
        True
        """
        if not self.observed:
            return self
        part = self.observing(self.output)
        vars(part).update({name: vars(self)[name] for name in ("origin", KNOWN) if name in vars(self)})
        return part

    def observing(self, output: str) -> Circuit:
        """Return the circuit whose value is that of another vertex, and which observes nothing.

        Parameters
        ----------
        output : str
            The name of the vertex whose vector becomes the value.
        """
        used = self._used({output})
        kept = tuple(vertex for vertex in self.vertices if vertex.name in used)
        parameters = {vertex.parameter for vertex in kept}
        return Circuit(kept, output, tuple((name, value) for name, value in self.fixed if name in parameters))

    @cached_property
    def maps(self) -> Mapping[str, EinsumMap]:
        """The fixed parameters that are never written out, by name."""
        return MappingProxyType({name: value for name, value in self.fixed if isinstance(value, EinsumMap)})

    def map_of(self, vertex: Vertex) -> EinsumMap | None:
        """Return the map of a vertex that is never written out, or None.

        Parameters
        ----------
        vertex : Vertex
            A vertex of this circuit.
        """
        return self.maps.get(vertex.parameter or "")

    @cached_property
    def inputs(self) -> tuple[Vertex, ...]:
        """The input vertices, ordered by position, as along the axis T of `evaluate`."""
        return tuple(sorted((v for v in self.vertices if v.kind == "input"), key=lambda v: v.position))  # type: ignore[arg-type, return-value]

    @cached_property
    def positions(self) -> tuple[Position, ...]:
        """The positions of the inputs, sorted."""
        return tuple(vertex.position for vertex in self.inputs if vertex.position is not None)

    @cached_property
    def parameters(self) -> Mapping[str, tuple[int, ...]]:
        """The shape of every parameter by name, in the order of first use."""
        shapes: dict[str, tuple[int, ...]] = {}
        for vertex in self.vertices:
            if vertex.parameter is None:
                continue
            shape = (vertex.dim, *(self.by_name[child].dim for child in vertex.children))
            if shapes.setdefault(vertex.parameter, shape) != shape:
                raise mistake(
                    f"circuit, parameter {vertex.parameter}", f"the shape {shapes[vertex.parameter]} everywhere", shape
                )
        return MappingProxyType(shapes)

    @cached_property
    def degree(self) -> int:
        """The degree of the output as a polynomial in the inputs: products add degrees, sums take their maximum."""
        degrees: dict[str, int] = {}
        for vertex in self.vertices:
            below = [degrees[child] for child in vertex.children]
            degrees[vertex.name] = 1 if vertex.kind == "input" else max(below) if vertex.kind == "sum" else sum(below)
        return degrees[self.output]


def _copied(
    vertices: tuple[Vertex, ...],
    output: str,
    fixed: Fixed,
    observed: tuple[tuple[Position, str], ...],
    origin: Origin | None,
) -> Circuit:
    circuit = Circuit(vertices, output, fixed, observed)
    vars(circuit).update(origin=origin)
    return circuit


def _observed(given: Any, vertices: Mapping[str, Vertex]) -> tuple[tuple[Position, str], ...]:
    """Return the pairs of a step and an observed vertex, each once."""
    expected = "pairs of a step and the name of a vertex"
    pairs = []
    for pair in fields.listed("circuit, observed", expected, given):
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise mistake("circuit, observed", expected, pair)
        step, name = pair
        if not isinstance(name, str) or name not in vertices:
            raise mistake("circuit, observed", "the name of a vertex", name, vertices)
        if step is None:
            raise mistake(f"circuit, observed {name}", "a step", None)
        pairs.append((fields.position(f"circuit, observed {name}", step), fields.plain(name)))
    if len({type(step) for step, _ in pairs}) > 1 or len(set(pairs)) < len(pairs):
        raise mistake("circuit, observed", f"{expected}, each once, with steps of one type", given)
    return tuple(pairs)  # type: ignore[arg-type]


def _check_children(vertex: Vertex, seen: Mapping[str, Vertex]) -> None:
    for child in vertex.children:
        if child not in seen:
            raise mistake(f"vertex {vertex.name}, children", "names of vertices that stand before it", child, seen)
        if vertex.kind in ("product", "sum") and seen[child].dim != vertex.dim:
            raise mistake(
                f"vertex {vertex.name} ({vertex.kind})", f"children of dimension {vertex.dim}", (child, seen[child].dim)
            )
