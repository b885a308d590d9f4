"""The panel of a sheet that shows the effective state size of layers that are a matrix times their inputs."""

from __future__ import annotations

import math

from ..spectra import Operating, effective_state_size
from .findings import Curve, Found
from .subjects import Measured

MOST_INPUTS = 16
"""The most sequences at which operators are made."""

NO_OPERATOR = "a unit needs a method operator(x) that returns T(x), with y = T(x) u"
"""Why most units have no effective state size."""


def state_sizes(seen: Measured) -> Found:
    """Return the effective state size of a unit by split, all channels together."""
    unit, setting = seen.subject.unit, seen.setting
    if not isinstance(unit, Operating):
        return NO_OPERATOR
    if not setting.splits:
        return "sequences of one step have no Start and End"
    length, tokens = setting.probe.length, setting.tokens
    words = setting.sample.words(length, setting.width) if tokens is None else setting.sample.ids(length, tokens)
    found = effective_state_size(unit, words[:MOST_INPUTS], positions=[split + 1 for split in setting.splits])
    most = math.nan if found.state_numbers is None else float(found.state_numbers)
    splits = tuple(map(float, setting.splits))
    sizes = tuple(size.entropy for size in found.by_position)
    return (Curve(seen.subject.name, seen.subject.words.parts[-1], splits, sizes, (most,) * len(splits)),)
