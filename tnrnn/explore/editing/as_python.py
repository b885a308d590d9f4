"""The Python lines that make a picture: what is drawn, the view, the style, and the file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ...drawing import Figure, figure_text
from .subjects import Subject

PATH = "figure.pdf"
"""The file that the lines write; its ending can be changed to png, svg or tex."""


def python_lines(subject: Subject, figure: Figure) -> str:
    """Return Python lines that write the picture of a figure.

    >>> from tnrnn import rac
    >>> subject = Subject(rac(2, 1, 2, 2), None, "circuit", ("circuit = tnrnn.rac(2, 1, 2, 2)",))
    >>> from tnrnn.drawing import Look, View
    >>> print(python_lines(subject, Figure(View(looks=[Look("h*", fill="#336699")]))), end="")
    import tnrnn
    from tnrnn.drawing import Look, Page, Style, View, compose, save
    <BLANKLINE>
    circuit = tnrnn.rac(2, 1, 2, 2)
    view = View(
        looks=[
            Look(where='h*', fill='#336699'),
        ],
    )
    style = Style.named('print')
    save(compose(circuit, None, Page(font_size=style.font_size), view), "figure.pdf", style)
    """
    body = json.loads(figure_text(figure, file_format="json"))
    kinds = [kind for kind, table in (("Look", "looks"), ("Note", "notes")) if table in body]
    names = ", ".join([*kinds, "Page", "Style", "View", "compose", "save"])
    style = dict(body.get("style", {}))
    theme = repr(style.pop("theme", "print"))
    cut = "None" if subject.cut is None else "cut"
    lines = [
        "import tnrnn",
        f"from tnrnn.drawing import {names}",
        "",
        *subject.lines,
        *_view(body),
        f"style = Style.named({', '.join([theme, *_arguments(style)])})",
        f'save(compose({subject.name}, {cut}, Page(font_size=style.font_size), view), "{PATH}", style)',
    ]
    return "\n".join(lines) + "\n"


def _view(body: Mapping[str, Any]) -> Iterator[str]:
    fields = dict(body.get("view", {})) | ({"legs": body["legs"]} if "legs" in body else {})
    several = {name: body[name] for name in ("looks", "notes") if name in body}
    if not fields and not several:
        yield "view = View()"
        return
    yield "view = View("
    for name, value in fields.items():
        yield from _field(name, value)
    for name, items in several.items():
        yield f"    {name}=["
        yield from (f"        {name[:-1].capitalize()}({', '.join(_arguments(item))})," for item in items)
        yield "    ],"
    yield ")"


def _field(name: str, value: Any) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"    {name}={value!r},"
        return
    yield f"    {name}={{"
    yield from (f"        {key!r}: {item!r}," for key, item in value.items())
    yield "    },"


def _arguments(fields: Mapping[str, Any]) -> Iterator[str]:
    return (f"{name}={value!r}" for name, value in fields.items())
