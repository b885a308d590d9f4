"""The rooms of the package and the arrows between them, read from its imports, and pictures of them for docs/design.md.

A room is a package in `tnrnn`. An arrow leads from a room to one whose names it imports, wherever the import stands: in
a function, or for type checkers alone. The tests of the package's structure read the imports with the same functions.
"""

from __future__ import annotations

import ast
import itertools
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import networkx

from tnrnn import Bond, Network, Style, Tensor
from tnrnn.drawing import Look, Scene, View, compose, save
from tnrnn.drawing.spreading import in_columns

PACKAGE = Path(__file__).parents[1] / "tnrnn"
INNER = PACKAGE / "drawing"
"""The room that has rooms of its own."""

ACROSS, UP = 3.4, 1.7
"""How far apart names stand beside one another, and storeys above one another, in units of the scene."""

CLOSE = 0.8
"""How near a line may pass by a room, in the same units."""

Arrow = tuple[str, str]
Arrows = set[Arrow]
Levels = dict[str, int]
Point = tuple[float, float]
Line = tuple[Point, Point]
Places = dict[str, Point]


# What imports what


class Import(NamedTuple):
    """An import: the module as it is written, whether it runs with the file, and whether it is for type checkers."""

    module: str
    runs: bool
    typing: bool


def imports(path: Path) -> Iterator[Import]:
    """Yield every import of a file; in `from . import a, b` there are two, `.a` and `.b`."""
    yield from _imports(path.read_text(encoding="utf-8"))


@cache  # tests ask for the imports of the same hundreds of files many times
def _imports(text: str) -> tuple[Import, ...]:
    tree = ast.parse(text)
    nodes, typing = list(ast.walk(tree)), set[int]()
    for node in nodes:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            typing |= {id(inner) for inner in ast.walk(node)}
    written = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    return tuple(Import(module, node in tree.body, id(node) in typing) for node in written for module in _written(node))


