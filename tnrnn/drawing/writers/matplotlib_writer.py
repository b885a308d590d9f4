"""Pictures by matplotlib: on axes, or as a png, pdf or svg, whose bytes are the same every time."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any, TypeVar

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline
from matplotlib.patheffects import withStroke
from matplotlib.transforms import AffineDeltaTransform

from ...basics import TnrnnError, mistake
from ..scenes import Scene, Style
from ..shapes import (
    Area,
    Block,
    Disc,
    DisplayList,
    Layer,
    Outline as Spline,
    Pen,
    Polygon,
    Shape,
    Text,
    Trace,
    display_list,
)
from .matplotlib_fonts import font_of
from .matplotlib_settings import TURN, fixed_settings
from .matplotlib_text import text_source
from .truetype import with_truetype

METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Producer": None, "Creator": None},
    "svg": {"Date": None, "Creator": None},
}
Item = TypeVar("Item", Shape, Trace)
MOST_PIXELS = 20_000
HEIGHTS = {
    "regions": 0.0, "halos": 0.5, "patches": 0.7, "lines": 1.0, "cut-lines": 1.5, "marks": 2.0, "rings": 3.0,
    "legend": 2.0, "labels": 4.0, "strokes": 5.0,
}  # fmt: skip
"""The zorder of each layer: matplotlib draws what is higher later."""

RIM = 2.0
"""The width of the rim of a text in points."""


def check_axes(owner: str, ax: Any) -> None:
    """Raise `TnrnnError` unless `ax` are axes of a figure, with x to the right and y upwards."""
    if not isinstance(ax, Axes):
        raise mistake(owner, "matplotlib axes or None", ax)
    if ax.name != "rectilinear" or ax.get_figure(root=True) is None:
        raise mistake(owner, "axes of a figure, neither polar nor 3d", ax)


def draw_scene(scene: Scene, style: Style, ax: Axes | None = None) -> Axes:
    """Draw a scene on `ax`, or on a new figure of its natural size, and return the axes."""
    with TURN:
        return _drawn(display_list(scene, style), style, ax)


def _drawn(picture: DisplayList, style: Style, ax: Axes | None) -> Axes:
    left, bottom, right, top = picture.box
    if ax is None:
        figure = Figure(
            figsize=((right - left) * picture.unit, (top - bottom) * picture.unit),
            dpi=style.dpi,
            facecolor=style.background,
        )
        ax = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    if (ax.get_xscale(), ax.get_yscale()) != ("linear", "linear"):
        ax.set(xscale="linear", yscale="linear")
    ax.set_xlim(left, right)
    ax.set_ylim(bottom, top)
    ax.set_aspect("equal")
    ax.set_axis_off()
    printer = _Printer(ax, style)
    for layer in picture.layers:
        printer.draw(layer)
    with_truetype(ax)
    return ax


class _Printer:
    """Draws layers on axes, with one collection for all shapes that look alike."""

    def __init__(self, ax: Axes, style: Style) -> None:
        self.ax, self.style, self.font = ax, style, font_of(style)

    def draw(self, layer: Layer) -> None:
        """Draw one layer."""
        height = HEIGHTS[layer.name]
        if layer.name == "regions":
            self._regions([shape for shape in layer.shapes if not isinstance(shape.form, Spline)], height)
            for shapes in _families([each for each in layer.shapes if isinstance(each.form, Spline)], _look):
                self._shapes(shapes, height)
        else:
            for shapes in _families(layer.shapes, _look):
                self._shapes(shapes, height)
        for traces in _families(layer.traces, lambda trace: (trace.pen, trace.form.curve, trace.beneath)):
            more = {"zorder": height, **({"capstyle": "butt"} if layer.name == "cut-lines" else {})}
            if traces[0].beneath.colour != "none":
                self._traces(traces, traces[0].beneath, {**more, "zorder": height - 0.1})
            self._traces(traces, traces[0].pen, more)
        self._heads([trace for trace in layer.traces if trace.head], height)
        for text in layer.texts:
            self._text(text, height)

    def _regions(self, shapes: Iterable[Shape], height: float) -> None:
        outlines, faces = [shape.form.corners for shape in shapes], [self._ink(shape.fill) for shape in shapes]
        plain: dict[str, Any] = {"edgecolors": "none", "linewidths": 0, "antialiaseds": False, "zorder": height}
        if outlines:
            self.ax.add_collection(PolyCollection(outlines, facecolors=faces, **plain), False)

    def _traces(self, traces: list[Trace], pen: Pen, more: dict[str, Any]) -> None:
        dashes: Any = [(0, pen.dashes)] if pen.dashes else "solid"
        shaped = {"capstyle": "round", "joinstyle": "round", "antialiaseds": True, "linestyles": dashes, **more}
        lines, ink = [trace.form.points for trace in traces], self._ink(pen.colour)
        if not traces[0].form.curve:
            self.ax.add_collection(LineCollection(lines, colors=ink, linewidths=pen.width, **shaped), False)
            return
        paths = [Outline(points, [Outline.MOVETO] + [Outline.CURVE4] * (len(points) - 1)) for points in lines]
        plain: dict[str, Any] = {"facecolors": "none", "edgecolors": ink, "linewidths": pen.width}
        self.ax.add_collection(PathCollection(paths, **plain, **shaped), False)

    def _heads(self, traces: list[Trace], height: float) -> None:
        """Draw the heads of arrows."""
        if traces:
            inks = [self._ink(trace.pen.colour) for trace in traces]
            heads = PolyCollection([trace.head for trace in traces], facecolors=inks, edgecolors="none", zorder=height)
            self.ax.add_collection(heads, False)

    def _shapes(self, shapes: list[Shape], height: float) -> None:
        """Draw a form at many places. Its size is in data units, so that marks do not overlap at any size."""
        first, data = shapes[0], self.ax.transData
        forms = [shape.form for shape in shapes if not isinstance(shape.form, Area)]
        collection = PathCollection(
            [_outline(forms[0])],
            offsets=[(form.x, form.y) for form in forms],
            offset_transform=data,
            antialiaseds=True,
            facecolors=self._ink(first.fill),
            edgecolors=self._ink(first.pen.colour),
            linewidths=first.pen.width,
            linestyles=[(0, first.pen.dashes)] if first.pen.dashes else "solid",
            zorder=height,
        )
        collection.set_transform(AffineDeltaTransform(data))  # type: ignore[arg-type]
        self.ax.add_collection(collection, False)

    def _text(self, text: Text, height: float) -> None:
        shaped: dict[str, Any] = {
            "color": self._ink(text.colour),
            "fontsize": text.size,
            "va": text.down,
            "ha": text.across,
            "usetex": False,
            **self.font,
        }
        if text.rim:
            shaped["path_effects"] = [withStroke(linewidth=RIM, foreground=self._ink(text.rim))]
        self.ax.text(text.x, text.y, text_source(text.text, text.math, self.font["family"]), zorder=height, **shaped)

    def _ink(self, colour: str) -> str:
        return colour if colour == "none" else self.style.colour(colour)


def _families(items: Iterable[Item], look: Callable[[Item], Any]) -> Iterable[list[Item]]:
    """Return families of items that look alike, in the order of the first item of each."""
    found: dict[Any, list[Item]] = defaultdict(list)
    for item in items:
        found[look(item)].append(item)
    return found.values()


def _look(shape: Shape) -> Any:
    """Return a value that is the same for shapes that differ only in their places."""
    form: Any = shape.form
    if isinstance(form, Disc):
        form = form.radius  # most marks are discs
    elif not isinstance(form, Area):
        form = dataclasses.replace(form, x=0.0, y=0.0)
    return shape.kind, shape.fill, shape.pen, form


def _outline(form: Disc | Polygon | Block | Spline) -> Outline:
    """Return a form around the origin."""
    if isinstance(form, Disc):
        return Outline.circle(radius=form.radius)
    if isinstance(form, Spline):
        codes = [Outline.MOVETO, *[Outline.CURVE4] * (len(form.steps) - 1), Outline.CLOSEPOLY]
        return Outline([*form.steps, form.steps[0]], codes)
    around = [(x - form.x, y - form.y) for x, y in form.corners]
    return Outline([*around, around[0]], closed=True)


def figure_file(ax: Axes, ending: str) -> bytes:
    """Return the bytes of a file of the figure of `ax`, in the format of an ending; see `tnrnn.drawing.save`."""
    figure = ax.get_figure(root=True)
    if figure is None:
        raise TnrnnError("save: the axes are in no figure")
    inches = max(figure.get_size_inches())
    data = BytesIO()
    with fixed_settings():
        dpi = min(figure.dpi, MOST_PIXELS / inches)
        figure.savefig(data, format=ending, dpi=dpi, metadata=METADATA[ending], facecolor=figure.get_facecolor())
    return data.getvalue()
