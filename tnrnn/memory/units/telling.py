"""How far a measurement is, told to a function or shown as a bar."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ...basics import mistake
from ...sweeping import bar, clock
from ...system import wants_bar, wipe, write_bar

STEADY = 0.2
"""Seconds between two changes of a bar."""

Progress = Callable[[int, int], Any] | bool | None
"""A function of (done, of how many), or whether a bar is shown on standard error; None shows one on a terminal."""


class Telling:
    """Tells how far a measurement is; a bar is removed at the end, also after an interruption.

    Examples
    --------
    >>> with Telling(print, 4, "Ends") as tell:
    ...     tell(2)
    2 4
    """

    def __init__(self, progress: Progress, total: int, noun: str) -> None:
        if not (progress is None or isinstance(progress, bool) or callable(progress)):
            raise mistake("progress", "a function, True, False or None", progress)
        self.function = progress if callable(progress) else None
        self.bar = not callable(progress) and wants_bar(progress)
        self.total, self.noun = total, noun
        self.started, self.last = time.monotonic(), 0.0

    def __enter__(self) -> Callable[[float], None]:
        return self._tell

    def __exit__(self, *_: object) -> None:
        if self.bar and self.last:
            wipe()

    def _tell(self, done: float) -> None:
        """Tell how many are done; a function is told whole numbers only, and a bar shows parts, too."""
        if self.function is not None and done == int(done):
            self.function(int(done), self.total)
        now = time.monotonic()
        if self.bar and now - max(self.last, self.started) > STEADY:
            self.last = now
            left = clock((now - self.started) / max(done, 1e-3) * (self.total - done))
            parts = (int(1000 * done), 1000 * self.total)
            write_bar(lambda width: f"{bar(*parts, width)} {int(done)}/{self.total} {self.noun}, {left} left")
