"""matplotlib's settings and caches, which all threads of a program share, so that one thread at a time may use them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib

from ...basics import TnrnnError, shown_line

WRITING = ("agg.", "path.", "pdf.", "savefig.", "svg.", "text.")
CHARTING = (
    "agg.", "axes.", "figure.", "font.", "grid.", "legend.", "lines.", "markers.", "mathtext.", "patch.", "path.",
    "savefig.", "scatter.", "svg.", "text.", "xaxis.", "xtick.", "yaxis.", "ytick.",
)  # fmt: skip
"""The first letters of the settings that must not change a picture when a figure is written and a chart is drawn."""

# matplotlib keeps its settings, fonts and formulas in its modules. If a thread reads them while another thread has set
# them for its own file, the picture changes, and the settings that it restores may be those of the other thread.
TURN = threading.RLock()
"""The lock that is held while artists are made, measured or written."""

if hasattr(os, "register_at_fork"):  # a forked process has no other threads that could hold the lock
    os.register_at_fork(before=TURN.acquire, after_in_parent=TURN.release, after_in_child=TURN.release)


@contextmanager
def fixed_settings() -> Iterator[None]:
    """Use settings with which the same picture gives the same bytes. Errors of matplotlib become a `TnrnnError`."""
    with _settings(WRITING, {"svg.hashsalt": "tnrnn", "svg.fonttype": "path", "pdf.fonttype": 42}):
        try:
            yield
        except TnrnnError:
            raise
        except (RuntimeError, ValueError) as error:  # type smaller than a pixel, or an empty figure
            raise TnrnnError(f"save: matplotlib cannot draw this: {shown_line(str(error))}") from None


@contextmanager
def settled() -> Iterator[None]:
    """Use the defaults of matplotlib, not those of the user, for what a chart does not specify."""
    with _settings(CHARTING, {"savefig.format": "png"}):
        yield


@contextmanager
def _settings(prefixes: tuple[str, ...], own: dict[str, Any]) -> Iterator[None]:
    """Hold the lock, and use the default settings with these first letters, and our own ones, until the end."""
    fixed: dict[Any, Any] = {
        key: value for key, value in matplotlib.rcParamsDefault.items() if key.startswith(prefixes)
    }
    with TURN, matplotlib.rc_context(fixed | own):
        yield
