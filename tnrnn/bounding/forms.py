"""Spaces of polynomials: which polynomials in the vectors that cross a cut an output can be.

Let vectors v cross a cut, and let y be computed from them and from inputs of one side, A. For each joint degree m, the
part of y of this degree is a polynomial in the v's that varies with the inputs of A. It stays in a space C_m(y), and in
the count of monomials of degree m, dim C_m(y) may take the place of prod ((d_v, m_v)):

    y = sum over m and over a basis p_1, p_2, .. of C_m(y) of p_j(v) c_mj(A).

The spaces follow from rules. A vector u that depends on A alone has C_0(u) = Sp(u), see `seen`. A vector v that crosses
is one polynomial, itself. A linear map takes polynomials to polynomials, a sum has the sum of the spaces, and for u =
B(a, b), also for products,

    C_m(u) is the span of all B(p, q), p in C_m'(a), q in C_m''(b), m' + m'' = m.

Where a and b are linear images P z and Q z of the same vector z = sum a_j p_j, with numbers a_j that depend on A, the
same a_j stand in both, so that the products a_j a_k meet only in the sums B(P p_j, Q p_k) + B(P p_k, Q p_j).

*Proof.* By induction from below, for every value of the inputs of A the part of degree m of each vector lies in its
space, since parts of products are sums of products of parts. QED

The polynomials are in coordinates of Sp(v), so that polynomials with the same values are the same. They are computed
modulo the prime and at the weights of `seen`, with the same reservation: dimensions come out too small for bad luck
only. Work is limited; where there is more of it, monomials are counted.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .factors import Degrees, between
from .packed import span_of
from .residues import Residues
from .seen import Seen
from .spaces import Space
from .wires import MIDDLE, UPPER, Crossing, Wires

MAX_PRODUCTS = 150_000
"""The largest number of products of coefficients that one output may take."""

MAX_DEGREE = 255
"""The largest degree in one vector, so that each coordinate has 8 bits in a monomial."""

Polynomials = dict[int, int]
"""A vector of polynomials: a number for each monomial and coordinate, as one key."""

Coordinated = dict[int, list[tuple[int, int]]]
"""The same by coordinates: the monomials with their numbers."""

Family = dict[int, tuple[Polynomials, ...]]
"""A basis of the space of each joint degree, which is a number with 16 bits for each vector."""


class TooMuchWorkError(Exception):
    """The spaces take more products than allowed."""


def with_spaces(
    seen: Seen, choice: bytes, crossing: Sequence[Crossing], degrees: Sequence[Degrees], mine: Sequence[bool]
) -> tuple[Degrees, ...]:
    """Return joint degrees with the dimension of the space of each in place of its number of monomials, if it is less.

    The spaces are those of the polynomials in the vectors that U uses; if U is empty, in those that the middle uses.
    """
    depends = seen.wires.depends
    upper = any(part == UPPER for part in choice)
    above = [part == UPPER if upper else part == MIDDLE and depends[n] > 0 for n, part in enumerate(choice)]
    used = [n for n, each in enumerate(crossing) if each.lower != upper]
    if not used or not above[seen.wires.output]:
        return tuple(degrees)
    free = {crossing[n].place: number for number, n in enumerate(used)}
    spaces = Forms(seen, free, above, mine if upper else [False] * len(mine)).dims()
    if spaces is None:
        return tuple(degrees)
    found = []
    for each in degrees:
        space = spaces.get(tuple(each.most[n] for n in used))
        if space is None or each.least != each.most:
            found.append(each)
            continue
        rest = [n for n in range(len(crossing)) if n not in used]
        others = math.prod(between(crossing[n].dim, each.least[n], each.most[n]) for n in rest)
        most = space * others
        if most:
            found.append(each._replace(cap=most) if most < each.value([one.dim for one in crossing]) else each)
    return tuple(found)


class Forms:
    """The spaces of polynomials of one choice of vectors that cross.

    Parameters
    ----------
    seen : Seen
        The circuit, with its weights and the spaces of values.
    free : mapping from int to int
        The number of each vector that crosses, by place.
    above : sequence of bool
        Which vertices compute the output from what crosses.
    mine : sequence of bool
        Which of them count as functions of A, whatever they are computed from.
    """

    def __init__(self, seen: Seen, free: Mapping[int, int], above: Sequence[bool], mine: Sequence[bool]) -> None:
        self.wires: Wires = seen.wires
        self.residues: Residues = seen.residues
        self.seen, self.free, self.above, self.prime = seen, free, above, seen.prime
        self.work = 0
        self.high = sum((0xFFFF - MAX_DEGREE) << 16 * number for number in range(len(free)))
        self.first: dict[int, int] = {}  # the first coordinate of each vector that crosses
        width = 0
        for place in free:
            self.first[place] = width
            width += seen.space(place).dim
        self.families: dict[int, Family] = {}
        self.columns: dict[str, dict[int, list[tuple[int, int]]]] = {}
        self.leaves = self._leaves(mine)

    def _leaves(self, mine: Sequence[bool]) -> set[int]:
        """Return the vertices on A alone that are computed from what crosses; only their values count."""
        found: set[int] = set()
        for place, below in enumerate(self.wires.children):
            if mine[place] and self.above[place] and any(child in self.free or child in found for child in below):
                found.add(place)
        return found

    def dims(self) -> dict[tuple[int, ...], int] | None:
        """Return the dimension of the space of each joint degree that the output has, or None for too much work."""
        try:
            found = self._all()
        except TooMuchWorkError:
            return None
        number = len(self.free)
        return {tuple(key >> 16 * n & 0xFFFF for n in range(number)): len(basis) for key, basis in found.items()}

    def _all(self) -> Family:
        for place, above in enumerate(self.above):
            if above:
                self.families[place] = self._family(place)
        first = self.families[self.wires.output]  # of the output, only coordinate 0 is looked at
        dim = self.wires.vertices[self.wires.output].dim
        return {
            degree: self._span({key: c for key, c in each.items() if key % dim == 0} for each in basis)
            for degree, basis in first.items()
        }

    def _child(self, place: int) -> Family:
        """Return the spaces of a child as its user sees them."""
        if place in self.free:
            return self._itself(place)
        if self.above[place]:
            return self.families[place]
        return {0: tuple(_constants(self._listed(self.seen.space(place))))}

    def _listed(self, space: Space) -> Space:
        if not space.listed:
            raise TooMuchWorkError
        return space

    def _itself(self, place: int) -> Family:
        space = self._listed(self.seen.space(place))
        made: Polynomials = {}
        for number, vector in enumerate(space.vectors):
            monomial = 1 << 8 * (self.first[place] + number)
            for coordinate, entry in enumerate(vector):
                if entry:
                    made[monomial * space.ambient + coordinate] = entry
        return {1 << 16 * self.free[place]: (made,)}

    def _family(self, place: int) -> Family:
        vertex, children = self.wires.vertices[place], self.wires.children[place]
        if vertex.parameter is not None and vertex.kind != "constant" and not self.residues.known(vertex.parameter):
            raise TooMuchWorkError
        if place in self.leaves or not any(child in self.free or self.above[child] for child in children):
            return {0: tuple(_constants(self._listed(self.seen.space(place))))}
        if vertex.kind == "sum":
            found: dict[int, list[Polynomials]] = {}
            for child in dict.fromkeys(children):
                for degree, basis in self._child(child).items():
                    found.setdefault(degree, []).extend(basis)
            return {degree: self._span(each) for degree, each in found.items()}
        if self.residues.work(vertex) > MAX_PRODUCTS:  # before the terms of a map are listed, which takes memory
            raise TooMuchWorkError
        if vertex.kind == "linear":
            return self._mapped(self._child(children[0]), place)
        return self._multiplied(place)

    def _dim(self, place: int) -> int:
        return self.wires.vertices[place].dim

    def _mapped(self, family: Family, place: int) -> Family:
        return {degree: self._span(self._image(each, place) for each in basis) for degree, basis in family.items()}

    def _image(self, given: Polynomials, place: int) -> Polynomials:
        """Return the image of a vector of polynomials under the linear map of a vertex."""
        vertex = self.wires.vertices[place]
        dim, by_place = self._dim(self.wires.children[place][0]), self._columns(vertex.parameter or "")
        made: Polynomials = {}
        for key, entry in given.items():
            monomial, at = divmod(key, dim)
            for result, factor in by_place.get(at, ()):
                new = monomial * vertex.dim + result
                made[new] = made.get(new, 0) + entry * factor
        self._count(vertex.dim * len(given))
        return {key: entry % self.prime for key, entry in made.items()}

    def _columns(self, parameter: str) -> dict[int, list[tuple[int, int]]]:
        """Return the entries of a matrix, column by column."""
        found = self.columns.get(parameter)
        if found is None:
            found = self.columns[parameter] = {}
            for (result, at), factor in self.residues.terms(parameter):
                found.setdefault(at, []).append((result, factor))
        return found

    def _multiplied(self, place: int) -> Family:
        """Return the spaces of a product or a bilinear map, one factor after the other."""
        vertex, children = self.wires.vertices[place], self.wires.children[place]
        if vertex.kind == "bilinear":
            terms = [(*index, factor) for index, factor in self.residues.terms(vertex.parameter or "")]
            return self._pair(children[0], children[1], terms, vertex.dim)
        terms = [(n, n, n, 1) for n in range(vertex.dim)]
        if len(children) == 1:
            return self._child(children[0])
        made = self._pair(children[0], children[1], terms, vertex.dim)
        for child in children[2:]:
            made = self._products(made, self._child(child), terms, vertex.dim, (vertex.dim, vertex.dim))
        return made

    def _pair(self, one: int, two: int, terms: list[tuple[int, ...]], size: int) -> Family:
        dims = self._dim(one), self._dim(two)
        source, first, second = self._common(one, two)
        if source is None:
            return self._products(self._child(one), self._child(two), terms, size, dims)
        family = self._child(source)
        left, right = (
            {at: _by_coordinate(each, dim) for at, each in self._images(family, path).items()}
            for path, dim in zip((first, second), dims, strict=True)
        )
        self._count_products(left.values(), right.values(), terms)
        found: dict[int, list[Polynomials]] = {}
        listed = [(degree, n) for degree, basis in family.items() for n in range(len(basis))]
        for a, b in itertools.combinations_with_replacement(listed, 2):
            made = self._product(left[a], right[b], terms, size)
            if a != b:
                for key, entry in self._product(left[b], right[a], terms, size).items():
                    made[key] = (made.get(key, 0) + entry) % self.prime
            found.setdefault(self._added(a[0], b[0]), []).append(made)
        return {degree: self._span(each) for degree, each in found.items()}

    def _common(self, one: int, two: int) -> tuple[int | None, list[int], list[int]]:
        """Return the vector of which both are linear images, if there is one, and the maps from there to each."""
        first, second = self._path(one), self._path(two)
        for n, place in enumerate(first):
            if place in second:
                return place, first[:n][::-1], second[: second.index(place)][::-1]
        return None, [], []

    def _path(self, place: int) -> list[int]:
        found = [place]
        while self.wires.vertices[place].kind == "linear" and place not in self.free and place not in self.leaves:
            place = self.wires.children[place][0]
            found.append(place)
        return found

    def _images(self, family: Family, path: list[int]) -> dict[tuple[int, int], Polynomials]:
        """Return the images of each member of a family under a chain of linear maps, one by one."""
        found = {}
        for degree, basis in family.items():
            for n, each in enumerate(basis):
                made = each
                for place in path:
                    made = self._image(made, place)
                found[degree, n] = made
        return found

    def _products(
        self, one: Family, two: Family, terms: list[tuple[int, ...]], size: int, dims: tuple[int, int]
    ) -> Family:
        found: dict[int, list[Polynomials]] = {}
        first, second = (
            {degree: [_by_coordinate(each, dim) for each in basis] for degree, basis in family.items()}
            for family, dim in zip((one, two), dims, strict=True)
        )
        self._count_products(itertools.chain(*first.values()), itertools.chain(*second.values()), terms)
        for (a, left), (b, right) in itertools.product(first.items(), second.items()):
            made = found.setdefault(self._added(a, b), [])
            made.extend(self._product(p, q, terms, size) for p, q in itertools.product(left, right))
        return {degree: self._span(each) for degree, each in found.items()}

    def _count_products(
        self, one: Iterable[Coordinated], two: Iterable[Coordinated], terms: list[tuple[int, ...]]
    ) -> None:
        """Count the products of every member of one family with every member of another, before they are computed."""
        left, right = _sizes(one), _sizes(two)
        self._count(sum(left[i] * right[j] for _, i, j, _ in terms))

    def _product(self, left: Coordinated, right: Coordinated, terms: list[tuple[int, ...]], size: int) -> Polynomials:
        made: Polynomials = {}
        for result, i, j, factor in terms:
            for a, x in left.get(i, ()):
                x *= factor  # noqa: PLW2901
                for b, y in right.get(j, ()):
                    key = (a + b) * size + result
                    made[key] = made.get(key, 0) + x * y
        return {key: entry % self.prime for key, entry in made.items()}

    def _added(self, one: int, two: int) -> int:
        """Return the sum of two joint degrees; degrees that a coordinate could not hold are too much work."""
        if (one + two) & self.high:
            raise TooMuchWorkError
        return one + two

    def _count(self, products: int) -> None:
        self.work += products
        if self.work > MAX_PRODUCTS:
            raise TooMuchWorkError

    def _span(self, given: Iterable[Polynomials]) -> tuple[Polynomials, ...]:
        """Return a basis of the span."""
        return tuple(span_of(given, self.prime, self._count))


def _constants(space: Space) -> Iterator[Polynomials]:
    for vector in space.vectors:
        yield {coordinate: entry for coordinate, entry in enumerate(vector) if entry}


def _by_coordinate(given: Polynomials, dim: int) -> Coordinated:
    found: Coordinated = {}
    for key, entry in given.items():
        monomial, at = divmod(key, dim)
        found.setdefault(at, []).append((monomial, entry))
    return found


def _sizes(members: Iterable[Coordinated]) -> Counter[int]:
    """Return how many terms all members have at each coordinate."""
    found = Counter[int]()
    for each in members:
        for at, listed in each.items():
            found[at] += len(listed)
    return found
