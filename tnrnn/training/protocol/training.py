"""Training by the paper's protocol at any scale; a run that is killed can go on and end as if it were undisturbed."""

from __future__ import annotations

import contextlib
import math
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Any, Literal, NamedTuple, get_args

from ...basics import TnrnnError, as_before, choice, mistake, shown, shown_line
from ...sweeping import bar, clock
from ...system import wants_bar, write_bar
from ..cells import Stack, parameters_of, stack
from ..needs import needed
from ..tasks import Task
from . import checkpoints
from .checkpoints import Checkpoint, read_checkpoint, write_checkpoint
from .fields import Run, sizes_of, tasks_of

SOLVED = 0.99
"""The data accuracy, on fresh batches, at which a task counts as solved and training stops."""

VALIDATIONS = 4
"""The number of batches of a validation."""

VALIDATION = 2**40
"""The number of the first batch of validation; batches of training are numbered from 0."""

DECAY = 0.9
"""The decay of the mean square of gradients in RMSProp."""

Device = Literal["cpu", "cuda"]
"""The names of the devices."""

STEADY = 0.5
"""Seconds between two reports of progress."""


class Step(NamedTuple):
    """How far a run is: steps done and in total, the last loss and data accuracy in validation, and seconds left."""

    iteration: int
    iterations: int
    loss: float | None
    accuracy: float | None
    seconds_left: float | None


def step_text(step: Step, width: int = 30) -> str:
    """Return progress as one line of text, with a bar of `width` characters.

    >>> step_text(Step(50, 200, 0.25, 0.875, 65.0), width=8)
    '[##      ] 50/200, loss 0.2500, data accuracy 87.5 %, 0:01:05 left'
    """
    words = [f"{bar(step.iteration, step.iterations, width)} {step.iteration:,}/{step.iterations:,}"]
    if step.loss is not None and step.accuracy is not None:
        words += [f"loss {step.loss:.4f}", f"data accuracy {100 * step.accuracy:.1f} %"]
    if step.seconds_left is not None:
        words.append(f"{clock(step.seconds_left)} left")
    return ", ".join(words)


@as_before()
def train(
    run: Run,
    *,
    folder: str | os.PathLike[str] | None = None,
    progress: Callable[[Step], Any] | bool | None = None,
    device: Device = "cpu",
) -> dict[str, Any]:
    """Train a stack on a task, and return the result as JSON.

    The loss is the mean cross entropy over the scored positions, and the optimizer is RMSProp with clipped gradients.
    The rates are halved when the loss in validation no longer falls. Every batch is a function of the run's seed and of
    the batch's number, and validation uses other numbers than training. So a run that was killed and goes on from its
    checkpoint ends with the same weights, bit for bit, on the same machine's CPU with the same number of threads.
    Training stops early if the task is solved (data accuracy at least 0.99 in validation), or if a loss or gradient is
    not finite; in the latter case, the last checkpoint, whose loss was finite, is kept.

    Parameters
    ----------
    run : Run
        The run to train.
    folder : path, optional
        The folder for checkpoints, which is made if it does not exist. There is one checkpoint for each run, written at
        least once a minute. A finished run is not done again. By default no checkpoints are written.
    progress : function of a `Step`, True, False or None
        A function that is called with the progress, or whether a bar is shown on standard error. By default a bar is
        shown if standard error is a terminal.
    device : "cpu" or "cuda"
        The device of torch; by default "cpu".

    Returns
    -------
    dict
        status ("solved", "ended" or "diverged") and message; hidden, parameters, length; iterations done; curve (a list
        of [iteration, loss, data accuracy]); solved_at (an iteration, or None); loss and accuracy (of the last
        validation, or None); baseline_loss and baseline_accuracy; seconds.

    Raises
    ------
    TnrnnError
        If the run does not fit in memory, if its budget is too small, if the device does not exist, or if a checkpoint
        cannot be read or written.

    Examples
    --------
    >>> result = train(Run("copy", "gru", 1, delay=2, symbols=1, alphabet=2, budget=300, iterations=20, every=10))
    >>> [point[0] for point in result["curve"]], result["parameters"] <= 300
    ([10, 20], True)
    """
    if not isinstance(run, Run):
        raise mistake("train", "a Run", run)
    tell = _teller(progress)
    path = None if folder is None else _folder(folder) / run.file
    trainer = _Trainer(run, checked_device(device))
    if path is not None and os.path.exists(path):
        trainer.resume(read_checkpoint(path))
    if trainer.result is not None:
        return trainer.result
    try:
        with _deferred(path is not None) as bell:
            return _trained(trainer, _Keeper(path, bell), _Telling(tell, trainer))
    finally:
        if tell is _bar:
            sys.stderr.write("\n")


