from .cut import Cut as Cut, CutEntry as CutEntry, EntryKind as EntryKind, sided as sided, straight as straight
from .hypergraph import CutProblem as CutProblem, problem as problem, symbols as symbols
from .labels import open_labels as open_labels, terminals as terminals
