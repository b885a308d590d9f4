"""A run of an experiment in a worker, with a small file that says how far it is."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...basics import TnrnnError
from ...system import write_file
from ..needs import one_thread
from ..protocol import Device, Run, Step, train

LIVE = ".live.json"
"""The ending of the small files in which workers say how far they are."""


def train_run(run: Run, folder: str, device: Device) -> dict[str, Any]:
    """Train one run in a worker, and write to a small file beside its checkpoint how far it is."""
    place = Path(folder, run.file + LIVE)

    def tell(step: Step) -> None:
        with contextlib.suppress(TnrnnError):  # the run goes on even if the bar cannot show it
            write_file(place, json.dumps(step).encode())

    try:
        with _one_thread():
            return train(run, folder=folder, progress=tell, device=device)
    finally:
        with contextlib.suppress(OSError):
            place.unlink(missing_ok=True)


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Let torch use only one thread in a process of a pool, because the pool has a process for every core."""
    if multiprocessing.parent_process() is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    with one_thread():
        yield