def load_stack(path: str | os.PathLike[str]) -> tuple[Run, Stack]:
    """Return the run of a checkpoint, and its stack with the trained weights.

    Parameters
    ----------
    path : path
        The file of a checkpoint.

    Raises
    ------
    TnrnnError
        If the file is not a checkpoint, or if its weights do not fit its run.

    Examples
    --------
    >>> load_stack("no-such-file.pt")
    Traceback (most recent call last):
    tnrnn.TnrnnError: checkpoint 'no-such-file.pt': cannot be read: No such file or directory
    """
    found = read_checkpoint(path)
    try:
        run, made = Run(**found.run), stack(*found.told["sizes"])
        made.load_state_dict(found.model)
    except (KeyError, TypeError, ValueError, RuntimeError, AttributeError) as error:
        raise TnrnnError(f"checkpoint {shown(os.fspath(path))}: is damaged: {shown_line(str(error))}") from None
    return run, made.eval()


def checked_device(device: Device) -> Device:
    """Return the device, or raise a TnrnnError if this machine does not have it.

    >>> checked_device("cdua")
    Traceback (most recent call last):
    tnrnn.TnrnnError: device: expected cpu or cuda, given 'cdua'; did you mean 'cuda'?
    """
    if choice("device", device, get_args(Device)) == "cuda" and not needed().cuda.is_available():
        raise mistake("device", "cpu, as torch finds no GPU with CUDA here", device)
    return device


class _Trainer:
    """A run under way: its weights, optimizer and curve. `_trained` drives it."""

    def __init__(self, run: Run, device: Device) -> None:
        torch = needed()
        self.run, self.device, self.sizes = run, device, sizes_of(run)
        self.tasks = tasks_of(run)
        self.stack = stack(*self.sizes, seed=run.seed).to(device)
        slow = [weight for name, weight in self.stack.named_parameters() if "parametrizations" in name]
        fast = [weight for name, weight in self.stack.named_parameters() if "parametrizations" not in name]
        groups = [{"params": fast, "lr": run.rate}, {"params": slow, "lr": run.slow_rate}]
        self.optimizer = torch.optim.RMSprop([group for group in groups if group["params"]], alpha=DECAY)
        self.plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(self.optimizer, factor=0.5, patience=run.patience)
        self.iteration, self.curve = 0, list[list[float]]()
        self.before, self.started = 0.0, time.monotonic()
        self.result: dict[str, Any] | None = None

    @property
    def seconds(self) -> float:
        return self.before + time.monotonic() - self.started

    # Steps

    def gradient(self) -> bool:
        """Compute the loss of the next batch and its gradient, and return whether both are finite."""
        torch = needed()
        self.optimizer.zero_grad()
        loss, _ = self._measure(self.tasks.training, self.iteration)
        if not math.isfinite(loss.item()):
            return False
        loss.backward()
        return math.isfinite(torch.nn.utils.clip_grad_norm_(self.stack.parameters(), self.run.clip).item())

    def update(self) -> None:
        self.optimizer.step()
        self.iteration += 1

    def validate(self) -> bool:
        """Add a point to the curve, and return whether its loss is finite."""
        first = VALIDATION + VALIDATIONS * len(self.curve)
        with needed().no_grad():
            found = [self._measure(self.tasks.validation, first + number) for number in range(VALIDATIONS)]
        loss = math.fsum(one.item() for one, _ in found) / VALIDATIONS
        if not math.isfinite(loss):
            return False
        right, counted = (sum(counts) for counts in zip(*(counts for _, counts in found), strict=True))
        self.curve.append([self.iteration, loss, right / counted])
        self.plateau.step(loss)
        return True

    def _measure(self, task: Task, number: int) -> tuple[Any, tuple[int, int]]:
        """Return the loss of a batch, and how many of its counted symbols are right, and how many there are.

        The numbers are 0 while gradients are computed.
        """
        batch = task.batch(self.run.batch, self.run.seed, number)
        inputs, targets, counted, scored = (part.to(self.device) for part in batch)
        outputs = self.stack(inputs)
        loss = needed().nn.functional.cross_entropy(outputs[scored], targets[scored])
        if outputs.requires_grad:
            return loss, (0, 0)
        right = outputs[counted].argmax(-1) == targets[counted]
        return loss, (int(right.sum()), right.numel())

    # Ends and beginnings

    def solved(self) -> bool:
        return bool(self.curve) and self.curve[-1][2] >= SOLVED

    def end(self, status: str, message: str = "") -> dict[str, Any]:
        last = self.curve[-1] if self.curve else (None, None, None)
        task = self.tasks.validation
        return {
            "status": status,
            "message": message,
            "hidden": self.sizes.hidden,
            "parameters": parameters_of(*self.sizes),
            "length": task.length,
            "iterations": self.iteration,
            "curve": self.curve,
            "solved_at": self.iteration if status == "solved" else None,
            "loss": last[1],
            "accuracy": last[2],
            "baseline_loss": task.baseline_loss,
            "baseline_accuracy": task.baseline_accuracy,
            "seconds": round(self.seconds, 3),
        }

    def checkpoint(self) -> Checkpoint:
        told = {"curve": self.curve, "seconds": self.seconds, "result": self.result}
        told |= {"tasks": self.tasks.parameters, "sizes": self.sizes}
        states = (part.state_dict() for part in (self.stack, self.optimizer, self.plateau))
        return Checkpoint(asdict(self.run), self.iteration, told, *states)

    def resume(self, found: Checkpoint) -> None:
        owner = f"checkpoint {shown(self.run.file)}"
        if found.run != asdict(self.run) or found.told.get("tasks") != self.tasks.parameters:
            raise TnrnnError(f"{owner}: expected the same run on the same data, given another; take another folder")
        try:
            self.stack.load_state_dict(found.model)
            self.optimizer.load_state_dict(found.optimizer)
            self.plateau.load_state_dict(found.plateau)
            self.iteration, self.curve = found.iteration, [list(point) for point in found.told["curve"]]
            self.before, self.result = found.told["seconds"], found.told["result"]
        except (KeyError, TypeError, ValueError, RuntimeError) as error:
            raise TnrnnError(f"{owner}: is damaged: {shown_line(str(error))}") from None


