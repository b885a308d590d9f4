"""Standard output and standard error: what is said there, and what is done where they are closed or full."""

from __future__ import annotations

import os
import sys


def say(text: str) -> None:
    """Print a line.

    Raises
    ------
    OSError
        If standard output cannot be written. If it is closed (as in `tnrnn ... >&-`), `print` would do nothing.
    """
    if sys.stdout is None:
        raise OSError("standard output is closed")
    print(text)  # noqa: T201


def complain(text: str) -> None:
    """Print a line on standard error. If that is closed or full, only the exit status tells of the error."""
    if sys.stderr is None:  # `print` would take standard output
        return
    try:
        print(text, file=sys.stderr)  # noqa: T201
    except OSError:
        discard(2)


def flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def discard(descriptor: int) -> None:
    """Send what is still in the buffer of a standard file nowhere: Python would try once more to write it when it ends,
    and complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
