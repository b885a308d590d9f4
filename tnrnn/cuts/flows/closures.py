"""What near-minimal cuts leave open: closed sets of least exact cost, found by flows with finer and finer scales."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from .capacities import ROUNDING, scaled
from .engines import LIMITS, Links, solved

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

STEP = 64
"""By how many bits a scale is raised at first; four times as many where integers of any size are allowed."""

FEW = 5000
"""So few arcs are searched before scipy is loaded."""


class Closures(NamedTuple):
    """Sets of nodes that have the node `nodes - 2`, lack the node `nodes - 1`, and are closed under implications.

    A set with the node `tails[i]` has the node `heads[i]` too. It costs the product of base[factors[j]] ** counts[j]
    over all j for which it has the node `at[j]`; exponents may be negative. Each pair (node, factor) is listed once.
    """

    nodes: int
    tails: Array
    heads: Array
    at: Array
    factors: Array
    counts: Array


def reached(nodes: int, tails: Array, heads: Array, start: int) -> Array:
    """Return for each node whether arcs lead there from `start`.

    >>> import numpy as np
    >>> reached(4, np.array([0, 2]), np.array([1, 3]), 0).tolist()
    [True, True, False, False]
    """
    import numpy as np

    found = np.zeros(nodes, bool)
    found[start] = True
    if len(tails) <= FEW:
        new = heads[tails == start]
        while len(new):
            found[new] = True
            new = heads[found[tails] & ~found[heads]]
        return found
    from scipy.sparse.csgraph import breadth_first_order

    found[breadth_first_order(_graph(nodes, tails, heads), start, return_predecessors=False)] = True
    return found


def strong_parts(nodes: int, tails: Array, heads: Array) -> Array:
    """Return a number for each node, the same for nodes that lead to one another.

    >>> import numpy as np
    >>> parts = strong_parts(3, np.array([0, 1, 1]), np.array([1, 0, 2]))
    >>> (parts == parts[0]).tolist()
    [True, True, False]
    """
    import numpy as np

    if not len(tails):
        return np.arange(nodes, dtype=np.int32)
    from scipy.sparse.csgraph import connected_components

    label: Array = connected_components(_graph(nodes, tails, heads), directed=True, connection="strong")[1]
    return label


def _graph(nodes: int, tails: Array, heads: Array) -> Any:
    import numpy as np
    from scipy.sparse import coo_array

    return coo_array((np.ones(len(tails), np.int32), (tails, heads)), shape=(nodes, nodes)).tocsr()


def settled(given: Closures, base: tuple[int, ...], bits: int, engine: str) -> tuple[Array, Array]:
    """Return more implications, as tails and heads, with which the closed sets are exactly those of least cost.

    In every round, nodes that imply one another are contracted. If no node then costs anything, all closed sets cost
    the same, to the last exponent. Otherwise a flow at a finer scale than `bits` finds more implications that hold in
    all sets of least cost. The last scale proves the order of all costs, and mostly no flow is needed at all.
    """
    import numpy as np

    tails, heads = [given.tails[:0]], [given.heads[:0]]
    named = np.arange(given.nodes, dtype=np.int32)  # for each node left, one of the given nodes that it stands for
    proved = False
    while not proved:
        given, kept = contracted(given)
        named = named[kept]
        if not len(given.at):
            break
        bits, engine, proved = _scale(given, base, bits, engine)
        tail, head = _implied(given, base, bits, engine, proved)
        tails.append(named[tail])
        heads.append(named[head])
        given = given._replace(tails=np.concatenate((given.tails, tail)), heads=np.concatenate((given.heads, head)))
    return np.concatenate(tails), np.concatenate(heads)


def contracted(given: Closures) -> tuple[Closures, Array]:
    """Return the problem in which nodes that imply one another are one, and for each new node one of the given ones.

    What the first terminal implies becomes part of it, and what implies the second one becomes part of that.
    """
    import numpy as np

    source, sink = given.nodes - 2, given.nodes - 1
    near = reached(given.nodes, given.tails, given.heads, source)
    far = reached(given.nodes, given.heads, given.tails, sink)
    free = ~(near | far)
    inside = free[given.tails] & free[given.heads]
    label = strong_parts(given.nodes, given.tails[inside], given.heads[inside])
    used, label[free] = np.unique(label[free], return_inverse=True)
    groups = len(used)
    label[near], label[far] = groups, groups + 1
    kept = np.empty(groups + 2, np.int32)
    kept[label] = np.arange(given.nodes)
    kept[groups:] = source, sink
    tails, heads = label[given.tails[inside]], label[given.heads[inside]]
    arcs = np.unique(np.stack((tails, heads))[:, tails != heads], axis=1)
    at, factors, counts = _gathered(label[given.at], given.factors, given.counts, groups)
    return Closures(groups + 2, arcs[0], arcs[1], at, factors, counts), kept


def _gathered(at: Array, factors: Array, counts: Array, groups: int) -> tuple[Array, Array, Array]:
    """Return the costs of nodes below `groups`, added up for each node and factor, without those that add up to 0."""
    import numpy as np

    free = at < groups
    at, factors, counts = at[free], factors[free], counts[free]
    width = int(factors.max(initial=0)) + 1
    keys, place = np.unique(at.astype(np.int64) * width + factors, return_inverse=True)
    total = np.zeros(len(keys), np.int64)
    np.add.at(total, place, counts)
    keys, total = keys[total != 0], total[total != 0]
    return keys // width, keys % width, total


def _scale(given: Closures, base: tuple[int, ...], last: int, engine: str) -> tuple[int, str, bool]:
    """Return the bits of the next scale, an engine that solves it, and whether the scale proves the cost.

    The engine is networkx if the costs at a scale of more than the `last` bits do not fit the integers of `engine`.
    """
    proving = proving_bits(given, base)
    most = LIMITS[engine]
    if most is None:
        bits = min(proving, last + 4 * STEP)
        return bits, engine, bits == proving
    bits = min(proving, last + STEP)
    size = sum(map(abs, _costs(given, base, bits).values())) + int(abs(given.counts).sum())
    bits = min(proving, bits + most.bit_length() - size.bit_length() - 2)
    if bits <= last < proving:
        return _scale(given, base, last, "networkx")
    return bits, engine, bits == proving


def proving_bits(given: Closures, base: tuple[int, ...]) -> int:
    """Return the bits of a scale S at which costs, rounded, are ordered as they are.

    *Proof.* Let the costs of two closed sets differ. Their quotient is q/p, where p and q are coprime integers, and
    p q <= 2^L if L is the sum of |count| log2(factor) over all costs. Then |ln(q/p)| > 1/(min(p, q) + 1) >= 2^-(L/2+1).
    The difference of the rounded costs is wrong by at most half of C, the sum of all |count|, so it has the right sign
    if S 2^-(L/2+1) >= C/2, that is, S >= C 2^(L/2). Equal costs have equal exponents, and are equal when rounded. If
    there is only one factor, exponents order the costs (`scaled`).
    """
    if len(set(given.factors.tolist())) < 2:
        return 0
    counts: list[int] = abs(given.counts).tolist()
    logs = [math.log2(base[factor]) for factor in given.factors.tolist()]
    half = sum(count * log for count, log in zip(counts, logs, strict=True)) / 2
    return math.ceil(half * (1 + ROUNDING)) + sum(counts).bit_length()


def _costs(given: Closures, base: tuple[int, ...], bits: int) -> dict[int, int]:
    """Return the rounded cost of each node that has one: the sum of its exponents times round(2**bits ln b)."""
    factors = given.factors.tolist()
    used = sorted(set(factors))
    weight = dict(zip(used, scaled(tuple(base[factor] for factor in used), bits), strict=True))
    total: dict[int, int] = {}
    for node, factor, count in zip(given.at.tolist(), factors, given.counts.tolist(), strict=True):
        total[node] = total.get(node, 0) + count * weight[factor]
    return total


def _implied(given: Closures, base: tuple[int, ...], bits: int, engine: str, proved: bool) -> tuple[Array, Array]:
    """Return implications, as tails and heads, that hold in all closed sets of least cost.

    A node that costs less than nothing has a link of that capacity from the source, and one that costs more than
    nothing a link to the sink; implications have links that no least cut severs. So a closed set costs, rounded, as
    much as its cut does, but for a constant.

    *Proof.* Let T be half the sum of all |count|. The difference of the rounded costs of two closed sets is wrong by at
    most T. So no set of least exact cost costs, rounded, more than the least by more than T. A cut costs at least as
    much more than the flow as the flow leaves of any link from its near to its far side. So no set of least exact cost
    severs a link of which more than T is left. If the scale proves the order of costs (`proving_bits`), none severs a
    link of which anything is left, and each closed set that severs no such link has the least cost.
    """
    import numpy as np

    costs = _costs(given, base, bits)
    kind = object if engine == "networkx" else np.int64
    nodes, amounts = np.array(list(costs), np.int32), np.array(list(costs.values()), kind)
    source, sink = given.nodes - 2, given.nodes - 1
    enough = int(abs(amounts).sum()) + 1
    links = Links(
        given.nodes,
        np.concatenate((np.where(amounts < 0, source, nodes), given.tails)).astype(np.int32),
        np.concatenate((np.where(amounts < 0, nodes, sink), given.heads)).astype(np.int32),
        np.concatenate((abs(amounts), np.full(len(given.tails), enough, kind))),
        np.zeros(len(amounts) + len(given.tails), kind),
    )
    left = solved(links, engine)
    tolerance = 0 if proved else int(abs(given.counts).sum()) // 2
    ahead, back = left.ahead > tolerance, left.back > tolerance
    return (
        np.concatenate((links.tails[ahead], links.heads[back])),
        np.concatenate((links.heads[ahead], links.tails[back])),
    )
