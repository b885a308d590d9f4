from .arithmetic import (
    SMALL_MODULUS as SMALL_MODULUS,
    Array as Array,
    as_floats as as_floats,
    check_modulus as check_modulus,
    check_weights as check_weights,
    fixed_array as fixed_array,
    numeric as numeric,
    numerics as numerics,
    one_domain as one_domain,
    residues as residues,
)
from .contraction import contract as contract
from .evaluation import (
    MAX_WEIGHTS as MAX_WEIGHTS,
    evaluate as evaluate,
    evaluate_observed as evaluate_observed,
    random_weights as random_weights,
)
from .foreign import as_numpy as as_numpy
from .given_orders import Merge as Merge
from .maps import applied as applied, written_out as written_out
from .modular import modular_linear as modular_linear, reduced as reduced
from .ordering import contraction_cost as contraction_cost, contraction_order as contraction_order
from .plans import Cost as Cost
from .scaled import shifted as shifted
from .streams import centred as centred, uniform as uniform, uniform_each as uniform_each
from .trained import from_torch as from_torch
