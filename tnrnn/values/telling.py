"""How many slices of a contraction are done, told to a function or shown on a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..basics import mistake
from ..system import wants_bar, wipe, write_bar

Progress = Callable[[int, int], Any] | bool | None
"""A function of (done, of how many), or whether a line is shown on standard error; None shows one on a terminal."""


class Telling:
    """Tells how many slices are done; a line on a terminal is removed at the end, also after an interruption.

    >>> with Telling(print, 4) as tell:
    ...     tell(2)
    2 4
    """

    def __init__(self, progress: Progress, total: int) -> None:
        if not (progress is None or isinstance(progress, bool) or callable(progress)):
            raise mistake("progress", "a function, True, False or None", progress)
        self.function = progress if callable(progress) else None
        self.line = not callable(progress) and total > 1 and wants_bar(progress)
        self.total = total

    def __enter__(self) -> Callable[[int], None]:
        return self._tell

    def __exit__(self, *_: object) -> None:
        if self.line:
            wipe()

    def _tell(self, done: int) -> None:
        if self.function is not None:
            self.function(done, self.total)
        if self.line:
            write_bar(lambda _: f"{done}/{self.total} slices")
