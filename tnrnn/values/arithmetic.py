"""Checks of the arrays that users give, and their conversion to one arithmetic: floats, exact numbers or residues."""

from __future__ import annotations

import cmath
import math
import numbers
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..basics import MOST_TESTED, EinsumMap, Position, TnrnnError, is_prime, mistake, shown, whole
from .foreign import UNREADABLE, as_numpy

Array = NDArray[Any]
# The shapes of parameters by their names.
Shapes = Mapping[str, tuple[int, ...]]
# Pairs of a parameter and its fixed value.
Fixed = Iterable[tuple[str, Any]]

# The largest number of the dtype int64.
INT64_MAX = 2**63 - 1
# The largest number of bits of a modulus.
MODULUS_BITS = 2048
TOGETHER = 1024
"""How many arrays, of up to as many numbers each, are looked at together."""

# The largest modulus, about 2^31.5, for which the product of two residues fits into int64.
SMALL_MODULUS = math.isqrt(INT64_MAX)


def check_modulus(modulus: int | None) -> int | None:
    """Return `modulus` if it is None or a prime of at most 2,048 bits.

    >>> check_modulus(91)
    Traceback (most recent call last):
    tnrnn.TnrnnError: modulus: expected a prime, given 91
    """
    if modulus is None:
        return None
    number = whole("modulus", modulus, least=2)
    if number.bit_length() > MODULUS_BITS:
        raise mistake("modulus", f"a prime of at most {MODULUS_BITS:,} bits", number)
    if not _is_prime(number):
        raise mistake("modulus", "a prime", number)
    return number


@lru_cache(maxsize=64)  # the same modulus is checked many times
def _is_prime(number: int) -> bool:
    if number < MOST_TESTED:
        return is_prime(number)
    from flint import fmpz

    return bool(fmpz(number).is_prime())


def check_weights(parameters: Shapes, fixed: Fixed, weights: Any, modulus: int | None = None) -> dict[str, Array]:
    """Return an array for each of `parameters`, of the shape given there; fixed values become arrays of objects.

    A parameter whose value is an `EinsumMap` is left out, since it is not written out.

    Raises
    ------
    TnrnnError
        If a parameter is unknown or missing, if a shape is wrong, if a number is not finite, or if a fixed parameter
        is given another value.

    Examples
    --------
    >>> check_weights({"W": (1, 2), "one": (1,)}, [("one", (1,))], {"W": [[1, 2]]})
    {'W': array([[1, 2]], dtype=object), 'one': array([1], dtype=object)}
    >>> check_weights({"W_H": (1, 2)}, (), {"W_h": [[1, 2]]})
    Traceback (most recent call last):
    tnrnn.TnrnnError: weights: expected names of parameters, given 'W_h'; did you mean 'W_H'?
    """
    if not isinstance(weights, Mapping):
        raise mistake("weights", "a mapping from parameter to array", weights)
    maps = {name: value for name, value in fixed if isinstance(value, EinsumMap)}
    values = {name: fixed_array(name, value, parameters[name]) for name, value in fixed if name not in maps}
    for name in weights:
        if name not in parameters:
            raise mistake("weights", "names of parameters", name, parameters)
        if name in maps:
            array = _of_shape(f"weights, {name}", weights[name], parameters[name])
            _check_fixed(name, array, maps[name].dense(), modulus)
    parameters = {name: shape for name, shape in parameters.items() if name not in maps}
    missing = [name for name in parameters if name not in weights and name not in values]
    if missing:
        raise mistake("weights", f"an array for {_listed(missing)} too", list(weights))
    checked: dict[str, Array] = {}
    for name, shape in parameters.items():
        array = _of_shape(f"weights, {name}", weights[name], shape) if name in weights else values[name]
        if name in values and name in weights:
            _check_fixed(name, array, values[name], modulus)
        checked[name] = values.get(name, array)
    return checked


def _check_fixed(name: str, array: Array, value: Array, modulus: int | None) -> None:
    if modulus is not None:
        same = np.array_equal(residues(f"weights, {name}", array, modulus), residues(f"fixed {name}", value, modulus))
    else:
        same = np.array_equal(array, value.astype(array.dtype) if array.dtype.kind in "fc" else value)
    if not same:
        raise mistake(f"weights, {name}", f"its fixed value {shown(value.tolist())}, or none", array.tolist())


def fixed_array(name: str, value: Any, shape: tuple[int, ...]) -> Array:
    array = _objects(f"fixed {name}", value)
    if array.shape != shape:
        raise mistake(f"fixed {name}", f"numbers of shape {shape}", array.shape)
    return array


def _of_shape(owner: str, value: Any, shape: tuple[int, ...]) -> Array:
    array = numeric(owner, value)
    if array.shape != shape:
        raise mistake(owner, f"an array of shape {shape}", array.shape)
    return array


