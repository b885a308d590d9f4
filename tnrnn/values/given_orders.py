"""Orders of contraction that a caller gives: paths, and trees of opt_einsum and cotengra."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from operator import index as integer
from typing import Any, NamedTuple

from ..basics import mistake
from ..networks import Terms
from .plans import Expression, Order, Pair, Term, numbered, ordered

# What is expected of an order.
EXPECTED = "a list of pairs of positions, or an order of opt_einsum, cotengra or contraction_order"


class Merge(NamedTuple):
    """A step of a contraction: the tensors in the two arrays that it joins, and how many elements the result has."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    size: int


def order_given(given: Expression, indexed: Terms, order: Any) -> Order:
    """Return the order that a caller gives, checked against the terms of the network.

    A path is a list of pairs of positions among the arrays that are left: the two are removed, and their product is
    appended. An object with `path` and `input_subscripts` is opt_einsum's PathInfo, and one with `get_path` is
    cotengra's ContractionTree, which may have sliced indices.
    """
    if hasattr(order, "get_path") and hasattr(order, "sliced_inds"):
        numbers = _numbers(indexed, order.inputs, order.output, order.size_dict)
        if not order.is_complete():
            terms = len(given.terms)
            raise mistake("order", f"{terms - 1} pairs, as the network has {terms} terms", len(order.children))
        kept = {index for term in given.terms for index in term}  # the others are summed at once
        sliced = tuple(sorted(kept.intersection(numbers[name] for name in order.sliced_inds)))
        return ordered(given, _checked(order.get_path(), len(given.terms)), sliced)
    if hasattr(order, "path") and hasattr(order, "input_subscripts"):
        _numbers(indexed, order.input_subscripts.split(","), order.output_subscript, order.size_dict)
        order = order.path
    if not isinstance(order, Sequence) or isinstance(order, str):
        raise mistake("order", EXPECTED, order)
    if order and all(isinstance(each, Merge) for each in order):
        return ordered(given, _of_merges(order, indexed))
    return ordered(given, _checked(order, len(given.terms)))


def _checked(path: Sequence[Any], terms: int) -> list[Pair]:
    """Return the pairs of a path; a step of a single array, as opt_einsum has for a single term, does nothing."""
    steps, left = [], terms
    for number, step in enumerate(path, 1):
        try:
            positions = tuple(map(integer, step))
        except TypeError:
            raise mistake(f"order, step {number}", "two positions", step) from None
        wrong = len({*positions}) < len(positions) or not all(0 <= position < left for position in positions)
        if len(positions) not in (1, 2) or (wrong and (left > 1 or len(positions) == 1)):
            expected = f"two different positions from 0 to {left - 1}, as {left} arrays are left"
            raise mistake(f"order, step {number}", expected, step)
        left -= len(positions) - 1
        steps.append(positions)
    if left != min(1, terms):
        pairs = sum(len(step) == 2 for step in steps)
        raise mistake("order", f"{max(0, terms - 1)} pairs, as the network has {terms} terms", pairs)
    return numbered(steps, terms)


def _of_merges(merges: Iterable[Merge], indexed: Terms) -> list[Pair]:
    """Return the pairs of the steps of `contraction_order`, in which terms that are no tensors have no name."""
    count = len(indexed.terms)
    groups: list[tuple[frozenset[str], frozenset[int]]] = []
    for name, term in zip(indexed.operands, indexed.terms, strict=True):
        groups.append((frozenset() if name.startswith("<") else frozenset([name]), frozenset(term)))
    left, pairs = dict(enumerate(groups)), []
    for merge in merges:
        found: list[int] = []
        for names in (merge.left, merge.right):
            alike = [number for number, group in left.items() if group[0] == frozenset(names) and number not in found]
            if not alike:
                raise mistake("order", "steps of contraction_order for this network", merge)
            near = left[found[0]][1] if found else frozenset[int]()
            found.append(max(alike, key=lambda number: (bool(near & left[number][1]), -number)))
        one, two = (left.pop(number) for number in found)
        pairs.append((found[0], found[1]))
        left[count + len(pairs) - 1] = (one[0] | two[0], one[1] | two[1])
    if len(left) > 1:
        raise mistake("order", f"{count - 1} steps, as the network has {count} terms", len(pairs))
    return pairs


def _numbers(indexed: Terms, inputs: Iterable[Iterable[Hashable]], output: Iterable[Hashable], sizes: Any) -> Any:
    """Return the number of each index by its name, if an expression is that of the network but for these names."""
    terms, results = [tuple(term) for term in inputs], tuple(output)
    wanted: list[Term] = [*indexed.terms, indexed.output]
    alike = [len(term) for term in (*terms, results)] == [len(term) for term in wanted]
    names = [name for term in (*terms, results) for name in term]
    numbers = [index for term in wanted for index in term]
    found = dict(zip(names, numbers, strict=False))
    alike = alike and len({*found.values()}) == len(found) and [found[name] for name in names] == numbers
    if not alike or any(sizes[name] != indexed.dims[number] for name, number in found.items()):
        expected = f"an order for the expression of this network, which has {len(indexed.terms)} terms"
        raise mistake("order", expected, f"one for {len(terms)} terms, with other indices, dimensions or order")
    return found
