"""The parts of an SVG: numbers, text without markup, points on paper, and colours that are variables."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from html import escape

from ..scenes import Point, Style, decimal
from ..shapes import DisplayList, Outline, Path, Stroke

POINTS = 72
"""The points of an inch."""

NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PLAIN = re.compile(r"[A-Za-z0-9_\[\], .#-]*")
"""A text in which no letter has to be escaped, as in most names."""


def clean(text: str) -> str:
    """Return a text for markup: reserved letters are escaped, and letters that XML forbids are replaced.

    >>> clean('<a & "b">' + chr(7))
    '&lt;a &amp; &quot;b&quot;&gt;\\ufffd'
    """
    if PLAIN.fullmatch(text):
        return text
    safe = escape(NO_XML.sub("\N{REPLACEMENT CHARACTER}", text))
    return safe.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")


def number(value: float) -> str:
    """Return a length with at most two decimals."""
    return decimal(value, 2)


def group(name: str, parts: Iterable[str], more: str = "") -> list[str]:
    """Return the lines of a `g` element with a class and more attributes, or no lines if it has no parts."""
    inside = list(parts)
    return [f'<g class="{name}"{more}>', *inside, "</g>"] if inside else []


def title_of(text: str) -> str:
    """Return a `title` element, whose text browsers show if the pointer rests on its parent."""
    return f"<title>{clean(text)}</title>"


class Sheet:
    """The style sheet of a picture: one rule for every colour in use, which makes it a variable."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.rules: dict[str, str] = {}

    def paint(self, selector: str, attribute: str, name: str) -> str:
        """Return a colour as an attribute, and remember the rule for the elements that `selector` selects.

        Programs that do not know variables ignore the rule and use the attribute. `:where` lets every other rule
        replace this one.
        """
        if name == "none" or name.startswith("#"):
            return f' {attribute}="{name}"'
        colour = self.style.colour(name)
        self.rules[f"{selector} {attribute}"] = f":where(.tnrnn-ID {selector}){{{attribute}:var(--tn-{name},{colour})}}"
        return f' {attribute}="{colour}"'

    def bound(self) -> tuple[str, str]:
        """Return a class for the root that is a hash of the rules, and the rules for that class."""
        rules = "\n".join(self.rules.values())
        name = hashlib.sha256(rules.encode()).hexdigest()[:8]
        return f"tnrnn-{name}", rules.replace("tnrnn-ID", f"tnrnn-{name}")


class Paper:
    """Turns data units into points, with y downwards."""

    def __init__(self, picture: DisplayList) -> None:
        self.left, bottom, right, self.top = picture.box
        self.scale = picture.unit * POINTS
        self.width, self.height = self.length(right - self.left), self.length(self.top - bottom)

    def length(self, value: float) -> str:
        return number(value * self.scale)

    def point(self, at: Point) -> str:
        return f"{self.x(at[0])} {self.y(at[1])}"

    def x(self, value: float) -> str:
        return number((value - self.left) * self.scale)

    def y(self, value: float, below: float = 0.0) -> str:
        return number((self.top - value) * self.scale + below)

    def path(self, path: Path | Stroke | Outline) -> str:
        first, *rest = (self.point(point) for point in path.points)
        closed = "Z" if isinstance(path, Outline) else ""
        return f"M{first}{'C' if path.curve else 'L'}{' '.join(rest)}{closed}"
