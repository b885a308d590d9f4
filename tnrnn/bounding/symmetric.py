"""`symmetric_cut`: the bound by symmetric powers, on the circuit itself.

n identical copies of a vector v in F^d that cross a cut carry only the symmetric power: the output is a homogeneous
polynomial of degree n in v, which has ((d, n)) = C(d + n - 1, n) monomials, not d^n.

**Claim.** Let y be one output of a circuit, A one side of the partition and B the other. Choose U, an ancestor-closed
set of vertices (every user of a member is a member; it may be empty) without inputs of B and without constants, and D,
a descendant-closed set of vertices outside U that depend on no input of B, with every input of A that is not in U. All
the rest is the middle. Then the rank is at most

    prod ((d_v, n_v)) over vertices v of the middle with a user in U      n_v: paths from the output whose last step
                                                                           leaves U for v, edges counted with repeats
  * prod ((d_w, n_w)) over vertices w of D with a user in the middle      n_w: paths whose last step leaves the middle

where vectors that depend on no input cost nothing, and d_v may be the dimension of any fixed space that holds v. In
one-hot mode the factors of all vectors that depend on no input outside a set Q count together at most prod of the
widths of Q.

*Proof.* Every path from the output to a leaf runs through U, then the middle, then D. Take the v's as variables: y =
sum_a v^a c_a(A), homogeneous of degree n_v in v, as degrees add over products and bilinear maps and linear maps keep
them. Take the w's as variables: v^a = sum_b w^b f_ab(B), homogeneous of degree n_w in w, the same for every a. So y =
sum_ab f_ab(B) [w^b c_a(A)]. On a grid, functions of the inputs in Q span at most prod of the widths dimensions. QED

*With sums* y is not homogeneous: ((d, n)) becomes ((d + 1, D)), all monomials of degree at most D, the degree of y in
the vector (it adds over products and bilinear maps, and is the maximum over sums; for w only uses in the middle count).

For an RAC and a split in two the least one is found exactly (`rac_symmetric`). For other circuits and partitions a
search looks at U = the first vertices in the order from the output, of several sizes, with the least and the largest
D, on both sides, and moves single vertices into and out of U and D from the best of them as long as that helps. What it
finds is a bound whatever the search does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ..basics import MAX_BITS, Position, TnrnnError, choice, displayed, mistake
from ..models import rac_sizes
from ..networks import MODES, Circuit, Mode, Partition
from .closed_forms import Case, multichoose
from .rac_symmetric import RacSymmetricCut, rac_symmetric_cut

SEARCH_WORK = 3_000_000
"""Choices of U and D times vertices that the search looks at: a second or so."""

STARTS = 40


class Factor(NamedTuple):
    """The number of monomials of degree `degree` in the `dim` coordinates of the vector `name`."""

    name: str
    dim: int
    degree: int

    @property
    def value(self) -> int:
        """((dim, degree))."""
        return multichoose(self.dim, self.degree)


class Group(NamedTuple):
    """Factors that count together, at most `cap`, the product of the widths of `inputs` (None: no cap)."""

    factors: tuple[Factor, ...]
    inputs: tuple[Position, ...] = ()
    cap: int | None = None

    @property
    def value(self) -> int:
        """The product, or the cap where that is less."""
        product = math.prod(factor.value for factor in self.factors)
        return product if self.cap is None else min(self.cap, product)


@dataclass(frozen=True)
class SymmetricCut:
    """A symmetric cut: its argument (`side`, `upper`, `lower`), what crosses, and the bound.

    `side` is A, "near" or "far"; `upper` and `lower` are U and D, by names of vertices. The value is the product of the
    groups' values.

    >>> cut = SymmetricCut("far", (), (), (Group((Factor("h", 3, 4),)), Group((Factor("x", 2, 9),), (1,), 2)))
    >>> cut.value, cut.factors[0].value
    (30, 15)
    """

    side: str
    upper: tuple[str, ...]
    lower: tuple[str, ...]
    groups: tuple[Group, ...]

    def _repr_html_(self) -> str | None:
        """Show a notebook the value and what it is made of."""
        return displayed(self, "symmetric_table")

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The factors of all groups, before caps."""
        return tuple(factor for group in self.groups for factor in group.factors)

    @cached_property
    def log2(self) -> float:
        """The base-2 logarithm of the bound, at any size."""
        return math.fsum(math.log2(group.value) for group in self.groups)

    @cached_property
    def value(self) -> int:
        """The exact bound; raises `TnrnnError` where it would not fit in memory."""
        if self.log2 > MAX_BITS:
            raise TnrnnError(f"value: 2^{self.log2:.6g} does not fit in memory; log2 and factors have it")
        return math.prod(group.value for group in self.groups)


