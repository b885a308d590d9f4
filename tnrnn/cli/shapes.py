"""Shapes as users write them: 5,3;3,4 or (5,3);(3,4) or 5x3;3x4; or the size of each index, a=5,b=3."""

from __future__ import annotations

import re

from ..basics import mistake

# The forms of --shapes, as errors list them.
FORMS = "dimensions such as 5,3;3,4, (5,3);(3,4) or 5x3;3x4, or sizes by index such as a=5,b=3"


def shapes_of(text: str) -> list[tuple[int, ...]] | dict[str, int]:
    """Return a shape for each term, or the size of each index.

    Raises
    ------
    TnrnnError
        If the text has another form.

    Examples
    --------
    >>> shapes_of("5,3;3,4"), shapes_of("(5, 3), (3,)"), shapes_of("5x3;;4"), shapes_of("a=5,b=3")
    ([(5, 3), (3, 4)], [(5, 3), (3,)], [(5, 3), (), (4,)], {'a': 5, 'b': 3})
    """
    if "=" in text:
        return _sizes(text)
    parts = re.sub(r"\)\s*,\s*\(", ");(", text).split(";")
    return [_shape(text, part.strip()) for part in parts]


def _shape(text: str, part: str) -> tuple[int, ...]:
    inner = part
    if part.startswith("(") and part.endswith(")"):
        inner = part[1:-1].strip()
        inner = inner[:-1] if re.search(r"[0-9]\s*,$", inner) else inner  # (5,) is a tuple of one number
    if not inner:
        return ()
    return tuple(_number(text, word) for word in inner.split("x" if "x" in inner else ","))


def _sizes(text: str) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for word in re.split("[,;]", text):
        index, _, size = (part.strip() for part in word.partition("="))
        if not index or index in sizes:
            raise mistake("--shapes", "each index once, as in a=5,b=3", text)
        sizes[index] = _number(text, size)
    return sizes


def _number(text: str, word: str) -> int:
    word = word.strip()
    if not (word.isascii() and word.isdigit() and len(word) < 19):
        raise mistake("--shapes", FORMS, text)
    return int(word)
