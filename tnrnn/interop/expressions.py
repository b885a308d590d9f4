"""Einsum expressions, as numpy, opt_einsum and cotengra take them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np

from ..arithmetic import Array, numeric
from ..einsum import IDENTITY, ONES, Einsum, einsum
from ..errors import mistake
from ..fields import dim as dimension
from ..network import Network
from .assembling import Labelled, Part, assemble
from .naming import tensor_names, valid
from .spreading import arrays_of, common_dtype, copy_array


def from_einsum(expression: str | Einsum, *operands: Any) -> tuple[Network, dict[str, Array]]:
    """Return the network of an einsum expression, and the arrays of those operands that are arrays.

    ::

        "ab,bc->ac"    a network of two tensors, t0 and t1, with the open bonds a and c

    An index that stands on three axes or more, and an open one that stands on two or more, becomes a copy tensor; so
    does one that is traced ("aa->") or summed alone ("ab->a"): nothing is contracted.

    Parameters
    ----------
    expression : str or Einsum
        Without "->" the output has the indices that stand there once, in their order, as numpy has it. An `Einsum`
        names its operands; unit matrices and vectors of ones that it names become copy tensors again.
    *operands : arrays, or tuples of dimensions
        One for each term: an array, or a shape, as `opt_einsum.contract_expression` takes them. None at all for an
        `Einsum`, which has its shapes.

    Raises
    ------
    TnrnnError
        On expressions and operands that do not fit one another.

    Examples
    --------
    >>> network, weights = from_einsum("ab,bc,cd->ad", (5, 3), (3, 4), (4, 6))
    >>> network.open, [bond.dim for bond in network.bonds], weights
    (('a', 'd'), [5, 3, 4, 6], {})
    >>> from_einsum("ab,bc->ac", (2, 3), (4, 2))
    Traceback (most recent call last):
    tnrnn.errors.TnrnnError: index 'b': expected the dimension 3 everywhere, given 4
    """
    equation, labels = _expression(expression)
    terms, output = _terms(equation)
    given = operands
    if not operands and isinstance(expression, Einsum):
        given = expression.shapes
    if len(given) != len(terms):
        raise mistake("from_einsum", f"an array or a shape for each of the {len(terms)} terms", len(given))
    if labels is not None and len(labels) != len(terms):
        raise mistake("from_einsum, operands", f"a name for each of the {len(terms)} terms", len(labels))
    sized = [_sized(place, *each) for place, each in enumerate(zip(terms, given, strict=True))]
    small = [labels is not None and labels[place] in (IDENTITY, ONES) for place in range(len(terms))]
    copies = [legs for (legs, _), is_small in zip(sized, small, strict=True) if is_small]
    kept = [place for place, is_small in enumerate(small) if not is_small]
    names = tensor_names([None if labels is None else labels[place] for place in kept])
    tensors = [(name, *sized[place]) for name, place in zip(names, kept, strict=True)]
    parts = [Part(name, legs, {"kind": "weight", "parameter": name}) for name, legs, _ in tensors]
    letters = enumerate(dict.fromkeys("".join(terms)))
    unprintable: dict[Hashable, str] = {letter: f"i{place}" for place, letter in letters if not valid(letter)}
    network = assemble(Labelled(parts, copies, output, unprintable))
    return network, {name: array for name, _, array in tensors if array is not None}


def to_einsum(network: Network, weights: Mapping[str, Any]) -> tuple[Einsum, tuple[Array, ...]]:
    """Return a network as an einsum expression, and the arrays of its operands.

    `from_einsum` of both gives back the tensors in their order, their names and arrays, dimensions, copy tensors
    (adjacent ones as one) and the order of the open bonds. The expression has no kinds, positions, symbols and names of
    bonds; input slots become open bonds.

    Raises
    ------
    TnrnnError
        On weights that `contract` refuses.

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


def _expression(expression: Any) -> tuple[str, tuple[str, ...] | None]:
    if isinstance(expression, Einsum):
        return expression.equation, tuple(expression.operands)
    if isinstance(expression, str):
        return expression, None
    raise mistake("from_einsum", "an expression such as 'ab,bc->ac'", expression)


def _terms(equation: str) -> tuple[list[str], str]:
    """Return the terms and the output, which numpy's rule completes."""
    text = equation.translate(dict.fromkeys(map(ord, " \t\r\n")))
    left, arrow, right = text.partition("->")
    if "." in text:
        raise mistake("from_einsum", "every index by a letter of its own, without '...'", equation)
    if set("->") & set(left + right) or "," in right or not text:
        raise mistake("from_einsum", "an expression such as 'ab,bc->ac'", equation)
    terms = left.split(",")
    if not arrow:
        count = Counter("".join(terms))
        right = "".join(sorted(letter for letter, number in count.items() if number == 1))
    if len(set(right)) < len(right) or not set(right) <= set(left):
        raise mistake("from_einsum, output", "indices of the terms, each once", right)
    return terms, right


def _sized(place: int, term: str, operand: Any) -> tuple[tuple[tuple[str, int], ...], Array | None]:
    """Return the indices of a term with their dimensions, and its array if it is one."""
    owner = f"from_einsum, operand {place}"
    shape = operand if _is_shape(operand) else None
    array = numeric(owner, operand) if shape is None else None
    dims = array.shape if array is not None else tuple(dimension(owner, size) for size in shape or ())
    if len(dims) != len(term):
        raise mistake(owner, f"{len(term)} axes, as {term!r} has indices", dims)
    return tuple(zip(term, dims, strict=True)), array


def _is_shape(operand: Any) -> bool:
    return isinstance(operand, tuple) and all(isinstance(size, int | np.integer) for size in operand)
