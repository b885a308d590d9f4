"""The value of a circuit by definition: every vertex is computed from its children, in any of three arithmetics."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Collection, Mapping
from functools import reduce
from typing import Any

import numpy as np

from ..basics import MAX_SEED, Position, TnrnnError, approximate, mistake, whole
from ..networks import Circuit, Vertex
from .arithmetic import (
    INT64_MAX,
    SMALL_MODULUS,
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

# The largest number of random weights.
MAX_WEIGHTS = 2**27


def evaluate(circuit: Circuit, weights: Mapping[str, Any], inputs: Any = None, modulus: int | None = None) -> Array:
    """Return the value of a circuit: every vertex is computed once, children before their users.

    Parameters
    ----------
    circuit : Circuit
        The circuit.
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
    circuit, weights, inputs, modulus
        As in `evaluate`.

    Returns
    -------
    dict of str to array of shape (..., dim of the vertex)
        The values, in the order of `circuit.observed`.

    Raises
    ------
    TnrnnError
        As `evaluate`.

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
        The circuit.
    seed : int
        The seed, from 0 to 2^64 - 1.
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
    users = Counter(child for vertex in circuit.vertices for child in set(vertex.children))
    alive: dict[str, Array] = {}
    for vertex in circuit.vertices:
        children = [alive[child] for child in vertex.children]
        fixed_map = circuit.map_of(vertex)
        if fixed_map is not None:
            axis_first = [np.moveaxis(child, -1, 0) for child in _same_axes(children)]
            made = np.moveaxis(applied(fixed_map, axis_first, modulus), 0, -1)
        else:
            made = _value(vertex, children, weights, inputs, modulus)
        alive[vertex.name] = made
        for child in {*vertex.children, vertex.name}:
            users[child] -= child != vertex.name
            if not users[child] and child not in kept:
                del alive[child]
    return alive


def _same_axes(arrays: list[Array]) -> list[Array]:
    """Return the arrays with batch axes of length 1 in front, so that all have the same number of axes."""
    most = max(array.ndim for array in arrays)
    return [array.reshape(*(1,) * (most - array.ndim), *array.shape) for array in arrays]


def _value(
    vertex: Vertex,
    children: list[Array],
    weights: Mapping[str, Array],
    inputs: Mapping[Position, Array],
    modulus: int | None,
) -> Array:
    if vertex.kind == "input" and vertex.position is not None:
        return inputs[vertex.position]
    if vertex.kind == "product":
        return reduce(lambda one, two: _reduced(one * two, modulus), children)
    if vertex.kind == "sum":
        return reduce(lambda one, two: _reduced(one + two, modulus), children)
    weight = weights[vertex.parameter or ""]
    if vertex.kind == "constant":
        return weight
    if vertex.kind == "linear":
        return _linear(weight, children[0], modulus)
    # sum_ij B[:, i, j] u_i v_j is a linear map of the vector of all u_i v_j.
    one, two = children
    pairs = _reduced(one[..., :, None] * two[..., None, :], modulus)
    size = weight.shape[1] * weight.shape[2]
    return _linear(weight.reshape(-1, size), pairs.reshape(*pairs.shape[:-2], size), modulus)


def _reduced(array: Array, modulus: int | None) -> Array:
    return array if modulus is None else array % modulus


def _linear(weight: Array, vector: Array, modulus: int | None) -> Array:
    """Return W v over the last axis; with int64, sums are reduced before they can overflow."""
    if modulus is None or weight.dtype == object:
        return _reduced(vector @ weight.T, modulus)
    # A residue plus n products of two residues is at most (p - 1) + n (p - 1)^2; n = 1 fits, as p (p - 1) < p^2 < 2^63.
    most = (INT64_MAX - (modulus - 1)) // (modulus - 1) ** 2
    total = np.zeros((*vector.shape[:-1], weight.shape[0]), dtype=np.int64)
    for start in range(0, weight.shape[1], most):
        part = slice(start, start + most)
        total += vector[..., part] @ weight[:, part].T
        total %= modulus
    return total


def uniform(key: bytes, count: int, modulus: int) -> Array:
    """Return `count` random residues of numbers with 64 more bits than the modulus, so that the bias is below 2^-64."""
    width = (modulus.bit_length() + 64 + 7) // 8
    stream = hashlib.shake_256(key).digest(width * count)
    numbers = [int.from_bytes(stream[at : at + width], "little") % modulus for at in range(0, len(stream), width)]
    return np.array(numbers, dtype=np.int64 if modulus <= SMALL_MODULUS else object)


def centred(key: bytes, count: int) -> Array:
    """Return `count` random numbers, uniform from -sqrt(3) to sqrt(3), so that the mean is 0 and the variance is 1."""
    bits = np.frombuffer(hashlib.shake_256(key).digest(8 * count), dtype="<u8")
    centred: Array = ((bits >> np.uint64(11)).astype(np.float64) * 2.0**-52 - 1.0) * math.sqrt(3.0)
    return centred
