"""Puts a row for each of the fifteen figures of the field into docs/compare.md: what two packages take for it.

    python -m pip install quimb ruff && python docs/pictures/comparing.py

Lines of code are counted by counting.py. What the author places is counted while a figure of schematic.py is drawn: the
calls that put a mark, a line or a text at coordinates. Labels that overlap are counted on the finished figures.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import counting
import figures
import matplotlib as mpl
import matplotlib.pyplot as plt
import schematic
from quimb.schematic import Drawing

from tnrnn.drawing import Scene
from tnrnn.drawing.scenes import extent

PAGE = Path(__file__).parents[1] / "compare.md"
MARKS = ("circle", "dot", "square", "rectangle", "marker", "regular_polygon", "shape", "patch", "patch_around")
LINES = ("line", "curve")
TEXTS = ("text",)

Box = tuple[float, float, float, float]


class Work(NamedTuple):
    """Who does what in a figure."""

    name: str
    """What is drawn, in a few words."""
    itself: str
    """What tnrnn does by itself."""
    author: str
    """What the author says in tnrnn, besides which tensors share which bonds."""
    by_hand: str
    """What the author does with quimb.schematic, besides the coordinates of everything."""


WORK = {
    1: Work(
        "a matrix product state, labelled",
        "the row, its legs, labels that keep apart",
        "where labels stand",
        "the height, and places of all labels",
    ),
    2: Work(
        "an expectation value", "three rows, aligned", "the look of H, the names of the rows", "a style for each row"
    ),
    3: Work("a canonical form", "the row", "which way a triangle points", "a style for each shape"),
    4: Work(
        "the effective Hamiltonian of DMRG",
        "boxes and a pill across rows",
        "shapes and their sizes",
        "the pill as a convex hull, what lies above what",
    ),
    5: Work("a PEPS, drawn obliquely", "finds the grid, and tilts it", "that it is to be tilted", "the projection"),
    6: Work(
        "a MERA", "finds the layers, and which way is up", "colours, names inside", "places of wires, layer by layer"
    ),
    7: Work(
        "a binary tree", "levels, parents above their children", "colours, names inside", "a formula for the places"
    ),
    8: Work(
        "a brick wall of gates",
        "finds wires and gates, boxes over two wires",
        "colours, names inside",
        "corners of the boxes",
    ),
    9: Work(
        "a decomposition as an equation",
        "both sides and the sign on one line and scale",
        "shapes, names inside",
        "places of both sides and of the sign",
    ),
    10: Work(
        "a chain with an ellipsis",
        "the row, and the dots in it",
        "which tensor is dots",
        "a gap in the line, and dots in it",
    ),
    11: Work(
        "a deep recurrent network",
        "unfolds the circuit, time axis, least cut, legend",
        "sizes, and the page's size",
        "unfolds it by a recursion; no cut",
    ),
    12: Work(
        "the least cut of a grid",
        "finds the cut, draws its strokes, line, sides and value",
        "through which bond it passes",
        "finds the cut, its line, its sides and its value",
    ),
    13: Work(
        "CP, Tucker, TT, HT",
        "four layouts, titles, one scale",
        "four lists of bonds",
        "places of four forms, a dot for the shared index",
    ),
    14: Work("an LSTM as its cell", "the cell with its gates, sums and products", "sizes", "everything"),
    15: Work(
        "two panels, one legend",
        "letters of panels, one scale, one legend",
        "looks, with their names",
        "panels by matplotlib, equal limits, a legend of empty plots",
    ),
}


class Counted(Drawing):
    """A drawing that counts the calls of its author, and none that a method makes of another."""

    seen: ClassVar[Counter[str]] = Counter()
    inside: ClassVar[int] = 0


def _counting(name: str) -> Callable[..., Any]:
    def call(self: Counted, *places: Any, **options: Any) -> Any:
        if not Counted.inside:
            Counted.seen[name] += 1
        Counted.inside += 1
        try:
            return getattr(Drawing, name)(self, *places, **options)
        finally:
            Counted.inside -= 1

    return call


for _name in (*MARKS, *LINES, *TEXTS):
    setattr(Counted, _name, _counting(_name))


def overlapping(boxes: Iterable[Box]) -> int:
    """Return how many pairs of boxes overlap, by more than rounding."""
    pairs = itertools.combinations(boxes, 2)
    return sum(min(a[2], b[2]) > max(a[0], b[0]) + 1e-6 and min(a[3], b[3]) > max(a[1], b[1]) + 1e-6 for a, b in pairs)


def of_scene(scene: Scene) -> tuple[int, int]:
    """Return how many marks, lines and labels a picture of tnrnn has, and how many pairs of labels overlap."""
    em = scene.font_size / 72 / scene.unit
    boxes = [extent(label, em) for label in scene.labels]
    return len(scene.marks) + len(scene.lines) + len(scene.labels), overlapping(boxes)


def by_hand(draw: Callable[[], Any]) -> tuple[int, int]:
    """Return how many things the author of a figure places, and how many pairs of texts overlap in it."""
    Counted.seen.clear()
    with mpl.rc_context(schematic.PAPER):
        figure = draw()
        figure.draw_without_rendering()
        texts = [text for ax in figure.axes for text in ax.texts]
        boxes = [tuple(text.get_window_extent().extents) for text in texts]
        plt.close(figure)
    return sum(Counted.seen.values()), overlapping(boxes)


def rows() -> Iterator[str]:
    """Yield a row of the table for each figure, one for all, and a line on labels that overlap."""
    ours, theirs = counting.lines(figures), counting.lines(schematic)
    schematic.Drawing = Counted
    totals, meeting = Counter[str](), [0, 0]
    for number, work in WORK.items():
        name = f"figure_{number}"
        draw, hand = getattr(figures, name), getattr(schematic, name)
        (drawn, ours_meet), (placed, theirs_meet) = of_scene(draw()), by_hand(hand)
        meeting = [meeting[0] + ours_meet, meeting[1] + theirs_meet]
        counts = {"ours": ours[name], "theirs": theirs[name], "drawn": drawn, "placed": placed}
        totals.update(counts)
        yield f"| {number}. {work.name} | {' | '.join(map(str, counts.values()))} | {' | '.join(work[1:])} |"
    yield f"| **all** | {' | '.join(str(totals[key]) for key in counts)} | | | |"
    yield f"\nPairs of labels that overlap: {meeting[0]} in all figures of tnrnn, {meeting[1]} in those of schematic."


def table() -> str:
    """Return the table in Markdown."""
    head = ["figure", "lines, tnrnn", "lines, schematic", "parts of tnrnn's picture", "parts placed by hand, schematic"]
    head += ["tnrnn by itself", "by hand, tnrnn", "by hand, schematic, besides all places"]
    lines = [f"| {' | '.join(head)} |", f"|---{'|---:' * 4}|---|---|---|", *rows()]
    return "\n".join(lines)


def write(page: Path = PAGE) -> None:
    """Put the table between the marks of the page."""
    around = re.compile("(<!-- figures -->\n).*(\n<!-- end of figures -->)", re.DOTALL)
    text = table()
    page.write_text(around.sub(lambda found: found[1] + text + found[2], page.read_text(encoding="utf-8")), "utf-8")


if __name__ == "__main__":
    write()
