"""Checkpoints: the whole state of a training run in one file, which is there entirely or not at all."""

from __future__ import annotations

import io
import json
import os
import pickle
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..basics import TnrnnError, mistake, shown, shown_line
from ..system import read_file, write_file
from .needs import needed

FORMAT = "tnrnn checkpoint"
SCHEMA = 1
MOST_BYTES = 2**35
"""The largest size of a checkpoint, which has at most 10^9 weights and what the optimizer knows of them."""
SECONDS = 30.0
"""Between two checkpoints of a run."""
FOREIGN = (
    ArithmeticError, AttributeError, EOFError, ImportError, LookupError, MemoryError, RuntimeError, TypeError,
    ValueError, pickle.UnpicklingError, struct.error,
)  # fmt: skip
"""What torch raises on files that are something else; with `weights_only` it makes tensors and plain data alone."""


@dataclass(frozen=True)
class Checkpoint:
    """A run that is under way, or at its end: what it is, how far it came, its weights, and what its optimizer knows.

    `run` holds the columns of the `Run`, `told` what training says of it (its curve, its seconds, its result at the
    end) as JSON has it; `model`, `optimizer` and `plateau` are state dicts of torch.
    """

    run: dict[str, Any]
    iteration: int
    told: dict[str, Any]
    model: dict[str, Any]
    optimizer: dict[str, Any]
    plateau: dict[str, Any]


def write_checkpoint(path: str | os.PathLike[str], checkpoint: Checkpoint) -> None:
    """Write a checkpoint beside its place, see it onto the disk, and rename it: a kill at any time leaves a whole one.

    Raises
    ------
    TnrnnError
        When the file cannot be written.
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
    """Return what `write_checkpoint` wrote; numbers, texts and tensors only, and nothing that runs.

    Raises
    ------
    TnrnnError
        When there is no such file, or it is no checkpoint, or one of another version.

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


def _reason(error: OSError) -> str:
    return shown_line(str(error.strerror or error))
