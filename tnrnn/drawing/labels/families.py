"""What a legend has entries for: the roles of marks, and what looks have given a key, a colour or a shape."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..scenes import Dress, Layout, Line, LineDress, Mark, Name, listed, marked, roles
from .legends import NOTE, Entry
from .naming import typeset

# The largest number of layers that the legend names one by one.
MOST_LAYERS = 8
# The largest number of layers that the legend numbers.
MOST_NUMBERS = 24
# The most names, and about the most letters, of an entry for a colour or a shape.
MOST_NAMES, MOST_LETTERS = 3, 120

# The words for roles that have an entry for every layer.
LAYERED = {"site": "layer", "recurrent": "recurrent matrix, layer", "inward": "input matrix, layer"}
# The words for the other roles, by view.
WORDS = {
    "staircase": {"state": "initial state", "input": "input", "margin": "joined input"},
    "anatomy": {
        "copy": "copy tensor",
        "state": "initial state",
        "input": "input",
        "margin": "joined input",
        "output": "output matrix",
    },
    "shared": {
        "copy": "product",
        "state": "initial state",
        "input": "input",
        "margin": "joined input",
        "output": "output matrix",
    },
    "cells": {"state": "initial state", "input": "input", "margin": "joined input"},
    "folded": {
        "state": "initial state",
        "input": "input",
        "margin": "joined input",
        "fold": "the row below, up to that step, once more",
    },
    "matricization": {"input": "input"},
    "plain": {
        "input": "input",
        "margin": "joined input",
        "state": "state",
        "weight": "weight",
        "copy": "copy tensor",
        "output": "output",
        "sum": "sum",
    },
}

ORDER = ("copy", "state", "margin", "input", "fold", "weight", "sum", "output")
"""The order of the entries for roles without layers."""

Names = Mapping[tuple[str, int | None], str]
"""The formulas that name all marks of a role and a layer, or of a role (with the layer None)."""


class Family(NamedTuple):
    """Marks that an entry speaks of: those of a role (and a layer, if the role has layers), or of one key."""

    role: str
    layer: int | None
    key: str
    marks: list[Mark]


def entries_of(layout: Layout, names: Names, shown: bool | str = True) -> list[Entry]:
    """Return the entries of the legend for marks and bonds.

    Parameters
    ----------
    layout : Layout
        What is drawn.
    names : mapping
        The formulas of families, if any.
    shown : bool or str
        "colour" or "shape" for an entry for each colour, or each shape, of marks alone.
    """
    families = _families(layout)
    words = _words(layout)
    if shown in ("colour", "shape"):
        return [*_by(str(shown), families, words, names), *_lines(layout, str(shown))]
    keyed = [entry for family in families if family.key for entry in _keyed(family)]
    plain = [family for family in families if not family.key and _alike(family)]
    found = [entry for role in LAYERED for entry in _layers(role, [each for each in plain if each.role == role], names)]
    for role in ORDER:
        for family in plain:
            if family.role == role:
                found.append(Entry(role, None, words[role], names.get((role, None), ""), mark=_changed(family)))
    return [*found, *keyed, *_lines(layout)]


def seen(mark: Mark) -> bool:
    """Return whether a mark is drawn as a shape that an entry can show: three dots and what has no ink are none."""
    dress = roles.dress(mark)
    return roles.shape_of(mark) != roles.ELLIPSIS and (dress.fill, dress.stroke) != ("none", "none")


def _families(layout: Layout) -> list[Family]:
    found: dict[Any, Family] = {}
    known = {*LAYERED, *ORDER}
    for mark in layout.marks:
        key = roles.dress(mark).key
        if not seen(mark) or (mark.role not in known and not key):
            continue
        layer = mark.layer if mark.role in LAYERED and not key else None
        which = (key,) if key else (mark.role, layer)
        found.setdefault(which, Family(mark.role, layer, key, [])).marks.append(mark)
    return list(found.values())


def _words(layout: Layout) -> dict[str, str]:
    """Return the words for the roles without layers."""
    words = {**WORDS["plain"], **WORDS.get(layout.view, {})}
    if any(mark.role == "margin" for mark in layout.marks):
        words["input"] = "leg of a joined input"
    elif layout.view == "matricization" and not any(mark.tensors for mark in layout.marks if mark.role == "input"):
        words["input"] = "open leg"
    return words


def _look(mark: Mark) -> tuple[Any, ...]:
    """Return what looks have changed of the drawing of a mark, or nothing."""
    changed = roles.dress(mark)[:4]
    return changed if any(changed) else ()


def _alike(family: Family) -> bool:
    """Return whether one mark stands for a family: the usual one, or one that all its marks look like."""
    looks = {_look(mark) for mark in family.marks}
    return () in looks or len(looks) == 1


def _changed(family: Family) -> Mark | None:
    """Return a mark of a family that looks have changed, if all are alike, or None for the usual mark."""
    return family.marks[0] if all(_look(mark) for mark in family.marks) else None


def _keyed(family: Family) -> Iterator[Entry]:
    """Yield a mark for every look of a key, and its words beside the last."""
    looks = list({(_look(mark), roles.fill(mark), roles.shape_of(mark)): mark for mark in family.marks}.values())
    for mark in looks[:-1]:
        yield Entry(mark.role, mark.layer, "", tight=True, mark=mark)
    last = looks[-1]
    yield Entry(last.role, last.layer, *marked(family.key), mark=last)


def _lines(layout: Layout, shown: str = "") -> Iterator[Entry]:
    """Yield an entry for every look of bonds that has a key; only those with a colour, or with dashes or an arrow.

    Bonds that differ only in their widths have one entry, as wide as the widest.
    """
    found: dict[Any, tuple[str, LineDress]] = {}
    for line in layout.lines:
        dress = roles.line_dress(line)
        alike: dict[str, Any] = {"stroke": dress.stroke, "dashes": dress.dashes or None, "head": abs(dress.head)}
        if shown:
            alike = {name: alike[name] for name in (("stroke",) if shown == "colour" else ("dashes", "head"))}
        if not dress.key or (shown and not any(alike.values())):
            continue
        width = 0.0 if shown else dress.width
        which = (dress.key, *alike.values())
        role, before = found.get(which, ("bond" if shown else line.role, LineDress()))
        found[which] = role, LineDress(**alike, width=max(width, before.width))
    for (key, *_), (role, dress) in found.items():
        yield Entry(role, None, *marked(key), line=Line((), role, (), (), dress=dress))


def _layers(role: str, families: Iterable[Family], names: Names) -> list[Entry]:
    """Return an entry for every layer, or, if there are many, a row of marks with the numbers of the layers."""
    like = {family.layer: _changed(family) for family in families if family.layer is not None}
    layers = sorted(like)
    if len(layers) <= MOST_LAYERS:
        found = [(layer, names.get((role, layer), "")) for layer in layers]
        bare = role != "site"
        return [
            Entry(role, layer, "" if bare and math else f"{LAYERED[role]} {layer}", math, mark=like.get(layer))
            for layer, math in found
        ]
    shown = layers if len(layers) <= MOST_NUMBERS else [*layers[:MOST_LAYERS], layers[-1]]
    ramp = [Entry(role, layer, str(layer), "", True, like.get(layer)) for layer in shown]
    if len(shown) < len(layers):
        ramp.insert(-1, Entry(NOTE, None, "..", "", True))
    ramp[-1] = ramp[-1]._replace(math=names.get((role, None), ""), tight=False)
    return [Entry(NOTE, None, f"{LAYERED[role]}s" if role == "site" else LAYERED[role], "", True), *ramp]


def _by(shown: str, families: list[Family], words: Mapping[str, str], names: Names) -> Iterator[Entry]:
    """Yield an entry for each colour or shape: a square in the colour, or the shape without a colour."""
    of: Callable[[Mark], str] = roles.fill if shown == "colour" else roles.shape_of
    order = {role: place for place, role in enumerate((*LAYERED, *ORDER))}
    found: dict[str, list[Family]] = {}
    for family in sorted(families, key=lambda each: (bool(each.key), order.get(each.role, 0), each.layer or 0)):
        for mark in family.marks:
            parts = found.setdefault(of(mark), [])
            if not parts or parts[-1][:3] != family[:3]:
                parts.append(family._replace(marks=[]))
            parts[-1].marks.append(mark)
    counts = Counter(part[:3] for parts in found.values() for part in parts)
    for value, parts in found.items():
        own = [part for part in parts if counts[part[:3]] > 1 and not part.key and _look(part.marks[0])]
        said = [
            *_said([part for part in parts if part not in own], words, names),
            *itertools.chain(*map(_own_names, own)),
        ]
        dress = Dress(roles.SQUARE, value) if shown == "colour" else Dress(value, "none")
        first = parts[0].marks[0]
        symbol = Mark("", "weight", 0.0, 0.0, first.radius, height=first.height, dress=dress)
        yield Entry("weight", None, *listed(_few(said)), mark=symbol)


def _said(parts: list[Family], words: Mapping[str, str], names: Names) -> Iterator[Name]:
    """Yield the words for families that look alike; those for several layers of a role are one text."""
    for role, word in LAYERED.items():
        layers = [part.layer for part in parts if part.role == role and part.layer is not None]
        if len(layers) == 1:
            math = names.get((role, layers[0]), "")
            yield Name("" if math and role != "site" else f"{word} {layers[0]}", math)
        elif layers:
            yield Name(f"{word}s {_ranges(layers)}")
    for part in parts:
        if part.key:
            yield marked(part.key)
        elif part.role not in LAYERED:
            yield Name(words[part.role], names.get((part.role, None), ""))


def _ranges(numbers: list[int]) -> str:
    """Return increasing numbers in words.

    >>> _ranges([1, 2, 3, 4, 7, 9, 10])
    '1 to 4, 7, 9, 10'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def _own_names(family: Family) -> list[Name]:
    """Return the names of marks that no words tell apart from others of their role; copies have one name."""
    names = list(dict.fromkeys(re.sub("#[0-9]+$", "", mark.name) for mark in family.marks))
    found = [Name(*typeset(name)) for name in names[:MOST_NAMES]]
    return found if len(names) <= MOST_NAMES else [*found, Name("..")]


def _few(names: list[Name]) -> list[Name]:
    """Return the first names, at least one, which are not too long together."""
    letters = list(itertools.accumulate(len(name.text) + len(name.math) for name in names))
    few = [name for name, end in zip(names, letters, strict=True) if end <= max(MOST_LETTERS, letters[0])]
    return few if len(few) == len(names) else [*few, Name("..")]
