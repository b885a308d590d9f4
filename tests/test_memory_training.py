"""A run is a function of its fields, however often it is killed; what goes wrong is said, and nothing good is lost."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from needs_torch import torch
from training_helpers import TINY

from tnrnn import TnrnnError
from tnrnn.training.cells import CELLS, parameters_of
from tnrnn.training.protocol import Run, checkpoints, fields, sizes_of, tasks_of, training
from tnrnn.training.protocol.checkpoints import Checkpoint, read_checkpoint, write_checkpoint
from tnrnn.training.protocol.training import Step, load_stack, step_text, train
from tnrnn.training.tasks import Batch

HELPER = [sys.executable, str(Path(__file__).with_name("training_helpers.py"))]
EASY = Run(
    "copy", "gru", 1, delay=1, symbols=1, alphabet=2, budget=400, iterations=1_000, batch=32, rate=1e-2, every=20
)


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def weights(path):
    return read_checkpoint(path).model


def same(one, other):
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def without_seconds(result):
    return {name: value for name, value in result.items() if name != "seconds"}


# Kills


def started(folder, seconds=0.0, iterations=TINY.iterations):
    command = [*HELPER, "train", str(folder), str(seconds), str(iterations)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def await_new(path, since, process):
    """Wait for a checkpoint that is newer than `since`."""
    while not path.exists() or path.stat().st_mtime_ns <= since:
        assert process.poll() is None, process.communicate()
        time.sleep(0.002)


@pytest.mark.parametrize("kills", [1, pytest.param(5, marks=pytest.mark.slow)])
def test_kills_change_no_bit(tmp_path, kills):
    """SIGKILL at random moments, of which many fall into the writing of a checkpoint, as every step writes one."""
    moments, before, came = random.Random(7), 0, []
    path = tmp_path / "killed" / TINY.file
    for _ in range(kills):
        process = started(path.parent)
        await_new(path, before, process)
        time.sleep(moments.uniform(0.0, 0.25))
        process.kill()
        process.communicate()
        before = path.stat().st_mtime_ns
        came.append(read_checkpoint(path).iteration)
    assert came == sorted(came)
    assert 0 < came[-1] < TINY.iterations
    out, err = started(path.parent).communicate(timeout=100)
    assert out == "ended\n", err
    whole = train(TINY, folder=tmp_path / "whole")
    killed = train(TINY, folder=path.parent)
    assert without_seconds(killed) == without_seconds(whole)
    assert same(weights(path), weights(tmp_path / "whole" / TINY.file))
    optimizers = [
        read_checkpoint(folder / TINY.file).optimizer["state"] for folder in (path.parent, tmp_path / "whole")
    ]
    for one, other in zip(*(optimizer.values() for optimizer in optimizers), strict=True):
        assert same(one, other)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_leaves_a_checkpoint_of_its_step(tmp_path, name):
    number = getattr(signal, name)
    path = tmp_path / replace(TINY, iterations=10**6).file
    process = started(tmp_path, seconds=10**6, iterations=10**6)
    await_new(path, 0, process)
    assert read_checkpoint(path).iteration == 0
    time.sleep(0.3)
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert process.returncode == -number
    assert ("KeyboardInterrupt" in err) == err.endswith("\nKeyboardInterrupt\n") == (name == "SIGINT")
    assert read_checkpoint(path).iteration > 0
    assert [path.name for path in tmp_path.iterdir()] == [path.name]


def test_a_handler_of_the_user_hears_its_signal_and_is_there_afterwards(tmp_path):
    heard = []
    train(replace(TINY, iterations=1, every=1))  # loads what torch loads when it first trains, which may take seconds
    before = signal.signal(signal.SIGTERM, lambda number, frame: heard.append(number))
    try:
        mine = signal.getsignal(signal.SIGTERM)
        tell = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM))
        tell.start()
        with pytest.raises(TnrnnError, match="train: stopped by a signal; its checkpoint is kept"):
            train(replace(TINY, iterations=10**6), folder=tmp_path)
        assert heard == [signal.SIGTERM]
        assert signal.getsignal(signal.SIGTERM) is mine
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_thread_trains_as_the_main_thread_does(tmp_path):
    with ThreadPoolExecutor(1) as threads:
        found = threads.submit(train, replace(TINY, iterations=20), tmp_path / "thread").result()
    assert without_seconds(found) == without_seconds(train(replace(TINY, iterations=20)))


# Runs


def test_a_run_is_a_function_of_its_fields_and_touches_no_global_state():
    state, dtype, threads = torch.get_rng_state(), torch.get_default_dtype(), torch.get_num_threads()
    short = replace(TINY, iterations=30, every=10)
    first, again, other = train(short), train(short), train(replace(short, seed=1))
    assert without_seconds(first) == without_seconds(again)
    assert first["curve"] != other["curve"]
    assert [point[0] for point in first["curve"]] == [10, 20, 30]
    assert torch.equal(torch.get_rng_state(), state)
    assert (torch.get_default_dtype(), torch.get_num_threads()) == (dtype, threads)
    assert json.loads(json.dumps(first)) == first


def test_an_easy_task_is_solved_and_training_stops():
    result = train(EASY)
    assert result["status"] == "solved"
    assert result["solved_at"] == result["iterations"] == result["curve"][-1][0] < EASY.iterations
    assert result["accuracy"] >= training.SOLVED
    assert all(accuracy < training.SOLVED for _, _, accuracy in result["curve"][:-1])
    losses = [loss for _, loss, _ in result["curve"]]
    assert result["loss"] == min(losses) == losses[-1]
    assert (result["baseline_accuracy"], result["length"]) == (0.5, 3)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("layers", [1, 3])
def test_budgets_are_kept_and_used(cell, layers):
    run = Run("copy", cell, layers, delay=2, symbols=2, alphabet=4, budget=4_000, iterations=2, every=1, batch=4)
    result = train(run)
    sizes = sizes_of(run)
    assert result["hidden"] == sizes.hidden
    assert (
        result["parameters"] == parameters_of(*sizes) <= 4_000 < parameters_of(*sizes._replace(hidden=sizes.hidden + 1))
    )
    assert result["status"] in ("ended", "solved")


def test_orthogonal_matrices_learn_at_their_own_rate():
    trainer = training._Trainer(TINY, "cpu")
    rates = {
        name: group["lr"]
        for group in trainer.optimizer.param_groups
        for name, weight in trainer.stack.named_parameters()
        if any(weight is one for one in group["params"])
    }
    assert {name for name, rate in rates.items() if rate == TINY.slow_rate} == {
        n for n in rates if "parametrizations" in n
    }
    assert set(rates.values()) == {TINY.rate, TINY.slow_rate}
    assert set(rates) == {name for name, _ in trainer.stack.named_parameters()}


def test_validation_is_on_batches_that_training_never_sees(monkeypatch):
    seen = []
    monkeypatch.setattr(
        training, "tasks_of", lambda run: watched(tasks_of(run), lambda number, batch: seen.append(number))
    )
    train(replace(TINY, iterations=40, every=20))
    assert [number for number in seen if number < training.VALIDATION] == list(range(40))
    checked = [number for number in seen if number >= training.VALIDATION]
    assert len(set(checked)) == len(checked) == 2 * training.VALIDATIONS


def watched(tasks, tell):
    """Return tasks that report every batch, and use what is returned to them, if anything."""

    class Watched:
        def __init__(self, task):
            self.task = task

        def __getattr__(self, name):
            return getattr(self.task, name)

        def batch(self, size, seed, number):
            found = self.task.batch(size, seed, number)
            return tell(number, found) or found

    return fields.Tasks(*map(Watched, tasks))


def test_rates_fall_on_a_plateau():
    trainer = training._Trainer(replace(TINY, patience=2), "cpu")
    for _ in range(4):
        trainer.plateau.step(1.0)
    assert [group["lr"] for group in trainer.optimizer.param_groups] == [TINY.rate / 2, TINY.slow_rate / 2]


# Losses that are not finite


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_loss_that_is_not_finite_stops_and_the_good_weights_stay(tmp_path, monkeypatch, value):
    def poison(number, batch):
        return Batch(batch.inputs * value, *batch[1:]) if number == 25 else None

    monkeypatch.setattr(checkpoints, "SECONDS", 0.0)
    plain = tasks_of
    monkeypatch.setattr(training, "tasks_of", lambda run: watched(plain(run), poison))
    run = replace(TINY, iterations=60, every=10)
    result = train(run, folder=tmp_path)
    assert result["status"] == "diverged"
    assert result["message"] == "the loss or its gradient is not finite after step 25; try a lower rate"
    assert (result["iterations"], result["solved_at"], len(result["curve"])) == (25, None, 2)
    kept = read_checkpoint(tmp_path / run.file)
    assert kept.iteration == 24
    assert all(torch.isfinite(weight).all() for weight in kept.model.values())
    assert without_seconds(train(run, folder=tmp_path)) == without_seconds(result)
    monkeypatch.setattr(training, "tasks_of", plain)
    assert train(run, folder=tmp_path)["iterations"] == 60


def test_a_rate_that_is_far_too_high_diverges_at_once(tmp_path):
    result = train(replace(TINY, rate=1e38, cell="rnn"), folder=tmp_path)
    assert (result["status"], result["accuracy"]) == ("diverged", None)
    assert all(
        torch.isfinite(weight).all()
        for weight in weights(tmp_path / replace(TINY, rate=1e38, cell="rnn").file).values()
    )


# Checkpoints


def test_a_finished_run_is_not_done_again(tmp_path, monkeypatch):
    run = replace(TINY, iterations=20, every=10)
    result = train(run, folder=tmp_path)
    monkeypatch.setattr(training, "_trained", None)
    assert train(run, folder=tmp_path) == result


def test_the_stack_of_a_checkpoint_is_that_of_the_training(tmp_path):
    run = replace(EASY, seed=3)
    result = train(run, folder=tmp_path)
    found, stack = load_stack(tmp_path / run.file)
    assert found == run
    assert not stack.training
    batch = tasks_of(run).training.batch(500, seed=9, number=9)
    right = (stack(batch.inputs).argmax(-1) == batch.targets)[batch.counted]
    assert result["status"] == "solved"
    assert right.float().mean() > 0.95


def test_files_that_are_no_checkpoints(tmp_path):
    run = replace(TINY, iterations=20, every=10)
    train(run, folder=tmp_path)
    good = (tmp_path / run.file).read_bytes()
    torch.save({"format": "other"}, tmp_path / "other")
    torch.save({"format": checkpoints.FORMAT, "schema": 7}, tmp_path / "newer")
    torch.save({"format": checkpoints.FORMAT, "schema": 1, "text": "{"}, tmp_path / "damaged")
    torch.save(os.getcwd, tmp_path / "pickled")
    (tmp_path / "cut").write_bytes(good[: len(good) // 2])
    (tmp_path / "text").write_text("no checkpoint")
    (tmp_path / "folder").mkdir()
    for name, message in {
        "other": "expected a tnrnn checkpoint, given another file of torch",
        "newer": "schema: expected version 1 of this tnrnn, given 7",
        "damaged": "is damaged: ",
        "pickled": "expected a tnrnn checkpoint, given another file: UnpicklingError",
        "cut": "expected a tnrnn checkpoint, given another file",
        "text": "expected a tnrnn checkpoint, given another file",
        "folder": "cannot be read: Is a directory",
        "none": "cannot be read: No such file",
    }.items():
        with pytest.raises(TnrnnError, match=f"^checkpoint '.*{name}'.*{message}") as caught:
            load_stack(tmp_path / name)
        assert "\n" not in str(caught.value)
    with pytest.raises(TnrnnError, match="checkpoint: expected the path of a file, given 7"):
        load_stack(7)
    found = read_checkpoint(tmp_path / run.file)
    write_checkpoint(tmp_path / "fields", replace(found, run={"task": "copy"}))
    write_checkpoint(tmp_path / "states", replace(found, model={}))
    for name in ("fields", "states"):
        with pytest.raises(TnrnnError, match=r"^checkpoint '.*': is damaged: ") as caught:
            load_stack(tmp_path / name)
        assert "\n" not in str(caught.value)


def test_checkpoints_of_another_run_and_folders_that_cannot_be_written(tmp_path):
    run = replace(TINY, iterations=20, every=10)
    train(run, folder=tmp_path)
    other = replace(run, seed=1)
    os.replace(tmp_path / run.file, tmp_path / other.file)
    with pytest.raises(TnrnnError, match="expected the same run on the same data, given another"):
        train(other, folder=tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(TnrnnError, match=r"checkpoint: cannot write '.*': (File exists|Not a directory)"):
        train(run, folder=tmp_path / "file")
    with pytest.raises(TnrnnError, match="folder: expected the path of a folder, given 7"):
        train(run, folder=7)


def test_nothing_is_left_beside_a_checkpoint(tmp_path):
    write_checkpoint(tmp_path / "new" / "a.pt", Checkpoint({}, 1, {}, {}, {}, {}))
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.pt"]
    (tmp_path / "folder.pt").mkdir()
    with pytest.raises(TnrnnError, match="checkpoint: cannot write"):
        write_checkpoint(tmp_path / "folder.pt", Checkpoint({}, 1, {}, {}, {}, {}))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.pt", "new"]


# What is refused


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"task": "copyy"}, "task: expected copy, .*; did you mean 'copy'"),
        ({"cell": "lsmt"}, "cell: expected .*; did you mean 'lstm'"),
        ({"layers": 0}, "layers: expected an integer from 1"),
        ({"delay": -1}, "delay: expected an integer from 0"),
        ({"delay": 2.5}, "delay: expected an integer"),
        ({"seed": -1}, "seed: expected an integer from 0"),
        ({"batch": True}, "batch: expected an integer"),
        ({"rate": 0}, "rate: expected a positive number, given 0"),
        ({"rate": float("nan")}, "rate: expected a positive number, given nan"),
        ({"clip": "1"}, "clip: expected a positive number"),
        ({"data": "x.npz"}, "data: expected none except for the task pixels"),
        ({"task": "pixels"}, "data: expected an .npz file with images and labels"),
        ({"task": "pixels", "data": "x.npz"}, "delay: expected 0 for the task pixels"),
        ({"task": "pixels", "data": 7}, "data: expected the path"),
    ],
)
def test_runs_that_are_none(change, message):
    with pytest.raises(TnrnnError, match=message) as caught:
        replace(TINY, **change)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"delay": 10**6}, "run: expected at most 1,073,741,824 numbers a step"),
        ({"delay": 10**7, "batch": 10**6}, "expected at most"),
        ({"batch": 10**6, "delay": 30}, "run: expected at most 1,073,741,824 numbers a step"),
        ({"budget": 3}, "budget"),
        ({"symbols": 0}, "copying, symbols: expected an integer of at least 1"),
    ],
)
def test_sizes_are_refused_before_memory_is_taken(tmp_path, monkeypatch, change, message):
    monkeypatch.setattr("tnrnn.training.protocol.training.stack", lambda *sizes, seed: pytest.fail("weights are made"))
    with pytest.raises(TnrnnError, match=message) as caught:
        train(replace(TINY, **change), folder=tmp_path)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_devices_and_other_arguments(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    for (run, (name, value)), message in {
        (TINY, ("device", "cuda")): "device: expected cpu, as torch finds no GPU with CUDA here, given 'cuda'",
        (TINY, ("device", "cdua")): "device: expected cpu or cuda, given 'cdua'; did you mean 'cuda'",
        (TINY, ("progress", 3)): "progress: expected a function, True, False or None, given 3",
        ("copy", ("progress", None)): "train: expected a Run, given 'copy'",
    }.items():
        with pytest.raises(TnrnnError, match=message):
            train(run, **{name: value})


# Pictures


def pictures(path, count=60, **more):
    labels = np.arange(count) % 2
    images = np.zeros((count, 2, 3)) + labels[:, None, None] + 0.1
    np.savez(path, images=images, labels=labels, **more)
    return Run("pixels", "gru", 1, delay=0, budget=300, data=str(path), iterations=300, batch=16, rate=1e-2, every=20)


def test_pixels_are_learnt_and_tested_on_other_images(tmp_path):
    run = pictures(tmp_path / "set.npz")
    assert (run.delay, run.symbols, run.alphabet) == (0, 0, 0)
    sizes = [dict(one.parameters)["images"] for one in tasks_of(run)]
    assert sizes == [48, 12]
    result = train(run, folder=tmp_path)
    assert (result["status"], result["length"], result["baseline_accuracy"]) == ("solved", 6, 0.5)
    own = pictures(tmp_path / "own.npz", test_images=np.ones((4, 2, 3)), test_labels=np.ones(4, int))
    assert [dict(one.parameters)["images"] for one in tasks_of(own)] == [60, 4]


def test_a_run_does_not_go_on_with_other_data(tmp_path):
    run = replace(pictures(tmp_path / "set.npz"), iterations=2, every=1)
    train(run, folder=tmp_path)
    pictures(tmp_path / "set.npz", count=80)
    with pytest.raises(TnrnnError, match="expected the same run on the same data, given another"):
        train(run, folder=tmp_path)


def test_files_that_hold_no_images(tmp_path):
    run = pictures(tmp_path / "set.npz")
    path = tmp_path / "bad.npz"
    for write, message in [
        (lambda: path.write_text("text"), "expected an .npz file of arrays, given another"),
        (lambda: np.savez(path, image=[1]), "expected the array images, given none of its names"),
        (lambda: np.savez(path, images=[[[1]]]), "expected the array labels, given images"),
        (lambda: np.savez(path, images=1, labels=1), "expected at least 5 images, and a label for each"),
        (lambda: np.savez(path, images=np.ones((9, 2)), labels=np.ones(9, int)), "pixels, images: expected"),
        (lambda: np.savez(path, images=np.array([{}, []], dtype=object)), "expected an .npz file of arrays, given"),
        (lambda: pictures(path, test_images=np.ones((2, 2, 3))), "expected the array test_labels"),
        (
            lambda: pictures(path, test_images=np.ones((2, 2, 2)), test_labels=[0, 1]),
            "expected test images of the same size",
        ),
        (path.unlink, "cannot be read: No such file"),
    ]:
        write()
        with pytest.raises(TnrnnError, match=rf"^data '.*bad.npz': {message}") as caught:
            train(replace(run, data=str(path)))
        assert "\n" not in str(caught.value)


# What is told


def test_progress(capsys, monkeypatch):
    told = []
    run = replace(TINY, iterations=40, every=20)
    train(run, progress=told.append)
    assert told[0].iteration == 1
    assert told[0].loss is None
    assert told[-1].iteration == told[-1].iterations == 40
    assert told[-1].seconds_left == 0
    assert {step.iteration for step in told} >= {20, 40}
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("COLUMNS", "70")
    train(run, progress=True)
    err = capsys.readouterr().err
    assert "data accuracy" in err
    assert err.endswith("\n")
    assert max(map(len, err.replace("\x1b[K", "").split("\r"))) < 72
    assert step_text(Step(0, 0, None, None, None), 4) == "[    ] 0/0"


def test_test_images_are_scaled_as_those_of_training_are(tmp_path):
    path = tmp_path / "scaled.npz"
    images = np.arange(1.0, 9.0).reshape(2, 2, 2)
    np.savez(path, images=images, labels=[0, 1], test_images=images / 2, test_labels=[0, 1])
    training, validation = tasks_of(Run("pixels", "rnn", 1, delay=0, data=str(path)))
    seen = sorted(set(training.batch(64, 0, 0).inputs.flatten().tolist()))
    assert sorted(set(validation.batch(64, 0, 0).inputs.flatten().tolist())) == [value / 2 for value in seen]


def test_labels_that_training_lacks_are_refused(tmp_path):
    path = tmp_path / "other.npz"
    images = np.ones((4, 2, 2))
    np.savez(path, images=images, labels=[0, 0, 2, 2], test_images=images, test_labels=[0, 1, 2, 0])
    with pytest.raises(TnrnnError, match="the same labels"):
        tasks_of(Run("pixels", "rnn", 1, delay=0, data=str(path)))


@pytest.mark.parametrize("folder", ["a" * 300, "\0"])
def test_folders_that_cannot_be(folder):
    with pytest.raises(TnrnnError) as caught:
        train(TINY, folder=folder, progress=False)
    assert "\n" not in str(caught.value)
