"""The answers to the questions of the editor: the picture of a figure, and a file of it."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from ...basics import choice, mistake
from ...drawing import Figure, Page, Scene, View, compose, figure_for, figure_from_text, figure_text
from ...drawing.composing import laid_out
from ...drawing.dressing import joined, keys_of
from ...drawing.scenes import Line
from ...drawing.writers import FORMATS
from ...networks import Circuit, Network
from ..showing import list_json
from .as_python import python_lines
from .subjects import Subject

TYPES = {
    "png": "image/png",
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
    "tex": "application/x-tex",
    "toml": "application/toml",
    "json": "application/json",
    "py": "text/x-python",
}
"""The media types of the files that are saved, by their endings."""

NAME = "figure"
"""The name of a file without its ending."""

Message = dict[str, Any]


def figure_in(words: Mapping[str, Any]) -> Figure:
    """Return the figure that words hold: as an object under "figure", or as a text in TOML or JSON under "text".

    Raises
    ------
    TnrnnError
        If the figure is not valid, is larger than 1 MiB, or deeper than 6; the message is one line that says where.

    Examples
    --------
    >>> figure_in({"figure": {"version": 1, "view": {"moves": {"A": [0, 1]}}}}).view.moves
    (('A', 0.0, 1.0),)
    """
    if "text" in words:
        return figure_from_text(words["text"])
    given = words.get("figure", {"version": 1})
    if not isinstance(given, Mapping):
        raise mistake("figure", "an object", given)
    try:
        text = json.dumps(given)
    except (TypeError, ValueError, RecursionError):
        raise mistake("figure", "texts, numbers, lists and objects", "others") from None
    return figure_from_text(text)


def figure_json(figure: Figure | None) -> str:
    """Return the text with which a page and Python share a figure; it is empty if there is none.

    Raises
    ------
    TnrnnError
        If it is no Figure, or one that no file can hold.

    Examples
    --------
    >>> figure_json(Figure()), figure_json(None)
    ('{"version": 1}', '')
    """
    if figure is None:
        return ""
    if not isinstance(figure, Figure):
        raise mistake("figure", "a Figure or None", figure)
    return json.dumps(json.loads(figure_text(figure, file_format="json")))


def figure_of(text: Any) -> Figure | None:
    """Return the figure of a text of `figure_json`.

    >>> figure_of(figure_json(Figure())) == Figure(), figure_of("")
    (True, None)
    """
    return None if text == "" else figure_from_text(text)


def figure_answer(subject: Subject, figure: Figure) -> Iterator[Message]:
    """Yield the picture of a figure, and what can be changed in it by hand.

    Raises
    ------
    TnrnnError
        If the figure does not fit what is drawn; names that are not there are no error.
    """
    found, missing = figure_for(subject.shown(figure), subject.of, subject.cut)
    scene = _composed(subject, found)
    yield {
        "figure": {
            "list": list_json(scene),
            "style": asdict(figure.style),
            "places": _places(scene),
            "lines": _lines(scene, subject, found.view),
            "legs": _legs(scene, subject),
            "tensors": _tensors(subject.of),
            "missing": list(missing),
            "figure": json.loads(figure_text(figure, file_format="json")),
        }
    }


def _composed(subject: Subject, figure: Figure) -> Scene:
    """Return the picture of a figure that applies to the subject."""
    return compose(subject.of, subject.cut, Page(font_size=figure.style.font_size), figure.view)


def _places(scene: Scene) -> dict[str, list[float]]:
    """Return the places of all tensors, in data units; what a mark stands for has the place of the mark."""
    found = {name: [mark.x, mark.y] for mark in reversed(scene.marks) for name in mark.tensors}
    return found | {mark.name: [mark.x, mark.y] for mark in reversed(scene.marks) if mark.name}


def _tensors(of: Network | Circuit) -> dict[str, list[str]]:
    """Return the kind of each tensor or vertex, and then the tags by which a look can speak of it."""
    if isinstance(of, Circuit):
        return {each.name: [each.kind] for each in of.vertices}
    every = {each.name: (each.kind, *each.tags, each.vertex, each.parameter) for each in of.tensors}
    return {name: [word for word in dict.fromkeys(words) if word and word != name] for name, words in every.items()}


def _lines(scene: Scene, subject: Subject, view: View) -> list[Message]:
    """Return the lines of bonds, each with the names by which it is bent and those of the marks at its ends.

    The free end of a leg has no name. The points of a curve are those of a cubic spline.
    """
    _, _, layout = laid_out(subject.of, subject.cut, view)
    names = [mark.name for mark in layout.marks]
    ends = (tuple(None if number is None else names[number] for number in pair) for pair in joined(layout))
    drawn = zip(keys_of(layout), ends, scene.lines, strict=False)  # lines of notes and of a strip follow
    return [
        {
            "bond": keys[0],
            "bonds": list(keys),
            "from": one,
            "to": two,
            "points": [list(point) for point in line.points],
            "curve": line.curve,
        }
        for keys, (one, two), line in drawn
        if keys
    ]


def _legs(scene: Scene, subject: Subject) -> dict[str, float]:
    """Return the directions of dangling bonds in degrees, or nothing where legs cannot be turned."""
    if scene.view != "plain" or not isinstance(subject.of, Network):
        return {}
    free = {name for name, ends in subject.of.ends.items() if len(ends) == 1}
    return {line.bonds[0]: _turn(line) for line in scene.lines if len(line.bonds) == 1 and line.bonds[0] in free}


def _turn(line: Line) -> float:
    (ax, ay), (bx, by) = line.points[0], line.points[-1]
    return round(math.degrees(math.atan2(by - ay, bx - ax)) % 360, 3)


def save_answer(subject: Subject, figure: Figure, ending: str) -> Iterator[Message]:
    """Yield a file of a figure: a picture, the figure file, or the Python lines that make the picture.

    A picture has the bytes that `tnrnn.drawing.save` writes.
    """
    choice("format", ending, TYPES)
    whole = subject.shown(figure)
    found, _ = figure_for(whole, subject.of, subject.cut)
    if ending in FORMATS:
        data = FORMATS[ending](_composed(subject, found), found.style, 1.0)
    elif ending == "py":
        data = python_lines(subject, found).encode()
    else:
        data = figure_text(whole, file_format="json" if ending == "json" else "toml").encode()
    yield {"file": {"name": f"{NAME}.{ending}", "type": TYPES[ending], "base64": base64.b64encode(data).decode()}}
