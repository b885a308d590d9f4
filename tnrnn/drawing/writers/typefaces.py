"""The typefaces of pictures: what `Style.font` says, as matplotlib, SVG and TikZ are told."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..scenes import Style


class Typeface(NamedTuple):
    """Families of fonts for the words of matplotlib, its fonts of mathematics, and what CSS and TeX are told."""

    families: tuple[str, ...]
    mathematics: str
    css: str
    tex: str = ""


SANS = Typeface(("DejaVu Sans",), "dejavusans", "DejaVu Sans, Verdana, sans-serif", "\\sffamily")
TYPEFACES = {
    "": SANS._replace(tex=""),
    "sans": SANS,
    "serif": Typeface(
        ("STIXGeneral", "DejaVu Sans"),
        "stix",
        "STIX Two Text, STIXGeneral, Times New Roman, Times, serif",
        "\\rmfamily",
    ),
    "computer modern": Typeface(
        ("cmr10", "STIXGeneral", "DejaVu Sans"), "cm", "CMU Serif, Latin Modern Roman, cmr10, serif"
    ),
}
"""The typefaces by their names; matplotlib brings all of their fonts."""

ALIKE = {
    "DejaVu Serif": "dejavuserif", "STIXGeneral": "stix", "STIX Two Text": "stix", "Times New Roman": "stix",
    "Times": "stix", "TeX Gyre Termes": "stix", "Nimbus Roman": "stix", "Liberation Serif": "stix", "cmr10": "cm",
    "CMU Serif": "cm", "Latin Modern Roman": "cm", "LM Roman 10": "cm",
}  # fmt: skip
"""The fonts of mathematics of matplotlib that go with some families."""


def typeface(style: Style) -> Typeface:
    """Return the typeface that a style names; the families of another name are that family and the default.

    >>> typeface(Style(font="serif")).mathematics, typeface(Style(font="Fira Sans")).css
    ('stix', "'Fira Sans', DejaVu Sans, Verdana, sans-serif")
    """
    if style.font in TYPEFACES:
        return TYPEFACES[style.font]
    plain = re.sub(r"""["'\\<>&;]""", "", style.font)
    mathematics = ALIKE.get(style.font, SANS.mathematics)
    return Typeface((style.font, *SANS.families), mathematics, f"'{plain}', {SANS.css}")
