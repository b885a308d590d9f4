"""Checks that a network of 10^6 bonds is imported and cut within 2 GB of memory, with what is imported.

    python benchmarks/check_network_memory.py

A fresh process builds a square grid as a graph of networkx, imports it, finds the least cut between the left and the
right column, and says after each step how much memory it has had resident at most, and its processor time so far.
"""

from __future__ import annotations

import resource
import sys
import time

from bench_networks import BOND, columns_of, grid_graph, side_of

from tnrnn import min_cut
from tnrnn.interop import from_networkx

BONDS = 10**6
LIMIT = 2.0
"""In GB (10^9 bytes)."""


def resident() -> float:
    """Return the largest resident memory of this process so far, in GB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def said(step: str) -> None:
    print(f"{step}: {resident():.2f} GB, {time.process_time():.1f} s", flush=True)


def main() -> None:
    side = side_of(BONDS)
    graph = grid_graph(side)
    said(f"networkx has {graph.number_of_edges():,} edges")
    network, _ = from_networkx(graph)
    said(f"imported: {len(network.columns.bonds):,} bonds")
    cut = min_cut(network, columns_of(side))
    said(f"cut: {len(cut.entries):,} bonds of dimension {BOND}")
    if resident() > LIMIT:
        raise SystemExit(f"expected at most {LIMIT} GB")


if __name__ == "__main__":
    main()
