"""Arrays of torch, jax and other packages as arrays of numpy, read without importing these packages."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..basics import TnrnnError, approximate, mistake

Array = NDArray[Any]

# The largest number of elements of a sparse array that is made dense.
MOST_FILLED = 2**27
# What packages raise if one of their arrays cannot become an array of numpy.
UNREADABLE = (TypeError, ValueError, MemoryError, RuntimeError, BufferError)
# The attributes by which tensors of torch are recognised.
OF_TORCH = ("detach", "resolve_conj", "resolve_neg", "is_meta", "is_quantized", "is_nested", "to_dense", "layout")
# What messages say is expected.
READABLE = "an array whose values numpy can read (the readers in tnrnn.interop take arrays=False)"
# Types for numbers of types that numpy does not have; the first that can hold them is used.
NARROW = (np.int8, np.float32)


def as_numpy(owner: str, value: Any) -> Array:
    """Return an array of any package, or nested sequences, as an array of numpy: a view if possible.

    Tensors of torch are detached and moved to the CPU. A tensor is copied only if it is lazily conjugated or negated,
    sparse, quantized, or on another device, or if numpy does not have its type: bfloat16, 8-bit floats and complex
    numbers of half precision become single precision, and 4-bit integers become 8-bit integers.

    Parameters
    ----------
    owner : str
        What an error message names first.
    value : array-like
        The array.

    Raises
    ------
    TnrnnError
        If an array has no values (traced, abstract, or on torch's device meta), if nested sequences have different
        lengths, or if a sparse array would take too much memory.

    Examples
    --------
    >>> given = np.ones(2)
    >>> as_numpy("weights, W", given) is given
    True
    """
    if _is_tensor(value) and str(value.layout) != "torch.strided":
        _check_filled(owner, value)
    try:
        array = _widened(_read(value))
    except UNREADABLE:
        if not _holds_tensors(value):
            raise _unreadable(owner, value) from None
        array = as_numpy(owner, [as_numpy(owner, each) for each in value])
    if array.dtype == object and not hasattr(value, "__array__") and _has_shape(value):  # numpy only wrapped it
        raise _unreadable(owner, value)
    return array


def _unreadable(owner: str, value: Any) -> TnrnnError:
    """Return the error; it names an array by its type, as an array without values may not print."""
    if isinstance(value, np.ndarray) or not _has_shape(value):
        return mistake(owner, "an array of numbers", value)
    kind = type(value)
    return mistake(owner, READABLE, f"{kind.__module__}.{kind.__qualname__}")


def _has_shape(value: Any) -> bool:
    """Return whether a value is an array; nested tensors of torch have a shape only in their class."""
    return hasattr(type(value), "shape") or hasattr(value, "shape")


def _is_tensor(value: Any) -> bool:
    return all(hasattr(value, name) for name in OF_TORCH)


def _holds_tensors(value: Any) -> bool:
    """Return whether nested sequences hold tensors, which may have to be read one by one."""
    return isinstance(value, list | tuple) and any(_is_tensor(each) or _holds_tensors(each) for each in value)


def _check_filled(owner: str, tensor: Any) -> None:
    size = 0 if tensor.is_nested else math.prod(tensor.shape)
    if size > MOST_FILLED:
        expected = f"a sparse array of at most {MOST_FILLED:,} elements, zeros included"
        raise TnrnnError(f"{owner}: expected {expected}, given {approximate(size)}")


def _read(value: Any) -> Array:
    if _is_tensor(value):
        return _of_tensor(value)
    if hasattr(value, "__cuda_array_interface__") and hasattr(value, "get"):  # cupy copies only when told to
        value = value.get()
    if hasattr(value, "__dlpack__") and not hasattr(value, "__array__"):
        return np.from_dlpack(value)
    return np.asarray(value)


def _of_tensor(tensor: Any) -> Array:
    plain = tensor.detach()
    if plain.is_quantized:
        plain = plain.dequantize()
    if str(plain.layout) != "torch.strided":
        plain = plain.to_dense()
    plain = plain.cpu().resolve_conj().resolve_neg()
    try:
        return np.asarray(plain.numpy())
    except TypeError:  # numpy does not have its type
        return np.asarray((plain.cfloat() if plain.is_complex() else plain.float()).numpy())


def _widened(array: Array) -> Array:
    """Return numbers of a type that another package adds to numpy (jax uses ml_dtypes' bfloat16) in a type of numpy."""
    if array.dtype.kind != "V":
        return array
    wider = next((each for each in NARROW if np.can_cast(array.dtype, each)), None)
    return array if wider is None else array.astype(wider)
