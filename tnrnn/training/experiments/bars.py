"""The progress of an experiment on the terminal: how many runs have ended, and how far the others are."""

from __future__ import annotations

import contextlib
import json
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ...sweeping import Progress, SweepOptions, bar_text
from ...system import read_text, wants_bar, write_bar
from ..protocol import Run, Step
from .workers import LIVE

MOST_LIVE = 2**12
"""The largest number of bytes of the small file in which a worker says how far it is."""


@contextlib.contextmanager
def watched(wanted: tuple[Run, ...], folder: Path, options: SweepOptions) -> Iterator[SweepOptions]:
    """If a progress bar is wanted, show the runs that are under way after it."""
    if callable(options.progress) or not wants_bar(options.progress):
        yield options
        return
    watch = Watch(wanted, folder)
    thread = threading.Thread(target=watch.watch, daemon=True)
    thread.start()
    try:
        yield replace(options, progress=watch.hear)
    finally:
        watch.ended.set()
        thread.join()
        sys.stderr.write("\n")


class Watch:
    """Shows once a second how many runs have ended, and how far those under way are."""

    def __init__(self, wanted: tuple[Run, ...], folder: Path) -> None:
        self.places = {run: folder / (run.file + LIVE) for run in wanted}
        self.progress = Progress(0, len(wanted), 0, None)
        self.ended = threading.Event()

    def hear(self, progress: Progress) -> None:
        self.progress = progress

    def watch(self) -> None:
        while not self.ended.wait(1.0):
            self.draw()
        self.draw()

    def draw(self) -> None:
        steps = [f"; {text}" for text in self.under_way()]
        write_bar(lambda width: "".join([bar_text(self.progress, width // 2), *steps]))

    def under_way(self) -> Iterator[str]:
        for run, place in self.places.items():
            with contextlib.suppress(OSError, ValueError, TypeError):
                if time.time() - place.stat().st_mtime < 60:
                    yield live_text(run, Step(*json.loads(read_text(place, MOST_LIVE))))


def live_text(run: Run, step: Step) -> str:
    """Return in a few words how far a run is.

    >>> live_text(Run("copy", "gru", 2, delay=10), Step(50, 200, 0.25, 0.875, 65.0))
    'gru L=2 delay=10 seed=0 at 50, loss 0.250, data 87.5 %'
    """
    words = f"{run.cell} L={run.layers} delay={run.delay} seed={run.seed} at {step.iteration:,}"
    if step.loss is None or step.accuracy is None:
        return words
    return f"{words}, loss {step.loss:.3f}, data {100 * step.accuracy:.1f} %"
