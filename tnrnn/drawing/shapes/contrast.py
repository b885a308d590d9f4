"""Which colour of a style can be read on a ground."""

from __future__ import annotations

from ..scenes import Style

READ = ("ink", "background")


def readable(style: Style, ground: str) -> str:
    """Return "ink" or "background", whichever has more contrast with a ground (WCAG 2.1); "none" is the background.

    >>> readable(Style(), "#FFFFFF"), readable(Style(), "#000000"), readable(Style(), "none")
    ('ink', 'background', 'ink')
    """
    behind = _luminance(style.colour("background" if ground == "none" else ground))
    return max(READ, key=lambda name: _contrast(_luminance(style.colour(name)), behind))


def _contrast(one: float, two: float) -> float:
    low, high = sorted((one, two))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb", from 0 to 1."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