def _written(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    dots = "." * node.level
    return [f"{dots}{node.module}"] if node.module else [dots + alias.name for alias in node.names]


def modules() -> list[Path]:
    """Return the files of all modules of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """Return the name of a module without the package's: `drawing/scenes/style`, and `drawing/scenes` for a face."""
    return "/".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").removesuffix("/")


def targets(path: Path) -> Iterator[Path]:
    """Yield the file of each module of the package that a file imports; a name that a face shows is the face's."""
    for module in (found.module for found in imports(path) if found.module.startswith(".")):
        words = module.lstrip(".")
        target = path.parents[len(module) - len(words) - 1].joinpath(*filter(None, words.split(".")))
        while not (target.with_suffix(".py").is_file() or (target / "__init__.py").is_file()):
            target = target.parent
        yield target / "__init__.py" if target.is_dir() else target.with_suffix(".py")


def all_arrows() -> list[tuple[Path, Path]]:
    """Return (file, file that it imports) for every import between modules; a face imports what its stub shows."""
    return [(path, target) for path in modules() for source in _sources(path) for target in targets(source)]


def _sources(path: Path) -> list[Path]:
    return [source for source in (path, path.with_suffix(".pyi")) if source.is_file()]


# Rooms


def rooms(folder: Path = PACKAGE) -> list[str]:
    """Return the names of the rooms of a folder; in a room with rooms of its own its modules count as rooms, too."""
    names = [path.parent.name for path in folder.glob("*/__init__.py")]
    if folder != PACKAGE:
        names += [path.stem for path in folder.glob("*.py") if path.stem != "__init__"]
    return sorted(names)


def arrows(folder: Path = PACKAGE) -> Arrows:
    """Return (room, room that it imports) for all rooms of a folder."""
    inside = set(rooms(folder))
    found = ((_room(above, folder), _room(below, folder)) for above, below in all_arrows())
    return {(above, below) for above, below in found if above != below and {above, below} <= inside}


def _room(path: Path, folder: Path) -> str:
    return path.relative_to(folder).with_suffix("").parts[0] if folder in path.parents else ""


def storeys(found: Arrows) -> list[list[str]]:
    """Return the rooms in storeys, the lowest first; a room stands right above the highest one that it imports."""
    upward = networkx.DiGraph((below, above) for above, below in sorted(found))
    return [sorted(storey) for storey in networkx.topological_generations(upward)]


def steps(found: Arrows) -> Arrows:
    """Return the arrows that do not follow from others: no longer way leads where they lead."""
    return set(networkx.transitive_reduction(networkx.DiGraph(sorted(found))).edges)


# Pictures

FIGURE = """```{{figure}} _made/{name}.png
:width: {width}px
:alt: {alternative}

{what}. A line leads from a room up to one that imports it. Of the {count} arrows only {shown} are drawn: each
other one leads from a room to one further down along these lines.
```

| room | its idea |
|---|---|
{ideas}
"""
"""How a page shows a picture. Its words come from the imports and the faces, as the picture does."""

PICTURES = (("rooms", PACKAGE, "The rooms of the package"), ("inner-rooms", INNER, "The rooms of `drawing`"))
"""Names of files, whose rooms they show, and what these are called."""

BOX = Look("*", kind="tensor", shape="box", size=(0.62, 0.24), fill="#E9EFF7", place="inside")
"""How a room looks: a box with its name."""

SHARP = Style(dpi=330)
"""Twice as many dots as the page has pixels where it is wide enough."""


def write(folder: Path) -> None:
    """Draw the rooms of the package and those of `drawing` into a folder, and write `rooms.md`, which shows both."""
    parts = []
    for name, of, what in PICTURES:
        found, path = arrows(of), folder / f"{name}.png"
        save(scene_of(found), path, SHARP)
        words = {"count": len(found), "shown": len(steps(found)), "alternative": alternative(found)}
        words["width"] = int.from_bytes(path.read_bytes()[16:20], "big") // 2  # where a png says its own
        words["ideas"] = "\n".join(f"| `{room}` | {idea(of / room)} |" for storey in storeys(found) for room in storey)
        parts.append(FIGURE.format(name=name, what=what, **words))
    (folder / "rooms.md").write_text("\n".join(parts), encoding="utf-8")


def idea(room: Path) -> str:
    """Return the first paragraph of a room's docstring as one line; a room may be a module."""
    path = room / "__init__.py" if room.is_dir() else room.with_suffix(".py")
    told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(told.split("\n\n")[0].split())


def alternative(found: Arrows) -> str:
    """Return the lines of a picture in words, for readers who cannot see it.

    >>> alternative({("c", "a"), ("c", "b"), ("b", "a"), ("d", "c"), ("d", "a")})
    'b imports a; c imports b; d imports c.'
    """
    downward = networkx.DiGraph(sorted(steps(found)))
    order = [room for storey in storeys(found) for room in storey if downward[room]]
    return "; ".join(f"{room} imports {', '.join(sorted(downward[room]))}" for room in order) + "."


def scene_of(found: Arrows) -> Scene:
    """Return the picture of rooms above all that they import: the arrows that do not follow from others lead up."""
    shown = sorted(steps(found))
    places = _places(shown, _levels(shown))
    bonds = {pair: Bond("-".join(pair), 2) for pair in shown}
    tensors = (
        Tensor(_words(room), "weight", tuple(bonds[pair].name for pair in shown if room in pair), parameter=room)
        for room in places
    )
    positions = {_words(room): (ACROSS * x, UP * y) for room, (x, y) in places.items()}
    view = View(positions=positions, legend=False, looks=[BOX])
    return compose(Network(tuple(tensors), tuple(bonds.values())), view=view)


def _words(room: str) -> str:
    return room.replace("_", " ")


def _levels(shown: list[Arrow]) -> Levels:
    """Return the best level of each room, of a thousand choices at most that have every room below what imports it."""
    return min(itertools.islice(_choices(shown), 1000), key=lambda levels: _faults(shown, levels))


def _choices(shown: list[Arrow]) -> Iterator[Levels]:
    graph = networkx.DiGraph(shown)
    order = list(networkx.topological_sort(graph))  # from the top
    lowest = {room: level for level, storey in enumerate(storeys(set(shown))) for room in storey}
    top = max(lowest.values())

    def placed(levels: Levels) -> Iterator[Levels]:
        if len(levels) == len(order):
            yield levels
            return
        room = order[len(levels)]
        ceiling = min((levels[above] for above in graph.predecessors(room)), default=top + 1)
        for level in range(lowest[room], ceiling):
            yield from placed(levels | {room: level})

    return placed({})


def _places(shown: list[Arrow], levels: Levels) -> Places:
    """Return places at these heights, where few lines cross and most are straight, as in the columns of a circuit."""
    number = {room: place for place, room in enumerate(levels)}
    edges = [(number[above], number[below]) for above, below in shown]
    heights = {number[room]: float(level) for room, level in levels.items()}
    places = in_columns(edges, heights, dict.fromkeys(heights, (0.5, 0.5)))
    return {room: (round(4 * places[place][1]) / 4, places[place][0]) for room, place in number.items()}


def _faults(shown: list[Arrow], levels: Levels) -> tuple[int, float]:
    """Return how many lines cross or come close to other rooms, and how flat lines are."""
    places = _places(shown, levels)
    lines = [(places[above], places[below]) for above, below in shown]
    crossed = sum(_cross(one, other) for one, other in itertools.combinations(lines, 2))
    met = sum(at not in line and _is_near(at, line) for at in places.values() for line in lines)
    return crossed + met, sum(((x - u) / (y - v)) ** 2 + (y - v) ** 2 for (x, y), (u, v) in lines)


def _is_near(at: Point, line: Line) -> bool:
    """Return whether a room stands close to a line that does not end in it, as both are drawn."""
    (x, y), (u, v), (p, q) = ((ACROSS * x, UP * y) for x, y in (*line, at))
    length = math.dist((x, y), (u, v))
    along = ((p - u) * (x - u) + (q - v) * (y - v)) / length
    return 0 < along < length and abs(_side((x, y), (u, v), (p, q))) / length < CLOSE


def _cross(one: Line, other: Line) -> bool:
    """Return whether each line has the ends of the other strictly on its two sides."""
    return all(_side(*a, b[0]) * _side(*a, b[1]) < 0 for a, b in ((one, other), (other, one)))


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
