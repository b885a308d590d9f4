"""`sweep`: the bounds of many cases, on any executor, into one SQLite file that survives every kind of end."""

from __future__ import annotations

import os
import pickle
import signal
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import BrokenExecutor, Executor, Future, wait
from queue import Empty, SimpleQueue
from typing import Any

from ..basics import TnrnnError, as_before, listed, mistake
from .cases import MAX_CASES, STATUSES, Case, Limits, Measure, Outcome, SweepOptions, SweepResult
from .cluster import lost_workers
from .limited import DIED, Overtime, failure, measure, work
from .model_cases import SweepCase
from .progress import Tally, teller
from .store import opened_store
from .workers import LentPool, OwnPool

QUIET = 5
"""After how many seconds in which no case has ended the pool is asked for the reason."""

# What an error says if Dask has lost its workers or its scheduler.
LOST = "executor: lost, with the cases under way; finished cases are stored, sweep again with a new one"


Land = Callable[[list[tuple[Case, Outcome]]], None]
"""Writes into the store how cases have ended, all at once."""


class _Run:
    """The cases that a sweep still has to measure, and those that are in the air: given to the pool, and not yet ended.

    When a worker process dies, the pool cannot say which case it had. All cases in the air are suspects then, and are
    measured again one at a time. A case that is alone when a worker dies is to blame.
    """

    def __init__(
        self, pool: OwnPool | LentPool, job: tuple[Measure, Limits], land: Land, remark: Callable[[str], None]
    ) -> None:
        self.pool, self.land, self.remark = pool, land, remark
        self.measure, self.limits = job
        self.suspects: deque[Case] = deque()
        self.air: dict[Future[Outcome], tuple[Case, float]] = {}
        self.ended: SimpleQueue[Future[Outcome]] = SimpleQueue()  # `wait` would look at all that is in the air
        self.sole: Future[Outcome] | None = None  # the suspect that is measured again

    def run(self, todo: deque[Case]) -> None:
        """Measure all cases, and record each as it ends; what has ended is recorded also after an error or Ctrl-C."""
        ended = False
        try:
            while todo or self.suspects or self.air:
                self._launch(todo)
                if self.air:
                    self._collect()
            ended = True
        finally:
            try:
                self.land(
                    [
                        (case, future.result())
                        for future, (case, _) in self.air.items()
                        if not future.cancel() and future.done() and future.exception() is None
                    ]
                )
            finally:
                self.pool.stop(now=not ended)

    def _launch(self, todo: deque[Case]) -> None:
        """Give cases to the pool: as many as it takes, or a single suspect."""
        while (source := self.suspects or todo) and len(self.air) < (1 if self.suspects else self.pool.window):
            try:
                future = self.pool.submit(work, self.measure, source[0], self.limits)
            except BrokenExecutor:  # a worker died since we looked
                if not self.air:
                    self.pool.broken()
                return
            self.air[future] = (source.popleft(), time.monotonic())
            future.add_done_callback(self.ended.put)
            if source is self.suspects:
                self.sole = future
                return

    def _collect(self) -> None:
        """Wait until a case ends, and record all that have ended."""
        alone = len(self.air) == 1
        ended = dict.fromkeys([self._first_ended()])
        while not self.ended.empty():
            ended[self.ended.get()] = None
        broken = self._record([future for future in ended if future in self.air])
        if not broken:
            return
        broken += self._record(wait(self.air).done)  # the futures of a broken pool all end
        if alone:
            self.land([(case, self._death(started)) for case, started in broken])
        else:
            self.suspects.extend(case for case, _ in broken)
        self.pool.broken()

    def _first_ended(self) -> Future[Outcome]:
        """Wait until a case ends. If that takes long, say if it may never happen."""
        while True:
            try:
                return self.ended.get(timeout=QUIET)
            except Empty:
                self.remark(self.pool.trouble)

    def _record(self, futures: Collection[Future[Outcome]]) -> list[tuple[Case, float]]:
        """Record the results of futures, and return the cases whose pool broke, each with when it was started."""
        broken: list[tuple[Case, float]] = []
        outcomes: list[tuple[Case, Outcome]] = []
        if any(future.cancelled() for future in futures):
            raise TnrnnError(LOST)
        for future in futures:
            case, started = self.air[future]
            error = future.exception()
            if isinstance(error, BrokenExecutor):
                broken.append((case, started))
            elif not lost_workers(error):
                outcomes.append((case, future.result() if error is None else failure(error, self.limits)))
            elif future is self.sole:
                outcomes.append((case, self._death(started)))
            else:  # other cases may be to blame, also some that have left the air before it
                self.suspects.append(case)
        self.land(outcomes)
        for future in futures:  # only now: after Ctrl-C, what is in the air and has ended is recorded
            del self.air[future]
        return broken

    def _death(self, started: float) -> Outcome:
        """Return the outcome of a case whose worker died: perhaps its time limit ended the worker."""
        limit = self.limits.seconds
        if limit is not None and time.monotonic() - started >= limit:
            return failure(Overtime(), self.limits)
        return Outcome("failed", DIED)


