"""A scene drawn with matplotlib, and written as png, pdf or svg: the same bytes every time."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.path import Path as Shape
from matplotlib.patheffects import withStroke
from matplotlib.transforms import AffineDeltaTransform

from ..errors import TnrnnError
from .files import check_path, replace
from .scene import CutMark, Label, Mark, Scene
from .style import Style

FORMATS: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Producer": None, "Creator": None},
    "svg": {"Date": None, "Creator": None},
}
MOST_PIXELS = 20_000
RC_PREFIXES = ("agg.", "mathtext.", "path.", "pdf.", "savefig.", "svg.", "text.")
SHAPES = {"state": 4, "input": 3, "margin": 3, "near": 4, "far": 4, "sum": 4}
WIDTHS = {"leg": 0.7, "margin": 0.7}
FULL_UNIT, THINNEST = 0.45, 0.2
"""Inches to a time step below which strokes become thinner, and how thin at least."""

ANCHORS = {"north": "top", "south": "bottom", "base": "baseline", "west": "left", "east": "right"}


def draw_scene(scene: Scene, style: Style, ax: Axes | None = None) -> Axes:
    """Draw a scene on `ax`, or on a figure of its own of the scene's natural size; return the axes."""
    left, bottom, right, top = scene.box
    if ax is None:
        figure = Figure(
            figsize=((right - left) * scene.unit, (top - bottom) * scene.unit),
            dpi=style.dpi,
            facecolor=style.background,
        )
        ax = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    ax.set_xlim(left, right)
    ax.set_ylim(bottom, top)
    ax.set_aspect("equal")
    ax.set_axis_off()
    thin = max(THINNEST, min(1.0, scene.unit / FULL_UNIT))
    _draw_regions(ax, scene, style)
    _draw_lines(ax, scene, style, thin)
    _draw_marks(ax, scene.marks, style, thin)
    _draw_cut(ax, scene, style, thin)
    _draw_marks(ax, [key.mark for key in scene.legend if key.mark is not None], style, 1.0)
    _draw_labels(ax, scene, style)
    return ax


def _draw_regions(ax: Axes, scene: Scene, style: Style) -> None:
    colours = {"near": style.near, "far": style.far}
    boxes = [region.box for region in scene.regions]
    if boxes:
        corners = [[(a, b), (c, b), (c, d), (a, d)] for a, b, c, d in boxes]
        faces = [colours[region.side] for region in scene.regions]
        ax.add_collection(
            PolyCollection(corners, facecolors=faces, edgecolors="none", linewidths=0, antialiaseds=False, zorder=0),
            False,
        )
        return
    for side, colour in colours.items():
        halos = [mark for mark in scene.marks if mark.side == side]
        if halos:
            _draw_shape(ax, halos, 0, 2.4, {"facecolors": colour, "edgecolors": "none", "linewidths": 0, "zorder": 0.5})


def _draw_lines(ax: Axes, scene: Scene, style: Style, thin: float) -> None:
    families: dict[float, list[Any]] = defaultdict(list)
    for line in scene.lines:
        families[WIDTHS.get(line.role, 1.0)].append(line.points)
    for width, lines in families.items():
        look = {
            "colors": style.ink,
            "linewidths": style.line_width * width * thin,
            "capstyle": "round",
            "joinstyle": "round",
        }
        ax.add_collection(LineCollection(lines, zorder=1, antialiaseds=True, **look), False)


def _draw_marks(ax: Axes, marks: Iterable[Mark], style: Style, thin: float) -> None:
    """Draw marks, one collection for all that look alike."""
    families: dict[tuple[str, str, float], list[Mark]] = defaultdict(list)
    for mark in marks:
        families[mark.role, _colour(mark, style), mark.radius].append(mark)
    for (role, colour, _), alike in families.items():
        size = 0.55 if role == "copy" else 1.0
        edge = "none" if role in ("near", "far") and colour != style.background else style.ink
        look = {"facecolors": colour, "edgecolors": edge, "linewidths": 0.55 * style.line_width * thin, "zorder": 2}
        _draw_shape(ax, alike, SHAPES.get(role, 0), size, look)


def _colour(mark: Mark, style: Style) -> str:
    fixed = {
        "state": style.state,
        "input": style.entry,
        "margin": style.joined,
        "copy": style.copy,
        "near": style.near,
        "far": style.far,
    }
    if mark.role in fixed:
        return fixed[mark.role]
    return style.layer(mark.layer) if mark.role == "site" else style.weight


