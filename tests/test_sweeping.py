"""Sweeps lose no finished case and do none twice, however they end; what cannot be done is recorded."""

import contextlib
import csv
import io
import os
import pickle
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from sweep_helpers import LOG, chatty, fake, logged, many, troubled

from tnrnn import TnrnnError
from tnrnn.sweeping import (
    GridFile,
    Limits,
    Progress,
    SweepCase,
    SweepOptions,
    bar_text,
    grid,
    read_grid,
    read_store,
    sweep,
    to_csv,
)

SCRIPT = Path(__file__).with_name("sweep_helpers.py")
WORDS = {"length": 8, "layers": 2, "inputs": 2, "hidden": 3}


def script(measure, store, count, log):
    command = [sys.executable, str(SCRIPT), measure, str(store), str(count)]
    return subprocess.Popen(
        command, env=os.environ | {LOG: str(log)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def begun(log):
    return [tuple(map(int, line.split())) for line in log.read_text().splitlines()] if log.exists() else []


def landed(store):
    if not store.exists() or not store.stat().st_size:  # killed before there was a store
        return set()
    return {row.case.seed for row in read_store(store)}


def alive(pid):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.mark.slow
def test_a_sweep_killed_twenty_times_ends_with_the_table_of_an_undisturbed_one(tmp_path, monkeypatch):
    count, kills = 200, 20
    rng = random.Random(3)
    store, log, calm = tmp_path / "killed.sqlite", tmp_path / "log", tmp_path / "calm.sqlite"
    monkeypatch.setenv(LOG, str(tmp_path / "calm.log"))
    with ThreadPoolExecutor(16) as threads:
        sweep(many(count), calm, executor=threads, measure=logged)
    steps = []
    for _ in range(kills):
        before, offset = landed(store), len(begun(log))
        running = script("logged", store, count, log)
        goal = offset + rng.randint(0, 14)  # a clock would know nothing of how fast the machine is
        while len(begun(log)) < goal and running.poll() is None:
            time.sleep(0.005)
        time.sleep(rng.uniform(0, 0.1))
        running.kill()
        running.communicate()
        assert running.returncode == -signal.SIGKILL or len(landed(store)) == count
        assert before <= landed(store), "a finished case is lost"
        assert not before & {seed for seed, _ in begun(log)[offset:]}, "a finished case is done again"
        steps.append(len(landed(store)))
    assert len(set(steps)) > 5
    running = script("logged", store, count, log)
    out, err = running.communicate()
    assert (running.returncode, err) == (0, "")
    assert out.startswith(f"{count} cases in {store}: {steps[-1]} from before")
    assert read_store(store) == read_store(calm)
    assert {row.status for row in read_store(store)} == {"done", "failed"}
    assert count <= len(begun(log)) <= count + 3 * kills  # again only those that were in the air
    deadline = time.monotonic() + 60
    while any(alive(pid) for _, pid in begun(log)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(alive(pid) for _, pid in begun(log)), "workers stay behind"


def test_a_finished_sweep_does_nothing_again(tmp_path):
    store = tmp_path / "store.sqlite"
    with ThreadPoolExecutor(2) as threads:
        first = sweep(many(10), store, executor=threads, measure=fake)
        content = store.read_bytes()
        again = sweep(many(12) + many(3), store, executor=threads, measure=fake)
        assert (first.before, first.counts) == (0, (("done", 10),))
        assert (again.cases, again.before, again.counts) == (12, 10, (("done", 2),))
        assert content != store.read_bytes()
        assert sweep(many(12), store, executor=threads, measure=fake).counts == ()
    assert [path.name for path in tmp_path.iterdir()] == ["store.sqlite"]


EXPECTED = {
    0: ("done", ""),
    1: ("failed", r"KeyError: 'two\nlines \ud800'"),
    2: ("timeout", "took more than 1 s"),
    3: ("memory", "needs more than 500 MB"),
    4: ("failed", "the worker process died: out of memory, or a crash"),
    5: ("timeout", "took more than 1 s"),
    6: ("failed", "SystemExit: 3"),
    7: ("failed", "ValueError: Out of range float values are not JSON compliant"),
    8: ("failed", "measure: expected a dict, given 8"),
    9: ("done", ""),
}


def ends(store):
    return {row.case.seed: (row.status, row.message) for row in read_store(store)}


def test_failing_slow_hungry_and_crashing_cases_are_recorded_and_stop_no_other(tmp_path):
    store = tmp_path / "store.sqlite"
    options = SweepOptions(workers=2, limits=Limits(seconds=1, memory_mb=500))
    result = sweep(many(30), store, executor=None, measure=troubled, options=options)
    assert ends(store) == EXPECTED | dict.fromkeys(range(10, 30), ("done", ""))
    assert result.counts == (("done", 22), ("failed", 5), ("timeout", 2), ("memory", 1))
    retried = sweep(many(5), store, executor=None, measure=fake, options=SweepOptions(workers=1, retry=True))
    assert (retried.before, retried.counts) == (1, (("done", 4),))
    assert set(ends(store).values()) >= {("done", "")}
    assert ends(store)[5] == EXPECTED[5]


def test_limits_hold_in_threads_too(tmp_path):
    store = tmp_path / "store.sqlite"
    chosen = [case for case in many(10) if case.seed != 4]
    with ThreadPoolExecutor(4) as threads:
        sweep(
            chosen,
            store,
            executor=threads,
            measure=troubled,
            options=SweepOptions(limits=Limits(seconds=1, memory_mb=500)),
        )
        assert ends(store) == {seed: end for seed, end in EXPECTED.items() if seed != 4}
        sweep(
            [many(5)[4]],
            tmp_path / "2.sqlite",
            executor=threads,
            measure=troubled,
            options=SweepOptions(limits=Limits(seconds=9)),
        )
        assert ends(tmp_path / "2.sqlite") == {4: EXPECTED[4]}
        sweep(
            many(1),
            tmp_path / "3.sqlite",
            executor=threads,
            measure=chatty,
            options=SweepOptions(limits=Limits(seconds=9)),
        )
        assert ends(tmp_path / "3.sqlite") == {0: ("done", "")}


class Here(Executor):
    """An executor that does everything at once, in the caller's thread."""

    def submit(self, function, *arguments):
        future = Future()
        future.set_result(function(*arguments))
        return future


def test_limits_are_taken_back(tmp_path):
    state = resource.getrlimit(resource.RLIMIT_AS), signal.getsignal(signal.SIGALRM)
    options = SweepOptions(limits=Limits(seconds=0.2, memory_mb=500))
    sweep(
        [case for case in many(4) if case.seed],
        tmp_path / "store.sqlite",
        executor=Here(),
        measure=troubled,
        options=options,
    )
    assert {status for status, _ in ends(tmp_path / "store.sqlite").values()} == {"failed", "timeout", "memory"}
    assert (resource.getrlimit(resource.RLIMIT_AS), signal.getsignal(signal.SIGALRM)) == state
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_every_executor_gives_the_same_table(tmp_path):
    tables = []
    with ThreadPoolExecutor(3) as threads, ProcessPoolExecutor(2, get_context("spawn")) as processes:
        for number, executor in enumerate((threads, processes, Here(), None)):
            sweep(many(20), tmp_path / f"{number}", executor=executor, measure=fake, options=SweepOptions(workers=2))
            tables.append(read_store(tmp_path / f"{number}"))
    assert tables[0] == tables[1] == tables[2] == tables[3]
    assert len(tables[0]) == 20


def test_a_lent_pool_that_breaks_is_said_and_what_is_done_is_kept(tmp_path):
    store = tmp_path / "store.sqlite"
    cases = [case for case in many(5) if case.seed not in (2, 3)]
    with ProcessPoolExecutor(1, get_context("spawn")) as processes:
        sweep(cases[:2], store, executor=processes, measure=troubled)
        with pytest.raises(TnrnnError, match="executor: its workers died"):
            sweep(cases, store, executor=processes, measure=troubled)
    assert ends(store) == {seed: EXPECTED[seed] for seed in (0, 1, 4)}
    with ThreadPoolExecutor(1) as threads:
        pass
    with pytest.raises(TnrnnError, match="executor: takes no cases: cannot schedule new futures after shutdown"):
        sweep(many(6), store, executor=threads, measure=fake)


def test_ctrl_c_leaves_a_clean_store(tmp_path, tmp_path_factory):
    store = tmp_path / "store.sqlite"
    running = script("sulky", store, 200, tmp_path_factory.mktemp("log") / "log")
    _, err = running.communicate(timeout=100)  # the cases would take longer
    assert "KeyboardInterrupt" in err
    assert set(range(5)) <= landed(store) <= set(range(20)) - {6}
    assert [path.name for path in tmp_path.iterdir()] == ["store.sqlite"]
    sweep(many(20), store, executor=Here(), measure=fake)
    assert landed(store) == set(range(20))


def test_a_second_sweep_on_one_store_is_refused(tmp_path):
    store = tmp_path / "store.sqlite"
    running = script("logged", store, 500, tmp_path / "log")
    try:
        while not begun(tmp_path / "log"):
            time.sleep(0.02)
        for action in (lambda: sweep(many(2), store, executor=Here(), measure=fake), lambda: read_store(store)):
            with pytest.raises(TnrnnError, match=r"store '.*': locked by another sweep"):
                action()
        assert running.poll() is None
    finally:
        running.kill()
        running.communicate()
    sweep(many(2), store, executor=Here(), measure=fake)


def sqlite(path, *statements):
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def made(path, *statements):
    sweep(many(2), path, executor=Here(), measure=fake)
    sqlite(path, *statements)


BAD_STORES = {
    "text": (lambda path: path.write_text("not a database\n" * 100), "expected an SQLite file of tnrnn sweep"),
    "other": (lambda path: sqlite(path, "CREATE TABLE shop (x)"), "given one of something else"),
    "meta": (lambda path: sqlite(path, "CREATE TABLE meta (x)"), "cannot be used: no such column: name"),
    "version": (lambda path: made(path, "UPDATE meta SET value = '7' WHERE name = 'schema'"), "schema: .* given '7'"),
    "folder": (lambda path: path.mkdir(), "cannot be used: unable to open|it is not a regular file"),
    "cut": (
        lambda path: (made(path), path.write_bytes(path.read_bytes()[:5000])),
        "is damaged: .* NEW copies the intact rows",
    ),
}


@pytest.mark.parametrize("name", BAD_STORES)
def test_bad_stores(tmp_path, name):
    make, message = BAD_STORES[name]
    make(tmp_path / "store")
    for action in (
        lambda: sweep(many(2), tmp_path / "store", executor=Here(), measure=fake),
        lambda: read_store(tmp_path / "store"),
    ):
        with pytest.raises(TnrnnError, match=message) as caught:
            action()
        assert "\n" not in str(caught.value)
        assert str(caught.value).startswith("store '")


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE cases SET split = 8", "split: expected an integer from 1 to 7, given 8"),
        ("UPDATE cases SET status = 'dome'", "did you mean 'done'"),
        ("UPDATE cases SET result = '{'", "is damaged: row [12]: result: invalid JSON: Expecting property name"),
        ("ALTER TABLE cases DROP COLUMN message", "expected the columns that a sweep makes, given 'key, .*, result'"),
    ],
)
def test_changed_stores(tmp_path, statement, message):
    made(tmp_path / "store", statement)
    with pytest.raises(TnrnnError, match=message):
        read_store(tmp_path / "store")


@pytest.mark.parametrize("path", ["", "a\0b", "/no/such/folder/x", 7, None])
def test_bad_paths(tmp_path, path):
    made(tmp_path / "store")
    for action in (lambda: read_grid(path), lambda: read_store(path), lambda: to_csv(tmp_path / "store", path)):
        with pytest.raises(TnrnnError, match=r"grid file|store|csv file"):
            action()
    with pytest.raises(TnrnnError, match="store"):
        sweep(many(1), path, executor=Here(), measure=fake)


def test_a_script_without_its_guard_is_told_so(tmp_path):
    text = "from tnrnn.sweeping import grid, sweep\nsweep(grid(length=4, layers=1, inputs=2, hidden=2), 'store')\n"
    (tmp_path / "script.py").write_text(text)
    ended = subprocess.run([sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "workers: cannot be started; a script that sweeps does so under: if __name__" in ended.stderr
    assert read_store(tmp_path / "store") == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cases": []}, "cases: expected at least one"),
        ({"cases": [1]}, "cases: expected SweepCase objects, given 1"),
        ({"cases": 5}, "cases: expected SweepCase objects, given 5"),
        ({"executor": 3}, "executor: expected a concurrent.futures.Executor"),
        ({"measure": 3}, "measure: expected a function"),
        ({"measure": lambda case: {}}, "measure: expected a function that a new process can import"),
        ({"options": 3}, "options: expected SweepOptions"),
        (
            {"executor": Here(), "measure": lambda case: {}, "options": SweepOptions(limits=Limits(seconds=1))},
            "measure: expected a function that a new process can import",
        ),
    ],
)
def test_bad_arguments_make_no_store(tmp_path, change, message):
    given = {"cases": many(1), "store": tmp_path / "store", "measure": fake} | change
    with pytest.raises(TnrnnError, match=message):
        sweep(**given)
    assert not list(tmp_path.iterdir())


def test_csv(tmp_path):
    store, out = tmp_path / "store.sqlite", tmp_path / "ranks.csv"
    sweep([case for case in many(9) if case.seed in (0, 1, 8)], store, executor=Here(), measure=troubled)
    out.write_text("before")
    to_csv(store, out)
    rows = list(csv.DictReader(io.StringIO(out.read_text())))
    assert list(rows[0])[:11] == [
        "length", "layers", "inputs", "hidden", "split", "mode", "seed", "model", "observe", "status", "message",
    ]  # fmt: skip
    assert list(rows[0])[11:] == ["null", "rank.kind", "rank.value", "result.length"]
    assert [(row["seed"], row["status"], row["rank.value"]) for row in rows] == [
        ("0", "done", "0"), ("1", "failed", ""), ("8", "failed", ""),
    ]  # fmt: skip
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ranks.csv", "store.sqlite"]
    with pytest.raises(TnrnnError, match=r"csv file: cannot write '.*': there is no folder"):
        to_csv(store, tmp_path / "no" / "folder.csv")


def test_rows_are_sorted_by_their_numbers(tmp_path):
    cases = [SweepCase(length, 1, 2, 2, 1, mode) for length in (10, 2, 9) for mode in ("one-hot", "continuous")]
    sweep(cases, tmp_path / "store", executor=Here(), measure=fake)
    found = [(row.case.length, row.case.mode) for row in read_store(tmp_path / "store")]
    assert found == [(length, mode) for length in (2, 9, 10) for mode in ("continuous", "one-hot")]
    assert read_store(tmp_path / "store")[0].result == fake(cases[3])


def test_progress(tmp_path, capsys):
    told = []
    options = SweepOptions(progress=told.append)
    sweep(many(4), tmp_path / "store", executor=Here(), measure=fake, options=options)
    sweep(
        [*many(4), SweepCase(8, 2, 2, 2, 1, seed=8)],
        tmp_path / "store",
        executor=Here(),
        measure=troubled,
        options=options,
    )
    assert [(step.recorded, step.total, step.troubled) for step in told] == [
        (1, 4, 0), (2, 4, 0), (3, 4, 0), (4, 4, 0), (5, 5, 1),
    ]  # fmt: skip
    assert told[-1].seconds_left == 0
    sweep(many(2), tmp_path / "silent", executor=Here(), measure=fake)  # no terminal
    assert capsys.readouterr().err == ""
    sweep(many(2), tmp_path / "bar", executor=Here(), measure=fake, options=SweepOptions(progress=True))
    told_bar = capsys.readouterr().err
    assert "2/2, 0:00:00 left" in told_bar
    assert "] 0/2" in told_bar
    assert bar_text(Progress(0, 0, 0, None), 4) == "[    ] 0/0"


def test_the_bar_fits_the_terminal_and_ends_its_line(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "24")
    with ThreadPoolExecutor(1) as threads:
        pass
    sweep(many(2), tmp_path / "bar", executor=Here(), measure=fake, options=SweepOptions(progress=True))
    lines = capsys.readouterr().err.replace("\x1b[K", "").removesuffix("\n").split("\r")
    assert len(lines) == 4
    assert max(map(len, lines)) < 24
    with pytest.raises(TnrnnError):
        sweep(many(3), tmp_path / "bar", executor=threads, measure=fake, options=SweepOptions(progress=True))
    assert capsys.readouterr().err.endswith("\n"), "the message of the error would stand behind the bar"


class Forgetful(Executor):
    """An executor that cancels what it is given, as Dask does when its scheduler is lost."""

    def submit(self, function, *arguments):
        future = Future()
        future.cancel()
        future.set_running_or_notify_cancel()
        return future


def test_cancelled_cases_are_not_recorded(tmp_path):
    with pytest.raises(TnrnnError, match="executor: lost, with the cases under way"):
        sweep(many(3), tmp_path / "store", executor=Forgetful(), measure=fake)
    assert read_store(tmp_path / "store") == ()


def test_a_measure_that_workers_cannot_import_is_said_before_cases_fail(tmp_path):
    (tmp_path / "script.py").write_text(
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from tnrnn.sweeping import Limits, SweepOptions, grid, sweep\n"
        "def size(case):\n    return {}\n"
        "cases = grid(length=4, layers=1, inputs=2, hidden=2)\n"
        "options = SweepOptions(limits=Limits(seconds=9))\n"
        "sweep(cases, 'store', executor=ThreadPoolExecutor(1), measure=size, options=options)\n"
    )
    command = [sys.executable, "script.py"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "measure: expected with limits on a lent executor, a function of a module" in ended.stderr
    assert not (tmp_path / "store").exists()
    command = [sys.executable, "-c", (tmp_path / "script.py").read_text().replace("ThreadPoolExecutor(1)", "None")]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "workers: cannot be started" in ended.stderr
    assert read_store(tmp_path / "store") == ()


def test_what_does_not_apply_is_null_with_a_reason_and_has_its_columns(tmp_path):
    cases = [SweepCase(5, 1, 2, 2, 2)]  # no even length: neither theorem nor conjecture
    sweep(cases, tmp_path / "store", executor=Here())
    (row,) = read_store(tmp_path / "store")
    assert row.result["theorem_1"]["value"] is None
    assert row.result["theorem_1"]["reason"].startswith("needs an ")
    for out in ("a.csv", "b.csv"):
        to_csv(tmp_path / "store", tmp_path / out)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    (line,) = csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text()))
    assert (line["theorem_1.value"], line["theorem_1.log2"], line["rank.value"]) == ("", "", "2")
    names = {"value", "log2", "formula", "source", "kind", "note", "reason"}
    assert set(line) == set(list(line)[:11]) | {f"{bound}.{name}" for bound in row.result for name in names}