def check_inputs(
    widths: Mapping[Position, int], inputs: Any, batched: bool = True
) -> tuple[dict[Position, Array], tuple[int, ...]]:
    """Return the array of the input at each position of `widths`, and the batch shape that all of them broadcast to.

    `widths` maps positions, in the order of the axis T, to dimensions. If not `batched`, the batch shape must be ().

    Raises
    ------
    TnrnnError
        If a position is unknown or missing, if a length or a width is wrong, if the batch shapes do not broadcast, or
        if a number is not finite.

    Examples
    --------
    >>> check_inputs({1: 2, 2: 2}, [[1, 0], [0, 1]])
    ({1: array([1, 0], dtype=object), 2: array([0, 1], dtype=object)}, ())
    """
    if inputs is None and widths:
        raise mistake("inputs", f"values at the positions {_listed(widths)}", None)
    if inputs is None or isinstance(inputs, Mapping):
        return _inputs_by_position(widths, inputs or {}, batched)
    different = set(widths.values())
    if len(different) > 1:
        raise mistake(
            "inputs", "a mapping from position to array, as the inputs differ in width", type(inputs).__name__
        )
    array = numeric("inputs", inputs)
    wanted = ("..., " if batched else "") + f"{len(widths)}, {next(iter(different), 'M')}"
    fits = array.ndim >= 2 and array.shape[-2] == len(widths) and different <= {array.shape[-1]}
    if not fits or (not batched and array.ndim != 2):
        raise mistake("inputs", f"an array of shape ({wanted})", array.shape)
    return {position: array[..., t, :] for t, position in enumerate(widths)}, array.shape[:-2]


def _inputs_by_position(
    widths: Mapping[Position, int], inputs: Mapping[Any, Any], batched: bool
) -> tuple[dict[Position, Array], tuple[int, ...]]:
    for position in inputs:
        if position not in widths:
            raise mistake("inputs", f"positions among {_listed(widths)}", position)
    missing = [position for position in widths if position not in inputs]
    if missing:
        raise mistake("inputs", f"values at the positions {_listed(missing)} too", list(inputs))
    arrays = {position: numeric(f"inputs, position {position}", inputs[position]) for position in widths}
    for position, array in arrays.items():
        if array.ndim == 0 or array.shape[-1] != widths[position] or (not batched and array.ndim > 1):
            wanted = f"(..., {widths[position]})" if batched else f"({widths[position]},)"
            raise mistake(f"inputs, position {position}", f"an array of shape {wanted}", array.shape)
    batches = {position: array.shape[:-1] for position, array in arrays.items()}
    try:
        return arrays, np.broadcast_shapes(*batches.values())
    except ValueError:
        raise mistake("inputs", "batch shapes that broadcast", batches) from None


def _listed(labels: Iterable[Any], most: int = 20) -> str:
    words = [str(label) for label in labels]
    return ", ".join([*words[:most], "..."] if len(words) > most else words) or "(none)"


def numeric(owner: str, value: Any) -> Array:
    """Return `value` as an array of finite numbers, in which Python's integers and fractions stay exact.

    Raises
    ------
    TnrnnError
        If `value` is not an array of finite numbers.

    Examples
    --------
    >>> numeric("weights, W", [2**63, -1])  # numpy would make floats of these
    array([9223372036854775808, -1], dtype=object)
    """
    if isinstance(value, np.ma.MaskedArray):
        raise mistake(owner, "an array without a mask", type(value).__name__)
    array = as_numpy(owner, value)
    if not hasattr(value, "__array__") and array.dtype != object:
        with suppress(*UNREADABLE):  # a sequence of tensors has its numbers read already
            exact = np.array(value, dtype=object)
            array = exact if exact.shape == array.shape and all_exact(exact) else array
    if array.dtype == object:
        return _objects(owner, array)
    if array.dtype.kind not in "biufc":
        raise mistake(owner, "an array of numbers", value)
    if array.dtype.kind in "fc" and not np.isfinite(array).all():
        raise mistake(owner, "finite numbers", array[~np.isfinite(array)][0].item())
    return array.astype(np.int64) if array.dtype == bool else array


def numerics(owner: Callable[[int], str], values: Sequence[Any]) -> list[Array]:
    """Return what `numeric` makes of each of `values`, where `owner` names the one at a place.

    Arrays of floats are looked at together, so that small ones take little more time than copying them.

    >>> numerics(lambda place: f"tensor {place}", [np.ones(2), np.array([1.0, np.nan])])
    Traceback (most recent call last):
    tnrnn.TnrnnError: tensor 1: expected finite numbers, given nan
    """
    floats = [type(value) is np.ndarray and value.dtype.char in "fdFD" for value in values]
    if not all(
        _finite(values, range(at, min(at + TOGETHER, len(values))), floats) for at in range(0, len(values), TOGETHER)
    ):
        floats = [False] * len(values)
    return [
        value if is_finite else numeric(owner(place), value)
        for place, (value, is_finite) in enumerate(zip(values, floats, strict=True))
    ]


