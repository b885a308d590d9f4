"""Experiments go on where they were killed, and their tables and plots say what the runs say."""

import json
import os
import re
import signal
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import pytest
from matplotlib.legend import Legend
from needs_torch import torch
from training_helpers import FEW, TINY

from tnrnn import TnrnnError
from tnrnn.cli import main
from tnrnn.cli.experiment import NAMED
from tnrnn.sweeping import Case, SweepOptions, SweepRow, grid, read_store, salvage, sweep, to_csv
from tnrnn.sweeping.cases import Outcome
from tnrnn.sweeping.store import opened_store
from tnrnn.training.experiments import BUDGETS, experiment, folder_of, runs
from tnrnn.training.experiments.bars import Watch
from tnrnn.training.experiments.plots import plot_depths, plot_learning
from tnrnn.training.experiments.tables import ExperimentTable, Spread, read_runs, table
from tnrnn.training.experiments.workers import LIVE, train_run
from tnrnn.training.protocol import Run, sizes_of
from tnrnn.training.protocol.training import Step, train

HELPER = [sys.executable, str(Path(__file__).with_name("training_helpers.py"))]
WORDS = "--cell gru --delays 2 --symbols 1 --alphabet 2 --budget 300 --iterations 6 --batch 8 --every 3 --workers 1"
SMALL = ["experiment", "copy", *WORDS.split()]


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def comparable(rows):
    return [(row.case, row.status, {**row.result, "seconds": None}) for row in rows]


def result(accuracy, solved_at=None, status="ended", points=3):
    curve = [[10 * (at + 1), 1.0, accuracy] for at in range(points)]
    more = {"hidden": 9, "parameters": 500, "baseline_accuracy": 0.25, "message": ""}
    return {"status": status, "accuracy": accuracy, "solved_at": solved_at, "curve": curve, **more}


def row(layers, delay, seed, *said, **more):
    return SweepRow(replace(TINY, layers=layers, delay=delay, seed=seed), "done", "", result(*said, **more))


ROWS = (
    row(1, 10, 0, 0.9),
    row(1, 10, 1, 1.0, 30, "solved"),
    row(1, 20, 0, 0.3),
    row(1, 20, 1, 0.5),
    row(2, 10, 0, 1.0, 10, "solved"),
    row(2, 10, 1, 0.99, 20, "solved"),
    row(2, 20, 0, 0.8),
    row(2, 20, 1, None, None, "diverged", points=0),
)


# Runs, executors, kills


def test_any_executor_gives_what_training_alone_gives(tmp_path):
    alone = [train(run) for run in FEW]
    with ThreadPoolExecutor(1) as threads:
        said = experiment(FEW, tmp_path / "threads", executor=threads)
    assert said.counts == (("done", 4),)
    experiment(FEW, tmp_path / "pool", options=SweepOptions(workers=2))
    threads, pool = (comparable(read_runs(tmp_path / name)) for name in ("threads", "pool"))
    assert threads == pool == [(run, "done", {**found, "seconds": None}) for run, found in zip(FEW, alone, strict=True)]
    assert sorted(path.name for path in folder_of(tmp_path / "pool").iterdir()) == sorted(run.file for run in FEW)
    assert experiment(FEW, tmp_path / "pool").before == 4


@pytest.mark.slow
def test_an_experiment_that_is_killed_goes_on_within_its_runs(tmp_path):
    store = tmp_path / "store"
    command = [*HELPER, "experiment", str(store), "0"]
    for number in (0, 2):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        path = folder_of(store) / FEW[number].file
        while not path.exists():
            assert process.poll() is None, process.communicate()
            time.sleep(0.005)
        process.kill()
        process.communicate()
    assert "4 cases in" in subprocess.run(command, capture_output=True, text=True, check=True).stdout
    experiment(FEW, tmp_path / "whole", options=SweepOptions(workers=1))
    assert comparable(read_runs(store)) == comparable(read_runs(tmp_path / "whole"))


