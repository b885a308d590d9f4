from .future_profiles import start_future_profile as start_future_profile
from .future_ranks import start_future_rank as start_future_rank
from .future_tables import FutureRow as FutureRow, StartFutureProfile as StartFutureProfile
from .futures import StartFuture as StartFuture
from .intervals import Interval as Interval
from .last_values import readings as readings
from .rank_profiles import RankProfile as RankProfile, rank_profile as rank_profile
from .sampled import (
    Spectrum as Spectrum,
    start_end_spectra as start_end_spectra,
    start_end_spectrum as start_end_spectrum,
)
