"""How data show themselves in a notebook, though they stand below everything that draws.

A notebook asks an object for `_repr_svg_` or `_repr_html_`. What they answer is made in
`tnrnn.drawing.notebook`, which is built on the data. So this is the one place where a lower module reaches up:
by name, when a notebook asks, and not when anything is imported. The other way, pictures that add methods to the data's
classes, would show nothing until something has been drawn.
"""

from __future__ import annotations

import importlib
from typing import Any

MAKERS = "tnrnn.drawing.notebook"


def displayed(item: Any, maker: str) -> str | None:
    """Return what a function of `tnrnn.drawing.notebook` makes of an item; None: nothing of that kind.

    >>> from tnrnn import rac
    >>> displayed(rac(length=3, layers=1, inputs=2, hidden=2), "picture")[:4]
    '<svg'
    """
    made: str | None = getattr(importlib.import_module(MAKERS), maker)(item)
    return made
