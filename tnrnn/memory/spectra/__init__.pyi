from .last_values import readings as readings
from .rank_profiles import RankProfile as RankProfile, rank_profile as rank_profile
from .sampled import (
    Spectrum as Spectrum,
    start_end_spectra as start_end_spectra,
    start_end_spectrum as start_end_spectrum,
)
