"""Pools of workers: processes of our own, started again when one of them dies, or an executor that the user lends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

from ..basics import TnrnnError, shown_line
from .cases import LENT_WINDOW, Outcome
from .cluster import lacks_workers


class _Spawn(SpawnContext):
    """A context of multiprocessing that remembers its processes, so that they can be ended."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[SpawnProcess] = []

    def Process(self, *arguments: Any, **options: Any) -> SpawnProcess:  # type: ignore[override]  # noqa: N802
        process = SpawnProcess(*arguments, **options)
        self.made.append(process)
        return process


def _start_worker() -> None:
    """Leave Ctrl-C to the main process, and end when that ends. After SIGKILL the workers of a pool would stay."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class OwnPool:
    """A pool of processes that is made when it is first used, and made again after a worker has died."""

    trouble = ""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.window = workers + 1
        self.executor: ProcessPoolExecutor | None = None
        self.context = _Spawn()

    def submit(self, *job: Any) -> Future[Outcome]:
        """Submit a function, the first of `job`, with its arguments, the rest of `job`."""
        if self.executor is None:
            self.context = _Spawn()
            self.executor = ProcessPoolExecutor(self.workers, self.context, _start_worker)
            try:
                self.executor.submit(callable, job[1]).result()  # if a worker cannot start, the case is not to blame
            except BrokenExecutor:
                hint = "a script that sweeps does so under: if __name__ == '__main__':"
                raise TnrnnError(f"workers: cannot be started; {hint}") from None
        return self.executor.submit(*job)

    def broken(self) -> None:
        """Give up a pool whose worker has died; the next case makes another pool."""
        self.stop(now=True)

    def stop(self, now: bool) -> None:
        """End the workers, and if `now`, without waiting for their cases."""
        if self.executor is None:
            return
        if now:
            for process in self.context.made:
                if process.is_alive():
                    process.terminate()
        self.executor.shutdown(wait=True, cancel_futures=True)
        self.executor = None


class LentPool:
    """An executor of the user, which is neither made nor ended here."""

    window = LENT_WINDOW

    def __init__(self, executor: Executor) -> None:
        self.executor = executor

    @property
    def trouble(self) -> str:
        """Why no case may end for long, in a few words, or an empty text."""
        return "no workers" if lacks_workers(self.executor) else ""

    def submit(self, *job: Any) -> Future[Outcome]:
        """Submit a function, the first of `job`, with its arguments. Raise a TnrnnError if the executor takes none."""
        try:
            return self.executor.submit(*job)
        except BrokenExecutor:
            raise
        except RuntimeError as error:
            raise TnrnnError(f"executor: takes no cases: {shown_line(str(error))}") from None

    def broken(self) -> None:
        """Raise a TnrnnError: only the owner of the executor can make another."""
        raise TnrnnError("executor: its workers died; finished cases are stored, sweep again with a new executor")

    def stop(self, now: bool) -> None:
        """Do nothing: the owner of the executor ends it."""
