"""Bounds in closed form, at their public address; they are made in `tnrnn.bounding`."""

from .bounding.bound import CONJECTURED, OPEN, PROVED, Bound
from .bounding.closed_forms import (
    Case,
    conjecture_1,
    ideal_bound,
    ideal_bounds,
    theorem_1,
)
from .bounding.factors import multichoose

__all__ = [
    "CONJECTURED",
    "OPEN",
    "PROVED",
    "Bound",
    "Case",
    "conjecture_1",
    "ideal_bound",
    "ideal_bounds",
    "multichoose",
    "theorem_1",
]
