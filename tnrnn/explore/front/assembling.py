"""The front end as text: its modules as one script, the data that all cases share, and the page around them."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

from ...basics import TnrnnError
from ...models import OBSERVE, Model, Observe
from ..cases import Given, Talk, reach
from ..showing import HALOS, TYPES, styles
from .families import families
from .glossary import glossary

MODULES = (
    "list.js", "legends.js", "names.js", "svg.js", "tikz.js", "weighing.js", "stages.js", "bundle.js", "lines.js",
    "homes.js", "state.js", "ends.js", "kept.js", "part.js", "shown.js", "paper.js", "loader.js", "models.js",
    "history.js", "controls.js", "repeat.js", "table.js", "embed.js", "session.js", "talk.js", "picture.js",
    "terms.js", "motion.js", "plot.js", "growth.js", "compared.js", "beside.js", "downloads.js", "script.js",
    "presenter.js", "printing.js", "telling.js", "room.js", "explorer.js",
)  # fmt: skip
"""The modules of the front end; each comes after those that it imports."""

EDITOR = (
    "editor/figure.js", "editor/edits.js", "editor/arranging.js", "editor/scopes.js", "editor/asking.js",
    "editor/sketch.js", "editor/desk.js", "editor/overlay.js", "editor/form.js", "editor/panel.js",
    "editor/pointing.js", "editor/typing.js", "editor/deeds.js", "editor/selecting.js", "editor/editor.js",
)  # fmt: skip
"""The modules of the editor of figures, for which Python draws: a page that is one file does not have them."""

STYLES = (
    "page.css", "explorer.css", "table.css", "terms.css", "room.css", "embed.css", "growth.css", "beside.css",
    "talk.css",
)  # fmt: skip
"""The style sheets of the page."""

EDITOR_STYLES = ("editor.css",)
"""The style sheets of the editor."""

# The Python lines that a reader can copy: the page fills in the names in braces, and `python_lines` each %s.
OPENING = """import tnrnn
from tnrnn import Style, compose, save
from tnrnn.drawing import Page%s

circuit = {circuit}
"""
UNROLLED = """network = tnrnn.unroll(circuit, mode="{mode}")
"""
MIN_CUT = """cut = tnrnn.min_cut(%s, {partition}%s)
"""
OWN_CUT = """near = {near}
cut = tnrnn.Cut.of(network, near)
"""
GIVEN = """import tnrnn
from tnrnn import Style, compose, save
from tnrnn.drawing import Page

network = tnrnn.explore.given_of("network.json").subject  # the file that was given to the explorer
partition = {partition}
"""
CLOSING = """print(cut.formula, "=", cut.value)
style = Style.named("{style}", font_size={font_size}%s)
save(compose(%s, cut, Page({page})%s), "picture.svg", style)
"""
SHOWN_BY = {"folded": ', View(kind="folded")', "cells": ', View(kind="shared", detail="anatomy")'}


def python_lines() -> dict[str, str]:
    """Return the Python lines that draw each picture, with the names of the page's values in braces.

    The lines of a network of a user's own read it from a file.

    >>> sorted(python_lines())
    ['cells', 'folded', 'network', 'own', 'own_network', 'shared', 'unrolled']
    """
    plain, circuit = OPENING % "", MIN_CUT % ("circuit", ', mode="{mode}"')
    drawn = {name: OPENING % ", View" + circuit + CLOSING % ("", "circuit", view) for name, view in SHOWN_BY.items()}
    return {
        "unrolled": plain + UNROLLED + MIN_CUT % ("network", "") + CLOSING % ("", "network", ""),
        "own": plain + UNROLLED + OWN_CUT + CLOSING % ("{halos}", "network", ""),
        "network": GIVEN + "cut = tnrnn.min_cut(network, partition)\n" + CLOSING % ("", "network", ""),
        "own_network": GIVEN + OWN_CUT.replace("near)\n", "near, partition)\n") + CLOSING % ("{halos}", "network", ""),
        "shared": plain + circuit + CLOSING % ("", "circuit", ""),
        **drawn,
    }


def common() -> dict[str, Any]:
    """Return what all cases of a page share: the look of the pictures, and the Python lines that draw them.

    >>> sorted(common())
    ['families', 'glossary', 'lines', 'look']
    """
    pages = {name: list(size) for name, size in TYPES.items()}
    looks = {name: dataclasses.asdict(style) for name, style in styles().items()}
    look = {"styles": looks, "halos": HALOS, "pages": pages}
    return {"look": look, "lines": python_lines(), "families": families(), "glossary": glossary()}


def head(
    models: tuple[Model, ...] | None = None,
    observe: tuple[Observe, ...] = OBSERVE,
    given: Sequence[Given] = (),
    talk: Talk | None = None,
    figure: Mapping[str, Any] | None = None,
) -> str:
    """Return as JSON what a page needs that asks for its cases; "<" is escaped, so nothing in it ends a script.

    The page shows these models, by default all, and what is given, and what is observed is one of these. If a talk is
    given, the page begins with it; if a figure is given, as a figure file in JSON, the page opens its editor.

    >>> sorted(json.loads(head()))
    ['families', 'glossary', 'grid', 'lines', 'look']
    """
    opened = {"talk": None if talk is None else talk.to_json(), "figure": figure}
    shown = {name: value for name, value in opened.items() if value is not None}
    return json.dumps({"grid": reach(models, observe, given), **shown, **common()}).replace("<", "\\u003c")


def asset(name: str) -> str:
    """Return the text of a file of the front end.

    >>> asset("page.css").startswith(":root")
    True
    """
    return resources.files(__package__).joinpath("assets", name).read_text(encoding="utf-8")


def script(edits: bool = True) -> str:
    """Return the modules of the front end as one script, without the imports and exports between them.

    The script has the editor of figures if `edits` is true.

    >>> "import " in script().replace("import tnrnn", "")
    False
    """
    names = MODULES + EDITOR if edits else MODULES
    parts = [re.sub(r"^import [^;]*;\n", "", asset(name), flags=re.MULTILINE) for name in names]
    return re.sub(r"^export ", "", "".join(parts), flags=re.MULTILINE)


def style_sheet(edits: bool = True) -> str:
    """Return the style sheets of an explorer, with those of the editor of figures if `edits` is true.

    >>> style_sheet().startswith(style_sheet(edits=False))
    True
    """
    return "".join(asset(name) for name in STYLES[1:] + (EDITOR_STYLES if edits else ()))


def filled(mount: str, data: str, policy: str = "", edits: bool = True) -> tuple[str, str]:
    """Return a page and its content security policy, which allows only the scripts and styles that the page contains.

    Parameters
    ----------
    mount : str
        The script that starts the explorer.
    data : str
        The text of the element "data", which the script reads.
    policy : str
        Further directives, for what the page may do beyond that.
    edits : bool
        Whether the page has the editor of figures.

    Examples
    --------
    >>> made, policy = filled("", "", "connect-src 'self'; ")
    >>> policy.startswith("default-src 'none'; connect-src 'self'; script-src 'sha256-")
    True
    """
    parts = {
        "style": asset(STYLES[0]) + style_sheet(edits),
        "script": script(edits) + mount,
        "data": data,
    }
    found = (
        f"default-src 'none'; {policy}script-src '{_digest(parts['script'])}'; style-src '{_digest(parts['style'])}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    for name in ("script", "style"):
        if f"</{name}" in parts[name]:
            raise TnrnnError(f"page: the front end's {name} would end early")
    parts["policy"] = found
    return re.sub("@([a-z]+)@", lambda name: parts[name[1]], asset("page.html")), found


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
