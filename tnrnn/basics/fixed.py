"""The values of fixed parameters: nested tuples of Python's numbers, or maps that are never written out."""

from __future__ import annotations

import cmath
from collections.abc import Mapping
from fractions import Fraction
from numbers import Complex, Integral, Rational, Real
from typing import Any

from .einsum_map import EinsumMap
from .errors import mistake
from .fields import plain

# The types of fixed values that are kept as they are.
PLAIN = (int, float, complex, bool, Fraction)

# Pairs of a parameter and its value, which is a number, nested tuples of numbers, or an EinsumMap.
Fixed = tuple[tuple[str, Any], ...]


def fixed_values(owner: str, fixed: Any, shapes: Mapping[str, tuple[int, ...]]) -> Fixed:
    """Return the fixed parameters as pairs (parameter, nested tuples of finite numbers of the parameter's shape).

    The value may also be an `EinsumMap` of that shape.

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
        if isinstance(value, EinsumMap):
            if value.shape != shapes[parameter]:
                raise mistake(f"{owner}, fixed {parameter}", f"a map of shape {shapes[parameter]}", value)
            made.append((plain(parameter), value))
            continue
        if _nested_shape(value) != shapes[parameter]:
            raise mistake(
                f"{owner}, fixed {parameter}", f"nested tuples of finite numbers of shape {shapes[parameter]}", value
            )
        made.append((plain(parameter), _plain_numbers(f"{owner}, fixed {parameter}", value)))
    return tuple(made)


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