def symmetric_cut(circuit: Circuit, partition: Partition, mode: Mode = "one-hot") -> SymmetricCut:
    """Return the least symmetric cut that is found; see the module for the claim, its proof, and the search.

    Parameters
    ----------
    circuit : Circuit
        Of any kind, sums too.
    partition : Partition
        Of all its inputs.
    mode : "one-hot" or "continuous"

    Raises
    ------
    TnrnnError
        On other modes, and partitions that do not fit.

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
    if not isinstance(circuit, Circuit):
        raise mistake("symmetric_cut", "a Circuit", circuit)
    if not isinstance(partition, Partition):
        raise mistake("symmetric_cut, partition", "a Partition", partition)
    choice("symmetric_cut, mode", mode, MODES)
    near = partition.sides(required=circuit.positions)
    case = rac_case(circuit, partition)
    if case is not None:
        return _of_rac(circuit, rac_symmetric_cut(case, mode))
    found = [_Side(circuit, near, side, mode == "one-hot").least() for side in ("far", "near")]
    return min(found, key=lambda cut: cut.log2)


def rac_case(circuit: Circuit, partition: Partition) -> Case | None:
    """Return the case of an RAC whose Start is its first steps, else None."""
    sizes = rac_sizes(circuit)
    if sizes is None or partition.near != tuple(range(1, len(partition.near) + 1)):
        return None
    return Case(*sizes, split=len(partition.near))


def _of_rac(circuit: Circuit, cut: RacSymmetricCut) -> SymmetricCut:
    """Return the cut of an RAC in the terms of a circuit: A is the far side."""
    empty = cut.tau[-1] == cut.case.length
    border = (max(cut.tau[0], cut.case.split), *cut.tau)  # by layer, that of the inputs first
    placed = ((vertex, border[vertex.layer or 0]) for vertex in circuit.vertices)
    upper = [] if empty else [v.name for v, last in placed if isinstance(v.position, int) and v.position > last]
    lower = [f"x[{t}]" for t in range(cut.case.split + 1, cut.tau[0] + 1)]
    groups = []
    if cut.states:
        steps = tuple(range(1, cut.tau[0] + 1)) if cut.states_cap is not None else ()
        factors = tuple(Factor(f.name, f.dim, f.degree) for f in cut.states)
        groups.append(Group(factors, steps, cut.states_cap))
    for item in cut.inputs:
        positions = () if item.cap is None else (int(item.name[2:-1]),)
        groups.append(Group((Factor(item.name, item.dim, item.degree),), positions, item.cap))
    return SymmetricCut("far", tuple(upper), tuple(lower), tuple(groups))


class _Choice(NamedTuple):
    upper: frozenset[int]
    lower: frozenset[int]


class _Side:
    """The search with A = `side`, on vertices by number, in their order (children before users)."""

    def __init__(self, circuit: Circuit, near: dict[Position, bool], side: str, one_hot: bool) -> None:
        self.circuit, self.side, self.one_hot = circuit, side, one_hot
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
        mine = {position for position, is_near in near.items() if is_near == (side == "near")}
        self.mine = [depends <= mine for depends in self.depends]
        self.own_inputs = {n for n, v in enumerate(self.vertices) if v.kind == "input" and v.position in mine}
        self.fit_upper = [
            v.kind != "constant" and (v.kind != "input" or n in self.own_inputs) for n, v in enumerate(self.vertices)
        ]
        self.widths = {v.position: v.dim for v in circuit.inputs}
        self.spaces = self._spaces()
        self.budget = max(STARTS, SEARCH_WORK // len(self.vertices))

    def _spaces(self) -> list[int]:
        """A dimension of a fixed space that holds each vector: one that is linear in another is held by its image."""
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
        """Yield (vertex, factor) for everything that crosses."""
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
        """The degree of the output in a vector, where only its uses by `across` count."""
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
        """How many bits a cap over `inputs` saves."""
        product = math.prod(factor.value for place, factor in left if self.depends[place] <= inputs)
        return math.log2(product) - math.fsum(math.log2(self.widths[position]) for position in inputs)

    def _cut(self, chosen: _Choice) -> SymmetricCut:
        upper, lower = (tuple(self.vertices[n].name for n in sorted(part)) for part in chosen)
        return SymmetricCut(self.side, upper, lower, tuple(self._groups(chosen)))
