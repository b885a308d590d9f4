"""`symmetric_cut`: the bound by symmetric powers, for any circuit.

n identical copies of a vector v in F^d that cross a cut carry only the symmetric power: the output is a homogeneous
polynomial of degree n in v, which has ((d, n)) = C(d + n - 1, n) monomials, not d^n.

**Claim.** Let y be one output of a circuit, A one side of the partition and B the other. Choose U, an ancestor-closed
set of vertices (every user of a member is a member; it may be empty) without inputs of B and without constants. Choose
D, a descendant-closed set of vertices outside U that depend on no input of B and that include every input of A outside
U. All other vertices are the middle. Then the rank is at most

    prod ((d_v, n_v)) over vertices v of the middle with a user in U      n_v: paths from the output whose last step
                                                                           leaves U for v, edges counted with repeats
  * prod ((d_w, n_w)) over vertices w of D with a user in the middle      n_w: paths whose last step leaves the middle

where vectors that depend on no input cost nothing, and d_v may be the dimension of any fixed space that holds v. In
one-hot mode the factors of all vectors that depend only on inputs of a set Q count together as at most the product of
the widths of Q.

*Proof.* Every path from the output to a leaf runs through U, then the middle, then D. Take the v's as variables: y =
sum_a v^a c_a(A), homogeneous of degree n_v in v, as degrees add over products and bilinear maps and linear maps keep
them. Take the w's as variables: v^a = sum_b w^b f_ab(B), homogeneous of degree n_w in w, the same for every a. So y =
sum_ab f_ab(B) [w^b c_a(A)]. On a grid, the functions of the inputs in Q span at most as many dimensions as the product
of the widths. QED

*With sums* y is not homogeneous. Then ((d + 1, e)), the number of monomials of degree at most e, stands in place of
((d, n)); e is the degree of y in the vector (degrees add over products and bilinear maps, and a sum has the largest
degree of its terms; for w only uses in the middle count).

For an RAC that is split into first and last steps the least cut is found exactly (`rac_symmetric`). For other circuits
and partitions a search takes both sides as A, several numbers of vertices next to the output as U, and the smallest and
the largest D; from the best of these it moves single vertices into and out of U and D as long as that helps. What the
search finds is a bound in any case, perhaps not the least.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..basics import Position
from ..models import Case, case_of
from ..networks import Circuit, Mode, Partition
from .factors import Factor, Group, SymmetricCut
from .families import closed_symmetric_cut

SEARCH_WORK = 3_000_000
"""The largest number of vertices times choices of U and D that the search looks at, which takes about a second."""

STARTS = 40
"""How many sizes of U the search begins with, about."""

SIDES = ("far", "near")
"""The sides that A may be, in the order in which the search tries them."""


def symmetric_cut(circuit: Circuit, partition: Partition, mode: Mode = "one-hot") -> SymmetricCut:
    """Return the least symmetric cut that is found, an upper bound on the separation rank.

    n identical copies of a vector of dimension d that cross a cut carry at most ((d, n)) = C(d + n - 1, n) dimensions,
    the number of monomials of degree n, and not d^n. The bound is the product over all vectors that cross. It is the
    least for an RAC that is split into first and last steps; for other circuits a search looks for a small one.

    Parameters
    ----------
    circuit : Circuit
        A circuit of any kind, with or without sums.
    partition : Partition
        The near and the far inputs; together they are all inputs.
    mode : "one-hot" or "continuous"
        What the inputs are.

    Raises
    ------
    TnrnnError
        If the mode is neither of the two words, or if the partition does not fit the circuit.

    References
    ----------
    Derived for this project.

    Examples
    --------
    >>> from tnrnn import rac
    >>> cut = symmetric_cut(rac(length=8, layers=2, inputs=3, hidden=3), Partition.start_end(8))
    >>> cut.value, [(factor.name, factor.value) for factor in cut.factors]
    (45, [('h[4,1]', 15), ('h[4,2]', 3)])
    """
    return least_symmetric_cut(case_of(circuit, partition, mode, "symmetric_cut"))


def least_symmetric_cut(case: Case) -> SymmetricCut:
    """Return the least symmetric cut of a case that is found; see `symmetric_cut`."""
    known, matrix = closed_symmetric_cut(case), case.matrix
    return (
        known if known is not None else min((_Side(matrix, side).least() for side in SIDES), key=lambda cut: cut.log2)
    )


class _Choice(NamedTuple):
    upper: frozenset[int]
    lower: frozenset[int]


class _Side:
    """The search with `side` as A. Vertices are numbered in their order, in which children precede users."""

    def __init__(self, case: Case, side: str) -> None:
        circuit, self.side, self.one_hot = case.circuit, side, case.mode == "one-hot"
        self.vertices = circuit.vertices
        number = {vertex.name: place for place, vertex in enumerate(self.vertices)}
        self.children = [[number[child] for child in vertex.children] for vertex in self.vertices]
        self.users: list[list[int]] = [[] for _ in self.vertices]  # with repeats
        for place, below in enumerate(self.children):
            for child in below:
                self.users[child].append(place)
        self.copies = [circuit.copies[vertex.name] for vertex in self.vertices]
        self.sums = any(vertex.kind == "sum" for vertex in self.vertices)
        self.depends: list[frozenset[Position]] = []
        for vertex, below in zip(self.vertices, self.children, strict=True):
            own = {vertex.position} if vertex.kind == "input" and vertex.position is not None else set()
            self.depends.append(frozenset(own).union(*(self.depends[child] for child in below)))
        mine = set(case.partition.near if side == "near" else case.partition.far)
        self.mine = [depends <= mine for depends in self.depends]
        self.own_inputs = {n for n, v in enumerate(self.vertices) if v.kind == "input" and v.position in mine}
        self.fit_upper = [
            v.kind != "constant" and (v.kind != "input" or n in self.own_inputs) for n, v in enumerate(self.vertices)
        ]
        self.widths = {v.position: v.dim for v in circuit.inputs}
        self.spaces = self._spaces()
        self.budget = max(STARTS, SEARCH_WORK // len(self.vertices))

    def _spaces(self) -> list[int]:
        """Return the dimension of a fixed space that holds each vector; a linear map does not raise it."""
        spaces: list[int] = []
        for vertex, below in zip(self.vertices, self.children, strict=True):
            varying = [child for child in below if self.depends[child]]
            linear = vertex.kind != "sum" and len(varying) == 1
            spaces.append(min(vertex.dim, spaces[varying[0]]) if linear else vertex.dim)
        return spaces

    def least(self) -> SymmetricCut:
        best = min(self._starts(), key=self._log)
        return self._cut(self._descend(best))

    def _starts(self) -> Iterator[_Choice]:
        size = len(self.vertices)
        step = max(1, size // STARTS)
        upper: set[int] = set()
        for count, place in enumerate(range(size - 1, -1, -1)):
            if count % step == 0:
                for lower in (self.own_inputs - upper, {n for n in range(size) if self.mine[n]} - upper):
                    if self._closed(lower):
                        yield _Choice(frozenset(upper), frozenset(lower))
            if self.fit_upper[place] and upper.issuperset(self.users[place]):
                upper.add(place)

    def _closed(self, lower: set[int]) -> bool:
        return all(lower.issuperset(self.children[place]) for place in lower)

    def _descend(self, chosen: _Choice) -> _Choice:
        best, value = chosen, self._log(chosen)
        improved = True
        while improved and self.budget > 0:
            improved = False
            for other in self._moves(best):
                self.budget -= 1
                log = self._log(other)
                if log < value - 1e-12:
                    best, value, improved = other, log, True
                    break
                if self.budget <= 0:
                    break
        return best

    def _moves(self, chosen: _Choice) -> Iterator[_Choice]:
        upper, lower = chosen
        for place in range(len(self.vertices)):
            if place in upper:
                if not upper.intersection(self.children[place]):
                    kept = upper - {place}
                    yield _Choice(kept, lower | {place} if place in self.own_inputs else lower)
            elif place in lower:
                if place not in self.own_inputs and not lower.intersection(self.users[place]):
                    yield _Choice(upper, lower - {place})
                if self.fit_upper[place] and upper.issuperset(self.users[place]):
                    yield _Choice(upper | {place}, lower - {place})
            else:
                if self.fit_upper[place] and upper.issuperset(self.users[place]):
                    yield _Choice(upper | {place}, lower)
                if self.mine[place] and lower.issuperset(self.children[place]):
                    yield _Choice(upper, lower | {place})

    def _factors(self, chosen: _Choice) -> Iterator[tuple[int, Factor]]:
        """Yield the vertex and the factor of each vector that crosses."""
        upper, lower = chosen
        for place, users in enumerate(self.users):
            if place in upper or not self.depends[place]:
                continue
            if place in lower:
                across = [user for user in users if user not in upper and user not in lower]
            else:
                across = [user for user in users if user in upper]
            if not across:
                continue
            name, dim = self.vertices[place].name, self.spaces[place]
            if self.sums:
                yield place, Factor(name, dim + 1, self._degree(place, frozenset(across)))
            else:
                yield place, Factor(name, dim, sum(self.copies[user] for user in across))

    def _degree(self, variable: int, across: frozenset[int]) -> int:
        """Return the degree of the output in a vector, of which only the uses by `across` count."""
        degrees: list[int] = []
        for place, below in enumerate(self.children):
            parts = [int(place in across) if child == variable else degrees[child] for child in below]
            sums = self.vertices[place].kind == "sum"
            degrees.append(max(parts, default=0) if sums else sum(parts))
        return degrees[-1]

    def _log(self, chosen: _Choice) -> float:
        return math.fsum(math.log2(group.value) for group in self._groups(chosen))

    def _groups(self, chosen: _Choice) -> list[Group]:
        left = list(self._factors(chosen))
        groups = []
        while self.one_hot and left:
            gains = [(self._gain(self.depends[place], left), sorted(self.depends[place])) for place, _ in left]
            gain, inputs = max(gains)
            if gain <= 0:
                break
            inside = [item for item in left if self.depends[item[0]].issubset(inputs)]
            left = [item for item in left if item not in inside]
            cap = math.prod(self.widths[position] for position in inputs)
            groups.append(Group(tuple(factor for _, factor in inside), tuple(inputs), cap))
        return groups + [Group((factor,)) for _, factor in left]

    def _gain(self, inputs: frozenset[Position], left: Iterable[tuple[int, Factor]]) -> float:
        """Return how many bits a cap over `inputs` saves."""
        product = math.prod(factor.value for place, factor in left if self.depends[place] <= inputs)
        return math.log2(product) - math.fsum(math.log2(self.widths[position]) for position in inputs)

    def _cut(self, chosen: _Choice) -> SymmetricCut:
        upper, lower = (tuple(self.vertices[n].name for n in sorted(part)) for part in chosen)
        return SymmetricCut(self.side, upper, lower, tuple(self._groups(chosen)))
