"""Why a bound does not apply to a case."""

from __future__ import annotations

from ..bounding import MAX_IDEAL, Case, rac_case
from ..models import rac_sizes
from ..networks import Circuit, Mode, Partition


def why_not(name: str, circuit: Circuit, partition: Partition, mode: Mode) -> str:
    """Return why the row `name` of the table does not apply, as a few words.

    >>> from tnrnn import rac
    >>> why_not("theorem_1", rac(7, 2, 2, 3), Partition.start_end(7), "one-hot")
    'needs an even T, and T is 7'
    """
    if name == "slice":
        return _no_slice(circuit)
    if name == "grid_cap":
        return f"{mode} inputs have no grid"
    case = rac_case(circuit, partition)
    if case is None:
        return "needs an RAC" if rac_sizes(circuit) is None else "needs a split into first and last steps"
    return _no_ideal(case) if name == "ideal_bound" else _no_middle(case)


def _no_ideal(case: Case) -> str:
    if case.layers * case.hidden > MAX_IDEAL:
        return f"computed for L R up to {MAX_IDEAL:,} only"
    return f"needs L >= 2, and L is {case.layers}"


def _no_middle(case: Case) -> str:
    if case.length % 2:
        return f"needs an even T, and T is {case.length}"
    if 2 * case.split != case.length:
        return f"needs a split after T/2 = {case.length // 2} steps, not after {case.split}"
    return f"needs L <= 2, and L is {case.layers}"


def _no_slice(circuit: Circuit) -> str:
    if all(isinstance(vertex.position, int) for vertex in circuit.vertices):
        return "needs a split into earlier and later inputs"
    return "needs a time at every vertex"
