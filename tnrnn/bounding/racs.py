"""The family of RACs: which closed forms apply to a case, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterator

from ..models import Case
from .bound import PROVED, Bound
from .factors import SymmetricCut
from .family import Family
from .rac_bounds import IDEAL_NAMES, RacSizes, conjecture_1, ideal_bounds, theorem_1
from .rac_symmetric import rac_symmetric_cut
from .rac_theorems import MAX_SIZE, theorems

SIZES = ("length", "layers", "inputs", "hidden")
"""The names of the sizes on which the rank depends: T, L, M and R."""


def rac_sizes_of(case: Case) -> RacSizes | None:
    """Return the sizes of an RAC and its split, or None if the circuit is not an RAC or Start is not its first steps.

    >>> from tnrnn import Partition, rac
    >>> rac_sizes_of(Case(rac(5, 3, 2, 4), Partition.start_end(5, 1)))
    RacSizes(length=5, layers=3, inputs=2, hidden=4, split=1)
    """
    origin, split = case.origin, case.partition.split
    if case.observe != "scalar" or origin is None or origin.model != "rac" or split is None:
        return None
    length, layers, inputs, hidden = (origin.size(name) for name in SIZES)
    return RacSizes(length, layers, inputs, hidden, split)


def _lower(sizes: RacSizes) -> Iterator[Bound]:
    for found in (theorem_1(sizes), conjecture_1(sizes), conjecture_1(sizes, cap="min")):
        if found is not None:
            yield found


def _upper(sizes: RacSizes) -> Iterator[Bound]:
    if sizes.layers * sizes.hidden <= MAX_SIZE:
        yield from (bound for bound in ideal_bounds(sizes) if bound.status == PROVED)


def _closed(case: Case, sizes: RacSizes) -> tuple[Bound, ...]:
    return theorems(sizes, case.mode)


def _symmetric(case: Case, sizes: RacSizes) -> SymmetricCut:
    """Return the cut of an RAC with the names of the circuit's vertices; A is the far side."""
    cut = rac_symmetric_cut(sizes, case.mode)
    empty = cut.tau[-1] == sizes.length
    border = (max(cut.tau[0], sizes.split), *cut.tau)  # by layer, that of the inputs first
    placed = ((vertex, border[vertex.layer or 0]) for vertex in case.circuit.vertices)
    upper = [] if empty else [v.name for v, last in placed if isinstance(v.position, int) and v.position > last]
    lower = [f"x[{t}]" for t in range(sizes.split + 1, cut.tau[0] + 1)]
    return SymmetricCut("far", tuple(upper), tuple(lower), cut.groups)


def _reason(name: str, sizes: RacSizes) -> str:
    if name == "ideal_bound":
        if sizes.layers * sizes.hidden > MAX_SIZE:
            return f"computed for L R up to {MAX_SIZE:,} only"
        return f"needs L >= 2, and L is {sizes.layers}"
    if sizes.length % 2:
        return f"needs an even T, and T is {sizes.length}"
    if 2 * sizes.split != sizes.length:
        return f"needs a split after T/2 = {sizes.length // 2} steps, not after {sizes.split}"
    return f"needs L <= 2, and L is {sizes.layers}"


RACS = Family(
    member="an RAC",
    rows=("theorem_1", "conjecture_1", "conjecture_1_min_cap", "ideal_bound"),
    names=IDEAL_NAMES,
    sizes=rac_sizes_of,
    closed=_closed,
    lower=_lower,
    upper=_upper,
    symmetric=_symmetric,
    reason=_reason,
)
