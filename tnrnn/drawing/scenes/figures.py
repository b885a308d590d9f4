"""`Figure`: a view and a style, and the files in TOML or JSON that hold them; the page docs/figure-files.md has all."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from ...basics import TnrnnError, choice, mistake, shown, shown_line
from ...records import Kind, parsed
from ...system import read_text, write_file
from .looks import TURNS, Look, turns
from .notes import Note
from .style import Style
from .themes import THEMES, Theme
from .toml_text import parsed_toml, toml
from .view import View

FileFormat = Literal["toml", "json"]
FORMATS: tuple[FileFormat, ...] = ("toml", "json")

VERSION = 1
"""The version that is written, and the newest that is read."""

MOST_BYTES, DEEPEST = 2**20, 6
"""The largest number of bytes of a file, and how deep its lists and tables are nested at most."""

LARGEST = 1e15
"""The largest number in a file."""

LONGEST_LINE = 800
"""The most letters of an error, which may quote a name."""

OWNER = "figure file"
TABLES = ("version", "view", "legs", "looks", "notes", "style")
ELSEWHERE = ("strip", "looks", "legs", "notes")
"""The fields of `View` that are no keys of the table `view`: a strip belongs to one case, the others have tables."""

Item = TypeVar("Item", Look, Note)
Made = TypeVar("Made")


@dataclass(frozen=True)
class Figure:
    """What a figure file holds: how a picture of any network is drawn.

    Parameters
    ----------
    view : View, optional
        What the picture shows, and how; by default `View()`.
    style : Style, optional
        The colours, type and strokes; by default those of the theme "print".

    Raises
    ------
    TnrnnError
        If a field is not of its type.

    Examples
    --------
    >>> from tnrnn import rac
    >>> from tnrnn.drawing import draw
    >>> figure = figure_from_text('version = 1\\nlooks = [{kind = "tensor", fill = "steelblue"}]')
    >>> axes = draw(rac(2, 2, 2, 2), view=figure.view, style=figure.style)
    """

    view: View = field(default_factory=View)
    style: Style = field(default_factory=Style)

    def __post_init__(self) -> None:
        for name, kind in (("view", View), ("style", Style)):
            if not isinstance(getattr(self, name), kind):
                raise mistake(f"figure, {name}", f"a {kind.__name__}", getattr(self, name))


def read_figure(path: str | os.PathLike[str], theme: Theme | None = None) -> Figure:
    """Return the view and the style that a file in TOML or JSON holds.

    Parameters
    ----------
    path : path-like
        The path of the file. If its name ends in .json, or it begins with "{", it is JSON, else TOML.
    theme : str, optional
        A theme in place of the one that the file names; other fields of its style are kept.

    Returns
    -------
    Figure
        The view and the style. What the file does not mention is as by default.

    Raises
    ------
    TnrnnError
        If the file cannot be read, is larger than 1 MiB, has a later version, or holds something that is not known or
        out of range. The message says where.

    Examples
    --------
    >>> read_figure("no-such-file.toml")
    Traceback (most recent call last):
    tnrnn.TnrnnError: figure file 'no-such-file.toml': cannot be read: No such file or directory
    """
    text = read_text(path, MOST_BYTES, OWNER)
    name = os.fsdecode(path)
    try:
        return _figure(_body(text, "json" if name.lower().endswith(".json") else None), theme)
    except TnrnnError as error:
        raise _placed(f"{OWNER} {shown(name)}", error) from None


def figure_from_text(text: str, theme: Theme | None = None) -> Figure:
    """Return the view and the style of a text in TOML or JSON.

    Parameters
    ----------
    text : str
        The text of a figure file, of at most 1 MiB.
    theme : str, optional
        A theme in place of the one that the text names; other fields of its style are kept.

    Raises
    ------
    TnrnnError
        If the text has a later version, or holds something that is not known or out of range. The message says where.

    Examples
    --------
    >>> figure_from_text('{"version": 1, "view": {"width": "3.4in"}}').view.inches
    3.4
    >>> figure_from_text('version = 1\\n[[looks]]\\nwhere = "A"\\nshape = "circle"')
    Traceback (most recent call last):
    tnrnn.TnrnnError: figure file: looks[1], shape: expected disc, square, diamond, triangle-left, triangle-right, \
