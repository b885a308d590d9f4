"""A unit as one that stops after the Start and goes on with any End."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..units import Following, Recomputed
from ..units.modules import reader
from .halves import Alphabet


def followed(unit: Any, reads: Alphabet, device: str | None, reading: Any) -> Following:
    """Return the unit itself if it is a Following already, and otherwise what `following` makes of it."""
    if all(hasattr(unit, name) for name in ("names", "spacing", "begin", "follow")):
        found: Following = unit
        return found
    read = reader(unit, "h")
    layers = read(np.zeros((1, 2, reads.width or 1)))
    names = tuple(f"layer {at}" for at in range(1, len(layers) + 1)) if len(layers) > 1 else ("output",)
    return Recomputed(read, names, max(float(np.finfo(layer.dtype).eps) for layer in layers))
