"""Where operators come from: arrays, functions of words, and units that have the method `operator`."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...basics import TnrnnError, mistake, shown_line, whole
from ...system import FAILURES, failure
from ...values import numeric
from ..units import MOST_NUMBERS, ROUNDINGS, Array, check_room, untouched_generators
from .building import Operating

OWNER = "effective_state_size"
LONGEST = 2**13
"""The largest number of steps of an operator."""


@dataclass(frozen=True)
class Source:
    """Operators of some inputs, made when they are asked for.

    Attributes
    ----------
    make : function
        It gives the operators (inputs, channels, P T, M T) of the inputs from `first` to before `last`.
    count, channels, length : int
        The numbers of inputs, of channels and of steps.
    block : pair of int
        P and M, the numbers of outputs and inputs of a step.
    spacing : float
        The spacing at 1 of the floats of the operators.
    state_numbers : int, optional
        The number of numbers in the state, as the unit says.
    """

    make: Callable[[int, int], Any]
    count: int
    channels: int
    length: int
    block: tuple[int, int]
    spacing: float
    state_numbers: int | None = None

    @property
    def numbers(self) -> int:
        """How many numbers the operators of one input have."""
        return self.channels * self.length**2 * self.block[0] * self.block[1]

    @property
    def rounding(self) -> float:
        """The part of the norm of an operator that counts as rounding."""
        return self.length * max(self.block) * self.spacing

    def operators(self, first: int, last: int) -> Array:
        """Return the checked operators of some inputs."""
        found = _checked(self.make(first, last), self.block)
        expected = (last - first, self.channels, self.length * self.block[0], self.length * self.block[1])
        if found.shape != expected:
            raise mistake(f"{OWNER}, operators", f"an array of shape {expected}", found.shape)
        return found


def sources_of(given: Any, words: Any, block: tuple[int, int] | None) -> list[Source]:
    """Return the operators of an array, of a function, or of a unit, by layer if the unit has several."""
    if isinstance(given, Operating):
        return [_asked(_answering(given, "operator"), words, *_told(given, block))]
    if hasattr(given, "operators"):
        return _by_layer(given, words, block)
    if hasattr(given, "state_dict") and hasattr(given, "forward"):
        raise _without_operator(given)
    if callable(given):
        return [_asked(given, words, _block(block), None)]
    if words is not None:
        raise mistake(f"{OWNER}, words", "no words beside an array of operators", type(words).__name__)
    return [_held(given, _block(block))]


def _by_layer(unit: Any, words: Any, block: tuple[int, int] | None) -> list[Source]:
    """Return the operators of each layer of a unit; the layers are asked one at a time, so that one is held."""
    answer = _answering(unit, "operators")
    read = _words(words)
    layers = _called(answer, read[:1, :2])
    if not isinstance(layers, list | tuple) or not layers:
        raise mistake(f"{OWNER}, operators", "a list with the operators of each layer", type(layers).__name__)
    parts = list(getattr(unit, "parts", ()))
    told = [_told(parts[at] if len(parts) == len(layers) else unit, block) for at in range(len(layers))]
    return [_asked(_picked(answer, at), read, *own) for at, own in enumerate(told)]


def _picked(answer: Callable[[Any], Any], at: int) -> Callable[[Any], Any]:
    """Return the function from words to the operators of one layer."""
    return lambda words: answer(words)[at]


def _told(unit: Any, block: tuple[int, int] | None) -> tuple[tuple[int, int], int | None]:
    """Return the block of a unit or layer, and the numbers in its state, as it says."""
    numbers = getattr(unit, "state_numbers", None)
    known = isinstance(numbers, int) and not isinstance(numbers, bool) and numbers > 0
    return _block(getattr(unit, "block", None) if block is None else block), numbers if known else None


def _without_operator(module: Any) -> TnrnnError:
    expected = "a module with a method operator(x) that returns (batch, channels, T, T), so that y = T(x) u"
    return TnrnnError(
        f"{OWNER}, unit: expected {expected}; other units have a start_future_rank, given {type(module).__name__}"
    )


def _block(given: Any) -> tuple[int, int]:
    if given is None:
        return 1, 1
    if not isinstance(given, tuple | list) or len(given) != 2:
        raise mistake(f"{OWNER}, block", "a pair of integers, P outputs and M inputs of a step", given)
    return whole(f"{OWNER}, block", given[0]), whole(f"{OWNER}, block", given[1])


def _held(given: Any, block: tuple[int, int]) -> Source:
    """Return the operators of an array (T, T), (channels, T, T) or (batch, channels, T, T)."""
    array = _checked(given, block)
    array = array.reshape((1,) * (4 - array.ndim) + array.shape)
    count, channels, rows = array.shape[:3]
    spacing = float(np.finfo(array.dtype).eps)
    return Source(lambda first, last: array[first:last], count, channels, rows // block[0], block, spacing)


def _asked(answer: Callable[[Any], Any], words: Any, block: tuple[int, int], numbers: int | None) -> Source:
    """Return the operators of a function, which is asked twice about two words, and about one of them alone."""
    read = _words(words)
    count, steps = read.shape[:2]
    each = steps**2 * block[0] * block[1] * _channels(answer, read, block)
    check_room(f"{OWNER}, operators", each)
    few = 2 if count > 1 and 2 * each <= MOST_NUMBERS else 1
    with untouched_generators():
        first, again, alone = (_answered(answer, read[:some], block) for some in (few, few, 1))
    if first.ndim != 4 or len(first) != few or first.shape[2] != steps * block[0]:
        expected = f"an array of shape ({few}, channels, {steps * block[0]}, {steps * block[1]})"
        raise mistake(f"{OWNER}, operators", expected, first.shape)
    spacing = float(np.finfo(first.dtype).eps)
    _check_same(first, again, spacing, "the same operators for the same words", "others the second time")
    _check_same(first[:1], alone, spacing, "operators of each word by itself", "others without the rest of the batch")

    def make(start: int, end: int) -> Array:
        with untouched_generators():
            return _answered(answer, read[start:end], block)

    return Source(make, count, first.shape[1], steps, block, spacing, numbers)


def _channels(answer: Callable[[Any], Any], words: Array, block: tuple[int, int]) -> int:
    """Return the number of channels of the operators of two steps, which need little memory, or 1 if it is unknown."""
    with contextlib.suppress(TnrnnError), untouched_generators():  # it may refuse other lengths than that of the words
        found = _answered(answer, words[:1, :2], block)
        return found.shape[1] if found.ndim == 4 else 1
    return 1


def _check_same(one: Array, two: Array, spacing: float, expected: str, given: str) -> None:
    least = ROUNDINGS * spacing * float(np.abs(one).max())
    same = one.shape == two.shape and np.allclose(one, two, rtol=0, atol=least)
    if not same:
        raise TnrnnError(f"{OWNER}, unit: expected {expected}, given {given}")


def _words(given: Any) -> Array:
    if given is None:
        raise mistake(f"{OWNER}, words", "words (batch, T, width) or token ids (batch, T) for a function or unit", None)
    read = numeric(f"{OWNER}, words", given)
    tokens = read.ndim == 2 and read.dtype.kind in "iu"
    if not read.size or read.dtype.kind == "c" or not (tokens or read.ndim == 3):
        raise mistake(f"{OWNER}, words", "values (batch, T, width) or integers (batch, T)", read.shape)
    if not 2 <= read.shape[1] <= LONGEST:
        raise mistake(f"{OWNER}, words", f"from 2 to {LONGEST:,} steps", read.shape[1])
    return read if tokens else read.astype(np.float64)


def _answered(answer: Callable[[Any], Any], words: Array, block: tuple[int, int]) -> Array:
    return _checked(_called(answer, words), block)


def _called(answer: Callable[[Any], Any], words: Array) -> Any:
    try:
        return answer(words)
    except TnrnnError:
        raise
    except FAILURES as error:
        asked_for = f"operators for words of shape {words.shape}"
        raise TnrnnError(f"{OWNER}, unit: expected {asked_for}, given {failure(error)}") from None


def _answering(unit: Any, method: str) -> Callable[[Array], Any]:
    """Return the function from words to operators of a unit; a torch module computes in float64, on a copy."""
    if not hasattr(unit, "state_dict"):
        answer: Callable[[Array], Any] = getattr(unit, method)
        return answer
    from ...training import needed

    torch = needed()
    try:
        frozen = copy.deepcopy(unit).to(device="cpu", dtype=torch.float64).eval()
    except RuntimeError as error:
        raise TnrnnError(
            f"{OWNER}, unit: expected a module that can be copied, given {shown_line(str(error))}"
        ) from None

    def computed(words: Array) -> Any:
        with torch.no_grad():
            return getattr(frozen, method)(torch.as_tensor(words))

    return computed


def _checked(given: Any, block: tuple[int, int]) -> Array:
    """Return operators as floats if they are real, square up to the block, and 0 above the diagonal."""
    array = numeric(f"{OWNER}, operators", given)
    outputs, inputs = block
    shape = array.shape
    square = array.ndim in (2, 3, 4) and array.size and shape[-2] * inputs == shape[-1] * outputs
    if not square or shape[-2] % outputs or shape[-2] < 2 * outputs or array.dtype.kind == "c":
        words = f"real arrays (batch, channels, {_times(outputs)}, {_times(inputs)}) with T of at least 2"
        raise mistake(f"{OWNER}, operators", words, f"{array.dtype} of shape {shape}")
    check_room(f"{OWNER}, operators", array.size)
    floats: Array = array if array.dtype in (np.float32, np.float64) else array.astype(np.float64)
    steps = shape[-2] // outputs
    ahead = np.kron(~np.tri(steps, dtype=bool), np.ones(block, dtype=bool))
    above = float(np.abs(floats[..., ahead]).max())
    if above > ROUNDINGS * float(np.finfo(floats.dtype).eps) * float(np.abs(floats).max()):
        raise TnrnnError(
            f"{OWNER}, operators: expected a causal layer, whose T[t, s] is 0 for s > t, given one that looks ahead"
        )
    return floats


def _times(number: int) -> str:
    return "T" if number == 1 else f"{number} T"
