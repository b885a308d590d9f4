"""The directions of bonds between isometries."""

from __future__ import annotations

from ...networks import Network

OUT = ""
"""Where a dangling bond points that points out of the network."""


def directions(network: Network) -> dict[str, str]:
    """Return the name of the tensor that each directed bond points to, or "" if it points out of the network.

    A tensor with bonds in `left` directs all its bonds: those in `left` point into it, and the others out of it. A bond
    that its two tensors direct in opposite ways has no direction, as has a bond that nothing directs.

    Examples
    --------
    >>> from tnrnn import Bond, Tensor
    >>> left = Tensor("A", "weight", ("s", "a"), parameter="A", left=("s",))
    >>> centre = Tensor("C", "weight", ("a", "t"), parameter="C")
    >>> directions(Network((left, centre), (Bond("s", 2), Bond("a", 2), Bond("t", 2)), ("s", "t")))
    {'s': 'A', 'a': 'C'}
    """
    into = {tensor.name: frozenset(tensor.left) for tensor in network.tensors if tensor.left}
    found = {}
    for bond, ends in network.ends.items():
        names = [network.tensors[end].name for end in ends]
        other = dict(zip(names, names[::-1] if len(names) == 2 else [OUT], strict=True))
        claims = {name if bond in into[name] else other[name] for name in names if name in into}
        if len(claims) == 1:
            found[bond] = claims.pop()
    return found
