"""Puts MathJax, the lectures, an explorer and pictures of the rooms beside the pages before Sphinx reads them.

Git ignores all of it.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

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
    """Copy the notebooks, since Sphinx reads only what is below its source folder."""
    target = HERE / "lectures"
    target.mkdir(exist_ok=True)
    wanted = {path.name: path for path in (*LECTURES.glob("*.ipynb"), LECTURES / "README.md")}
    for old in target.iterdir():
        if old.name not in wanted:
            old.unlink()
    for name, path in wanted.items():
        copy = target / name
        if not copy.exists() or copy.read_bytes() != path.read_bytes():
            shutil.copyfile(path, copy)


def mathjax(app: Sphinx, config: Config) -> None:
    """Take MathJax from npm, at the versions of package.json: the pages then need no network."""
    target = MADE / "mathjax"
    if target.exists():
        return
    if shutil.which("npm") is None:
        raise ConfigError("expected npm, which brings MathJax for the pages; install Node.js")
    note("taking MathJax from npm ...")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(HERE / "package.json", folder)
        command = ["npm", "install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=folder, check=True)
        modules = Path(folder, "node_modules")
        whole = Path(folder, "whole")
        whole.mkdir()
        for name in ("tex-svg.js", "LICENSE"):
            shutil.copy(modules / "mathjax" / name, whole)
        shutil.copytree(modules / "@mathjax" / "mathjax-newcm-font" / "svg", whole / "font" / "svg")
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
    for make in (packages, mathjax, explorer, rooms, *([lectures] if WHOLE else [])):
        app.connect("config-inited", make)
    return {"parallel_read_safe": True}
