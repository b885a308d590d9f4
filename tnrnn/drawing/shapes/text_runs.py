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
APART = {"^": 0.06, "_": -0.09}
"""How much farther up or down it is if there is another one below or above."""

THIN = "\u2009"
OPENING = set("([{|⟨⌊⌈,;")
"""A sign after one of these, or after a relation, has nothing on its left: a minus there is no subtraction."""
UPRIGHT = {"mathrm", "operatorname", "mathbf", "mathsf"}
r"""The typefaces of upright letters. Those of \mathcal stay italic, as the fonts of a page may not have them."""


ADVANCES = (
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84,
    84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73, 68, 99, 69, 61,
    69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59,
    82, 59, 59, 52, 64, 34, 64, 84,
)  # fmt: skip
"""The widths of the letters of ASCII in DejaVu Sans, from the space on, in hundredths of the font size."""
OTHERS = {mathematics.PRIME.shown: 23, "†": 50, mathematics.TYPED["-"]: 84, mathematics.TYPED["*"]: 84, THIN: 20}
USUAL = 63
"""The width of most other letters."""


class TextRun(NamedTuple):
    """Letters that look alike; `script` is how they stand, as "", "^", "_", or "^^" for a superscript's superscript.

    They begin `shift` behind the end of the run before, in units of the label's size, since scripts of one letter stand
    above each other; then they are raised by `lift`, so that they do not touch.
    """

    text: str
    italic: bool = False
    script: str = ""
    bold: bool = False
    shift: float = 0.0
    lift: float = 0.0

    @property
    def size(self) -> float:
        """The size of the type, in units of the label's."""
        return float(SHRINK ** len(self.script))

    @property
    def rise(self) -> float:
        """How far the base line is above the label's, in units of its size."""
        up = sum(SHRINK**depth * (RAISE if way == "^" else -LOWER) for depth, way in enumerate(self.script))
        return up + self.lift

    @property
    def width(self) -> float:
        """An estimate of the width in DejaVu Sans, in units of the label's size."""
        letters = unicodedata.normalize("NFD", self.text)
        return self.size * sum(map(_advance, letters)) / 100


def _advance(letter: str) -> int:
    if " " <= letter <= "~":
        return ADVANCES[ord(letter) - ord(" ")]
    return 0 if unicodedata.combining(letter) else OTHERS.get(letter, USUAL)


def runs(math: str) -> list[TextRun]:
    r"""Return mathematics as runs.

    >>> [(run.text, run.script) for run in runs("R^{4000} \\approx 2^{1.6 \\cdot 10^{3}}")]
    [('R', ''), ('4000', '^'), (' ≈ 2', ''), ('1.6·10', '^'), ('3', '^^')]
    >>> runs("\\mathcal{A}")
    [TextRun(text='A', italic=True, script='', bold=False, shift=0.0, lift=0.0)]
    >>> [(run.text, run.shift) for run in runs("A_{10}^{2}B")]
    [('A', 0.0), ('10', 0.0), ('2', -0.896), ('B', 0.448)]
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
        self.shift = 0.0

    def all(self, items: Iterable[mathematics.Item], script: str, font: str) -> None:
        """Write items. The scripts of one letter begin at one place, and what follows begins behind the longest."""
        scripts: dict[str, list[_Writer]] = {}
        for item in items:
            lane = item.way if isinstance(item, mathematics.Script) else "^" if item == mathematics.PRIME else ""
            if lane:
                part = _Writer()
                part.write(item, script, font)
                scripts.setdefault(lane, []).append(part)
            else:
                self._above_each_other(list(scripts.items()))
                scripts = {}
                self.write(item, script, font)
        # What comes last has to be the longest, as a text ends where its last letter does.
        self._above_each_other(sorted(scripts.items(), key=lambda lane: _length(lane[1])))

    def _above_each_other(self, lanes: list[tuple[str, list[_Writer]]]) -> None:
        at, longest = 0.0, max((_length(parts) for _, parts in lanes), default=0.0)
        for way, parts in lanes:
            self.shift -= at
            for part in parts:
                self._take(part, APART[way] if len(lanes) > 1 else 0.0)
            at = _length(parts)
        self.shift += longest - at

    def _take(self, part: _Writer, lift: float) -> None:
        for run in part.found:
            self.shift += run.shift
            self._append(run._replace(lift=run.lift + lift) if run.script else run)
        self.shift += part.shift

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
        if text:
            self._append(TextRun(text, italic, script, font == "mathbf" and not italic))

    def _append(self, run: TextRun) -> None:
        """Add a run after the shift that waits, or to the last one if it looks like that."""
        shift, self.shift = round(self.shift, 3), 0.0
        last = self.found[-1] if self.found else None
        if last is not None and not shift and (last[1:4], last.lift) == (run[1:4], run.lift):
            self.found[-1] = last._replace(text=last.text + run.text)
        else:
            self.found.append(run._replace(shift=shift))


def _length(parts: Iterable[_Writer]) -> float:
    return sum(part.shift + sum(run.shift + run.width for run in part.found) for part in parts)


def _italic(sign: mathematics.Sign, font: str) -> bool:
    """Return whether a sign is italic: as in TeX, small Greek letters always are, and large ones never."""
    letter = sign.shown
    if letter in mathematics.LETTERS:
        return letter.islower()
    if len(letter) > 1 or (sign.source[0] == "\\" and letter.isalpha()):  # a function, or a sign like a letter
        return False
    return letter.isalpha() and font not in UPRIGHT and not unicodedata.combining(letter)