def _finite(values: Sequence[Any], places: range, chosen: Sequence[bool]) -> bool:
    """Return whether the arrays at those of `places` that are chosen have finite numbers only."""
    arrays = [values[place] for place in places if chosen[place]]
    small = [array.ravel() for array in arrays if array.size <= TOGETHER]
    large = [array for array in arrays if array.size > TOGETHER]
    return bool(all(np.isfinite(array).all() for array in large + ([np.concatenate(small)] if small else [])))


def _objects(owner: str, value: Any) -> Array:
    """Return an array of Python's numbers, as numpy's integers would overflow even in an array of objects."""

    def checked(entry: Any) -> Any:
        try:
            return operator.index(entry)
        except TypeError:
            pass
        if isinstance(entry, numbers.Rational):
            return entry
        if not isinstance(entry, numbers.Complex):
            raise mistake(owner, "an array of numbers", entry)
        if not cmath.isfinite(entry):
            raise mistake(owner, "finite numbers", entry)
        return entry

    return np.asarray(np.frompyfunc(checked, 1, 1)(np.array(value, dtype=object)), dtype=object)


def one_domain(
    weights: Mapping[str, Array], inputs: Mapping[Position, Array], fixed: Iterable[str], modulus: int | None = None
) -> tuple[dict[str, Array], dict[Position, Array]]:
    """Return weights and inputs in one dtype: residues, or the dtype to which numpy promotes, or exact objects.

    Parameters in `fixed` follow the others: a constant (1, 1) does not make floats exact, or single precision double.

    >>> weights, _ = one_domain({"W": np.ones(2, np.float32), "one": np.array([1], object)}, {}, ["one"])
    >>> weights["one"].dtype
    dtype('float32')
    """
    named = set(fixed)
    if modulus is not None:
        owners = {name: f"fixed {name}" if name in named else f"weights, {name}" for name in weights}
        return (
            {name: residues(owners[name], array, modulus) for name, array in weights.items()},
            {position: residues(f"inputs, position {position}", array, modulus) for position, array in inputs.items()},
        )
    free = [array for name, array in weights.items() if name not in named] + list(inputs.values())
    dtype = _common_dtype(free or [array if all_exact(array) else as_floats(array) for array in weights.values()])
    return (
        {name: _cast(array, dtype) for name, array in weights.items()},
        {position: _cast(array, dtype) for position, array in inputs.items()},
    )


def _common_dtype(arrays: list[Array]) -> np.dtype[Any]:
    if not arrays:
        return np.dtype(np.float64)
    dtypes = dict.fromkeys(array.dtype for array in arrays)  # in their order
    if np.dtype(object) in dtypes or all(dtype.kind in "iu" for dtype in dtypes):
        return np.dtype(object)
    return np.result_type(*dtypes)


def all_exact(array: Array) -> bool:
    """Return whether an array holds only integers and fractions."""
    return all(isinstance(entry, numbers.Rational) for entry in array.flat)


def as_floats(array: Array) -> Array:
    """Return an array of objects as float64, or as complex128 if a number is complex."""
    real = all(isinstance(entry, numbers.Real) for entry in array.flat)
    return _cast(array, np.dtype(np.float64 if real else np.complex128))


def _cast(array: Array, dtype: np.dtype[Any]) -> Array:
    """Return an array in another dtype, if that can hold its numbers."""
    if array.dtype == dtype:
        return array
    try:
        return array.astype(dtype)
    except OverflowError:
        raise TnrnnError("values: expected numbers that floats can hold where floats meet integers") from None


def residues(owner: str, array: Array, modulus: int) -> Array:
    """Return the residues from 0 to modulus - 1: as int64 if products of two of them fit, and else as objects."""
    small = modulus <= SMALL_MODULUS
    if array.dtype.kind in "fc":
        array = _integral(owner, array)
    if array.dtype != object and small:
        wide = array.astype(np.uint64 if array.dtype.kind == "u" else np.int64, copy=False)
        return (wide % modulus).astype(np.int64)
    array = array.astype(object, copy=False)
    for entry in array.flat:
        if not _integer(entry):
            raise mistake(owner, "integers, as a modulus is given", entry)
    reduced = np.asarray(np.frompyfunc(lambda entry: int(entry) % modulus, 1, 1)(array), dtype=object)
    return reduced.astype(np.int64) if small else reduced


def _integer(entry: Any) -> bool:
    """Return whether a number is an integer; a float above 2^53 is not, as it may be a rounded integer."""
    if isinstance(entry, numbers.Rational):
        return bool(entry.denominator == 1)
    return isinstance(entry, float) and entry.is_integer() and abs(entry) <= 2.0**53


def _integral(owner: str, array: Array) -> Array:
    """Return floats that are whole numbers as int64; those above 2^53 are refused, as they may be rounded integers."""
    wrong = (array != np.rint(array.real)) | (np.abs(array) > 2.0**53)
    if wrong.any():
        raise mistake(owner, "integers, as a modulus is given", array[wrong][0].item())
    return array.real.astype(np.int64)
