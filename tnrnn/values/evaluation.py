"""The value of a circuit by definition: every vertex is computed from its children, in any of three arithmetics."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Collection, Mapping
from functools import reduce
from typing import Any

import numpy as np

from ..basics import MAX_SEED, EinsumMap, Position, TnrnnError, approximate, mistake, whole
from ..networks import Circuit
from .arithmetic import (
    Array,
    as_floats,
    check_inputs,
    check_modulus,
    check_weights,
    fixed_array,
    one_domain,
    residues,
)
from .maps import applied
from .modular import modular_linear, reduced
from .streams import centred, uniform

# The largest number of random weights.
MAX_WEIGHTS = 2**27

_SINGLY = 2**12  # products of residues that are reduced one by one sooner than by products of matrices


def evaluate(circuit: Circuit, weights: Mapping[str, Any], inputs: Any = None, modulus: int | None = None) -> Array:
    """Return the value of a circuit: every vertex is computed once, children before their users.

    Parameters
    ----------
    circuit : Circuit
        What is computed.
    weights : mapping of str to array
        The arrays by parameter, of the shapes in `circuit.parameters`. Fixed parameters may be left out; if they are
        given, then with their fixed values.
    inputs : array of shape (..., T, M), or mapping of position to array of shape (..., M_t)
        The inputs. The axis T follows `circuit.inputs`, which are sorted by position. Inputs of different widths need a
        mapping; its batch shapes broadcast. A circuit without inputs takes None.
    modulus : int, optional
        A prime. With it, all numbers must be integers, and the value is computed modulo this prime.

    Returns
    -------
    array of shape (..., dim of the output)
        The value. Floats and complex numbers are promoted as in numpy. Integers and fractions are exact, in an array of
        objects: without a modulus no integer overflows, and none becomes a float unless an array of floats meets it.
        With a modulus, the numbers are from 0 to modulus - 1, as int64 for primes up to 2^31.5 and as Python's integers
        beyond.

    Raises
    ------
    TnrnnError
        If a parameter or a position is missing or unknown, if a shape is wrong, if a number is not finite (or, with a
        modulus, not an integer), or if the modulus is not prime.

    References
    ----------
    The recurrence of Levine et al., arXiv 1710.09431, section 3.

    Examples
    --------
    >>> from tnrnn import rac
    >>> circuit = rac(length=2, layers=1, inputs=2, hidden=1)
    >>> weights = {"h[0,1]": [1], "W_H[1]": [[2]], "W_I[1]": [[1, 10]], "W_O": [[3]]}
    >>> evaluate(circuit, weights, [[1, 1], [0, 1]])  # 3 * (2 * (2 * 1 * 11) * 10)
    array([1320], dtype=object)
    >>> evaluate(circuit, weights, [[1, 1], [0, 1]], modulus=7)
    array([4])
    """
    return _evaluated(circuit, weights, inputs, modulus, ())[circuit.output]


def evaluate_observed(
    circuit: Circuit, weights: Mapping[str, Any], inputs: Any = None, modulus: int | None = None
) -> dict[str, Array]:
    """Return the values of the observed vertices of a circuit, by name, computed at once.

    Parameters
    ----------
    circuit : Circuit
        What is computed.
    weights : mapping of str to array
        The arrays by parameter, of the shapes in `circuit.parameters`; fixed parameters may be left out.
    inputs : array of shape (..., T, M), or mapping of position to array of shape (..., M_t)
        The inputs, in the form that `evaluate` takes.
    modulus : int, optional
        A prime, modulo which values are computed; all numbers must then be integers.

    Returns
    -------
    dict of str to array of shape (..., dim of the vertex)
        The values, in the order of `circuit.observed`.

    Raises
    ------
    TnrnnError
        If a parameter, a position, a shape, a number or the modulus is wrong, as in `evaluate`.

    Examples
    --------
    >>> from tnrnn import rac
    >>> circuit = rac(length=2, layers=1, inputs=2, hidden=1)
    >>> weights = {"h[0,1]": [1], "W_H[1]": [[2]], "W_I[1]": [[1, 10]], "W_O": [[3]]}
    >>> found = evaluate_observed(circuit, weights, [[1, 1], [0, 1]])
    >>> [int(found[name][0]) for _, name in circuit.observed]
    [22, 440]
    """
    names = tuple(dict.fromkeys(name for _, name in circuit.observed)) if isinstance(circuit, Circuit) else ()
    found = _evaluated(circuit, weights, inputs, modulus, names)
    return {name: found[name] for name in names}


def _evaluated(
    circuit: Circuit, weights: Mapping[str, Any], inputs: Any, modulus: int | None, observed: tuple[str, ...]
) -> dict[str, Array]:
    """Return the values of the output and of observed vertices."""
    if not isinstance(circuit, Circuit):
        raise mistake("evaluate", "a Circuit", circuit)
    prime = check_modulus(modulus)
    names = {name for name, _ in circuit.fixed}
    given = check_weights(circuit.parameters, circuit.fixed, weights, prime)
    values, batch = check_inputs({v.position: v.dim for v in circuit.inputs if v.position is not None}, inputs)
    given, values = one_domain(given, values, names, prime)
    try:
        found = _fold(circuit, given, values, prime, {circuit.output, *observed})
    except OverflowError:  # raised by Python's numbers in arrays of objects
        raise TnrnnError("evaluate: expected numbers that floats can hold where floats meet integers") from None
    return {name: np.broadcast_to(array, (*batch, array.shape[-1])).copy() for name, array in found.items()}


def random_weights(circuit: Circuit, seed: int, modulus: int | None = None) -> dict[str, Array]:
    """Return random weights for all parameters of a circuit: the same bytes for the same arguments, on any machine.

    Every array is derived by SHAKE-256 from the seed and the name of its parameter. Without a modulus, its entries are
    uniform with mean 0 and variance 1 / fan-in (the product of all dimensions but the first). With a modulus, they are
    uniform from 0 to modulus - 1, up to a bias below 2^-64. Fixed parameters have their fixed values; those that are an
    `EinsumMap` are left out.

    Parameters
    ----------
    circuit : Circuit
        The circuit whose parameters get weights.
    seed : int
        The seed of the weights, from 0 to 2^64 - 1.
    modulus : int, optional
        A prime; by default the weights are floats.

    Raises
    ------
    TnrnnError
        If the seed is out of range, if the modulus is not prime, or if the circuit has more than 2^27 weights.

    Examples
    --------
    >>> from tnrnn import rac
    >>> random_weights(rac(length=3, layers=1, inputs=2, hidden=2), seed=0, modulus=101)["W_I[1]"]
    array([[42,  6],
           [ 8, 85]])
    """
    if not isinstance(circuit, Circuit):
        raise mistake("random_weights", "a Circuit", circuit)
    number, prime = whole("seed", seed, least=0, most=MAX_SEED), check_modulus(modulus)
    parameters = {name: shape for name, shape in circuit.parameters.items() if name not in circuit.maps}
    size = sum(map(math.prod, parameters.values()))
    if size > MAX_WEIGHTS:
        raise TnrnnError(f"random_weights: expected at most {MAX_WEIGHTS:,} weights, given {approximate(size)}")
    fixed = {
        name: fixed_array(name, value, circuit.parameters[name])
        for name, value in circuit.fixed
        if name not in circuit.maps
    }
    weights: dict[str, Array] = {}
    for name, shape in parameters.items():
        key = f"tnrnn weights {number} {name}".encode()
        if name in fixed:
            weights[name] = residues(f"fixed {name}", fixed[name], prime) if prime else as_floats(fixed[name])
        elif prime:
            weights[name] = uniform(key, math.prod(shape), prime).reshape(shape)
        else:
            weights[name] = (centred(key, math.prod(shape)) / math.sqrt(math.prod(shape[1:]))).reshape(shape)
    return weights


def _fold(
    circuit: Circuit,
    weights: Mapping[str, Array],
    inputs: Mapping[Position, Array],
    modulus: int | None,
    kept: Collection[str],
) -> dict[str, Array]:
    """Return the values of the vertices `kept`, computed in order; each other is dropped after its last use."""
    places = {circuit.places[name]: name for name in kept}
    alive: list[Any] = [weights[v.parameter or ""] if v.kind == "constant" else None for v in circuit.vertices]
    for vertex in circuit.inputs:
        alive[circuit.places[vertex.name]] = inputs[vertex.position]  # type: ignore[index]
    matrices = {name: array.reshape(len(array), -1).T for name, array in weights.items()}
    linear, times, plus = _operations(modulus)
    for place, kind, parameter, children, done in circuit.steps:
        if kind == "linear":
            made = linear(alive[children[0]], matrices[parameter])
        elif kind == "product":
            made = reduce(times, [alive[child] for child in children])
        elif kind == "sum":
            made = reduce(plus, [alive[child] for child in children])
        elif kind == "bilinear":  # sum_ij B[:, i, j] u_i v_j is a linear map of the vector of all u_i v_j
            pairs = times(alive[children[0]][..., :, None], alive[children[1]][..., None, :])
            made = linear(pairs.reshape(*pairs.shape[:-2], len(matrices[parameter])), matrices[parameter])
        else:
            made = _mapped(circuit.maps[parameter], [alive[child] for child in children], modulus)
        alive[place] = made
        for each in done:
            if each not in places:
                alive[each] = None
    return {name: alive[place] for place, name in places.items()}


def _operations(modulus: int | None) -> tuple[Callable[[Array, Array], Array], ...]:
    """Return how a vector is multiplied by the transpose of a matrix, and how vectors are multiplied and added."""
    if modulus is None:
        return operator.matmul, operator.mul, operator.add
    prime: int = modulus

    def linear(vector: Array, matrix: Array) -> Array:
        if matrix.dtype == object:
            return reduced(vector @ matrix, prime)
        if vector.ndim == 1 or vector.size * matrix.shape[1] <= _SINGLY:
            products = reduced(vector[..., None, :] * matrix.T, prime)
            return reduced(np.add.reduce(products, axis=-1), prime)
        return np.moveaxis(modular_linear(matrix.T, np.moveaxis(vector, -1, 0), prime), 0, -1)

    return linear, lambda one, two: reduced(one * two, prime), lambda one, two: reduced(one + two, prime)


def _mapped(given: EinsumMap, children: list[Array], modulus: int | None) -> Array:
    """Return the value of a map, with batch axes of length 1 in front of children that have fewer of them."""
    most = max(array.ndim for array in children)
    same = [array.reshape(*(1,) * (most - array.ndim), *array.shape) for array in children]
    return np.moveaxis(applied(given, [np.moveaxis(array, -1, 0) for array in same], modulus), 0, -1)
