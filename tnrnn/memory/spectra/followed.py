"""A unit as one that stops after the Start and goes on with any End."""

from __future__ import annotations

from typing import Any

from ..units import Following, Recomputed
from ..units.modules import reader
from .halves import Halves


def followed(unit: Any, halves: Halves, tokens: int | None, **reading: Any) -> Following:
    """Return the unit itself if it is a Following already, and otherwise what `following` makes of it."""
    if all(hasattr(unit, name) for name in ("names", "spacing", "begin", "follow")):
        found: Following = unit
        return found
    read = reader(unit, reading.get("state", "h"))
    layers = read(halves.starts[:1])
    names = tuple(f"layer {at}" for at in range(1, len(layers) + 1)) if len(layers) > 1 else ("output",)
    spacing = 2.0**-23 if layers[0].dtype.itemsize == 4 else 2.0**-52
    return Recomputed(read, names, spacing)
