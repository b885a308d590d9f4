"""How far a sweep has come, as text on a terminal or as calls of a function."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from ..system import wants_bar, write_bar
from .cases import Outcome, Progress


class Tally:
    """Counts how cases end, and calls a function with the progress after each."""

    def __init__(self, total: int, before: int, tell: Callable[[Progress], Any] | None) -> None:
        self.total, self.before, self.tell = total, before, tell
        self.counts: Counter[str] = Counter()
        self.started = time.monotonic()
        self.last, self.note = Progress(before, total, 0, None), ""
        self.shown = tell is _bar and before < total
        if self.shown:
            _bar(self.last)

    def add(self, outcome: Outcome) -> None:
        """Count a case that has ended."""
        self.counts[outcome.status] += 1
        if self.tell is not None:
            ran = self.counts.total()
            recorded = self.before + ran
            left = (time.monotonic() - self.started) / ran * (self.total - recorded)
            self.last, self.note = Progress(recorded, self.total, ran - self.counts["done"], left), ""
            self.tell(self.last)

    def remark(self, note: str) -> None:
        """Show a note at the end of the bar until the next case ends."""
        if self.shown and note != self.note:
            self.note = note
            _bar(self.last, note)

    def end(self) -> None:
        """End the line of the bar."""
        if self.shown:
            sys.stderr.write("\n")


def teller(progress: Callable[[Progress], Any] | bool | None) -> Callable[[Progress], Any] | None:
    """Return the function that is called with the progress, or None; `SweepOptions` says what `progress` means."""
    if callable(progress):
        return progress
    return _bar if wants_bar(progress) else None


def _bar(progress: Progress, note: str = "") -> None:
    write_bar(lambda width: ", ".join(filter(None, (bar_text(progress, width), note))))


def bar(done: int, total: int, width: int) -> str:
    """Return a bar whose inside is `width` characters wide, filled as `done` is to `total`.

    >>> bar(3, 4, 8)
    '[######  ]'
    """
    full = width * done // max(total, 1)
    return f"[{'#' * full}{' ' * (width - full)}]"


def clock(seconds: float) -> str:
    """Return a number of seconds as hours, minutes and seconds.

    >>> clock(3725.0)
    '1:02:05'
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def bar_text(progress: Progress, width: int = 30) -> str:
    """Return progress as one line of text.

    >>> bar_text(Progress(15, 20, 1, 3725.0), width=8)
    '[######  ] 15/20, 1 not done, 1:02:05 left'
    """
    line = f"{bar(progress.recorded, progress.total, width)} {progress.recorded}/{progress.total}"
    if progress.troubled:
        line += f", {progress.troubled} not done"
    if progress.seconds_left is not None:
        line += f", {clock(progress.seconds_left)} left"
    return line
