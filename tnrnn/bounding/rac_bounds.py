"""Bounds on the Start-End separation rank of an RAC in closed form, each with its conditions, source and status.

There are T time steps, L layers, M input channels, R hidden channels, and a split after k steps; n = T - k. The
formulas use

    ((d, m)) = C(d + m - 1, m)            monomials of degree m in d variables (`multichoose`)
    M'  = min(M, R)
    n_l = C(n - 1 + L - l, L - l)         degree of the output in h[k,l]
    d_t = C(T - t + L - 1, L - 1)         degree of the output in x[t]

The theorem and the conjecture are those of Levine, Sharir, Ziv and Shashua, arXiv 1710.09431. Bounds A to E and D2 were
derived for this project (proofs in docs/theory/bounds.md); they hold for all weights and in both modes. Integers are
exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import comb, prod
from typing import Literal

from ..basics import as_before, mistake, whole
from .bound import CONJECTURED, OPEN, PROVED, Bound, Status, least_of
from .factors import multichoose

MOST_FACTORS = 1_000
"""The largest number of End steps for which Bound B is computed if there are fewer layers than End steps.

It is a product of as many factors, and Bound A was at most as large in all 2,343 cases tried (n from L to 39, L <= 7).
"""

Cap = Literal["quoted", "min"]
"""The cap of Conjecture 1: M^k, as it is usually quoted, or min{M, R}^k."""


@dataclass(frozen=True)
class RacSizes:
    """The sizes of an RAC and its split between Start and End.

    Parameters
    ----------
    length, layers, inputs, hidden : int
        The numbers T, L, M and R of time steps, layers, input channels and hidden channels.
    split : int
        The number k of Start steps; 0 stands for half of T, rounded down.

    Raises
    ------
    TnrnnError
        If T is less than 2, another size is less than 1, or `split` is not less than T.

    Examples
    --------
    >>> RacSizes(8, 2, 3, 3).split
    4
    """

    length: int
    layers: int
    inputs: int
    hidden: int
    split: int = 0

    def __post_init__(self) -> None:
        whole("length", self.length, least=2)
        for name in ("layers", "inputs", "hidden"):
            whole(name, getattr(self, name))
        object.__setattr__(self, "split", whole("split", self.split or self.length // 2, most=self.length - 1))

    @property
    def ends(self) -> int:
        """The number n of End steps."""
        return self.length - self.split

    @property
    def width(self) -> int:
        """M' = min(M, R)."""
        return min(self.inputs, self.hidden)

    def degrees(self) -> list[int]:
        """Return n_1, .., n_L: how many times the End uses h[k,l]."""
        return [comb(self.ends - 1 + self.layers - layer, self.layers - layer) for layer in range(1, self.layers + 1)]


THEOREM = "Levine et al., arXiv 1710.09431, Theorem 1"
CONJECTURE = "Levine et al., arXiv 1710.09431, Conjecture 1, as usually quoted"


def theorem_1(case: RacSizes) -> Bound | None:
    """Return the lower bound of Theorem 1, which is about L = 1 and L = 2, even T, and k = T/2.

    For L = 1 it is min{R, M^k}, which is the rank; for L = 2 it is ((min{M, R}, k)).

    Parameters
    ----------
    case : RacSizes
        The sizes and the split.

    Returns
    -------
    Bound or None
        None if the theorem does not cover the sizes.

    Examples
    --------
    >>> theorem_1(RacSizes(8, 2, 3, 3)).value
    15
    """
    if 2 * case.split != case.length or case.layers > 2:
        return None
    if case.layers == 1:
        return Bound("theorem_1", "lower", _capped(case.hidden, case.inputs, case.split), "min{R, M^(T/2)}", THEOREM)
    return Bound("theorem_1", "lower", multichoose(case.width, case.split), "((min{M,R}, T/2))", THEOREM)


