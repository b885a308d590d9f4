"""Small random circuits of all kinds of vertices, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tnrnn import Circuit, Vertex
from tnrnn.basics import EinsumMap

STEPS = ("linear", "linear", "bilinear", "product", "product")
MAPS = ("i,j->ij", "ij,j->i", ",i->i", "ij,j->ij", "i,i->")


def random_circuit(
    seed: int,
    sums: bool = False,
    vertices: int = 12,
    dims: Sequence[int] = (1, 2, 2, 3),
    most_copies: int = 40,
    maps: bool = False,
) -> Circuit:
    """Return a circuit of about `vertices` vertices, whose unfolding has at most `most_copies`.

    Among those of many seeds are shared parameters, fixed ones, repeated children, products of products, inputs of
    differing widths and those that a product uses directly, positions that are tuples, and outputs of every kind, a
    bare input too. With `maps` there are outer products and other maps that are never written out.
    """
    rng = random.Random(f"circuit {seed}")
    while True:
        circuit = _Growth(rng, sums, dims, maps).grown(rng.randint(1, vertices))
        if sum(circuit.copies.values()) <= most_copies:
            return circuit


class _Growth:
    """Collects vertices; each new one takes its children among all that stand before it."""

    def __init__(self, rng: random.Random, sums: bool, dims: Sequence[int], maps: bool) -> None:
        self.rng, self.dims = rng, dims
        self.kinds = (*STEPS, *("sum", "sum") * sums, *("map", "map") * maps)
        self.vertices: list[Vertex] = []
        self.maps: dict[str, EinsumMap] = {}
        self.shapes: dict[str, tuple[int, ...]] = {}

    def grown(self, size: int) -> Circuit:
        leaves = min(size, self.rng.randint(1, 5))
        inputs = self.rng.choice((leaves, leaves, max(1, leaves - 1), leaves // 2, self.rng.randint(0, leaves)))
        self._leaves(inputs, leaves - inputs)
        for _ in range(size - leaves):
            self._step(self.rng.choice(self.kinds))
        if self.rng.random() < 0.6:
            self._join()
        kept = self._used_by_last()
        used = {vertex.parameter for vertex in kept}
        fixed = {
            name: self._entries(shape) for name, shape in self.shapes.items() if name in used and name.startswith("F")
        }
        fixed |= {name: value for name, value in self.maps.items() if name in used}
        return Circuit(kept, kept[-1].name, tuple(fixed.items()))

    def _leaves(self, inputs: int, constants: int) -> None:
        positions: list[int | tuple[int, int]] = self.rng.sample(range(-2, 12), inputs)
        if self.rng.random() < 0.2:
            positions = [(position // 3, position % 3) for position in positions if isinstance(position, int)]
        width = self.rng.choice((None, None, *self.dims))
        leaves = [Vertex(f"x{p}", "input", dim=width or self.rng.choice(self.dims), position=p) for p in positions]
        for number in range(constants):
            dim = width or self.rng.choice(self.dims)
            leaves.append(Vertex(f"c{number}", "constant", dim=dim, parameter=self._parameter((dim,))))
        self.rng.shuffle(leaves)
        self.vertices = leaves

    def _step(self, kind: str) -> None:
        if kind == "map":
            self._map()
            return
        name, dim = f"{kind}{len(self.vertices)}", self.rng.choice(self.dims)
        if kind in ("linear", "bilinear"):
            children = tuple(self.rng.choice(self.vertices[-5:]) for _ in range(1 if kind == "linear" else 2))
            parameter = self._parameter((dim, *(child.dim for child in children)))
            self.vertices.append(Vertex(name, kind, tuple(c.name for c in children), dim=dim, parameter=parameter))
            return
        first = self.rng.choice(self.vertices[-5:])
        equal = [vertex.name for vertex in self.vertices if vertex.dim == first.dim]
        more = [self.rng.choice(equal) for _ in range(self.rng.choice((0, 1, 1, 1, 2)))]
        self.vertices.append(Vertex(name, kind, (first.name, *more), dim=first.dim))

    def _map(self) -> None:
        """Add a map that fits two of the last vertices, if there is one."""
        one, two = (self.rng.choice(self.vertices[-5:]) for _ in range(2))
        fitting = []
        for formula in MAPS:
            sizes = {"i": one.dim, "j": two.dim}
            if formula.startswith("ij"):
                sizes["i"] = one.dim // two.dim
            if formula.startswith(","):
                sizes = {"i": two.dim}
            letters = [letter for letter in "ij" if letter in formula]
            if all(sizes.get(letter, 0) > 0 for letter in letters):
                made = EinsumMap(formula, tuple(sizes[letter] for letter in letters))
                if made.shape[1:] == (one.dim, two.dim) and made.shape[0] <= 9:
                    fitting.append(made)
        if fitting:
            made = self.rng.choice(fitting)
            self.maps[made.title] = made
            children = (one.name, two.name)
            name = f"map{len(self.vertices)}"
            self.vertices.append(
                Vertex(name, "bilinear", children, dim=made.shape[0], parameter=made.title)
            )

    def _join(self) -> None:
        """Let one product use everything that is used by nothing."""
        used = {child for vertex in self.vertices for child in vertex.children}
        loose = [vertex for vertex in self.vertices if vertex.name not in used]
        dim = self.rng.choice([vertex.dim for vertex in loose])
        for vertex in loose:
            if vertex.dim != dim:
                parameter = self._parameter((dim, vertex.dim))
                self.vertices.append(
                    Vertex(f"to {vertex.name}", "linear", (vertex.name,), dim=dim, parameter=parameter)
                )
        names = [vertex.name if vertex.dim == dim else f"to {vertex.name}" for vertex in loose]
        self.vertices.append(Vertex("joined", "product", tuple(names), dim=dim))
        if self.rng.random() < 0.3:
            out = self.rng.choice(self.dims)
            self.vertices.append(Vertex("y", "linear", ("joined",), dim=out, parameter=self._parameter((out, dim))))

    def _used_by_last(self) -> tuple[Vertex, ...]:
        used = {self.vertices[-1].name}
        for vertex in reversed(self.vertices):
            if vertex.name in used:
                used.update(vertex.children)
        return tuple(vertex for vertex in self.vertices if vertex.name in used)

    def _parameter(self, shape: tuple[int, ...]) -> str:
        """Return a parameter of this shape: one that is there already, a new one, or, with an F, a fixed one."""
        same = [name for name, other in self.shapes.items() if other == shape]
        if same and self.rng.random() < 0.4:
            return self.rng.choice(same)
        name = f"{'F' if self.rng.random() < 0.15 else 'W'}{len(self.shapes)}"
        self.shapes[name] = shape
        return name

    def _entries(self, shape: tuple[int, ...]) -> object:
        if not shape:
            return self.rng.randint(-2, 3)
        return tuple(self._entries(shape[1:]) for _ in range(shape[0]))
