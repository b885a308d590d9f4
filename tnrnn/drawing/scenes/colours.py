"""Colours as users write them: six digits, a name of matplotlib, or a field of the style."""

from __future__ import annotations

import re
from typing import Any

from ...basics import mistake

HEX = re.compile("#[0-9a-fA-F]{6}")
NUMBERED = re.compile("(layer|cut)-[1-9][0-9]{0,3}")
FIELDS = (
    "background", "ink", "faint", "state", "entry", "joined", "copy", "weight", "near", "far", "cut",
)  # fmt: skip
"""The fields of `Style` that are one colour."""


def colour(owner: str, given: Any) -> str:
    """Return a colour as "#rrggbb", "none", or the name of one that the style of a picture has.

    Raises
    ------
    TnrnnError
        If it is neither six digits, nor a name of matplotlib such as "tab:blue" or "steelblue", nor a field of `Style`,
        "layer-1", "cut-2" and so on.

    Examples
    --------
    >>> colour("fill", "steelblue"), colour("fill", "#ABCDEF"), colour("fill", "layer-2")
    ('#4682B4', '#ABCDEF', 'layer-2')
    """
    if given == "none" or given in FIELDS or (isinstance(given, str) and NUMBERED.fullmatch(given)):
        return str(given)
    if isinstance(given, str) and HEX.fullmatch(given):
        return given
    from matplotlib.colors import get_named_colors_mapping, is_color_like, to_hex

    if isinstance(given, str) and given not in ("", "auto") and is_color_like(given):
        return to_hex(given).upper()
    near = [*FIELDS, "none", *map(str, get_named_colors_mapping())]
    raise mistake(owner, "a colour as '#rrggbb', a name of matplotlib or a field of Style", given, near)
