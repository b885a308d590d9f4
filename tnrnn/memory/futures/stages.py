"""Several units by name: trained and untrained ones, the checkpoints of a folder, or the stages of one training."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ...basics import mistake
from ...training import load_stack
from ..units import named_units

Stages = Iterator[tuple[str, Callable[[], Any]]]
"""Names, and functions that return the unit of that name: checkpoints are read one after the other."""


def stages_of(given: Any) -> Stages:
    """Yield the names of units, with functions that return them.

    Parameters
    ----------
    given : unit, mapping from names to units, iterable of pairs (name, unit), path, or iterable of paths
        A path is that of a checkpoint of `tnrnn experiment`, or of a folder of them, which are taken in the order of
        their names.

    Raises
    ------
    TnrnnError
        If there is no unit, if two have one name, or if a folder has no checkpoints.

    Examples
    --------
    >>> [name for name, unit in stages_of([("before", abs), ("after", abs)])]
    ['before', 'after']
    """
    found = list(_stages(given))
    names = [name for name, _ in found]
    if not found:
        raise mistake("start_future_profile", "at least one unit", given)
    if len(set(names)) < len(names):
        raise mistake("start_future_profile", "units of different names", names)
    return iter(found)


def _stages(given: Any) -> Stages:
    if isinstance(given, str | os.PathLike):
        yield from map(_checkpoint, _files(Path(given)))
    elif isinstance(given, Iterable) and not hasattr(given, "items") and not hasattr(given, "forward"):
        for one in given:
            yield _checkpoint(Path(one)) if isinstance(one, str | os.PathLike) else _pair(one)
    else:
        yield from ((name, _kept(unit)) for name, unit in named_units("start_future_profile", given).items())


def _pair(given: Any) -> tuple[str, Callable[[], Any]]:
    if not (isinstance(given, tuple | list) and len(given) == 2):
        raise mistake("start_future_profile", "pairs (name, unit), or paths of checkpoints", given)
    return str(given[0]), _kept(given[1])


def _kept(unit: Any) -> Callable[[], Any]:
    return lambda: unit


def _checkpoint(path: Path) -> tuple[str, Callable[[], Any]]:
    return path.stem, lambda: load_stack(path)[1]


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(path.glob("*.pt"))
    if not found:
        raise mistake("start_future_profile", "a folder with checkpoints, files that end with .pt", str(path))
    return found
