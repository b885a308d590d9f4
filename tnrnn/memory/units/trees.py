"""States of any form: arrays or tensors in tuples, lists, dictionaries and dataclasses, as one thing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ...basics import TnrnnError
from .arrays import Whole


def is_array(given: Any) -> bool:
    """Return whether something is a numpy array or a torch tensor.

    >>> is_array(np.ones(3)), is_array([1.0])
    (True, False)
    """
    return isinstance(given, np.ndarray) or (hasattr(given, "index_select") and hasattr(given, "detach"))


def mapped(change: Callable[[Any, str], Any], tree: Any, place: str = "") -> Any:
    """Return a state with every leaf changed; a leaf is anything but a tuple, list, dictionary or dataclass.

    >>> mapped(lambda leaf, place: (leaf, place), {"h": [1, 2]})
    {'h': [(1, '.h[0]'), (2, '.h[1]')]}
    """
    if isinstance(tree, Mapping):
        return {name: mapped(change, part, f"{place}.{name}") for name, part in tree.items()}
    if isinstance(tree, tuple | list):
        parts = [mapped(change, part, f"{place}[{at}]") for at, part in enumerate(tree)]
        return type(tree)(*parts) if hasattr(tree, "_fields") else type(tree)(parts)
    if dataclasses.is_dataclass(tree) and not isinstance(tree, type):
        names = [one.name for one in dataclasses.fields(tree) if one.init]
        parts = [mapped(change, getattr(tree, name), f"{place}.{name}") for name in names]
        return dataclasses.replace(tree, **dict(zip(names, parts, strict=True)))
    return change(tree, place)


def selected(state: Any, rows: Whole, count: int, axis: int = 0) -> Any:
    """Return copies of the states of some sequences of a batch.

    Parameters
    ----------
    state : arrays or tensors in tuples, lists, dictionaries or dataclasses
        The states of a batch. None, True, False and integers are allowed among them: all sequences share these.
    rows : array of int
        The sequences, from 0; they may repeat.
    count : int
        The number of sequences in the batch.
    axis : int
        The axis of each array along which the sequences lie.

    Raises
    ------
    TnrnnError
        If part of the state is not a tensor or an array, or has another number of sequences.

    Examples
    --------
    >>> selected((np.array([[1.0], [2.0]]), None), np.array([1, 1, 0]), 2)[0].tolist()
    [[2.0], [2.0], [1.0]]
    >>> selected({"h": {1.5}}, np.array([0]), 2)
    Traceback (most recent call last):
    tnrnn.TnrnnError: memory, state: expected tensors or arrays, in tuples, lists, dictionaries or dataclasses, \
given 'set' at state.h
    """

    def pick(leaf: Any, place: str) -> Any:
        if leaf is None or isinstance(leaf, bool | int):
            return leaf
        if not is_array(leaf):
            raise TnrnnError(
                "memory, state: expected tensors or arrays, in tuples, lists, dictionaries or dataclasses, "
                f"given {type(leaf).__name__!r} at state{place}"
            )
        if not -leaf.ndim <= axis < leaf.ndim or leaf.shape[axis] != count:
            raise TnrnnError(
                f"memory, state: expected {count} sequences along axis {axis}, which is the unit's attribute "
                f"`batch_axis` or else 0, given shape {tuple(leaf.shape)} at state{place}"
            )
        if isinstance(leaf, np.ndarray):
            return np.take(leaf, rows, axis=axis)
        index = leaf.new_tensor(rows.tolist(), dtype=_long())
        return leaf.index_select(axis, index)

    return mapped(pick, state)


def _long() -> Any:
    from ...training import needed

    return needed().int64


def stacked(steps: list[Any]) -> Any:
    """Return the outputs of several steps, of one form, with an axis of steps after that of the batch.

    >>> stacked([[np.zeros((2, 3))]] * 4)[0].shape
    (2, 4, 3)
    """
    return _combined(steps, "stack")


def joined(parts: list[Any]) -> Any:
    """Return the outputs for several pieces of a sequence, of one form, as those for the whole.

    >>> joined([np.zeros((2, 3, 5))] * 4).shape
    (2, 12, 5)
    """
    return _combined(parts, "concatenate")


def _combined(parts: list[Any], how: str) -> Any:
    first = parts[0]
    if isinstance(first, np.ndarray):
        return getattr(np, how)(parts, axis=1)
    if is_array(first):
        from ...training import needed

        return getattr(needed(), how)(parts, 1)
    if isinstance(first, Mapping):
        return {name: _combined([part[name] for part in parts], how) for name in first}
    if isinstance(first, tuple | list):
        found = [_combined([part[at] for part in parts], how) for at in range(len(first))]
        return found if isinstance(first, list) else tuple(found)
    if dataclasses.is_dataclass(first):
        names = [one.name for one in dataclasses.fields(first)]
        return {name: _combined([getattr(part, name) for part in parts], how) for name in names}
    return first
