"""Upper bounds, at their public address; they are made in `tnrnn.bounding.upper`."""

from .bounding.upper import (
    UpperBound,
    given_bound,
    least_of,
    least_upper,
    upper_bound,
    upper_bounds,
)

__all__ = [
    "UpperBound",
    "given_bound",
    "least_of",
    "least_upper",
    "upper_bound",
    "upper_bounds",
]
