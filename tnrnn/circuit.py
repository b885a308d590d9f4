"""The shared computation graph: a DAG whose vertices are vectors, each computed once and used often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from .errors import MAX_DIM, TnrnnError, choice, label, mistake, whole

KINDS = ("input", "constant", "linear", "bilinear", "product", "sum")
ARITY = {"input": 0, "constant": 0, "linear": 1, "bilinear": 2}
PARAMETRIC = ("constant", "linear", "bilinear")

Position = int | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Vertex:
    """One vector of a circuit, and how it is made from its children.

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

    `position` is the input's index (a time, or a tuple in two dimensions) and, on other vertices, where it stands in a
    picture; `layer` is its row there. `symbol` names the dimension in formulas ("M", "R"). Vertices with the same
    `parameter` share their weights.

    >>> Vertex("Wx", "linear", ("x",), dim=3, parameter="W").dim
    3
    """

    name: str
    kind: str
    children: tuple[str, ...] = ()
    dim: int = field(kw_only=True)
    parameter: str | None = field(default=None, kw_only=True)
    position: Position | None = field(default=None, kw_only=True)
    layer: int | None = field(default=None, kw_only=True)
    symbol: str | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if label("vertex", self.name).startswith("copy("):
            raise mistake("vertex", "a name that is not 'copy(..)', which the copy tensors of inputs have", self.name)
        choice(f"vertex {self.name}, kind", self.kind, KINDS)
        if isinstance(self.children, str):
            raise mistake(f"vertex {self.name}, children", "a tuple of names", self.children)
        object.__setattr__(self, "children", tuple(self.children))
        arity = ARITY.get(self.kind)
        if (arity is None and not self.children) or (arity is not None and len(self.children) != arity):
            expected = "at least one child" if arity is None else f"{arity} children" if arity != 1 else "one child"
            raise mistake(f"vertex {self.name} ({self.kind})", expected, self.children)
        object.__setattr__(self, "dim", whole(f"vertex {self.name}, dim", self.dim, most=MAX_DIM))
        if (self.kind in PARAMETRIC) != (self.parameter is not None):
            wanted = "a parameter" if self.kind in PARAMETRIC else "no parameter"
            raise mistake(f"vertex {self.name} ({self.kind})", wanted, self.parameter)
        if self.parameter is not None:
            label(f"vertex {self.name}, parameter", self.parameter)
        _check_place(f"vertex {self.name}", self.position, self.layer, self.symbol)
        if self.kind == "input" and self.position is None:
            raise mistake(f"vertex {self.name} (input)", "a position", None)


def _check_place(owner: str, position: Any, layer: Any, symbol: Any) -> None:
    if isinstance(position, tuple):
        for part in position:
            whole(f"{owner}, position", part, least=-MAX_DIM, most=MAX_DIM)
    elif position is not None:
        whole(f"{owner}, position", position, least=-MAX_DIM, most=MAX_DIM)
    if layer is not None:
        whole(f"{owner}, layer", layer, least=0, most=MAX_DIM)
    check_symbol(owner, symbol)


def check_symbol(owner: str, symbol: Any) -> None:
    """Raise unless `symbol` is None or an identifier."""
    if symbol is not None and not (isinstance(symbol, str) and symbol.isidentifier()):
        raise mistake(f"{owner}, symbol", "an identifier or None", symbol)


@dataclass(frozen=True)
class Circuit:
    """A recurrent, convolutional or other arithmetic circuit as a graph of vectors.

    Parameters
    ----------
    vertices : tuple of Vertex
        In topological order: children before their users.
    output : str
        The vertex that is the value of the circuit; every other vertex must be used by it.
    fixed : tuple of (parameter, value)
        Parameters that are no free weights: nested tuples of numbers, of the parameter's shape.

    Raises
    ------
    TnrnnError
        On repeated or unknown names, children after their users, dimensions that do not match, parameters used in two
        shapes, two inputs at one position, and vertices that the output does not use.

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
    fixed: tuple[tuple[str, Any], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "vertices", tuple(self.vertices))
        fixed = self.fixed.items() if isinstance(self.fixed, Mapping) else self.fixed
        object.__setattr__(self, "fixed", tuple((name, value) for name, value in fixed))
        seen: dict[str, Vertex] = {}
        for vertex in self.vertices:
            if not isinstance(vertex, Vertex):
                raise mistake("circuit, vertices", "Vertex objects", vertex)
            if vertex.name in seen:
                raise TnrnnError(f"circuit: two vertices are named {vertex.name!r}; names must be unique")
            _check_children(vertex, seen)
            seen[vertex.name] = vertex
        if self.output not in seen:
            raise mistake("circuit, output", "the name of a vertex", self.output, seen)
        unused = [name for name, count in self.copies.items() if count == 0]
        if unused:
            raise TnrnnError(
                f"circuit: the output {self.output!r} does not use {', '.join(map(repr, unused[:5]))}; "
                "leave such vertices out"
            )
        self._check_inputs()
        self._check_parameters()
        check_symbols("circuit", self.vertices)

    def _check_inputs(self) -> None:
        positions = [vertex.position for vertex in self.vertices if vertex.kind == "input"]
        if len({type(position) for position in positions}) > 1:
            raise mistake("circuit, inputs", "positions that are all integers or all tuples", positions)
        for position, after in zip(self.positions, self.positions[1:], strict=False):
            if position == after:
                raise TnrnnError(f"circuit: two inputs have the position {position!r}; positions must be unique")

    def _check_parameters(self) -> None:
        shapes = self.parameters
        for name, value in self.fixed:
            if name not in shapes:
                raise mistake("circuit, fixed", "the name of a parameter", name, shapes)
            if _nested_shape(value) != shapes[name]:
                raise mistake(f"circuit, fixed {name}", f"nested tuples of numbers of shape {shapes[name]}", value)

    @cached_property
    def by_name(self) -> Mapping[str, Vertex]:
        """The vertices by name, in topological order."""
        return MappingProxyType({vertex.name: vertex for vertex in self.vertices})

    @cached_property
    def copies(self) -> Mapping[str, int]:
        """The number of paths from the output to each vertex, exact: how often the unfolding contains it."""
        counts = dict.fromkeys((vertex.name for vertex in self.vertices), 0)
        counts[self.output] = 1
        for vertex in reversed(self.vertices):
            count = counts[vertex.name]
            for child in vertex.children:
                counts[child] += count
        return MappingProxyType(counts)

    @cached_property
    def inputs(self) -> tuple[Vertex, ...]:
        """The input vertices in the order of their positions; the axis T of `evaluate` follows it."""
        return tuple(sorted((v for v in self.vertices if v.kind == "input"), key=lambda v: v.position))  # type: ignore[arg-type, return-value]

    @cached_property
    def positions(self) -> tuple[Position, ...]:
        """The positions of the inputs, sorted."""
        return tuple(vertex.position for vertex in self.inputs if vertex.position is not None)

    @cached_property
    def parameters(self) -> Mapping[str, tuple[int, ...]]:
        """The shape of every parameter, in the order of first use."""
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
        """The degree of the output as a polynomial in the inputs: adds over products, the maximum over sums."""
        degrees: dict[str, int] = {}
        for vertex in self.vertices:
            below = [degrees[child] for child in vertex.children]
            degrees[vertex.name] = 1 if vertex.kind == "input" else max(below) if vertex.kind == "sum" else sum(below)
        return degrees[self.output]


