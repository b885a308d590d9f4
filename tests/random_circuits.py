"""Small random circuits of all kinds of vertices, the same for the same seed."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from tnrnn import Circuit, EinsumMap, Vertex
from tnrnn.networks import Builder, Vector

STEPS = ("linear", "linear", "bilinear", "product", "product")
MAPS = ("i,j->ij", "ij,j->i", "i,ij->j", ",i->i", ",ij->ij", "ij,j->ij", "i,i->", "ij->ji", "ij->i", "i,j->i", ",->")
LARGEST = 9  # the dimension of a matrix


def random_circuit(  # noqa: PLR0917
    seed: int,
    sums: bool = False,
    vertices: int = 12,
    dims: Sequence[int] = (1, 2, 2, 3),
    most_copies: int = 40,
    maps: bool = False,
    observed: bool = False,
) -> Circuit:
    """Return a circuit of about `vertices` vertices, whose unfolding has at most `most_copies`.

    With `maps` some vertices are matrices and some are maps of 0 and 1 that are never written out, a few with windows.
    With `observed` one to four vertices are observed at the positions of inputs, if there are inputs.

    Among those of many seeds are shared parameters, fixed ones, repeated children, products of products, inputs of
    differing widths and those that a product uses directly, positions that are tuples, and outputs of every kind, a
    bare input too.
    """
    rng = random.Random(f"circuit {seed}")
    while True:
        circuit = _Growth(rng, sums, dims, maps, observed).grown(rng.randint(1, vertices))
        if sum(circuit.copies.values()) <= most_copies:
            return circuit


def layered_circuit(seed: int, most_copies: int = 400) -> Circuit:
    """Return a random recurrent circuit of one or two layers, whose cell is a sum of products of linear images.

    The same cell stands at each of 2 to 5 steps, so that vectors are used again and again, and products of images of
    one vector are frequent.
    """
    rng = random.Random(f"layered {seed}")
    while True:
        circuit = _layered(rng)
        if sum(circuit.copies.values()) <= most_copies:
            return circuit


def _layered(rng: random.Random) -> Circuit:
    width, hidden, layers = rng.randint(1, 3), rng.randint(1, 3), rng.randint(1, 2)
    build = Builder()
    shapes = [
        [rng.choice(("", "h", "u", "hu", "uu", "hh", "huu", "hhu")) for _ in range(rng.randint(1, 3))] for _ in "12"
    ]
    reads = [rng.choice(("h", "hu", "hh", "uh")) for _ in "12"]

    def term(letters: str, vectors: dict[str, Vector], name: str) -> Vector:
        if not letters:
            return vectors["h"]
        parts = [build.linear(f"{name} {n}", vectors[letter], hidden) for n, letter in enumerate(letters)]
        return build.product(*parts) if len(parts) > 1 else parts[0]

    states = [build.constant(f"h[0,{layer}]", hidden) for layer in range(layers)]
    for step in range(1, rng.randint(2, 5) + 1):
        u = build.input(step, width)
        for layer in range(layers):
            given = {"h": states[layer], "u": u}
            terms = [term(letters, given, f"{layer} {n}") for n, letters in enumerate(shapes[layer])]
            states[layer] = build.sum(*terms) if len(terms) > 1 else terms[0]
            u = term(reads[layer], {"h": states[layer], "u": u}, f"{layer} o")
    return build.circuit(build.linear("y", u, 1))


class _Growth:
    """Collects vertices; each new one takes its children among all that stand before it."""

    def __init__(self, rng: random.Random, sums: bool, dims: Sequence[int], maps: bool, observed: bool) -> None:
        self.rng, self.dims, self.observed = rng, dims, observed
        self.kinds = (*STEPS, *("sum", "sum") * sums, *("map",) * 6 * maps)
        self.maps: dict[str, EinsumMap] = {}
        self.vertices: list[Vertex] = []
        self.shapes: dict[str, tuple[int, ...]] = {}

    def grown(self, size: int) -> Circuit:
        leaves = min(size, self.rng.randint(1, 5))
        inputs = self.rng.choice((leaves, leaves, max(1, leaves - 1), leaves // 2, self.rng.randint(0, leaves)))
        self._leaves(inputs, leaves - inputs)
        for _ in range(size - leaves):
            self._step(self.rng.choice(self.kinds))
        if self.rng.random() < 0.6:
            self._join()
        seen = self._seen() if self.observed else ()
        kept = self._used_by({self.vertices[-1].name, *(name for _, name in seen)})
        used = {vertex.parameter for vertex in kept}
        fixed: dict[str, object] = {
            name: self._entries(shape) for name, shape in self.shapes.items() if name in used and name.startswith("F")
        }
        fixed |= {name: value for name, value in self.maps.items() if name in used}
        return Circuit(kept, self.vertices[-1].name, tuple(fixed.items()), seen)

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
        name, dim = f"{kind}{len(self.vertices)}", self.rng.choice(self.dims)
        if kind == "map":
            self._map(name)
            return
        if kind in ("linear", "bilinear"):
            children = tuple(self.rng.choice(self.vertices[-5:]) for _ in range(1 if kind == "linear" else 2))
            parameter = self._parameter((dim, *(child.dim for child in children)))
            self.vertices.append(Vertex(name, kind, tuple(c.name for c in children), dim=dim, parameter=parameter))
            return
        first = self.rng.choice(self.vertices[-5:])
        equal = [vertex.name for vertex in self.vertices if vertex.dim == first.dim]
        more = [self.rng.choice(equal) for _ in range(self.rng.choice((0, 1, 1, 1, 2)))]
        self.vertices.append(Vertex(name, kind, (first.name, *more), dim=first.dim, shape=first.shape))

    def _map(self, name: str) -> None:
        """Add a map of 0 and 1 whose operands are there, if the formula that is drawn has such operands."""
        matrices = any(vertex.shape for vertex in self.vertices)
        of_matrix = [formula for formula in MAPS if "ij" in formula.split("->")[0]]
        formula = self.rng.choice(of_matrix if matrices and self.rng.random() < 0.6 else MAPS)
        sizes: dict[str, int] = {}
        children: list[Vertex] = []
        window = None
        for term in formula.split("->")[0].split(","):
            fitting = [vertex for vertex in self.vertices if _fits(vertex, term, sizes)]
            wide = [vertex for vertex in self.vertices if vertex.shape is None and vertex.dim > sizes.get(term, 10**9)]
            if children and wide and self.rng.random() < 0.3:
                fitting = wide  # the second operand of "i,i->" is longer than its letter says
            if not fitting:
                return
            child = self.rng.choice(fitting[-8:])
            children.append(child)
            if fitting is wide:
                window = (self.rng.randint(0, child.dim - sizes[term]), child.dim)
            else:
                sizes |= dict(zip(term, child.shape or (child.dim,), strict=False))
        made = EinsumMap(formula, tuple(sizes.values()), window=window)
        if made.shape[0] > LARGEST:
            return
        shape = made.factors(made.result) if len(made.result) > 1 else None
        kind, names = ("linear", "bilinear")[len(children) - 1], tuple(child.name for child in children)
        self.maps[made.title] = made
        self.vertices.append(Vertex(name, kind, names, dim=made.shape[0], parameter=made.title, shape=shape))  # type: ignore[arg-type]

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

    def _seen(self) -> tuple[tuple[int | tuple[int, ...], str], ...]:
        steps = sorted(vertex.position for vertex in self.vertices if vertex.kind == "input")  # type: ignore[type-var]
        count = self.rng.randint(1, 4) if steps else 0
        pairs = {(self.rng.choice(steps[-3:]), self.rng.choice(self.vertices[-6:]).name) for _ in range(count)}
        return tuple(sorted(pairs))  # type: ignore[arg-type]

    def _used_by(self, roots: set[str]) -> tuple[Vertex, ...]:
        """Return the vertices `roots` and all that they use."""
        used = set(roots)
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


def _fits(vertex: Vertex, term: str, sizes: dict[str, int]) -> bool:
    """Return whether a vertex can be an operand with these letters, some of which may have a size already."""
    factors = vertex.shape or (() if vertex.dim == 1 and not term else (vertex.dim,))
    if len(factors) != len(term):
        return False
    return math.prod(factors) == vertex.dim and all(
        sizes.get(n, size) == size for n, size in zip(term, factors, strict=True)
    )
