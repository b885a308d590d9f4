"""Maximum flows by OR-tools, scipy or networkx, from arrays of links to what is left of their capacities."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from ...basics import TnrnnError

if TYPE_CHECKING:
    import networkx
    import numpy as np

    Array = np.ndarray[Any, Any]


class Links(NamedTuple):
    """A flow network with the source `nodes - 2` and the sink `nodes - 1`.

    Each link lets `ahead` through from its tail to its head, and `back` the other way. Capacities are 64-bit integers,
    or Python's; where they are only estimated, they are floats.
    """

    nodes: int
    tails: Array
    heads: Array
    ahead: Array
    back: Array

    def leaving(self) -> float:
        """Return the sum of the capacities that leave the source."""
        source = self.nodes - 2
        return float(self.ahead[self.tails == source].sum() + self.back[self.heads == source].sum())


class Left(NamedTuple):
    """A maximum flow: its value, and what its residual network lets through each link, `ahead` and `back`.

    Where several links join the same nodes, either of these may be the sum over them. In any case a cut costs at least
    its value more than the flow if that much is left from its near side to its far side by one link.
    """

    value: int
    ahead: Array
    back: Array


def by_ortools(links: Links) -> Left:
    """Return a maximum flow by OR-tools, which is fastest."""
    import numpy as np
    from ortools.graph.python.max_flow import SimpleMaxFlow

    both = links.back > 0
    solver: Any = SimpleMaxFlow()
    solver.add_arcs_with_capacity(
        np.concatenate((links.tails, links.heads[both])),
        np.concatenate((links.heads, links.tails[both])),
        np.concatenate((links.ahead, links.back[both])),
    )
    status = solver.solve(links.nodes - 2, links.nodes - 1)
    if status != solver.OPTIMAL:
        raise TnrnnError(f"min_cut: OR-tools ended with status {status}; use engine='scipy'")
    flows = solver.flows(np.arange(len(links.tails) + int(both.sum()), dtype=np.int32))
    through = flows[: len(links.tails)]
    through[both] -= flows[len(links.tails) :]
    return Left(int(solver.optimal_flow()), links.ahead - through, links.back + through)


SCIPY_MOST = 2**30 - 1
"""A capacity of scipy's 32-bit integers: what is left of it after a flow back fits them too."""


def by_scipy(links: Links) -> Left:
    """Return a maximum flow by scipy, whose integers have 32 bits.

    Larger capacities are as good as infinite, since no more than half of the largest one leaves the source (`LIMITS`).
    Links between the same nodes are one there, and each of them gets what is left of all.
    """
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import maximum_flow

    ends = np.concatenate((links.tails, links.heads)), np.concatenate((links.heads, links.tails))
    merged = coo_array((np.concatenate((links.ahead, links.back)), ends), shape=(links.nodes, links.nodes)).tocsr()
    merged.data = np.minimum(merged.data, SCIPY_MOST).astype(np.int32)
    found = maximum_flow(merged, links.nodes - 2, links.nodes - 1)

    def left(tails: Array, heads: Array) -> Array:
        return _entries(merged, tails, heads) - _entries(found.flow, tails, heads)

    return Left(int(found.flow_value), left(links.tails, links.heads), left(links.heads, links.tails))


def _entries(matrix: Any, rows: Array, columns: Array) -> Array:
    """Return the stored entries of a sparse matrix in some rows and columns."""
    import numpy as np

    listed = matrix.tocoo()
    row, column, width = listed.row.astype(np.int64), listed.col, matrix.shape[1]
    order = np.lexsort((column, row))
    places = np.searchsorted((row * width + column)[order], rows.astype(np.int64) * width + columns)
    entries: Array = listed.data[order][places].astype(np.int64)
    return entries


def by_networkx(links: Links) -> Left:
    """Return a maximum flow by networkx, which takes integers of any size."""
    import networkx
    import numpy as np

    flow: Any = networkx.algorithms.flow.preflow_push(flow_graph(links), links.nodes - 2, links.nodes - 1)

    def left(tails: Array, heads: Array) -> Array:
        arcs = (flow[tail].get(head) for tail, head in zip(tails.tolist(), heads.tolist(), strict=True))
        return np.array([arc["capacity"] - arc["flow"] if arc else 0 for arc in arcs], dtype=object)

    return Left(flow.graph["flow_value"], left(links.tails, links.heads), left(links.heads, links.tails))


def flow_graph(links: Links) -> networkx.DiGraph:
    """Return the flow network for networkx, with parallel arcs merged."""
    import networkx

    total: dict[tuple[int, int], int] = {}
    for tail, head, ahead, back in zip(*(part.tolist() for part in links[1:]), strict=True):
        total[tail, head] = total.get((tail, head), 0) + ahead
        total[head, tail] = total.get((head, tail), 0) + back
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(links.nodes))
    graph.add_edges_from((*arc, {"capacity": capacity}) for arc, capacity in total.items() if capacity)
    return graph


ENGINES: dict[str, Callable[[Links], Left]] = {"ortools": by_ortools, "scipy": by_scipy, "networkx": by_networkx}
"""The engines by name. What leaves the source of a network may be at most the limit of its engine, if there is one."""

LIMITS = {"ortools": 2**60, "scipy": SCIPY_MOST // 2, "networkx": None}


def solved(links: Links, engine: str) -> Left:
    """Return a maximum flow by an engine, which gets neither links without capacity nor links from a node to itself."""
    import numpy as np

    used = (links.tails != links.heads) & ((links.ahead > 0) | (links.back > 0))
    ahead, back = np.zeros_like(links.ahead), np.zeros_like(links.back)
    if not used.any():
        return Left(0, ahead, back)
    found = ENGINES[engine](Links(links.nodes, *(part[used] for part in links[1:])))
    ahead[used], back[used] = found.ahead, found.back
    return Left(found.value, ahead, back)


def installed(engine: str) -> bool:
    """Return whether an engine's package can be imported."""
    return importlib.util.find_spec(engine) is not None
