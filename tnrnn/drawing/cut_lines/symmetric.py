"""Symmetric cuts in pictures of circuits: what crosses them, as a cut with a mark on every vector."""

from __future__ import annotations

from ...bounding import SymmetricCut
from ...cuts import Cut, CutEntry
from ...networks import Circuit, Network


def marked(of: Network | Circuit, cut: SymmetricCut) -> Cut | None:
    """Return the marks and sides of a symmetric cut: a bond for every vector that crosses, as often as its degree.

    U and D stand on the side that the polynomials are about, and all between them on the other. The value of the cut
    that is returned means nothing. The result is None for a network, and if the symmetric cut is one of the regrouped
    circuit, as its vectors have no place in the picture.

    Examples
    --------
    >>> from tnrnn import Partition, rac, symmetric_cut
    >>> circuit = rac(length=8, layers=2, inputs=3, hidden=3)
    >>> cut = marked(circuit, symmetric_cut(circuit, Partition.start_end(8)))
    >>> [(entry.name, entry.dim, entry.count) for entry in cut.entries], ("h[4,1]", 5) in cut.near
    ([('h[4,1]', 3, 4), ('h[4,2]', 3, 1)], True)
    """
    apart = {*cut.upper, *cut.lower}
    known = of.by_name if isinstance(of, Circuit) else {}
    if not known.keys() >= {*apart, *(factor.name for factor in cut.factors)} or not isinstance(of, Circuit):
        return None
    entries = []
    for name, dim, degree in cut.factors:
        if dim and degree:
            symbol = known[name].symbol if known[name].dim == dim else None
            entries.append(CutEntry(name, "bond", dim, symbol, degree))
    inner = tuple((name, count) for name, count in of.copies.items() if name in apart)
    middle = tuple((name, count) for name, count in of.copies.items() if name not in apart)
    near, far = (inner, middle) if cut.side == "near" else (middle, inner)
    return Cut(tuple(entries), near, far)
