"""The words and formulas of a picture, and an estimate of the room that they take."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from functools import lru_cache

from ...basics import mathematics
from ...bounding import SymmetricCut
from ...cuts import Cut
from .scene import Box, Label

LARGEST = 30
"""The most bits of a value that is written out."""

WIDTHS = {0.34: "Iijl.,:;!'|·", 0.43: "frt -()⁰¹²³⁴⁵⁶⁷⁸⁹", 0.96: "MWmw="}
"""The letters of DejaVu Sans by their widths, in units of the font size."""
WIDTH, WIDE = 0.65, 1.1
"""The widths of other letters of DejaVu Sans and of letters of wide scripts, with a little to spare, in font sizes."""
GREEK, RELATION = 0.84, 1.92
"""The widths of the widest Greek letter, and of a sign like "=" with the spaces around it."""

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

_WIDTH_OF = {letter: width for width, letters in WIDTHS.items() for letter in letters}


def formula(cut: Cut, straight: bool) -> tuple[str, str]:
    """Return the words and the mathematics that name a cut: ("min-cut", "M \\\\, R^{3} = 54").

    >>> from tnrnn.cuts import Cut, CutEntry
    >>> formula(Cut((CutEntry("h", "bond", 2, "R", 4),), (), ()), straight=True)
    ('slice', 'R^{4} = 16')
    >>> formula(Cut((CutEntry("h", "bond", 3, "R", 4000),), (), (), minimal=True), straight=True)
    ('min-cut', 'R^{4000} \\\\approx 2^{6339.9}')
    """
    words = "min-cut" if cut.minimal else "slice" if straight else "cut"
    if cut.log2 > LARGEST and all(entry.dim.bit_count() == 1 for entry in cut.entries):
        exponent = sum((entry.dim.bit_length() - 1) * entry.count for entry in cut.entries)
        return words, f"{cut.latex} = 2^{{{_short(exponent)}}}"
    if cut.log2 > LARGEST:
        return words, f"{cut.latex} \\approx 2^{{{_short(cut.log2)}}}"
    value = str(cut.value)
    return words, value if cut.formula == value else f"{cut.latex} = {value}"


def symmetric_formula(cut: SymmetricCut) -> tuple[str, str]:
    """Return the words and the mathematics that name a symmetric cut.

    >>> from tnrnn import Partition, rac, symmetric_cut
    >>> symmetric_formula(symmetric_cut(rac(8, 2, 3, 3), Partition.start_end(8)))
    ('symmetric cut', '45')
    """
    return "symmetric cut", str(cut.value) if cut.log2 <= LARGEST else f"\\approx 2^{{{_short(cut.log2)}}}"


def _short(number: float) -> str:
    if number < 10**6:
        return f"{number:.1f}" if isinstance(number, float) else str(number)
    return scientific(number)


def scientific(number: float) -> str:
    """Return a number as TeX source with two digits.

    >>> scientific(123410)
    '1.2 \\\\cdot 10^{5}'
    """
    digits, power = f"{Decimal(number):.1e}".split("e")
    return f"{digits} \\cdot 10^{{{int(power)}}}"


def copies(number: int) -> str:
    """Return a number of copies in few letters, since many of them stand side by side.

    >>> copies(10626), copies(123410)
    ('10626', '1.2·10⁵')
    """
    if number < 10**5:
        return str(number)
    digits, power = f"{Decimal(number):.1e}".split("e+")
    return f"{digits}·10{power.translate(SUPERSCRIPTS)}"


@lru_cache(maxsize=1024)  # a label is tried at many places
def ems(text: str, math: str = "") -> float:
    r"""Return an estimate of the width of a label, in units of its font size.

    Letters of sub- and superscripts count in full, which leaves room for commas and spaces.

    >>> ems("Start"), ems("", "\\chi"), ems("", "A^{s_1}")
    (2.59, 0.84, 1.95)
    """
    letters = sum(map(_letter, text + ("  " if text and math else "")))
    return round(letters + sum(_across(item) for item in mathematics.parse(math)), 3)


def _across(item: mathematics.Item, script: bool = False) -> float:
    """Return the width of an item of mathematics; spaces count in words only."""
    if isinstance(item, mathematics.Sign):
        return _sign(item, script)
    if isinstance(item, mathematics.Words):
        return sum(map(_letter, item.text))
    if isinstance(item, mathematics.Group):
        return sum(_across(each, script) for each in item.items)
    if isinstance(item, mathematics.Space):
        return _letter(" ") * item.shown.count("  ")
    return _across(item.item, script or isinstance(item, mathematics.Script))


def _sign(sign: mathematics.Sign, script: bool) -> float:
    letter = sign.shown
    if letter == ",":
        return 0.0
    if letter in mathematics.LETTERS:
        return GREEK
    if letter == "=" or (sign.source[0] == "\\" and letter in mathematics.RELATIONS | mathematics.OPERATIONS):
        return RELATION
    if letter in "+\N{MINUS SIGN}":
        return WIDTH if script else RELATION
    if sign.source[0] == "\\" and not letter.isascii():
        return WIDE
    return sum(map(_letter, letter))


def _letter(letter: str) -> float:
    return _WIDTH_OF.get(letter) or _width(letter)


def _width(letter: str) -> float:
    wide = not letter.isascii() and unicodedata.east_asian_width(letter) in ("W", "F")
    return WIDE if wide else WIDTH


def extent(label: Label, em: float) -> Box:
    """Return the box (left, bottom, right, top) of a label if type of size 1 is `em` data units high.

    >>> extent(Label("side", 0.0, 0.0, "Start", "", "south west"), 1.0)
    (0.0, 0.0, 2.59, 1.25)
    """
    width, height = em * label.size * ems(label.text, label.math), 1.25 * em * label.size
    words = label.anchor.split()
    left = label.x - width * (0.0 if "west" in words else 1.0 if "east" in words else 0.5)
    down = {"south": 0.0, "base": 0.2, "north": 1.0}
    bottom = label.y - height * next((down[word] for word in words if word in down), 0.5)
    return left, bottom, left + width, bottom + height
