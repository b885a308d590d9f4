"""Long calls of compiled code, in a process of their own: Ctrl-C and time limits end them at once.

Python handles a signal between two of its own instructions. A call of compiled code that keeps the interpreter's lock,
as those of python-flint do, is a single instruction; no other thread runs beside it either, so that a thread would not
help. A process can be killed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

OUT_OF_MEMORY = 3
"""The exit status of a process that has run out of memory."""


def command_of(module: str) -> list[str]:
    """Return what starts a process that runs `main` of a module.

    Modules come from where ours do, not from the folder where the process is started. What is no text on `sys.path`,
    such as the `Path` that a notebook put there, is left out; Python passes over it, too.

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
        What the function given to `answer` gets first; the number of bytes of `data` is added.
    data : contiguous array
        What this function gets second.

    Raises
    ------
    MemoryError
        If the process runs out of memory or is killed.
    KeyboardInterrupt
        If Ctrl-C is pressed. The process has ended then.
    """
    if not sys.executable or getattr(sys, "frozen", False):  # Python is part of another program
        return None
    view = memoryview(data).cast("B")
    first = (" ".join(map(str, [*header, view.nbytes])) + "\n").encode()
    try:
        process = subprocess.Popen(
            command_of(module),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,  # so that nothing is left to be written when an exception ends this
        )
    except OSError:  # none may be started
        return None
    with process:
        try:
            said = _exchanged(process, [memoryview(first), view])
        finally:
            process.kill()  # whatever came between; of a process that has ended, this does nothing
    if process.returncode == -signal.SIGINT:
        raise KeyboardInterrupt
    if process.returncode == OUT_OF_MEMORY or process.returncode < 0:
        raise MemoryError("a process that computed a rank has ended early")
    return None if process.returncode else said


def _exchanged(process: subprocess.Popen[bytes], given: list[memoryview]) -> bytes:
    """Write the input, and return the output when the process ends, in such a way that signals are handled."""
    to, back = process.stdin, process.stdout
    if to is None or back is None:
        return b""
    try:
        for part in given:
            done = 0
            while done < len(part):
                done += to.write(part[done:])
    except BrokenPipeError:  # it has ended, and its status says why
        pass
    said = back.read()
    process.wait()
    return said


def answer(function: Callable[[Sequence[int], memoryview], bytes]) -> None:
    """Call a function with the header and the data that are on standard input, and write what it returns."""
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
    """Make this process end when the process that waits for it ends, which alone has the other end of our input.

    A signal says that something happened to a file. It is not handled, so that it ends this process during a call, too.
    """
    try:
        import fcntl
    except ImportError:  # Windows; there it goes on to the end of its call
        return
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    with contextlib.suppress(OSError):  # a system without such signals for pipes
        fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
