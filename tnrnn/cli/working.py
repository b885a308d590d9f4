"""What a command is doing: one line on a terminal after two seconds, and nothing in a pipe."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

from ..system import wants_bar, wipe, write_bar

FIRST, EACH = 2.0, 0.5
"""Seconds until the line is first written, and between two updates of it."""


class Stage:
    """What is being done, since when, and how much of it is done if that is known."""

    def __init__(self, what: str, shown: bool) -> None:
        self.shown = shown
        self.ended = threading.Event()
        self.now(what)

    def now(self, what: str) -> None:
        """Say what is being done from now on."""
        self.what, self.counts, self.started = what, "", time.monotonic()

    def count(self, done: int, total: int) -> None:
        """Show at once how many are done, and of how many."""
        self.counts = f"{done:,}/{total:,} "
        if self.shown:
            write_bar(self.text)

    def text(self, width: int = 0) -> str:
        """Return the line: 3/10 points, 5 s."""
        return f"{self.counts}{self.what}, {time.monotonic() - self.started:,.0f} s"

    def show(self) -> None:
        """Write the line again and again until this has ended."""
        wait = FIRST
        while not self.ended.wait(wait):
            wait = EACH
            try:
                write_bar(self.text)
            except OSError:  # the terminal has gone
                return


@contextlib.contextmanager
def working(what: str) -> Iterator[Stage]:
    """Show on a terminal what is being done while the block runs.

    >>> with working("counting") as stage:
    ...     stage.count(3, 4)
    ...     stage.text()
    '3/4 counting, 0 s'
    """
    stage = Stage(what, wants_bar())
    if not stage.shown:
        yield stage
        return
    thread = threading.Thread(target=stage.show, daemon=True)
    thread.start()
    try:
        yield stage
    finally:
        stage.ended.set()
        thread.join()
        with contextlib.suppress(OSError):
            wipe()
