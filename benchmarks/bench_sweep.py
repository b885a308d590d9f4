"""Compares sweeps on a Dask cluster of two workers with those in a pool of two processes, and watches the memory.

    python benchmarks/bench_sweep.py

The cluster is a scheduler and two workers of one thread each, processes of this machine. The first line is about cases
that take at least 50 ms each: bounds and ranks of a small circuit at many seeds. The pool has warm workers, as the
cluster has. What counts is the processor time of all processes together, that of the sweep, of the scheduler and of the
workers: on two cores they are all busy, and the ratio of times is that of throughputs. At most 1 / 0.9 keeps 90 % of
the pool's. It is measured without and with the statistical profiler of Dask's workers, which looks at the running case
every 10 ms, and which Dask turns on by default.

The last two lines are about 10,000 cases that take no time. They compare the second half with the first: the resident
memory of each process at its end, of which the process that grows most is shown, and the processor time.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from math import inf
from pathlib import Path
from typing import Any

import psutil
from measuring import Growth, Row, main

from tnrnn.sweeping import Progress, SweepCase, SweepOptions, dask_executor, sweep

CASES, ROUNDS = 40, 3
"""The number of real cases of a sweep, and how often the two take turns."""
MANY = 10_000
"""The number of cases that take no time."""
STEP, WARM = 1_000, 5_000
"""After how many of them time is looked at, and when the logs that Dask keeps of its last messages are full."""


def nothing(case: SweepCase) -> dict[str, Any]:
    """Return a result without work."""
    return {"seed": {"value": str(case.seed)}}


def cases(count: int, first: int = 0) -> list[SweepCase]:
    """Return cases that differ in their seeds."""
    return [
        SweepCase(16, 2, 3, 3, split=8, mode="continuous", observe="vector", seed=seed)
        for seed in range(first, first + count)
    ]


@contextlib.contextmanager
def process(*words: str, folder: str, profiler: bool) -> Iterator[subprocess.Popen[bytes]]:
    """Run a module of Python that is ended at the end."""
    command, nowhere = [sys.executable, "-m", *words], subprocess.DEVNULL
    environment = os.environ | {"DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": str(profiler)}
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=nowhere, stderr=nowhere) as found:
        try:
            yield found
        finally:
            found.terminate()


@contextlib.contextmanager
def cluster(folder: str, profiler: bool) -> Iterator[tuple[str, dict[str, psutil.Process]]]:
    """Run a scheduler and two workers, and yield the address and the processes by name."""
    where = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", "scheduler.json"]
    file = Path(folder, "scheduler.json")
    with contextlib.ExitStack() as stack:
        scheduler = stack.enter_context(
            process("distributed.cli.dask_scheduler", *where, folder=folder, profiler=profiler)
        )
        while not file.exists():
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        words = [address, "--no-nanny", "--nthreads", "1", "--no-dashboard"]
        workers = [
            stack.enter_context(process("distributed.cli.dask_worker", *words, folder=folder, profiler=profiler))
            for _ in range(2)
        ]
        named = {"scheduler": scheduler.pid, **{f"worker {n}": each.pid for n, each in enumerate(workers, 1)}}
        yield address, {name: psutil.Process(pid) for name, pid in named.items()}


def used(processes: dict[str, psutil.Process]) -> float:
    """Return the processor time of processes in seconds."""
    return sum(sum(each.cpu_times()[:2]) for each in processes.values())


def resident(processes: dict[str, psutil.Process]) -> dict[str, float]:
    """Return the resident memory of processes in bytes."""
    return {name: float(each.memory_info().rss) for name, each in processes.items()}


def run(
    executor: Executor, of: list[SweepCase], tell: Callable[[Progress], Any] | bool = False, **more: Any
) -> Callable[[], None]:
    """Return a function that sweeps cases into a new store."""

    def call() -> None:
        with tempfile.TemporaryDirectory() as folder:
            sweep(of, Path(folder, "store"), executor=executor, options=SweepOptions(progress=tell), **more)

    return call


def spent(call: Callable[[], None], processes: dict[str, psutil.Process]) -> float:
    """Return the processor time of processes during a call, in seconds."""
    before = used(processes)
    call()
    return used(processes) - before


def throughput(dask: Executor, pool: ProcessPoolExecutor, processes: dict[str, psutil.Process]) -> tuple[float, float]:
    """Compare the two in turn, with warm workers, by the least times, to which other programs add least."""
    this = {"this": psutil.Process()}
    run(dask, cases(8))()
    run(pool, cases(8))()
    own = this | {str(pid): psutil.Process(pid) for pid in pool._processes}
    of = cases(CASES)
    times = [(spent(run(dask, of), this | processes), spent(run(pool, of), own)) for _ in range(ROUNDS)]
    ours, theirs = (min(each) for each in zip(*times, strict=True))
    return ours, theirs


def halves(dask: Executor, processes: dict[str, psutil.Process]) -> Iterator[Row]:
    """Compare the second half of many cases with the first, in memory and in time."""
    every = {"sweep": psutil.Process()} | processes
    early, sizes, times = dict[str, float](), [], []
    begun = used(every)

    def tell(progress: Progress) -> None:
        if progress.recorded % STEP == 0:
            sizes.append(float(progress.recorded))
            times.append(used(every) - begun)
        if progress.recorded == WARM:
            early.update(resident(every))

    run(dask, cases(MANY), tell, measure=nothing)()
    late = resident(every)
    most = max(late, key=lambda name: late[name] / early[name])
    work = f"resident memory after {MANY:,} cases that take no time, of the process that grows most ({most})"
    yield Row(work, f"after {WARM:,} cases", late[most] / 1e6, early[most] / 1e6, 1.1, unit="MB")
    first = times[sizes.index(WARM)]
    work, growth = (
        f"the last {MANY - WARM:,} of {MANY:,} cases that take no time",
        Growth("cases", tuple(sizes), tuple(times)),
    )
    yield Row(work, f"the first {WARM:,}", times[-1] - first, first, inf, growth)


def rows() -> Iterator[Row]:
    """Yield the comparisons of throughputs, and of halves."""
    for profiler in (False, True):
        with (
            tempfile.TemporaryDirectory() as folder,
            cluster(folder, profiler) as (address, processes),
            dask_executor(address) as dask,
            ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool,
        ):
            ours, theirs = throughput(dask, pool, processes)
            setting = "with" if profiler else "without"
            work = f"a sweep of {CASES} cases on a Dask cluster of 2 workers, {setting} their profiler"
            peer = f"a pool of 2 processes, {1000 * theirs / CASES:.0f} ms a case"
            yield Row(work, peer, ours, theirs, 1 / 0.9)
            if profiler:
                yield from halves(dask, processes)


if __name__ == "__main__":
    main(__doc__, rows)
