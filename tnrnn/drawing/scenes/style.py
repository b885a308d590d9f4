"""How a scene looks: colours, type and strokes, by name."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import Any

from ...basics import choice, mistake
from .themes import THEMES, Theme

LAYERS = ("#0072B2", "#E69F00", "#009E73", "#56B4E9", "#CC79A7", "#F0E442", "#332288", "#882255")
"""Okabe and Ito's colours, which colour-blind readers tell apart, without black and vermilion, and two of Tol's."""

LONGEST_FAMILY = 100
"""The most letters of the name of a family of fonts."""

LARGEST_SIZE, LEAST_DPI = 10_000, 36
"""The largest size in points, and the fewest dots per inch: matplotlib cannot draw type of fewer."""


@dataclass(frozen=True)
class Style:
    """The colours, type and strokes of a picture. A colour is a string "#rrggbb".

    Parameters
    ----------
    background, ink, faint : colour
        The colours of the page, of lines and text, and of the time labels.
    layers : tuple of colours
        The colours of the sites by layer, the first layer first. They repeat if there are more layers.
    state, entry, joined, copy, weight : colour
        The colours of initial states, inputs, joined inputs, copy tensors and weights. Copy tensors and weights have
        marks of their own only in some views.
    near, far : colour
        The colours that shade the two sides of a cut.
    cut : colour
        The colour of everything that belongs to the cut.
    other_cuts : tuple of colours
        The colours of a second cut on the same picture, a third, and so on. They repeat.
    font_size : float
        The size of the type in points.
    line_width, cut_width : float
        The widths of lines and of the marks of a cut, in points. They become thinner in a picture of many small steps.
    dpi : int
        The dots per inch of a png.
    font : str
        The typeface: "sans" (DejaVu Sans), "serif", "computer modern", or the name of a family of fonts. With "", pdf
        and png have the fonts of matplotlib's settings (by default DejaVu Sans), an svg has DejaVu Sans, and a tex has
        the type of its document, as it has for all but "sans" and "serif". Labels have the room that DejaVu Sans needs.

    Raises
    ------
    TnrnnError
        If a field is unknown, a colour has another form, or a size is not positive.

    Examples
    --------
    >>> Style(cut="#000000").cut
    '#000000'
    >>> Style(colour="#000000")
    Traceback (most recent call last):
    tnrnn.TnrnnError: style: expected a field of Style, given 'colour'
    >>> Style.named("dark", line_widht=2)
    Traceback (most recent call last):
    tnrnn.TnrnnError: style: expected a field of Style, given 'line_widht'; did you mean 'line_width'?
    """

    background: str = "#FFFFFF"
    ink: str = "#222222"
    faint: str = "#5A5A5A"
    layers: tuple[str, ...] = LAYERS
    state: str = "#B0ACA8"
    entry: str = "#FFFFFF"
    joined: str = "#5A5A5A"
    copy: str = "#222222"
    weight: str = "#FFFFFF"
    near: str = "#E9F0F7"
    far: str = "#FCF1E4"
    cut: str = "#C8102E"
    other_cuts: tuple[str, ...] = ("#7A1FA2", "#00695C")
    font_size: float = 9.0
    line_width: float = 1.2
    cut_width: float = 2.0
    dpi: int = 200
    font: str = ""

    def __new__(cls, *args: Any, **fields: Any) -> Style:
        # A dataclass would raise a TypeError for an unknown field, without the nearest word.
        for name in fields:
            if name not in cls.__dataclass_fields__:
                raise mistake("style", "a field of Style", name, cls.__dataclass_fields__)
        return super().__new__(cls)

    def __post_init__(self) -> None:
        for name in ("layers", "other_cuts"):
            colours = getattr(self, name)
            if not isinstance(colours, list | tuple) or not colours:
                raise mistake(f"style, {name}", "a tuple of colours", colours)
            object.__setattr__(self, name, tuple(colours))
            for colour in colours:
                _check_colour(name, colour)
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if field.name == "font":
                _check_font(value)
            elif field.type == "str":
                _check_colour(field.name, value)
            elif field.type in ("float", "int"):
                _check_size(field.name, value)
        if self.dpi < LEAST_DPI:
            raise mistake("style, dpi", f"a number from {LEAST_DPI} to {LARGEST_SIZE:,}", self.dpi)

    @classmethod
    def named(cls, theme: Theme, **changes: Any) -> Style:
        """Return the style of a theme ("print", "slides", "dark" or "grey"), with some fields changed.

        Parameters
        ----------
        theme : str
            The name of the theme: "print", "slides", "dark" or "grey".
        **changes : str, float, int or tuple
            The fields that differ from the theme, each under its name in `Style`.

        Raises
        ------
        TnrnnError
            If the theme or a field is unknown, or if a value does not fit.

        Examples
        --------
        >>> Style.named("slides").font_size > Style.named("print").font_size
        True
        """
        fields = THEMES[choice("theme", theme, THEMES)]
        return cls(**{**fields, **changes})

    def layer(self, number: int | None) -> str:
        """Return the colour of the sites of a layer.

        Parameters
        ----------
        number : int or None
            The number of the layer, where the first is 1; None stands for the first, too.
        """
        return self.layers[((number or 1) - 1) % len(self.layers)]

    def colour(self, name: str) -> str:
        """Return the colour of a name in a display list: a field of the style, `layer-1`, `cut-2`, .., or "#rrggbb".

        Parameters
        ----------
        name : str
            A field of the style such as "ink", the number of a layer or of a cut such as "layer-1" or "cut-2", or
            "#rrggbb".

        Examples
        --------
        >>> Style().colour("cut-2") == Style().other_cuts[0], Style().colour("layer-1") == Style().layer(1)
        (True, True)
        """
        if name.startswith("#"):
            return name
        family, _, number = name.partition("-")
        if family == "layer":
            return self.layer(int(number))
        if number:
            return self.other_cuts[(int(number) - 2) % len(self.other_cuts)]
        return str(getattr(self, name))


def _check_colour(name: str, value: Any) -> None:
    if not isinstance(value, str) or not re.fullmatch("#[0-9a-fA-F]{6}", value):
        raise mistake(f"style, {name}", "a colour as '#rrggbb'", value)


def _check_font(value: Any) -> None:
    if not isinstance(value, str) or len(value) > LONGEST_FAMILY or not value.isprintable():
        raise mistake("style, font", "the name of a typeface", value)


def _check_size(name: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= LARGEST_SIZE:
        raise mistake(f"style, {name}", f"a positive number up to {LARGEST_SIZE:,}", value)


def resolved(style: Style | Theme | None) -> Style:
    """Return the style that an argument stands for: a Style, the name of a theme, or None for "print".

    >>> resolved("drak")
    Traceback (most recent call last):
    tnrnn.TnrnnError: theme: expected print, slides, dark or grey, given 'drak'; did you mean 'dark'?
    """
    if style is None:
        return Style()
    if isinstance(style, Style):
        return style
    if isinstance(style, str):
        return Style.named(style)
    raise mistake("style", "a Style, the name of a theme or None", style)