triangle-up, triangle-down, box, pill, half-disc, half-disc-left, half-disc-right, half-disc-up, half-disc-down or \
ellipsis, given 'circle'
    """
    if not isinstance(text, str) or len(text) > MOST_BYTES:
        raise mistake(OWNER, f"a text of at most {MOST_BYTES:,} characters", text)
    try:
        return _figure(_body(text, None), theme)
    except TnrnnError as error:
        raise _placed(OWNER, error) from None


def _placed(owner: str, error: TnrnnError) -> TnrnnError:
    """Return an error as one line that begins with the file; names in it may hold any letters."""
    message = str(error).removeprefix(f"{OWNER}: ").removeprefix(f"{OWNER}, ")
    line = "".join(letter if letter.isprintable() else " " if letter.isspace() else "?" for letter in message)
    return TnrnnError(f"{owner}: {shown_line(line, LONGEST_LINE)}")


def write_figure(path: str | os.PathLike[str], view: View | Figure | None = None, style: Style | None = None) -> None:
    """Write a view and a style, or a figure, to a file, as JSON if its name ends in .json, else as TOML.

    Parameters
    ----------
    path : path-like
        The path of the file.
    view : View or Figure, optional
        The view, without a strip, and with no functions in its looks; or a figure, which has a style, too.
    style : Style, optional
        The style; none beside a figure.

    Raises
    ------
    TnrnnError
        If it is no view or style, if the view has a strip, or a look with a function in place of names, or if the file
        cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_figure(folder + "/figure.toml", View(width="3.4in"), Style.named("dark"))
    ...     read_figure(folder + "/figure.toml").view.width
    '3.4in'
    """
    kind: FileFormat = "json" if str(path).lower().endswith(".json") else "toml"
    write_file(path, figure_text(view, style, kind).encode(), OWNER)


def figure_text(view: View | Figure | None = None, style: Style | None = None, file_format: FileFormat = "toml") -> str:
    """Return the text of a figure file that holds what a view and a style have changed.

    The text is that of a file: `figure_from_text` returns an equal view and an equal style.

    Parameters
    ----------
    view : View or Figure, optional
        The view, without a strip, and with no functions in its looks; or a figure, which has a style, too.
    style : Style, optional
        The style; none beside a figure.
    file_format : "toml" or "json"
        The form of the text; by default "toml".

    Raises
    ------
    TnrnnError
        If it is no view or style, or if the view has a strip, or a look with a function in place of names.

    Examples
    --------
    >>> print(figure_text(View(width="3.4in", looks=[Look("A*", shape="box")]), Style.named("dark")), end="")
    version = 1
    <BLANKLINE>
    [view]
    width = "3.4in"
    <BLANKLINE>
    [[looks]]
    where = "A*"
    shape = "box"
    <BLANKLINE>
    [style]
    theme = "dark"
    """
    choice(f"{OWNER}, format", file_format, FORMATS)
    if isinstance(view, Figure) and style is not None:
        raise mistake(f"{OWNER}, style", "none beside a Figure, which has a style", style)
    if isinstance(view, Figure):
        figure = view
    else:
        figure = Figure(View() if view is None else view, Style() if style is None else style)
    body = {"version": VERSION, **dict(_tables(figure.view, figure.style))}
    return toml(body) if file_format == "toml" else json.dumps(body, indent=2) + "\n"


def _tables(view: View, style: Style) -> Iterator[tuple[str, Any]]:
    """Yield the tables of what is not as by default."""
    if view.strip is not None:
        raise mistake(OWNER, "a view without a strip, which belongs to one case", view.strip)
    plain = _changed(view, ELSEWHERE)
    for name, given in (("positions", view.places or {}), ("moves", view.shifts)):
        if name in plain:
            plain[name] = {tensor: [x, y] for tensor, (x, y) in given.items()}
    if "bends" in plain:
        plain["bends"] = {bond: [[x, y] for x, y in points] for bond, points in view.ways.items()}
    if plain:
        yield "view", plain
    if view.legs is not None:
        yield "legs", _sides(view.legs)
    if view.looks:
        yield "looks", [_look(look, number) for number, look in enumerate(view.looks, 1)]
    if view.notes:
        yield "notes", [_note(note) for note in view.notes]
    changes = _style(style)
    if changes:
        yield "style", changes


def _changed(item: Any, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the fields of a dataclass that differ from its defaults, or have none."""
    values = {each.name: (getattr(item, each.name), each.default) for each in dataclasses.fields(item)}
    return {name: value for name, (value, usual) in values.items() if name not in without and value != usual}


def _look(look: Look, number: int) -> dict[str, Any]:
    if callable(look.where):
        raise mistake(f"{OWNER}, looks[{number}], where", "names, patterns, a tag or a kind", look.where)
    found = _changed(look)
    return found | {"ports": _sides(look.ports)} if look.ports is not None else found


def _note(note: Note) -> dict[str, Any]:
    found = _changed(note)
    for name in ("around", "to"):
        if len(found.get(name, ())) == 1:
            found[name] = found[name][0]
    return found


