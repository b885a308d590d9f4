"""A page of charts, each with a sentence below it, between a title with a legend and closing notes."""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import text_to_path

from ..scenes import Style
from ..writers import font_of, settled
from .chart import Chart
from .chart_writer import draw_chart
from .panels import keys_of

# All lengths are in inches, for type of 9 points. The page is as wide as A4, and at most as high if charts may shrink.
WIDTH, TALLEST, MARGIN = 8.27, 11.69, 0.45
# The room to the left of a chart for its axis, above it for its title, and below it for its axis.
LEFT, ABOVE, BELOW = 0.62, 0.25, 0.48
# The most and the least height of a chart, and the room between two columns and two rows.
CHART, LEAST, GAP = 1.75, 1.0, 0.25
# The height of a line of the title or of the legend, the least room of a name in the legend, and that of its line.
HEAD, NAME, KEY = 0.2, 1.8, 0.6
# The number of columns.
COLUMNS = 2
# The size of words relative to that of the type, and the height of their lines relative to their size.
SMALL, SPACING = 0.8, 1.3


class Told(NamedTuple):
    """A chart, and the words that stand below it."""

    chart: Chart
    words: str


def draw_page(panels: tuple[Told, ...], title: str, notes: tuple[str, ...], style: Style) -> Axes:
    """Draw a page of charts with the same groups, two in a row, on a new figure, and return the first axes.

    Parameters
    ----------
    panels : tuple of Told
        The charts, which all have the groups of the first, and the words below each.
    title : str
        The words above all charts, as lines.
    notes : tuple of str
        Paragraphs below all charts.
    style : Style
        The style; the page is as much larger than A4 as its type is larger than 9 points.

    Examples
    --------
    >>> from .chart import Scale, Series
    >>> axis = Scale("lag", "whole")
    >>> chart = Chart("", axis, axis, (Series("measured", 0, (0.0, 1.0), (1.0, 2.0)),), ("one",))
    >>> len(draw_page((Told(chart, "It grows."),) * 3, "A page", ("A note.",), Style()).figure.axes)
    3
    """
    with settled():
        return _Sheet(panels, title, notes, style).draw()


class _Sheet:
    """Draw one page; places are in inches for type of 9 points, from the top left corner."""

    def __init__(self, panels: tuple[Told, ...], title: str, notes: tuple[str, ...], style: Style) -> None:
        self.panels, self.title, self.style = panels, title, style
        self.font = font_of(style)
        self.size = style.font_size / 9.0
        self.column = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS
        self.words = [self._wrapped(panel.words, self.column - LEFT, SMALL) for panel in panels]
        self.notes = [line for note in notes for line in self._wrapped(note, WIDTH - 2 * MARGIN, SMALL)]
        self.head = self._wrapped(title, WIDTH - 2 * MARGIN, 1.0)
        self.line = SMALL * SPACING * 9.0 / 72.0

    def draw(self) -> Axes:
        rows = [range(at, min(at + COLUMNS, len(self.panels))) for at in range(0, len(self.panels), COLUMNS)]
        words = [self.line * max(len(self.words[at]) for at in row) for row in rows]
        keys = keys_of(self.panels[0].chart.groups, self.style)
        longest = max([NAME, *(KEY + self._length(str(key.get_label()), 1.0) for key in keys)])
        names = max(1, int((WIDTH - 2 * MARGIN) / longest))
        top = MARGIN + HEAD * (len(self.head) + -(-len(keys) // names)) + 0.1
        below = self.line * len(self.notes) + (GAP if self.notes else 0.0)
        other = top + sum(words) + len(rows) * (ABOVE + BELOW) + GAP * (len(rows) - 1) + below + MARGIN
        self.tall = max(LEAST, min(CHART, (TALLEST - other) / len(rows)))
        self.height = other + len(rows) * self.tall
        heights = [ABOVE + self.tall + BELOW + each for each in words]
        size = (WIDTH * self.size, self.height * self.size)
        self.figure = Figure(figsize=size, dpi=self.style.dpi, facecolor=self.style.background)
        self._say(self.head, MARGIN, MARGIN, 1.0)
        self._name(keys, names)
        found = []
        for row, height in zip(rows, heights, strict=True):
            found += [self._panel(at, MARGIN + number * (self.column + GAP), top) for number, at in enumerate(row)]
            top += height + GAP
        self._say(self.notes, MARGIN, top, SMALL)
        return found[0]

    def _name(self, keys: list[Line2D], columns: int) -> None:
        """Draw the legend of all charts below the title."""
        place = (MARGIN / WIDTH, 1 - (MARGIN + HEAD * len(self.head)) / self.height)
        look: dict[str, Any] = {"borderpad": 0.0, "borderaxespad": 0.0, "labelspacing": 0.45, "frameon": False}
        prop = FontProperties(size=self.style.font_size, **self.font)
        self.figure.legend(
            handles=keys,
            loc="upper left",
            bbox_to_anchor=place,
            ncols=columns,
            labelcolor=self.style.ink,
            prop=prop,
            **look,
        )

    def _panel(self, at: int, left: float, top: float) -> Axes:
        chart = self.panels[at].chart
        low = top + ABOVE + self.tall
        place = ((left + LEFT) / WIDTH, 1 - low / self.height, (self.column - LEFT) / WIDTH, self.tall / self.height)
        axes = self.figure.add_axes(place)
        draw_chart(dataclasses.replace(chart, groups=("",) * len(chart.groups)), self.style, axes)
        self._say(self.words[at], left + LEFT, low + BELOW, SMALL)
        return axes

    def _say(self, lines: list[str], left: float, top: float, size: float) -> None:
        """Write lines of a size relative to that of the type."""
        ink = self.style.ink if size == 1.0 else self.style.faint
        look: dict[str, Any] = {"color": ink, "fontsize": size * self.style.font_size, **self.font}
        for number, line in enumerate(lines):
            down = (top + number * (HEAD if size == 1.0 else self.line)) / self.height
            self.figure.text(left / WIDTH, 1 - down, line, va="top", ha="left", parse_math=False, **look)

    def _wrapped(self, text: str, width: float, size: float) -> list[str]:
        """Return a text as lines of at most a width in inches; a longer word has a line of its own."""
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self._length(longer, size) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def _length(self, text: str, size: float) -> float:
        """Return the length of a line in inches, for type of 9 points."""
        prop = FontProperties(family=self.font["family"], size=size * 9.0)
        found, _, _ = text_to_path.get_text_width_height_descent(text, prop, ismath=False)
        return float(found) / 72.0
