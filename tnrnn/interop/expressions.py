"""Einsum expressions, as numpy, opt_einsum and cotengra take them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..basics import dim as dimension, listed, mistake
from ..networks import IDENTITY, ONES, Einsum, Network, einsum
from ..values import Array, numeric
from .assembling import Labelled, assemble
from .naming import tensor_names, valid
from .spreading import arrays_of, common_dtype, copy_array
from .subscripts import (
    EXAMPLE,
    MAX_AXES,
    OWNER,
    Index,
    Subscripts,
    broadcast,
    expanded,
    named,
    of_lists,
    of_text,
    shapes_by_size,
)


def from_einsum(
    expression: Any, *operands: Any, shapes: bool = False, arrays: bool = True
) -> tuple[Network, dict[str, Array]]:
    """Return the network of an einsum expression, and the arrays of those operands that are arrays.

    ::

        from_einsum("ab,bc->ac", x, y)                      # an expression and its operands
        from_einsum("ab,bc->ac", {"a": 2, "b": 3, "c": 4})  # an expression and sizes
        from_einsum(x, [0, 1], y, [1, 2], [0, 2])           # operands with their indices; the output
        from_einsum([["a", "b"], ["b", "c"]], "ac", sizes)  # inputs, output, size_dict of cotengra

    The first line makes a network of two tensors, t0 and t1, with the open bonds a and c. As in `numpy.einsum`, "..."
    stands for the other axes of a term, which are aligned from the last one. Their bonds are called "...0", "...1" and
    so on, from the left. An axis of size 1 may meet any size: the tensor keeps the axis, which is summed alone.

    An index on three axes or more, and an open index on two axes or more, becomes a copy tensor. So does an index that
    is traced ("aa->") or summed alone ("ab->a"), as nothing is contracted.

    Parameters
    ----------
    expression : str, Einsum, array, shape or list
        The expression, or the first argument of another notation. Without "->", or without a last list, the output has
        the axes that "..." stands for and then, sorted, the indices that appear once, as in numpy. In cotengra's
        notation, an output of None has these indices in the order of their appearance. An `Einsum` names its operands;
        the unit matrices and vectors of ones that it names become copy tensors again.
    *operands : arrays, or tuples of dimensions
        An array or a shape for each term, as `opt_einsum.contract_expression` takes them. An `Einsum` takes no
        operands, as it has its shapes. Indices in lists are integers or strings, or Ellipsis for "...". A mapping from
        index to size may replace all operands; only in cotengra's notation may it have other indices too.
    shapes : bool
        Whether all operands are shapes, as in `opt_einsum.contract_path`; a shape may then be a list. By default False.
    arrays : bool
        Whether to read the values of arrays; if False, only their shapes are read. By default True.

    Returns
    -------
    (Network, weights)
        The network, and the arrays by parameter: views of the given arrays if possible, and none if `arrays` is False.

    Raises
    ------
    TnrnnError
        If the expression is not valid, or if the operands do not fit it.

    Examples
    --------
    >>> network, weights = from_einsum("ab,bc,cd->ad", (5, 3), (3, 4), (4, 6))
    >>> network.open, [bond.dim for bond in network.bonds], weights
    (('a', 'd'), [5, 3, 4, 6], {})
    >>> from_einsum("...ab,bc", (7, 8, 5, 3), (3, 4))[0].open
    ('...0', '...1', 'a', 'c')
    >>> from_einsum("ab,bc->ac", (2, 3), (4, 2))
    Traceback (most recent call last):
    tnrnn.TnrnnError: index 'b': expected the dimension 3 everywhere, given 4
    """
    given = _given(expression, operands, shapes)
    terms, labels = given.subscripts.terms, given.labels
    if len(given.operands) != len(terms):
        raise mistake(OWNER, f"an array or a shape for each of the {len(terms)} terms", len(given.operands))
    if labels is not None and len(labels) != len(terms):
        raise mistake(f"{OWNER}, operands", f"a name for each of the {len(terms)} terms", len(labels))
    every = given.operands if arrays else [_shape(operand) for operand in given.operands]
    sized = [_sized(place, operand, given.shapes) for place, operand in enumerate(every)]
    small = [labels is not None and labels[place] in (IDENTITY, ONES) for place in range(len(terms))]
    dims = [shape for shape, _ in sized]
    indices = expanded(given.subscripts, dims)
    legs = broadcast(indices.terms, dims, small)
    copies = [each for each, is_small in zip(legs, small, strict=True) if is_small]
    kept = [place for place, is_small in enumerate(small) if not is_small]
    names = tensor_names([None if labels is None else labels[place] for place in kept])
    inds = [[index for index, _ in legs[place]] for place in kept]
    shapes_of = [[dim for _, dim in legs[place]] for place in kept]
    network = assemble(Labelled(names, inds, shapes_of, indices.output, copies, _index_names(legs)))
    read = [(name, sized[place][1]) for name, place in zip(names, kept, strict=True)]
    return network, {name: array for name, array in read if arrays and array is not None}


def to_einsum(network: Network, weights: Mapping[str, Any]) -> tuple[Einsum, tuple[Array, ...]]:
    """Return a network as an einsum expression, and the arrays of its operands.

    `from_einsum` of both returns the same tensors in the same order with their names and arrays, the dimensions, the
    copy tensors (with adjacent ones merged) and the order of the open bonds. The expression does not keep kinds,
    positions, symbols and the names of bonds, and input slots become open bonds.

    Parameters
    ----------
    network : Network
        What is converted.
    weights : mapping of str to array
        The arrays by parameter, as `contract` takes them.

    Raises
    ------
    TnrnnError
        If the weights are not valid for `contract`.

    Examples
    --------
    >>> import numpy as np
    >>> network, weights = from_einsum("ab,b->ab", [[1.0, 2.0]], np.array([3.0, 4.0]))
    >>> expression, arrays = to_einsum(network, weights)
    >>> expression.equation, np.einsum(expression.equation, *arrays)
    ('ab,b->ab', array([[3., 8.]]))
    """
    arrays = arrays_of(network, weights)
    expression, dtype = einsum(network), common_dtype(arrays)
    named = iter([tensor for tensor in network.tensors if tensor.parameter is not None])
    made = []
    for operand, shape in zip(expression.operands, expression.shapes, strict=True):
        if operand in (IDENTITY, ONES):
            made.append(copy_array(len(shape), shape[0], dtype))
        else:
            made.append(arrays[next(named).parameter or ""])
    return expression, tuple(made)


class _Given(NamedTuple):
    """An expression, its operands, their names if the expression has any, and whether all operands are shapes."""

    subscripts: Subscripts
    operands: Sequence[Any]
    labels: tuple[str, ...] | None = None
    shapes: bool = False


def _given(expression: Any, operands: tuple[Any, ...], shapes: bool) -> _Given:
    """Return what the arguments of `from_einsum` mean in their notation."""
    if isinstance(expression, Einsum):
        labels = _labels(expression)
        if operands:
            return _Given(of_text(expression.equation), operands, labels, shapes)
        own = listed(f"{OWNER}, shapes", "a shape for each term", expression.shapes)
        return _Given(of_text(expression.equation), own, labels, True)
    if isinstance(expression, str):
        found = of_text(expression)
        if len(operands) == 1 and isinstance(operands[0], Mapping):
            return _Given(found, shapes_by_size(found, operands[0], all_used=True))
        return _Given(found, operands, None, shapes)
    if len(operands) == 2 and isinstance(operands[1], Mapping):
        found = of_lists(expression, operands[0])
        if found.output is None:
            count = Counter(index for term in found.terms for index in term)
            found = Subscripts(found.terms, tuple(index for index, number in count.items() if number == 1))
        return _Given(found, shapes_by_size(found, operands[1], all_used=False))
    if not operands:
        raise mistake(OWNER, EXAMPLE, expression)
    every = (expression, *operands)
    output = every[-1] if len(every) % 2 else None
    return _Given(of_lists(every[1::2], output), every[:-1:2], None, shapes)


def _labels(expression: Einsum) -> tuple[str, ...]:
    labels = listed(f"{OWNER}, operands", "a name for each term", expression.operands)
    for label in labels:
        if not isinstance(label, str):
            raise mistake(f"{OWNER}, operands", "names", label)
    return labels


def _sized(place: int, operand: Any, is_shape: bool) -> tuple[tuple[int, ...], Array | None]:
    """Return the shape of an operand, and the operand itself if it is an array."""
    owner = f"{OWNER}, operand {place}"
    if not is_shape and not _is_shape(operand):
        array = numeric(owner, operand)
        return tuple(dimension(owner, size) for size in array.shape), array
    sizes = listed(owner, "a shape", operand, MAX_AXES)
    return tuple(dimension(owner, size) for size in sizes), None


def _shape(operand: Any) -> Any:
    """Return the shape of an array that has one, and any other operand as it is."""
    shape = getattr(operand, "shape", None)
    return operand if isinstance(operand, tuple) or shape is None else tuple(shape)


def _is_shape(operand: Any) -> bool:
    return isinstance(operand, tuple) and all(isinstance(size, int | np.integer) for size in operand)


def _index_names(legs: Sequence[tuple[tuple[Index, int], ...]]) -> dict[Hashable, str]:
    """Return the names of indices; those that are not printable are named by their number."""
    every = dict.fromkeys(index for term in legs for index, _ in term)
    names = {index: named(index) for index in every}
    return {index: name if valid(name) else f"i{place}" for place, (index, name) in enumerate(names.items())}
