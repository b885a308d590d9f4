"""Seen dimensions: how much of a vector the rest of a circuit can see.

*Sp(v)*, the space that holds v, is all of F^d for an input, the line of its value for a vector that depends on no
input, and else follows from the rules: W Sp(u) for v = W u, the sum of the spaces for a sum, and the span of B(a, b),
with a in Sp(u) and b in Sp(w), for v = B(u, w), also for products.

A vector that crosses a cut is set free in a space *within* Sp(v) that holds its values: the same rules, but where P z
and Q z are linear images of one vector z, the values of B(P z, Q z) are in the span of B(P a, Q b) + B(P b, Q a), a and
b in the space of z, which is less. (These spaces would not do in the rules for forms below, as a cut may set P z and
Q z free apart.)

*F(v)*, the forms by which the output sees v, is a space of linear forms on F^d. At the output it is the line of
coordinate 0, which is the value whose rank is asked for. Otherwise it is the sum of what each use of v gives: F(u) W
for u = W v; F(u) for a sum; and the span of f B(., b), with f in F(u) and b in Sp(w), for u = B(v, w), for v as either
operand, also for products.

**Lemma.** Let vectors v_1, .., v_r cross a cut, so that y is computed from them by some vertices, the *uses*. Set each
v_i free in Sp(v_i), and let F_i be the sum of what those of its users give that are uses. Then y does not change if
every v_i changes by a vector of Sp(v_i) on which the forms of F_i vanish.

*Proof.* With the v_i free, every use u still has its value in Sp(u), since these spaces follow the rules from below.
Claim: every use u changes by a vector of Sp(u) on which F(u) vanishes. For u = W v and f in F(u), f W is in F(v), so
f(W d) = 0 for the change d of v. A sum changes by the sum of the changes. For u = B(v, w) with changes d and e,

    B(v + d, w + e) - B(v, w) = B(d, w) + B(v + d, e),

and f B(., w) is in F(v), as w is in Sp(w), and f B(v + d, .) in F(w), as v + d is in Sp(v); both vanish. A product is
a chain of bilinear maps. At the output, F is the line of coordinate 0, which does not change. QED

So y is a polynomial in the coordinates of the image of each v_i in the space of linear maps from F_i to numbers, that
is in as many coordinates as the pairing of F_i with the space that holds v_i has rank. This rank is the *seen
dimension*. Degrees stay
as they are, as the image is linear in v_i, and has a linear inverse on a complement.

Sampled values would not do in place of Sp: for v = (x^2, x) and y = t_0 + t_1 v_1 + t_2 v_1^2 + t_3 v_1^3 + t_4 (3 v_1
v_2 - v_2^3) the derivative by v_2 vanishes wherever v is reached, and y has rank 5 in (v, t), not 4.

The spaces are computed modulo a prime of 61 bits, at random weights. A generic dimension is the rank of a matrix of
polynomials in the weights, and at random weights modulo a prime it can come out too small, which would make a bound too
small, but for bad luck only: a polynomial of degree n that is not zero vanishes at random weights with a probability of
at most n divided by the prime. Dimensions by the rules alone, such as dim F(v) <= dim F(u) dim Sp(w), take the place of
spaces that would be large; these are safe.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from functools import cached_property, partial

from .residues import Residues
from .spaces import MAX_AMBIENT, Coordinates, Space, of_dimension, pairing_rank, span, together
from .wires import Wires

MAX_WORK = 200_000
"""The largest number of products for which one space is computed; a larger one is known by its dimension."""


Shared = tuple[int, list[int], list[int]]
"""A vector of which two others are linear images, and the maps from it to each."""


class Seen:
    """The seen dimensions of the vectors of a circuit.

    Parameters
    ----------
    wires : Wires
        The circuit.
    by_rules : bool
        Whether all dimensions follow from the rules alone, so that nothing is computed at random weights.

    Examples
    --------
    >>> from tnrnn.networks import Builder
    >>> build = Builder(K=2, V=3)
    >>> k, v, q = build.input(1, "K"), build.input(2, "V"), build.input(3, "K")
    >>> state = build.outer(v, k)
    >>> wires = Wires(build.circuit(build.linear("W_O", build.apply(state, q), 1)))
    >>> Seen(wires).dim(wires.place[state.name]), state.dim
    (2, 6)
    """

    def __init__(self, wires: Wires, by_rules: bool = False) -> None:
        self.wires = wires
        self.most_work = 0 if by_rules else MAX_WORK
        self.residues = Residues(wires.circuit)
        self.prime = self.residues.prime
        self._numbers: dict[Space, int] = {}
        self._listed: list[Space] = []
        self._kept: dict[tuple[object, ...], int] = {}
        self._dims: dict[tuple[int, frozenset[int]], int] = {}

    def dim(self, place: int, users: Iterable[int] | None = None) -> int:
        """Return the seen dimension of a vector, of which only the uses by `users` count; by default all do."""
        counted = frozenset(self.wires.users[place] if users is None else users)
        key = (place, counted)
        found = self._dims.get(key)
        if found is None:
            forms = self._forms[place] if users is None else self._sum(place, counted)
            found = self._dims[key] = self._rank(forms, self._held[place])
        return found

    def space(self, place: int) -> Space:
        """Return a space that holds a vector, which may be less than Sp(v)."""
        return self._listed[self._held[place]]

    def _rank(self, forms: int, values: int) -> int:
        key = ("rank", forms, values)
        found = self._kept.get(key)
        if found is None:
            rank = pairing_rank(self._listed[forms], self._listed[values], self.prime)
            found = self._kept[key] = rank
        return found

    def _number(self, space: Space) -> int:
        """Return the number of a space; two of which only bounds on the dimensions are known may well differ."""
        known = space.listed or space.full
        found = self._numbers.get(space) if known else None
        if found is None:
            found = len(self._listed)
            self._listed.append(space)
            if known:
                self._numbers[space] = found
        return found

    def _keep(self, key: tuple[object, ...], make: Callable[[], Space]) -> int:
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._number(make())
        return found

    @cached_property
    def _values(self) -> list[int]:
        """The number of Sp(v) of each vertex."""
        found: list[int] = []
        fixed: list[Coordinates | None] = []
        for place, vertex in enumerate(self.wires.vertices):
            below = self.wires.children[place]
            fixed.append(None if self.wires.depends[place] else self._constant(place, [fixed[c] for c in below]))
            value = fixed[place]
            if value is not None:
                found.append(self._number(span([value], vertex.dim, 1, self.prime)))
            elif vertex.kind in ("input", "constant"):
                most = 1 if vertex.kind == "constant" else vertex.dim
                found.append(
                    self._keep(("leaf", vertex.parameter, vertex.dim), partial(of_dimension, vertex.dim, most))
                )
            else:
                spaces = [found[child] for child in below]
                if vertex.kind in ("sum", "product"):
                    spaces.sort()
                found.append(self._value(place, spaces))
        return found

    def _constant(self, place: int, below: list[Coordinates | None]) -> Coordinates | None:
        vertex, operands = self.wires.vertices[place], [value for value in below if value is not None]
        if len(operands) < len(below) or vertex.dim > MAX_AMBIENT or self.residues.work(vertex) >= self.most_work:
            return None
        if vertex.parameter is not None and not self.residues.known(vertex.parameter):
            return None
        return self.residues.value(vertex, operands)

    @cached_property
    def _held(self) -> list[int]:
        """The number of a space within Sp(v) that holds each vertex: products of images of one vector are symmetric."""
        found: list[int] = []
        for place, below in enumerate(self.wires.children):
            if not below or not self.wires.depends[place]:
                found.append(self._values[place])
                continue
            spaces = [found[child] for child in below]
            shared = self._together(place)
            if shared is not None:
                found.append(self._shared(place, shared, found[shared[0]], spaces))
            else:
                found.append(self._value(place, sorted(spaces) if self._commutes(place) else spaces))
        return found

    def _shared(self, place: int, shared: Shared, held: int, spaces: list[int]) -> int:
        """Return the number of the space of a vertex whose first two children are images of one vector."""
        vertex = self.wires.vertices[place]
        path = tuple(tuple(self.wires.vertices[each].parameter for each in maps) for maps in shared[1:])
        key = ("symmetric", vertex.kind, vertex.parameter, vertex.dim, path, held, *spaces)
        return self._keep(key, lambda: self._symmetric(place, shared, self._listed[held], spaces))

    def _commutes(self, place: int) -> bool:
        return self.wires.vertices[place].kind in ("sum", "product")

    def _together(self, place: int) -> Shared | None:
        """Return the vector of which the first two children are linear images, for a product or a bilinear map."""
        children = self.wires.children[place]
        if self.wires.vertices[place].kind == "sum" or len(children) < 2:
            return None
        found = self.wires.source(children[0], children[1])
        if found is None or not self.wires.depends[found[0]]:
            return None
        maps = (self.wires.vertices[each] for each in (*found[1], *found[2]))
        return found if all(self.residues.known(each.parameter or "") for each in maps) else None

    def _symmetric(self, place: int, shared: Shared, space: Space, spaces: list[int]) -> Space:
        """Return the span of the products of two images of one vector."""
        vertex, (_, first, second) = self.wires.vertices[place], shared
        factors = [self._listed[number] for number in spaces]
        most = space.dim * (space.dim + 1) // 2
        if not space.listed or not self._listable(place, [space, space]):
            made = of_dimension(vertex.dim, min(most, factors[0].dim * factors[1].dim))
        else:
            left, right = ([self._mapped(each, maps) for each in space.vectors] for maps in (first, second))
            pairs = itertools.combinations_with_replacement(range(space.dim), 2)
            products = (self._both(place, (left[a], right[b]), (left[b], right[a])) for a, b in pairs)
            made = span(products, vertex.dim, most, self.prime)
        for factor in factors[2:]:
            made = self._images(place, [made, factor])
        return made

    def _mapped(self, vector: Coordinates, maps: list[int]) -> Coordinates:
        for place in maps:
            vector = self.residues.value(self.wires.vertices[place], [vector])
        return vector

    def _both(self, place: int, one: tuple[Coordinates, ...], two: tuple[Coordinates, ...]) -> Coordinates:
        vertex = self.wires.vertices[place]
        values = self.residues.value(vertex, one), self.residues.value(vertex, two)
        return tuple(map(int.__add__, *values))

    def _value(self, place: int, spaces: list[int]) -> int:
        vertex = self.wires.vertices[place]
        key = ("value", vertex.kind, vertex.parameter, vertex.dim, *spaces)
        given = [self._listed[number] for number in spaces]
        if vertex.kind == "sum":
            return self._keep(key, lambda: together(given, vertex.dim, self.prime))
        if vertex.kind == "product":
            return self._keep(key, lambda: self._product(place, given))
        return self._keep(key, lambda: self._images(place, given))

    def _product(self, place: int, given: list[Space]) -> Space:
        """Return the span of the products, one factor after the other."""
        made = given[0]
        for space in given[1:]:
            made = self._images(place, [made, space])
        return made

    def _images(self, place: int, given: list[Space]) -> Space:
        """Return the span of the values of a map at the vectors of given spaces."""
        vertex, most = self.wires.vertices[place], math.prod(space.dim for space in given)
        if not self._listable(place, given):
            return of_dimension(vertex.dim, most)
        pairs = itertools.product(*(space.vectors for space in given))
        return span((self.residues.value(vertex, pair) for pair in pairs), vertex.dim, most, self.prime)

    def _listable(self, place: int, given: list[Space]) -> bool:
        vertex, pairs = self.wires.vertices[place], math.prod(space.dim for space in given)
        if vertex.dim > MAX_AMBIENT or not all(space.listed for space in given):
            return False
        if vertex.parameter is not None and not self.residues.known(vertex.parameter):
            return False
        return pairs * self.residues.work(vertex) <= self.most_work

    @cached_property
    def _forms(self) -> list[int]:
        """The number of F(v) of each vertex."""
        found = [0] * len(self.wires.vertices)
        self._uses: dict[int, dict[int, tuple[int, ...]]] = {}  # what each user gives, by vertex and user
        gives: list[dict[int, list[int]]] = [{} for _ in found]
        for place in reversed(range(len(found))):
            dim = self.wires.vertices[place].dim
            if place == self.wires.output:
                found[place] = self._number(_first_coordinate(dim, self.prime))
            else:
                found[place] = self._total(place, [each for given in gives[place].values() for each in given])
            for slot, child in enumerate(self.wires.children[place]):
                if self.wires.depends[child]:
                    gives[child].setdefault(place, []).append(self._given(place, slot, found[place]))
        self._uses = {place: {user: tuple(each) for user, each in given.items()} for place, given in enumerate(gives)}
        return found

    def _sum(self, place: int, users: frozenset[int]) -> int:
        """Return the number of the sum of what some users give."""
        _ = self._forms
        return self._total(place, [each for user in users for each in self._uses[place][user]])

    def _total(self, place: int, numbers: Iterable[int]) -> int:
        distinct = frozenset(numbers)
        if len(distinct) == 1:
            return next(iter(distinct))
        dim = self.wires.vertices[place].dim
        spaces = [self._listed[number] for number in sorted(distinct)]
        return self._keep(("sum", dim, distinct), lambda: together(spaces, dim, self.prime))

    def _given(self, place: int, slot: int, forms: int) -> int:
        """Return the number of the forms on child `slot` that the forms on a vertex give."""
        vertex, children = self.wires.vertices[place], self.wires.children[place]
        if vertex.kind == "sum":
            return forms
        others = [self._values[child] for number, child in enumerate(children) if number != slot]
        if vertex.kind == "product":
            others.sort()
        at = slot if vertex.kind == "bilinear" else 0
        dim = self.wires.vertices[children[slot]].dim
        key = ("forms", vertex.kind, vertex.parameter, at, dim, forms, *others)
        given = [self._listed[number] for number in others]
        return self._keep(key, lambda: self._pulled(place, slot, self._listed[forms], given))

    def _pulled(self, place: int, slot: int, forms: Space, others: list[Space]) -> Space:
        vertex = self.wires.vertices[place]
        dim = self.wires.vertices[self.wires.children[place][slot]].dim
        if vertex.kind == "product":
            made = forms
            for space in others:
                made = self._pulled_once(place, 0, dim, [made, space])
            return made
        return self._pulled_once(place, slot, dim, [forms, *others])

    def _pulled_once(self, place: int, slot: int, dim: int, given: list[Space]) -> Space:
        vertex, most = self.wires.vertices[place], math.prod(space.dim for space in given)
        if dim > MAX_AMBIENT or not self._listable(place, given):
            return of_dimension(dim, most)
        pairs = itertools.product(*(space.vectors for space in given))
        return span((self.residues.seen(vertex, form, slot, rest) for form, *rest in pairs), dim, most, self.prime)


def _first_coordinate(dim: int, prime: int) -> Space:
    """Return the line of coordinate 0, which is the value whose rank is asked for."""
    return of_dimension(dim, 1) if dim > MAX_AMBIENT else span([(1,) + (0,) * (dim - 1)], dim, 1, prime)
