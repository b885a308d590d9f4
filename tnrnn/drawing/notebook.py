"""What a notebook shows of circuits, networks and cuts: a picture, a line, a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from ..basics import approximate
from ..bounding import SymmetricCut
from ..cuts import Cut
from ..networks import Circuit, Network
from .composing import composed
from .labels import Page
from .scenes import Scene, View, formula, symmetric_formula
from .shapes import runs
from .writers import clean, to_svg

MOST_DRAWN, MOST_ROWS = 1000, 40
"""The most tensors or vertices of a picture in a notebook, and the most rows of a table."""

PAGE = Page(width=9.5, height=8.0)
"""The inches of a picture in a notebook."""

TAGS = {"^": "sup", "_": "sub"}


def picture(of: Network | Circuit, cut: Cut | None = None) -> str | None:
    """Return a network or circuit, with a cut of it, as an `svg` element, or None if it is too large to look at.

    >>> from tnrnn import rac
    >>> picture(rac(length=3, layers=1, inputs=2, hidden=2))[:4], picture(rac(2000, 1, 2, 2))
    ('<svg', None)
    """
    return to_svg(composed(of, cut, PAGE, View())) if len(_parts(of)) <= MOST_DRAWN else None


def drawn(scene: Scene) -> str:
    """Return a scene as an `svg` element.

    >>> from tnrnn import rac
    >>> from tnrnn.drawing import compose
    >>> drawn(compose(rac(length=3, layers=1, inputs=2, hidden=2)))[:4]
    '<svg'
    """
    return to_svg(scene)


def summary(of: Network | Circuit) -> str | None:
    """Return a line of HTML for a network or circuit that has no picture, and None for others.

    >>> from tnrnn import rac
    >>> summary(rac(2000, 1, 2, 2))
    '<p>Circuit of 8,002 vertices: 1 constant, 2,000 input, 4,001 linear, 2,000 product</p>'
    """
    parts = _parts(of)
    if len(parts) <= MOST_DRAWN:
        return None
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in Counter(part.kind for part in parts).items())
    what = "tensors" if isinstance(of, Network) else "vertices"
    return f"<p>{type(of).__name__} of {len(parts):,} {what}: {kinds}</p>"


def _parts(of: Network | Circuit) -> Sequence[Any]:
    return of.tensors if isinstance(of, Network) else of.vertices


def cut_table(cut: Cut) -> str:
    """Return a cut as an HTML table: its formula, and a row for each entry.

    >>> from tnrnn.cuts import CutEntry
    >>> cut_table(Cut((CutEntry("h<1>", "bond", 3, "R", 2),), (), ())).splitlines()[4]
    '<tr><td>h&lt;1&gt;</td><td>bond</td><td><i>R</i> = 3</td><td>2</td></tr>'
    """
    rows = [
        (clean(entry.name), entry.kind, f"{_symbol(entry.symbol)}{entry.dim}", approximate(entry.count))
        for entry in cut.entries[: MOST_ROWS + 1]
    ]
    return _table(formula(cut, straight=False), ("severed", "kind", "dimension", "times"), rows, len(cut.entries))


def symmetric_table(cut: SymmetricCut) -> str:
    """Return a symmetric cut as an HTML table: its value, and a row for each factor.

    For a circuit with sums the degrees that occur together follow, as one line.

    >>> from tnrnn.bounding.factors import Factor, Group
    >>> symmetric_table(SymmetricCut("far", (), (), (Group((Factor("h", 3, 4),)),))).splitlines()[4]
    '<tr><td>h</td><td>3</td><td>4</td><td>15</td><td></td></tr>'
    """
    rows = []
    for group in cut.groups:
        cap = "" if group.cap is None else f"at most {approximate(group.cap)} together"
        for factor in group.factors[: MOST_ROWS + 1]:
            numbers = (approximate(number) for number in (factor.dim, factor.degree, factor.value))
            rows.append((clean(factor.name), *numbers, cap))
    head = ("vector", "dimension", "copies", "monomials", "")
    table = _table(symmetric_formula(cut), head, rows, len(cut.factors))
    if not cut.degrees:
        return table
    listed = [", ".join(map(_range, each.least, each.most)) for each in cut.degrees[: MOST_ROWS + 1]]
    shown = "; ".join([*listed[:MOST_ROWS], ".."] if len(listed) > MOST_ROWS else listed)
    return f"{table}\n<p>degrees that occur together: {shown}</p>"


def _range(least: int, most: int) -> str:
    return approximate(most) if least == most else f"{approximate(least)} to {approximate(most)}"


def _symbol(symbol: str | None) -> str:
    return f"<i>{clean(symbol)}</i> = " if symbol else ""


def _table(words: tuple[str, str], head: Iterable[str], rows: Sequence[Iterable[str]], count: int) -> str:
    text, math = words
    body = [f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows[:MOST_ROWS]]
    more = [f"<p>and {count - MOST_ROWS:,} more</p>"] if count > MOST_ROWS else []
    names = "".join(f"<th>{name}</th>" for name in head)
    caption = f"<caption>{clean(text)} &nbsp;{_html(math)}</caption>"
    parts = ["<table>", caption, f"<thead><tr>{names}</tr></thead>", "<tbody>", *body, "</tbody>", "</table>", *more]
    return "\n".join(parts)


def _html(math: str) -> str:
    """Return mathematics as HTML."""
    shown = []
    for run in runs(math):
        tags = [TAGS[way] for way in run.script] + ["i"] * run.italic
        shown.append(
            "".join(f"<{tag}>" for tag in tags) + clean(run.text) + "".join(f"</{tag}>" for tag in reversed(tags))
        )
    return "".join(shown)
