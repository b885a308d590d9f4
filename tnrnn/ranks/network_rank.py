"""`generic_rank`: the rank of a tensor network for random tensors, modulo a prime."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from ..basics import MAX_SEED, TnrnnError, approximate, as_before, mistake, names, whole
from ..networks import Network
from ..values import MAX_WEIGHTS, Array, contract, fixed_array, residues, uniform, written_out
from .pivots import MERSENNE, checked_prime, pivot_columns

MAX_TENSOR = 2**25
"""The largest number of elements of an array, which are Python's integers."""


@as_before()
def generic_rank(
    network: Network, near: Iterable[str], far: Iterable[str], *, seed: int = 0, modulus: int = MERSENNE
) -> int:
    """Return the rank of a network's tensor as a matrix, for random tensors: the quantum max-flow of the network.

    The tensors are random residues modulo a prime. The rank is a lower bound on the generic rank over the reals, and
    equals it but for bad luck of small probability.

    Parameters
    ----------
    network : Network
        The network. Tensors with the same parameter are the same tensor; fixed parameters keep their values.
    near, far : iterable of str
        The open bonds of the rows and of the columns. All open bonds of dimension 2 and more are among them.
    seed : int
        The seed of the random tensors.
    modulus : int
        A prime below 2^63.

    Raises
    ------
    TnrnnError
        If a name is not that of an open bond or is given twice, if an open bond of dimension 2 or more is missing, if
        the modulus is not a prime below 2^63, or if `contract` refuses the network.

    References
    ----------
    Cui, Freedman, Sattath, Stong, Minton, "Quantum max-flow/min-cut", arXiv 1508.04644.

    Examples
    --------
    >>> from tnrnn import Bond, Tensor
    >>> tensors = (Tensor("A", "weight", ("i", "j"), parameter="A"), Tensor("B", "weight", ("j", "k"), parameter="B"))
    >>> generic_rank(Network(tensors, (Bond("i", 4), Bond("j", 2), Bond("k", 3)), ("i", "k")), ["i"], ["k"])
    2
    """
    if not isinstance(network, Network):
        raise mistake("generic_rank", "a Network", network)
    prime = checked_prime("modulus", modulus)
    rows, cols = _legs(network, near, far)
    weights = _network_weights(network, whole("seed", seed, least=0, most=MAX_SEED), prime)
    tensor = contract(replace(network, fixed=_fixed_residues(network, prime)), weights, limit=MAX_TENSOR)
    order = [network.open.index(name) for name in (*rows, *cols)]
    rest = [axis for axis in range(len(network.open)) if axis not in order]
    size = math.prod(network.bond[name].dim for name in rows)
    matrix = residues("tensor", np.asarray(tensor).transpose([*order, *rest]), prime).reshape(size, -1)
    return len(pivot_columns(matrix, prime))


def _legs(network: Network, near: Iterable[str], far: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    rows, cols = names("near", near), names("far", far)
    for side, legs in (("near", rows), ("far", cols)):
        for name in legs:
            if name not in network.open:
                raise mistake(side, "names of open bonds", name, network.open)
    if len({*rows, *cols}) < len(rows) + len(cols):
        raise mistake("near and far", "every open bond once", (rows, cols))
    missing = [name for name in network.open if network.bond[name].dim > 1 and name not in (*rows, *cols)]
    if missing:
        raise mistake("near and far", "all open bonds of dimension 2 and more", f"none of {missing}")
    return rows, cols


def _fixed_residues(network: Network, prime: int) -> tuple[tuple[str, Any], ...]:
    """Return the fixed parameters of a network as integers modulo a prime."""

    def nested(value: Any) -> Any:
        return tuple(map(nested, value)) if isinstance(value, list) else value

    maps = written_out(network.maps)
    arrays = (
        (name, maps[name] if name in maps else fixed_array(name, value, network.parameters[name]))
        for name, value in network.fixed
    )
    return tuple((name, nested(residues(f"fixed {name}", array, prime).tolist())) for name, array in arrays)


def _network_weights(network: Network, seed: int, prime: int) -> dict[str, Array]:
    """Return random residues, as Python's integers, for the parameters of a network that are not fixed."""
    size = sum(map(math.prod, network.parameters.values()))
    if size > MAX_WEIGHTS:
        raise TnrnnError(f"generic_rank: expected at most {MAX_WEIGHTS:,} weights, given {approximate(size)}")
    fixed = {name for name, _ in network.fixed}
    return {
        name: uniform(f"tnrnn weights {seed} {name}".encode(), math.prod(shape), prime).reshape(shape).astype(object)
        for name, shape in network.parameters.items()
        if name not in fixed
    }
