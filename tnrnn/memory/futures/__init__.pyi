from .future_profiles import start_future_profile as start_future_profile
from .future_ranks import start_future_rank as start_future_rank
from .future_tables import FutureRow as FutureRow, Measure as Measure, StartFutureProfile as StartFutureProfile
from .intervals import Interval as Interval
from .results import StartFuture as StartFuture
