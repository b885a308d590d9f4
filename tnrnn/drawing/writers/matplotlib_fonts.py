"""Which fonts matplotlib has for the typeface of a style, or for the settings of the user."""

from __future__ import annotations

from typing import Any

import matplotlib
from matplotlib.font_manager import fontManager

from ...basics import mistake
from ..scenes import Style
from .typefaces import TYPEFACES, typeface

GENERIC = ("serif", "sans-serif", "cursive", "fantasy", "monospace")
"""The families that stand for a list of families in matplotlib's settings."""

SPARE = "DejaVu Sans"
"""The family for letters that others lack."""


def font_of(style: Style) -> dict[str, Any]:
    """Return the family and the fonts of mathematics of a style, as arguments of matplotlib's texts.

    Without a font of its own the style has those of matplotlib's settings; the default of both is DejaVu Sans.

    Raises
    ------
    TnrnnError
        If the style names a family that is not installed.

    Examples
    --------
    >>> font_of(Style()), font_of(Style(font="dejavu serif"))["family"]
    ({'family': 'DejaVu Sans', 'math_fontfamily': 'dejavusans'}, ['DejaVu Serif', 'DejaVu Sans'])
    >>> font_of(Style(font="DejaVu Serf"))
    Traceback (most recent call last):
    tnrnn.TnrnnError: style, font: expected "", sans, serif, computer modern or a family of fonts that is installed, \
given 'DejaVu Serf'; did you mean 'DejaVu Serif'?
    """
    if not style.font:
        return _of_settings()
    if style.font not in TYPEFACES:
        style = Style(font=_installed(style.font))
    face = typeface(style)
    families = face.families[0] if len(face.families) == 1 else list(dict.fromkeys(face.families))
    return {"family": families, "math_fontfamily": face.mathematics}


def _names() -> dict[str, str]:
    return {font.name.casefold(): font.name for font in fontManager.ttflist}


def _installed(family: str) -> str:
    names = _names()
    if family.casefold() not in names:
        expected = '"", sans, serif, computer modern or a family of fonts that is installed'
        raise mistake("style, font", expected, family, [*TYPEFACES, *sorted(names.values())])
    return names[family.casefold()]


def _of_settings() -> dict[str, Any]:
    """Return what the settings say. A list of families is looked up now, as the picture may be saved under others."""
    settings, usual = matplotlib.rcParams, matplotlib.rcParamsDefault
    families: Any = SPARE
    if any(settings[name] != usual[name] for name in ("font.family", "font.sans-serif")):
        families = [found for name in settings["font.family"] for found in _meant(name)]
        families = list(dict.fromkeys([*families, SPARE]))
        families = families[0] if len(families) == 1 else families
    return {"family": families, "math_fontfamily": settings["mathtext.fontset"]}


def _meant(family: str) -> list[str]:
    """Return a family, or the first one that is installed of those that a generic family stands for."""
    name: Any = f"font.{family}"
    if family not in GENERIC:
        return [family]
    names = _names()
    return [names[each.casefold()] for each in matplotlib.rcParams[name] if each.casefold() in names][:1]
