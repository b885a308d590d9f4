"""Einsum expressions in every notation as lists of indices, with the axes that "..." stands for and axes of size 1."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import EllipsisType
from typing import Any, NamedTuple

from ..basics import dim as dimension, listed, mistake

# What error messages name first.
OWNER = "from_einsum"
# What messages say is expected.
EXAMPLE = "an expression such as 'ab,bc->ac'"
# The largest number of terms.
MAX_TERMS = 2**22
# The largest number of axes of a term.
MAX_AXES = 2**16
# The largest absolute value of an index that is an integer.
LARGEST = 2**63 - 1

Shape = tuple[int, ...]


class Axis(NamedTuple):
    """The index of an axis that "..." stands for, given by its place among these axes in the output."""

    place: int


class Alone(NamedTuple):
    """The index of an axis of size 1 whose index has another size elsewhere; it is summed by itself."""

    of: str | int | Axis
    term: int
    axis: int


# The indices of a term, as they are written.
Word = tuple[str | int | EllipsisType, ...]
# An index, as it is written or as "..." stands for it.
Whole = str | int | Axis
# Any index of an axis.
Index = Whole | Alone


class Subscripts(NamedTuple):
    """The indices of each term and of the output; if the output is None, it follows numpy's rule."""

    terms: tuple[Word, ...]
    output: Word | None


class Expanded(NamedTuple):
    """The indices of each term and of the output, without "..."."""

    terms: tuple[tuple[Whole, ...], ...]
    output: tuple[Whole, ...]


def of_text(equation: Any) -> Subscripts:
    """Return the indices of an expression, each of which is a letter.

    >>> of_text("a...,b->a...")
    Subscripts(terms=(('a', Ellipsis), ('b',)), output=('a', Ellipsis))
    """
    if not isinstance(equation, str):
        raise mistake(OWNER, EXAMPLE, equation)
    text = equation.translate(dict.fromkeys(map(ord, " \t\r\n")))
    left, arrow, right = text.partition("->")
    if set("->") & set(left + right) or "," in right or not text:
        raise mistake(OWNER, EXAMPLE, equation)
    terms = tuple(_of_word(word, equation) for word in left.split(","))
    return Subscripts(terms, _of_word(right, equation) if arrow else None)


def _of_word(word: str, equation: str) -> Word:
    before, dots, after = word.partition("...")
    if "." in before + after:
        raise mistake(OWNER, "'...' at most once in a term, and no other dot", equation)
    return (*before, *([...] if dots else []), *after)


def of_lists(terms: Any, output: Any) -> Subscripts:
    """Return the indices of lists; a string is a list of its letters.

    >>> of_lists([[0, 1], ["b", ...]], None)
    Subscripts(terms=((0, 1), ('b', Ellipsis)), output=None)
    """
    each = listed(OWNER, "a list of indices for each tensor", terms, MAX_TERMS)
    words = tuple(_of_list(f"{OWNER}, indices of operand {place}", word) for place, word in enumerate(each))
    return Subscripts(words, None if output is None else _of_list(f"{OWNER}, output", output))


def _of_list(owner: str, word: Any) -> Word:
    if isinstance(word, str):
        return _of_word(word, word)
    indices = tuple(_index(owner, item) for item in listed(owner, "a list of indices", word, MAX_AXES))
    if indices.count(...) > 1:
        raise mistake(owner, "'...' at most once", word)
    return indices


def _index(owner: str, item: Any) -> str | int | EllipsisType:
    if item is ...:
        return ...
    if isinstance(item, str):
        return str(item)
    try:
        number = operator.index(item)
    except TypeError:
        number = LARGEST + 1
    if isinstance(item, bool) or abs(number) > LARGEST:
        raise mistake(owner, "integers, strings or Ellipsis as indices", item)
    return number


def shapes_by_size(found: Subscripts, sizes: Mapping[Any, Any], all_used: bool) -> tuple[Shape, ...]:
    """Return the shape of each term from the size of each index; with `all_used`, sizes of other indices are refused.

    >>> shapes_by_size(of_text("ab,b"), {"a": 2, "b": 3}, True)
    ((2, 3), (3,))
    """
    names = [name for name in sizes if isinstance(name, str)]
    dims: dict[Any, int] = {}
    for index in dict.fromkeys(index for term in found.terms for index in term):
        if index is ...:
            raise mistake(OWNER, "no '...' if sizes are given by index", "...")
        if index not in sizes:
            raise mistake(f"{OWNER}, sizes", f"one for index {index!r}", names or list(sizes))
        dims[index] = dimension(f"index {index!r}", sizes[index])
    for name in sizes if all_used else ():
        if name not in dims:
            raise mistake(f"{OWNER}, sizes", "indices of the expression", name, map(str, dims))
    return tuple(tuple(dims[index] for index in term) for term in found.terms)


