"""Lines of progress on a terminal: whether one is wanted, and how it replaces the last one."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable


def wants_bar(progress: bool | None = None) -> bool:
    """Whether progress is shown. If it is neither asked for nor refused, it is shown on a terminal.

    >>> wants_bar(False), wants_bar(True)
    (False, True)
    """
    return sys.stderr is not None and sys.stderr.isatty() if progress is None else progress


def write_bar(text: Callable[[int], str]) -> None:
    """Replace the last line on standard error; `text` returns the new one for a given width of its bar."""
    room = shutil.get_terminal_size().columns - 1
    line = text(max(0, min(30, room - len(text(0)))))
    sys.stderr.write(f"\r{line[:room]}\x1b[K")  # a line that wraps would be printed again and again
    sys.stderr.flush()


def wipe() -> None:
    """Remove the last line."""
    sys.stderr.write("\r\x1b[K")
    sys.stderr.flush()