def test_what_fails_is_recorded_and_done_again_on_request(tmp_path):
    run = replace(FEW[0], iterations=5)
    store = tmp_path / "store"
    folder_of(store).mkdir()
    bad = folder_of(store) / run.file
    bad.write_text("no checkpoint")
    with ThreadPoolExecutor(1) as threads:
        experiment([run], store, executor=threads)
        (line,) = table(store).lines
        assert (line.seeds, line.troubled, line.accuracy, line.hidden, line.solved) == (1, 1, None, None, 0)
        assert "given another file" in read_runs(store)[0].message
        bad.unlink()
        assert experiment([run], store, executor=threads).before == 1
        assert experiment([run], store, executor=threads, options=SweepOptions(retry=True)).counts == (("done", 1),)


def test_a_worker_says_how_far_it_is(tmp_path, monkeypatch, capsys):
    said = []
    watch = Watch((TINY,), tmp_path)
    assert list(watch.under_way()) == []
    real = os.replace

    def spy(source, target):
        real(source, target)
        if str(target).endswith(LIVE):
            said.extend(watch.under_way())

    monkeypatch.setattr(os, "replace", spy)
    train_run(replace(TINY, iterations=100), str(tmp_path), "cpu")
    assert said == []  # of another run
    train_run(TINY, str(tmp_path), "cpu")
    assert said[0] == f"orthogonal L=2 delay={TINY.delay} seed=0 at 1"
    assert said[-1].startswith(f"orthogonal L=2 delay={TINY.delay} seed=0 at 300, loss ")
    assert list(watch.under_way()) == []
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / (TINY.file + LIVE)).write_text(json.dumps(Step(7, 20, 0.5, 0.25, 9.0)))
    watch.draw()
    drawn = capsys.readouterr().err
    assert f"0/1; orthogonal L=2 delay={TINY.delay} seed=0 at 7, loss 0.500, data 25.0 %" in drawn


def test_a_bar_on_a_terminal(tmp_path, capsys):
    with ThreadPoolExecutor(1) as threads:
        experiment(
            [replace(FEW[0], iterations=2)], tmp_path / "a", executor=threads, options=SweepOptions(progress=True)
        )
        assert "1/1" in capsys.readouterr().err
        experiment([replace(FEW[0], iterations=2)], tmp_path / "b", executor=threads)
    assert capsys.readouterr().err == ""


def test_grids_of_runs():
    found = runs(task="copy", cell=["gru", "lstm"], layers=[1, 2], delay=[3, 4], seed=range(3), alphabet=4)
    assert len(found) == len({run.key for run in found}) == len({run.file for run in found}) == 24
    assert found[0] == Run("copy", "gru", 1, 3, alphabet=4)
    for words in BUDGETS.values():
        assert sizes_of(runs(task="copy", cell="orthogonal", layers=3, delay=100, **words)[0]).hidden > 10


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"task": "copy"}, "runs: expected a value or a list for cell, given none"),
        ({"cells": "gru"}, "did you mean 'cell'"),
        ({"task": "copy", "cell": "gru", "layers": [], "delay": 1}, "runs, layers: expected a value or a list"),
        ({"task": "copy", "cell": "gru", "layers": range(1000), "delay": range(1000)}, "at most 100,000 runs"),
        ({"task": "copy", "cell": "gro", "layers": 1, "delay": 1}, "did you mean 'gru'"),
    ],
)
def test_grids_that_are_none(keys, message):
    with pytest.raises(TnrnnError, match=message):
        runs(**keys)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"runs": []}, "runs: expected at least one"),
        ({"runs": [TINY, 3]}, "runs: expected Run objects, given 3"),
        ({"runs": 3}, "runs: expected Run objects, given 3"),
        ({"runs": [replace(TINY, delay=10**6)]}, "run: expected at most"),
        ({"runs": [replace(TINY, budget=2)]}, "budget: expected at least"),
        ({"device": "cdua"}, "did you mean 'cuda'"),
        ({"options": 3}, "options: expected SweepOptions"),
        ({"executor": 3}, "executor: expected a concurrent.futures.Executor"),
    ],
)
def test_bad_arguments_make_no_store(tmp_path, change, message):
    with pytest.raises(TnrnnError, match=message):
        experiment(**{"runs": [TINY], "store": tmp_path / "store"} | change)
    assert not list(tmp_path.iterdir())


