"""A network in the form of other packages: tensors with an index on each axis, and copy tensors as indices."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ..basics import TnrnnError, mistake
from ..networks import Hyperedge, Network
from ..values import Array, check_weights, numerics, one_domain, written_out
from .naming import Names

MAX_ARRAY = 2**27
"""The largest number of elements of a copy tensor that is made as an array."""


class Spread(NamedTuple):
    """A network with indices on its tensors.

    `axes` has the index of each axis, by the number of the tensor and the name of the bond. `copies` are the copy
    tensors that remain, each by its indices and its dimension.
    """

    axes: Mapping[tuple[int, str], str]
    copies: tuple[tuple[tuple[str, ...], int], ...]


def arrays_of(network: Any, weights: Any) -> dict[str, Array]:
    """Return the array of every parameter as `contract` uses it, with fixed values in the arithmetic of the others.

    Raises
    ------
    TnrnnError
        If `network` is not a network, or if the weights are not valid for `contract`.
    """
    if not isinstance(network, Network):
        raise mistake("network", "a Network", network)
    given = check_weights(network.parameters, network.fixed, weights) | written_out(network.maps)
    fixed = {name for name, _ in network.fixed}
    common, _ = one_domain(given, {}, fixed)
    return {name: common[name] if name in fixed else array for name, array in given.items()}


def gathered(network: Network, found: Mapping[str, Any], checked: bool = False) -> dict[str, Array]:
    """Return the arrays of tensors, given by name, under their parameters; `checked` ones are what `numeric` makes.

    Raises
    ------
    TnrnnError
        If an array has another shape or numbers that are not finite, or if two arrays of one parameter differ.
    """
    arrays: dict[str, Array] = {}
    if not found:
        return arrays
    shapes, names = network.parameters, list(found)
    of_tensors = [network.columns.parameters[network.index[name]] for name in names]
    if None in of_tensors:
        name = names[of_tensors.index(None)]
        raise mistake(f"tensor {name}", "no array, as it is not a weight", type(found[name]).__name__)
    values = found.values() if checked else numerics(lambda place: f"tensor {names[place]}", list(found.values()))
    for name, parameter, array in zip(names, map(str, of_tensors), values, strict=True):
        if array.shape != shapes[parameter]:
            raise mistake(f"tensor {name}", f"an array of shape {shapes[parameter]}", array.shape)
        other = arrays.setdefault(parameter, array)
        if other is not array and not np.array_equal(other, array):
            raise TnrnnError(
                f"tensor {name}: expected the array that other tensors with the parameter {parameter} have"
            )
    return arrays


def common_dtype(arrays: Mapping[str, Array]) -> np.dtype[Any]:
    """Return the dtype for copy tensors in a network with these arrays."""
    if not arrays:
        return np.dtype(np.float64)
    return np.result_type(*(array.dtype for array in arrays.values()))


def copy_array(legs: int, dim: int, dtype: np.dtype[Any]) -> Array:
    """Return the array of a copy tensor: 1 where all its indices are equal.

    Raises
    ------
    TnrnnError
        If the array would be too large.
    """
    if legs * math.log2(dim) > math.log2(MAX_ARRAY):
        given = f"{legs} legs of dimension {dim:,}"
        raise mistake("copy tensor", f"arrays of at most {MAX_ARRAY:,} elements", given)
    array = np.zeros((dim,) * legs, dtype)
    array[(np.arange(dim),) * legs] = 1
    return array


def is_copy(array: Array) -> bool:
    """Return whether an array is the array of a copy tensor."""
    if not array.ndim or len(set(array.shape)) > 1:
        return False
    diagonal = array[(np.arange(array.shape[0]),) * array.ndim]
    return bool((diagonal == 1).all()) and np.count_nonzero(array) == array.shape[0]


def spread(network: Network) -> Spread:
    """Return a network with indices on its tensors.

    A class of adjacent copy tensors becomes one index on the tensors around it. Where an index alone would mean
    something else, a leg keeps its own bond, and a copy tensor with two legs joins that bond to the index. This is so
    for an open leg, for a second leg on one tensor, and for the second leg of a class that has two. An index that would
    be on one axis only gets a vector of ones.
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
    """Return the legs that can have the index of a class itself: on each of its tensors the last axis.

    Of a class with two legs, it is only the leg on the later tensor. A network that is read back gives the same legs,
    so names are kept.
    """
    members = {member for member in edge.members if member is not None and network.tensors[member].kind != "input"}
    legs = set(edge.legs)
    direct = [[name for name in network.tensors[member].bonds if name in legs][-1] for member in sorted(members)]
    return set(direct[-1:] if len(edge.legs) == 2 else direct)
