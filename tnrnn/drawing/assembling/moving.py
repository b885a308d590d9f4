"""Scenes as rigid things: each can be moved and be written in other units, and several can be joined."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..scenes import (
    Box,
    Cell,
    CutLine,
    CutMark,
    Key,
    Label,
    Line,
    Mark,
    Patch,
    Point,
    Region,
    Scene,
    around,
    extent,
    roles,
    tidy,
)


class Motion(NamedTuple):
    """The map of the plane (x, y) -> (factor x + dx, factor y + dy); `type` is the factor of the sizes of labels."""

    factor: float
    dx: float
    dy: float
    type: float = 1.0

    def at(self, point: Point) -> Point:
        return tidy(self.factor * point[0] + self.dx), tidy(self.factor * point[1] + self.dy)

    def box(self, box: Box) -> Box:
        return (*self.at(box[:2]), *self.at(box[2:]))

    def length(self, value: float) -> float:
        return tidy(self.factor * value)

    def points(self, points: Iterable[Point]) -> tuple[Point, ...]:
        return tuple(map(self.at, points))


LENGTHS = ("radius", "height", "size", "step")
"""The fields that are lengths in data units. The size of a label is none: it is relative to the type."""

PLACED = {
    kind: tuple(
        field.name
        for field in dataclasses.fields(kind)
        if field.name in ("x", "points", "outline", "box", *LENGTHS, "mark", "label", "line")
    )
    for kind in (Mark, Line, Label, CutMark, CutLine, Region, Patch, Key)
}
"""The fields of each kind of things that are places, lengths or things with places."""

THINGS = ("marks", "lines", "labels", "cut_marks", "regions", "legend", "cut_lines", "patches")
"""The fields of a scene that hold things with places."""


def moved(scene: Scene, dx: float, dy: float, unit: float | None = None, font_size: float | None = None) -> Scene:
    """Return a scene with its origin at (dx, dy), in other units of length and type, as large in print as before.

    Parameters
    ----------
    scene : Scene
    dx, dy : float
        The new place of its origin, in the new data units.
    unit : float, optional
        The inches of the new data unit.
    font_size : float, optional
        The points of the type that the sizes of labels are relative to.

    Examples
    --------
    >>> from tnrnn.drawing.scenes import Mark
    >>> scene = Scene("plain", (Mark("a", "weight", 1.0, 0.0, 0.1),), unit=0.8)
    >>> moved(scene, 5.0, 0.0, unit=0.4).marks[0].x
    7.0
    """
    new, type_size = unit or scene.unit, font_size or scene.font_size
    motion = Motion(scene.unit / new, dx, dy, scene.font_size / type_size)
    changed: dict[str, Any] = {
        name: tuple(_moved(item, motion) for item in items) for name in THINGS if (items := getattr(scene, name))
    }
    cells = tuple(
        cell._replace(
            box=motion.box(cell.box),
            x=tidy(motion.factor * cell.x + dx),
            y=tidy(motion.factor * cell.y + dy),
            step=cell.step * motion.factor,
        )
        for cell in scene.cells or (Cell("", scene.box, 0.0, 0.0, 1.0),)
    )
    changed |= {"box": motion.box(scene.box), "step": motion.length(scene.step), "cells": cells}
    return dataclasses.replace(scene, unit=new, font_size=type_size, **changed)


def _moved(item: Any, motion: Motion) -> Any:
    """Return a mark, line, label or region, or a key of the legend, at its new place."""
    changed: dict[str, Any] = {}
    for name in PLACED[type(item)]:
        value = getattr(item, name)
        if name == "x":
            changed["x"], changed["y"] = motion.at((value, item.y))
        elif name in ("points", "outline"):
            changed[name] = motion.points(value)
        elif name == "box":
            changed[name] = motion.box(value)
        elif name in LENGTHS:
            changed[name] = value * motion.type if isinstance(item, Label) else motion.length(value)
        elif value is not None:
            changed[name] = _moved(value, motion)
    return dataclasses.replace(item, **changed)


def joined(scenes: Sequence[Scene], view: str) -> Scene:
    """Return all things of scenes that have one unit and one size of type as one scene."""
    every: dict[str, Any] = {
        name: tuple(item for scene in scenes for item in getattr(scene, name)) for name in (*THINGS, "cells")
    }
    return dataclasses.replace(scenes[0], view=view, box=around(scene.box for scene in scenes), **every)


def renamed(scene: Scene, name: str) -> Scene:
    """Return a scene whose cells have a name, such as the letter of a panel, before the names that they have.

    >>> [cell.name for cell in renamed(renamed(moved(Scene("plain"), 0.0, 0.0), "b"), "a").cells]
    ['a-b']
    """
    return dataclasses.replace(
        scene, cells=tuple(cell._replace(name="-".join(filter(None, (name, cell.name)))) for cell in scene.cells)
    )


def ink(scene: Scene) -> Box:
    """Return the box of all that is drawn in a scene, without the margin around it."""
    em = scene.font_size / 72 / scene.unit
    boxes: list[Box] = [extent(label, em) for label in (*scene.labels, *(key.label for key in scene.legend))]
    for mark in (*scene.marks, *(key.mark for key in scene.legend if key.mark is not None)):
        half = mark.height or roles.radius(mark)
        across = mark.radius if mark.height else half
        boxes.append((mark.x - across, mark.y - half, mark.x + across, mark.y + half))
    lines = (*scene.lines, *(key.line for key in scene.legend if key.line is not None))
    paths = [*(line.path for line in lines), *(line.path for line in scene.cut_lines)]
    boxes += [(x, y, x, y) for path in paths for x, y in path]
    boxes += [(cut.x - cut.size, cut.y - cut.size, cut.x + cut.size, cut.y + cut.size) for cut in scene.cut_marks]
    boxes += [region.box for region in scene.regions]
    boxes += [(x, y, x, y) for patch in scene.patches for x, y in patch.points]
    return around(boxes) if boxes else scene.box


def cropped(scene: Scene, ems: float) -> Scene:
    """Return a scene without the room around what is drawn in it, but for a margin in ems."""
    pad = ems * scene.font_size / 72 / scene.unit
    left, bottom, right, top = ink(scene)
    return dataclasses.replace(scene, box=(tidy(left - pad), tidy(bottom - pad), tidy(right + pad), tidy(top + pad)))
