"""Counts how often the line of a cut is found, on every layout, and checks each line by sampling of its own.

    python benchmarks/check_curves.py [NETWORKS] [SEED]

Each of NETWORKS random networks (default: 200) is drawn on every layout: those of structures, if it is made for them,
and those of any network, which are also drawn with random positions. On each it has three cuts: a connected side, an
arbitrary side, and a least cut between two random sets. A line is right if its points, in steps of about 0.004, cross
the line of every severed bond once and nothing else, and if they keep out of all marks; a severed hyperedge is crossed
inside its mark. The table has the lines that were found, of all cuts, and how often the drawing shows why there is
none.
"""

from __future__ import annotations

import argparse
import itertools
import math
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

import networkx as nx
import numpy as np

from tnrnn import Bond, Cut, Network, Tensor, TnrnnError
from tnrnn.drawing import Scene, View, compose
from tnrnn.drawing.cut_lines import sever
from tnrnn.drawing.layouts import layout_of
from tnrnn.drawing.scenes import Mark
from tnrnn.drawing.scenes.view import LAYOUTS

STEP = 0.004
"""The distance of sampled points, in steps of the layout."""


def network_of(edges: Sequence[tuple[str, str]], legs: Sequence[str] = (), copies: Sequence[str] = ()) -> Network:
    """Return a network with a tensor for every name, with a leg for each name in `legs`; some are copy tensors."""
    bonds: dict[str, list[str]] = defaultdict(list)
    for number, pair in enumerate(edges):
        for name in pair:
            bonds[name].append(f"b{number}")
    for number, name in enumerate(legs):
        bonds[name].append(f"leg{number}")
    tensors = tuple(
        Tensor(name, "copy", tuple(own)) if name in copies else Tensor(name, "weight", tuple(own), parameter=name)
        for name, own in bonds.items()
    )
    names = [f"b{number}" for number in range(len(edges))] + [f"leg{number}" for number in range(len(legs))]
    return Network(tensors, tuple(Bond(name, 2) for name in names), tuple(names[len(edges) :]))


def of_graph(graph: nx.Graph, chance: random.Random, legs: float = 0.3, copies: float = 0.1) -> Network:
    """Return a network on a graph, with random legs and copy tensors."""
    names = {node: f"v{number}" for number, node in enumerate(sorted(graph.nodes))}
    edges = [(names[a], names[b]) for a, b in sorted(graph.edges)]
    hung = [name for name in names.values() if chance.random() < legs]
    many = [names[node] for node in sorted(graph.nodes) if graph.degree[node] > 2 and chance.random() < copies]
    return network_of(edges, hung, many)


def any_graph(chance: random.Random) -> nx.Graph:
    """Return a random connected graph of 5 to 24 vertices, a tree with up to as many further edges."""
    size = chance.randint(5, 24)
    graph = nx.Graph((chance.randrange(node), node) for node in range(1, size))
    for _ in range(chance.randint(0, size)):
        one, two = chance.sample(range(size), 2)
        graph.add_edge(one, two)
    return graph


def planar_graph(chance: random.Random) -> nx.Graph:
    """Return a random planar graph of 6 to 30 vertices."""
    graph = any_graph(chance)
    while not nx.check_planarity(graph)[0]:
        graph = nx.Graph(sorted(graph.edges)[:-1])
    return graph


