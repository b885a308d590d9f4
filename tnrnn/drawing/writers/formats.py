"""The formats of files, by their endings: which writer makes each. A new one is a writer and a line here.

If matplotlib writes it, charts can have it, too (`CHART_ENDINGS`). Then `METADATA` in `matplotlib_writer` says what
keeps the date out of a file, and `matplotlib_settings` has the settings that its bytes depend on.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ...basics import choice, mistake, shown
from ...system import check_target
from ..scenes import Scene, Style


def _png(scene: Scene, style: Style, scale: float) -> bytes:
    return _by_matplotlib(scene, style, "png")


def _pdf(scene: Scene, style: Style, scale: float) -> bytes:
    return _by_matplotlib(scene, style, "pdf")


def _by_matplotlib(scene: Scene, style: Style, ending: str) -> bytes:
    check_matplotlib()
    from .matplotlib_writer import draw_scene, figure_file

    return figure_file(draw_scene(scene, style), ending)


def _svg(scene: Scene, style: Style, scale: float) -> bytes:
    from .svg_writer import svg_file

    return svg_file(scene, style)


def _tex(scene: Scene, style: Style, scale: float) -> bytes:
    from .tikz_writer import tikz_file

    return tikz_file(scene, style, scale)


FORMATS: dict[str, Callable[[Scene, Style, float], bytes]] = {"png": _png, "pdf": _pdf, "svg": _svg, "tex": _tex}
"""What makes the bytes of a file of a scene, by its ending; a writer is imported when it is needed."""

ENDINGS = tuple(FORMATS)
"""The endings of pictures of scenes."""

SCALED = ("tex",)
"""The formats of which all lengths can be scaled, type and strokes included."""

CHART_ENDINGS = ("png", "pdf", "svg")
"""The endings of charts and of all other figures, which matplotlib writes."""

MOTION = ("gif", "mp4", "pdf")
"""The endings of moving pictures; the frames are the pages of a pdf."""


def check_matplotlib() -> None:
    """Raise a TnrnnError if matplotlib cannot be imported because MPLBACKEND has an unknown value.

    This is called before matplotlib is first imported. No picture of tnrnn needs a backend.
    """
    try:
        import matplotlib  # noqa: F401
    except ValueError:
        raise mistake("MPLBACKEND", "a backend of matplotlib, such as agg", os.environ.get("MPLBACKEND")) from None


def check_path(path: str | os.PathLike[str], endings: tuple[str, ...] = ENDINGS) -> str:
    """Return the ending of a path, if a file can be written there. It is called before a picture is computed.

    Raises
    ------
    TnrnnError
        If no writer knows the ending, the folder does not exist, or the path is that of a folder.

    Examples
    --------
    >>> check_path("picture.PDF")
    'pdf'
    >>> check_path("picture.sgv")
    Traceback (most recent call last):
    tnrnn.TnrnnError: save, ending of 'picture.sgv': expected png, pdf, svg or tex, given 'sgv'; did you \
mean 'svg'?
    """
    try:
        target = Path(path)
    except TypeError:
        raise mistake("save, path", "the path of a file", path) from None
    ending = target.suffix[1:].lower()
    choice(f"save, ending of {shown(target.name)}", ending, endings)
    check_target(path)
    return ending
