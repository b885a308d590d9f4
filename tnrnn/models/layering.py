"""Layers over time: each takes a vector for every step, and shows one vector, or one for each head, at every step."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ..basics import MAX_DIM, mistake, whole
from ..networks import Builder, Circuit, Vector
from .racs import check_vertices
from .stacks import Site

Shown = tuple[Vector, ...]
"""What a layer shows at one step: a vector for each head."""

Layer = Callable[[Builder, list[Vector], int], Sequence[Vector]]
"""A function of the builder, the inputs of all steps and the number of the layer: what it shows at each step."""

HeadedLayer = Callable[[Builder, list[Vector], int], Sequence[Shown]]
"""A layer that shows several vectors at each step."""


def layered(  # noqa: PLR0913
    layer: Layer, length: int, layers: int, inputs: int, outputs: int = 1, *, residual: bool = False, **dims: int
) -> Circuit:
    """Return L layers over T steps, where each layer takes what the layer below shows; y = W_O o[T,L].

    ::

        u[t,0] = x[t] in R^M,   u[t,l] = o[t,l],   or with residual connections u[t,l] = o[t,l] + u[t,l-1]

    where o[t,l] is what layer l shows at step t. If a residual connection joins two dimensions, u[t,l-1] is mapped by
    P[l]; by P in the first layer. With residual connections, y = W_O u[T,L]. What the last layer hands on is observed
    at every step.

    Parameters
    ----------
    layer : callable
        A function of (builder, vectors, l) that returns what layer l shows at the steps 1, ..., T. The vectors are
        those that it takes at these steps.
    length : int
        The number of time steps, T.
    layers : int
        The number of layers, L.
    inputs : int
        The dimension of each input, M.
    outputs : int, optional
        The dimension of the output; by default 1.
    residual : bool, optional
        Whether every layer adds its input to what it shows; by default it does not.
    **dims : int
        Further dimensions, each under the symbol by which the layer asks the builder for it, such as `N=3`.

    Raises
    ------
    TnrnnError
        If a size is not a positive integer, if a layer shows another number of vectors, or if the circuit would have
        more than 10,000,000 vertices.

    Examples
    --------
    A layer of your own, the recurrence h = a * h' + B u with a gate on its output:

    >>> def layer(build, below, l):
    ...     h, shown = build.constant(f"h[0,{l}]", "N", at=(0, l)), []
    ...     for t, u in enumerate(below, start=1):
    ...         a = build.constant(f"a[{l}]", "N", at=(t, l))
    ...         h = a * h + build.linear(f"B[{l}]", u, "N", at=(t, l))
    ...         shown.append(build.linear(f"D[{l}]", u, "N", at=(t, l)) * h)
    ...     return shown
    >>> circuit = layered(layer, length=6, layers=2, inputs=2, residual=True, N=3)
    >>> circuit.parameters["P"], len(circuit.observed)
    ((3, 2), 6)
    """
    sizes = whole_sizes(length=length, layers=layers, inputs=inputs, outputs=outputs)
    steps, depth = sizes["length"], sizes["layers"]
    check_vertices(steps, depth, steps * (depth + 1))
    if not callable(layer):
        raise mistake("layered, layer", "a function of (builder, vectors, l)", layer)
    if "M" in dims:
        raise mistake("layered, M", "the dimension of the inputs as inputs", dims["M"])
    build = Builder(M=sizes["inputs"], **dims)

    def headed(build: Builder, below: list[Vector], level: int) -> list[Shown]:
        made: Any = layer(build, below, level)
        if not isinstance(made, Sequence) or len(made) != steps or not all(isinstance(one, Vector) for one in made):
            raise mistake(f"layered, layer {level}", f"a list of {steps} vectors, one for each step", made)
        return [(one,) for one in made]

    shown = run_layers(build, headed, steps, depth, residual=flag("residual", residual))
    return read_out(build, shown, depth, sizes["outputs"])


class Spot(NamedTuple):
    """A builder and a place in a picture; what is made here is named after the place, as q[3,2] or W_q[2]."""

    build: Builder
    site: Site

    def constant(self, stem: str, dim: str | int) -> Vector:
        """Return the parameter of this layer as a vector."""
        return self.build.constant(self.site.of(stem), dim, name=self.site.named(stem), at=self.site.at)

    def linear(self, stem: str, u: Vector, dim: str | int, name: str = "") -> Vector:
        """Return the map of this layer, applied to a vector."""
        return self.build.linear(self.site.of(stem), u, dim, name=self.site.named(name or stem), at=self.site.at)

    def product(self, name: str, *factors: Vector) -> Vector:
        """Return the elementwise product of some vectors."""
        return self.build.product(*factors, name=self.site.named(name), at=self.site.at)

    def sum(self, name: str, *terms: Vector) -> Vector:
        """Return the sum of some vectors, or the vector if it is one."""
        return self.build.sum(*terms, name=self.site.named(name), at=self.site.at) if terms[1:] else terms[0]

    def einsum(self, name: str, formula: str, *vectors: Vector) -> Vector:
        """Return a map of vectors whose entries are 0 and 1."""
        return self.build.einsum(formula, *vectors, name=self.site.named(name), at=self.site.at)

    def affine(self, name: str, constant: str, matrix: str, u: Vector, dim: str | int) -> Vector:
        """Return a gate that is affine in a vector, c + C u."""
        return self.sum(name, self.constant(constant, dim), self.linear(matrix, u, dim))


def run_layers(
    build: Builder, layer: HeadedLayer, length: int, layers: int, *, residual: bool = False
) -> Sequence[Shown]:
    """Return what the last layer hands on at each step; all other layers must show a single vector."""
    shown: Sequence[Shown] = [(build.input(step, "M", name=f"x[{step}]"),) for step in range(1, length + 1)]
    for level in range(1, layers + 1):
        below = [vector for (vector,) in shown]
        shown = layer(build, below, level)
        if residual:
            pairs = enumerate(zip(shown, below, strict=True), start=1)
            shown = [(_skipped(Spot(build, Site(step, level)), made, low),) for step, ((made,), low) in pairs]
    return shown


def _skipped(spot: Spot, made: Vector, below: Vector) -> Vector:
    """Return what a layer shows plus what it takes, mapped if they are of different dimensions."""
    one, two = spot.build.vertices[made.name], spot.build.vertices[below.name]
    if (one.dim, one.symbol) != (two.dim, two.symbol):
        site, dim = spot.site, one.symbol or one.dim
        parameter = "P" if site.layer == 1 else site.of("P")
        below = spot.build.linear(parameter, below, dim, name=site.named("P"), at=site.at)
    return spot.sum("r", made, below)


def mixed(build: Builder, shown: Shown, step: int, level: int) -> Vector:
    """Return what the next layer takes, sum_h W[l,h] o[t,l,h], in the dimension of the inputs."""
    if len(shown) == 1:
        return Spot(build, Site(step, level)).linear("W", shown[0], "M", "u")
    heads = enumerate(shown, start=1)
    parts = [Spot(build, Site(step, level, head=head)).linear("W", one, "M") for head, one in heads]
    return Spot(build, Site(step, level)).sum("u", *parts)


def read_out(build: Builder, shown: Sequence[Shown], layers: int, outputs: int, *, pooled: bool = False) -> Circuit:
    """Return the circuit of y = sum_h W_O[h] o[T,L,h], which observes what the last layer hands on at each step.

    If it is pooled, y = W_O (sum_t o[t,L]), and only the sum is observed, at the last step.
    """
    at, last = (len(shown), layers), shown[-1]
    if pooled:
        pool = build.sum(*(vector for (vector,) in shown), name="pool", at=(None, layers + 1))
        y = build.linear("W_O", pool, outputs, name="y", at=(None, layers + 1))
        return build.circuit(y, observed=[(len(shown), pool)])
    observed = [(step, one) for step, vectors in enumerate(shown, start=1) for one in vectors]
    if len(last) == 1:
        return build.circuit(build.linear("W_O", last[0], outputs, name="y", at=at), observed=observed)
    heads = enumerate(last, start=1)
    parts = [build.linear(f"W_O[{head}]", one, outputs, name=f"y[{head}]", at=at) for head, one in heads]
    return build.circuit(build.sum(*parts, name="y", at=at), observed=observed)


def whole_sizes(**sizes: int) -> dict[str, int]:
    """Return sizes as positive integers of Python.

    >>> whole_sizes(key=0)
    Traceback (most recent call last):
    tnrnn.TnrnnError: key: expected an integer from 1 to 1000000000, given 0
    """
    return {
        name: whole(name, size, most=None if name in ("length", "layers") else MAX_DIM) for name, size in sizes.items()
    }


def check_matrix(**sizes: int) -> None:
    """Raise a TnrnnError if a matrix of these two sizes has too many entries for a vector.

    >>> check_matrix(key=10**5, value=10**6)
    Traceback (most recent call last):
    tnrnn.TnrnnError: key and value: expected a product of at most 1000000000, given 100000000000
    """
    size = math.prod(sizes.values())
    if size > MAX_DIM:
        raise mistake(" and ".join(sizes), f"a product of at most {MAX_DIM}", size)


def flag(name: str, value: bool) -> bool:
    """Return True or False as it is given."""
    if not isinstance(value, bool):
        raise mistake(name, "True or False", value)
    return value