def expanded(found: Subscripts, shapes: Sequence[Shape]) -> Expanded:
    """Return the indices with those that "..." stands for; as in numpy, the last of these axes match in all terms.

    >>> expanded(of_text("a...,..."), [(2, 3, 4), (4,)])
    Expanded(terms=(('a', Axis(place=0), Axis(place=1)), (Axis(place=1),)), output=(Axis(place=0), Axis(place=1), 'a'))
    """
    widths = [_width(*each) for each in zip(range(len(shapes)), found.terms, shapes, strict=True)]
    widest = max(widths, default=0)
    terms = tuple(_filled(term, range(widest - width, widest)) for term, width in zip(found.terms, widths, strict=True))
    count = Counter(index for term in terms for index in term)
    if found.output is None:
        once = [index for index, number in count.items() if number == 1 and not isinstance(index, Axis)]
        once.sort(key=lambda index: (isinstance(index, str), index))
        return Expanded(terms, (*map(Axis, range(widest)), *once))
    if widest and ... not in found.output:
        raise mistake(f"{OWNER}, output", "'...' for the axes that it stands for in the terms", written(found.output))
    output = _filled(found.output, range(widest))
    if len(set(output)) < len(output) or not set(output) <= set(count):
        raise mistake(f"{OWNER}, output", "indices of the terms, each once", written(found.output))
    return Expanded(terms, output)


def _width(place: int, term: Word, shape: Shape) -> int:
    """Return the number of axes that "..." stands for in a term."""
    width = len(shape) - len(term) + (... in term)
    if width < 0 or (width > 0 and ... not in term):
        least = f"at least {len(term) - 1}" if ... in term else str(len(term))
        raise mistake(f"{OWNER}, operand {place}", f"{least} axes, as {written(term)!r} has indices", shape)
    return width


def _filled(word: Word, places: Iterable[int]) -> tuple[Whole, ...]:
    axes = [Axis(place) for place in places]
    return tuple(each for index in word for each in (axes if index is ... else [index]))


def written(word: Word) -> Any:
    """Return indices as users write them: as a string if all are letters, and else as a list.

    >>> written(("a", ..., "b")), written((0, ..., "b"))
    ('a...b', [0, '...', 'b'])
    """
    words = ["..." if index is ... else index for index in word]
    letters = all(isinstance(index, str) and len(index) == 1 for index in word if index is not ...)
    return "".join(map(str, words)) if letters else words


def broadcast(
    terms: Sequence[tuple[Whole, ...]], shapes: Sequence[Shape], kept: Sequence[bool]
) -> list[tuple[tuple[Index, int], ...]]:
    """Return the indices of each term with their sizes, where an axis of size 1 may meet any size.

    numpy repeats the single value of such an axis along the index. Summing the axis alone gives the same, so it gets an
    index of its own, and the array keeps its shape. The terms that are `kept` are not changed.

    >>> broadcast([("a", "b"), ("b",)], [(2, 1), (3,)], [False, False])
    [(('a', 2), (Alone(of='b', term=0, axis=1), 1)), (('b', 3),)]
    """
    pairs = [list(zip(*each, strict=True)) for each in zip(terms, shapes, strict=True)]
    wide = {index for term in pairs for index, dim in term if dim > 1}
    legs = []
    for place, term in enumerate(pairs):
        _check_traces(place, term)
        alone = [dim == 1 and index in wide and not kept[place] for index, dim in term]
        legs.append(
            tuple((Alone(index, place, axis) if alone[axis] else index, dim) for axis, (index, dim) in enumerate(term))
        )
    return legs


def _check_traces(place: int, term: Iterable[tuple[Index, int]]) -> None:
    """Raise if an index is on two axes of one operand with two sizes, as numpy does not broadcast a trace."""
    sizes: dict[Index, int] = {}
    for index, dim in term:
        if sizes.setdefault(index, dim) != dim:
            expected = f"one size on all axes with the index {named(index)!r}"
            raise mistake(f"{OWNER}, operand {place}", expected, (sizes[index], dim))


def named(index: Index) -> str:
    """Return the name of an index; those that "..." stands for are named "...0", "...1" and so on, from the left.

    >>> named(Axis(1)), named(Alone("b", 0, 1)), named(7)
    ('...1', 'b', '7')
    """
    if isinstance(index, Alone):
        return named(index.of)
    return f"...{index.place}" if isinstance(index, Axis) else str(index)