# Stores of any kind of cases


@dataclass(frozen=True)
class Toss(Case):
    FORMAT: ClassVar[str] = "tosses"
    SCHEMA: ClassVar[str] = "1"
    ORDER: ClassVar[tuple[str, ...]] = ("weight", "seed")
    seed: "int"
    weight: "float" = 0.5
    coin: "str" = "penny"

    @property
    def key(self):
        return f"{self.coin} {self.weight} {self.seed}"


def test_a_store_of_other_cases(tmp_path):
    tosses = [Toss(3), Toss(1, 0.75, "euro"), Toss(2)]
    with ThreadPoolExecutor(1) as threads:
        sweep(tosses, tmp_path / "tosses", executor=threads, measure=lambda toss: {"seed": toss.seed, "up": 1})
        with pytest.raises(TnrnnError, match="cases: expected Toss objects, given SweepCase"):
            sweep(
                [*tosses, *grid(length=4, layers=1, inputs=2, hidden=2)],
                tmp_path / "other",
                executor=threads,
                measure=lambda case: {},
            )
    assert [one.case for one in read_store(tmp_path / "tosses", kind=Toss)] == [Toss(2), Toss(3), Toss(1, 0.75, "euro")]
    to_csv(tmp_path / "tosses", tmp_path / "csv", kind=Toss)
    lines = (tmp_path / "csv").read_text().splitlines()
    assert lines[:2] == ["seed,weight,coin,status,message,result.seed,up", "2,0.5,penny,done,,2,1"]
    for path, kind, words in ((tmp_path / "tosses", Run, "tnrnn experiment"), (tmp_path / "csv", Toss, "tosses")):
        with pytest.raises(TnrnnError, match=f"expected an SQLite file of {words}, given"):
            read_store(path, kind=kind)
    with (
        ThreadPoolExecutor(1) as threads,
        pytest.raises(TnrnnError, match="expected an SQLite file of tnrnn experiment"),
    ):
        experiment([TINY], tmp_path / "tosses", executor=threads)


