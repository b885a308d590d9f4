"""A sweep on a Dask cluster gives the table that a pool of processes gives, and survives its workers and scheduler."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sweep_helpers import LOG, fake, logged, many, troubled
from test_sweeping import EXPECTED, begun, ends

from tnrnn import TnrnnError
from tnrnn.cli import main
from tnrnn.sweeping import Limits, SweepOptions, dask_executor, read_store, sweep
from tnrnn.sweeping.cluster import lacks_workers, lost_workers

if "CI" in os.environ:
    import distributed
else:
    distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")

GRID = 'length = [4, 6, 8]\nlayers = [1, 2]\ninputs = 2\nhidden = 2\nsplit = "all"\nmode = ["one-hot", "continuous"]\n'
BEGIN = [sys.executable, "-m"]


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    path = tmp_path_factory.mktemp("log") / "log"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(LOG, str(path))  # inherited by the workers
        yield path


@pytest.fixture(scope="module")
def address(log):
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs=50
    ) as cluster:
        # A worker that dies before its nanny knows that it has begun is not started again by the nanny.
        cluster.adapt(minimum=2, maximum=2)
        yield cluster.scheduler_address


def test_a_cluster_gives_the_table_of_a_process_pool(tmp_path, address):
    (tmp_path / "grid.toml").write_text(GRID)
    tables = []
    for number, words in enumerate((["--workers", "2"], ["--scheduler", address])):
        store, out = tmp_path / f"{number}.sqlite", tmp_path / f"{number}.csv"
        assert main(["sweep", str(tmp_path / "grid.toml"), "--store", str(store), "--csv", str(out), *words]) == 0
        tables.append((read_store(store), out.read_bytes()))
    assert tables[0] == tables[1]
    assert len(tables[0][0]) == 60
    assert {row.status for row in tables[0][0]} == {"done"}


@pytest.mark.slow
def test_limits_and_crashes_are_recorded_as_in_a_process_pool(tmp_path, address):
    with dask_executor(address) as executor:
        limits = Limits(seconds=4, memory_mb=500)  # a child of a busy machine may take a second to begin
        sweep(many(10), tmp_path / "limits", executor=executor, measure=troubled, options=SweepOptions(limits=limits))
        assert ends(tmp_path / "limits") == {
            seed: (status, message.replace("1 s", "4 s")) for seed, (status, message) in EXPECTED.items()
        }
        cases = [case for case in many(20) if case.seed not in (2, 3, 5)]
        sweep(cases, tmp_path / "free", executor=executor, measure=troubled)
    expected = EXPECTED | dict.fromkeys(range(10, 20), ("done", ""))
    assert ends(tmp_path / "free") == {seed: end for seed, end in expected.items() if seed not in (2, 3, 5)}


def test_what_is_given_again_is_done_again(address):
    with dask_executor(address) as executor:
        first, second = executor.submit(os.urandom, 16), executor.submit(os.urandom, 16)
        assert first.result() != second.result()


def test_a_worker_that_is_killed_changes_nothing(tmp_path, address, log):
    log.unlink(missing_ok=True)

    def kill():
        while len(begun(log)) < 20:
            time.sleep(0.01)
        os.kill(begun(log)[-1][1], 9)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    with dask_executor(address) as executor:
        sweep(many(60), tmp_path / "killed", executor=executor, measure=logged)
    killer.join()
    with ThreadPoolExecutor(8) as threads:
        sweep(many(60), tmp_path / "calm", executor=threads, measure=logged)
    assert read_store(tmp_path / "killed") == read_store(tmp_path / "calm")


@contextlib.contextmanager
def running(*command, folder):
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    process = subprocess.Popen(
        [*BEGIN, *command], cwd=folder, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextlib.contextmanager
def scheduler(folder):
    where = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", "scheduler.json"]
    with running("distributed.cli.dask_scheduler", *where, folder=folder) as process:
        file = Path(folder, "scheduler.json")
        while True:
            try:
                address = json.loads(file.read_text())["address"]
                break
            except (OSError, ValueError):
                assert process.poll() is None
                time.sleep(0.05)
        yield process, address


def test_a_scheduler_that_vanishes_leaves_a_store_to_be_resumed(tmp_path, log):
    log.unlink(missing_ok=True)
    store = tmp_path / "store"
    with scheduler(tmp_path) as (process, address):
        with pytest.raises(TnrnnError, match="expected workers, given none; start some"), dask_executor(address):
            pass
        words = [address, "--no-nanny", "--nthreads", "2", "--no-dashboard"]
        with running("distributed.cli.dask_worker", *words, folder=tmp_path):
            with distributed.Client(address, set_as_default=False) as client:
                client.wait_for_workers(1)

            landed = threading.Event()  # some cases are in the store
            told = SweepOptions(progress=lambda progress: progress.recorded >= 20 and landed.set())

            def kill():
                landed.wait()
                process.kill()

            threading.Thread(target=kill, daemon=True).start()
            with pytest.raises(TnrnnError, match="executor: lost") as caught, dask_executor(address) as executor:
                sweep(many(500), store, executor=executor, measure=logged, options=told)
    assert "\n" not in str(caught.value)
    before = read_store(store)
    assert 0 < len(before) < 500
    assert Counter(row.status for row in before).keys() <= {"done", "failed"}
    assert {row.message for row in before} <= {"", "RuntimeError: no luck with 7"}
    with ThreadPoolExecutor(16) as threads:
        result = sweep(many(500), store, executor=threads, measure=fake)
    assert result.before == len(before)


def test_a_cluster_that_has_lost_its_workers_is_said_to_have_none(tmp_path, log, capsys, monkeypatch):
    """The bar says so after some seconds, and the cases end when a worker is there again."""
    monkeypatch.setattr("tnrnn.sweeping.running.QUIET", 0.2)
    with scheduler(tmp_path) as (_, address), contextlib.ExitStack() as stack:
        words = ["distributed.cli.dask_worker", address, "--no-nanny", "--nthreads", "1", "--no-dashboard"]
        with running(*words, folder=tmp_path) as worker:
            executor = stack.enter_context(dask_executor(address))
            assert not lacks_workers(executor)
            worker.kill()
            while not lacks_workers(executor):
                time.sleep(0.1)
        seen = ""

        def begin():
            nonlocal seen
            while "0/2, no workers" not in seen:
                time.sleep(0.1)
                seen += capsys.readouterr().err
            stack.enter_context(running(*words, folder=tmp_path))

        threading.Thread(target=begin, daemon=True).start()
        sweep(many(2), tmp_path / "late", executor=executor, measure=fake, options=SweepOptions(progress=True))
        assert "2/2, 0:" in capsys.readouterr().err
    assert not lacks_workers(ThreadPoolExecutor(1))


@contextlib.contextmanager
def speaking(words):
    """A server that is no scheduler, on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet():
            connection, _ = server.accept()
            with connection:
                connection.sendall(words)
                with contextlib.suppress(OSError):
                    connection.recv(1)

        threading.Thread(target=greet, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"


BAD = {
    "127.0.0.1:8786": "did you mean 'tcp://127.0.0.1:8786'?",
    "nonsense": "expected an address such as tcp://10.0.0.1:8786, given 'nonsense'",
    "": "given ''",
    "http://127.0.0.1:8786": "given 'http://127.0.0.1:8786'",
    "tcp://127.0.0.1": "expected an address",
    "tcp://127.0.0.1:99999": "expected an address",
    "tcp://127.0.0.1:x": "expected an address",
    "tcp://127.0.0.1:1/x": "expected an address",
    "tcp://[::1": "expected an address",
    "tcp://127.0.0.1:1": "scheduler 'tcp://127.0.0.1:1': no scheduler answers: ",
    "tcp://no-such-host.invalid:8786": "no scheduler answers: ",
}


def refused(tmp_path, address):
    (tmp_path / "grid.toml").write_text(GRID)
    command = ["tnrnn", "sweep", "grid.toml", "--store", "store", "--scheduler", address]
    ended = subprocess.run([*BEGIN, *command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("tnrnn: error: scheduler")
    assert ended.stderr.count("\n") == 1
    assert not (tmp_path / "store").exists()
    return ended.stderr


@pytest.mark.parametrize("address", BAD)
def test_bad_addresses(tmp_path, address):
    assert BAD[address] in refused(tmp_path, address)


def test_servers_of_something_else(tmp_path):
    with speaking(b"220 mail.example is ready to be written to\r\n") as address:
        assert "another server listens there" in refused(tmp_path, address)


@pytest.mark.parametrize("address", [None, 5, b"tcp://127.0.0.1:1"])
def test_addresses_that_are_no_text(address):
    with pytest.raises(TnrnnError, match="scheduler: expected an address"), dask_executor(address):
        pass


def test_workers_or_a_scheduler(tmp_path, capsys):
    words = ["sweep", "grid.toml", "--store", str(tmp_path / "s"), "--workers", "2", "--scheduler", "tcp://h:1"]
    assert main(words) == 2
    assert "argument --scheduler: not allowed with argument --workers" in capsys.readouterr().err


def test_without_the_extra_its_name_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(TnrnnError, match=r'pip install "tnrnn\[cluster\]"'), dask_executor("tcp://127.0.0.1:1"):
        pass


def test_an_error_that_dask_has_lost_is_no_error_of_the_case():
    assert lost_workers(AttributeError("'str' object has no attribute 'with_traceback'"))
    assert lost_workers(distributed.scheduler.KilledWorker("case", None, 3))
    assert not lost_workers(AttributeError("'str' object has no attribute 'rank'"))
    assert not lost_workers(None)
