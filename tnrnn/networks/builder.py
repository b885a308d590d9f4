"""Circuits written as formulas: vectors that are multiplied, added, subtracted and mapped."""

from __future__ import annotations

import cmath
import itertools
import math
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from ..basics import MAX_DIM, EinsumMap, Position, TnrnnError, as_before, fields, mistake, whole
from .circuit import Circuit, Vertex, VertexKind
from .letters import letters_of
from .vectors import Number, Vector

# The largest number of vertices of a circuit. A million take about 0.6 GB, and a cut of them 1 GB more.
MAX_VERTICES = 10_000_000

# A dimension, as a number or by its symbol; that of a matrix by two symbols, such as "V K".
Dim = int | str
# A position and a layer.
Place = tuple[Position | None, int | None]


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

    @as_before()
    def input(self, position: Position, dim: Dim, *, name: str | None = None) -> Vector:
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

    @as_before()
    def constant(
        self, parameter: str, dim: Dim, *, name: str | None = None, at: Place | None = None, value: Any = None
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
        own = name or self._fresh(parameter)
        return self._add("constant", (), dim, own, at, self._valued(parameter, value))

    @as_before()
    def linear(  # noqa: PLR0913
        self,
        parameter: str,
        u: Vector,
        dim: Dim,
        *,
        name: str | None = None,
        at: Place | None = None,
        value: Any = None,
    ) -> Vector:
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
        value : nested tuples of numbers or EinsumMap, optional
            The fixed value of W, which is then not a free weight.
        """
        return self._add("linear", (u,), dim, name, at, self._valued(parameter, value))

    @as_before()
    def bilinear(  # noqa: PLR0913
        self,
        parameter: str,
        u: Vector,
        v: Vector,
        dim: Dim,
        *,
        name: str | None = None,
        at: Place | None = None,
        value: Any = None,
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
        value : nested tuples of numbers or EinsumMap, optional
            The fixed value of B, which is then not a free weight.
        """
        return self._add("bilinear", (u, v), dim, name, at, self._valued(parameter, value))

    def product(self, *factors: Vector, name: str | None = None, at: Place | None = None) -> Vector:
        """Return the elementwise product of the factors.

        Parameters
        ----------
        *factors : Vector
            Vectors of one dimension. A vector may be repeated.
        name, at : str and (position, layer), optional
            The name and the place of the vertex, as in `einsum`.
        """
        return self._add("product", factors, None, name, at)

    def sum(self, *terms: Vector, name: str | None = None, at: Place | None = None) -> Vector:
        """Return the sum of the terms.

        Parameters
        ----------
        *terms : Vector
            Vectors of one dimension. A vector may be repeated.
        name, at : str and (position, layer), optional
            The name and the place of the vertex, as in `einsum`.
        """
        return self._add("sum", terms, None, name, at)

    def times(self, number: Number, u: Vector, *, name: str | None = None, at: Place | None = None) -> Vector:
        """Return a number times a vector, as an elementwise product with a constant that has fixed values.

        Parameters
        ----------
        number : int, float, complex or Fraction
            The number, which is not a weight. Exact ranks are computed for integers only.
        u : Vector
            The vector that is multiplied.
        name : str, optional
            The name of the vertex; by default a new one.
        at : (position, layer), optional
            The place of the vertex in a picture; by default that of `u`.
        """
        self._check(u)
        if isinstance(number, bool) or not isinstance(number, Number):
            raise mistake("builder, factor", "a number or a Vector", number)
        if not isinstance(number, int | Fraction) and not cmath.isfinite(number):
            raise mistake("builder, factor", "a finite number", number)
        like = self.vertices[u.name]
        parameter, place = f"{number} ({u.dim})", at if at is not None else (like.position, like.layer)
        constant = self._add("constant", (), u.dim, self._fresh(parameter), place, parameter)
        self._valued(parameter, (number,) * u.dim)
        return self._add("product", (u, constant), None, name, place)

    def difference(self, u: Vector, v: Vector, *, name: str | None = None, at: Place | None = None) -> Vector:
        """Return u - v, the sum of u and -1 times v.

        Parameters
        ----------
        u, v : Vector
            Two vectors of one dimension: what is subtracted from, and what is subtracted.
        name, at : str and (position, layer), optional
            The name and the place of the vertex, as in `einsum`.
        """
        return self.sum(u, self.times(-1, v, at=at), name=name, at=at)

    def einsum(self, formula: str, *vectors: Vector, name: str | None = None, at: Place | None = None) -> Vector:
        """Return a linear or bilinear map of vectors whose entries are 0 and 1, given by the subscripts of an einsum.

        A matrix is a vector with two letters, as `outer` returns it. The map is never written out as an array of all
        its entries. `outer`, `apply`, `scale`, `scale_columns` and `dot` are such maps.

        Parameters
        ----------
        formula : str
            The subscripts of one or two operands and of the result, such as "ij,j->i"; see `EinsumMap`.
        *vectors : Vector
            The operands. The sizes of letters follow from their shapes.
        name : str, optional
            The name of the vertex; by default a new one.
        at : (position, layer), optional
            The place of the vertex in a picture; by default the latest position and the highest layer of the operands.

        Raises
        ------
        TnrnnError
            If the formula is not of this form, or if sizes do not suit it.

        Examples
        --------
        >>> build = Builder(V=3, K=2)
        >>> v, k = build.input(1, "V"), build.input(2, "K")
        >>> S = build.einsum("i,j->ij", v, k)
        >>> build.vertices[S.name].shape, build.vertices[S.name].symbol
        ((3, 2), 'V K')
        """
        sizes, symbols = letters_of(formula, [self.vertices[self._checked(vector).name] for vector in vectors])
        made = EinsumMap(formula, tuple(sizes.values()))
        shape = made.factors(made.result)
        named = all(symbols[letter] for letter in made.result)
        return self._add(
            "bilinear" if len(vectors) == 2 else "linear",
            vectors,
            made.shape[0],
            name,
            at,
            self._valued(made.title, made),
            shape=shape if len(shape) > 1 else None,
            symbol=" ".join(str(symbols[letter]) for letter in made.result) if named and shape else None,
        )

    def outer(self, v: Vector, k: Vector, *, name: str | None = None, at: Place | None = None) -> Vector:
        """Return the matrix v k^T as one vector of dimension (dim of v) x (dim of k), row by row; see `einsum`.

        Parameters
        ----------
        v, k : Vector
            The vectors of the rows and of the columns.
        name, at : str and (position, layer), optional
            The name and the place of the vertex, as in `einsum`.
        """
        return self.einsum("i,j->ij", v, k, name=name, at=at)

    def apply(self, matrix: Vector, q: Vector, *, name: str | None = None, at: Place | None = None) -> Vector:
        """Return the product of a matrix and a vector; see `einsum`.

        Parameters
        ----------
        matrix, q : Vector
            A vector that holds a matrix, as `outer` returns it, and the vector that it is applied to.
        name, at : str and (position, layer), optional
            The name and the place of the vertex, as in `einsum`.
        """
        return self.einsum("ij,j->i", matrix, q, name=name, at=at)

    def scale(self, number: Vector, v: Vector, *, name: str | None = None, at: Place | None = None) -> Vector:
        """Return a vector of dimension 1 times a vector or matrix; see `einsum`.

        Parameters
        ----------
        number, v : Vector
            A vector of dimension 1, and the vector or matrix that it multiplies.
        name, at : str and (position, layer), optional
            The name and the place of the vertex, as in `einsum`.
        """
        self._check(v)
        matrix = self.vertices[v.name].shape
        return self.einsum(",ij->ij" if matrix else ",i->i", number, v, name=name, at=at)

    def scale_columns(self, matrix: Vector, g: Vector, *, name: str | None = None, at: Place | None = None) -> Vector:
        """Return the product of a matrix and the diagonal matrix of g; see `einsum`.

        Parameters
        ----------
        matrix, g : Vector
            A vector that holds a matrix, and a vector with a factor for each of its columns.
        name, at : str and (position, layer), optional
            The name and the place of the vertex, as in `einsum`.
        """
        return self.einsum("ij,j->ij", matrix, g, name=name, at=at)

    def dot(self, u: Vector, v: Vector, *, name: str | None = None, at: Place | None = None) -> Vector:
        """Return sum_i u_i v_i, a vector of dimension 1; see `einsum`.

        Parameters
        ----------
        u, v : Vector
            Two vectors of one dimension.
        name, at : str and (position, layer), optional
            The name and the place of the vertex, as in `einsum`.
        """
        return self.einsum("i,i->", u, v, name=name, at=at)

    def circuit(self, output: Vector, *, observed: Iterable[tuple[Position, Vector]] = ()) -> Circuit:
        """Return the circuit of a value, without the vectors that neither it nor what is observed uses.

        Parameters
        ----------
        output : Vector
            The value.
        observed : iterable of (step, Vector), optional
            What is observed besides, and when; see `Circuit`. By default nothing.
        """
        self._check(output)
        seen = []
        for pair in fields.listed("builder, observed", "pairs of a step and a Vector", observed):
            if not isinstance(pair, tuple | list) or len(pair) != 2:
                raise mistake("builder, observed", "pairs of a step and a Vector", pair)
            seen.append((pair[0], self._checked(pair[1]).name))
        used = {output.name, *(name for _, name in seen)}
        for vertex in reversed(self.vertices.values()):
            if vertex.name in used:
                used.update(vertex.children)
        kept = tuple(vertex for name, vertex in self.vertices.items() if name in used)
        parameters = {vertex.parameter for vertex in kept}
        fixed = tuple((p, value) for p, value in self.fixed.items() if p in parameters)
        return Circuit(kept, output.name, fixed, tuple(seen))

    def _valued(self, parameter: str, value: Any) -> str:
        """Note the fixed value of a parameter, if there is one, and return the name of the parameter."""
        try:
            same = value is None or bool(self.fixed.setdefault(parameter, value) == value)
        except ValueError:  # arrays
            raise mistake(f"builder, {parameter}", "nested tuples of numbers, or an EinsumMap", value) from None
        if not same:
            raise mistake(f"builder, {parameter}", "one value", (self.fixed[parameter], value))
        return parameter

    def _add(  # noqa: PLR0913, PLR0917
        self,
        kind: VertexKind,
        children: tuple[Vector, ...],
        dim: Dim | None,
        name: str | None,
        at: Place | None,
        parameter: str | None = None,
        shape: tuple[int, ...] | None = None,
        symbol: str | None = None,
    ) -> Vector:
        for child in children:
            self._check(child)
        if len(self.vertices) >= MAX_VERTICES:
            raise mistake("builder", f"at most {MAX_VERTICES:,} vertices", len(self.vertices) + 1)
        first = self.vertices[children[0].name] if children else None
        if dim is None and first is not None:
            size, symbol, shape = first.dim, first.symbol, first.shape
        elif dim is not None:
            size, own_symbol, own_shape = self._size(dim)
            symbol, shape = symbol or own_symbol, shape or own_shape
        else:
            size = 0
        own = name if name is not None else self._fresh(parameter or kind)
        if own in self.vertices:
            raise TnrnnError(f"builder: two vertices are named {own!r}; names must be unique")
        position, layer = self._place(children) if at is None else _pair(at)
        self.vertices[own] = Vertex(
            own,
            kind,
            tuple(child.name for child in children),
            dim=size,
            parameter=parameter,
            position=position,
            layer=layer,
            symbol=symbol,
            shape=shape,
        )
        return Vector(self, own, size)

    def _checked(self, vector: Any) -> Vector:
        self._check(vector)
        checked: Vector = vector
        return checked

    def _check(self, vector: Any) -> None:
        if not isinstance(vector, Vector):
            raise mistake("builder", "a Vector that this builder made", vector)
        if vector.builder is not self:
            raise mistake("builder", "a Vector of this builder, not of another", vector.name)

    def _size(self, dim: Dim) -> tuple[int, str | None, tuple[int, ...] | None]:
        """Return the size, the symbol and, for a matrix, the shape of a dimension."""
        if not isinstance(dim, str):
            return whole("builder, dim", dim, most=MAX_DIM), None, None
        named = dim.split(" ")
        if not set(named) <= {*self.symbols}:
            raise mistake("builder, dim", "a number or one of the builder's symbols", dim, self.symbols)
        shape = tuple(self.symbols[name] for name in named)
        return math.prod(shape), dim, shape if len(shape) > 1 else None

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


def _pair(at: Any) -> Place:
    """Return a place, if it is a position and a layer."""
    if not isinstance(at, tuple | list) or len(at) != 2:
        raise mistake("builder, at", "a position and a layer, such as (3, 1)", at)
    return at[0], at[1]
