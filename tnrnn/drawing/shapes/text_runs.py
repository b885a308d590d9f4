r"""The little TeX that labels hold, as runs of text: letters, numbers, signs, subscripts and superscripts.

What a picture says is made of letters, digits, `^`, `_`, braces, spaces and a few commands. A command that is not known
is shown by its name.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

SHRINK, RAISE, LOWER = 0.7, 0.4, 0.18
"""How much smaller a script is than what it stands at, and how far up or down, in units of the latter's size."""

THIN = "\u2009"
SPACES = {",": THIN, ":": THIN, ";": " ", " ": " ", "!": "", "quad": "  ", "left": "", "right": ""}
SIGNS = {
    "cdot": "·", "times": "\N{MULTIPLICATION SIGN}", "pm": "±", "otimes": "⊗", "approx": "≈", "leq": "≤", "le": "≤",
    "geq": "≥", "ge": "≥", "neq": "≠", "to": "→", "in": "∈", "ell": "\N{SCRIPT SMALL L}", "infty": "∞", "dots": "…",
    "ldots": "…", "cdots": "⋯", "prod": "∏", "sum": "∑", "langle": "⟨", "rangle": "⟩",
}  # fmt: skip
TYPED = {"-": "\N{MINUS SIGN}", "'": "\N{PRIME}", "*": "\N{ASTERISK OPERATOR}"}
RELATIONS, OPERATIONS = set("=<>≈≤≥≠→∈"), {"+", "·", "±", "⊗", SIGNS["times"], TYPED["*"], TYPED["-"]}
PLAIN = {"mathcal"}
"""Fonts that a page may not have: their letters stay italic."""
UPRIGHT = {"mathrm", "text", "operatorname", "mathbf", "mathsf"}
TOKENS = re.compile(r"\\[A-Za-z]+ ?|\\.|\s+|.", re.DOTALL)


class TextRun(NamedTuple):
    """Letters that look alike; `script` is how they stand, as "", "^", "_", or "^^" for a superscript's superscript."""

    text: str
    italic: bool = False
    script: str = ""

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
    [TextRun(text='A', italic=True, script='')]
    >>> [run.text for run in runs("h\\_x \\unheard of")]
    ['h', '_', 'x', 'unheard', 'of']
    """
    reader = _Reader()
    for token in TOKENS.findall(math):
        reader.take((token[:2] + token[2:].rstrip()) if token.strip() else " ")
    return reader.found


class _Reader:
    """Reads token by token; `outer` are the states that the braces around the place will return to."""

    def __init__(self) -> None:
        self.found: list[TextRun] = []
        self.script, self.upright = "", False
        self.outer: list[tuple[str, bool]] = []
        self.pending = ""
        self.command = False

    def take(self, token: str) -> None:
        if token in ("^", "_"):
            self.pending += token
        elif token == "{":
            self.outer.append((self.script, self.upright))
            self.script, self.upright = self.script + self.pending, self.upright or self.command
            self.pending, self.command = "", False
        elif token == "}":
            self.script, self.upright = self.outer.pop() if self.outer else ("", False)
        elif token[1:] in UPRIGHT:
            self.command = True
        elif token != " " and token[1:] not in PLAIN:
            self._add(*self._shown(token))

    def _shown(self, token: str) -> tuple[str, bool]:
        """The text of a token, and whether it is italic."""
        name = token[1:]
        if not name:
            sign = TYPED.get(token, token)
            return self._spaced(sign), sign.isalpha() and not self.upright and not unicodedata.combining(sign)
        if name in SPACES:
            return SPACES[name], False
        if name in SIGNS:
            return self._spaced(SIGNS[name]), False
        return name, False

    def _spaced(self, sign: str) -> str:
        """Set signs between two things off from them, except in scripts."""
        if self.script or self.pending or not self.found:
            return f"{sign} " if sign in RELATIONS and not self.script else sign
        if sign in RELATIONS:
            return f" {sign} "
        return f"{THIN}{sign}{THIN}" if sign in OPERATIONS else sign

    def _add(self, text: str, italic: bool) -> None:
        script = self.script + self.pending
        self.pending, self.command = "", False
        last = self.found[-1] if self.found else None
        if last is not None and (last.italic, last.script) == (italic, script):
            self.found[-1] = last._replace(text=last.text + text)
        elif text:
            self.found.append(TextRun(text, italic, script))
