"""Several charts on one page, with one legend for what their colours stand for."""

from __future__ import annotations

import dataclasses
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D

from ..scenes import Style
from ..writers import settled
from .chart import Chart
from .chart_writer import FAMILY, MARKERS, draw_chart, palette

WIDTH, HEIGHT, TOP, PAD = 3.6, 2.9, 0.45, 0.08
"""Inches of a panel, of the legend above all, and around every panel, for type of 9 points."""


def draw_panels(charts: tuple[Chart, ...], title: str, style: Style, columns: int = 3) -> Axes:
    """Draw charts of the same groups side by side, row after row, on a figure of their own; return the first axes.

    Parameters
    ----------
    charts : tuple of Chart
        All with the groups of the first.
    title : str
        One line above them all.
    style : Style
    columns : int

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
    colours, size, thick = palette(style), style.font_size, style.line_width
    fill: dict[str, Any] = {"markerfacecolor": style.background, "markeredgewidth": thick, "markersize": 0.45 * size}
    keys = [
        Line2D([], [], label=name, color=colours[at % len(colours)], marker=MARKERS[at % len(MARKERS)], **fill)
        for at, name in enumerate(groups)
        if name
    ]
    type_of: dict[str, Any] = {"family": FAMILY, "size": size}
    look: dict[str, Any] = {"alignment": "left", "title_fontproperties": FontProperties(**type_of)}
    legend = figure.legend(
        handles=keys, loc="outside upper left", ncols=6, frameon=False, title=title,
        labelcolor=style.ink, prop=FontProperties(**type_of), **look,
    )  # fmt: skip
    legend.get_title().set_color(style.ink)
