"""The tasks by name."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Literal

from ...basics import TnrnnError, choice
from .associative import associative_recall
from .batches import Task
from .images import pixels
from .remembering import copying, memorization, similarity
from .selective import selective_copying
from .tracking import counting, parity

TaskName = Literal["copy", "similarity", "memorize", "selective", "mqar", "parity", "counting", "pixels"]

TASKS: dict[TaskName, Callable[..., Task]] = {
    "copy": copying,
    "similarity": similarity,
    "memorize": memorization,
    "selective": selective_copying,
    "mqar": associative_recall,
    "parity": parity,
    "counting": counting,
    "pixels": pixels,
}
"""The tasks by name."""


def task(name: TaskName, **parameters: Any) -> Task:
    """Return a task by its name.

    Parameters
    ----------
    name : str
        "copy", "similarity", "memorize", "selective", "mqar", "parity", "counting" or "pixels".
    **parameters : int
        What the function of that task takes, such as `delay`, `symbols` and `alphabet` for `copying`.

    Raises
    ------
    TnrnnError
        If the name is unknown, or if a parameter is unknown, missing or wrong.

    Examples
    --------
    >>> task("similarity", delay=8, symbols=4, alphabet=8).length
    16
    >>> task("copyy", delay=8)
    Traceback (most recent call last):
    tnrnn.TnrnnError: task: expected copy, similarity, memorize, ... given 'copyy'; did you mean 'copy'?
    """
    maker = TASKS[choice("task", name, TASKS)]
    known = inspect.signature(maker).parameters
    for parameter in parameters:
        choice(f"task {name}, parameter", parameter, known)
    for parameter, told in known.items():
        if parameter not in parameters and told.default is told.empty:
            raise TnrnnError(f"task {name}: expected the parameter {parameter}, given none")
    return maker(**parameters)
