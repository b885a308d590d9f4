from .bound import (
    COMPUTED as COMPUTED,
    CONJECTURED as CONJECTURED,
    PROVED as PROVED,
    Bound as Bound,
    UpperBound as UpperBound,
    least_of as least_of,
)
from .factors import (
    Degrees as Degrees,
    Factor as Factor,
    Group as Group,
    SymmetricCut as SymmetricCut,
    multichoose as multichoose,
)
from .families import (
    MOST_BUILT as MOST_BUILT,
    closed_forms as closed_forms,
    is_large as is_large,
    lower_bounds as lower_bounds,
    oriented as oriented,
    row_of as row_of,
    theorem_of as theorem_of,
    why_no_closed_form as why_no_closed_form,
)
from .family import CLOSED_FORM as CLOSED_FORM
from .rac_bounds import RacSizes as RacSizes, ideal_bound as ideal_bound
from .rac_symmetric import rac_symmetric_cut as rac_symmetric_cut
from .rac_theorems import (
    FIRST_FULL as FIRST_FULL,
    FIRST_IDEAL as FIRST_IDEAL,
    MONOMIAL_RANKS as MONOMIAL_RANKS,
)
from .racs import rac_sizes_of as rac_sizes_of
from .symmetric import least_symmetric_cut as least_symmetric_cut, symmetric_cut as symmetric_cut
from .upper import (
    bound_above as bound_above,
    bound_name as bound_name,
    bounds_above as bounds_above,
    given_above as given_above,
    is_known as is_known,
    least_upper as least_upper,
    upper_bounds as upper_bounds,
    value_text as value_text,
    word_bounds as word_bounds,
)
