"""A network as other packages have it: tensors whose axes are labelled with indices, and copy tensors as indices."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from ..basics import TnrnnError, mistake
from ..networks import Hyperedge, Network
from ..values import Array, check_weights, numeric, one_domain
from .naming import Names

MAX_ARRAY = 2**27
"""Elements of a copy tensor that another package has as an array."""


class Spread(NamedTuple):
    """The index of each axis of each tensor (by the tensor's number), and the copy tensors that stay, by indices."""

    axes: Mapping[tuple[int, str], str]
    copies: tuple[tuple[tuple[str, ...], int], ...]


def arrays_of(network: Any, weights: Any) -> dict[str, Array]:
    """Return the array of every parameter as `contract` would take it, the fixed ones in the arithmetic of the others.

    Raises
    ------
    TnrnnError
        On what is no network, and weights that `contract` refuses.
    """
    if not isinstance(network, Network):
        raise mistake("network", "a Network", network)
    given = check_weights(network.parameters, network.fixed, weights)
    fixed = {name for name, _ in network.fixed}
    common, _ = one_domain(given, {}, fixed)
    return {name: common[name] if name in fixed else array for name, array in given.items()}


def gathered(network: Network, found: Iterable[tuple[str, Any]]) -> dict[str, Array]:
    """Return the arrays of tensors, given by name, under their parameters.

    Raises
    ------
    TnrnnError
        On arrays of other shapes, numbers that are not finite, and two arrays of one parameter that differ.
    """
    arrays: dict[str, Array] = {}
    for name, value in found:
        parameter = network.tensors[network.index[name]].parameter
        if parameter is None:
            raise mistake(f"tensor {name}", "no array, as it is no weight", type(value).__name__)
        array, shape = numeric(f"tensor {name}", value), network.parameters[parameter]
        if array.shape != shape:
            raise mistake(f"tensor {name}", f"an array of shape {shape}", array.shape)
        if not np.array_equal(arrays.setdefault(parameter, array), array):
            raise TnrnnError(
                f"tensor {name}: expected the array that other tensors with the parameter {parameter} have"
            )
    return arrays


def common_dtype(arrays: Mapping[str, Array]) -> np.dtype[Any]:
    """Return the dtype that copy tensors have beside these arrays."""
    if not arrays:
        return np.dtype(np.float64)
    return np.result_type(*(array.dtype for array in arrays.values()))


def copy_array(legs: int, dim: int, dtype: np.dtype[Any]) -> Array:
    """Return the array of a copy tensor: 1 where all its indices are equal.

    Raises
    ------
    TnrnnError
        When it would be too large.
    """
    if legs * math.log2(dim) > math.log2(MAX_ARRAY):
        given = f"{legs} legs of dimension {dim:,}"
        raise mistake("copy tensor", f"arrays of at most {MAX_ARRAY:,} elements", given)
    array = np.zeros((dim,) * legs, dtype)
    array[(np.arange(dim),) * legs] = 1
    return array


def is_copy(array: Array) -> bool:
    """Return whether an array is that of a copy tensor."""
    if not array.ndim or len(set(array.shape)) > 1:
        return False
    diagonal = array[(np.arange(array.shape[0]),) * array.ndim]
    return bool((diagonal == 1).all()) and np.count_nonzero(array) == array.shape[0]


def spread(network: Network) -> Spread:
    """Return a network with indices on its tensors.

    A class of adjacent copy tensors becomes one index on its tensors. Where an index alone would say something else,
    a leg keeps its own bond, and a copy tensor of two legs joins it to the index: an open leg, a second leg on one
    tensor, and the second leg of a class that has two. An index that would stand on one axis only has a vector of ones
    on it.
    """
    names = Names([*network.open, *(e.name for e in network.hyperedges if not e.copies and e.name not in network.open)])
    axes: dict[tuple[int, str], str] = {}
    copies: list[tuple[tuple[str, ...], int]] = []
    taken = {leg for edge in network.hyperedges if edge.copies for leg in edge.legs} - set(network.open)
    hubs = {id(edge): names.take(edge.name) for edge in network.hyperedges if edge.copies}
    own = {leg: names.take(leg) for leg in sorted(taken)} | {name: name for name in network.open}
    for edge in network.hyperedges:
        if not edge.copies:
            axes |= {(end, edge.name): edge.name for end in network.ends[edge.name]}
            continue
        hub = hubs[id(edge)]
        direct = _direct(network, edge)
        for member, leg in zip(edge.members, edge.legs, strict=True):
            at = hub if leg in direct else own[leg]
            if member is not None:
                axes[member, leg] = at
            if leg not in direct:
                copies.append(((hub, at), edge.dim))
        copies += [((hub,), edge.dim)] * max(0, 2 - len(edge.legs))
    return Spread(axes, tuple(copies))


def _direct(network: Network, edge: Hyperedge) -> set[str]:
    """Return the legs that can carry the index of a class itself: on each of its tensors the last axis.

    Of two legs only the one on the later tensor. What is read again gives the same legs, so that names stay.
    """
    members = {member for member in edge.members if member is not None and network.tensors[member].kind != "input"}
    legs = set(edge.legs)
    direct = [[name for name in network.tensors[member].bonds if name in legs][-1] for member in sorted(members)]
    return set(direct[-1:] if len(edge.legs) == 2 else direct)
