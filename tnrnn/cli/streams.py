"""Standard output and standard error: how lines are printed there, also if one of them is closed or full."""

from __future__ import annotations

import os
import sys


def say(text: str) -> None:
    """Print a line.

    Raises
    ------
    OSError
        If standard output cannot be written. `print` would be silent if it is closed, as in `tnrnn ... >&-`.
    """
    if sys.stdout is None:
        raise OSError("standard output is closed")
    print(text)  # noqa: T201


def complain(text: str) -> None:
    """Print a line on standard error. If that is closed or full, only the exit status shows the error."""
    if sys.stderr is None:  # `print` would use standard output
        return
    try:
        print(text, file=sys.stderr)  # noqa: T201
    except OSError:
        discard(2)


def flush() -> None:
    """Write what is still in the buffer of standard output."""
    if sys.stdout is not None:
        sys.stdout.flush()


def discard(descriptor: int) -> None:
    """Discard what is still in the buffer of a standard file. Python would try again to write it when it ends, and
    would complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