def _sides(given: Any) -> dict[str, str | float]:
    words: dict[float, str] = {degrees: word for word, degrees in TURNS.items()}
    return {name: words.get(degrees, degrees) for name, degrees in turns(OWNER, given)}


def _style(style: Style) -> dict[str, Any]:
    """Return the theme from which a style differs least, and what differs."""
    names = [each.name for each in dataclasses.fields(Style)]
    options: list[dict[str, Any]] = []
    for theme in THEMES:
        usual = Style.named(theme)
        differ = {name: getattr(style, name) for name in names if getattr(style, name) != getattr(usual, name)}
        options.append(differ if usual == Style() else {"theme": theme, **differ})
    return min(options, key=len)


def _body(text: str, file_format: FileFormat | None) -> dict[str, Any]:
    if file_format == "json" or text.lstrip().startswith("{"):
        body = parsed(text, Kind(OWNER, "", VERSION, MOST_BYTES, DEEPEST))
    else:
        body = parsed_toml(text, OWNER)
    _check_version(body)
    for key, value in body.items():
        choice("key", key, TABLES)
        _check_plain(key, value, DEEPEST - 1)
    return body


def _check_version(body: Mapping[str, Any]) -> None:
    if "version" not in body:
        raise mistake(OWNER, f"version = {VERSION}", "none")
    version = body["version"]
    if type(version) is int and version > VERSION:
        raise TnrnnError(f"version: a figure file of version {shown(version)} needs a newer tnrnn")
    if type(version) is not int or version != VERSION:
        raise mistake("version", str(VERSION), version)


def _check_plain(place: str, value: Any, depth: int) -> None:
    """Raise unless a value is made of texts, booleans, finite numbers, and lists and tables that are not deep."""
    if isinstance(value, dict | list) and depth == 0:
        raise mistake(place, f"lists and tables nested at most {DEEPEST} deep", "deeper ones")
    if isinstance(value, dict):
        for key, inner in value.items():
            _check_plain(f"{place}, {key}", inner, depth - 1)
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            _check_plain(f"{place}[{number}]", inner, depth - 1)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        if not -LARGEST <= value <= LARGEST:
            raise mistake(place, f"a number from {-LARGEST:g} to {LARGEST:g}", value)
    elif not isinstance(value, str | bool):
        raise mistake(place, "a text, a number, true, false, a list or a table", value)


def _figure(body: Mapping[str, Any], theme: Theme | None) -> Figure:
    looks = _items(body, "looks", Look, "look")
    notes = _items(body, "notes", Note, "note")
    legs = turns("legs", body["legs"]) if "legs" in body else None
    fields = _table(body, "view")
    allowed = [each.name for each in dataclasses.fields(View) if each.name not in ELSEWHERE]
    _check_fields("view", fields, allowed)
    view = _at("view", "view", View, {**fields, "looks": looks, "legs": legs, "notes": notes})
    style = _table(body, "style")
    _check_fields("style", style, ["theme", *(each.name for each in dataclasses.fields(Style))])
    base = choice("style, theme", style.pop("theme", "print"), THEMES)
    if theme is not None:
        base = choice("theme", theme, THEMES)
    return Figure(view, Style.named(base, **style))


def _table(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = body.get(name, {})
    if not isinstance(value, dict):
        raise mistake(name, "a table", value)
    return dict(value)


def _items(body: Mapping[str, Any], name: str, kind: type[Item], word: str) -> tuple[Item, ...]:
    """Return the looks or the notes of a file."""
    given = body.get(name, [])
    if not isinstance(given, list):
        raise mistake(name, f"a list of tables, as [[{name}]]", given)
    fields = dataclasses.fields(kind)
    found = []
    for number, table in enumerate(given, 1):
        place = f"{name}[{number}]"
        if not isinstance(table, dict):
            raise mistake(place, "a table", table)
        _check_fields(place, table, [each.name for each in fields])
        for each in fields:
            if each.default is dataclasses.MISSING and each.name not in table:
                raise mistake(place, f"a key {each.name!r}", ", ".join(table) or "none")
        found.append(_at(place, word, kind, table))
    return tuple(found)


def _check_fields(place: str, table: Mapping[str, Any], names: list[str]) -> None:
    for key in table:
        if key not in names:
            raise mistake(place, f"the keys {', '.join(names)}", key, names)


def _at(place: str, word: str, kind: Callable[..., Made], fields: Mapping[str, Any]) -> Made:
    """Return what is made of fields; an error has the place in the stead of the word that it begins with."""
    try:
        return kind(**fields)
    except TnrnnError as error:
        message = str(error)
        rest = message.removeprefix(word) if message.startswith(word) else f", {message}"
        raise TnrnnError(f"{place}{rest}") from None
