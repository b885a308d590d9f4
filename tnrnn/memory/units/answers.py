"""What a unit answers, in whatever form, as arrays (number, steps, channels) by layer."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...basics import TnrnnError, choice, mistake
from .arrays import Array
from .reading import Reading
from .trees import is_array

KEYS = {
    "states": ("states", "hidden_states", "last_hidden_state", "output", "logits"),
    "output": ("output", "logits", "last_hidden_state"),
}
"""The entries of a dictionary or a dataclass that are read, if the user names none: the first that there is."""


@dataclass(frozen=True)
class Answer:
    """What was read of a unit.

    Attributes
    ----------
    names : tuple of str
        What was read, from below: "layer 1", "layer 2", .., or "output", or the name of an entry or of a part.
    layers : list of arrays (number, steps, channels)
        The numbers, in single or double precision.
    spacing : float
        The spacing at 1 of the floats in which the unit answered: 2^-7 for bfloat16.
    """

    names: tuple[str, ...]
    layers: list[Array]
    spacing: float


def answered(found: Any, shape: tuple[int, ...], reading: Reading, before: int = 0) -> Answer:
    """Return what a unit gave for sequences of a shape (number, steps, ..) as arrays by layer.

    A list has one item for each layer, and a tuple begins with what is read. A dictionary or a dataclass has names, of
    which `reading.key` or else one of `KEYS` is read.

    Parameters
    ----------
    found : anything
        The answer.
    shape : tuple of int
        The number of sequences and the number of steps.
    reading : Reading
        What is read, and by what it is multiplied.
    before : int
        The number of steps that came before; an error about a step counts them.

    Raises
    ------
    TnrnnError
        If there are no numbers at every step, or if they are not finite.

    Examples
    --------
    >>> answered({"logits": np.ones((2, 3, 5))}, (2, 3), Reading()).names
    ('logits',)
    >>> answered(np.ones((2, 5)), (2, 3), Reading())
    Traceback (most recent call last):
    tnrnn.TnrnnError: memory, states: expected an array of shape (2, 3, units), given (2, 5): \
