from .certificate import RankCertificate as RankCertificate
from .certificate_text import KIND as KIND
from .claims import circuit_text as circuit_text, ranges as ranges
from .end_spaces import end_dimension as end_dimension, monomial_ranks as monomial_ranks
from .grids import vector_width as vector_width
from .network_rank import generic_rank as generic_rank
from .pivots import MERSENNE as MERSENNE, integer_rank as integer_rank, krylov_rank as krylov_rank
from .projections import krylov_shares as krylov_shares
from .rank import rank_under as rank_under, separation_rank as separation_rank
from .samples import MAX_SIDE as MAX_SIDE, Sampler as Sampler, sampler_of as sampler_of
from .spectrum import (
    Spectrum as Spectrum,
    numeric_spectrum as numeric_spectrum,
    spectral_entropy as spectral_entropy,
)
