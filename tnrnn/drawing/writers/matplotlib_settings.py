"""matplotlib's settings and caches, which all threads of a program share: one thread at a time uses them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib

from ...basics import TnrnnError, shown_line

WRITING = ("agg.", "mathtext.", "path.", "pdf.", "savefig.", "svg.", "text.")
CHARTING = (
    "agg.", "axes.", "figure.", "font.", "grid.", "legend.", "lines.", "markers.", "mathtext.", "patch.", "path.",
    "savefig.", "scatter.", "svg.", "text.", "xaxis.", "xtick.", "yaxis.", "ytick.",
)  # fmt: skip
"""How the settings begin that a picture must not depend on, when a figure is written and when a chart is drawn."""

# matplotlib keeps its settings, fonts and formulas in the module. A thread that reads them while another has set them
# for a file of its own draws another picture, and what is put back at the end may be what the other had set.
TURN = threading.RLock()
"""Held by whatever makes artists, measures them or writes them."""

if hasattr(os, "register_at_fork"):  # a forked process has no other threads, of which one might have had the turn
    os.register_at_fork(before=TURN.acquire, after_in_parent=TURN.release, after_in_child=TURN.release)


@contextmanager
def fixed_settings() -> Iterator[None]:
    """Use settings with which the same picture gives the same bytes. Errors of matplotlib become a `TnrnnError`."""
    with _settings(WRITING, {"svg.hashsalt": "tnrnn", "svg.fonttype": "path", "pdf.fonttype": 42}):
        try:
            yield
        except TnrnnError:
            raise
        except (RuntimeError, ValueError) as error:  # type of less than a pixel, figures of none
            raise TnrnnError(f"save: matplotlib cannot draw this: {shown_line(str(error))}") from None


@contextmanager
def settled() -> Iterator[None]:
    """Use matplotlib's own defaults, and not the user's, for what a chart does not specify."""
    with _settings(CHARTING, {"savefig.format": "png"}):
        yield


@contextmanager
def _settings(prefixes: tuple[str, ...], own: dict[str, Any]) -> Iterator[None]:
    """Hold the turn, and take the defaults of the settings that begin so, and some of our own, until the end."""
    fixed: dict[Any, Any] = {
        key: value for key, value in matplotlib.rcParamsDefault.items() if key.startswith(prefixes)
    }
    with TURN, matplotlib.rc_context(fixed | own):
        yield