outputs without steps; return those of every step
    """
    name, found = _entry(found, shape, reading)
    several = isinstance(found, list) and bool(found) and hasattr(found[0], "shape")
    layers = found if several else [found]
    labels = [f"memory, states of layer {at}" if several else "memory, states" for at in range(1, len(layers) + 1)]
    read = [_numbers(*pair, shape, before) for pair in zip(labels, layers, strict=True)]
    names = tuple(f"layer {at}" for at in range(1, len(layers) + 1)) if several else (name or "output",)
    if name == "hidden_states" and len(names) > 1:
        names = ("embedding", *names[:-1])  # the models that say `hidden_states` begin with their embeddings
    projected = [_projected(layer, reading.project) for layer, _ in read]
    return Answer(names, projected, max(spacing for _, spacing in read))


def _entry(found: Any, shape: tuple[int, ...], reading: Reading) -> tuple[str | None, Any]:
    """Return the name, if it has one, and the value of what is read in an answer."""
    named = entries(found)
    if named is None:
        if reading.key is not None:
            expected = "none, as this unit returns neither a dictionary nor a dataclass"
            raise mistake("reading, key", expected, reading.key)
        return None, found[0] if isinstance(found, tuple) and found and not _packed(found) else found
    if reading.key is not None:
        choice("reading, key", reading.key, tuple(named))
        return reading.key, _by_layer(named[reading.key])
    known = [key for key in KEYS["output" if reading.read == "output" else "states"] if named.get(key) is not None]
    fitting = [key for key, value in named.items() if is_array(value) and tuple(value.shape[:2]) == shape[:2]]
    if not known and len(fitting) != 1:
        shown = ", ".join(map(str, named)) or "no entry"
        expected = f"an array of shape ({shape[0]}, {shape[1]}, units); name its entry by Reading(key=..)"
        raise TnrnnError(f"memory, states: expected {expected}, given {type(found).__name__!r} with {shown}")
    key = (known or fitting)[0]
    return key, _by_layer(named[key])


def entries(found: Any) -> dict[str, Any] | None:
    """Return what a dictionary or a dataclass has, by name, or None for anything else.

    >>> entries({"logits": 1})
    {'logits': 1}
    """
    if isinstance(found, Mapping):
        return {str(name): value for name, value in found.items()}
    if dataclasses.is_dataclass(found) and not isinstance(found, type):
        return {one.name: getattr(found, one.name) for one in dataclasses.fields(found)}
    return None


def _by_layer(value: Any) -> Any:
    return list(value) if isinstance(value, tuple | list) and value and hasattr(value[0], "shape") else value


def _packed(found: Any) -> bool:
    return hasattr(found, "batch_sizes") and hasattr(found, "sorted_indices")


def _numbers(name: str, given: Any, shape: tuple[int, ...], before: int) -> tuple[Array, float]:
    """Return numbers that have been checked, and the spacing at 1 of the floats in which they came."""
    expected = f"an array of shape ({shape[0]}, {shape[1]}, units)"
    if _packed(given) or getattr(given, "is_nested", False):
        raise TnrnnError(
            f"{name}: expected {expected}, given a {type(given).__name__} of sequences of several lengths; take "
            "pad_packed_sequence(.., batch_first=True)[0], or pad them"
        )
    try:
        states, spacing = _floats(given)
    except (TypeError, ValueError):
        of = f" of {given.dtype}" if isinstance(given, np.ndarray) else ""
        raise mistake(name, expected, f"{type(given).__name__}{of}") from None
    if states.ndim == 2 and len(states) == shape[0] and shape[1] > 1:
        without = "outputs without steps; return those of every step"
        raise TnrnnError(f"{name}: expected {expected}, given {states.shape}: {without}")
    if states.ndim != 3 or states.shape[:2] != shape[:2] or not states.shape[2]:
        raise mistake(name, expected, states.shape if states.ndim else type(given).__name__)
    _check_finite(name, states, before)
    return states, spacing


def _check_finite(name: str, states: Array, before: int) -> None:
    bad = ~np.isfinite(states).all(axis=(0, 2))
    if bad.any():
        step = int(bad.argmax())
        value = states[:, step][~np.isfinite(states[:, step])][0]
        raise TnrnnError(f"{name}: expected finite numbers, given {value} at step {before + step + 1}")


def _floats(given: Any) -> tuple[Any, float]:
    """Return numbers in single precision if they come in it or a lower one, and otherwise as doubles; and the spacing.

    Complex numbers become twice as many channels: the real parts and the imaginary parts.
    """
    if hasattr(given, "detach"):
        torch = sys.modules["torch"]
        tensor = given.detach().cpu()
        if tensor.is_complex():
            tensor = torch.cat([tensor.real, tensor.imag], -1)
        if not tensor.is_floating_point():
            return tensor.double().numpy(), 2.0**-52
        low = tensor.dtype.itemsize <= 4
        return (tensor.float() if low else tensor.double()).numpy(), float(torch.finfo(tensor.dtype).eps)
    array = np.asarray(given)
    if array.dtype.kind not in "biufc":  # numpy would make numbers of texts
        raise TypeError(array.dtype)
    if array.dtype.kind == "c":
        array = np.concatenate([array.real, array.imag], axis=-1)
    spacing = max(float(np.finfo(array.dtype).eps), 2.0**-52) if array.dtype.kind == "f" else 2.0**-52
    return np.asarray(array, dtype=np.float32 if spacing > 2.0**-40 else np.float64), spacing


def _projected(layer: Array, project: Any) -> Array:
    if project is None:
        return layer
    if callable(project):
        found, _ = _numbers("reading, project", project(layer), layer.shape, 0)
        return found
    if layer.shape[2] != len(project):
        expected = f"a matrix ({layer.shape[2]}, p), or Reading(read=..) of what has {len(project)} channels"
        raise mistake("reading, project", expected, project.shape)
    product: Array = layer @ project
    return product
