from .all_cuts import MinCuts as MinCuts, min_cuts as min_cuts
from .bond_cuts import cut_through as cut_through
from .circuits import circuit_min_cut as circuit_min_cut, circuit_slice_cut as circuit_slice_cut
from .flows import paid as paid
from .mincut import cut_at as cut_at, min_cut as min_cut, nearest_side as nearest_side, slice_cut as slice_cut
from .nested import NestedCuts as NestedCuts, nested_cuts as nested_cuts
from .problems import (
    Cut as Cut,
    CutEntry as CutEntry,
    CutProblem as CutProblem,
    open_labels as open_labels,
    problem as problem,
)
