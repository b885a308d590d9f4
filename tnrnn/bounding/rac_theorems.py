"""Theorems E1 to E7 on the Start-End separation rank of an RAC, as formulas in the sizes with their conditions.

The letters are those of `rac_bounds`: there are T time steps, L layers, M input channels and R hidden channels, k Start
steps and n = T - k End steps; m = min{M, R}, and n_1 = ((n, L-1)) is the degree of the output in h[k,1]. Each theorem
holds for almost all weights, and is proved on the page on theorems (docs/theory/theorems.md):

    E1   continuous, L >= 2                             rank >= ((m, n_1))
    E2   continuous, m >= 2, k >= L ceil((R-1)/(m-1))   rank = dim V
    E3   continuous, L = 2, M >= R                      rank = R ((R, n)) if k, n >= 2
    E4   L = 2, M < R, n >= n_0                         dim V = R [((R, n)) - ((R-M, n))]
    E5   continuous, L = 3, M >= R, k, n >= 3           rank = R K(R; n(n+1)/2, n)
    E6   one-hot, L = 2, M >= R, n >= n_0, k >= 2R + 2  rank >= R ((R, min{n, k-2})), which is the rank if k >= n + 2
    E7   one-hot, L = R = 2, M >= 2, n = k >= 3         rank = 2 (k+1)

For L = 4, R = 2 and n = 4, 5, 6 the dimension of V was computed; it bounds the rank from below by Theorem E2.

V is the span of the values of all End words as polynomials in the state after k steps. Three proofs begin with a
dimension of V that is computed: `FIRST_IDEAL`, `FIRST_FULL` and `MONOMIAL_RANKS` list what was computed, and
`tnrnn.ranks.end_dimension` computes it again.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from ..basics import choice
from ..networks import MODES, Mode
from .bound import COMPUTED, Bound, Kind
from .factors import multichoose
from .family import CLOSED_FORM
from .rac_bounds import RacSizes, koszul

MAX_SIZE = 1_000
"""The largest product of layers and hidden channels for which closed forms are computed."""

FIRST_IDEAL = {
    "continuous": {(2, 3): 4, (2, 4): 4, (2, 5): 5, (3, 4): 3, (3, 5): 3, (4, 5): 3},
    "one-hot": {(2, 3): 7, (3, 4): 5},
}
"""The least n_0 with dim V = R [((R, n)) - ((R-M, n))] for n_0 and n_0 + 1, by (M, R), for two layers and M < R."""

FIRST_FULL = {2: (3, 2), 3: (4, 3), 4: (4, 3), 5: (4, 3)}
"""The least n_0 with dim V = R ((R, n_0)) by R, for two layers and one-hot inputs: if M = R, and if M > R."""

FOUR_LAYERS = range(4, 7)
"""The numbers n for which dim V is computed for L = 4, R = 2, M >= 2 and continuous inputs; a formula fits them."""

MONOMIAL_RANKS = {
    1: (1,),
    2: (6, 8),
    3: (18, 27, 30),
    4: (40, 64, 76, 80),
    5: (75, 125, 155, 170, 175),
}
"""The parts of V at n = 3 by R, for three layers, continuous inputs and M >= R.

