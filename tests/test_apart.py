"""Long calls of compiled code in a process of their own: the same answers, in threads too; what becomes of errors."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tnrnn import Partition, rac, separation_rank
from tnrnn.explore.serving import answering, crew
from tnrnn.ranks import grids, pivots
from tnrnn.system import apart

PRIMES = (2, 101, 2**31 - 1, 2**63 - 25)
LARGE = 2**61 - 1
"""A prime modulo which python-flint reduces matrices; smaller ones need no process of their own."""


@pytest.fixture
def always(monkeypatch):
    monkeypatch.setattr(pivots, "APART", 0)


def matrices():
    """Return random matrices in any memory order, and of objects, with a column that is three times another."""
    rng = np.random.default_rng(7)
    for prime, (rows, cols) in zip(PRIMES, ((5, 9), (1, 1), (30, 20), (20, 20)), strict=True):
        matrix = rng.integers(0, prime, (rows, cols)).astype(object)
        matrix[:, cols // 2] = (3 * matrix[:, 0]) % prime
        yield prime, matrix if prime > 2**32 else matrix.astype(np.int64)


def test_the_answers_are_those_of_this_process(always):
    for prime, matrix in matrices():
        for given in (matrix, matrix.T[::-1, ::2]):
            assert pivots.pivot_columns(given, prime).tolist() == pivots._reduced(given, prime).tolist()


def test_ranks_and_certificates_are_the_same_bytes(monkeypatch):
    def texts():
        for mode in ("one-hot", "continuous"):
            yield separation_rank(rac(6, 2, 2, 2), Partition.start_end(6), mode, modulus=LARGE).to_json()

    here = list(texts())
    monkeypatch.setattr(pivots, "APART", 0)
    assert list(texts()) == here


def test_threads_compute_side_by_side(always):
    given = [np.random.default_rng(seed).integers(0, 3, (9, 9)) for seed in range(3)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda matrix: pivots.pivot_columns(matrix, LARGE).tolist(), 2 * given))
    assert found == 2 * [pivots._reduced(matrix, LARGE).tolist() for matrix in given]


def in_a_daemon(results):
    pivots.APART = 0
    results.put(pivots.pivot_columns(np.eye(3, dtype=np.int64), LARGE).tolist())


def test_a_process_that_may_have_no_children_has_one():
    """Workers of Dask are daemons, to whom the module multiprocessing gives no processes."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    worker = context.Process(target=in_a_daemon, args=(results,), daemon=True)
    worker.start()
    assert results.get(timeout=60) == [0, 1, 2]
    worker.join()


@pytest.mark.parametrize("executable", [None, "", "/no/such/python"])
def test_where_no_process_can_be_had_the_answer_comes_from_this_one(always, monkeypatch, executable):
    monkeypatch.setattr(sys, "executable", executable)
    assert pivots.pivot_columns(np.eye(3, dtype=np.int64), LARGE).tolist() == [0, 1, 2]


def test_where_it_cannot_import_the_answer_comes_from_this_one(always, monkeypatch):
    pivots._reduced(np.eye(1, dtype=np.int64), LARGE)  # so that this process has imported what it needs
    monkeypatch.setattr(sys, "path", [])
    assert pivots.pivot_columns(np.eye(3, dtype=np.int64), LARGE).tolist() == [0, 1, 2]


def test_paths_that_are_no_texts_keep_no_process_from_starting(monkeypatch):
    """Notebooks often put a `Path` onto `sys.path`; where the process failed, Ctrl-C would wait without a word."""
    monkeypatch.setattr(sys, "path", [*sys.path, Path.cwd()])
    assert apart.answered(pivots.__name__, [2, 2, 7], np.eye(2, dtype=np.int64)) is not None
    process = subprocess.run(apart.command_of(answering.__name__), input=b"", capture_output=True, check=False)
    assert (process.returncode, process.stderr) == (0, b"")  # what the explorer starts
    assert apart.command_of(answering.__name__)[:3] == list(crew.COMMAND[:3])


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("raise MemoryError", MemoryError),
        ("import os; os.abort()", MemoryError),
        ("import os; os.kill(os.getpid(), 9)", MemoryError),
        ("import os; os.kill(os.getpid(), 2)", KeyboardInterrupt),
        ("raise ValueError", None),
    ],
)
@pytest.mark.parametrize("reads", [True, False])
def test_what_becomes_of_a_process_that_ends_early(tmp_path, monkeypatch, body, error, reads):
    """It is noticed even if the process reads nothing of a megabyte that is sent to it."""
    work = f"def work(given, data):\n    {body}\n\ndef main():\n    answer(work)\n"
    if not reads:
        body = body.replace("raise MemoryError", f"import sys; sys.exit({apart.OUT_OF_MEMORY})")
        work = f"import signal; signal.signal(2, signal.SIG_DFL)\ndef main():\n    {body}\n"
    (tmp_path / "early.py").write_text(f"from tnrnn.system.apart import answer\n\n{work}")
    monkeypatch.syspath_prepend(str(tmp_path))
    if error is None:
        assert apart.answered("early", [], np.zeros(2**17)) is None
        return
    with pytest.raises(error):
        apart.answered("early", [], np.zeros(2**17))


def test_an_exception_of_a_signal_ends_the_process_too(tmp_path, monkeypatch):
    """A sweep's time limit raises such an exception."""
    (tmp_path / "slow.py").write_text(
        "import time\nfrom tnrnn.system.apart import answer\ndef main():\n    time.sleep(1000)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    started = []
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: started.append(popen(*a, **k)) or started[0])

    class Rings(BaseException):
        pass

    def ring(number, frame):
        raise Rings

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.5)
        with pytest.raises(Rings):
            apart.answered("slow", [], np.zeros(2**20))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert started[0].returncode == -signal.SIGKILL
    assert not os.path.exists(f"/proc/{started[0].pid}")


popen = subprocess.Popen


def test_threads_that_fill_a_matrix_are_called_off(monkeypatch):
    """If one fails, or if Ctrl-C ends the wait, the remaining blocks are not computed first."""
    circuit, partition, right = rac(8, 2, 3, 3), Partition.start_end(8), grids._Grid._fold
    begun = []

    def fold(self, vertices, *given):
        if vertices is self.mixed:
            begun.append(given)
            time.sleep(0.05)
            raise KeyboardInterrupt
        return right(self, vertices, *given)

    monkeypatch.setattr(grids, "_BLOCK", 1)  # so that each row is a block of its own
    monkeypatch.setattr(grids._Grid, "_fold", fold)
    with pytest.raises(KeyboardInterrupt):
        separation_rank(circuit, partition, "continuous")
    assert 1 <= len(begun) <= 3 * min(8, os.cpu_count() or 1) < 45
