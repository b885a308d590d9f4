"""How data show themselves in a notebook, although the drawing room is above them.

A notebook calls the methods `_repr_svg_` and `_repr_html_` of an object. What they return is made in
`tnrnn.drawing.notebook`, which is built on the data. So this is the only place where a lower module uses a
higher one: by name, when a notebook asks, and not during an import. If the drawing room added these methods to the
classes instead, a notebook would show nothing until something has been drawn.
"""

from __future__ import annotations

import importlib
from typing import Any

# The module whose functions make what notebooks show.
MAKERS = "tnrnn.drawing.notebook"


def displayed(item: Any, maker: str) -> str | None:
    """Return what the function `maker` of `tnrnn.drawing.notebook` returns for an item; None if it has nothing.

    >>> from tnrnn import rac
    >>> displayed(rac(length=3, layers=1, inputs=2, hidden=2), "picture")[:4]
    '<svg'
    """
    made: str | None = getattr(importlib.import_module(MAKERS), maker)(item)
    return made
