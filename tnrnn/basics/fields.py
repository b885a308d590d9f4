"""Checks of what circuits and networks have in common: names, positions, symbols and fixed values."""

from __future__ import annotations

import cmath
import itertools
from collections.abc import Iterable, Mapping
from fractions import Fraction
from numbers import Complex, Integral, Rational, Real
from typing import Any

from .errors import TnrnnError, mistake, whole

# The largest dimension.
MAX_DIM = 10**9
# The largest number of copies of a vertex; Python prints integers of up to 4,300 digits.
MAX_COPIES = 10**4000
# The largest absolute value of a coordinate of a position, and the largest layer.
MAX_POSITION = 10**9
# The largest seed.
MAX_SEED = 2**64 - 1
# The types of fixed values that are kept as they are.
PLAIN = (int, float, complex, bool, Fraction)

# A time, or a tuple of coordinates.
Position = int | tuple[int, ...]
# Pairs of a parameter and its value, which is a number or nested tuples of numbers.
Fixed = tuple[tuple[str, Any], ...]


def name(owner: str, value: Any) -> str:
    """Return `value` if it is a name: a string of printable characters that is not empty."""
    if isinstance(value, str) and value and value.isprintable():
        return value
    raise mistake(owner, "a printable name", value)


def vertex_name(owner: str, value: Any) -> str:
    """Return `value` if it can name a vertex, so that it differs from names of copies, bonds and joined inputs.

    >>> vertex_name("vertex", "h[1,1]#2")
    Traceback (most recent call last):
    tnrnn.TnrnnError: vertex: expected a printable name without '#', '--' or a leading 'copy(', given 'h[1,1]#2'
    """
    if not isinstance(value, str) or "#" in value or "--" in value or value.startswith("copy("):
        raise mistake(owner, "a printable name without '#', '--' or a leading 'copy('", value)
    return name(owner, value)


def dim(owner: str, value: Any) -> int:
    """Return `value` as a dimension, an integer from 1 to 10^9."""
    return whole(f"{owner}, dim", value, most=MAX_DIM)


def position(owner: str, value: Any) -> Position | None:
    """Return `value` as a position: None, an integer, or a tuple of integers."""
    if value is None:
        return None
    if isinstance(value, tuple):
        return tuple(whole(f"{owner}, position", part, least=-MAX_POSITION, most=MAX_POSITION) for part in value)
    return whole(f"{owner}, position", value, least=-MAX_POSITION, most=MAX_POSITION)


def layer(owner: str, value: Any) -> int | None:
    """Return `value` as a layer: None, or an integer of at least 0."""
    return None if value is None else whole(f"{owner}, layer", value, least=0, most=MAX_POSITION)


def symbol(owner: str, value: Any) -> str | None:
    """Return `value` as the symbol of a dimension: None, or an identifier."""
    if value is None or (isinstance(value, str) and value.isidentifier()):
        return value
    raise mistake(f"{owner}, symbol", "an identifier or None", value)


def names(owner: str, values: Any) -> tuple[str, ...]:
    """Return `values` as a tuple of names; a single string is refused."""
    return tuple(name(owner, value) for value in listed(owner, "a tuple of names", values))


def listed(owner: str, expected: str, values: Any, most: int | None = None) -> tuple[Any, ...]:
    """Return the items of an iterable as a tuple, if there are at most `most`; a single string is refused."""
    try:
        result = () if isinstance(values, str) else tuple(itertools.islice(values, None if most is None else most + 1))
    except TypeError:  # not iterable; zero-dimensional arrays only seem to be
        raise mistake(owner, expected, values) from None
    if isinstance(values, str) or (most is not None and len(result) > most):
        raise mistake(owner, expected if isinstance(values, str) else f"at most {most:,} items", values)
    return result


def items(owner: str, values: Any, kind: type) -> tuple[Any, ...]:
    """Return `values` as a tuple if they are objects of one class with unique names."""
    result = listed(owner, f"{kind.__name__} objects", values)
    seen: set[str] = set()
    for item in result:
        if not isinstance(item, kind):
            raise mistake(owner, f"{kind.__name__} objects", item)
        if item.name in seen:  # type: ignore[attr-defined]
            raise TnrnnError(f"{owner}: two are named {item.name!r}; names must be unique")  # type: ignore[attr-defined]
        seen.add(item.name)  # type: ignore[attr-defined]
    return result


def check_symbols(owner: str, values: Iterable[Any]) -> None:
    """Raise unless every symbol stands for the same dimension in all vertices or bonds of `values`."""
    dims: dict[str, int] = {}
    for item in values:
        if item.symbol is not None and dims.setdefault(item.symbol, item.dim) != item.dim:
            expected = f"the dimension {dims[item.symbol]} everywhere"
            raise mistake(f"{owner}, symbol {item.symbol} of {item.name}", expected, item.dim)


def fixed_values(owner: str, fixed: Any, shapes: Mapping[str, tuple[int, ...]]) -> Fixed:
    """Return the fixed parameters as pairs (parameter, nested tuples of finite numbers of the parameter's shape).

    The numbers are Python's own, whatever package they came from, so that their `repr` can be evaluated by Python
    alone, with `fractions.Fraction` if they are fractions.
    """
    pairs = fixed.items() if isinstance(fixed, Mapping) else fixed
    try:
        result = tuple((parameter, value) for parameter, value in pairs)
    except (TypeError, ValueError):
        raise mistake(f"{owner}, fixed", "a mapping or pairs from parameter to nested tuples", fixed) from None
    seen: dict[str, Any] = {}
    made = []
    for parameter, value in result:
        if not isinstance(parameter, str) or parameter not in shapes:
            raise mistake(f"{owner}, fixed", "the name of a parameter", parameter, shapes)
        if parameter in seen:
            raise mistake(f"{owner}, fixed {parameter}", "one value", [seen[parameter], value])
        seen[parameter] = value
        if _nested_shape(value) != shapes[parameter]:
            raise mistake(
                f"{owner}, fixed {parameter}", f"nested tuples of finite numbers of shape {shapes[parameter]}", value
            )
        made.append((plain(parameter), _plain_numbers(f"{owner}, fixed {parameter}", value)))
    return tuple(made)


def plain(text: str) -> str:
    """Return a string of a subclass, such as numpy's, as a Python string."""
    return text if type(text) is str else str.__str__(text)


def _plain_numbers(owner: str, value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_plain_numbers(owner, part) for part in value)
    if type(value) in PLAIN:
        return value
    number = _plain_number(value)
    if number != value:  # numpy's longest floats have more digits, and a larger range, than Python's
        raise mistake(owner, "numbers that an int, float, complex or Fraction can hold", value)
    return number


def _plain_number(value: Any) -> int | float | complex | Fraction:
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    return float(value) if isinstance(value, Real) else complex(value)


def _nested_shape(value: Any) -> tuple[int, ...] | None:
    if not isinstance(value, tuple):
        return () if _finite(value) else None
    shapes = {_nested_shape(part) for part in value}
    below = shapes.pop() if len(shapes) == 1 else None
    return None if below is None else (len(value), *below)


def _finite(value: Any) -> bool:
    return isinstance(value, Rational) or (isinstance(value, Complex) and cmath.isfinite(value))