@as_before()
def sweep(
    cases: Iterable[Case],
    store: str | os.PathLike[str],
    *,
    executor: Executor | None = None,
    measure: Measure = measure,
    options: SweepOptions | None = None,
) -> SweepResult:
    """Measure every case that the store does not hold yet, and write each into the store as it ends.

    Parameters
    ----------
    cases : iterable of SweepCase
        The cases, as `grid` and `read_grid` make them. Cases of another subclass of `Case` need a `measure` of their
        own.
    store : path
        An SQLite file: a new one, or that of an earlier sweep, which is continued, however it ended.
    executor : concurrent.futures.Executor, optional
        Where the cases are measured; by default in a pool of new processes ("spawn"), which is made again when one of
        them dies.
    measure : function of a case
        A function that returns a dict that JSON can hold; processes must be able to import it. By default it returns
        the table of `bounds`.
    options : SweepOptions, optional
        The number of workers, limits, and what is shown.

    Returns
    -------
    SweepResult
        How many cases there are, and how those of this sweep ended.

    Raises
    ------
    TnrnnError
        If the store is another kind of file, is from another version, is locked or cannot be written, or if the workers
        cannot start. A case that fails or exceeds a limit raises no error: the store records how it ended.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> import tempfile
    >>> from tnrnn.sweeping import grid, read_store
    >>> cases = grid(length=[4, 6], layers=2, inputs=2, hidden=3)
    >>> with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as threads:
    ...     store = folder + "/steps.sqlite"
    ...     result = sweep(cases, store, executor=threads, measure=lambda case: {"steps": case.length})
    ...     rows = read_store(store)
    >>> result.counts, [row.result["steps"] for row in rows]
    ((('done', 2),), [4, 6])
    """
    wanted = _checked(cases)
    chosen = SweepOptions() if options is None else options
    pool = _pool(executor, measure, chosen)
    with opened_store(store, new=True, kind=type(wanted[0])) as opened:
        known = {key: status for key, status in opened.statuses().items() if status == "done" or not chosen.retry}
        todo = deque(case for case in wanted if case.key not in known)
        before = len(wanted) - len(todo)
        tally = Tally(len(wanted), before, teller(chosen.progress))

        def land(outcomes: list[tuple[Case, Outcome]]) -> None:
            if outcomes:
                opened.land(outcomes)
            for _, outcome in outcomes:
                tally.add(outcome)

        try:
            _Run(pool, (measure, chosen.limits), land, tally.remark).run(todo)
        finally:
            tally.end()
        counts = tuple((status, tally.counts[status]) for status in STATUSES if tally.counts[status])
        return SweepResult(opened.path, len(wanted), before, counts)


def _checked(cases: Any) -> tuple[Case, ...]:
    """Return the cases, each once. Raise a TnrnnError if one is not of the class of the first."""
    wanted = listed("cases", "SweepCase objects", cases, MAX_CASES)
    kind = type(wanted[0]) if wanted and isinstance(wanted[0], Case) else SweepCase
    for case in wanted:
        if not isinstance(case, kind):
            raise mistake("cases", f"{kind.__name__} objects", case)
    if not wanted:
        raise mistake("cases", "at least one", wanted)
    return tuple(dict.fromkeys(wanted))


def _pool(executor: Any, run: Any, options: SweepOptions) -> OwnPool | LentPool:
    """Return the pool that measures the cases. Raise a TnrnnError if the executor, `run` or the options do not fit."""
    if not isinstance(options, SweepOptions):
        raise mistake("options", "SweepOptions", options)
    if not callable(run):
        raise mistake("measure", "a function of a case", run)
    if not hasattr(signal, "setitimer") and options.limits != Limits():
        raise mistake("limits", "none on this system, which knows no interval timers", options.limits)
    if executor is not None and not isinstance(executor, Executor):
        raise mistake("executor", "a concurrent.futures.Executor", executor)
    if executor is None or options.limits != Limits():
        _check_importable(run, main=executor is None)
    if executor is not None:
        return LentPool(executor)
    return OwnPool(options.workers or os.cpu_count() or 1)


def _check_importable(run: Any, main: bool) -> None:
    """Raise a TnrnnError if a new process cannot import `run`, from the user's script only if `main` says so.

    A worker that is a thread, as Dask's are, measures a case with limits in a new process, which has no script.
    """
    try:
        pickle.dumps(run)
    except (pickle.PicklingError, AttributeError, TypeError):
        raise mistake("measure", "a function that a new process can import", run) from None
    if not main and getattr(run, "__module__", None) == "__main__":
        raise mistake("measure", "with limits on a lent executor, a function of a module, not of the script", run)
