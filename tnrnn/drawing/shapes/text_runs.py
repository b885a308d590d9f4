r"""The little TeX that labels hold, as runs of text: letters, numbers, signs, subscripts and superscripts.

A command that is not known is shown by its name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from ...basics import mathematics

SHRINK, RAISE, LOWER = 0.7, 0.4, 0.18
"""How much smaller a script is than what it stands at, and how far up or down, in units of the latter's size."""

THIN = "\u2009"
OPENING = set("([{|⟨⌊⌈,;")
"""A sign after one of these, or after a relation, has nothing on its left: a minus there is no subtraction."""
UPRIGHT = {"mathrm", "operatorname", "mathbf", "mathsf"}
r"""The typefaces of upright letters. Those of \mathcal stay italic, as the fonts of a page may not have them."""


class TextRun(NamedTuple):
    """Letters that look alike; `script` is how they stand, as "", "^", "_", or "^^" for a superscript's superscript."""

    text: str
    italic: bool = False
    script: str = ""
    bold: bool = False

    @property
    def size(self) -> float:
        """The size of the type, in units of the label's."""
        return float(SHRINK ** len(self.script))

    @property
    def rise(self) -> float:
        """How far the base line is above the label's, in units of its size."""
        return sum(SHRINK**depth * (RAISE if way == "^" else -LOWER) for depth, way in enumerate(self.script))


def runs(math: str) -> list[TextRun]:
    r"""Return mathematics as runs.

    >>> [(run.text, run.script) for run in runs("R^{4000} \\approx 2^{1.6 \\cdot 10^{3}}")]
    [('R', ''), ('4000', '^'), (' ≈ 2', ''), ('1.6·10', '^'), ('3', '^^')]
    >>> runs("\\mathcal{A}")
    [TextRun(text='A', italic=True, script='', bold=False)]
    >>> [run.text for run in runs("h\\_x \\unheard of")]
    ['h', '_', 'x', 'unheard', 'of']
    """
    writer = _Writer()
    writer.all(mathematics.parse(math), "", "")
    return writer.found


class _Writer:
    """Writes items one after the other, in a script and a typeface."""

    def __init__(self) -> None:
        self.found: list[TextRun] = []

    def all(self, items: Iterable[mathematics.Item], script: str, font: str) -> None:
        for item in items:
            self.write(item, script, font)

    def write(self, item: mathematics.Item, script: str, font: str) -> None:
        """Write one item."""
        if isinstance(item, mathematics.Group):
            self.all(item.items, script, font)
        elif isinstance(item, mathematics.Script):
            self.write(item.item, script + item.way, font)
        elif isinstance(item, mathematics.Font):
            self.write(item.item, script, item.name)
        elif isinstance(item, mathematics.Accent):
            self._accented(item, script, font)
        elif isinstance(item, mathematics.Sign):
            self._add(self._spaced(item.shown, script), _italic(item, font), script, font)
        elif isinstance(item, mathematics.Words):
            self._add(item.text, False, script, "")
        elif isinstance(item, mathematics.Space):
            self._add(item.shown, False, script, "")

    def _accented(self, accent: mathematics.Accent, script: str, font: str) -> None:
        if isinstance(accent.item, mathematics.Sign):
            text = unicodedata.normalize("NFC", accent.item.shown + mathematics.ACCENTS[accent.name])
            self._add(text, _italic(accent.item, font), script, font)

    def _spaced(self, sign: str, script: str) -> str:
        """Set signs between two things off from them, except in scripts."""
        relation = sign in mathematics.RELATIONS
        last = self.found[-1].text.strip(f" {THIN}")[-1:] if self.found else ""
        if script or not self.found:
            return f"{sign} " if relation and not script else sign
        if relation:
            return f" {sign} "
        alone = last in OPENING or last in mathematics.RELATIONS
        return f"{THIN}{sign}{THIN}" if sign in mathematics.OPERATIONS and not alone else sign

    def _add(self, text: str, italic: bool, script: str, font: str) -> None:
        bold = font == "mathbf" and not italic
        last = self.found[-1] if self.found else None
        if last is not None and last[1:] == (italic, script, bold):
            self.found[-1] = last._replace(text=last.text + text)
        elif text:
            self.found.append(TextRun(text, italic, script, bold))


def _italic(sign: mathematics.Sign, font: str) -> bool:
    """Return whether a sign is italic: as in TeX, small Greek letters always are, and large ones never."""
    letter = sign.shown
    if letter in mathematics.LETTERS:
        return letter.islower()
    if len(letter) > 1 or (sign.source[0] == "\\" and letter.isalpha()):  # a function, or a sign like a letter
        return False
    return letter.isalpha() and font not in UPRIGHT and not unicodedata.combining(letter)
