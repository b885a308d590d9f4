"""What is read of a unit, and how it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import numpy as np

from ...basics import TnrnnError, choice, mistake, whole
from ...values import as_numpy
from .arrays import MOST_NUMBERS, Array

State = Literal["h", "h,c"]
STATES: tuple[State, ...] = get_args(State)
"""What is read of an LSTM: h, or h and the cell c side by side."""


@dataclass(frozen=True)
class Reading:
    """What is read of a unit, and how it runs.

    Parameters
    ----------
    read : str
        "states", which is the default, reads the hidden states by layer where the unit shows them, and otherwise its
        output. "output" reads what the unit returns. Any other word is the name of a part of a torch module, as in
        `named_modules()`, whose output is read.
    key : str, optional
        The entry that is read, if the unit returns a dictionary or a dataclass. By default it is the first that there
        is of "states", "hidden_states", "last_hidden_state", "output" and "logits"; for `read="output"`, of "output",
        "logits" and "last_hidden_state".
    state : "h" or "h,c"
        What is read of an LSTM: its hidden state h, which is the default, or h and its cell c side by side.
    project : matrix or function, optional
        What is done with every array (number, steps, channels) that is read: it is multiplied by a matrix
        (channels, p), or a function maps it to an array (number, steps, p).
    device : str, optional
        The device on which the copy of a module runs, for example "cpu" or "cuda". By default it is the module's own.
    batch : int, optional
        The largest number of sequences that the unit reads at once. By default there is no limit.
    reuse : bool
        Whether states after the Start are kept and used again, where the unit shows them. By default True. If False,
        a Start is read again with every End.

    Raises
    ------
    TnrnnError
        If an option has no such value.

    Examples
    --------
    >>> Reading(read="output", project=np.eye(3)[:, :1]).state
    'h'
    >>> Reading(state="c")
    Traceback (most recent call last):
    tnrnn.TnrnnError: reading, state: expected h or h,c, given 'c'
    """

    read: str = "states"
    key: str | None = None
    state: State = "h"
    project: Any = field(default=None, compare=False)
    device: str | None = None
    batch: int | None = None
    reuse: bool = True

    def __post_init__(self) -> None:
        choice("reading, state", self.state, STATES)
        for name in ("read", "key", "device"):
            given = getattr(self, name)
            if not (isinstance(given, str) and given) and not (given is None and name != "read"):
                raise mistake(f"reading, {name}", "a name", given)
        if self.batch is not None:
            object.__setattr__(self, "batch", whole("reading, batch", self.batch, most=MOST_NUMBERS))
        if not isinstance(self.reuse, bool):
            raise mistake("reading, reuse", "True or False", self.reuse)
        if self.project is not None and not callable(self.project):
            object.__setattr__(self, "project", _matrix(self.project))


def _matrix(given: Any) -> Array:
    expected = "a matrix (channels, p) of finite numbers, or a function"
    try:
        found = np.array(as_numpy("reading, project", given), dtype=np.float64)
    except (TypeError, ValueError, TnrnnError):
        raise mistake("reading, project", expected, given) from None
    if found.ndim != 2 or not found.size or not np.isfinite(found).all():
        raise mistake("reading, project", expected, found.shape if found.ndim else given)
    return found