@as_before()
def conjecture_1(case: RacSizes, *, cap: Cap = "quoted") -> Bound | None:
    """Return the lower bound of Conjecture 1, min{ ((min{M, R}, ((k, L-1)))), M^k }, for even T and k = T/2.

    As it is usually quoted, with the cap M^k, the conjecture fails for grid tensors (one-hot inputs) with M > R: the
    rank of (T, L, M, R) = (4, 4, 4, 3) is 12. For inputs that range over all of R^M it is Theorem E1, without a cap.

    Parameters
    ----------
    case : RacSizes
        The sizes and the split.
    cap : "quoted" or "min"
        Whether the cap is M^k, as usually quoted, or min{M, R}^k.

    Returns
    -------
    Bound or None
        None if the split is not in the middle.

    Raises
    ------
    TnrnnError
        If `cap` is neither of the two words.

    Examples
    --------
    >>> conjecture_1(RacSizes(4, 4, 4, 3)).value, conjecture_1(RacSizes(4, 4, 4, 3), cap="min").value
    (15, 9)
    """
    if cap not in ("quoted", "min"):
        raise mistake("conjecture_1, cap", "quoted or min", cap, ["quoted", "min"])
    if 2 * case.split != case.length:
        return None
    base = case.inputs if cap == "quoted" else case.width
    value = _capped(multichoose(case.width, multichoose(case.split, case.layers - 1)), base, case.split)
    top = "M" if cap == "quoted" else "min{M,R}"
    name = "conjecture_1" if cap == "quoted" else "conjecture_1_min_cap"
    formula = f"min{{((min{{M,R}}, ((T/2, L-1)))), {top}^(T/2)}}"
    return Bound(
        name, "lower", value, formula, CONJECTURE if cap == "quoted" else "the same with another cap", CONJECTURED
    )


def _capped(value: int, base: int, exponent: int) -> int:
    """Return the lesser of a value and a power, which is not computed if its number of bits shows that it is larger."""
    return value if exponent * (base.bit_length() - 1) >= value.bit_length() else min(value, base**exponent)


def ideal_bounds(case: RacSizes) -> Iterator[Bound]:
    """Yield those of the upper bounds A to E and D2 whose conditions hold; they hold in both modes.

    Parameters
    ----------
    case : RacSizes
        The sizes and the split.

    Examples
    --------
    >>> [bound.value for bound in ideal_bounds(RacSizes(14, 2, 2, 3))][:2]
    [105, 13778100]
    """
    for bound in IDEAL.values():
        found = bound(case)
        if found is not None:
            yield found


def ideal_bound(case: RacSizes) -> Bound | None:
    """Return the least of the proved ideal bounds, the first of equals, or None if none of them applies.

    Parameters
    ----------
    case : RacSizes
        The sizes and the split.

    Examples
    --------
    >>> ideal_bound(RacSizes(14, 2, 2, 3)).value, ideal_bound(RacSizes(10, 2, 2, 4)).value
    (105, 200)
    """
    proved = [bound for bound in ideal_bounds(case) if bound.status == PROVED]
    return least_of(proved) if proved else None


def koszul(hidden: int, generators: int, degrees: list[int]) -> int:
    """Return the dimension of what g regular forms generate.

    It is K(g; m_1, .., m_r) = sum_{i=1..g} (-1)^(i+1) C(g, i) prod_j ((R, m_j - i)).

    >>> koszul(2, 2, [6, 3])
    26
    """
    return sum(
        (-1) ** (i + 1) * comb(generators, i) * prod(multichoose(hidden, degree - i) for degree in degrees)
        for i in range(1, generators + 1)
    )


def _bound_a(case: RacSizes) -> Bound | None:
    if case.layers < 2:
        return None
    value = case.hidden * koszul(case.hidden, case.width, case.degrees()[:-1])
    return _ideal("A", value, "R K(min{M,R}; n_1, .., n_(L-1))")


def _bound_b(case: RacSizes) -> Bound | None:
    if case.layers < 2 or case.ends < 2 or case.ends > max(case.layers, MOST_FACTORS):
        return None
    degrees = [comb(case.length - t + case.layers - 1, case.layers - 1) for t in range(case.split + 1, case.length)]
    return _ideal("B", case.hidden * koszul(case.hidden, case.hidden, degrees), "R K(R; d_(k+1), .., d_(T-1))")


