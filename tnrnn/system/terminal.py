"""A line of progress on a terminal: whether it is shown, and how it is replaced."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable


def wants_bar(progress: bool | None = None) -> bool:
    """Return whether progress is shown: as `progress` says, or, if that is None, only on a terminal.

    >>> wants_bar(False), wants_bar(True)
    (False, True)
    """
    return sys.stderr is not None and sys.stderr.isatty() if progress is None else progress


def write_bar(text: Callable[[int], str]) -> None:
    """Replace the last line on standard error; `text` returns the new line for a given width of its bar."""
    room = shutil.get_terminal_size().columns - 1
    line = text(max(0, min(30, room - len(text(0)))))
    sys.stderr.write(f"\r{line[:room]}\x1b[K")  # a wrapped line could not be replaced
    sys.stderr.flush()


def wipe() -> None:
    """Remove the last line on standard error."""
    sys.stderr.write("\r\x1b[K")
    sys.stderr.flush()