def check_symbols(owner: str, items: Iterable[Any]) -> None:
    """Raise unless every symbol stands for one dimension in all `items` (vertices or bonds)."""
    dims: dict[str, int] = {}
    for item in items:
        if item.symbol is not None and dims.setdefault(item.symbol, item.dim) != item.dim:
            raise mistake(
                f"{owner}, symbol {item.symbol} of {item.name}",
                f"the dimension {dims[item.symbol]} everywhere",
                item.dim,
            )


def _check_children(vertex: Vertex, seen: Mapping[str, Vertex]) -> None:
    for child in vertex.children:
        if child not in seen:
            raise mistake(f"vertex {vertex.name}, children", "names of vertices that stand before it", child, seen)
        if vertex.kind in ("product", "sum") and seen[child].dim != vertex.dim:
            raise mistake(
                f"vertex {vertex.name} ({vertex.kind})", f"children of dimension {vertex.dim}", (child, seen[child].dim)
            )


def _nested_shape(value: Any) -> tuple[int, ...] | None:
    if not isinstance(value, tuple):
        return () if isinstance(value, int | float) or hasattr(value, "numerator") else None
    shapes = {_nested_shape(part) for part in value}
    below = shapes.pop() if len(shapes) == 1 else None
    return None if below is None else (len(value), *below)
