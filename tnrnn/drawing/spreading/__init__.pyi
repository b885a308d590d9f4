from .general import NAMES as NAMES, spread as spread
from .keeping import apart as apart, around as around
from .layered import (
    by_depth as by_depth,
    by_steps as by_steps,
    in_columns as in_columns,
    upright as upright,
    upwards as upwards,
)
from .timed import layers_of as layers_of, nearness as nearness
