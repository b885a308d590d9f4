"""Checks of what circuits and networks have in common: names, positions and symbols."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable
from operator import attrgetter
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

# A time, or a tuple of coordinates.
Position = int | tuple[int, ...]


def name(owner: str, value: Any) -> str:
    """Return `value` if it is a name: a string of printable characters that is not empty."""
    if isinstance(value, str) and value and value.isprintable():
        return value
    raise mistake(owner, "a printable name", value)


def are_names(values: Collection[Any]) -> bool:
    """Return whether all values are names, and strings of Python's own type.

    >>> are_names(["A", "B"]), are_names(["A", ""]), are_names([1])
    (True, False, False)
    """
    return set(map(type, values)) <= {str} and all(values) and all(map(str.isprintable, values))


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
    """Return `value` as the symbol of a dimension: None, an identifier, or one for each factor, such as "V K".

    >>> symbol("bond", "V K"), symbol("bond", "R")
    ('V K', 'R')
    """
    if value is None or (isinstance(value, str) and all(part.isidentifier() for part in value.split(" "))):
        return value
    raise mistake(f"{owner}, symbol", "an identifier, some separated by single spaces, or None", value)


def shape(owner: str, value: Any, dim: int, symbol: str | None) -> tuple[int, ...] | None:
    """Return `value` as the sizes of the factors of a dimension, two at least, or None.

    >>> shape("vertex S", (3, 2), 6, "V K")
    (3, 2)
    """
    if value is None:
        if symbol is not None and " " in symbol:
            raise mistake(f"{owner}, symbol", "one identifier, as the vertex has no shape", symbol)
        return None
    sizes = tuple(whole(f"{owner}, shape", size, most=MAX_DIM) for size in listed(owner, "a tuple of sizes", value))
    if len(sizes) < 2 or math.prod(sizes) != dim:
        raise mistake(f"{owner}, shape", f"two sizes or more, whose product is {dim}", value)
    if symbol is not None and len(symbol.split(" ")) != len(sizes):
        raise mistake(f"{owner}, symbol", f"{len(sizes)} identifiers, one for each size", symbol)
    return sizes


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
    if set(map(type, result)) <= {kind} and len(set(map(attrgetter("name"), result))) == len(result):
        return result
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
        sizes = getattr(item, "shape", None) or (item.dim,)
        symbols = () if item.symbol is None else item.symbol.split(" ") if len(sizes) > 1 else (item.symbol,)
        for symbol, size in zip(symbols, sizes, strict=False):
            if dims.setdefault(symbol, size) != size:
                raise mistake(
                    f"{owner}, symbol {symbol} of {item.name}", f"the dimension {dims[symbol]} everywhere", size
                )


def plain(text: str) -> str:
    """Return a string of a subclass, such as numpy's, as a Python string."""
    return text if type(text) is str else str.__str__(text)