def test_grids(tmp_path):
    path = tmp_path / "grid.toml"
    path.write_text(
        'length = [4, 5]\nlayers = [1, 2]\ninputs = 2\nhidden = 3\nsplit = ["all", "half"]\nmode = ["continuous"]\n'
        "seed = [0, 1]\nmodel = 'rac'\n[limits]\nseconds = 1.5\nmemory_mb = 900\n"
    )
    found = read_grid(path)
    assert isinstance(found, GridFile)
    assert found.limits == Limits(1.5, 900)
    assert len(found.cases) == (3 + 4) * 2 * 2 == len({case.key for case in found.cases})
    assert found.cases[0] == SweepCase(4, 1, 2, 3, 1, "continuous")
    assert eval(repr(found)) == found
    assert pickle.loads(pickle.dumps(found)) == found
    assert [case.split for case in grid(**WORDS, split=[1, 3])] == [1, 3]
    assert grid(**WORDS) == (SweepCase(8, 2, 2, 3, 4),)


def test_grid_files_may_begin_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "grid.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert len(read_grid(path).cases) == 1


GOOD = "length = 8\nlayers = 2\ninputs = 2\nhidden = 3\n"
BAD_GRIDS = {
    "": "expected at least length, layers, inputs and hidden, given none",
    "length = 8": "expected a value or a list for layers, given none",
    GOOD + "hiden = 3": "did you mean 'hidden'",
    GOOD + "[limit]": "did you mean 'limits'",
    GOOD + "[limits]\nsecond = 3": "did you mean 'seconds'",
    GOOD + "limits = 3": "limits: expected a table",
    GOOD + "[limits]\nseconds = 0": "limits, seconds: expected a positive number",
    GOOD + "[limits]\nseconds = nan": "limits, seconds: expected a positive number",
    GOOD + "[limits]\nmemory_mb = 1.5": "limits, memory_mb: expected an integer",
    GOOD + "mode = 'onehot'": "did you mean 'one-hot'",
    GOOD + "model = 'rack'": "given 'rack'; did you mean 'rac'",
    GOOD + "split = 'hafl'": "did you mean 'half'",
    GOOD + "split = 8": "split of length 8: expected an integer from 1 to 7",
    GOOD + "split = []": "split: expected a value or a list of values, at least one",
    GOOD + "seed = -1": "seed: expected an integer",
    GOOD + "seed = true": "seed: expected an integer",
    GOOD + "[split]\nx = 1": "split: expected a value or a list",
    GOOD.replace("8", "'8'"): "length: expected an integer from 2",
    GOOD.replace("8", "8.0"): "length: expected an integer from 2",
    GOOD.replace("8", "1"): "length: expected an integer from 2",
    GOOD.replace("8", "[[8]]"): "length: expected an integer from 2",
    GOOD.replace("8", "1000000000000"): "length: expected an integer from 2",
    GOOD.replace("8", "9000000"): "length and layers: expected at most 10,000,000 vertices",
    GOOD.replace("8", "399999") + "split = 'all'": "expected at most 100,000 cases, given 399,998",
    GOOD.replace("3", "10000000000"): "hidden: expected an integer from 1 to 1000000000",
    GOOD + f"seed = {list(range(400))}\n" + "split = 'all'\nmode = ['one-hot', 'continuous']".replace(
        "'all'", str([1] * 200)
    ): "at most 100,000 cases, given 160,000",
    "length = ": "expected TOML: Invalid value",
    GOOD + "length = 9": "expected TOML: Cannot overwrite",
}  # fmt: skip


@pytest.mark.parametrize("text", BAD_GRIDS)
def test_bad_grids(tmp_path, text):
    path = tmp_path / "grid.toml"
    path.write_text(text)
    with pytest.raises(TnrnnError) as caught:
        read_grid(path)
    assert BAD_GRIDS[text] in str(caught.value)
    assert str(caught.value).startswith("grid file '")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"\xff\xfe", "not text in UTF-8, at byte 0"), (b"\0", "expected TOML"), (None, "cannot be read: Is a directory")],
)
def test_bad_grid_files(tmp_path, content, message):
    path = tmp_path / "grid.toml"
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(TnrnnError, match=message):
        read_grid(path)
