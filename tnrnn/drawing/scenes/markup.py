"""Texts that users write: words, with mathematics between dollars."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ...basics import TnrnnError, mathematics, mistake

LONGEST_TEXT = 500
"""The most letters of a text."""

DOLLARS = re.compile(r"(?<!\\)\$")
"""A dollar that begins or ends mathematics; `\\$` is the sign."""


class Name(NamedTuple):
    """Words and then mathematics, as labels hold them; either may be empty."""

    text: str = ""
    math: str = ""


def marked(text: str, owner: str = "text") -> Name:
    r"""Return a text as a label holds it: words, with TeX's mathematics between dollars.

    Words with mathematics among them become mathematics as a whole, with the words in `\text`. A dollar sign is
    written as `\$`.

    Parameters
    ----------
    text : str
        The text, such as `"the cut $R^{2}$"`.
    owner : str
        What the text belongs to, for errors.

    Raises
    ------
    TnrnnError
        If a dollar or a brace has no partner, a command is not known, or the text is too long or no text.

    Examples
    --------
    >>> marked("left part"), marked("$\\chi$"), marked("cut $R^2$")
    (Name(text='left part', math=''), Name(text='', math='\\chi'), Name(text='', math='\\text{cut }R^2'))
    >>> marked("bond $\\alfa$")
    Traceback (most recent call last):
    tnrnn.TnrnnError: text, formula '\\alfa': expected a command that is known, given '\\alfa'; did you mean '\\alpha'?
    >>> marked("it costs 5$")
    Traceback (most recent call last):
    tnrnn.TnrnnError: text: expected an even number of dollars, or \$ for the sign, given 'it costs 5$'
    """
    if not isinstance(text, str):
        raise mistake(owner, "a text", text)
    if len(text) > LONGEST_TEXT:
        raise TnrnnError(f"{owner}: expected at most {LONGEST_TEXT} letters, given {len(text):,}")
    parts = DOLLARS.split(text)
    if len(parts) % 2 == 0:
        raise mistake(owner, "an even number of dollars, or \\$ for the sign", text)
    for formula in parts[1::2]:
        _check(formula, owner)
    words = [part.replace("\\$", "$") for part in parts[::2]]
    if len(parts) == 1:
        return Name(words[0])
    pieces = [_words(words[0])]
    for formula, more in zip(parts[1::2], words[1:], strict=True):
        pieces += [formula, _words(more)]
    return Name("", "".join(pieces))


def listed(names: Iterable[Name]) -> Name:
    r"""Return several texts as one, with commas between them.

    >>> listed([Name("weight"), Name("input")]), listed([Name("bond"), Name("", "\\chi")])
    (Name(text='weight, input', math=''), Name(text='', math='\\text{bond}\\text{, }\\chi'))
    """
    parts = list(names)
    if not any(part.math for part in parts):
        return Name(", ".join(part.text for part in parts))
    said = (_words(part.text) + ("\\ " if part.text and part.math else "") + part.math for part in parts)
    return parts[0] if len(parts) == 1 else Name("", _words(", ").join(said))


def _check(formula: str, owner: str) -> None:
    if not formula.strip():
        raise mistake(owner, "mathematics between two dollars", f"${formula}$")
    try:
        mathematics.parse(formula, strict=True)
    except mathematics.SourceError as fault:
        raise mistake(f"{owner}, formula {formula!r}", fault.expected, fault.given, fault.names) from None


def _words(words: str) -> str:
    escaped = re.sub(r"[\\{}]", r"\\\g<0>", words)
    return f"\\text{{{escaped}}}" if words else ""
