"""One case in a worker, within limits of time and memory; every end becomes an outcome."""

from __future__ import annotations

import contextlib
import errno
import faulthandler
import functools
import json
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from ..basics import TnrnnError, mistake, shown_line
from ..system import command_of
from .cases import GRACE, Case, Limits, Measure, Outcome
from .model_cases import SweepCase
from .results import read_result

EMPTY = dict.fromkeys(("value", "log2", "formula", "source", "kind", "note"))


def measure(case: SweepCase) -> dict[str, Any]:
    """Return the table of `tnrnn.bounds` of one case, as JSON has it; what does not apply is null, with its reason.

    >>> measure(SweepCase(8, 2, 3, 3, split=4))["rank"]["value"]
    '45'
    """
    from ..tables import table_of

    table = table_of(case.record, case.seed)
    cells = table.to_json()
    return {row.name: (cells[row.name] or EMPTY) | {"reason": row.reason or None} for row in table.rows}


DIED = "the worker process died: out of memory, or a crash"


class Overtime(BaseException):
    """A time limit has passed. No Exception, so that a measure that catches those does not swallow it."""


class _Recorder:
    """Keeps how a case ended: a measure may raise anything, and a sweep goes on."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.outcome = Outcome("failed", "no result")

    def __enter__(self) -> _Recorder:
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> bool:
        if not isinstance(error, Exception | Overtime | SystemExit):
            return False
        self.outcome = failure(error, self.limits)
        return True


def failure(error: BaseException, limits: Limits) -> Outcome:
    """Return the outcome of a case that ended with an error."""
    if isinstance(error, Overtime):
        return Outcome("timeout", f"took more than {limits.seconds:g} s")
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        most = f"needs more than {limits.memory_mb} MB" if limits.memory_mb is not None else "out of memory"
        return Outcome("memory", most)
    text = str(error) if isinstance(error, TnrnnError) else f"{type(error).__name__}: {error}"
    return Outcome("failed", shown_line(text.encode(errors="backslashreplace").decode()))


def work(run: Measure, case: Case, limits: Limits) -> Outcome:
    """Measure one case in a worker, and return how it ended."""
    if limits != Limits() and threading.current_thread() is not threading.main_thread():
        return _in_child(run, case, limits)  # only main threads receive signals
    return _recorded(run, case, limits, ours=multiprocessing.parent_process() is not None)


@functools.lru_cache(maxsize=1)
def _warm() -> None:
    """Load what `measure` needs, once in each process. Otherwise it would count in the limits of the first case."""
    with _Recorder(Limits()):
        measure(SweepCase(2, 1, 2, 2, split=1))


def _recorded(run: Measure, case: Case, limits: Limits, ours: bool) -> Outcome:
    """Measure one case in this thread, and return how it ended; a time limit may end a process that is `ours`."""
    if run is measure and limits != Limits():
        _warm()
    with _Recorder(limits) as recorder, _time_limit(limits.seconds, ours), _memory_limit(limits.memory_mb):
        result = run(case)
        if not isinstance(result, dict):
            raise mistake("measure", "a dict", result)
        text = json.dumps(result, sort_keys=True, allow_nan=False)
        case.check_result(read_result(text))
        recorder.outcome = Outcome("done", "", text)
    return recorder.outcome


@contextlib.contextmanager
def _time_limit(seconds: float | None, ours: bool) -> Iterator[None]:
    """Raise `Overtime` after a number of seconds.

    Python runs the handler of a signal between two of its own instructions, and so not during a long call of compiled
    code. In a worker of ours a second clock, a thread in C, therefore ends the process `GRACE` seconds later.
    """
    if seconds is None:
        yield
        return
    state = {"running": True}

    def ring(number: int, frame: FrameType | None) -> None:
        if state["running"]:
            raise Overtime

    before = signal.signal(signal.SIGALRM, ring)
    with open(os.devnull, "w") as nowhere:
        try:
            if ours:
                faulthandler.dump_traceback_later(seconds + GRACE, exit=True, file=nowhere)
            signal.setitimer(signal.ITIMER_REAL, seconds)
            yield
        finally:
            state["running"] = False  # first of all: from now on `ring` raises nothing
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
            if ours:
                faulthandler.cancel_dump_traceback_later()


@contextlib.contextmanager
def _memory_limit(megabytes: int | None) -> Iterator[None]:
    """Let the address space of the process grow by at most this many megabytes."""
    if megabytes is None:
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = _address_space() + megabytes * 2**20
    bounded = [value for value in (soft, hard) if value != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([limit, *bounded]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int:
    """Return how many bytes the address space of this process has; without Linux's `/proc`, a guess."""
    import resource

    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):  # not Linux
        return 2**32


def _in_child(run: Measure, case: Case, limits: Limits) -> Outcome:
    """Measure a case in a process of its own, and return how it ended; for workers that are threads, as Dask's are."""
    job = pickle.dumps((run, case, limits))
    patience = None if limits.seconds is None else limits.seconds + 10 + GRACE
    started = time.monotonic()
    try:  # in a session of its own: Ctrl-C is for the main process
        ended = subprocess.run(
            command_of(main.__module__),
            input=job,
            capture_output=True,
            timeout=patience,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        return failure(Overtime(), limits)
    if ended.returncode:
        late = limits.seconds is not None and time.monotonic() - started >= limits.seconds + GRACE
        if late and ended.returncode > 0:  # by the second clock; a negative status means a signal
            return failure(Overtime(), limits)
        return Outcome("failed", DIED)
    return Outcome(*pickle.loads(ended.stdout))


def main() -> None:
    """Measure the case on standard input, and write how it ended. Prints of the measure go to standard error."""
    threading.Thread(target=_follow, args=(os.getppid(),), daemon=True).start()
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        run, case, limits = pickle.load(sys.stdin.buffer)
        pickle.dump(tuple(_recorded(run, case, limits, ours=True)), out)


def _follow(parent: int) -> None:
    """End this process when its parent has ended."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
