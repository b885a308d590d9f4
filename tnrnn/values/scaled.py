"""Arrays of floats with powers of two beside them, so that sums of products neither underflow nor overflow.

Multiplication by a power of two is exact, so every step gives what floats with unbounded exponents would give.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
# The indices of an array.
Term = tuple[int, ...]
# Two integers a <= b that stand for magnitudes from 2^(a - 1) to below 2^b.
Range = tuple[int, int]

# The number of elements that are examined together.
CHUNK = 2**16
# The number of products that are summed together if every entry has a power of its own.
TOGETHER = 2**20
# The power of an entry that is 0: it is below all others, and twice this power does not overflow.
ZERO = -(2**40)
# If the powers of two numbers differ by more than this, the smaller number vanishes beside the larger one.
FARTHEST = 2**16


class Scaled(NamedTuple):
    """The numbers array * 2^power; the power is a single one for all entries, or an array with one for each entry."""

    array: Array
    power: Any = 0


class Met(NamedTuple):
    """The indices of two terms and of their result, and the dimensions of all indices."""

    left: Term
    right: Term
    result: Term
    dims: Sequence[int]

    @property
    def summed(self) -> int:
        """Return the number of products that are summed for each entry of the result."""
        return math.prod([self.dims[i] for i in self.left if i in self.right and i not in self.result])


def product(one: Scaled, two: Scaled, met: Met, pair: Callable[[Array, Array], Array]) -> Scaled:
    """Return the sum of products that `met` describes, computed by `pair` so that nothing leaves the normal range.

    ::

        C[result] = sum_{indices of left and right that are not in result} A[left] B[right]

    The arrays are used as they are if that is safe; otherwise they are scaled to the middle of the range, or converted
    to double precision. If the numbers of one array are too far apart for that, every entry gets a power of its own.
    """
    if one.array.dtype == object:
        return Scaled(pair(one.array, two.array))
    if not isinstance(one.power, np.ndarray) and not isinstance(two.power, np.ndarray):
        ranges = _range(one.array), _range(two.array)
        for dtype in _precisions(one.array.dtype, two.array.dtype):
            for shifts in ((0, 0), ((ranges[0][0] + ranges[0][1]) // 2, (ranges[1][0] + ranges[1][1]) // 2)):
                if _safe(ranges, shifts, met.summed, dtype):
                    made = pair(_moved(one.array, dtype, shifts[0]), _moved(two.array, dtype, shifts[1]))
                    return Scaled(made, one.power + two.power + shifts[0] + shifts[1])
    return _together(_product_by_entry(_by_entry(one), _by_entry(two), met))


def added(one: Scaled, two: Scaled) -> Scaled:
    """Return the sum of two arrays of one shape, computed so that nothing leaves the normal range."""
    if one.array.dtype == object:
        return Scaled(np.asarray(one.array + two.array, object))  # the sum of two scalars is no array
    dtype = np.result_type(one.array, two.array)
    powers = [each.power for each in (one, two)]
    alike = not any(isinstance(power, np.ndarray) for power in powers) and powers[0] == powers[1]
    if alike and max(_range(one.array)[1], _range(two.array)[1]) < _limits(dtype)[1]:
        return Scaled(np.asarray(one.array + two.array), powers[0])
    both = zip(_by_entry(one), _by_entry(two), strict=True)
    array, power = _summed(*(np.stack(each, axis=-1) for each in both))
    return _together(Scaled(array[..., 0], power[..., 0]))


def safe_sum(array: Array, terms: int) -> bool:
    """Return whether no sum of `terms` entries of an array can overflow."""
    return array.dtype == object or _safe((_range(array), (1, 1)), (0, 0), terms, array.dtype)


def shifted(array: Array, powers: Any) -> Array:
    """Return array * 2^powers, which is exact where the result is normal.

    >>> shifted(np.array([1.0, 3.0]), 2)
    array([ 4., 12.])
    """
    steps = np.clip(powers, -FARTHEST, FARTHEST).astype(np.intc)
    if array.dtype.kind != "c":
        return np.asarray(np.ldexp(array, steps))
    made = np.empty(np.broadcast_shapes(array.shape, steps.shape), array.dtype)
    made.real, made.imag = np.ldexp(array.real, steps), np.ldexp(array.imag, steps)
    return made


def mantissas(given: Scaled, dtype: np.dtype[Any]) -> tuple[Array, Array]:
    """Return the mantissa and the power of every entry, as `numpy.frexp` does.

    The value is mantissa * 2^power. A mantissa is at least 1/2 and less than 1 in magnitude (for a complex number this
    holds for the larger of its two parts), or 0 with the power 0.

    >>> mantissas(Scaled(np.array([0.0, 3.0]), 2000), np.dtype(float))
    (array([0.  , 0.75]), array([   0, 2002]))
    """
    mantissa, power = _by_entry(given)
    mantissa, power = _by_entry(Scaled(mantissa.astype(dtype), power))  # a mantissa that was rounded to 1 becomes 1/2
    return mantissa.astype(dtype), np.where(power == ZERO, 0, power)


class Lost(NamedTuple):
    """A number that a dtype cannot hold, by its base-10 logarithm, and whether it is too large or too small."""

    log10: float
    large: bool


def as_plain(given: Scaled, dtype: np.dtype[Any]) -> Array | Lost:
    """Return the numbers as floats, or the worst number that this dtype cannot hold.

    A dtype can hold a number below its normal range if none of its digits is lost.
    """
    if not isinstance(given.power, np.ndarray) and given.power == 0 and given.array.dtype == dtype:
        return given.array
    mantissa, power = _by_entry(given)
    with np.errstate(over="ignore", under="ignore"):
        made = np.asarray(shifted(mantissa, np.where(power == ZERO, 0, power)).astype(dtype))
        again = shifted(made.astype(mantissa.dtype), -power)
    size = _magnitudes(made)
    wrong = ~np.isfinite(made) | ((size < np.finfo(dtype).tiny) & (again != mantissa))
    if not wrong.any():
        return made
    logs = np.log2(_magnitudes(mantissa[wrong]).astype(float)) + power[wrong]
    worst = float(logs[np.argmax(np.abs(logs))])
    return Lost(worst * math.log10(2), worst > 0)


def halved(array: Array) -> Array:
    """Return half the magnitude of each entry, as the magnitude of a complex number may be too large for floats.

    >>> halved(np.array([3.0, 4j]))
    array([1.5, 2. ])
    """
    return np.asarray(np.abs(array * array.dtype.type(0.5)))


def without_noise(given: Scaled, sizes: Scaled, share: float, dtype: np.dtype[Any]) -> Scaled:
    """Return the numbers, with 0 for those that underflow in a dtype and are at most `share` times their size.

    >>> without_noise(Scaled(np.array([3e-9, 3e-9, 1.0])), Scaled(np.array([1.0, 1e-9, 1.0])), 1e-8, np.dtype("f2"))
    Scaled(array=array([0.        , 0.80530637, 0.5       ]), power=array([  0, -28,   1]))
    """
    mantissa, power = _by_entry(given)
    size, powers = _by_entry(sizes)
    with np.errstate(over="ignore"):
        noise = shifted(_magnitudes(mantissa), power - powers) <= share * size
    noise &= power <= _limits(dtype)[0]
    return Scaled(np.where(noise, 0, mantissa), np.where(noise, 0, power))


def _magnitudes(array: Array) -> Array:
    if array.dtype.kind != "c":
        return np.abs(array)
    return np.asarray(np.maximum(np.abs(array.real), np.abs(array.imag)))


def _range(array: Array) -> Range:
    """Return integers a <= b such that the magnitudes of all nonzero numbers are from 2^(a - 1) to below 2^b."""
    least, most = np.inf, 0.0
    flags = ["external_loop", "buffered"]
    large = array.size > CHUNK
    chunks = np.nditer(array, flags, order="K", buffersize=CHUNK) if large else (array,)  # type: ignore[call-overload]
    for chunk in chunks:
        size = _magnitudes(chunk)
        low = size.min()
        if not low:
            low = size.min(where=size > 0, initial=np.inf)
        least, most = min(least, low), max(most, size.max())
    if not most:
        return 1, 1
    return int(np.frexp(least)[1]), int(np.frexp(most)[1])


def _safe(ranges: tuple[Range, Range], shifts: tuple[int, int], summed: int, dtype: np.dtype[Any]) -> bool:
    """Return whether all numbers and products are normal, and all sums finite, after these shifts."""
    (low, high), (second_low, second_high) = ranges
    low, high = low - shifts[0], high - shifts[0]
    second_low, second_high = second_low - shifts[1], second_high - shifts[1]
    least, most = _limits(dtype)
    products = 1 if dtype.kind == "c" else 0  # each part of a complex product is the sum of two products
    return (
        min(low - 1, second_low - 1, low + second_low - 2) >= least
        and max(high, second_high, high + second_high + summed.bit_length() + products) <= most
    )


@lru_cache(maxsize=64)
def _limits(dtype: np.dtype[Any]) -> Range:
    """Return integers a, b such that 2^a is the least normal number, and all numbers below 2^b are finite."""
    return int(np.finfo(dtype).minexp), int(np.finfo(dtype).maxexp)


@lru_cache(maxsize=64)
def _precisions(one: np.dtype[Any], two: np.dtype[Any]) -> tuple[np.dtype[Any], ...]:
    """Return the common dtype of both, and its double precision if that is another dtype."""
    common = np.result_type(one, two)
    return tuple(dict.fromkeys([common, np.result_type(common, np.float64)]))


def _moved(array: Array, dtype: np.dtype[Any], shift: int) -> Array:
    wide = array.astype(dtype, copy=False)
    return shifted(wide, -shift) if shift else wide


# A power for every entry


def _by_entry(given: Scaled) -> tuple[Array, Array]:
    """Return mantissas, in double precision at least, and powers; the power of 0 is `ZERO`."""
    array = given.array.astype(np.result_type(given.array, np.float64), copy=False)
    size = _magnitudes(array)
    powers = np.asarray(np.frexp(size)[1], dtype=np.int64)
    return shifted(array, -powers), np.where(size == 0, ZERO, given.power + powers)


def _together(given: Scaled) -> Scaled:
    """Return the same numbers with a single power, if their magnitudes are near enough."""
    powers = given.power[given.array != 0]
    if not powers.size:
        return Scaled(given.array)
    low, high = int(powers.min()), int(powers.max())
    if high - low >= _limits(given.array.dtype)[1]:
        return given
    middle = (low + high) // 2
    return Scaled(shifted(given.array, given.power - middle), middle)


def _product_by_entry(one: tuple[Array, Array], two: tuple[Array, Array], met: Met) -> Scaled:
    """Return the sum of products over the inner indices, in chunks; a batch index is in both terms and remains."""
    inner = [i for i in met.left if i in met.right and i not in met.result]
    batch = [i for i in met.left if i in met.right and i in met.result]
    rows, columns = ([i for i in term if i not in (*inner, *batch)] for term in (met.left, met.right))
    sizes = [math.prod(met.dims[i] for i in each) for each in (batch, rows, columns, inner)]
    left = [_arranged(each, met.left, [*batch, *rows, *inner], (sizes[0], sizes[1], 1, sizes[3])) for each in one]
    right = [_arranged(each, met.right, [*batch, *columns, *inner], (sizes[0], 1, sizes[2], sizes[3])) for each in two]
    total = np.zeros((*sizes[:3], 1), np.result_type(left[0], right[0]))
    power = np.full(total.shape, ZERO)
    step = max(1, TOGETHER // total.size)
    for start in range(0, sizes[3], step):
        part = (..., slice(start, start + step))
        products = np.concatenate([total, left[0][part] * right[0][part]], axis=-1)
        powers = np.concatenate([power, left[1][part] + right[1][part]], axis=-1)
        total, power = _summed(products, powers)
    order = [*batch, *rows, *columns]
    place = [order.index(i) for i in met.result]
    made = [each.reshape([met.dims[i] for i in order]).transpose(place) for each in (total, power)]
    return Scaled(made[0], made[1])


def _arranged(array: Array, term: Term, order: Sequence[int], shape: tuple[int, ...]) -> Array:
    return array.transpose([term.index(i) for i in order]).reshape(shape)


def _summed(products: Array, powers: Array) -> tuple[Array, Array]:
    top = powers.max(axis=-1, keepdims=True)
    return _by_entry(Scaled(shifted(products, powers - top).sum(axis=-1, keepdims=True), top))