def _draw_shape(ax: Axes, marks: list[Mark], corners: int, scale: float, look: dict[str, Any]) -> None:
    """Draw one shape at many places, its size in data units: marks that are apart stay apart at every size."""
    shape = Shape.unit_regular_polygon(corners) if corners else Shape.unit_circle()
    turn = {4: np.pi / 4}.get(corners, 0.0)
    cos, sin = np.cos(turn), np.sin(turn)
    vertices = (
        shape.vertices
        @ np.array([[cos, sin], [-sin, cos]])
        * (marks[0].radius * scale * {4: 1.25, 3: 1.1}.get(corners, 1.0))
    )
    offsets = [(mark.x, mark.y) for mark in marks]
    path = Shape(vertices, shape.codes)
    transform = AffineDeltaTransform(ax.transData)  # type: ignore[arg-type]
    collection = PathCollection([path], offsets=offsets, offset_transform=ax.transData, antialiaseds=True, **look)
    collection.set_transform(transform)
    ax.add_collection(collection, False)


def _draw_cut(ax: Axes, scene: Scene, style: Style, thin: float) -> None:
    width = style.cut_width * max(thin, 0.45)
    if scene.slice is not None:
        dashes = (0, (4.0, 2.5))
        look: dict[str, Any] = {
            "colors": style.cut,
            "linewidths": 0.6 * width,
            "linestyles": [dashes],
            "capstyle": "butt",
            "zorder": 1.5,
        }
        ax.add_collection(LineCollection([scene.slice], antialiaseds=True, **look), False)
    strokes = [_ends(mark) for mark in scene.cut_marks if mark.kind == "bond"]
    for colour, extra, order in ((style.background, 1.4 * max(thin, 0.45), 4.9), (style.cut, 0.0, 5.0)):
        if strokes:
            look = {"colors": colour, "linewidths": width + extra, "capstyle": "round", "zorder": order}
            ax.add_collection(LineCollection(strokes, antialiaseds=True, **look), False)
    families: dict[float, list[Mark]] = defaultdict(list)
    for mark in scene.cut_marks:
        if mark.kind == "hyperedge":
            families[mark.size].append(Mark(mark.name, "ring", mark.x, mark.y, mark.size))
    for rings in families.values():
        _draw_shape(
            ax, rings, 0, 1.0, {"facecolors": "none", "edgecolors": style.cut, "linewidths": width, "zorder": 3}
        )


def _ends(mark: CutMark) -> list[tuple[float, float]]:
    angle = np.deg2rad(mark.angle)
    dx, dy = float(np.cos(angle)) * mark.size, float(np.sin(angle)) * mark.size
    return [(mark.x - dx, mark.y - dy), (mark.x + dx, mark.y + dy)]


def _draw_labels(ax: Axes, scene: Scene, style: Style) -> None:
    colours = {
        "formula": style.cut,
        "multiplicity": style.cut,
        "time": style.faint,
        "side": style.faint,
        "count": style.faint,
    }
    for label in (*scene.labels, *(key.label for key in scene.legend)):
        words = label.anchor.split()
        look: dict[str, Any] = {
            "color": colours.get(label.role, style.ink),
            "fontsize": style.font_size * label.size,
            "va": next((ANCHORS[word] for word in words if word in ("north", "south", "base")), "center"),
            "ha": next((ANCHORS[word] for word in words if word in ("west", "east")), "center"),
            "family": "DejaVu Sans",
            "math_fontfamily": "dejavusans",
            "usetex": False,
        }
        if label.role == "multiplicity" or (label.role == "count" and scene.slice is not None):
            look["path_effects"] = [withStroke(linewidth=2.0, foreground=_behind(scene, label, style))]
        ax.text(label.x, label.y, _source(label), zorder=4, **look)


def _behind(scene: Scene, label: Label, style: Style) -> str:
    """The colour that a label stands on."""
    sides = (region.side for region in scene.regions if region.box[0] <= label.x < region.box[2])
    return {"near": style.near, "far": style.far}.get(next(sides, ""), style.background)


def _source(label: Label) -> str:
    """The text as matplotlib reads it: words with their dollars escaped, then mathematics between dollars."""
    words = label.text.replace("$", "\\$")
    return "  ".join(part for part in (words, f"${label.math}$" if label.math else "") if part)


def write(ax: Axes, path: str | os.PathLike[str]) -> None:
    """Write the figure of `ax` to a file; see `tnrnn.drawing.save`."""
    ending = check_path(path)
    figure = ax.get_figure(root=True)
    if figure is None:
        raise TnrnnError("save: the axes are in no figure")
    inches = max(figure.get_size_inches())
    data = BytesIO()
    fixed = {key: value for key, value in matplotlib.rcParamsDefault.items() if key.startswith(RC_PREFIXES)}
    with matplotlib.rc_context({**fixed, "svg.hashsalt": "tnrnn", "svg.fonttype": "path", "pdf.fonttype": 42}):
        dpi = min(figure.dpi, MOST_PIXELS / inches)
        figure.savefig(data, format=ending, dpi=dpi, metadata=FORMATS[ending], facecolor=figure.get_facecolor())
    replace(path, data.getvalue())
