"""TensorNetworks of the package quimb: hyperindices are copy tensors, and tags are names, fields and tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..basics import TnrnnError, as_before, listed, missing, mistake
from ..networks import Network, Tensor
from ..values import Array, numerics
from .assembling import Labelled, assemble
from .circuits import circuit_network, is_circuit
from .factors import exponent_of, with_factor
from .naming import Names, tensor_names
from .spreading import arrays_of, common_dtype, copy_array, gathered, is_copy, spread
from .tags import Known, fields, labels, written

if TYPE_CHECKING:
    import quimb.tensor

OWNER = "from_quimb, exponent"
"""What messages about the factor of a network begin with."""

COPY = "COPY"
"""The tag of tensors that are copy tensors."""

# The names that quimb draws at random for indices.
_RANDOM = re.compile("_[0-9a-f]{6}[A-Za-z]{5}")


def _quimb(owner: str) -> Any:
    """Return the module quimb.tensor; raise if quimb, an optional package, is not installed."""
    try:
        import quimb.tensor
    except ImportError:
        raise missing(owner, "quimb", "interop") from None
    return quimb.tensor


@as_before()
def from_quimb(
    network: quimb.tensor.TensorNetwork | quimb.tensor.Circuit,
    *,
    output_inds: Iterable[str] | None = None,
    operator: bool = False,
    arrays: bool = True,
) -> tuple[Network, dict[str, Array]]:
    """Return the network of a quimb TensorNetwork or Circuit, and its arrays.

    A hyperindex (an index on three tensors or more) becomes a copy tensor, as does a tensor with the tag COPY and the
    array of a copy tensor. A tensor is named by a tag that no other tensor has, or by two tags, or else t0, t1, ..;
    indices keep their names, except that random names of quimb are replaced by those of the tensors that they join. All
    other tags that are printable strings become the `tags` of the tensor, and `left_inds` its `left`; a copy tensor has
    neither.

    If the network has an `exponent` x other than 0, its factor 10^x = m 2^k, with m from 1 to 2, is multiplied into the
    tensors that share their array with no other tensor: the first of them is multiplied by m, which rounds once, and
    all of them by powers of 2, which is exact. If there is no such tensor, one without bonds is added. Tensors with
    `left_inds` are spared if the others can hold the factor; otherwise they are no isometries any more.

    Parameters
    ----------
    network : quimb.tensor.TensorNetwork or quimb.tensor.Circuit
        The network, or a circuit, which stands for its state `psi` with an open index for each site, in order.
    output_inds : iterable of str, optional
        The open indices, in order, as `TensorNetwork.contract` takes them; by default the indices that appear once.
    operator : bool
        Whether to read the operator U[k0, k1, .., b0, b1, ..] of a circuit, which maps b to k, instead of its state.
        By default False.
    arrays : bool
        Whether to read the values of arrays. If False, only their shapes are read; every tensor with the tag COPY and
        equal dimensions is then a copy tensor, and an exponent is ignored. By default True.

    Returns
    -------
    (Network, weights)
        The network, and the arrays by parameter: views of the given arrays if possible, and none if `arrays` is False.

    Raises
    ------
    TnrnnError
        If `network` is something else, if an array has numbers that are not finite, if the arrays cannot hold the
        factor of the exponent, or if a circuit has no operator (or no state) as a network.

    Examples
    --------
    >>> import quimb.tensor
    >>> network, weights = from_quimb(quimb.tensor.MPS_rand_state(4, bond_dim=3, seed=0))
    >>> network.open, [bond.name for bond in network.bonds if bond.dim == 3]
    (('k0', 'k1', 'k2', 'k3'), ['I0--I1', 'I1--I2', 'I2--I3'])
    >>> bell = quimb.tensor.Circuit(2)
    >>> bell.h(0)
    >>> bell.cnot(0, 1)
    >>> from tnrnn import contract
    >>> contract(*from_quimb(bell)).round(3).real + 0
    array([[0.707, 0.   ],
           [0.   , 0.707]])
    """
    package = _quimb("from_quimb")
    sites: tuple[Any, ...] | None = None
    if is_circuit(package, network):
        network, sites = circuit_network(network, operator)
    elif operator:
        raise mistake("from_quimb, operator", "a quimb.tensor.Circuit, as an operator is asked for", network)
    if not isinstance(network, package.TensorNetwork):
        raise mistake("from_quimb", "a quimb.tensor.TensorNetwork or quimb.tensor.Circuit", network)
    if output_inds is None:
        output = network.outer_inds() if sites is None else sites
    else:
        output = listed("output_inds", "names of indices", output_inds)
    read = _read(network, arrays)
    exponent = exponent_of(OWNER, network.exponent) if arrays else 0.0
    read = _factored(read, exponent) if exponent else read
    found = fields(read.names, read.known)
    kinds, parameters = found.pop("kind"), found.pop("parameter")
    names = _index_names(read)
    made = assemble(
        Labelled(read.names, read.inds, read.shapes, output, read.copies, names, kinds, parameters, found, read.left)
    )
    return made, gathered(made, read.arrays, checked=True)


class _Read(NamedTuple):
    """The tensors of a quimb network, each by its name, indices with dimensions, tags and `left_inds`.

    `copies` are the indices of its copy tensors with their dimensions, and `arrays` the checked arrays by the names of
    tensors, if they are read.
    """

    names: list[str]
    inds: list[tuple[Any, ...]]
    shapes: list[tuple[int, ...]]
    known: Known
    left: list[tuple[Any, ...]]
    copies: list[tuple[tuple[Any, int], ...]]
    arrays: dict[str, Array]


def _read(network: Any, arrays: bool) -> _Read:
    tensors = list(network)
    tags = [tuple(tensor.tags) for tensor in tensors]
    found: list[Array] = []
    if arrays:
        found = numerics(lambda place: f"tensor {_shown(tensors[place])}", [_data(tensor) for tensor in tensors])
    shapes = [each.shape for each in (found or tensors)]
    copies = []
    for place in [place for place, each in enumerate(tags) if COPY in each]:
        if len(set(shapes[place])) == 1 and (not arrays or is_copy(found[place])):
            copies.append(place)
    gone = set(copies)
    kept = [place for place in range(len(tensors)) if place not in gone] if gone else range(len(tensors))
    known = Known([tags[place] for place in kept])
    names = tensor_names(labels(known))
    return _Read(
        names,
        [tensors[place].inds for place in kept],
        [shapes[place] for place in kept],
        known,
        [tuple(dict.fromkeys(left)) if left else () for left in (tensors[place].left_inds for place in kept)],
        [tuple(zip(tensors[place].inds, shapes[place], strict=True)) for place in copies],
        dict(zip(names, (found[place] for place in kept), strict=True)) if arrays else {},
    )


def _factored(read: _Read, exponent: float) -> _Read:
    """Multiply 10^exponent into the arrays that belong to a single tensor, or into one more tensor."""
    parameters = fields(read.names, read.known)["parameter"]
    count = Counter(parameters)
    own = [name for name, parameter in zip(read.names, parameters, strict=True) if count[parameter] == 1]
    arrays = dict(read.arrays)
    if not own:
        own = [Names(arrays).take("factor")]
        arrays[own[0]] = np.ones(())
        read = read._replace(
            names=[*read.names, *own],
            inds=[*read.inds, ()],
            shapes=[*read.shapes, ()],
            known=Known([*read.known.tags, ()]),
            left=[*read.left, ()],
        )
    isometries = {name for name, left in zip(read.names, read.left, strict=True) if left}
    made = _multiplied(arrays, [name for name in own if name not in isometries], exponent)
    if made is None:
        made = dict(zip(own, with_factor(OWNER, [arrays[name] for name in own], exponent), strict=True))
        read = read._replace(
            left=[() if name in made else left for name, left in zip(read.names, read.left, strict=True)]
        )
    return read._replace(arrays=arrays | made)


def _multiplied(arrays: Mapping[str, Array], names: list[str], exponent: float) -> dict[str, Array] | None:
    """Return the arrays with these names, multiplied by 10^exponent, or None if none is there to hold it."""
    if not names:
        return None
    try:
        return dict(zip(names, with_factor(OWNER, [arrays[name] for name in names], exponent), strict=True))
    except TnrnnError:
        return None


def to_quimb(network: Network, weights: Mapping[str, Any]) -> quimb.tensor.TensorNetwork:
    """Return a network as a quimb TensorNetwork, whose outer indices are the names of `network.open`.

    A class of copy tensors on three tensors or more becomes a hyperindex. Its open legs, and whatever a hyperindex
    cannot express, become small tensors with the tag COPY. The tags of a tensor are its name, its `tags` and, if they
    are set, its `kind`, `parameter`, `vertex`, `layer` and `position`, as in "kind=state". Its `left` are `left_inds`.

    `from_quimb(tn, network.open)` returns all of these, the axes, dimensions and arrays, the names of open bonds and of
    bonds between two tensors, and the copy tensors (adjacent ones merged, after the other tensors). Input slots become
    open indices. Symbols are left out, as are the tags and `left` of copy tensors, and tags that would mean something
    else: those like "kind=state", and COPY on an array that is one of a copy tensor. Fixed parameters are not marked.

    Parameters
    ----------
    network : Network
        What is converted.
    weights : mapping of str to array
        The arrays by parameter, as `contract` takes them.

    Raises
    ------
    TnrnnError
        If the weights are not valid for `contract`, or if a unit matrix of a dimension would not fit in memory.

    Examples
    --------
    >>> from tnrnn import rac, random_weights, unroll
    >>> circuit = rac(length=2, layers=1, inputs=2, hidden=3)
    >>> to_quimb(unroll(circuit), random_weights(circuit, seed=0)).outer_inds()
    ('out', 'x[1]--W_I[1,1]', 'x[2]--W_I[2,1]')
    """
    package = _quimb("to_quimb")
    arrays = arrays_of(network, weights)
    dtype = common_dtype(arrays)
    indices = spread(network)
    tensors = [tensor for tensor in network.tensors if tensor.parameter is not None]
    made = []
    for tensor, tags in zip(tensors, written([_sure(tensor, arrays) for tensor in tensors]), strict=True):
        at = {name: indices.axes[network.index[tensor.name], name] for name in tensor.bonds}
        left = [at[name] for name in tensor.left] or None
        made.append(package.Tensor(arrays[tensor.parameter or ""], tuple(at.values()), tags, left))
    for inds, dim in indices.copies:
        made.append(package.Tensor(copy_array(len(inds), dim, dtype), inds, [COPY]))
    found: quimb.tensor.TensorNetwork = package.TensorNetwork(made)
    return found


def _sure(tensor: Tensor, arrays: Mapping[str, Array]) -> Tensor:
    """Return a tensor without the tag COPY if it would be read as a copy tensor."""
    if COPY not in tensor.tags or not is_copy(arrays[tensor.parameter or ""]):
        return tensor
    return replace(tensor, tags=tuple(tag for tag in tensor.tags if tag != COPY))


def _data(tensor: Any) -> Any:
    """Return the array of a tensor; numbers and lists in it are read as numpy reads them, not as exact numbers."""
    data = tensor.data
    return np.asarray(data) if isinstance(data, list | tuple | int | float | complex) else data


def _shown(tensor: Any) -> str:
    return ", ".join(map(str, tensor.tags)) or "without tags"


def _index_names(read: _Read) -> dict[Any, str]:
    """Return names for the indices whose names quimb has drawn at random, as those differ in each process."""
    on: dict[Any, list[str]] = {
        index: []
        for index in dict.fromkeys(chain.from_iterable(read.inds))
        if "_" in str(index) and _RANDOM.search(str(index))
    }
    for name, inds in zip(read.names, read.inds, strict=True) if on else ():
        for index in inds:
            if index in on:
                on[index].append(name)
    return {index: "--".join(names[:3]) for index, names in on.items()}