V is a direct sum over the monomials of degree 6 in a = W_H[1] h[k,1]. The s-th number is the dimension of the part of a
monomial in s variables. There are C(R, s) C(5, s-1) such monomials, and all parts together have the dimension
R K(R; 6, 3), as Theorem E5 needs.
"""


def theorems(sizes: RacSizes, mode: Mode) -> tuple[Bound, ...]:
    """Return what the theorems E1 to E7 say of an RAC, for almost all weights: its rank, or bounds and a reason.

    A bound that applies has a value, and its source names the theorem. If no theorem gives the rank, the last bound has
    no value, and its `reason` names the condition that fails.

    Parameters
    ----------
    sizes : RacSizes
        The sizes and the split.
    mode : "one-hot" or "continuous"
        What the inputs are: letters, which are unit vectors, or any vectors.

    Raises
    ------
    TnrnnError
        If the mode is neither of the two words.

    Examples
    --------
    >>> [(bound.kind, bound.value, bound.source) for bound in theorems(RacSizes(8, 3, 4, 4), "continuous")]
    [('exact', 38144, 'Theorem E5'), ('lower', 286, 'Theorem E1')]
    """
    choice("mode", mode, MODES)
    if sizes.layers * sizes.hidden > MAX_SIZE:
        return (Bound(CLOSED_FORM, "exact", reason=f"is computed for L R up to {MAX_SIZE:,} only"),)
    known = tuple(bound for bound in (find(sizes, mode) for find in THEOREMS) if bound is not None)
    if any(bound.kind == "exact" for bound in known):
        return known
    return (*known, Bound(CLOSED_FORM, "exact", reason=_why_not_exact(sizes, mode)))


def theorem_e1(sizes: RacSizes, mode: Mode) -> Bound | None:
    """Return the lower bound of Theorem E1, or None if it does not apply.

    >>> theorem_e1(RacSizes(8, 4, 4, 3), "continuous").value
    231
    """
    if mode != "continuous" or sizes.layers < 2:
        return None
    value = multichoose(sizes.width, sizes.degrees()[0])
    return _theorem("E1", "lower", value, "((min{M,R}, ((n, L-1))))")


def theorem_e3(sizes: RacSizes, mode: Mode) -> Bound | None:
    """Return the rank by Theorem E3, or None if it does not apply.

    >>> [theorem_e3(RacSizes(8, 2, 3, 3, split), "continuous").value for split in (1, 2, 7)]
    [45, 84, 3]
    """
    r, n = sizes.hidden, sizes.ends
    if mode != "continuous" or sizes.layers != 2 or sizes.inputs < r:
        return None
    if n == 1:
        return _theorem("E3", "exact", r, "R")
    if sizes.split == 1:
        return _theorem("E3", "exact", multichoose(r, n + 1), "((R, n+1))")
    return _theorem("E3", "exact", r * multichoose(r, n), "R ((R, n))")


def theorem_e4(sizes: RacSizes, mode: Mode) -> Bound | None:
    """Return the rank by Theorems E4 and E2, or None if they do not apply.

    >>> theorem_e4(RacSizes(10, 2, 2, 3), "continuous").value
    60
    """
    m, r, n = sizes.inputs, sizes.hidden, sizes.ends
    if mode != "continuous" or sizes.layers != 2 or m >= r or not 0 < dense_from(sizes) <= sizes.split:
        return None
    if n < FIRST_IDEAL[mode].get((m, r), n + 1):
        return None
    value = r * (multichoose(r, n) - multichoose(r - m, n))
    return _theorem("E4", "exact", value, "R [((R, n)) - ((R-M, n))]", "Theorems E2 and E4")


def theorem_e5(sizes: RacSizes, mode: Mode) -> Bound | None:
    """Return the rank by Theorem E5, or None if it does not apply.

    >>> theorem_e5(RacSizes(8, 3, 2, 2), "continuous").value
    106
    """
    r, n = sizes.hidden, sizes.ends
    if mode != "continuous" or sizes.layers != 3 or sizes.inputs < r or r not in MONOMIAL_RANKS:
        return None
    if min(sizes.split, n) < 3:
        return None
    return _theorem("E5", "exact", r * koszul(r, r, [n * (n + 1) // 2, n]), "R K(R; n(n+1)/2, n)")


def theorem_e6(sizes: RacSizes, mode: Mode) -> Bound | None:
    """Return the rank by Theorem E6, or a lower bound if k < n + 2, or None if it does not apply.

    >>> [(bound.kind, bound.value) for k in (8, 9) for bound in [theorem_e6(RacSizes(k + 7, 2, 3, 3, k), "one-hot")]]
    [('lower', 84), ('exact', 108)]
    """
    r, n, k = sizes.hidden, sizes.ends, sizes.split
    full = _first_full(sizes)
    if mode != "one-hot" or sizes.layers != 2 or full is None or n < full or k < _enough_start(r):
        return None
    if k >= n + 2:
        return _theorem("E6", "exact", r * multichoose(r, n), "R ((R, n))")
    return _theorem("E6", "lower", r * multichoose(r, k - 2), "R ((R, k-2))")


def theorem_e7(sizes: RacSizes, mode: Mode) -> Bound | None:
    """Return the rank by Theorem E7, or None if it does not apply.

    >>> theorem_e7(RacSizes(10**6, 2, 2, 2), "one-hot").value
    1000002
    """
    if mode != "one-hot" or (sizes.layers, sizes.hidden) != (2, 2) or sizes.inputs < 2:
        return None
    if sizes.ends != sizes.split or sizes.split < 3:
        return None
    return _theorem("E7", "exact", 2 * (sizes.split + 1), "2 (k+1)")


def four_layers(sizes: RacSizes, mode: Mode) -> Bound | None:
    """Return the dimension of V that was computed for four layers and R = 2, a lower bound by Theorem E2, or None.

    >>> four_layers(RacSizes(8, 4, 2, 2), "continuous").value
    2038
    """
    n = sizes.ends
    if mode != "continuous" or (sizes.layers, sizes.hidden) != (4, 2) or n not in FOUR_LAYERS:
        return None
    if not 0 < dense_from(sizes) <= sizes.split:
        return None
    value = prod(degree + 1 for degree in sizes.degrees()) - (2 * n**3 + 8 * n**2 + 2 * n + 8)
    formula = "prod_l ((2, n_l)) - (2n^3 + 8n^2 + 2n + 8)"
    return Bound(CLOSED_FORM, "lower", value, formula, "Theorem E2 and dim V", COMPUTED)


THEOREMS: tuple[Callable[[RacSizes, Mode], Bound | None], ...] = (
    theorem_e7,
    theorem_e3,
    theorem_e4,
    theorem_e5,
    theorem_e6,
    four_layers,
    theorem_e1,
)
"""What gives numbers. Theorem E2 is a step of the proofs of E3, E4 and E5."""


def dense_from(sizes: RacSizes) -> int:
    """Return the k from which Theorem E2 says that almost all states are reached, up to scales; 0 if it says nothing.

    It is L ceil((R-1)/(m-1)), or L if R = 1.

    >>> dense_from(RacSizes(20, 2, 3, 6)), dense_from(RacSizes(20, 2, 1, 2))
    (6, 0)
    """
    if sizes.width < 2:
        return sizes.layers if sizes.hidden == 1 else 0
    return sizes.layers * max(1, -(-(sizes.hidden - 1) // (sizes.width - 1)))


def _first_full(sizes: RacSizes) -> int | None:
    """Return n_0 of Theorem E6, or None if it is not computed or if M < R."""
    least = FIRST_FULL.get(sizes.hidden)
    return None if least is None or sizes.inputs < sizes.hidden else least[sizes.inputs > sizes.hidden]


def _enough_start(hidden: int) -> int:
    """Return the least k for which Theorem E6 gives a bound."""
    return 3 if hidden == 2 else 2 * hidden + 2


def _why_not_exact(sizes: RacSizes, mode: Mode) -> str:
    """Return which condition fails, of the theorem that comes nearest to the sizes."""
    if sizes.layers == 1:
        return "needs L >= 2, and L is 1"
    if mode == "one-hot":
        return _why_not_one_hot(sizes)
    if sizes.layers > 3:
        return f"the rank is known for L <= 3, and L is {sizes.layers}"
    return _why_not_three_layers(sizes) if sizes.layers == 3 else _why_not_narrow(sizes)


def _why_not_three_layers(sizes: RacSizes) -> str:
    m, r = sizes.inputs, sizes.hidden
    if m < r:
        return f"the rank is known for L = 3 and M >= R, and M = {m} is less than R = {r}"
    if r not in MONOMIAL_RANKS:
        return f"the rank is known for L = 3 and R <= {max(MONOMIAL_RANKS)}, and R is {r}"
    return f"the rank is known for k >= 3 and n >= 3, and {_split(sizes)}"


def _why_not_narrow(sizes: RacSizes) -> str:
    """Return the reason for two layers, continuous inputs and M < R."""
    m, r = sizes.inputs, sizes.hidden
    first = FIRST_IDEAL["continuous"].get((m, r))
    if first is None:
        return f"n_0 of Theorem E4 is not computed for M = {m} and R = {r}"
    return f"the rank is known for k >= {dense_from(sizes)} and n >= {first}, and {_split(sizes)}"


def _why_not_one_hot(sizes: RacSizes) -> str:
    m, r = sizes.inputs, sizes.hidden
    if sizes.layers > 2:
        return f"the rank of one-hot inputs is known for L = 2, and L is {sizes.layers}"
    if m < r:
        return f"the rank of one-hot inputs is known for M >= R, and M = {m} is less than R = {r}"
    first = _first_full(sizes)
    if first is None:
        return f"the rank of one-hot inputs is known for R from {min(FIRST_FULL)} to {max(FIRST_FULL)}, and R is {r}"
    least = max(_enough_start(r), sizes.ends + 2)
    return f"the rank is known for k >= {least} and n >= {first}, and {_split(sizes)}"


def _split(sizes: RacSizes) -> str:
    return f"k is {sizes.split} and n is {sizes.ends}"


def _theorem(name: str, kind: Kind, value: int, formula: str, source: str = "") -> Bound:
    return Bound(CLOSED_FORM, kind, value, formula, source or f"Theorem {name}")
