"""A scene drawn with matplotlib, and written as png, pdf or svg: the same bytes every time."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.path import Path as Shape
from matplotlib.patheffects import withStroke
from matplotlib.transforms import AffineDeltaTransform

from ...basics import TnrnnError, mistake
from ...system import write_file
from ..scenes import CutMark, Label, Mark, Point, Scene, Style, look
from .files import check_path
from .settings import TURN, fixed_settings

FORMATS: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Producer": None, "Creator": None},
    "svg": {"Date": None, "Creator": None},
}
MOST_PIXELS = 20_000
ANCHORS = {"north": "top", "south": "bottom", "base": "baseline", "west": "left", "east": "right"}


def check_axes(owner: str, ax: Any) -> None:
    """Raise `TnrnnError` for anything but axes of a figure, with x to the right and y upwards."""
    if not isinstance(ax, Axes):
        raise mistake(owner, "matplotlib axes or None", ax)
    if ax.name != "rectilinear" or ax.get_figure(root=True) is None:
        raise mistake(owner, "axes of a figure, neither polar nor 3d", ax)


def draw_scene(scene: Scene, style: Style, ax: Axes | None = None) -> Axes:
    """Draw a scene on `ax`, or on a figure of its own of the scene's natural size; return the axes."""
    with TURN:
        return _drawn(scene, style, ax)


