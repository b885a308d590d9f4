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

*Proof.* Every path from the output to a leaf runs through U, then the middle, then D. Take the v's as variables:

    y = sum_a v^a c_a(A),                                                                                   (1)

homogeneous of degree n_v in v, as degrees add over products and bilinear maps and linear maps keep them. Take the w's
as variables: v^a = sum_b w^b f_ab(B), homogeneous of degree n_w in w, the same for every a. So y = sum_ab f_ab(B) [w^b
c_a(A)]. On a grid, the functions of the inputs in Q span at most as many dimensions as the product of the widths. QED

*With sums* y has terms of several degrees. Let S be the set of joint degrees, in the v's and in the w's, of the terms
v^a and w^b that can occur together (`degrees`). Then the rank is at most the sum over S of prod ((d_v, m_v)) prod
((d_w, m_w)), and terms that depend on one side only count 1 for each side. *Proof.* Replace the v's in y = sum_a v^a
c_a(A) by polynomials in w: a term of y is a number times w^b f(B) c(A), where f and c are products of coefficients of
single steps. Its joint degree is that of v^a and of w^b. The rules for supports follow these products, so its degree is
in S. The terms of one joint degree m are sum_ab f_ab(B) [w^b c_a(A)] over the monomials of degree m. The sum of all
terms whose f is constant is a function of A, and the sum of those with neither a w nor a c that varies is one of B. QED

d_v may be the *seen dimension*, the rank of the pairing of Sp(v) with the forms by which y sees v through the users
across the cut (`seen`): for v the users in U, for w the users in the middle. *Proof.* By the lemma there, y in (1) is a
polynomial in the seen coordinates of the v's, of the same degrees, and so are those coordinates in the seen coordinates
of the w's: if every w changes by a vector that its users in the middle do not show, then every v changes by one on
which all of F(v) vanishes, and the seen coordinates of v are forms of F(v). QED

What is cut may be the circuit as it is or the regrouped one (`regroup`), which computes the same function.

For an RAC that is split into first and last steps the least cut is found exactly (`rac_symmetric`). For other circuits
and partitions a search takes both sides as A. It looks at slices and staircases by time and layer, and at initial
segments of the order from the output (`starts`); from the best of these it moves single vertices into and out of U and
D as long as that helps. What the search finds is a bound in any case, perhaps not the least. The rank is that of
coordinate 0 of the output.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..models import Case, Observe, case_of
from ..networks import Circuit, Mode, Partition
from .factors import SymmetricCut
from .families import closed_symmetric_cut
from .pricing import MANY, Choice, Prices
from .regroup import regrouped
from .seen import Seen
from .starts import slice_of, starts
from .wires import LOWER, MIDDLE, UPPER, Crossing, Wires

SEARCH_WORK = 250_000
"""The largest number of vertices times choices of U and D that the moves look at, which takes less than a second."""

TRIED = 12
"""How many of the roughly best starts of a side are looked at closely."""

CLIMBS = 2
"""From how many of the best starts of a side single vertices are moved."""

SIDES = ("far", "near")
"""The sides that A may be, in the order in which the search tries them."""


