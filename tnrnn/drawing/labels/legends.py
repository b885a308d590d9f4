"""The legend below a drawing: its entries, as words and a symbol, in rows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from ..scenes import Box, Dress, Key, Label, Line, LineDress, Mark, ems, roles, tidy
from .labelling import Canvas

# The role of an entry of the legend that has no symbol.
NOTE = "note"
# What the legend says of labels that have no room.
NO_ROOM = "labels without room:"

# The half size in ems of a symbol, and of one that is not as wide as high; the length of a short line.
SMALL, LONG, SHORT_LINE = 0.38, 0.46, 1.5
# The least part of its width that a symbol is high, or of its height that it is wide.
FLATTEST = 0.45
# Where words begin after a mark and after a line, in ems.
AFTER_MARK, AFTER_LINE = 1.1, 1.9


Worn = TypeVar("Worn", Dress, LineDress)


class Entry(NamedTuple):
    """An entry of the legend: words and a formula; `tight` if the next entry belongs to it.

    Its symbol is a mark of the role, in the layer, or like `mark`, or a short line like `line`.
    """

    role: str
    layer: int | None
    text: str
    math: str = ""
    tight: bool = False
    mark: Mark | None = None
    line: Line | None = None


def legend(canvas: Canvas, band: Box, entries: Iterable[Entry], within: bool = False) -> tuple[tuple[Key, ...], float]:
    """Return the legend below the band, in as many rows as it needs, and the y of its lower edge.

    It is as wide as the band, or 12 ems if that is wider. If it has to stay `within` the band, it is not, and entries
    that are too long are continued in the next row.
    """
    em = canvas.em
    keys: list[Key] = []
    right = band[2] if within else max(band[2], band[0] + 12 * em)
    x, y = band[0] + 0.5 * em, band[1] - 1.3 * em
    for entry in entries:
        indent = em * indent_of(entry)
        parts = _parts(entry, (right - band[0] - indent) / em - 0.5) if within else [(entry.text, entry.math)]
        for number, (text, math) in enumerate(parts):
            width = indent + em * ems(text, math)
            if keys and (x + width > right or number):
                x, y = band[0] + 0.5 * em, y - 1.7 * em
            mark, line = _symbol(entry, x, y, em) if number == 0 else (None, None)
            keys.append(Key(mark, Label("key", tidy(x + indent), tidy(y - 0.34 * em), text, math, "base west"), line))
        x += width + (0.7 if entry.tight else 1.4) * em
    return tuple(keys), (y - 0.8 * em if keys else band[1])


def indent_of(entry: Entry | Key) -> float:
    """Return where the words of an entry begin, in ems."""
    if entry.line is not None:
        return AFTER_LINE
    bare = entry.mark is None if isinstance(entry, Key) else entry.role == NOTE
    return 0.0 if bare else AFTER_MARK


def moved_key(key: Key, dx: float, dy: float) -> Key:
    """Return an entry at another place."""
    mark, line, label = key.mark, key.line, key.label
    if mark is not None:
        mark = dataclasses.replace(mark, x=tidy(mark.x + dx), y=tidy(mark.y + dy))
    if line is not None:
        line = dataclasses.replace(line, points=tuple((tidy(x + dx), tidy(y + dy)) for x, y in line.points))
    return Key(mark, dataclasses.replace(label, x=tidy(label.x + dx), y=tidy(label.y + dy)), line)


def _symbol(entry: Entry, x: float, y: float, em: float) -> tuple[Mark | None, Line | None]:
    """Return the mark or the line of an entry that begins at (x, y)."""
    if entry.role == NOTE:
        return None, None
    if entry.line is not None:
        ends = (tidy(x), tidy(y)), (tidy(x + SHORT_LINE * em), tidy(y))
        return None, Line((), entry.line.role, ends, (), dress=_bare(entry.line.dress or LineDress()))
    plain = Mark(entry.text or entry.math, entry.role, tidy(x + 0.35 * em), tidy(y), tidy(SMALL * em), entry.layer)
    if entry.mark is None:
        return plain, None
    like, shape = entry.mark, roles.shape_of(entry.mark)
    mark = dataclasses.replace(plain, dress=_bare(like.dress or Dress()))
    if shape == roles.DISC or shape in roles.CORNERS or not like.height:
        return mark, None
    across, up = like.radius, like.height or like.radius
    half = em * (SMALL if across == up else LONG) / max(across, up)
    across, up = (max(half * each, FLATTEST * half * max(across, up)) for each in (across, up))
    return dataclasses.replace(mark, radius=tidy(across), height=tidy(up)), None


def _bare(dress: Worn) -> Worn:
    """Return a dress without words."""
    return dress._replace(words=None, place="", key="")


def _parts(entry: Entry, room: float) -> list[tuple[str, str]]:
    """Return the words of an entry in rows of at most `room` ems, the formula after the last word."""
    rows: list[tuple[str, str]] = []
    line = ""
    words = entry.text.split(" ")
    if words[-1].isdigit():
        words[-2:] = [" ".join(words[-2:])]
    for place, word in enumerate(words):
        longer = f"{line} {word}" if line else word
        math = entry.math if place == len(words) - 1 else ""
        if line and ems(longer, math) > room:
            rows.append((line, ""))
            line = word
        else:
            line = longer
    return [*rows, (line, entry.math)]
