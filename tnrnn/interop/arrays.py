"""Arrays in JSON: nested lists with a dtype, and exact numbers as integers and strings."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from ..basics import choice, mistake
from ..networks import Network
from ..records import check_names, integer, nested, plain, read, written
from ..values import Array, check_weights

# The dtypes whose numbers are written as floats.
FLOATS = ("float16", "float32", "float64")
# The dtypes whose numbers are written as pairs of floats.
COMPLEX = ("complex64", "complex128")
# The dtypes whose numbers are written as integers.
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
# The name for arrays of Python's integers and fractions.
EXACT = "exact"
# All dtypes that a document may have.
DTYPES = (*FLOATS, *COMPLEX, *INTEGERS, EXACT)

# A function that returns the number that is written as a value of JSON; its first argument starts error messages.
Read = Callable[[str, Any], Any]


def arrays_record(network: Network, weights: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arrays of all parameters that are not fixed, as a record in JSON.

    Raises
    ------
    TnrnnError
        If the weights are not valid for `contract`, or if an array has a dtype that documents do not have.
    """
    given = check_weights(network.parameters, network.fixed, weights)
    fixed = {name for name, _ in network.fixed}
    return {name: _array_record(name, array) for name, array in given.items() if name not in fixed}


def _array_record(name: str, array: Array) -> dict[str, Any]:
    dtype = EXACT if array.dtype == object else array.dtype.name
    choice(f"weights, {name}, dtype", dtype, DTYPES)
    values = array.tolist()
    if dtype in COMPLEX:
        values = np.stack([array.real, array.imag], axis=-1).tolist()
    elif dtype not in FLOATS:
        values = nested(f"weights, {name}", values, written if dtype == EXACT else lambda _, value: plain(value))
    return {"dtype": dtype, "values": values}


def arrays_of_record(network: Network, record: Any) -> dict[str, Array]:
    """Return the arrays of a record, one for every parameter that is not fixed.

    Raises
    ------
    TnrnnError
        If a parameter is unknown or missing, or if a shape, dtype or number is not valid.
    """
    fixed = {name for name, _ in network.fixed}
    check_names("weights", record, [name for name in network.parameters if name not in fixed])
    return {name: _array(name, network.parameters[name], record[name]) for name in record}


def _array(name: str, shape: tuple[int, ...], record: Any) -> Array:
    owner = f"weights, {name}"
    check_names(owner, record, ["dtype", "values"])
    dtype = choice(f"{owner}, dtype", record["dtype"], DTYPES)
    numbers = list(_numbers(owner, record["values"], shape, _reader(dtype)))
    made = np.empty(len(numbers), dtype=object if dtype == EXACT else dtype)
    with np.errstate(over="ignore"):  # numbers that a small dtype cannot hold are refused below
        made[:] = numbers
    if dtype in FLOATS + COMPLEX and not np.isfinite(made).all():
        raise mistake(owner, f"numbers that {dtype} holds", numbers[int(np.flatnonzero(~np.isfinite(made))[0])])
    return made.reshape(shape)


def _numbers(owner: str, values: Any, shape: tuple[int, ...], read_one: Read) -> Iterator[Any]:
    """Yield the numbers of nested lists; raise when a list does not have the length that the shape gives it."""
    if not shape:
        yield read_one(owner, values)
        return
    if not isinstance(values, list) or len(values) != shape[0]:
        raise mistake(owner, f"lists of lengths {shape}", values)
    for value in values:
        yield from _numbers(owner, value, shape[1:], read_one)


def _reader(dtype: str) -> Read:
    if dtype == EXACT:
        return read
    if dtype in INTEGERS:
        bounds = np.iinfo(dtype)
        least, most = int(bounds.min), int(bounds.max)

        def whole_number(owner: str, value: Any) -> int:
            number = integer(owner, value, least)
            if number > most:
                raise mistake(owner, f"at most {most}, as {dtype} holds", value)
            return number

        return whole_number
    return _complex if dtype in COMPLEX else _real


def _real(owner: str, value: Any) -> float:
    if type(value) is float or (type(value) is int and abs(value) <= 2**53):
        number = float(value)
        if math.isfinite(number):
            return number
    raise mistake(owner, "finite numbers", value)


def _complex(owner: str, value: Any) -> complex:
    if not isinstance(value, list) or len(value) != 2:
        raise mistake(owner, "pairs of a real and an imaginary part", value)
    return complex(_real(owner, value[0]), _real(owner, value[1]))
