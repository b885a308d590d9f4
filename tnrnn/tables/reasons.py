"""Why a bound does not apply to a case, for every row of the table."""

from __future__ import annotations

from ..bounding import MOST_BUILT, is_large, why_no_closed_form
from ..models import Case

CUTS = ("min_cut", "slice", "symmetric_cut", "grid_cap")
"""The rows that take the circuit."""


def why_not(name: str, case: Case) -> str:
    """Return why the row of a name does not apply to a case, in a few words.

    >>> from tnrnn import Partition, rac
    >>> why_not("theorem_1", Case(rac(7, 2, 2, 3), Partition.start_end(7)))
    'needs an even T, and T is 7'
    """
    if name in CUTS and is_large(case):
        return f"is computed for up to {MOST_BUILT:,} steps times layers"
    if name == "slice":
        return _no_slice(case)
    return f"{case.mode} inputs have no grid" if name == "grid_cap" else why_no_closed_form(name, case)


def _no_slice(case: Case) -> str:
    if all(isinstance(vertex.position, int) for vertex in case.circuit.vertices):
        return "needs a split into earlier and later inputs"
    return "needs a time at every vertex"
