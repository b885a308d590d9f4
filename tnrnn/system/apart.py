"""Long calls of compiled code in a process of their own, so that Ctrl-C and time limits end them at once.

Python handles signals only between two of its own instructions. A call of compiled code that keeps the interpreter's
lock, as the calls of python-flint do, is a single instruction. A thread would not help, as no other thread runs during
such a call. A process can be killed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import subprocess

OUT_OF_MEMORY = 3
"""The exit status of a process that runs out of memory."""


def command_of(module: str) -> list[str]:
    """Return the command that runs the function `main` of a module in a new process.

    The new process has the `sys.path` of this one, and not the folder where it is started. Entries that are not
    strings, such as a `Path` that a notebook added, are left out, as Python ignores them too.

    >>> command_of("tnrnn.ranks.pivots")[1:3]
    ['-P', '-c']
    """
    places = [str(place) for place in sys.path if isinstance(place, str)]
    return [sys.executable, "-P", "-c", f"import sys; sys.path[:] = {places!r}; from {module} import main; main()"]


def answered(module: str, header: Sequence[int], data: Any) -> bytes | None:
    """Return what `main` of a module writes in a process of its own, or None if no such process can be started.

    Parameters
    ----------
    module : str
        The name of a module whose `main` calls `answer`.
    header : list of int
        The first argument of the function that `main` gives to `answer`; the number of bytes of `data` is added.
    data : contiguous array
        The second argument of this function.

    Raises
    ------
    MemoryError
        If the process runs out of memory or is killed.
    KeyboardInterrupt
        If Ctrl-C is pressed. The process has ended by then.
    """
    if not sys.executable or getattr(sys, "frozen", False):  # Python is embedded in another program
        return None
    import subprocess

    view = memoryview(data).cast("B")
    first = (" ".join(map(str, [*header, view.nbytes])) + "\n").encode()
    try:
        process = subprocess.Popen(
            command_of(module),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,  # so that no input is left in a buffer if an exception is raised
        )
    except OSError:  # no process can be started
        return None
    with process:
        try:
            said = _exchanged(process, [memoryview(first), view])
        finally:
            process.kill()  # after any exception; if the process has ended, this does nothing
    if process.returncode == -signal.SIGINT:
        raise KeyboardInterrupt
    if process.returncode == OUT_OF_MEMORY or process.returncode < 0:
        raise MemoryError("a process that computed a rank has ended early")
    return None if process.returncode else said


def _exchanged(process: subprocess.Popen[bytes], given: list[memoryview]) -> bytes:
    """Write the input and return the output when the process ends; signals are handled meanwhile."""
    to, back = process.stdin, process.stdout
    if to is None or back is None:
        return b""
    try:
        for part in given:
            done = 0
            while done < len(part):
                done += to.write(part[done:])
    except BrokenPipeError:  # the process has ended, and its status says why
        pass
    said = back.read()
    process.wait()
    return said


def answer(function: Callable[[Sequence[int], memoryview], bytes]) -> None:
    """Call a function with the header and the data on standard input, and write its result to standard output."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    *header, size = map(int, sys.stdin.buffer.readline().split())
    try:
        data = sys.stdin.buffer.read(size)
        _end_with_input()
        said = function(header, memoryview(data))
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
    sys.stdout.buffer.write(said)
    sys.stdout.flush()


def _end_with_input() -> None:
    """Make this process end when the process that waits for it ends.

    Only that process holds the other end of our input. When it closes, a signal is sent. The signal is not handled, so
    it ends this process even during a call of compiled code.
    """
    try:
        import fcntl
    except ImportError:  # on Windows the process goes on to the end of its call
        return
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    with contextlib.suppress(OSError):  # raised by systems without such signals for pipes
        fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
