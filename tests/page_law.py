"""What TeX and SVG files show is what the display list says, to 0.02 points, and the same bytes every time."""

from __future__ import annotations

import hashlib
import math
import re
import subprocess
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from looks_law import Point, Polygon, near as distance
from pdf_reading import Page, read_pages

from tnrnn.drawing import Scene, Style, save
from tnrnn.drawing.scenes import ems
from tnrnn.drawing.shapes import Area, Disc, DisplayList, Outline, Pen, Text, display_list

NEAR, PART = 0.02, 2e-5
"""Points, and the part of the side of a picture: TikZ has its unit with six decimals."""

POINT = 72 / 72.27
"""A point of TeX in points of 1/72 inch."""

ENDINGS = ("png", "pdf", "svg", "tex")

DOCUMENT = r"""\RequirePackage{fix-cm}
\documentclass[tikz, border=0pt]{standalone}
\pdfcompresslevel=0 \pdfobjcompresslevel=0
\begin{document}%%
%s
\end{document}
"""


class Item(NamedTuple):
    """A path: the colours inside and of its line or None, the width of the line, whether it is dashed, its points."""

    fill: str | None
    stroke: str | None
    width: float
    dashed: bool
    points: tuple[Point, ...]


class Paper:
    """The map from a picture to its page, in points of 1/72 inch, with y upwards."""

    def __init__(self, picture: DisplayList) -> None:
        self.left, self.bottom, self.right, self.top = picture.box
        self.unit = 72 * picture.unit

    @property
    def size(self) -> Point:
        """The width and the height."""
        return (self.right - self.left) * self.unit, (self.top - self.bottom) * self.unit

    def at(self, points: Iterable[Point]) -> tuple[Point, ...]:
        """Return points on the page."""
        return tuple(((x - self.left) * self.unit, (y - self.bottom) * self.unit) for x, y in points)


def expected_items(picture: DisplayList, style: Style) -> Iterator[Item]:
    """Yield every path that a picture has to paint; a disc stands for the four corners of the box around it."""
    paper = Paper(picture)

    def ink(colour: str) -> str | None:
        return None if colour == "none" else style.colour(colour).upper()

    def painted(fill: str, pen: Pen, points: Iterable[Point]) -> Iterator[Item]:
        inside, line = ink(fill), ink(pen.colour)
        if inside or line:
            width = round(pen.width * POINT, 2) if line else 0.0
            yield Item(inside, line, width, bool(line and pen.dashes), paper.at(points))

    left, bottom, right, top = picture.box
    yield from painted("background", Pen("none", 0.0), [(left, bottom), (right, bottom), (right, top), (left, top)])
    for layer in picture.layers:
        for shape in layer.shapes:
            form = shape.form
            points = form.points if isinstance(form, Outline) else box_of(form) if is_disc(form) else form.corners
            yield from painted(shape.fill, shape.pen, points)
        for trace in layer.traces:
            if trace.beneath.colour != "none":
                yield from painted("none", trace.beneath, trace.form.points)
            yield from painted("none", trace.pen, trace.form.points)
            if trace.head:
                yield from painted(trace.pen.colour, Pen("none", 0.0), trace.head)


def is_disc(form: Any) -> bool:
    return isinstance(form, Disc)


def box_of(disc: Disc) -> Polygon:
    """Return the corners of the box around a disc."""
    return [(disc.x + i * disc.radius, disc.y + j * disc.radius) for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1))]


def alike(one: Item, two: Item, near: float = NEAR) -> bool:
    """Return whether two paths look the same: they fill one box, and the points of the one are on the other.

    A straight piece may have more points in the one. Discs are their boxes.
    """
    if one[:2] != two[:2] or one.dashed != two.dashed or abs(one.width - two.width) > 0.011:
        return False
    if any(abs(a - b) > near for a, b in zip(around(one.points), around(two.points), strict=True)):
        return False
    disc = len(two.points) > 8 and len(one.points) == 4
    closed = [*two.points, two.points[0]] if one.fill or len(two.points) > 2 else list(two.points)
    return disc or all(distance(closed, point)[0] < near for point in one.points)


