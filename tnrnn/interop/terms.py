"""Networks written down by hand: the names of tensors, and for each the names of its bonds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..basics import mistake
from ..networks import COPY, Draft, Network
from .expressions import from_einsum


def from_terms(tensors: Mapping[str, str | Sequence[str]], dims: int | Mapping[str, int] = 2) -> Network:
    """Return the network of tensors that are given by their names, each with the names of its bonds.

    A bond of one tensor is a leg, that of two joins them; what joins more becomes a copy tensor, as in `from_einsum`.

    Parameters
    ----------
    tensors : mapping of str to str or list of str
        For each tensor the names of its bonds in order: a list, or one text in which spaces stand between them.
    dims : int or mapping of str to int
        The dimension of all bonds, or of each; by default 2. Pictures need none.

    Returns
    -------
    Network
        Its tensors are weights, each with a parameter of its own name. The open legs are in the order of their
        appearance.

    Raises
    ------
    TnrnnError
        If there are no tensors, a name is not valid, or a dimension is missing or is that of no bond.

    Examples
    --------
    >>> from_terms({"A": "i k", "B": "k j"}, {"i": 2, "k": 3, "j": 2}).open
    ('i', 'j')
    """
    if not isinstance(tensors, Mapping) or not tensors:
        raise mistake("from_terms", 'a mapping such as {"A": "i k", "B": "k j"}', tensors)
    terms = {name: _bonds(name, given) for name, given in tensors.items()}
    indices = list(dict.fromkeys(index for bonds in terms.values() for index in bonds))
    if isinstance(dims, Mapping):
        for index in indices:
            if index not in dims:
                raise mistake("from_terms, dims", f"a dimension for {index!r}", list(dims))
        known = set(indices)
        for index in dims:
            if index not in known:
                raise mistake("from_terms, dims", "names of bonds", index, indices)
        sizes = {index: dims[index] for index in indices}
    else:
        sizes = dict.fromkeys(indices, dims)
    network, _ = from_einsum(list(terms.values()), None, sizes, arrays=False)
    return _named(network, list(terms))


def _bonds(name: str, given: str | Sequence[str]) -> list[str]:
    found = given.split() if isinstance(given, str) else given
    if not isinstance(found, list | tuple) or not all(isinstance(index, str) and index for index in found):
        raise mistake(f"from_terms, {name}", "names of bonds", given)
    return list(found)


def _named(network: Network, names: Sequence[str]) -> Network:
    """Return a network whose tensors that are no copies have these names, in their order."""
    columns, given = network.columns, iter(names)
    parameters = [None if kind == COPY else next(given) for kind in columns.kinds]
    named = [own if name is None else name for own, name in zip(columns.names, parameters, strict=True)]
    kinds = ["weight" if kind != COPY else "copy" for kind in columns.kinds]
    draft = Draft(named, kinds, columns.begin, columns.axes, parameters, columns.bonds, columns.dims)
    return Network.of(draft, network.open)
