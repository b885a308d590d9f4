"""Puts MathJax, the lectures, an explorer and pictures of the rooms beside the pages before Sphinx reads them.

Git ignores all of it. At the end, slides, handouts and versions for students are made from the lectures that were run.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

import course
from npm import modules
from rooms import write as draw_rooms
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util.logging import getLogger

HERE = Path(__file__).parent
LECTURES = HERE.parent / "notebooks"
MADE = HERE / "_made"
"""A folder of static files. A build finds in it what an earlier one has made; without the folder all is made anew."""

WHOLE = os.environ.get("TNRNN_DOCS") != "pages"
"""Whether the gallery and the lectures are built, too."""

note = getLogger(__name__).info


def lectures(app: Sphinx, config: Config) -> None:
    """Copy the notebooks with links below their titles, since Sphinx reads only what is below its source folder."""
    target = HERE / "lectures"
    target.mkdir(exist_ok=True)
    wanted = {path.name: course.with_links(path) for path in course.books()}
    wanted["README.md"] = (LECTURES / "README.md").read_text(encoding="utf-8")
    for old in target.iterdir():
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        _changed(target / name, text)


def _changed(path: Path, text: str) -> None:
    """Write a file if it is not yet as it should be: Sphinx reads again what has been written."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def table_of_lectures(app: Sphinx, config: Config) -> None:
    """Write the table that the page of the lectures shows."""
    _changed(MADE / "lectures.md", course.table())


def handed_out(app: Sphinx, exception: Exception | None) -> None:
    """Make slides, handouts and versions for students beside the pages, from the notebooks that myst-nb has run."""
    if exception is None and app.builder.format == "html":
        note("making slides and handouts of the lectures ...")
        course.make(Path(app.outdir) / "course", Path(app.outdir).parent / "jupyter_execute" / "lectures")


def mathjax(app: Sphinx, config: Config) -> None:
    """Take MathJax from npm, at the versions of package.json: the pages then need no network."""
    target = MADE / "mathjax"
    if target.exists():
        return
    note("taking MathJax from npm ...")
    try:
        brought = modules()
    except RuntimeError as error:
        raise ConfigError(str(error)) from error
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "whole")
        whole.mkdir()
        for name in ("tex-svg.js", "LICENSE"):
            shutil.copy(brought / "mathjax" / name, whole)
        shutil.copytree(brought / "@mathjax" / "mathjax-newcm-font" / "svg", whole / "font" / "svg")
        shutil.move(whole, target)


def explorer(app: Sphinx, config: Config) -> None:
    """Export the explorer as the page that the guide for lecturers shows."""
    from tnrnn.explore import Grid, export

    target = MADE / "explorer.html"
    if not target.exists():
        note("making the explorer's page ...")
        export(target, grid=Grid(length=(4, 5, 6), layers=(1, 2, 3), inputs=(2, 4), hidden=(2, 3)))


def rooms(app: Sphinx, config: Config) -> None:
    """Draw the rooms of the package as its imports are now, with what the page on the design says of them."""
    draw_rooms(MADE)


def packages(app: Sphinx, config: Config) -> None:
    """Say at once what is missing, before cells are run in vain."""
    missing = [name for name in ("anywidget", "quimb", "torch") if importlib.util.find_spec(name) is None]
    if missing:
        raise ConfigError(f'pages: expected {" and ".join(missing)}; python -m pip install -e ".[test,memory,docs]"')


def setup(app: Sphinx) -> dict[str, bool]:
    MADE.mkdir(exist_ok=True)
    for make in (packages, mathjax, explorer, rooms, table_of_lectures, *([lectures] if WHOLE else [])):
        app.connect("config-inited", make)
    if WHOLE:
        app.connect("build-finished", handed_out)
    return {"parallel_read_safe": True}
