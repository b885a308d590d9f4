"""A Scene as JSON, with what a page cannot work out: the runs of mathematical text, its TeX, and the sizes of strokes.

Marks, lines and labels are many, and therefore arrays; their items are in the order of the fields in
`tnrnn.drawing.scenes.scene`.
"""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

from ..drawing.cut_lines import LEAST_POINTS, MOST_STROKE, RING, STROKE
from ..drawing.scenes import CutLine, CutMark, Key, Label, Line, Mark, Region, Scene, Style, Theme, look
from ..drawing.shapes import Text, runs
from ..networks import Network

HALOS = {"light": {"near": "#B5D3EE", "far": "#F8D3A0"}, "dark": {"near": "#27517A", "far": "#6B4A26"}}
"""The colours of the halos that show the sides of a reader's own cut, in place of wide bands."""


def scene_json(scene: Scene, network: Network | None = None) -> dict[str, Any]:
    """Return a scene as JSON; if the network is given, each line lists the tensors that sit on it between two bonds.

    >>> from tnrnn import rac, unroll
    >>> from tnrnn.drawing import compose
    >>> network = unroll(rac(length=2, layers=1, inputs=2, hidden=3))
    >>> found = scene_json(compose(network), network)
    >>> found["marks"][0][:4], found["lines"][1][5]
    (['h[2,1]', 'site', 2.0, 0.0], ['W_H[2,1]'])
    """
    step = scene.step
    stroke = min(MOST_STROKE * step, max(STROKE * step, LEAST_POINTS / 72 / scene.unit))
    return {
        "frame": [scene.view, list(scene.box), scene.unit, scene.font_size, step, round(stroke, 6), RING * step],
        "marks": [_mark(mark) for mark in scene.marks],
        "sides": "".join({"near": "n", "far": "f"}.get(mark.side or "", "-") for mark in scene.marks),
        "lines": [_line(line, network) for line in scene.lines],
        "labels": [_label(label) for label in scene.labels],
        "cut_marks": [_cut_mark(mark) for mark in scene.cut_marks],
        "regions": [[region.side, list(region.box)] for region in scene.regions],
        "legend": [[None if key.mark is None else _mark(key.mark), _label(key.label)] for key in scene.legend],
        "cut_lines": [[line.cut, line.kind, [list(point) for point in line.points]] for line in scene.cut_lines],
    }


def scene_of(found: dict[str, Any]) -> Scene:
    """Return the scene that JSON holds: what a page shows, to be compared with what the library draws.

    >>> from tnrnn import rac, unroll
    >>> from tnrnn.drawing import compose
    >>> scene = compose(unroll(rac(length=2, layers=1, inputs=2, hidden=3)))
    >>> scene_of(scene_json(scene)) == scene
    True
    """
    sides = ({"n": "near", "f": "far"}.get(letter) for letter in found["sides"])
    view, box, unit, font_size, step = found["frame"][:5]
    return Scene(
        view,
        tuple(dataclasses.replace(_mark_of(mark), side=side) for mark, side in zip(found["marks"], sides, strict=True)),
        tuple(
            Line(tuple(b), role, _points(at), tuple(stops), curve) for b, role, at, stops, curve, _ in found["lines"]
        ),
        tuple(Label(*label[:9]) for label in found["labels"]),
        tuple(CutMark(*(*mark[:8], int(mark[8]), mark[9])) for mark in found["cut_marks"]),
        tuple(Region(side, _box(corners)) for side, corners in found["regions"]),
        tuple(Key(None if mark is None else _mark_of(mark), Label(*label[:9])) for mark, label in found["legend"]),
        tuple(CutLine(cut, kind, _points(at)) for cut, kind, at in found["cut_lines"]),
        _box(box),
        unit,
        font_size,
        step,
    )


def _values(item: Any) -> tuple[Any, ...]:
    return tuple(getattr(item, field.name) for field in dataclasses.fields(item))


def _mark(mark: Mark) -> list[Any]:
    return [mark.name, mark.role, mark.x, mark.y, mark.radius, mark.layer, list(mark.tensors), mark.height]


def _mark_of(found: list[Any]) -> Mark:
    name, role, x, y, radius, layer, tensors, height = found
    return Mark(name, role, x, y, radius, layer, None, tuple(tensors), height)


def _cut_mark(mark: CutMark) -> list[Any]:
    """Return a mark of the cut; its ninth item, the count, is text if JavaScript's numbers would round it."""
    values = list(_values(mark))
    return [*values[:8], str(mark.count), mark.cut] if mark.count >= 2**53 else values


def _line(line: Line, network: Network | None) -> list[Any]:
    points = [list(point) for point in line.points]
    return [list(line.bonds), line.role, points, list(line.stops), line.curve, _between(line, network)]


def _between(line: Line, network: Network | None) -> list[str]:
    """Return the tensors that sit on a line, each between one bond and the next."""
    if network is None:
        return []
    found = []
    for one, two in itertools.pairwise(line.bonds):
        shared = [end for end in network.ends[one] if end in network.ends[two]]
        found += [network.tensors[shared[0]].name] if shared else []
    return found


def _label(label: Label) -> list[Any]:
    drawn = [[run.text, run.italic, round(run.size, 6), round(run.rise, 6)] for run in runs(label.math)]
    return [*_values(label), drawn, Text(0.0, 0.0, label.text, label.math, "", 0.0, "", None, "", "").tex]


def _points(found: list[Any]) -> tuple[tuple[float, float], ...]:
    return tuple((x, y) for x, y in found)


def _box(found: list[float]) -> tuple[float, float, float, float]:
    left, bottom, right, top = found
    return left, bottom, right, top


def styles() -> dict[str, Style]:
    """Return the styles of a page: light and dark, each also with the halos of a reader's own cut.

    >>> list(styles())
    ['light', 'dark', 'light-own', 'dark-own']
    """
    themes: dict[str, Theme] = {"light": "print", "dark": "dark"}
    plain = {name: Style.named(theme) for name, theme in themes.items()}
    return plain | {f"{name}-own": Style.named(theme, **HALOS[name]) for name, theme in themes.items()}


def look_json() -> dict[str, Any]:
    """Return the constants that all writers share (`tnrnn.drawing.scenes.look`), for the writers in the page."""
    names = (
        "FULL_UNIT THINNEST HALO EDGE CUT_LINE STROKE_GAP LEAST_CUT DASHES SHAPES SCALES BLOCKS BLOCK SMALL FILLS TEXTS"
    )
    found: dict[str, Any] = {name: getattr(look, name) for name in names.split()}
    found["SCALES"] = {str(shape): scale for shape, scale in look.SCALES.items()}
    found |= {name: sorted(getattr(look, name)) for name in ("BLOCKED", "LAYERED", "BARE", "OF_THE_CUT", "RIMMED")}
    found["STROKES"] = {"": list(look.Stroke()), **{role: list(stroke) for role, stroke in look.STROKES.items()}}
    return found | {"styles": {name: dataclasses.asdict(style) for name, style in styles().items()}}
