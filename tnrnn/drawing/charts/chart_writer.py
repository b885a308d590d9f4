"""Charts drawn with matplotlib, with ticks of our own and legends above the data."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.markers import TICKUP, MarkerStyle
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.ticker import FixedFormatter, FixedLocator, NullFormatter
from matplotlib.transforms import IdentityTransform

from ..scenes import Style
from ..writers import font_of, settled, with_truetype
from .chart import BANDS, KINDS, UNGROUPED, Chart, Scale, Series, minor_places, ticks

# The width and the height of a new figure in inches, for type of 9 points.
WIDTH, HEIGHT = 6.0, 4.0
# The shapes of marks, by group.
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p", "h", "<", ">", "*")
# The dashes of lines, by kind.
DASHES: dict[str, Any] = {"dashed": (0, (4.0, 2.0)), "dotted": (0, (1.0, 1.4)), "baseline": (0, (4.0, 2.0))}
DASHES |= {"repeated": DASHES["dashed"], "ceiling": DASHES["dotted"], "proved": DASHES["dotted"]}
DASHES |= {"circuit": DASHES["dashed"], "state": DASHES["dotted"]}
# The widths of lines by kind, relative to that of the style.
THICK = {"solid": 1.25, "dashed": 0.85, "dotted": 1.2, "level": 0.5, "one seed": 0.5, "baseline": 0.7}
THICK |= {"repeated": 0.85, "ceiling": 0.85, "state": 0.85, "proved": 0.85, "circuit": 0.6}
# The order in which kinds are drawn; higher ones are on top.
ORDER = {"level": 1.5, "baseline": 1.5, "one seed": 2.0, "solid": 2.0, "dashed": 2.3, "dotted": 2.6}
ORDER |= {"repeated": 2.3, "ceiling": 2.0, "state": 2.0, "proved": 2.0, "circuit": 2.0}
# The least ratio of luminances, of a line and the background or the reverse, for a colour to be used for lines.
LEAST_CONTRAST = 2.0
# The largest fraction of the height that legends may take.
MOST_ROOM = 0.6


def draw_chart(chart: Chart, style: Style, ax: Axes | None = None) -> Axes:
    """Draw a chart on `ax`, or on a new figure, and return the axes."""
    with settled():
        if ax is None:
            size = style.font_size / 9.0
            figure = Figure(
                figsize=(WIDTH * size, HEIGHT * size), dpi=style.dpi, facecolor=style.background, layout="constrained"
            )
            ax = figure.add_subplot()
        _Pen(ax, chart, style).draw()
        with_truetype(ax)
    return ax


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def palette(style: Style) -> tuple[str, ...]:
    """Return the colours of a style that are clear enough for lines on its background.

    >>> "#F0E442" in palette(Style()), palette(Style.named("grey"))[:2]
    (False, ('#4D4D4D', '#8C8C8C'))
    """
    ground = _luminance(style.background) + 0.05
    shades = {colour: _luminance(colour) + 0.05 for colour in style.layers}
    found = [colour for colour, shade in shades.items() if max(shade, ground) >= LEAST_CONTRAST * min(shade, ground)]
    return tuple(found) or (style.ink,)


class _Pen:
    """Draw one chart on one pair of axes."""

    def __init__(self, ax: Axes, chart: Chart, style: Style) -> None:
        self.ax, self.chart, self.style = ax, chart, style
        self.colours, self.font = palette(style), font_of(style)
        self.groups = len(chart.groups)

    def draw(self) -> None:
        self._frame()
        for series in self.chart.series:
            getattr(self, f"_draw_{series.kind.replace(' ', '_')}", self._draw_line)(series)
        self._limit()
        self._name()
        self._make_room(self._legends())

    # Series: the marks of earlier groups are larger, so that those of later groups do not hide them.

    def _colour(self, series: Series) -> str:
        return self.style.ink if series.kind in UNGROUPED else self.colours[series.group % len(self.colours)]

    def _share(self, group: int) -> float:
        """Return the relative size of the marks and lines of a group, from 1 for the first group down to 0."""
        return 1.0 - group / max(self.groups - 1, 1) if self.groups > 1 else 0.5

    def _words(self, series: Series) -> str:
        parts = (self.chart.groups[series.group] if series.kind not in UNGROUPED else "", KINDS[series.kind])
        return ": ".join(part for part in parts if part)

    def _mark_size(self, group: int) -> float:
        return self.style.font_size * (0.45 + 0.4 * self._share(group))

    def _line(self, series: Series, **look: Any) -> None:
        said = {"color": self._colour(series), "label": self._words(series), "clip_on": False, **look}
        self.ax.add_line(Line2D(series.x, series.y, **said))

    def _draw_line(self, series: Series) -> None:
        width = self.style.line_width * THICK[series.kind] * (0.75 + 0.75 * self._share(series.group))
        order = ORDER[series.kind] + 0.01 * series.group
        look: dict[str, Any] = {"linewidth": width, "linestyle": DASHES.get(series.kind, "-"), "dash_capstyle": "butt"}
        if series.kind == "dotted":
            look |= {"marker": "x", "markersize": 0.6 * self.style.font_size, "markeredgewidth": width}
        elif series.kind in ("solid", "one seed") and self.groups > 1 and not self._shaped(series.group):
            look |= self._sparse(series)
        self._line(series, zorder=order, **look)

    def _draw_mean(self, series: Series) -> None:
        width = self.style.line_width * (0.75 + 0.5 * self._share(series.group))
        self._line(series, linewidth=width, zorder=2.7 + 0.01 * series.group, **self._sparse(series))

    _draw_measured = _draw_random = _draw_mean

    def _ranked(self, group: int) -> bool:
        """Return whether a rank of a group is known, so that points show the shape of the group."""
        return any(series.group == group and series.kind in ("rank", "at least") for series in self.chart.series)

    def _shaped(self, group: int) -> bool:
        """Return whether points or a mean show the shape of a group already."""
        mean = any(series.group == group and series.kind == "mean" for series in self.chart.series)
        return mean or self._ranked(group)

    def _sparse(self, series: Series) -> dict[str, Any]:
        """Return a few small shapes on a line, by which lines can be told apart without colours."""
        size, every = 0.45 * self.style.font_size, max(1, len(series.x) // 8)
        fill = {"markerfacecolor": self.style.background, "markeredgewidth": self.style.line_width}
        return {"marker": MARKERS[series.group % len(MARKERS)], "markersize": size, "markevery": every, **fill}

    def _draw_rank(self, series: Series) -> None:
        self._draw_points(series, self._colour(series))

    def _draw_at_least(self, series: Series) -> None:
        size = self._mark_size(series.group)
        up = {"linestyle": "none", "marker": TICKUP, "markersize": 1.3 * size, "label": "_tick"}
        self._line(series, markeredgewidth=self.style.line_width, zorder=3 + 0.01 * series.group, **up)
        self._draw_points(series, self.style.background)

    def _draw_points(self, series: Series, fill: str) -> None:
        colour = self._colour(series)
        rim = colour if fill != colour else self.style.background
        look = {"markerfacecolor": fill, "markeredgecolor": rim, "markeredgewidth": 0.55 * self.style.line_width}
        if fill != colour:
            look["markeredgewidth"] = self.style.line_width
        marker = MARKERS[series.group % len(MARKERS)]
        size = self._mark_size(series.group)
        self._line(series, linestyle="none", marker=marker, markersize=size, zorder=3.5 + 0.01 * series.group, **look)

    def _draw_band(self, series: Series) -> None:
        look: dict[str, Any] = {"facecolor": self._colour(series), "edgecolor": "none", "linewidth": 0, "alpha": 0.22}
        self.ax.fill_between(
            series.x, series.more, series.y, label=self._words(series), zorder=1 + 0.01 * series.group, **look
        )
        for place, (x, top, bottom) in enumerate(zip(series.x, series.y, series.more, strict=True)):
            sides = [series.y[at] for at in (place - 1, place + 1) if 0 <= at < len(series.y)]
            if top > bottom and all(math.isnan(side) for side in sides):  # a band of one point has no area
                self.ax.fill_between([x - 0.15, x + 0.15], bottom, top, label="_band", zorder=1, **look)

    _draw_spread = _draw_interval = _draw_band

    def _draw_marks(self, series: Series) -> None:
        colour = self._colour(series)
        sizes = [(0.6 * self.style.font_size * (1 + 0.35 * math.log2(count))) ** 2 for count in series.more]
        marker = MarkerStyle(MARKERS[series.group % len(MARKERS)])
        path = marker.get_path().transformed(marker.get_transform())
        marks = PathCollection(
            [path],
            sizes=sizes,
            offsets=list(zip(series.x, series.y, strict=True)),
            offset_transform=self.ax.transData,
            facecolors="none",
            edgecolors=colour,
            linewidths=self.style.line_width,
            zorder=3 + 0.01 * series.group,
            label=self._words(series),
            clip_on=False,
        )
        marks.set_transform(IdentityTransform())  # sizes are in points, places in data
        self.ax.add_collection(marks, autolim=False)

    # The frame

    def _frame(self) -> None:
        ax, style = self.ax, self.style
        ax.set_facecolor(style.background)
        for side, spine in ax.spines.items():
            spine.set(visible=side in ("left", "bottom"), edgecolor=style.ink, linewidth=0.6 * style.line_width)
        thin, size = 0.6 * style.line_width, style.font_size
        look: dict[str, Any] = {"color": style.ink, "labelcolor": style.ink, "width": thin, "direction": "out"}
        look |= {"left": True, "bottom": True, "right": False, "top": False}
        names: dict[str, Any] = {"labelsize": 0.9 * size, "labelfontfamily": self.font["family"]}
        ax.tick_params(which="major", length=0.4 * size, pad=0.35 * size, **names, **look)
        ax.tick_params(which="minor", length=0.2 * size, **look)
        ax.grid(visible=False, which="both")
        ax.grid(visible=True, axis="y", color=style.faint, alpha=0.18, linewidth=thin, linestyle="-", zorder=0.5)

    def _limit(self) -> None:
        """Set the scales, the limits of the data, and the ticks."""
        area = self.ax.get_window_extent()
        for name, scale, pixels in (("x", self.chart.x, area.width), ("y", self.chart.y, area.height)):
            self._set_scale(name, scale.kind)
            low, high = self._ends(scale, *self.chart.span(name))
            wide = 3.0 if name == "y" else 1.2 + 0.7 * len(f"{high:,.0f}")
            most = max(2, int(72 * pixels / self.ax.figure.dpi / (wide * self.style.font_size)))
            found = ticks(scale.kind, low, high, most)
            axis = self._axis(name)
            axis.set_major_locator(FixedLocator([tick.place for tick in found]))
            axis.set_major_formatter(FixedFormatter([tick.text for tick in found]))
            axis.set_minor_locator(FixedLocator(minor_places(scale.kind, low, high)))
            axis.set_minor_formatter(NullFormatter())
            self._stretch(name, low, high, (0.03, 0.03))

    def _axis(self, name: str) -> Axis:
        return self.ax.xaxis if name == "x" else self.ax.yaxis

    def _set_scale(self, name: str, kind: str) -> None:
        chosen = kind if kind in ("log", "symlog") else "linear"
        threshold = {"linthresh": 1.0} if kind == "symlog" else {}
        (self.ax.set_xscale if name == "x" else self.ax.set_yscale)(chosen, **threshold)

    def _ends(self, scale: Scale, low: float, high: float) -> tuple[float, float]:
        """Return where an axis begins and ends: an axis of ranks begins at 1, and no axis has the length 0."""
        if scale.kind == "whole":
            return (low, high) if low < high else (low - 0.5, high + 0.5)
        if scale.kind == "part":
            return 0.0, 1.0
        ratios = any(series.kind == "marks" for series in self.chart.series)
        if scale.kind == "log":
            least = low if ratios else min(low, 1.0)
            return least, max(high, 2.0 * least)
        return min(low, 0.0), max(high, 1.0)

    def _stretch(self, name: str, low: float, high: float, room: tuple[float, float]) -> None:
        """Set limits with room below and above, as fractions of the drawn length from low to high."""
        scale = self._axis(name).get_transform()
        ends = scale.transform([low, high])
        length = ends[1] - ends[0]
        outer = scale.inverted().transform([ends[0] - room[0] * length, ends[1] + room[1] * length])
        (self.ax.set_xlim if name == "x" else self.ax.set_ylim)(*map(float, outer))

    def _name(self) -> None:
        size = self.style.font_size
        look: dict[str, Any] = {"color": self.style.ink, **self.font}
        self.ax.set_xlabel(self.chart.x.label, fontsize=size, labelpad=0.4 * size, **look)
        self.ax.set_ylabel(self.chart.y.label, fontsize=size, labelpad=0.4 * size, **look)
        self.ax.set_title(self.chart.title, loc="left", fontsize=1.05 * size, pad=0.7 * size, y=1.0, **look)

    # Legends: one for colours and shapes, and one for lines and fillings

    def _legends(self) -> list[Legend]:
        figure = self.ax.get_figure(root=True)
        if figure is not None and figure.get_layout_engine() is not None:
            figure.draw_without_rendering()  # gives the axes their place
        groups = [self._group_key(group, name) for group, name in enumerate(self.chart.groups) if name]
        kinds = [self._kind_key(kind) for kind in self.chart.kinds if KINDS[kind]]
        return [self._legend(keys) for keys in (groups, kinds) if keys]

    def _legend(self, keys: list[Artist]) -> Legend:
        """Return a legend with as many columns as the width of the axes allows."""
        size = self.style.font_size
        look: dict[str, Any] = {
            "loc": "upper left", "frameon": False, "borderpad": 0.0, "borderaxespad": 0.0, "handlelength": 2.2,
            "handletextpad": 0.5, "columnspacing": 1.4, "labelspacing": 0.3, "labelcolor": self.style.ink,
            "prop": FontProperties(size=0.88 * size, **self.font), "numpoints": 1, "handleheight": 0.8,
        }  # fmt: skip
        labels = [str(key.get_label()) for key in keys]
        width = self.ax.get_window_extent().width
        for columns in range(len(keys), 0, -1):
            legend = Legend(self.ax, keys, labels, ncols=columns, **look)
            if columns == 1 or legend.get_window_extent().width <= width:
                break
        return legend

    def _make_room(self, legends: list[Legend]) -> None:
        """Put the legends one below the other at the top, and end the data and the axis below them."""
        gap = 0.35 * self.style.font_size * self.ax.figure.dpi / 72
        height, top = max(self.ax.get_window_extent().height, 1.0), 1.0
        for legend in legends:
            legend.set_bbox_to_anchor((0.0, top), self.ax.transAxes)
            self.ax.add_artist(legend)
            top -= (legend.get_window_extent().height + gap) / height
        low, high = self._ends(self.chart.y, *self.chart.span("y"))
        room = min(1.0 - top, MOST_ROOM)
        self._stretch("y", low, high, (0.03, 0.05 + 1.05 * room / (1.0 - room)))
        self.ax.spines["left"].set_bounds(self.ax.get_ylim()[0], high)

    def _group_key(self, group: int, name: str) -> Artist:
        colour, size = self.colours[group % len(self.colours)], self.style.font_size
        bare = any(series.kind == "marks" for series in self.chart.series)
        full = self._ranked(group)
        fill = colour if full else "none" if bare else self.style.background
        look: dict[str, Any] = {"marker": MARKERS[group % len(MARKERS)], "markerfacecolor": fill, "color": colour}
        look |= {"markersize": (0.7 if full or bare else 0.45) * size, "linestyle": "none" if bare else "-"}
        return Line2D([], [], label=name, markeredgecolor=colour, linewidth=1.2 * self.style.line_width, **look)

    def _kind_key(self, kind: str) -> Artist:
        ink, size = self.style.faint, 0.65 * self.style.font_size
        if kind in BANDS:
            return Patch(facecolor=ink, edgecolor="none", alpha=0.3, label=KINDS[kind])
        if kind in ("rank", "at least"):
            fill, marker = (ink, "o") if kind == "rank" else (self.style.background, _open_with_tick())
            size *= 1.0 if kind == "rank" else 2.2  # markers are scaled to their farthest point
            look: dict[str, Any] = {"marker": marker, "markersize": size, "markerfacecolor": fill, "linestyle": "none"}
            return Line2D([], [], color=ink, markeredgecolor=ink, label=KINDS[kind], **look)
        thick = 0.6 if kind in (*UNGROUPED, "one seed") else 1.2
        look = {"linewidth": thick * self.style.line_width, "linestyle": DASHES.get(kind, "-"), "dash_capstyle": "butt"}
        if kind == "dotted":
            look |= {"marker": "x", "markersize": 0.8 * size, "markeredgewidth": look["linewidth"]}
        return Line2D([], [], color=self.style.ink if kind in UNGROUPED else ink, label=KINDS[kind], **look)


def _open_with_tick() -> Path:
    """Return a marker: a circle with a tick upwards."""
    tick = Path([(0.0, 0.5), (0.0, 1.1)])
    return Path.make_compound_path(Path.circle(radius=0.5), tick)
