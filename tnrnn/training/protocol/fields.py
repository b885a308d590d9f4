"""A training run as data: its fields, its tasks and sizes, and a check that they fit in memory."""

from __future__ import annotations

import functools
import hashlib
import io
import os
import sys
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from ...basics import TnrnnError, choice, mistake, shown, shown_line, whole
from ...sweeping import Case, check_fields, check_numbers, is_number
from ...system import read_file
from ..cells import TrainedCell, cell_named, hidden_for, kept_of
from ..tasks import TASKS, Task, TaskName, pixels, task

MOST_NUMBERS = 2**30
"""The most numbers that a step may keep at a time: 4 GiB."""

MOST_SEED = 2**31 - 1
"""The largest seed."""

FOREIGN = (
    OSError, ValueError, EOFError, LookupError, RuntimeError, SyntaxError, MemoryError, TypeError, AttributeError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""The errors that numpy raises for other files; without pickles it makes only plain arrays."""

MOST_DATA = 2**32
"""The largest size of a file of images in bytes, packed and unpacked."""

HELD_OUT = 5
"""One image in this many is used for tests if the file has no test images."""


@dataclass(frozen=True)
class Run(Case):
    """A training run: a task and its sizes, a stack of cells and its budget, and the protocol.

    Parameters
    ----------
    task : str
        The name of a task, one of `TASKS`.
    cell : str
        The name of a cell, one of `CELLS`.
    layers : int
        The number of layers.
    delay : int
        The delay of the task, in steps.
    symbols, alphabet : int
        How many symbols are to be remembered, and of how many kinds; by default 6 and 8. For mqar these are pairs, and
        kinds of keys; for counting and parity, the steps that ask, and the modulus, which is always 2 for parity. For
        the task pixels, these and the delay are 0.
    budget : int
        The largest number of trainable numbers; by default 5,000. The layers are as wide as it permits, so that depths
        are compared at equal size.
    seed : int
        The seed of the initial weights and of all batches; by default 0.
    iterations, batch : int
        The largest number of steps, and the number of sequences at each step; by default 3,000 and 128.
    rate, slow_rate : float
        The learning rates of RMSProp, by default 0.001 and 0.0001; `slow_rate` is that of orthogonal matrices.
    clip : float
        The greatest norm of a gradient; by default 1.
    every : int
        The number of steps between two validations; by default 100.
    patience : int
        The number of validations without a lower loss after which the rates are halved; by default 10.
    data : str
        For the task pixels, an .npz file with `images` and `labels`, and optionally `test_images` and `test_labels`;
        without these, every fifth image is used for tests.

    Raises
    ------
    TnrnnError
        If a word is unknown or a number is out of range.

    References
    ----------
    The protocol follows the released code of Levine et al., arXiv 1710.09431
    (HUJI-Deep/Long-Term-Memory-of-Deep-RNNs); docs/depth.md lists the differences.

    Examples
    --------
    >>> Run("copy", "orthogonal", layers=2, delay=10).key.split(" budget")[0]
    'copy orthogonal L=2 delay=10 symbols=6 alphabet=8'
    """

    # The name and the version of the format, which every store contains.
    FORMAT: ClassVar[str] = "tnrnn experiment"
    SCHEMA: ClassVar[str] = "1"

    task: TaskName
    cell: TrainedCell
    layers: int
    delay: int
    symbols: int = 6
    alphabet: int = 8
    budget: int = 5_000
    seed: int = 0
    iterations: int = 3_000
    batch: int = 128
    rate: float = 1e-3
    slow_rate: float = 1e-4
    clip: float = 1.0
    every: int = 100
    patience: int = 10
    data: str = ""

    def __post_init__(self) -> None:
        choice("task", self.task, TASKS)
        cell_named("cell", self.cell)
        for name, least, most in RANGES:
            object.__setattr__(self, name, whole(name, getattr(self, name), least, most))
        for name in ("rate", "slow_rate", "clip"):
            object.__setattr__(self, name, _positive(name, getattr(self, name)))
        _check_data(self)
        _check_sizes(self)

    @property
    def key(self) -> str:
        """The run as one line of text, the same for equal runs."""
        names = [name for name in self.columns() if name not in ("task", "cell", "layers", "data")]
        words = [self.task, self.cell, f"L={self.layers}", *(f"{name}={getattr(self, name)}" for name in names)]
        return " ".join([*words, f"data={self.data}"] if self.data else words)

    @classmethod
    def check_result(cls, result: dict[str, Any]) -> None:
        """Raise a TnrnnError unless a result has those fields of `train`'s results that tables and plots need.

        Parameters
        ----------
        result : dict
            What `train` returned, as JSON.
        """
        check_fields(result, ("status", "message", "curve", *NUMBERS))
        check_numbers("result", result, (*NUMBERS, *MORE_NUMBERS))
        for name in ("accuracy", "baseline_accuracy"):
            if not (result[name] is None or 0 <= result[name] <= 1):
                raise mistake(f"result.{name}", "null or a number from 0 to 1", result[name])
        choice("result.status", result["status"], ("solved", "ended", "diverged"))
        if not isinstance(result["message"], str):
            raise mistake("result.message", "a text", result["message"])
        curve = result["curve"]
        if not isinstance(curve, list) or not all(map(_is_point, curve)):
            raise mistake("result.curve", "a list of [iteration, loss, data accuracy]", curve)

    @property
    def file(self) -> str:
        """The name of the file of the run's checkpoint."""
        digest = hashlib.sha256(self.key.encode()).hexdigest()[:12]
        return f"{self.task}-{self.cell}-L{self.layers}-delay{self.delay}-seed{self.seed}-{digest}.pt"


NUMBERS = ("hidden", "parameters", "solved_at", "accuracy", "baseline_accuracy")
"""The fields of a result that are numbers or null."""

MORE_NUMBERS = ("length", "iterations", "loss", "baseline_loss", "seconds")
"""Further fields that are numbers or null; they may be absent, because no table or plot needs them."""


def _is_point(point: Any) -> bool:
    right = isinstance(point, list) and len(point) == 3 and all(map(is_number, point))
    return right and type(point[0]) is int and 0 <= point[0] <= 10**9 and 0 <= point[2] <= 1


RANGES = (
    ("layers", 1, 100),
    ("delay", 0, 10**7),
    ("symbols", 0, 10**6),
    ("alphabet", 0, 10**6),
    ("budget", 1, 10**9),
    ("seed", 0, MOST_SEED),
    ("iterations", 1, 10**9),
    ("batch", 1, 10**6),
    ("every", 1, 10**9),
    ("patience", 1, 10**9),
)
"""The integer fields of a run, with their smallest and largest values."""


def _positive(name: str, value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 < value <= sys.float_info.max:
        raise mistake(name, "a positive number", value)
    return float(value)


def _check_sizes(run: Run) -> None:
    """Set the sizes that a task does not leave open, so that equal runs are equal."""
    fixed = {"pixels": {"symbols": 0, "alphabet": 0}, "parity": {"alphabet": 2}}
    for name, value in fixed.get(run.task, {}).items():
        object.__setattr__(run, name, value)


def _check_data(run: Run) -> None:
    if not isinstance(run.data, str) or not all(map(str.isprintable, run.data)):
        raise mistake("data", "the path of an .npz file", run.data)
    if run.task != "pixels":
        if run.data:
            raise mistake("data", "none except for the task pixels", run.data)
        return
    if not run.data:
        raise TnrnnError("data: expected an .npz file with images and labels for the task pixels, given none")
    if run.delay:
        raise mistake("delay", "0 for the task pixels, whose sequences are as long as its images", run.delay)


class Tasks(NamedTuple):
    """The task of training and that of validation, which are the same except for pixels, where the images differ."""

    training: Task
    validation: Task

    @property
    def parameters(self) -> list[Any]:
        """The parameters of both tasks, as JSON."""
        return [[list(pair) for pair in one.parameters] for one in self]


def tasks_of(run: Run) -> Tasks:
    """Return the tasks of a run.

    Raises
    ------
    TnrnnError
        If the task refuses its parameters, or if a file contains no images and labels.

    Examples
    --------
    >>> tasks_of(Run("copy", "gru", 1, delay=10)).training.length
    22
    """
    if run.task == "pixels":
        return _pixel_tasks(run.data)
    sizes = {"delay": run.delay, "symbols": run.symbols, "alphabet": run.alphabet}
    if run.task == "parity":
        del sizes["alphabet"]
    same = task(run.task, **sizes)
    return Tasks(same, same)


class StackSizes(NamedTuple):
    """The parameters of a stack, except its seed."""

    cell: TrainedCell
    layers: int
    hidden: int
    inputs: int
    outputs: int


def sizes_of(run: Run) -> StackSizes:
    """Return the sizes of the stack of a run: the widest one whose trainable numbers are within the budget.

    A step keeps about batch T (width + classes + 8 layers hidden) numbers, or more for sequence models, which is
    checked before memory is used.

    Raises
    ------
    TnrnnError
        If a step would keep more than 2^30 numbers (4 GiB), or if no width is within the budget.

    Examples
    --------
    >>> sizes_of(Run("copy", "gru", 1, delay=10, budget=300)).inputs
    10
    >>> sizes_of(Run("copy", "lstm", 2, delay=10**5))
    Traceback (most recent call last):
    tnrnn.TnrnnError: run: expected at most 1,073,741,824 numbers a step, batch x T x (width + classes + ...
    """
    given = tasks_of(run).training
    hidden = hidden_for(run.budget, run.cell, run.layers, given.width, given.classes)
    kept = kept_of(run.cell, hidden, given.length)
    numbers = run.batch * given.length * (given.width + given.classes + run.layers * kept)
    if numbers > MOST_NUMBERS:
        most = f"{MOST_NUMBERS:,} numbers a step, batch x T x (width + classes + layers x {kept:,})"
        given_now = f"{numbers:,} with T = {given.length:,}"
        raise TnrnnError(f"run: expected at most {most}, given {given_now}; take a shorter delay or a smaller batch")
    return StackSizes(run.cell, run.layers, hidden, given.width, given.classes)


# Images


def _pixel_tasks(path: str) -> Tasks:
    owner = f"data {shown(path)}"
    try:
        state = os.stat(path)
    except (OSError, ValueError) as error:
        raise TnrnnError(f"{owner}: cannot be read: {shown_line(str(getattr(error, 'strerror', error)))}") from None
    return _loaded(owner, path, (state.st_mtime_ns, state.st_size))


@functools.lru_cache(maxsize=2)
def _loaded(owner: str, path: str, state: tuple[int, int]) -> Tasks:
    """Return the tasks of a file, which is read once; `state` distinguishes its versions."""
    data = io.BytesIO(read_file(path, MOST_DATA, "data"))
    try:
        with np.load(data, allow_pickle=False) as file:
            _check_unpacked(file.zip.infolist())
            arrays = {name: file[name] for name in NAMES if name in file}
    except TnrnnError as error:
        raise TnrnnError(f"{owner}: {error}") from None
    except FOREIGN as error:
        raise TnrnnError(
            f"{owner}: expected an .npz file of arrays, given another file: {type(error).__name__}"
        ) from None
    for name in NAMES[: 4 if "test_images" in arrays or "test_labels" in arrays else 2]:
        if name not in arrays:
            raise TnrnnError(f"{owner}: expected the array {name}, given {', '.join(arrays) or 'none of its names'}")
    try:
        (images, labels), tests = _parts(arrays)
        training = pixels(images, labels)
        tasks = Tasks(training, pixels(*tests, scale=float(np.abs(images).max())))
    except TnrnnError as error:
        raise TnrnnError(f"{owner}: {error}") from None
    if training.length != tasks.validation.length or not set(np.unique(tests[1])) <= set(np.unique(labels)):
        raise TnrnnError(f"{owner}: expected test images of the same size and the same labels, given others")
    return tasks


def _check_unpacked(entries: Iterable[zipfile.ZipInfo]) -> None:
    """Raise a TnrnnError if the unpacked arrays are too large: zeros can have a thousand times the size of their file.

    The sizes that the file states can be relied on, because zipfile does not read more of an entry.
    """
    size = sum(entry.file_size for entry in entries)
    if size > MOST_DATA:
        raise TnrnnError(f"expected at most {MOST_DATA:,} bytes of arrays, given {size:,}")


NAMES = ("images", "labels", "test_images", "test_labels")
"""The names of the arrays in a file; the last two are optional."""


def _parts(arrays: dict[str, Any]) -> list[tuple[Any, Any]]:
    """Return the images and labels for training, and those for tests."""
    images, labels = arrays["images"], arrays["labels"]
    if "test_images" in arrays:
        return [(images, labels), (arrays["test_images"], arrays["test_labels"])]
    if images.ndim == 0 or len(images) < HELD_OUT or labels.shape != images.shape[:1]:
        raise TnrnnError(f"expected at least {HELD_OUT} images, and a label for each, given {shown(images.shape)}")
    held = np.arange(len(images)) % HELD_OUT == HELD_OUT - 1
    return [(images[~held], labels[~held]), (images[held], labels[held])]