def symmetric_cut(
    circuit: Circuit, partition: Partition, mode: Mode = "one-hot", *, observe: Observe = "scalar"
) -> SymmetricCut:
    """Return the least symmetric cut that is found, an upper bound on the separation rank.

    n identical copies of a vector of dimension d that cross a cut carry at most ((d, n)) = C(d + n - 1, n) dimensions,
    the number of monomials of degree n, and not d^n. The bound is the product over all vectors that cross; with sums it
    is a sum of such products, over the degrees that occur together. It is the least for an RAC that is split into first
    and last steps; for other circuits a search looks for a small one.

    Parameters
    ----------
    circuit : Circuit
        A circuit of any kind, with or without sums.
    partition : Partition
        The near and the far inputs; together they are all inputs.
    mode : "one-hot" or "continuous"
        What the inputs are: letters, which are unit vectors, or any vectors.
    observe : "scalar", "vector" or "future"
        What is observed, as in `tnrnn.separation_rank`. If it is not one value, then names of the cut such as "p" are
        those of the probe and of what reads it.

    Raises
    ------
    TnrnnError
        If the mode is neither of the two words, if the partition does not fit the circuit, or if the future is asked
        for and the circuit observes nothing before its last step.

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
    return least_symmetric_cut(case_of(circuit, partition, mode, "symmetric_cut", observe))


def least_symmetric_cut(case: Case) -> SymmetricCut:
    """Return the least symmetric cut of a case that is found; see `symmetric_cut`."""
    known = closed_symmetric_cut(case)
    return known if known is not None else searched_cut(case.matrix)


def searched_cut(case: Case) -> SymmetricCut:
    """Return the least symmetric cut that the search finds, also where a closed form gives the least one."""
    best, other = _least_of(case), regrouped(case)
    if other is not None:
        found = _least_of(other)
        case, best = min(((case, best), (other, found)), key=lambda pair: pair[1].log2)
    return best if _by_rules(case, best) else replace(best, by_rules=False)


def _by_rules(case: Case, cut: SymmetricCut) -> bool:
    """Return whether the choice of a cut gives the same bound if all dimensions follow from the rules alone."""
    wires = Wires(case.circuit)
    part = dict.fromkeys(cut.upper, UPPER) | dict.fromkeys(cut.lower, LOWER)
    choice = bytes(part.get(vertex.name, MIDDLE) for vertex in wires.vertices)
    return Prices(case, wires, Seen(wires, by_rules=True), cut.side).cut(choice).log2 <= cut.log2


def _least_of(case: Case) -> SymmetricCut:
    wires = Wires(case.circuit)
    seen = Seen(wires)
    return min((_least(Prices(case, wires, seen, side)) for side in SIDES), key=lambda cut: cut.log2)


def _least(prices: Prices) -> SymmetricCut:
    """Return the least cut of one side that is found."""
    apart: dict[tuple[Crossing, ...], Choice] = {}
    for choice in sorted(dict.fromkeys(starts(prices)), key=prices.rough):
        if len(apart) < TRIED:
            apart.setdefault(tuple(prices.crossing(choice)), choice)
    begun = sorted(apart.values(), key=prices.price)
    budget = max(40, SEARCH_WORK // len(prices.wires.vertices))
    few = [choice for choice in begun if len(prices.crossing(choice)) <= MANY][:CLIMBS]
    ends = [_descend(prices, choice, budget // CLIMBS) for choice in few]
    best = min([*ends, begun[0]], key=prices.price)
    chosen = dict.fromkeys((best, begun[0], slice_of(prices)))
    return min(map(prices.refined, chosen), key=lambda cut: cut.log2)


def _descend(prices: Prices, choice: Choice, budget: int) -> Choice:
    """Move single vertices as long as that lowers the price."""
    best, value = choice, prices.price(choice)
    improved = True
    while improved:
        improved = False
        for other in moves(prices, best):
            if budget <= 0:
                return best
            budget -= 1
            price = prices.price(other)
            if price < value - 1e-12:
                best, value, improved = other, price, True
                break
    return best


def moves(prices: Prices, choice: Choice) -> Iterator[Choice]:
    """Yield the choices that differ in one vertex, of those that what crosses depends on."""
    wires = prices.wires
    places: set[int] = set()
    for each in prices.crossing(choice):
        places.update((each.place, *each.users, *wires.children[each.place]))
        places.update(sister for user in each.users for sister in wires.children[user])
    for place in sorted(places):
        for part in (MIDDLE, UPPER, LOWER):
            if part != choice[place] and prices.fits(choice, place, part):
                yield choice[:place] + bytes((part,)) + choice[place + 1 :]
