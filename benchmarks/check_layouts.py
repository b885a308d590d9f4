"""Checks the layouts of networks without structure, and of some with one, against graphviz and networkx.

    python benchmarks/check_layouts.py [--only NAME ..] [--quick]

For each network and each program, the table has the crossings of the drawn lines (curves and legs as they are drawn;
for graphviz and networkx straight lines), the stress of all pairs of tensors after the best scaling, per pair, the
distance of the two closest marks relative to the mean length of a line, and the seconds. The wishes: no crossings
where the network is planar or has a structure (8 in the torus, which cannot have fewer); elsewhere at most 1.1 times
the least stress of all programs, and at most 3 times the time of sfdp, or a quarter of a second. The exit status is 1
if one is not met, 2 if graphviz is missing. With --quick, the networks of 5,000 tensors are left out.
"""

from __future__ import annotations

import argparse
import itertools
import math
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

import networkx as nx
import numpy as np
from scipy.sparse.csgraph import shortest_path
from scipy.spatial import Delaunay, cKDTree

from tnrnn import Bond, Network, Tensor
from tnrnn.drawing import View
from tnrnn.drawing.layouts import layout_of
from tnrnn.interop import from_quimb

SHORT = 0.25
"""Seconds that nobody minds: programs that start in less cannot be compared by their time."""
ROWS = 500
"""The rows of the matrix of distances that are compared at once."""
TINY, BESIDE = 1e-9, 1e-3
"""How far lines are moved before their crossings are counted, and what counts as an end: parts of their mean length."""


class Case(NamedTuple):
    """A network, and the crossings that its drawing may have; None if it is neither planar nor has a structure."""

    network: Network
    most: int | None


class Found(NamedTuple):
    """What is measured of a drawing."""

    crossings: int
    stress: float
    closest: float
    seconds: float


def network_of(graph: nx.Graph) -> Network:
    """Return a network with a tensor for every node and a bond for every edge."""
    bonds: dict[int, list[str]] = {node: [] for node in graph}
    names = [f"b{number}" for number in range(graph.number_of_edges())]
    for name, (one, two) in zip(names, graph.edges, strict=True):
        bonds[one].append(name)
        bonds[two].append(name)
    tensors = (Tensor(f"T{node}", "weight", tuple(own), parameter=f"T{node}") for node, own in bonds.items())
    return Network(tuple(tensors), tuple(Bond(name, 2) for name in names))


def delaunay(size: int, seed: int = 0) -> nx.Graph:
    """Return the Delaunay triangulation of random points."""
    graph = nx.empty_graph(size)
    for corners in Delaunay(np.random.default_rng(seed).random((size, 2))).simplices.tolist():
        graph.add_edges_from(itertools.combinations(corners, 2))
    return graph


def holed(wide: int, high: int, hole: tuple[int, int]) -> nx.Graph:
    """Return a grid without a rectangle in its middle."""
    graph = nx.grid_2d_graph(wide, high)
    left, low = (wide - hole[0]) // 2, (high - hole[1]) // 2
    graph.remove_nodes_from(itertools.product(range(left, left + hole[0]), range(low, low + hole[1])))
    return nx.convert_node_labels_to_integers(graph)


def grid(wide: int, high: int, periodic: bool = False) -> nx.Graph:
    """Return a grid, or a torus."""
    return nx.convert_node_labels_to_integers(nx.grid_2d_graph(wide, high, periodic=periodic))


def mera(sites: int) -> Network:
    """Return a MERA of quimb."""
    import quimb.tensor as qtn

    return from_quimb(qtn.MERA.rand(sites, max_bond=2, dangle=True, seed=0))[0]


CASES: dict[str, Callable[[], Case]] = {
    **{
        f"3-regular {size}": lambda size=size: Case(network_of(nx.random_regular_graph(3, size, seed=0)), None)
        for size in (50, 500, 5_000)
    },
    "Delaunay 150": lambda: Case(network_of(delaunay(150)), 0),
    "grid with a hole 460": lambda: Case(network_of(holed(22, 22, (4, 6))), 0),
    "torus 4 x 4": lambda: Case(network_of(grid(4, 4, periodic=True)), 8),  # the crossing number of this graph
    **{f"MERA {sites}": lambda sites=sites: Case(mera(sites), 0) for sites in (8, 16, 32)},
    "grid 30 x 30": lambda: Case(network_of(grid(30, 30)), 0),
    "tree 300": lambda: Case(network_of(nx.random_labeled_tree(300, seed=0)), 0),
}
LARGE = 1_000
"""With more tensors than this, some programs would need minutes."""