def mera(leaves: int) -> Network:
    """Return a binary MERA, with a disentangler between each two neighbours, periodic in space."""
    edges: list[tuple[str, str]] = []
    below, legs, layer = [f"leg{n}" for n in range(leaves)], [], 0
    while len(below) > 1:
        pairs = [(below[(2 * n + 1) % len(below)], below[(2 * n + 2) % len(below)]) for n in range(len(below) // 2)]
        above: dict[str, str] = {}
        for number, pair in enumerate(pairs):
            name = f"u{layer}.{number}"
            for end in pair:
                if end.startswith("leg"):
                    legs.append(name)
                else:
                    edges.append((end, name))
                above[end] = name
        below = [f"w{layer}.{n}" for n in range(len(below) // 2)]
        for number, name in enumerate(below):
            half = len(pairs)
            edges += [(f"u{layer}.{(number - 1) % half}", name), (f"u{layer}.{number}", name)]
        layer += 1
    return network_of(edges, sorted(legs))


def makers() -> dict[str, Callable[[random.Random], Network]]:
    """Return what makes random networks for the layouts of structures, by the name of the layout."""

    def grid(chance: random.Random, periodic: bool = False) -> Network:
        across, up = chance.randint(3, 6), chance.randint(3, 6)
        return of_graph(nx.grid_2d_graph(across, up, periodic), chance, chance.choice((0.0, 1.0)), 0.0)

    def rows(chance: random.Random) -> Network:
        return of_graph(nx.grid_2d_graph(chance.randint(2, 3), chance.randint(4, 10)), chance, 0.0, 0.0)

    return {
        "chain": lambda chance: of_graph(nx.path_graph(chance.randint(3, 12)), chance),
        "ring": lambda chance: of_graph(nx.cycle_graph(chance.randint(3, 14)), chance, copies=0.0),
        "tree": lambda chance: of_graph(
            nx.random_labeled_tree(chance.randint(4, 24), seed=chance.randrange(10**6)), chance
        ),
        "lattice": grid,
        "oblique": grid,
        "torus": lambda chance: grid(chance, periodic=True),
        "sandwich": rows,
        "complete": lambda chance: of_graph(nx.complete_graph(chance.randint(4, 6)), chance, copies=0.0),
        "planar": lambda chance: of_graph(planar_graph(chance), chance),
        "mera": lambda chance: mera(chance.choice((4, 8, 16))),
    }


def sides(network: Network, chance: random.Random) -> Iterator[tuple[str, Cut]]:
    """Yield a cut with a connected side, one with an arbitrary side, and a least one between two random sets."""
    names = [tensor.name for tensor in network.tensors]
    graph = nx.Graph()
    graph.add_nodes_from(names)
    graph.add_edges_from(
        [network.tensors[number].name for number in ends] for ends in network.ends.values() if len(ends) == 2
    )
    near, goal = {chance.choice(names)}, chance.randint(1, max(1, len(names) - 1))
    while len(near) < goal:
        beside = sorted({other for name in near for other in graph[name]} - near)
        if not beside:
            break
        near.add(chance.choice(beside))
    yield "connected", Cut.of(network, sorted(near))
    yield "arbitrary", Cut.of(network, [name for name in names if chance.random() < 0.5] or names[:1])
    one, two = (chance.sample(names, k=max(1, len(names) // 4)) for _ in range(2))
    joined = nx.Graph(graph)
    nx.set_edge_attributes(joined, 1, "capacity")
    for name in sorted(set(one) - set(two)):
        joined.add_edge("source", name)
    for name in sorted(set(two) - set(one)):
        joined.add_edge(name, "sink")
    if "source" in joined and "sink" in joined:
        _, (reached, _) = nx.minimum_cut(joined, "source", "sink")
        yield "least", Cut.of(network, sorted(reached - {"source"}))


def sampled(points: tuple[tuple[float, float], ...], spacing: float, curve: bool) -> np.ndarray:
    """Return points along a line or a cubic Bezier spline, by Bernstein polynomials."""
    given = np.array(points, dtype=float)
    pieces = []
    for start in range(0, len(given) - 1, 3 if curve else 1):
        ends = given[start : start + 4] if curve else given[start : start + 2]
        count = max(2, math.ceil(np.abs(np.diff(ends, axis=0)).sum() / spacing))
        t = np.linspace(0, 1, count + 1)[:, None]
        weights = [(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3] if curve else [1 - t, t]
        pieces.append(sum(w * end for w, end in zip(weights, ends, strict=True)))
    return np.concatenate(pieces)


def meetings(path: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Return where a path meets a line, both of which are polygons."""
    found = []
    a, b = path[:-1], path[1:]
    low, high = np.minimum(a, b), np.maximum(a, b)
    for c, d in itertools.pairwise(line):
        near = ((low <= np.maximum(c, d)) & (high >= np.minimum(c, d))).all(1)
        p, r, s = a[near], (b - a)[near], d - c
        turn = r[:, 0] * s[1] - r[:, 1] * s[0]
        w = c - p
        with np.errstate(divide="ignore", invalid="ignore"):
            one = (w[:, 0] * s[1] - w[:, 1] * s[0]) / turn
            two = (w[:, 0] * r[:, 1] - w[:, 1] * r[:, 0]) / turn
        hit = (one >= 0) & (one <= 1) & (two >= 0) & (two <= 1)
        found += list(p[hit] + one[hit, None] * r[hit])
    apart: list[np.ndarray] = []
    for point in found:
        if all(np.abs(point - other).max() > 1e-6 for other in apart):
            apart.append(point)
    return np.array(apart)


def wrong(scene: Scene, cut: Cut) -> str:
    """Return what is wrong with the line of a cut, or an empty text."""
    severed = {entry.name for entry in cut.entries if entry.kind == "bond"}
    rings = [mark for mark in scene.cut_marks if mark.kind == "hyperedge"]
    strokes = {mark.name: (mark.x, mark.y) for mark in scene.cut_marks if mark.kind == "bond"}
    paths = [sampled(line.points, STEP * scene.step, line.kind == "curve") for line in scene.cut_lines]

    def ringed(point: np.ndarray) -> bool:
        return any(math.dist(point, (ring.x, ring.y)) < ring.size for ring in rings)

    for line in scene.lines:
        drawn = sampled(line.points, 0.02 * scene.step, line.curve) if line.curve else np.array(line.points)
        met = [point for path in paths for point in meetings(path, drawn) if not ringed(point)]
        bonds = [bond for bond in line.bonds if bond in severed]
        if len(met) != len(bonds):
            return f"{line.bonds} is crossed {len(met)} times"
        if len(bonds) == 1 and np.abs(met[0] - strokes[bonds[0]]).max() > 0.01 * scene.step:
            return f"the stroke of {bonds[0]} is not on the line"
    for ring in rings:
        if not any(np.hypot(*(path - (ring.x, ring.y)).T).min() < ring.size for path in paths):
            return f"{ring.name} is not crossed"
    for mark in scene.marks:
        if any(math.dist((ring.x, ring.y), (mark.x, mark.y)) < 1e-9 for ring in rings):
            continue
        if any(inside(path, mark) for path in paths):
            return f"a mark, {mark.name}, is crossed"
    return ""


def inside(path: np.ndarray, mark: Mark) -> bool:
    """Return whether a path has a point in a mark."""
    dx, dy = np.abs(path - (mark.x, mark.y)).T
    if mark.height:
        return bool(((dx < mark.radius) & (dy < mark.height)).any())
    return bool((np.hypot(dx, dy) < mark.radius).any())


def views(network: Network, layout: str, chance: random.Random) -> Iterator[tuple[str, View]]:
    """Yield the views in which a network is drawn."""
    if layout != "any":
        yield layout, View(layout=layout) if layout in LAYOUTS else View()
        return
    yield "auto", View()
    for name in LAYOUTS:
        if name in ("stress", "columns"):
            yield name, View(layout=name)
    size = math.sqrt(len(network.tensors))
    yield (
        "pinned",
        View(positions={t.name: (chance.uniform(0, 2 * size), chance.uniform(0, 2 * size)) for t in network.tensors}),
    )


def reason_of(network: Network, cut: Cut, view: View) -> str:
    """Return why there is no line, without names."""
    reason = sever(layout_of(network, view, cut), network, cut).reason
    for words in ("crossings", "cross", "passes over", "in turn", "no room", "both sides"):
        if words in reason:
            return {"cross": "bonds cross", "passes over": "bonds over marks", "in turn": "legs in turn"}.get(
                words, words
            )
    return reason or "no reason"


def check(networks: int, seed: int) -> tuple[dict[tuple[str, str], Counter[str]], list[str]]:
    """Return, by layout and kind of cut, how often there is a line and why not; and every line that is wrong."""
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    mistakes = []
    for number in range(networks):
        chance = random.Random(1000 * seed + number)
        given = {"any": of_graph(any_graph(chance), chance)} | {name: make(chance) for name, make in makers().items()}
        for layout, network in given.items():
            for name, view in views(network, layout, chance):
                for kind, cut in sides(network, chance):
                    if not cut.entries:
                        continue
                    try:
                        scene = compose(network, cut, view=view)
                    except TnrnnError:
                        found[name, kind]["not this layout"] += 1
                        continue
                    if not scene.cut_lines:
                        found[name, kind][reason_of(network, cut, view)] += 1
                        continue
                    found[name, kind]["a line"] += 1
                    error = wrong(scene, cut)
                    if error:
                        mistakes.append(f"network {number}, {name}, {kind}: {error}")
    return found, mistakes


def main() -> None:
    """Print the table and all mistakes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("networks", nargs="?", type=int, default=200)
    parser.add_argument("seed", nargs="?", type=int, default=0)
    given = parser.parse_args()
    start = time.perf_counter()
    found, mistakes = check(given.networks, given.seed)
    for (layout, kind), counts in found.items():
        cuts = sum(counts.values())
        rest = ", ".join(f"{words} {count}" for words, count in counts.most_common() if words != "a line")
        print(f"{layout:10} {kind:10} {counts['a line']:5} of {cuts:5}  {rest}")
    print(f"{len(mistakes)} lines are wrong, in {time.perf_counter() - start:.0f} s")
    print(*mistakes[:20], sep="\n")


if __name__ == "__main__":
    main()
