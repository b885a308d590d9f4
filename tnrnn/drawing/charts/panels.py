"""Several charts on one page, with one legend for their colours."""

from __future__ import annotations

import dataclasses
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D

from ..scenes import Style
from ..writers import font_of, settled
from .chart import Chart
from .chart_writer import MARKERS, draw_chart, palette

# The width and the height of a panel in inches, for type of 9 points.
WIDTH, HEIGHT = 3.6, 2.9
# The height of the legend above all panels, in inches.
TOP = 0.45
# The room around every panel, in inches.
PAD = 0.08


def draw_panels(charts: tuple[Chart, ...], title: str, style: Style, columns: int = 3) -> Axes:
    """Draw charts of the same groups side by side, row after row, on a new figure, and return the first axes.

    Parameters
    ----------
    charts : tuple of Chart
        The charts, which all have the groups of the first.
    title : str
        A line above all charts.
    style : Style
        The style.
    columns : int
        The number of charts in a row; by default 3.

    Examples
    --------
    >>> from .chart import Scale, Series
    >>> axis = Scale("lag", "whole")
    >>> chart = Chart("", axis, axis, (Series("measured", 0, (0.0, 1.0), (1.0, 2.0)),), ("one",))
    >>> len(draw_panels((chart, chart), "two", Style()).figure.axes)
    2
    """
    size, rows = style.font_size / 9.0, -(-len(charts) // columns)
    with settled():
        figure = Figure(
            figsize=(WIDTH * columns * size, (HEIGHT * rows + TOP) * size),
            dpi=style.dpi,
            facecolor=style.background,
            layout=ConstrainedLayoutEngine(w_pad=PAD * size, h_pad=PAD * size),
        )
        places = [figure.add_subplot(rows, columns, 1 + at) for at in range(len(charts))]
        _legend(figure, charts[0].groups, title, style)
        for place, chart in zip(places, charts, strict=True):
            draw_chart(dataclasses.replace(chart, groups=("",) * len(chart.groups)), style, place)
    return places[0]


def _legend(figure: Figure, groups: tuple[str, ...], title: str, style: Style) -> None:
    type_of: dict[str, Any] = {"size": style.font_size, **font_of(style)}
    look: dict[str, Any] = {"alignment": "left", "title_fontproperties": FontProperties(**type_of)}
    legend = figure.legend(
        handles=keys_of(groups, style), loc="outside upper left", ncols=6, frameon=False, title=title,
        labelcolor=style.ink, prop=FontProperties(**type_of), **look,
    )  # fmt: skip
    legend.get_title().set_color(style.ink)


def keys_of(groups: tuple[str, ...], style: Style) -> list[Line2D]:
    """Return the lines of a legend for the colours and shapes of groups, without those that have no name.

    >>> [key.get_label() for key in keys_of(("one", "", "two"), Style())]
    ['one', 'two']
    """
    colours, size, thick = palette(style), style.font_size, style.line_width
    fill: dict[str, Any] = {"markerfacecolor": style.background, "markeredgewidth": thick, "markersize": 0.45 * size}
    return [
        Line2D([], [], label=name, color=colours[at % len(colours)], marker=MARKERS[at % len(MARKERS)], **fill)
        for at, name in enumerate(groups)
        if name
    ]
