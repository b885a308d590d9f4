"""The directions of bonds between isometries."""

from __future__ import annotations

from ...networks import Network


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
    found = {}
    for name, ends in network.ends.items():
        tensors = [network.tensors[end] for end in ends]
        claims = set()
        for tensor in tensors:
            if tensor.left:
                others = [other.name for other in tensors if other is not tensor]
                claims.add(tensor.name if name in tensor.left else "".join(others))
        if len(claims) == 1:
            found[name] = claims.pop()
    return found
