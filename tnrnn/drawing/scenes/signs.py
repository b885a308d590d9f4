"""The signs of equations, as a user writes them."""

# ruff: noqa: RUF001 - signs that look like letters are what a user writes

from __future__ import annotations

from ...basics import mistake
from .markup import Name, marked

SIGNS = {
    "=": "=", "+": "+", "-": "-", "*": "\\cdot", "·": "\\cdot", "×": "\\times", "⊗": "\\otimes", "≈": "\\approx",
    "−": "-", "≠": "\\neq", "≤": "\\leq", "≥": "\\geq", "->": "\\to", "→": "\\to", "...": "\\cdots", "…": "\\cdots",
    "⋯": "\\cdots", "≡": "\\equiv", "∝": "\\propto",
}  # fmt: skip
"""The signs by what a user writes for them."""

SIGN_SIZE = 1.3
"""The size of a sign, relative to the font size."""


def sign_of(text: str, owner: str = "equation") -> Name:
    """Return the words and the formula of a sign: what begins with a command is TeX without dollars, too.

    >>> sign_of("⊗"), sign_of(r"\\cdot"), sign_of("tr")
    (Name(text='', math='\\\\otimes'), Name(text='', math='\\\\cdot'), Name(text='tr', math=''))
    """
    line = " ".join(text.split()) if isinstance(text, str) else text
    if line in SIGNS:
        return Name("", SIGNS[line])
    written = f"${line}$" if isinstance(line, str) and line.startswith("\\") and "$" not in line else line
    found = marked(written, owner)
    if not any(found):
        raise mistake(owner, "a sign or words", text)
    return found