def main() -> int:
    """Print the table; return 1 if a wish is not met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if any(shutil.which(name) is None for name in ("neato", "sfdp", "dot")):
        print("expected graphviz on the path, given none")
        return 2
    layout_of(network_of(delaunay(40)), View())  # loads what all need
    bad = []
    print(f"{'network':22} {'program':14} {'crossings':>9} {'stress':>9} {'closest':>8} {'seconds':>8}")
    for name in options.only:
        case = CASES[name]()
        if options.quick and len(case.network.tensors) > LARGE:
            continue
        found = measured(case.network, options.quick)
        for program, row in found.items():
            count = "-" if row.crossings < 0 else f"{row.crossings:,}"
            print(
                f"{name:22} {program:14} {count:>9} {row.stress:9.4f} {row.closest:8.3f} {row.seconds:8.2f}", flush=True
            )
        bad += [f"{name}: {fault}" for fault in faults(case, found)]
    print(*bad or ["all wishes are met"], sep="\n")
    return int(bool(bad))


def faults(case: Case, found: dict[str, Found]) -> list[str]:
    """Return the wishes that are not met."""
    own = found["tnrnn"]
    if case.most is not None:
        return [f"{own.crossings} crossings"] if own.crossings > case.most else []
    told = []
    least = min(row.stress for row in found.values())
    if own.stress > 1.1 * least:
        told.append(f"{own.stress / least:.2f} times the least stress")
    if own.seconds > max(3 * found["sfdp"].seconds, SHORT):
        told.append(f"{own.seconds / found['sfdp'].seconds:.1f} times the time of sfdp")
    return told


def measured(network: Network, quick: bool = True) -> dict[str, Found]:
    """Return what is measured of the drawings of a network, by program."""
    graph = nx.Graph()
    number = {tensor.name: place for place, tensor in enumerate(network.tensors)}
    graph.add_nodes_from(number.values())
    graph.add_edges_from(ends for ends in network.ends.values() if len(set(ends)) == 2)
    wanted = shortest_path(nx.to_scipy_sparse_array(graph, format="csr"), unweighted=True).astype(np.float32)
    edges = np.array(graph.edges)
    began = time.perf_counter()
    layout = layout_of(network, View())
    seconds = time.perf_counter() - began
    places = {name: (mark.x, mark.y) for mark in layout.marks for name in mark.tensors}
    at = np.array([places[name] for name in number])
    own = crossed([line.path for line in layout.lines])
    marks = np.array([(mark.x, mark.y) for mark in layout.marks])
    found = {"tnrnn": Found(own, stress(at, wanted), closest(marks, at[edges]), seconds)}
    for program, place in others(graph, quick).items():
        began = time.perf_counter()
        at = place()
        seconds = time.perf_counter() - began
        paths = [tuple(map(tuple, at[list(pair)])) for pair in edges.tolist()]
        found[program] = Found(crossed(paths), stress(at, wanted), closest(at, at[edges]), seconds)
    return found


def others(graph: nx.Graph, quick: bool) -> dict[str, Callable[[], np.ndarray]]:
    """Return what places the nodes of a graph, by program; without those that take minutes."""
    size = len(graph)
    found = {"sfdp": lambda: by_graphviz("sfdp", graph)}
    if size <= LARGE or not quick:
        found["neato"] = lambda: by_graphviz("neato", graph)
    if size <= LARGE:
        found["dot"] = lambda: by_graphviz("dot", graph)
        found["spring_layout"] = lambda: placed(nx.spring_layout(graph, seed=0), graph)
    if size <= 350:
        found["kamada_kawai"] = lambda: placed(nx.kamada_kawai_layout(graph), graph)
    if nx.check_planarity(graph)[0]:
        found["planar_layout"] = lambda: placed(nx.planar_layout(graph), graph)
    return found


def placed(at: dict[int, np.ndarray], graph: nx.Graph) -> np.ndarray:
    """Return places in the order of the nodes."""
    return np.array([at[node] for node in graph])


def by_graphviz(program: str, graph: nx.Graph) -> np.ndarray:
    """Return the places that a program of graphviz gives to the nodes."""
    text = "graph {" + ";".join([*map(str, graph), *(f"{a}--{b}" for a, b in graph.edges)]) + "}"
    said = subprocess.run([program, "-Tplain"], input=text, capture_output=True, text=True, check=True).stdout
    rows = (line.split() for line in said.splitlines())
    at = {int(words[1]): (float(words[2]), float(words[3])) for words in rows if words and words[0] == "node"}
    return np.array([at[node] for node in graph])


def stress(at: np.ndarray, wanted: np.ndarray) -> float:
    """Return the sum of (s |x_i - x_j| / d_ij - 1)^2 over all pairs at finite d, for the best s, per pair."""
    total = square = 0.0
    count = 0
    for start in range(0, len(at), ROWS):
        rows = slice(start, start + ROWS)
        gap = np.hypot(*(at[rows, None] - at[None]).transpose(2, 0, 1).astype(np.float32))
        pairs = (wanted[rows] > 0) & np.isfinite(wanted[rows])
        ratio = gap[pairs] / wanted[rows][pairs]
        total += float(ratio.sum(dtype=float))
        square += float((ratio.astype(float) ** 2).sum())
        count += int(pairs.sum())
    return 1 - total**2 / (square * count)


def closest(at: np.ndarray, ends: np.ndarray) -> float:
    """Return the distance of the two closest marks relative to the mean length of a line."""
    near = cKDTree(at).query(at, 2)[0][:, 1].min()
    return float(near / np.hypot(*(ends[:, 0] - ends[:, 1]).T).mean())


def crossed(paths: list[tuple[tuple[float, float], ...]]) -> int:
    """Return how often lines cross, elsewhere than at ends that they have in common.

    Lines that meet at a vertex of one of them cross there if they change sides. So every line is moved by a tiny step
    of its own, after which no vertex lies on another line. That can make lines cross beside an end in common, which
    does not count.
    """
    size = sum(math.dist(path[0], path[-1]) for path in paths) / len(paths)
    pieces = [(a, b, number) for number, path in enumerate(paths) for a, b in itertools.pairwise(path)]
    owner = np.array([number for *_, number in pieces])
    turns = owner * math.pi * (3 - math.sqrt(5))  # the golden angle, so that all steps differ
    steps = TINY * np.stack([np.cos(turns), np.sin(turns)], 1)
    ends = np.array([(a, b) for a, b, _ in pieces]) / size + steps[:, None]
    stops = np.array([(path[0], path[-1]) for path in paths]) / size
    low, high = ends.min(1), ends.max(1)
    order = np.argsort(low[:, 0], kind="stable")
    ends, owner, low, high = ends[order], owner[order], low[order], high[order]
    until = np.searchsorted(low[:, 0], high[:, 0], side="right")
    count = 0
    for place in range(len(ends)):
        after = np.arange(place + 1, until[place])
        after = after[(low[after, 1] <= high[place, 1]) & (high[after, 1] >= low[place, 1])]
        after = after[owner[after] != owner[place]]
        for other, at in zip(after, meets(ends[place], ends[after]), strict=True):
            if not np.isnan(at[0]):
                both = itertools.product(stops[owner[place]], stops[owner[other]])
                common = [one for one, two in both if np.abs(one - two).max() < BESIDE]
                count += all(np.hypot(*(at - end)) > BESIDE for end in common)
    return count


def meets(one: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return where pieces of lines cross one, with a point inside of both, and NaN for those that do not."""

    def side(p: np.ndarray, q: np.ndarray, r: np.ndarray) -> np.ndarray:
        return (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0])

    a, b, c, d = one[0], one[1], others[:, 0], others[:, 1]
    left, right = side(a, b, c), side(a, b, d)
    found = (left * right < 0) & (side(c, d, a) * side(c, d, b) < 0)
    part = np.divide(left, left - right, out=np.full(len(others), np.nan), where=found)
    return np.asarray(c + part[:, None] * (d - c))


if __name__ == "__main__":
    sys.exit(main())
