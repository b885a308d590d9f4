"""Files: which endings there are, and writing so that nothing is left half-written."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import TnrnnError, choice, mistake, shown

ENDINGS = ("png", "pdf", "svg", "tex")
MOTION = ("gif", "mp4", "pdf")
"""Of moving pictures; the frames are the pages of a pdf."""


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
    tnrnn.errors.TnrnnError: save, ending of 'picture.sgv': expected png, pdf, svg or tex, given 'sgv'; did you \
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


def check_target(path: str | os.PathLike[str]) -> None:
    """Raise where `replace` could not write: no such folder, or a folder in the file's place."""
    try:
        target = Path(path)
        if not target.parent.is_dir():
            raise TnrnnError(f"save: cannot write {shown(str(target))}: there is no folder {shown(str(target.parent))}")
        if target.exists() and not target.is_file():
            raise TnrnnError(f"save: cannot write {shown(str(target))}: it is no regular file")
        if os.fspath(path)[-1:] in (os.sep, b"/"):
            raise TnrnnError(f"save: cannot write {shown(os.fspath(path))}: that is the name of a folder")
    except (OSError, ValueError) as error:
        if isinstance(error, TnrnnError):
            raise
        raise TnrnnError(f"save: cannot write {shown(path)}: {_reason(error)}") from None


def replace(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file beside its place and rename it; of a link, the file that it leads to."""
    try:
        target = Path(os.path.realpath(path))
        beside = target.with_name(f".{os.getpid()}.part")
        try:
            beside.write_bytes(data)
            os.replace(beside, target)
        finally:
            beside.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise TnrnnError(f"save: cannot write {shown(os.fspath(path))}: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    return str(error.strerror) if isinstance(error, OSError) and error.strerror else str(error)
