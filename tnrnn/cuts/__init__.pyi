from .all_cuts import MinCuts as MinCuts, min_cuts as min_cuts
from .bond_cuts import cut_through as cut_through
from .circuit_cut import circuit_min_cut as circuit_min_cut, circuit_slice_cut as circuit_slice_cut
from .cut import Cut as Cut, CutEntry as CutEntry
from .flow import paid as paid
from .hypergraph import CutProblem as CutProblem, problem as problem
from .mincut import cut_at as cut_at, min_cut as min_cut, nearest_side as nearest_side, slice_cut as slice_cut
from .nested import NestedCuts as NestedCuts, nested_cuts as nested_cuts
from .terminals import open_labels as open_labels
