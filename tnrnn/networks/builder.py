"""Circuits written as formulas: vectors that are multiplied, added and mapped."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ..basics import MAX_DIM, Position, TnrnnError, mistake, whole
from .circuit import Circuit, Vertex, VertexKind

# The largest number of vertices that one builder makes.
MAX_VERTICES = 400_000

# A dimension, as a number or by its symbol.
Dim = int | str
# A position and a layer.
Place = tuple[Position | None, int | None]


@dataclass(frozen=True)
class Vector:
    """A vector of a circuit that is being built: `u * v` is the elementwise product, and `u + v` is the sum.

    Parameters
    ----------
    builder : Builder
        The builder that made the vector.
    name : str
        The name of its vertex.
    dim : int
        Its dimension.

    Examples
    --------
    >>> build = Builder(R=2)
    >>> u, v = build.input(1, "R"), build.input(2, "R")
    >>> (u * v + v).dim
    2
    """

    builder: Builder = field(repr=False, compare=False)
    name: str
    dim: int

    def __mul__(self, other: Vector) -> Vector:
        return self.builder.product(self, other)

    def __add__(self, other: Vector) -> Vector:
        return self.builder.sum(self, other)


class Builder:
    """Build a `Circuit` vector by vector; `circuit(output)` returns the circuit of the vectors that the output uses.

    Parameters
    ----------
    **symbols : int
        The dimensions, each under the symbol that formulas show for it: `Builder(M=2, R=3)`. The methods take a
        dimension as one of these symbols or as a number.

    Raises
    ------
    TnrnnError
        If a symbol is unknown, if a vector belongs to another builder, or if a vertex or the circuit is not valid.

    Examples
    --------
    A shallow recurrent arithmetic circuit:

    >>> build = Builder(M=2, R=3)
    >>> h = build.constant("h_0", "R", at=(0, 1))
    >>> for t in range(1, 7):
    ...     x = build.linear("W_I", build.input(t, "M", name=f"x[{t}]"), "R", at=(t, 1))
    ...     h = build.linear("W_H", h, "R", at=(t, 1)) * x
    >>> circuit = build.circuit(build.linear("W_O", h, 1))
    >>> from tnrnn import Partition, min_cut
    >>> min_cut(circuit, Partition.start_end(6), mode="continuous").formula
    'R'
    """

    def __init__(self, **symbols: int) -> None:
        self.symbols = {name: whole(f"dimension {name}", dim, most=MAX_DIM) for name, dim in symbols.items()}
        self.vertices: dict[str, Vertex] = {}
        self.fixed: dict[str, Any] = {}
        self._numbers: Counter[str] = Counter()

    def input(self, position: Position, dim: Dim, name: str | None = None) -> Vector:
        """Return the input at a position, in layer 0.

        Parameters
        ----------
        position : int or tuple of int
            The index of the input: a time, or a tuple in two dimensions.
        dim : int or str
            The dimension, or its symbol.
        name : str, optional
            The name of the vertex; by default a new one.
        """
        return self._add("input", (), dim, name, (position, 0))

    def constant(
        self, parameter: str, dim: Dim, name: str | None = None, at: Place | None = None, value: Any = None
    ) -> Vector:
        """Return a parameter of shape (dim,) as a vector.

        Parameters
        ----------
        parameter : str
            The name of the parameter.
        dim : int or str
            The dimension, or its symbol.
        name : str, optional
            The name of the vertex; by default a new one.
        at : (position, layer), optional
            The place of the vertex in a picture; by default none.
        value : tuple of numbers, optional
            The fixed value of the parameter, which is then not a free weight.
        """
        if value is not None:
            self.fixed[parameter] = value
        return self._add("constant", (), dim, name or self._fresh(parameter), at, parameter)

    def linear(self, parameter: str, u: Vector, dim: Dim, name: str | None = None, at: Place | None = None) -> Vector:
        """Return W u, where the parameter W has the shape (dim, dim of u).

        Parameters
        ----------
        parameter : str
            The name of W. Maps with the same name share their weights.
        u : Vector
            The vector that is mapped.
        dim : int or str
            The dimension of the result, or its symbol.
        name : str, optional
            The name of the vertex; by default a new one.
        at : (position, layer), optional
            The place of the vertex in a picture; by default that of `u`.
        """
        return self._add("linear", (u,), dim, name, at, parameter)

    def bilinear(  # noqa: PLR0913, PLR0917
        self, parameter: str, u: Vector, v: Vector, dim: Dim, name: str | None = None, at: Place | None = None
    ) -> Vector:
        """Return sum_ij B[:, i, j] u_i v_j, where the parameter B has the shape (dim, dim of u, dim of v).

        Parameters
        ----------
        parameter : str
            The name of B. Maps with the same name share their weights.
        u, v : Vector
            The vectors that are mapped.
        dim : int or str
            The dimension of the result, or its symbol.
        name : str, optional
            The name of the vertex; by default a new one.
        at : (position, layer), optional
            The place of the vertex in a picture; by default the latest position and the highest layer of `u` and `v`.
        """
        return self._add("bilinear", (u, v), dim, name, at, parameter)

    def product(self, *factors: Vector, name: str | None = None, at: Place | None = None) -> Vector:
        """Return the elementwise product of the factors.

        Parameters
        ----------
        *factors : Vector
            Vectors of one dimension. A vector may be repeated.
        name : str, optional
            The name of the vertex; by default a new one.
        at : (position, layer), optional
            The place of the vertex in a picture; by default the latest position and the highest layer of the factors.
        """
        return self._add("product", factors, None, name, at)

    def sum(self, *terms: Vector, name: str | None = None, at: Place | None = None) -> Vector:
        """Return the sum of the terms.

        Parameters
        ----------
        *terms : Vector
            Vectors of one dimension. A vector may be repeated.
        name : str, optional
            The name of the vertex; by default a new one.
        at : (position, layer), optional
            The place of the vertex in a picture; by default the latest position and the highest layer of the terms.
        """
        return self._add("sum", terms, None, name, at)

    def circuit(self, output: Vector) -> Circuit:
        """Return the circuit whose value is the vector `output`, without the vectors that the output does not use."""
        self._check(output)
        used = {output.name}
        for vertex in reversed(self.vertices.values()):
            if vertex.name in used:
                used.update(vertex.children)
        kept = tuple(vertex for name, vertex in self.vertices.items() if name in used)
        parameters = {vertex.parameter for vertex in kept}
        return Circuit(kept, output.name, tuple((p, value) for p, value in self.fixed.items() if p in parameters))

    def _add(  # noqa: PLR0913, PLR0917
        self,
        kind: VertexKind,
        children: tuple[Vector, ...],
        dim: Dim | None,
        name: str | None,
        at: Place | None,
        parameter: str | None = None,
    ) -> Vector:
        for child in children:
            self._check(child)
        if len(self.vertices) >= MAX_VERTICES:
            raise mistake("builder", f"at most {MAX_VERTICES:,} vertices", len(self.vertices) + 1)
        first = self.vertices[children[0].name] if children else None
        size, symbol = self._size(dim) if dim is not None else (first.dim, first.symbol) if first else (0, None)
        own = name if name is not None else self._fresh(parameter or kind)
        if own in self.vertices:
            raise TnrnnError(f"builder: two vertices are named {own!r}; names must be unique")
        position, layer = at if at is not None else self._place(children)
        self.vertices[own] = Vertex(
            own,
            kind,
            tuple(child.name for child in children),
            dim=size,
            parameter=parameter,
            position=position,
            layer=layer,
            symbol=symbol,
        )
        return Vector(self, own, size)

    def _check(self, vector: Any) -> None:
        if not isinstance(vector, Vector):
            raise mistake("builder", "a Vector that this builder made", vector)
        if vector.builder is not self:
            raise mistake("builder", "a Vector of this builder, not of another", vector.name)

    def _size(self, dim: Dim) -> tuple[int, str | None]:
        if not isinstance(dim, str):
            return whole("builder, dim", dim, most=MAX_DIM), None
        if dim not in self.symbols:
            raise mistake("builder, dim", "a number or one of the builder's symbols", dim, self.symbols)
        return self.symbols[dim], dim

    def _fresh(self, stem: str) -> str:
        """Return a name that no vertex has yet."""
        while True:
            self._numbers[stem] += 1
            name = f"{stem}.{self._numbers[stem]}"
            if name not in self.vertices:
                return name

    def _place(self, children: tuple[Vector, ...]) -> Place:
        """Return the default place of a vertex: the latest position and the highest layer of its children."""
        below = [self.vertices[child.name] for child in children]
        positions = [vertex.position for vertex in below]
        layers = [vertex.layer for vertex in below if vertex.layer is not None]
        same_kind = positions and all(isinstance(p, int) for p in positions)
        latest = max(p for p in positions if isinstance(p, int)) if same_kind else next(iter(positions), None)
        if any(type(one) is not type(two) for one, two in itertools.pairwise(positions)):
            latest = None
        return latest, max(layers, default=None)
