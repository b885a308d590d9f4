"""Bounds in closed form, at their public address; they are made in `tnrnn.bounding`."""

from .bounding.bound import CONJECTURED, OPEN, PROVED, Bound
from .bounding.factors import multichoose
from .bounding.rac_bounds import RacSizes, conjecture_1, ideal_bound, ideal_bounds, theorem_1
from .bounding.rac_theorems import theorems

Case = RacSizes
"""The sizes of an RAC and its split, as they are called in this module."""

__all__ = [
    "CONJECTURED",
    "OPEN",
    "PROVED",
    "Bound",
    "Case",
    "RacSizes",
    "conjecture_1",
    "ideal_bound",
    "ideal_bounds",
    "multichoose",
    "theorem_1",
    "theorems",
]
