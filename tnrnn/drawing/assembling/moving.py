"""Scenes as rigid things: each can be moved and be written in other units, and several can be joined."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..scenes import Box, Cell, Point, Scene, around, extent, roles, tidy


class Motion(NamedTuple):
    """The map of the plane (x, y) -> (factor x + dx, factor y + dy)."""

    factor: float
    dx: float
    dy: float

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


def moved(scene: Scene, dx: float, dy: float, unit: float | None = None) -> Scene:
    """Return a scene with its origin at (dx, dy), in data units of so many inches, as large in print as before.

    >>> from tnrnn.drawing.scenes import Mark
    >>> scene = Scene("plain", (Mark("a", "weight", 1.0, 0.0, 0.1),), unit=0.8)
    >>> moved(scene, 5.0, 0.0, unit=0.4).marks[0].x
    7.0
    """
    new = scene.unit if unit is None else unit
    motion = Motion(scene.unit / new, dx, dy)
    cells = scene.cells or (Cell("", scene.box, 0.0, 0.0, 1.0),)
    changed: dict[str, Any] = {
        name: tuple(_moved(item, motion) for item in getattr(scene, name))
        for name in ("marks", "lines", "labels", "cut_marks", "regions", "legend", "cut_lines", *_more(scene))
    }
    changed["cells"] = tuple(
        cell._replace(
            box=motion.box(cell.box),
            x=tidy(motion.factor * cell.x + dx),
            y=tidy(motion.factor * cell.y + dy),
            step=cell.step * motion.factor,
        )
        for cell in cells
    )
    return dataclasses.replace(scene, box=motion.box(scene.box), unit=new, step=motion.length(scene.step), **changed)


def _more(scene: Scene) -> tuple[str, ...]:
    """Return the other fields of a scene that hold things with places."""
    return tuple(name for name in ("patches",) if hasattr(scene, name))


def _moved(item: Any, motion: Motion) -> Any:
    """Return a mark, line, label or region, or a key of the legend, at its new place."""
    changed: dict[str, Any] = {}
    for field in dataclasses.fields(item):
        value = getattr(item, field.name)
        if field.name == "points":
            changed["points"] = motion.points(value)
        elif field.name == "box":
            changed["box"] = motion.box(value)
        elif field.name in LENGTHS and type(item).__name__ != "Label":
            changed[field.name] = motion.length(value)
        elif dataclasses.is_dataclass(value):
            changed[field.name] = _moved(value, motion)
    if hasattr(item, "x"):
        changed["x"], changed["y"] = motion.at((item.x, item.y))
    return dataclasses.replace(item, **changed)


def joined(scenes: Sequence[Scene], view: str) -> Scene:
    """Return all things of scenes that have one unit and one size of type as one scene."""
    first = scenes[0]
    every: dict[str, Any] = {
        name: tuple(item for scene in scenes for item in getattr(scene, name))
        for name in (
            *("marks", "lines", "labels", "cut_marks", "regions", "legend", "cut_lines", "cells"),
            *_more(first),
        )
    }
    return dataclasses.replace(first, view=view, box=around(scene.box for scene in scenes), **every)


def renamed(scene: Scene, name: str) -> Scene:
    """Return a scene whose cells have a name, such as the letter of a panel."""
    return dataclasses.replace(scene, cells=tuple(cell._replace(name=name) for cell in scene.cells))


def ink(scene: Scene) -> Box:
    """Return the box of all that is drawn in a scene, without the margin around it."""
    em = scene.font_size / 72 / scene.unit
    boxes: list[Box] = [extent(label, em) for label in scene.labels]
    for mark in scene.marks:
        half = mark.height or roles.radius(mark)
        across = mark.radius if mark.height else half
        boxes.append((mark.x - across, mark.y - half, mark.x + across, mark.y + half))
    paths = [*(line.path for line in scene.lines), *(line.path for line in scene.cut_lines)]
    boxes += [(x, y, x, y) for path in paths for x, y in path]
    boxes += [(cut.x - cut.size, cut.y - cut.size, cut.x + cut.size, cut.y + cut.size) for cut in scene.cut_marks]
    boxes += [region.box for region in scene.regions]
    boxes += [(x, y, x, y) for name in _more(scene) for patch in getattr(scene, name) for x, y in patch.points]
    return around(boxes) if boxes else scene.box