def test_a_store_that_another_experiment_holds_and_files_that_are_none(tmp_path, capsys):
    store = tmp_path / "store"
    command = [*HELPER, "experiment", str(store), "0", "100000"]  # which goes on for as long as this test needs it
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        while not folder_of(store).exists():
            assert process.poll() is None, process.communicate()
            time.sleep(0.005)
        with ThreadPoolExecutor(1) as threads:
            for use in (
                lambda: experiment(FEW, store, executor=threads),
                lambda: read_runs(store),
                lambda: table(store),
            ):
                with pytest.raises(TnrnnError, match=r"^store '.*store': locked by another sweep"):
                    use()
        assert main([*SMALL, "--store", str(store)]) == 2
        assert process.poll() is None
    finally:
        process.send_signal(signal.SIGINT)  # it ends its workers, too
        process.communicate()
    foreign = tmp_path / "text"
    foreign.write_text("no store, and long enough to be one" * 100)
    before = foreign.read_bytes()
    assert main([*SMALL, "--store", str(foreign)]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert "locked by another sweep" in first
    assert "expected an SQLite file of tnrnn experiment, given another file" in second
    assert foreign.read_bytes() == before


# Tables


def test_a_table_says_what_the_runs_say():
    lines = table(ROWS).lines
    assert [(line.run.layers, line.run.delay) for line in lines] == [(1, 10), (1, 20), (2, 10), (2, 20)]
    assert [(line.seeds, line.solved, line.troubled) for line in lines] == [(2, 1, 0), (2, 0, 0), (2, 2, 0), (2, 0, 1)]
    assert lines[0].accuracy == Spread(0.95, statistics.stdev([0.9, 1.0]), 0.9, 1.0)
    assert lines[2].solved_at == Spread(15.0, statistics.stdev([10, 20]), 10, 20)
    assert lines[3].accuracy == Spread(0.8, None, 0.8, 0.8)
    assert (lines[1].solved_at, lines[1].baseline, lines[1].hidden) == (None, 0.25, 9)
    said = table(ROWS).to_json()
    assert json.loads(json.dumps(said)) == said
    assert said[0]["accuracy"] == {
        "mean": 0.95,
        "deviation": lines[0].accuracy.deviation,
        "least": 0.9,
        "greatest": 1.0,
    }
    assert (said[0]["layers"], said[0]["rate"], "seed" in said[0]) == (1, TINY.rate, False)
    assert table(iter(ROWS)) == table(ROWS)


def test_a_table_as_text():
    lines = str(table(ROWS)).splitlines()
    assert lines[0].split() == [
        "task",
        "cell",
        "L",
        "delay",
        "R",
        "seeds",
        "data",
        "accuracy",
        "least",
        "greatest",
        "baseline",
        "solved",
        "solved",
        "at",
        "troubled",
    ]
    assert lines[1].split("  ")[0] == "copy"
    assert "95.0 +- 7.1 %" in lines[1]
    assert "1 of 2" in lines[1]
    other = replace(ROWS[0], case=replace(ROWS[0].case, budget=900))
    assert "budget" in str(table([*ROWS, other])).splitlines()[0]
    assert isinstance(table([]), ExperimentTable)


@pytest.mark.parametrize("rows", [3, [3], [SweepRow(None, "done", "", None)]])
def test_rows_that_are_none(rows):
    for use in (table, plot_depths, plot_learning):
        with pytest.raises(TnrnnError, match="rows: expected a store, or rows as read_runs returns them"):
            use(rows)


# Plots


def labelled(axes):
    return {line.get_label(): line for line in axes.lines}


def test_accuracy_against_delay_has_a_curve_a_depth():
    axes = plot_depths(ROWS)
    lines = labelled(axes)
    assert set(lines) == {"L=1: mean over seeds", "L=2: mean over seeds", "without memory"}
    assert list(lines["L=1: mean over seeds"].get_xdata()) == [10, 20]
    assert list(lines["L=1: mean over seeds"].get_ydata()) == [0.95, 0.4]
    assert list(lines["L=2: mean over seeds"].get_ydata()) == [0.995, 0.8]
    assert list(lines["without memory"].get_ydata()) == [0.25, 0.25]
    bands = [part for part in axes.collections if part.get_label().endswith("least to greatest over seeds")]
    first = bands[0].get_paths()[0].vertices
    assert {(10.0, 0.9), (10.0, 1.0), (20.0, 0.3), (20.0, 0.5)} == set(map(tuple, first))
    assert axes.get_title(loc="left").startswith(f"copy, orthogonal, symbols={TINY.symbols}, alphabet={TINY.alphabet}")
    assert axes.get_title(loc="left").endswith("2 seeds")
    assert axes.get_xlabel() == "delay in time steps"
    low, high = axes.get_ylim()
    assert low < 0
    assert high > 1


def test_cells_are_curves_too_and_one_seed_has_no_band():
    rows = [
        replace(one, case=replace(one.case, cell=cell)) for cell in ("gru", "lstm") for one in ROWS if not one.case.seed
    ]
    axes = plot_depths(rows)
    assert [line.get_label().split(":")[0] for line in axes.lines][:4] == [
        "gru, L=1",
        "gru, L=2",
        "lstm, L=1",
        "lstm, L=2",
    ]
    assert not axes.collections


def test_learning_curves_have_a_line_a_run():
    axes = plot_learning(ROWS)
    lines = [line for line in axes.lines if line.get_label() != "without memory"]
    assert len(lines) == 7  # one has diverged before its first validation
    assert {line.get_label() for line in lines} == {
        f"L={layers}, delay={delay}: one seed" for layers in (1, 2) for delay in (10, 20)
    }
    assert list(lines[0].get_xdata()) == [10, 20, 30]
    keys = axes.findobj(Legend)[0].get_lines()
    assert [key.get_marker() for key in keys] == list(dict.fromkeys(line.get_marker() for line in lines))


def test_plots_that_cannot_be():
    other = replace(ROWS[0], case=replace(ROWS[0].case, task="memorize"))
    many = [row(layers, delay, 0, 0.5) for layers in range(1, 14) for delay in (1, 2)]
    for plot in (plot_depths, plot_learning):
        name = plot.__name__
        with pytest.raises(TnrnnError, match=f"{name}: expected runs of one task, given copy and memorize"):
            plot([*ROWS, other])
        with pytest.raises(TnrnnError, match=f"{name}: expected at most 12 curves, given (13|26)"):
            plot(many)
        with pytest.raises(TnrnnError, match=f"{name}: expected runs with a result, given none"):
            plot([ROWS[-1]])
        with pytest.raises(TnrnnError, match=f"{name}, ax: expected"):
            plot(ROWS, ax=3)


# The command


def test_the_command_trains_prints_plots_and_resumes(tmp_path, capsys):
    store, plot, learning = (str(tmp_path / name) for name in ("copy.sqlite", "depths.svg", "learning.png"))
    words = [*SMALL, "--layers", "1,2", "--seeds", "0-1", "--store", store, "-o", plot, "--learning", learning]
    assert main(words) == 0
    text = capsys.readouterr().out
    assert text.splitlines()[0].startswith("task  cell  L  delay")
    assert text.count("\ncopy  gru") == 2
    assert Path(plot).read_text().startswith("<?xml")
    assert Path(learning).stat().st_size > 1_000
    files = [Path(store), *Path(f"{store}.checkpoints").iterdir()]
    before = [(path.stat().st_mtime_ns, path.read_bytes()) for path in files]
    assert main([*words, "--json"]) == 0
    assert [(path.stat().st_mtime_ns, path.read_bytes()) for path in files] == before, "a finished run is trained again"
    said = json.loads(capsys.readouterr().out)
    assert [line["layers"] for line in said["table"]] == [1, 2]
    assert [one["status"] for one in said["runs"]] == ["done"] * 4
    assert [len(one["result"]["curve"]) for one in said["runs"]] == [2] * 4
    names = {"copy.sqlite", "copy.sqlite.checkpoints", "depths.svg", "learning.png"}
    assert {path.name for path in tmp_path.iterdir()} == names
    assert len(list((tmp_path / "copy.sqlite.checkpoints").iterdir())) == 4


def test_without_a_store_nothing_is_left(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(SMALL) == 0
    assert "copy  gru   1  2" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


BAD = {
    "copyy --delays 3": "task: expected copy, .*; did you mean 'copy'",
    "copy": "--delays: expected numbers such as 10,30",
    "copy --delays 3 --cell lsmt": "--cell: expected .*; did you mean 'lstm'",
    "copy --delays x": "--delays: expected sizes",
    "copy --delays 3 --budget smal": "--budget: expected small, medium, paper, .*; did you mean 'small'",
    "copy --delays 3 --budget 5": "budget: expected at least",
    "copy --delays 100000000": "delay: expected an integer from 0 to",
    "copy --delays 10000000": "copying: expected at most|run: expected at most",
    "copy --delays 3 --layers 0": "--layers: expected",
    "copy --delays 3 --seeds 1,1": "--seeds: expected each value once",
    "copy --delays 3 --seeds 0,0": "--seeds: expected each value once",
    "copy --delays 3 --rate x": "expected a number, given 'x'",
    "copy --delays 3 --rate nan": "rate: expected a positive number",
    "copy --delays 3 --iterations 0": "iterations: expected",
    "copy --delays 3 --device cdua": "device: expected cpu or cuda, given 'cdua'; did you mean 'cuda'",
    "copy --delays 3 -o out.gif": "ending of 'out.gif'",
    "copy --delays 3 -o no/out.png": "there is no folder",
    "copy --delays 3 --learning out.txt": "ending of 'out.txt'",
    "copy --delays 3 --theme drak": "did you mean 'dark'",
    "copy --delays 3 --workers 0": "workers: expected",
    "copy --delays 3 --workers 1 --scheduler tcp://h:1": "--workers: expected no --scheduler",
    "copy --delays 3 --data x.npz": "--data: expected pixels as the task beside it",
    "copy --delays 3 --store no/such/store": "--store: cannot write 'no/such/store': there is no folder",
    "similarity --delays 3": "similarity, delay: expected",
    "pixels": "--data: expected an .npz file",
    "pixels --data none.npz": "data 'none.npz': cannot be read: No such file",
    "pixels --data none.npz --delays 3": "--delays: expected none for pixels",
}


@pytest.mark.parametrize("words", BAD)
def test_bad_words_are_one_line_and_leave_nothing(tmp_path, capsys, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    assert main(["experiment", *words.split()]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert re.search(BAD[words], err), err
    assert not list(tmp_path.iterdir())


def test_without_torch_the_command_says_what_to_install(tmp_path):
    code = "import sys; sys.modules['torch'] = None; from tnrnn.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "experiment", "copy", "--delays", "3"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr == (
        'tnrnn: error: memory: expected the package torch, given none; python -m pip install "tnrnn[memory]"\n'
    )


def test_a_gpu_that_is_not_there(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert main([*SMALL, "--device", "cuda", "--store", "store"]) == 2
    assert capsys.readouterr().err == (
        "tnrnn: error: device: expected cpu, as torch finds no GPU with CUDA here, given 'cuda'\n"
    )
    assert not list(tmp_path.iterdir())


def test_help_names_the_numbers_of_budgets():
    said = [number.replace(",", "") for number in re.findall(r"[0-9][0-9,]*[0-9]|[0-9]", NAMED)]
    assert list(map(int, said)) == [number for words in BUDGETS.values() for number in words.values()]


def test_help_needs_no_torch():
    code = "import sys; sys.modules['torch'] = None; from tnrnn.cli import main; main(['experiment', '--help'])"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "--budget" in ended.stdout


# What a store may hold


WHOLE = result(0.5)


def test_stores_of_trained_runs_hold_what_tables_and_plots_need(tmp_path):
    for number, (name, value) in enumerate(
        [("curve", [[1, 2]]), ("curve", [["1", 2, 3]]), ("curve", {}), ("accuracy", "half"), ("status", "done"),
         ("message", None), ("solved_at", [1]), ("hidden", None), ("curve", None), ("curve", [[1e308, 2.0, 0.5]]),
         ("curve", [[10, 2.0, -5]]), ("accuracy", 1e308), ("baseline_accuracy", -5), ("loss", "x"), ("seconds", [1]),
         ("length", "x"), ("iterations", "x"), ("baseline_loss", 10**400)]
    ):  # fmt: skip
        path = tmp_path / str(number)
        with opened_store(path, new=True, kind=Run) as opened:
            opened.land([(TINY, Outcome("done", "", json.dumps({**WHOLE, name: value})))])
        if name == "hidden":
            assert read_store(path, kind=Run)[0].result["hidden"] is None
            continue
        with pytest.raises(TnrnnError, match=rf"row 1: result\.{name}: expected"):
            read_store(path, kind=Run)
    with pytest.raises(TnrnnError, match="result: expected a field 'curve', given none"):
        SweepRow(TINY, "done", "", {name: value for name, value in WHOLE.items() if name != "curve"})


def test_whole_runs_of_a_damaged_store_are_saved(tmp_path):
    with opened_store(tmp_path / "store", new=True, kind=Run) as opened:
        opened.land((replace(TINY, seed=seed), Outcome("done", "", json.dumps(WHOLE))) for seed in (0, 1))
        opened.land([(replace(TINY, seed=2), Outcome("done", "", "[]"))])
    with pytest.raises(TnrnnError, match=r"row 3: result: .*; tnrnn\.sweeping\.salvage copies the intact rows"):
        read_runs(tmp_path / "store")
    assert salvage(tmp_path / "store", tmp_path / "new", kind=Run) == 2
    assert [row.case.seed for row in read_runs(tmp_path / "new")] == [0, 1]
