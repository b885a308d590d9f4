"""Files of pictures: which endings there are."""

from __future__ import annotations

import os
from pathlib import Path

from ...basics import choice, mistake, shown
from ...system import check_target

ENDINGS = ("png", "pdf", "svg", "tex")
MOTION = ("gif", "mp4", "pdf")
"""Of moving pictures; the frames are the pages of a pdf."""


def check_matplotlib() -> None:
    """Raise a TnrnnError if matplotlib cannot be imported because MPLBACKEND has an unknown value.

    This is called before matplotlib is first imported. No picture of tnrnn needs a backend.
    """
    try:
        import matplotlib  # noqa: F401
    except ValueError:
        raise mistake("MPLBACKEND", "a backend of matplotlib, such as agg", os.environ.get("MPLBACKEND")) from None


def check_path(path: str | os.PathLike[str], endings: tuple[str, ...] = ENDINGS) -> str:
    """Return the ending of a file that can be written; to be asked before a picture is computed.

    Raises
    ------
    TnrnnError
        On an ending that no writer knows, a folder that is not there, and a folder in the file's place.

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