def around(points: Iterable[Point]) -> tuple[float, ...]:
    """Return the box around points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def compiled(scenes: list[Scene], styles: list[Style], folder: Path) -> list[Page]:
    """Return the pages of a document that inputs all pictures."""
    names = []
    for number, (scene, style) in enumerate(zip(scenes, styles, strict=True)):
        names.append(f"picture{number}")
        save(scene, folder / f"{names[-1]}.tex", style)
    (folder / "all.tex").write_text(DOCUMENT % "\n".join(f"\\input{{{name}}}%" for name in names), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    log = (folder / "all.log").read_text(encoding="latin-1")
    assert done.returncode == 0, log[-2000:]
    pages = read_pages((folder / "all.pdf").read_bytes())
    assert len(pages) == len(scenes), (len(pages), len(scenes))
    return pages


def tex_faults(scene: Scene, style: Style, page: Page) -> Iterator[str]:
    """Yield what differs between a page and the display list."""
    picture = display_list(scene, style)
    paper = Paper(picture)
    near = max(NEAR, PART * max(paper.size))
    if any(abs(a - b) > near for a, b in zip(page.size, paper.size, strict=True)):
        yield f"tex: the page is {page.size}, the picture {paper.size}"
    grounds = {style.colour(text.rim).upper() for layer in picture.layers for text in layer.texts if text.rim}
    found = [
        Item(
            path.fill and path.fill.upper(),
            path.stroke and path.stroke.upper(),
            round(path.width, 2) if path.stroke else 0.0,
            bool(path.stroke and path.dashed),
            points,
        )
        for path in page.paths
        for points in path.subpaths
    ]
    for item in expected_items(picture, style):
        hits = [other for other in found if alike(item, other, near)]
        if not hits:
            yield f"tex: {item} is not on the page"
        else:
            found.remove(hits[0])
    left = [
        item for item in found if not (item.fill == item.stroke and item.fill in grounds) and not is_underscore(item)
    ]
    if left:
        yield f"tex: {left[0]} and {len(left) - 1} more are on the page, but not in the picture"
    begun = list(page.texts)
    for text in (text for layer in picture.layers for text in layer.texts if text.tex):
        ((x, y),) = paper.at([(text.x, text.y)])
        starts = [other for other in begun if is_begun(text, style, (x, y), other)]
        if not starts:
            yield f"tex: {text.tex} at {x:.1f}, {y:.1f} is not on the page"
        else:
            wide = text.size * POINT * ems(text.text, text.math)
            start = x - {"left": 0.0, "center": wide / 2, "right": wide}[text.across]
            begun.remove(min(starts, key=lambda other: math.dist(other[:2], (start, y))))


def is_underscore(item: Item) -> bool:
    """Return whether a path is a short level rule, which is what TeX makes of an underscore."""
    if item.fill is not None or len(item.points) != 2 or item.width > 0.45:
        return False
    (ax, ay), (bx, by) = item.points
    return ay == by and abs(ax - bx) < 4


def is_begun(text: Text, style: Style, at: Point, other: tuple[float, float, str, float]) -> bool:
    """Return whether a text may begin at a place of the page; accents and scripts begin above the base line."""
    em = text.size * POINT
    lifts = {"south": 0.22, "north": -0.72, "base": 0.0}
    base = at[1] + em * next((lifts[word] for word in text.anchor.split() if word in lifts), -0.25)
    wide = em * (len(text.text) + len(text.math) + 2)
    room = 0.4 * em if "west" in text.anchor else wide
    high = 0.9 * em if text.math else 0.2 * em
    return (
        abs(other[1] - base) < high and abs(other[0] - at[0]) < room and other[2] == style.colour(text.colour).upper()
    )


def svg_faults(scene: Scene, style: Style, source: str) -> Iterator[str]:
    """Yield what differs between an SVG and the display list."""
    picture = display_list(scene, style)
    paper = Paper(picture)
    high = paper.size[1]

    def flipped(points: Iterable[Point]) -> tuple[float, ...]:
        return tuple(value for x, y in paper.at(points) for value in (x, high - y))

    expected: list[tuple[str, tuple[float, ...]]] = []
    for layer in picture.layers:
        for shape in layer.shapes:
            form = shape.form
            if isinstance(form, Disc):
                expected.append(("circle", (*flipped([(form.x, form.y)]), form.radius * paper.unit)))
            elif isinstance(form, Area):
                left, bottom, right, top = form.box
                size = ((right - left) * paper.unit, (top - bottom) * paper.unit)
                expected.append(("rect", (*flipped([(left, top)]), *size)))
            else:
                kind = "path" if isinstance(form, Outline) else "polygon"
                expected.append((kind, flipped(form.points if kind == "path" else form.corners)))
        for trace in layer.traces:
            forms = [part.path for part in trace.parts if part.path] or [trace.form]
            twice = 2 if trace.beneath.colour != "none" else 1
            expected += [("path", flipped(form.points)) for form in forms] * twice
            if trace.head:
                expected.append(("polygon", flipped(trace.head)))
    left_over = list(elements(source))
    for kind, values in expected:
        hits = [one for one in left_over if one[0] == kind and close(one[1], values)]
        if not hits:
            yield f"svg: {kind} {values[:4]} is not there"
        else:
            left_over.remove(hits[0])
    if left_over:
        yield f"svg: {left_over[0]} and {len(left_over) - 1} more are not in the picture"


def close(one: tuple[float, ...], two: tuple[float, ...]) -> bool:
    return len(one) == len(two) and all(abs(a - b) < NEAR for a, b in zip(one, two, strict=True))


def elements(source: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Yield the kind and the numbers of everything that an SVG paints, but its background and its texts."""
    for element in ElementTree.fromstring(source).iter():
        kind, given = element.tag.rpartition("}")[2], element.attrib
        if kind == "circle":
            yield kind, tuple(float(given[name]) for name in ("cx", "cy", "r"))
        elif kind == "rect" and given.get("class") != "background":
            yield kind, tuple(float(given[name]) for name in ("x", "y", "width", "height"))
        elif kind in ("polygon", "path"):
            text = given["points" if kind == "polygon" else "d"]
            yield kind, tuple(map(float, re.findall(r"-?\d*\.?\d+", text)))


def digest(scene: Scene, folder: Path, name: str) -> str:
    """Return a hash of the bytes of a picture in all formats."""
    found = hashlib.sha256()
    for ending in ENDINGS:
        save(scene, folder / f"{name}.{ending}")
        found.update((folder / f"{name}.{ending}").read_bytes())
    return found.hexdigest()


def digests(scenes: list[Scene], folder: Path, threads: int = 1) -> list[str]:
    """Return the hashes of pictures, which so many threads save."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda pair: digest(pair[1], folder, f"p{pair[0]}"), enumerate(scenes)))
