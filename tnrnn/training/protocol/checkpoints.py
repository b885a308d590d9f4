"""Checkpoints: the whole state of a training run in one file, which is written entirely or not at all."""

from __future__ import annotations

import io
import json
import os
import pickle
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...basics import TnrnnError, mistake, shown, shown_line
from ...system import read_file, write_file
from ..needs import needed

# The name and the version of the format, which every checkpoint contains.
FORMAT = "tnrnn checkpoint"
SCHEMA = 1

MOST_BYTES = 2**35
"""The largest size of a checkpoint: at most 10^9 weights and the optimizer's numbers for them."""

SECONDS = 30.0
"""Seconds between two checkpoints of a run."""

FOREIGN = (
    ArithmeticError, AttributeError, EOFError, ImportError, LookupError, MemoryError, RuntimeError, TypeError,
    ValueError, pickle.UnpicklingError, struct.error,
)  # fmt: skip
"""The errors that torch raises for other files; with `weights_only` it makes only tensors and plain data."""


@dataclass(frozen=True)
class Checkpoint:
    """The state of a run, finished or not.

    Attributes
    ----------
    run : dict
        The columns of the `Run`.
    iteration : int
        The number of steps done.
    told : dict
        The curve, the seconds and, at the end, the result, as JSON.
    model, optimizer, plateau : dict
        State dicts of torch: the weights, and the states of the optimizer and of the schedule of rates.
    """

    run: dict[str, Any]
    iteration: int
    told: dict[str, Any]
    model: dict[str, Any]
    optimizer: dict[str, Any]
    plateau: dict[str, Any]


def write_checkpoint(path: str | os.PathLike[str], checkpoint: Checkpoint) -> None:
    """Write a checkpoint to a file.

    It is written beside its place, flushed to the disk, and renamed, so that a kill at any time leaves a whole file.

    Raises
    ------
    TnrnnError
        If the file cannot be written.
    """
    target = Path(path)
    text = json.dumps({"run": checkpoint.run, "iteration": checkpoint.iteration, "told": checkpoint.told})
    buffer = io.BytesIO()
    states = {"model": checkpoint.model, "optimizer": checkpoint.optimizer, "plateau": checkpoint.plateau}
    needed().save({"format": FORMAT, "schema": SCHEMA, "text": text, **states}, buffer)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TnrnnError(f"checkpoint: cannot write {shown(str(target))}: {_reason(error)}") from None
    write_file(target, buffer.getvalue(), "checkpoint", durable=True)


def read_checkpoint(path: str | os.PathLike[str]) -> Checkpoint:
    """Return a checkpoint that `write_checkpoint` wrote. Only numbers, texts and tensors are read, and nothing is run.

    Raises
    ------
    TnrnnError
        If there is no such file, or if it is not a checkpoint, or a checkpoint of another version.

    Examples
    --------
    >>> read_checkpoint("no-such-file.pt")
    Traceback (most recent call last):
    tnrnn.TnrnnError: checkpoint 'no-such-file.pt': cannot be read: No such file or directory
    """
    try:
        owner = f"checkpoint {shown(os.fspath(path))}"
    except TypeError:
        raise mistake("checkpoint", "the path of a file", path) from None
    torch = needed()
    data = read_file(path, MOST_BYTES, "checkpoint")
    try:
        with warnings.catch_warnings(action="ignore"):  # of other files
            found = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    except FOREIGN as error:
        raise TnrnnError(f"{owner}: expected a {FORMAT}, given another file: {type(error).__name__}") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise TnrnnError(f"{owner}: expected a {FORMAT}, given another file of torch")
    if found.get("schema") != SCHEMA:
        raise mistake(f"{owner}, schema", f"version {SCHEMA} of this tnrnn", found.get("schema"))
    try:
        return Checkpoint(**json.loads(found["text"]), **{name: found[name] for name in STATES})
    except (KeyError, TypeError, ValueError) as error:
        raise TnrnnError(f"{owner}: is damaged: {shown_line(str(error))}") from None


STATES = ("model", "optimizer", "plateau")
"""The fields of a checkpoint that are state dicts of torch."""


def _reason(error: OSError) -> str:
    return shown_line(str(error.strerror or error))
