"""Lines on a terminal that say how far something is: whether one is wanted, and how it is written over the last one."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable


def wants_bar(progress: bool | None = None) -> bool:
    """Whether progress is shown: where it is neither asked for nor refused, on a terminal.

    >>> wants_bar(False), wants_bar(True)
    (False, True)
    """
    return sys.stderr is not None and sys.stderr.isatty() if progress is None else progress


def write_bar(text: Callable[[int], str]) -> None:
    """Write a line over the last one on standard error; `text` makes it for a width of its bar."""
    room = shutil.get_terminal_size().columns - 1
    line = text(max(0, min(30, room - len(text(0)))))
    sys.stderr.write(f"\r{line[:room]}\x1b[K")  # a line that wraps would be printed again and again
    sys.stderr.flush()


def wipe() -> None:
    """Take the last line away."""
    sys.stderr.write("\r\x1b[K")
    sys.stderr.flush()
