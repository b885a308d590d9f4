"""What a command is doing, in one line: on a terminal after two seconds, and nowhere in a pipe."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

from ..system import wants_bar, wipe, write_bar

FIRST, EACH = 2.0, 0.5
"""The number of seconds until the line is first written, and between two updates of it."""


class Stage:
    """What a command is doing, since when, and how much of it is done if that is known."""

    def __init__(self, what: str, shown: bool) -> None:
        self.shown = shown
        self.ended = threading.Event()
        self.now(what)

    def now(self, what: str) -> None:
        """Set what the command is doing from now on."""
        self.what, self.counts, self.started = what, "", time.monotonic()

    def count(self, done: int, total: int) -> None:
        """Show at once how many things are done, and of how many."""
        self.counts = f"{done:,}/{total:,} "
        if self.shown:
            write_bar(self.text)

    def step(self, done: int, total: int, what: str) -> None:
        """Set what the command is doing now, and how many of its steps are done."""
        self.now(what)
        self.counts = f"{done:,}/{total:,} "

    def text(self, width: int = 0) -> str:
        """Return the line, such as "3/10 points, 5 s". `write_bar` gives it a width, which it does not need."""
        return f"{self.counts}{self.what}, {time.monotonic() - self.started:,.0f} s"

    def show(self) -> None:
        """Write the line again and again until the stage has ended."""
        wait = FIRST
        while not self.ended.wait(wait):
            wait = EACH
            try:
                write_bar(self.text)
            except OSError:  # the terminal has gone
                return


@contextlib.contextmanager
def working(what: str) -> Iterator[Stage]:
    """Show on a terminal what the command is doing while the block runs.

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