def _trained(trainer: _Trainer, keeper: _Keeper, telling: _Telling) -> dict[str, Any]:
    """Run to the end. Checkpoints are written between gradient and update, when the weights are known to be good."""
    run = trainer.run
    while trainer.iteration < run.iterations and not trainer.solved():
        if not trainer.gradient():
            return _diverged(trainer)
        keeper.keep(trainer)
        trainer.update()
        if trainer.iteration % run.every == 0 or trainer.iteration == run.iterations:
            if not trainer.validate():
                return _diverged(trainer)
            telling.tell(now=True)
        telling.tell()
    trainer.result = trainer.end("solved" if trainer.solved() else "ended")
    keeper.keep(trainer, now=True)
    return trainer.result


def _diverged(trainer: _Trainer) -> dict[str, Any]:
    step = trainer.iteration
    return trainer.end("diverged", f"the loss or its gradient is not finite after step {step:,}; try a lower rate")


class _Keeper:
    """Writes checkpoints regularly, and when a signal asks the process to end."""

    def __init__(self, path: Path | None, bell: _Bell) -> None:
        self.path, self.bell = path, bell
        self.last = -math.inf

    def keep(self, trainer: _Trainer, now: bool = False) -> None:
        if self.path is None:
            return
        if now or self.bell.number is not None or time.monotonic() - self.last >= checkpoints.SECONDS:
            write_checkpoint(self.path, trainer.checkpoint())
            self.last = time.monotonic()
        if self.bell.number is not None:
            raise _Rung


class _Rung(BaseException):
    """Raised when a signal has come and the checkpoint is written; `_deferred` passes the signal on."""


class _Bell:
    """Remembers a signal; a second signal is passed on at once."""

    def __init__(self) -> None:
        self.number: int | None = None
        self.before: dict[int, Any] = {}

    def ring(self, number: int, frame: FrameType | None) -> None:
        if self.number is not None:
            self.hand_on(number)
        self.number = number

    def restore(self) -> None:
        while self.before:
            signal.signal(*self.before.popitem())

    def hand_on(self, number: int) -> None:
        self.restore()
        signal.raise_signal(number)


@contextlib.contextmanager
def _deferred(wanted: bool) -> Iterator[_Bell]:
    """Let SIGINT and SIGTERM wait for the end of a step and for the checkpoint, and pass them on afterwards."""
    bell = _Bell()
    if wanted and threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(number) not in (signal.SIG_IGN, None):
                bell.before[number] = signal.signal(number, bell.ring)
    try:
        yield bell
    except _Rung:
        bell.hand_on(bell.number or signal.SIGTERM)
        raise TnrnnError("train: stopped by a signal; its checkpoint is kept, train again to go on") from None
    finally:
        bell.restore()
    if bell.number is not None:  # it came during the last step
        signal.raise_signal(bell.number)


class _Telling:
    """Reports how far a run is, at most twice a second, and after every validation."""

    def __init__(self, tell: Callable[[Step], Any] | None, trainer: _Trainer) -> None:
        self.told, self.trainer, self.last = tell, trainer, -math.inf
        self.first, self.started = trainer.iteration, time.monotonic()

    def tell(self, now: bool = False) -> None:
        moment = time.monotonic()
        if self.told is None or (not now and moment - self.last < STEADY):
            return
        self.last, trainer = moment, self.trainer
        _, loss, accuracy = trainer.curve[-1] if trainer.curve else (None, None, None)
        done, total = trainer.iteration, trainer.run.iterations
        left = (moment - self.started) / max(done - self.first, 1) * (total - done)
        self.told(Step(done, total, loss, accuracy, left))


def _teller(progress: Callable[[Step], Any] | bool | None) -> Callable[[Step], Any] | None:
    if not (progress is None or isinstance(progress, bool) or callable(progress)):
        raise mistake("progress", "a function, True, False or None", progress)
    if callable(progress):
        return progress
    return _bar if wants_bar(progress) else None


def _bar(step: Step) -> None:
    write_bar(lambda width: step_text(step, width))


def _folder(folder: Any) -> Path:
    try:
        found = Path(folder)
    except TypeError:
        raise mistake("folder", "the path of a folder", folder) from None
    if "\0" in str(found):
        raise mistake("folder", "the path of a folder", folder)
    return found
