"""A unit as one that stops after the Start and goes on with any End."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...basics import mistake
from ..units import Following, Reading, following
from .halves import Alphabet


def followed(unit: Any, reads: Alphabet, device: str | None, reading: Reading | None) -> Following:
    """Return the unit itself if it is a Following already, and otherwise what `following` makes of it.

    Examples
    --------
    >>> followed(lambda x: x, Alphabet(width=2), None, None).names
    ('output',)
    """
    if all(hasattr(unit, name) for name in ("names", "spacing", "begin", "follow")):
        found: Following = unit
        return found
    how = Reading() if reading is None else reading
    if not isinstance(how, Reading):
        raise mistake("start_future_rank, reading", "a Reading", reading)
    if device is not None:
        how = replace(how, device=device)
    return following(unit, reads.width, tokens=reads.tokens, reading=how)
