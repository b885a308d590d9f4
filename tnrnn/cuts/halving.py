"""The steps at which the nodes of any network turn near, by halving the splits: about log2 K cuts for K splits.

If the near side N_m of the split m is known, the cuts with k < m lie in N_m, so that all other nodes are far, and the
cuts with k > m hold N_m, so that its nodes are near (see `nested`). So the splits are halved again and again. All
halves of one round have only nodes of known sides in common, and are cut at once, as one problem, which is about as
large as the network, whatever the order of the labels.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .mincut import nearest_side
from .problems import CutProblem

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.int64]]


def halved_turns(given: CutProblem, turns: Sequence[int], last: int) -> list[int]:
    """Return the step at which each node turns near, with arguments as in `forest_turns`.

    Every node v turns at a step in low[v] + 1, ..., high[v]: these bounds are halved until one step is left.
    """
    import numpy as np

    high = np.array(turns)
    low = np.where(high > 0, high - 1, 0)
    high[high == 0] = last
    while (open_ := np.flatnonzero(high - low > 1)).size:
        middle = (low + high)[open_] // 2
        near = np.frombuffer(nearest_side(_halves(given, low, high)), bool)[: len(open_)]
        high[open_[near]] = middle[near]
        low[open_[~near]] = middle[~near]
    return high.tolist()  # type: ignore[no-any-return]


def _halves(given: CutProblem, low: Numbers, high: Numbers) -> CutProblem:
    """Return the problem of all nodes with high - low > 1, each at its split (low + high) // 2.

    Nodes with the same bounds are in one half. A node of another half, or of known turn, is near at the split of this
    half if its `high` is not above the split, and far if its `low` is not below it: one of the two holds. A hyperedge
    has a part in each half of its nodes: these nodes, and a terminal for those that are near or far there.
    """
    import numpy as np

    begin, members = np.asarray(given.begin), np.asarray(given.members)
    edge = np.repeat(np.arange(len(given.dims)), np.diff(begin))
    active = high - low > 1
    number = np.cumsum(active) - 1
    near = int(active.sum())

    of, at = edge[active[members]], members[active[members]]
    order = np.lexsort((low[at], of))
    of, at = of[order], at[order]
    first = np.ones(len(of), bool)
    first[1:] = (of[1:] != of[:-1]) | (low[at[1:]] != low[at[:-1]])
    part = np.cumsum(first) - 1
    whole, split = of[first], (low + high)[at[first]] // 2
    has_near = np.minimum.reduceat(high[members], begin[:-1])[whole] <= split
    has_far = np.maximum.reduceat(low[members], begin[:-1])[whole] >= split
    counts = np.bincount(part) + has_near + has_far
    kept = ~(has_near & has_far) & (counts > 1)  # what has a near and a far node is severed anyhow

    parts = np.concatenate((part, np.flatnonzero(has_near), np.flatnonzero(has_far)))
    nodes = np.concatenate((number[at], np.full(has_near.sum(), near), np.full(has_far.sum(), near + 1)))
    order = np.argsort(parts, kind="stable")
    flat = nodes[order][kept[parts[order]]]
    ends = np.concatenate(([0], np.cumsum(counts[kept])))
    dims = np.asarray(given.dims)[whole[kept]]
    return CutProblem(
        near + 2,
        array("q", dims.tobytes()),
        array("q", ends.astype(np.int64).tobytes()),
        array("i", flat.astype(np.int32).tobytes()),
        array("i", [near]),
        array("i", [near + 1]),
    )
