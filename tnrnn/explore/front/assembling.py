"""The front end as text: its modules as one script, the data that all cases share, and the page around them."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
from collections.abc import Sequence
from html import escape
from importlib import resources
from typing import Any

from ...basics import TnrnnError
from ...models import OBSERVE, Model, Observe
from ..cases import Given, reach
from ..showing import HALOS, TYPES, styles

MODULES = (
    "list.js", "legends.js", "names.js", "svg.js", "tikz.js", "weighing.js", "bundle.js", "lines.js", "homes.js",
    "state.js", "part.js", "shown.js", "paper.js", "loader.js", "controls.js", "table.js", "talk.js", "picture.js",
    "plot.js", "growth.js", "compared.js", "beside.js", "downloads.js", "telling.js", "explorer.js",
)  # fmt: skip
"""The modules of the front end; each comes after those that it imports."""

EDITOR = (
    "editor/figure.js", "editor/past.js", "editor/arranging.js", "editor/families.js", "editor/asking.js",
    "editor/sketch.js", "editor/view.js", "editor/overlay.js", "editor/form.js", "editor/panel.js",
    "editor/pointing.js", "editor/typing.js", "editor/deeds.js", "editor/editor.js",
)  # fmt: skip
"""The modules of the editor of figures, for which Python draws: a page that is one file does not have them."""

STYLES = ("page.css", "explorer.css", "growth.css", "beside.css")
"""The style sheets of the page."""

EDITOR_STYLES = ("editor.css",)
"""The style sheets of the editor."""

# The Python lines that a reader can copy: the page fills in the names in braces, and `python_lines` each %s.
OPENING = """import tnrnn
from tnrnn import Style, compose, save
from tnrnn.drawing import Page

circuit = {circuit}
"""
UNROLLED = """network = tnrnn.unroll(circuit, mode="{mode}")
"""
MIN_CUT = """cut = tnrnn.min_cut(%s, tnrnn.Partition.start_end({length}, {split})%s)
"""
OWN_CUT = """near = {near}
cut = tnrnn.Cut.of(network, near)
"""
CLOSING = """print(cut.formula, "=", cut.value)
style = Style.named("{style}", font_size={font_size}%s)
save(compose(%s, cut, Page({page})), "picture.svg", style)
"""


def python_lines() -> dict[str, str]:
    """Return the Python lines that draw each picture, with the names of the page's values in braces.

    >>> sorted(python_lines())
    ['own', 'shared', 'unrolled']
    """
    return {
        "unrolled": OPENING + UNROLLED + MIN_CUT % ("network", "") + CLOSING % ("", "network"),
        "own": OPENING + UNROLLED + OWN_CUT + CLOSING % ("{halos}", "network"),
        "shared": OPENING + MIN_CUT % ("circuit", ', mode="{mode}"') + CLOSING % ("", "circuit"),
    }


def common() -> dict[str, Any]:
    """Return what all cases of a page share: the look of the pictures, and the Python lines that draw them.

    >>> sorted(common())
    ['lines', 'look']
    """
    pages = {name: list(size) for name, size in TYPES.items()}
    looks = {name: dataclasses.asdict(style) for name, style in styles().items()}
    return {"look": {"styles": looks, "halos": HALOS, "pages": pages}, "lines": python_lines()}


def head(
    models: tuple[Model, ...] | None = None, observe: tuple[Observe, ...] = OBSERVE, given: Sequence[Given] = ()
) -> str:
    """Return as JSON what a page needs that asks for its cases; "<" is escaped, so nothing in it ends a script.

    The page shows these models, by default all, and what is given, and what is observed is one of these.

    >>> sorted(json.loads(head()))
    ['grid', 'lines', 'look']
    """
    return json.dumps({"grid": reach(models, observe, given), **common()}).replace("<", "\\u003c")


def asset(name: str) -> str:
    """Return the text of a file of the front end.

    >>> asset("page.css").startswith(":root")
    True
    """
    return resources.files(__package__).joinpath("assets", name).read_text(encoding="utf-8")


def style(edits: bool = True) -> str:
    """Return the style sheets of an explorer, without that of the page around it.

    They have that of the editor of figures if `edits` is true.

    >>> style().startswith(".tnrnn-host")
    True
    """
    return "".join(asset(name) for name in (*STYLES, *(EDITOR_STYLES if edits else ())) if name != "page.css")


def script(edits: bool = True) -> str:
    """Return the modules of the front end as one script, without the imports and exports between them.

    The script has the editor of figures if `edits` is true.

    >>> "import " in script().replace("import tnrnn", "")
    False
    """
    names = MODULES + EDITOR if edits else MODULES
    parts = [re.sub(r"^import [^;]*;\n", "", asset(name), flags=re.MULTILINE) for name in names]
    return re.sub(r"^export ", "", "".join(parts), flags=re.MULTILINE)


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
        "style": asset("page.css") + style(edits),
        "script": script(edits) + mount,
        "data": data,
        "title": escape("tnrnn explorer"),
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
