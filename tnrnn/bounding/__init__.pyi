from .bound import (
    COMPUTED as COMPUTED,
    CONJECTURED as CONJECTURED,
    PROVED as PROVED,
    Bound as Bound,
    UpperBound as UpperBound,
    least_of as least_of,
)
from .closed_forms import (
    Case as Case,
    conjecture_1 as conjecture_1,
    ideal_bound as ideal_bound,
    theorem_1 as theorem_1,
)
from .factors import Factor as Factor, Group as Group, multichoose as multichoose
from .rac_symmetric import rac_symmetric_cut as rac_symmetric_cut
from .symmetric import SymmetricCut as SymmetricCut, rac_case as rac_case, symmetric_cut as symmetric_cut
from .upper import (
    MAX_IDEAL as MAX_IDEAL,
    bound_name as bound_name,
    given_bound as given_bound,
    is_known as is_known,
    least_upper as least_upper,
    oriented as oriented,
    upper_bound as upper_bound,
    upper_bounds as upper_bounds,
    value_text as value_text,
    word_bounds as word_bounds,
)
