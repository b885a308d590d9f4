"""All that is proved to bound the rank of one case from above, and the least of it."""

from __future__ import annotations

import math
from typing import NamedTuple

from . import monomial
from .circuit import Circuit
from .closed_forms import PROVED, ideal_bounds
from .cut import Cut
from .errors import choice
from .mincut import min_cut, slice_cut
from .partition import Partition
from .symmetric import SymmetricCut, rac_case, symmetric_cut
from .unrolling import INPUTS_OF_MODE, MODES


class UpperBound(NamedTuple):
    """A proved upper bound: its name, its logarithm, its exact value (None where that would not fit in memory), its
    formula and its source."""

    name: str
    log2: float
    value: int | None
    formula: str
    source: str


def upper_bounds(circuit: Circuit, partition: Partition, mode: str = "one-hot") -> tuple[UpperBound, ...]:
    """Return the upper bounds on the rank of one output that apply to a case.

    The min-cut and, where Start is a first part, the slice (for circuits without sums), the symmetric cut, for an RAC
    split in two the proved ideal bounds, and in one-hot mode the sizes of the grid.

    Raises
    ------
    TnrnnError
        On other modes, and partitions that do not fit.

    >>> from tnrnn import rac
    >>> [(bound.name, bound.value) for bound in upper_bounds(rac(8, 2, 3, 3), Partition.start_end(8))[:4]]
    [('min_cut', 81), ('slice', 243), ('symmetric_cut', 45), ('ideal_bound_A', 45)]
    """
    choice("mode", mode, MODES)
    found = []
    if not any(vertex.kind == "sum" for vertex in circuit.vertices):
        found += _cuts(circuit, partition, mode)
    symmetric = symmetric_cut(circuit, partition, mode)
    formula = " ".join(f"(({factor.dim},{factor.degree}))" for factor in symmetric.factors[:4]) or "1"
    more = " .." if len(symmetric.factors) > 4 else ""
    found.append(_of("symmetric_cut", symmetric, formula + more, "symmetric powers, proved in tnrnn"))
    case = rac_case(circuit, partition)
    if case is not None and case.layers * case.hidden <= 1000:
        for bound in ideal_bounds(case):
            if bound.status == PROVED:
                found.append(UpperBound(bound.name, math.log2(bound.value), bound.value, bound.formula, bound.source))
    if mode == "one-hot":
        found.append(_grid_cap(circuit, partition))
    return tuple(found)


def least_upper(circuit: Circuit, partition: Partition, mode: str = "one-hot") -> UpperBound:
    """Return the least upper bound, the first of equals.

    >>> from tnrnn import rac
    >>> least_upper(rac(14, 2, 2, 3), Partition.start_end(14)).value
    105
    """
    return min(upper_bounds(circuit, partition, mode), key=lambda bound: (bound.log2, bound.value or 0))


def _cuts(circuit: Circuit, partition: Partition, mode: str) -> list[UpperBound]:
    inputs = INPUTS_OF_MODE[mode]
    cuts = {"min_cut": min_cut(circuit, partition, inputs)}
    at = partition.near[-1]
    times = all(isinstance(vertex.position, int) for vertex in circuit.vertices)
    if times and isinstance(at, int) and at < partition.far[0]:
        cuts["slice"] = slice_cut(circuit, at, inputs)
    source = "Levine et al., arXiv 1704.01552: a cut bounds the rank"
    return [_of(name, cut, cut.formula, source) for name, cut in cuts.items()]


def _of(name: str, cut: Cut | SymmetricCut, formula: str, source: str) -> UpperBound:
    """Return a cut as a bound, without its value where that would not fit in memory."""
    value = cut.value if cut.log2 <= monomial.MAX_BITS else None
    return UpperBound(name, cut.log2, value, formula, source)


def _grid_cap(circuit: Circuit, partition: Partition) -> UpperBound:
    """The number of rows, or of columns, of the grid."""
    widths = {vertex.position: (vertex.dim, vertex.symbol) for vertex in circuit.inputs}
    sides = [[monomial.Power(*widths[position], 1) for position in side] for side in (partition.near, partition.far)]
    powers = min(sides, key=monomial.log2)
    log2 = monomial.log2(powers)
    value = monomial.value(powers) if log2 <= monomial.MAX_BITS else None
    return UpperBound("grid_cap", log2, value, monomial.formula(powers), "the size of the grid")
