"""The tasks by name."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Literal

from ...basics import TnrnnError, choice
from .batches import Task
from .images import pixels
from .remembering import copying, memorization, similarity

TaskName = Literal["copy", "similarity", "memorize", "pixels"]

TASKS: dict[TaskName, Callable[..., Task]] = {
    "copy": copying,
    "similarity": similarity,
    "memorize": memorization,
    "pixels": pixels,
}
"""The tasks by name."""


def task(name: TaskName, **parameters: Any) -> Task:
    """Return a task by its name.

    Parameters
    ----------
    name : str
        "copy", "similarity", "memorize" or "pixels".
    **parameters
        The parameters of `copying`, `similarity`, `memorization` or `pixels`.

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
    tnrnn.TnrnnError: task: expected copy, similarity, memorize or pixels, given 'copyy'; did you mean 'copy'?
    """
    maker = TASKS[choice("task", name, TASKS)]
    known = inspect.signature(maker).parameters
    for parameter in parameters:
        choice(f"task {name}, parameter", parameter, known)
    for parameter, told in known.items():
        if parameter not in parameters and told.default is told.empty:
            raise TnrnnError(f"task {name}: expected the parameter {parameter}, given none")
    return maker(**parameters)
