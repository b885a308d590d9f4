from .directions import parallel as parallel
from .legs import (
    STUB as STUB,
    asked_of as asked_of,
    between as between,
    with_legs as with_legs,
    without_crowds as without_crowds,
)
from .routes import PARALLEL as PARALLEL, bent as bent, lines as lines, nearest as nearest
