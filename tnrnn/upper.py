"""Upper bounds, at their public address; they are made in `tnrnn.bounding`."""

from .bounding.bound import UpperBound, least_of
from .bounding.upper import given_bound, least_upper, upper_bound, upper_bounds

__all__ = [
    "UpperBound",
    "given_bound",
    "least_of",
    "least_upper",
    "upper_bound",
    "upper_bounds",
]