def _drawn(scene: Scene, style: Style, ax: Axes | None) -> Axes:
    left, bottom, right, top = scene.box
    if ax is None:
        figure = Figure(
            figsize=((right - left) * scene.unit, (top - bottom) * scene.unit),
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
    _Pen(ax, scene, style).draw()
    return ax


class _Pen:
    """Puts a scene on axes, one collection for all things that look alike."""

    def __init__(self, ax: Axes, scene: Scene, style: Style) -> None:
        self.ax, self.scene, self.style = ax, scene, style
        self.thin = look.thinness(scene)
        self.cut_thin = max(self.thin, look.LEAST_CUT)

    def draw(self) -> None:
        self._regions()
        self._lines()
        self._cut_lines()
        self._marks(self.scene.marks, self.thin)
        self._rings()
        self._marks([key.mark for key in self.scene.legend if key.mark is not None], 1.0)
        self._labels()
        self._strokes()

    def _regions(self) -> None:
        boxes = [region.box for region in self.scene.regions]
        if boxes:
            outlines = [[(a, b), (c, b), (c, d), (a, d)] for a, b, c, d in boxes]
            faces = [self.style.colour(region.side) for region in self.scene.regions]
            plain: dict[str, Any] = {"edgecolors": "none", "linewidths": 0, "antialiaseds": False, "zorder": 0}
            self.ax.add_collection(PolyCollection(outlines, facecolors=faces, **plain), False)
            return
        for side in ("near", "far"):
            halos = [mark for mark in self.scene.marks if mark.side == side]
            if halos:
                shaped = {"facecolors": self.style.colour(side), "edgecolors": "none", "linewidths": 0, "zorder": 0.5}
                self._discs(halos, [mark.radius * look.HALO for mark in halos], shaped)

    def _lines(self) -> None:
        families: dict[tuple[look.Stroke, bool], list[Any]] = defaultdict(list)
        for line in self.scene.lines:
            families[look.stroke(line.role), line.curve].append(line.points)
        for (stroke, curve), lines in families.items():
            width = self.style.line_width * stroke.width * self.thin
            self._paths(lines, curve, stroke.colour, width, {"zorder": 1, "linestyles": _dashes(stroke.dashes)})

    def _cut_lines(self) -> None:
        for line in self.scene.cut_lines:
            width = look.CUT_LINE * self.style.cut_width * self.cut_thin
            dashes = look.DASHES if line.kind == "line" else ()
            shaped = {"zorder": 1.5, "linestyles": _dashes(dashes), "capstyle": "butt"}
            self._paths([line.points], line.kind == "curve", look.cut_colour(line.cut), width, shaped)

    def _paths(self, lines: list[Any], curve: bool, colour: str, width: float, more: dict[str, Any]) -> None:
        shaped = {"capstyle": "round", "joinstyle": "round", "antialiaseds": True, **more}
        ink = self.style.colour(colour)
        if not curve:
            self.ax.add_collection(LineCollection(lines, colors=ink, linewidths=width, **shaped), False)
            return
        paths = [Shape(points, [Shape.MOVETO] + [Shape.CURVE4] * (len(points) - 1)) for points in lines]
        plain: dict[str, Any] = {"facecolors": "none", "edgecolors": ink, "linewidths": width}
        self.ax.add_collection(PathCollection(paths, **plain, **shaped), False)

    def _marks(self, marks: Iterable[Mark], thin: float) -> None:
        families: dict[tuple[str, str, float, float], list[Mark]] = defaultdict(list)
        for mark in marks:
            families[mark.role, look.fill(mark), mark.radius, mark.height].append(mark)
        for (role, colour, *_), alike in families.items():
            face = self.style.colour(colour)
            edge = "none" if role in look.BARE and face != self.style.background else self.style.ink
            width = look.EDGE * self.style.line_width * thin
            shaped = {"facecolors": face, "edgecolors": edge, "linewidths": width, "zorder": 2}
            first = alike[0]
            around = [(x - first.x, y - first.y) for x, y in look.corners(first)]
            if around:
                self._shapes(Shape([*around, around[0]], closed=True), alike, shaped)
            else:
                self._discs(alike, [look.radius(first)] * len(alike), shaped)

    def _discs(self, marks: list[Mark], radii: list[float], shaped: dict[str, Any]) -> None:
        for size in dict.fromkeys(radii):
            alike = [mark for mark, other in zip(marks, radii, strict=True) if other == size]
            self._shapes(Shape.circle(radius=size), alike, shaped)

    def _shapes(self, shape: Shape, marks: Iterable[Mark | CutMark], shaped: dict[str, Any]) -> None:
        """Draw one shape at many places, its size in data units: marks that are apart stay apart at every size."""
        offsets = [(mark.x, mark.y) for mark in marks]
        data = self.ax.transData
        collection = PathCollection([shape], offsets=offsets, offset_transform=data, antialiaseds=True, **shaped)
        collection.set_transform(AffineDeltaTransform(data))  # type: ignore[arg-type]
        self.ax.add_collection(collection, False)

    def _rings(self) -> None:
        families: dict[tuple[int, float], list[CutMark]] = defaultdict(list)
        for mark in self.scene.cut_marks:
            if mark.kind == "hyperedge":
                families[mark.cut, mark.size].append(mark)
        for (cut, size), rings in families.items():
            shaped = {"facecolors": "none", "edgecolors": self.style.colour(look.cut_colour(cut)), "zorder": 3}
            shaped["linewidths"] = self.style.cut_width * self.cut_thin
            self._shapes(Shape.circle(radius=size), rings, shaped)

    def _strokes(self) -> None:
        families: dict[int, list[tuple[Point, Point]]] = defaultdict(list)
        for mark in self.scene.cut_marks:
            if mark.kind != "hyperedge":
                families[mark.cut].append(look.stroke_ends(mark.x, mark.y, mark.angle, mark.size))
        for cut, strokes in families.items():
            width = self.style.cut_width * self.cut_thin
            self._paths(strokes, False, "background", width + look.STROKE_GAP * self.cut_thin, {"zorder": 4.9})
            self._paths(strokes, False, look.cut_colour(cut), width, {"zorder": 5})

    def _labels(self) -> None:
        for label in (*self.scene.labels, *(key.label for key in self.scene.legend)):
            words = label.anchor.split()
            shaped: dict[str, Any] = {
                "color": self.style.colour(look.text_colour(label)),
                "fontsize": self.style.font_size * label.size,
                "va": next((ANCHORS[word] for word in words if word in ("north", "south", "base")), "center"),
                "ha": next((ANCHORS[word] for word in words if word in ("west", "east")), "center"),
                "family": "DejaVu Sans",
                "math_fontfamily": "dejavusans",
                "usetex": False,
            }
            behind = look.rim(self.scene, label)
            if behind is not None:
                shaped["path_effects"] = [withStroke(linewidth=2.0, foreground=self.style.colour(behind))]
            self.ax.text(label.x, label.y, _source(label), zorder=4, **shaped)


def _dashes(dashes: tuple[float, ...]) -> Any:
    return [(0, dashes)] if dashes else "solid"


def _source(label: Label) -> str:
    """The text as matplotlib reads it: words with their dollars escaped, then mathematics between dollars."""
    words = label.text.replace("$", "\\$")
    return "  ".join(part for part in (words, f"${label.math}$" if label.math else "") if part)


def write(ax: Axes, path: str | os.PathLike[str]) -> None:
    """Write the figure of `ax` to a file; see `tnrnn.save`."""
    ending = check_path(path)
    figure = ax.get_figure(root=True)
    if figure is None:
        raise TnrnnError("save: the axes are in no figure")
    inches = max(figure.get_size_inches())
    data = BytesIO()
    with fixed_settings():
        dpi = min(figure.dpi, MOST_PIXELS / inches)
        figure.savefig(data, format=ending, dpi=dpi, metadata=FORMATS[ending], facecolor=figure.get_facecolor())
    write_file(path, data.getvalue())