def _bound_c(case: RacSizes) -> Bound | None:
    m, r, n = case.inputs, case.hidden, case.ends
    if (case.layers, case.split) != (2, 2) or m >= r:
        return None
    lost = sum(
        (-1) ** (i - 1) * comb(r, m + i) * multichoose(m, i - 1) * multichoose(r, n - m - i + 1)
        for i in range(1, r - m + 1)
    )
    formula = "R ((R,n)) - sum_i (-1)^(i-1) C(R,M+i) ((M,i-1)) ((R,n-M-i+1))"
    return _ideal("C", r * multichoose(r, n) - lost, formula)


def _weights(case: RacSizes, layer: int) -> list[int]:
    """Return the degrees w_l of the relation F_m of Bound D in h[k,l], where m is `layer`."""
    k, r = case.split, case.hidden

    def term(gap: int) -> int:
        return comb(k - 1, gap) * (r - 1) ** gap if gap >= 0 else 0

    return [term(layer - below) + term(layer - 1 - below) for below in range(1, case.layers + 1)]


def _multiples(case: RacSizes, weights: list[int]) -> int:
    return prod(multichoose(case.hidden, n - w) for n, w in zip(case.degrees(), weights, strict=True))


def _bound_d(case: RacSizes) -> Bound | None:
    if case.hidden < 2 or case.split >= case.layers:
        return None
    whole_space = _multiples(case, [0] * case.layers)
    lost = max(_multiples(case, _weights(case, m)) for m in range(case.split + 1, case.layers + 1))
    return _ideal("D", whole_space - lost, "prod_l ((R, n_l)) - max_m prod_l ((R, n_l - w_l))")


def _bound_d2(case: RacSizes) -> Bound | None:
    if case.hidden < 2 or case.split + 2 > case.layers:
        return None
    whole_space = _multiples(case, [0] * case.layers)
    weights = [_weights(case, m) for m in range(case.split + 1, case.layers + 1)]
    lost = max(
        _multiples(case, one) + _multiples(case, two) - _multiples(case, [a + b for a, b in zip(one, two, strict=True)])
        for place, one in enumerate(weights)
        for two in weights[place + 1 :]
    )
    status = PROVED if case.split <= 2 else OPEN
    return _ideal("D2", whole_space - lost, "prod_l ((R, n_l)) - H(w) - H(w') + H(w + w')", status)


def _bound_e(case: RacSizes) -> Bound | None:
    r, n = case.hidden, case.ends
    if case.layers != 3 or case.inputs != r - 1:
        return None
    top = n * (n + 1) // 2
    full = multichoose(r, top) * multichoose(r, n)
    quotient = full - koszul(r, r - 1, [top, n])
    points = sum(comb(g + r - 2, r - 1) * multichoose(r - 1, n - g) for g in range(1, n + 1))
    value = r * (full - quotient - r * points + r * comb(n + r - 2, r - 1))
    return _ideal("E", value, "R [((R,N)) ((R,n)) - q - R sum_g C(g+R-2,R-1) ((R-1,n-g)) + R C(n+R-2,R-1)]")


def _ideal(letter: str, value: int, formula: str, status: Status = PROVED) -> Bound:
    return Bound(f"ideal_bound_{letter}", "upper", value, formula, f"Bound {letter} of tnrnn", status)


IDEAL: dict[str, Callable[[RacSizes], Bound | None]] = {
    "A": _bound_a,
    "B": _bound_b,
    "C": _bound_c,
    "D": _bound_d,
    "D2": _bound_d2,
    "E": _bound_e,
}
"""The ideal bounds by letter. A new one is a function and a line here; tables and certificates know it from here."""

IDEAL_NAMES = tuple(f"ideal_bound_{letter}" for letter in IDEAL)
"""The names of the ideal bounds."""
