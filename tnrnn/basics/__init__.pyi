from . import fields as fields, mathematics as mathematics, monomial as monomial
from .classes import joined as joined
from .columns import aligned as aligned
from .display import displayed as displayed
from .einsum_map import ADDING as ADDING, EinsumMap as EinsumMap
from .errors import (
    CheckError as CheckError,
    LimitError as LimitError,
    TnrnnError as TnrnnError,
    approximate as approximate,
    choice as choice,
    missing as missing,
    mistake as mistake,
    nearest as nearest,
    shown as shown,
    shown_line as shown_line,
    whole as whole,
)
from .fields import (
    MAX_COPIES as MAX_COPIES,
    MAX_DIM as MAX_DIM,
    MAX_POSITION as MAX_POSITION,
    MAX_SEED as MAX_SEED,
    Position as Position,
    are_names as are_names,
    dim as dim,
    listed as listed,
    names as names,
    plain as plain,
)
from .fixed import Fixed as Fixed, fixed_values as fixed_values
from .former import (
    Renamed as Renamed,
    as_before as as_before,
    former_attribute as former_attribute,
    former_names as former_names,
)
from .meanings import KIN as KIN, MEANINGS as MEANINGS, Meaning as Meaning
from .monomial import MAX_BITS as MAX_BITS, Order as Order, Power as Power, formula as formula
from .primality import MOST_TESTED as MOST_TESTED, is_prime as is_prime
from .typeset import latex_formula as latex_formula, tex as tex, tex_mathematics as tex_mathematics
