"""The page as one file: front end and cases together, so that it works from a disk without a network."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Callable
from html import escape
from importlib import resources
from typing import Any

from ..drawing.files import check_path, replace
from ..errors import TnrnnError, mistake
from .bundling import bundle
from .cases import DEFAULT, Grid
from .payloads import TYPES, payload
from .scenes import HALOS, look_json

MODULES = ("look.js", "svg.js", "tikz.js", "weighing.js", "bundle.js", "explorer.js")
"""The front end, a module after those that it imports."""

LIMIT = 2.0
"""Megabytes of a page, unless the user asks for more."""

MOUNT = """
const cases = document.getElementById("cases").textContent;
const explorer = document.getElementById("explorer");
if (typeof DecompressionStream === "undefined") {
  explorer.textContent = "This page needs a browser of 2023 or later (DecompressionStream).";
} else {
  window.explorer = await mount(explorer, embedded(await unpacked(cases)));
}
"""

OPENING = """import tnrnn
from tnrnn.drawing import Page, Style, compose, save

circuit = tnrnn.rac(length={length}, layers={layers}, inputs={inputs}, hidden={hidden})
"""
UNROLLED = """network = tnrnn.unroll(circuit, inputs="{unfolding}")
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
    """Return the Python that makes the pictures, with the names of a page's values in braces.

    >>> sorted(python_lines())
    ['own', 'shared', 'unrolled']
    """
    return {
        "unrolled": OPENING + UNROLLED + MIN_CUT % ("network", "") + CLOSING % ("", "network"),
        "own": OPENING + UNROLLED + OWN_CUT + CLOSING % ("{halos}", "network"),
        "shared": OPENING + MIN_CUT % ("circuit", ', inputs="{unfolding}"') + CLOSING % ("", "circuit"),
    }


def common() -> dict[str, Any]:
    """Return what all cases of a page share: how pictures look, and the Python that makes them.

    >>> sorted(common())
    ['lines', 'look']
    """
    pages = {name: list(size) for name, size in TYPES.items()}
    return {"look": {**look_json(), "halos": HALOS, "pages": pages}, "lines": python_lines()}


def page(grid: Grid = DEFAULT, limit: float = LIMIT, progress: Callable[[int, int], Any] | None = None) -> bytes:
    """Return the page of a grid of cases: one file of HTML that loads nothing.

    Parameters
    ----------
    grid : Grid
    limit : float
        Megabytes that the page may have.
    progress : function of (cases made, of how many), optional

    Raises
    ------
    TnrnnError
        When the page would be larger than the limit.

    >>> made = page(Grid((2,), (1,), (2,), (2,)))
    >>> made.startswith(b"<!doctype html>"), len(made) < 200_000
    (True, True)
    """
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 0.01 <= limit <= 1000:
        raise mistake("limit", "megabytes, from 0.01 to 1000", limit)
    cases, made = list(grid.cases()), []
    for number, parameters in enumerate(cases, start=1):
        made.append(payload(parameters))
        if progress is not None:
            progress(number, len(cases))
    found = _filled(bundle(made, {"grid": grid.to_json(), **common()}))
    if len(found) > limit * 1e6:
        raise TnrnnError(
            f"page: expected at most {limit:g} MB, given a grid of {len(cases):,} cases that takes "
            f"{len(found) / 1e6:.2f} MB; take fewer sizes or a larger limit"
        )
    return found


def export(
    path: str | os.PathLike[str],
    grid: Grid = DEFAULT,
    limit: float = LIMIT,
    progress: Callable[[int, int], Any] | None = None,
) -> int:
    """Write the page of a grid of cases to a file that ends in .html, and return its size in bytes.

    Raises
    ------
    TnrnnError
        On other endings, files that cannot be written, and pages larger than the limit.

    >>> export("lecture.hmtl")
    Traceback (most recent call last):
    tnrnn.errors.TnrnnError: save, ending of 'lecture.hmtl': expected html, given 'hmtl'; did you mean 'html'?
    """
    check_path(path, ("html",))
    made = page(grid, limit, progress)
    replace(path, made)
    return len(made)


def asset(name: str) -> str:
    """Return a file of the front end.

    >>> asset("explorer.css").startswith(":root")
    True
    """
    return resources.files(__package__).joinpath("assets", name).read_text(encoding="utf-8")


def script() -> str:
    """Return the modules of the front end as one: what they import from each other is there already.

    >>> "import " in script().replace("import tnrnn", "")
    False
    """
    parts = [re.sub(r"^import [^;]*;\n", "", asset(name), flags=re.MULTILINE) for name in MODULES]
    return re.sub(r"^export ", "", "".join(parts), flags=re.MULTILINE)


def _filled(cases: str) -> bytes:
    """The template with everything in it; the policy lets nothing run or style but what is written here."""
    parts = {
        "style": asset("explorer.css"),
        "script": script() + MOUNT,
        "cases": cases,
        "title": escape("tnrnn explorer"),
    }
    policy = (
        f"default-src 'none'; script-src '{_digest(parts['script'])}'; style-src '{_digest(parts['style'])}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    for name in ("script", "style"):
        if f"</{name}" in parts[name]:
            raise TnrnnError(f"page: the front end's {name} would end early")
    parts["policy"] = policy
    return re.sub("@([a-z]+)@", lambda found: parts[found[1]], asset("page.html")).encode()


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
