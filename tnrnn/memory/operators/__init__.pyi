from .building import Operating as Operating, operator_of as operator_of, operator_of_attention as operator_of_attention
from .hankel import hankel_singular_values as hankel_singular_values
from .results import EffectiveStateSize as EffectiveStateSize
from .state_sizes import effective_state_size as effective_state_size
