"""The command line: one module a command.

This room takes the words of a command. It prints an answer or writes a file, and gives the exit status. What stands
here starts it, and imports next to nothing: see `main`.
"""

from __future__ import annotations

import os
import signal
import sys

from .streams import complain

TYPE_CHECKING = False  # not imported: `typing` takes longer than all that is imported here
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

INTERRUPTED = 130
"""The exit status of a command that Ctrl-C ends, as shells have it: 128 plus the number of the signal."""

IMPORTING = "<frozen importlib._bootstrap>"
"""The file name of the code that runs while a module is imported, whoever imports it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status.

    It is 0, or 1 if a check fails, or 2 after one line of error, or 130 after Ctrl-C.

    Parameters
    ----------
    arguments : list of str, optional
        The words of the command. By default those that the process was given. Then this is the whole program, and it
        also sets what belongs to the process: Ctrl-C, the standard files, and the backend of matplotlib.

    Examples
    --------
    >>> main(["cut", "-T", "6", "-L", "2", "-M", "2", "-R", "3", "--start", "3"])
    T=6 L=2 M=2 R=3, one-hot inputs, Start 3, End 1-2, 4-6
    min-cut  M = 2  (proved least)
      x[3]--copy(x[3])  bond       M = 2
    0
    """
    if arguments is None:
        return _program(sys.argv[1:])
    from .commands import main as run

    try:
        return run(arguments)
    except KeyboardInterrupt:
        return _interrupted()


def _program(words: list[str]) -> int:
    minds = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # a shell's background ignores Ctrl-C
    if minds:
        signal.signal(signal.SIGINT, _on_ctrl_c)
        sys.unraisablehook = _again
    try:
        _occupy()
        # Commands write files and open no window; a name that matplotlib does not know would keep it from being
        # imported.
        os.environ["MPLBACKEND"] = "agg"
        from .commands import main as run

        return run(words)
    except KeyboardInterrupt:
        return _interrupted()
    finally:
        if minds:  # all is printed, and Ctrl-C may end Python at once
            signal.signal(signal.SIGINT, signal.SIG_DFL)


def _occupy() -> None:
    """Open those of the three standard files that are closed, as in `tnrnn ... >&-`, on the null device.

    Otherwise the next file that is opened would get the number of a standard file, and what a library prints would go
    into a picture or a store.
    """
    number = 0
    while number <= 2:
        number = os.open(os.devnull, os.O_RDWR)
        os.set_inheritable(number, number <= 2)
    os.close(number)


def _on_ctrl_c(number: int, frame: FrameType | None) -> None:
    """Raise KeyboardInterrupt, or end the process at once if a module is being imported.

    Compiled modules and callbacks of the import system may lose an exception. Commands import what they need before
    they write, and stores survive any end of the process, so that nothing has to be closed.
    """
    while frame is not None:
        if frame.f_code.co_filename == IMPORTING:
            _interrupted()
            os._exit(INTERRUPTED)
        frame = frame.f_back
    raise KeyboardInterrupt


def _again(lost: sys.UnraisableHookArgs) -> None:
    """Send Ctrl-C once more if its exception is lost, as in a callback of Python, for example when a weak reference
    ends. A thread sends it a moment later, since here it would be lost again."""
    if lost.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(lost)
        return
    from threading import Timer, main_thread

    timer = Timer(0.05, _interrupt, [main_thread().ident])
    timer.daemon = True
    timer.start()


def _interrupt(thread: int) -> None:
    """Send Ctrl-C to a thread, even if it is waiting for the system, provided that signals can be sent to threads."""
    if sys.platform == "win32":
        signal.raise_signal(signal.SIGINT)
    else:
        signal.pthread_kill(thread, signal.SIGINT)


def _interrupted() -> int:
    complain("tnrnn: interrupted")
    return INTERRUPTED
