from .future_profiles import start_future_profile as start_future_profile
from .future_ranks import start_future_rank as start_future_rank
from .future_tables import FutureRow as FutureRow, StartFutureProfile as StartFutureProfile
from .futures import StartFuture as StartFuture
from .hankel import hankel_singular_values as hankel_singular_values
from .intervals import Interval as Interval
from .last_values import readings as readings
from .operators import (
    Operating as Operating,
    operator_of as operator_of,
    operator_of_attention as operator_of_attention,
)
from .rank_profiles import RankProfile as RankProfile, rank_profile as rank_profile
from .sampled import (
    Spectrum as Spectrum,
    start_end_spectra as start_end_spectra,
    start_end_spectrum as start_end_spectrum,
)
from .size_results import EffectiveStateSize as EffectiveStateSize
from .sizes import Ranks as Ranks, Sizes as Sizes
from .state_sizes import effective_state_size as effective_state_size
