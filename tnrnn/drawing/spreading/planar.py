"""Drawings without crossings: a first one with convex faces, whose places then move to where the stress is less."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import networkx
import numpy as np
from networkx.algorithms.planar_drawing import make_bi_connected, triangulate_face

# How often the weights of a drawing are changed so that its triangles have more similar areas.
ROUNDS = 40
# The power of the areas by which weights are changed in a round.
POWER = 0.5


def embedded(neighbours: Sequence[Sequence[int]]) -> networkx.PlanarEmbedding | None:
    """Return the order of the neighbours around every node in a drawing without crossings, or None if there is none."""
    size, ends = len(neighbours), sum(map(len, neighbours))
    if size > 2 and ends // 2 > 3 * size - 6:
        return None
    return networkx.check_planarity(graph_of(neighbours))[1]


def obstacle(neighbours: Sequence[Sequence[int]]) -> tuple[int, int] | None:
    """Return an edge of a subdivision of K5 or K3,3 in a graph that is not planar.

    >>> obstacle([[b for b in range(5) if b != a] for a in range(5)])
    (0, 1)
    """
    fits, found = networkx.check_planarity(graph_of(neighbours), counterexample=True)
    return None if fits else min((min(pair), max(pair)) for pair in found.edges)


def graph_of(neighbours: Sequence[Sequence[int]]) -> networkx.Graph:
    """Return a graph for networkx."""
    graph = networkx.Graph()
    graph.add_nodes_from(range(len(neighbours)))
    graph.add_edges_from((a, b) for a, others in enumerate(neighbours) for b in others)
    return graph


def convex(embedding: networkx.PlanarEmbedding, corner: int | None = None, worth: Sequence[int] = ()) -> np.ndarray:
    """Return straight lines that do not cross: every node is the weighted mean of its neighbours (Tutte 1963).

    A face with the most nodes is outside, among those around the node `corner` if there is one, a corner of a polygon
    then; a node counts as a power of its `worth`. The others are divided into triangles first, so that for any
    positive weights no two lines cross (Floater 2003); the weights of lines beside large triangles grow, until the
    areas are similar.
    """
    size = len(embedding)
    if size < 4:
        return np.array([(0.0, 0.0), (1.0, 0.0), (0.5, 0.9)])[:size]
    corners, outer = _triangles(embedding, corner, worth)
    sides = np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]]), axis=1)
    ends, number = np.unique(sides, axis=0, return_inverse=True)
    turn = np.arange(len(outer)) * (2 * np.pi / len(outer))
    at = np.zeros((max(size, 1 + max(outer)), 2))
    at[outer] = np.stack([np.cos(turn), np.sin(turn)], axis=1) * size**0.5
    inner = np.setdiff1d(np.arange(len(at)), outer)
    weight = np.ones(len(ends))
    for _ in range(ROUNDS if len(inner) else 0):
        at[inner] = _balanced(at, inner, ends, weight)
        a, b, c = at[corners].transpose(1, 2, 0)
        area = np.abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))
        beside = np.bincount(number.ravel(), np.tile(area, 3), len(ends))
        weight *= np.clip(beside / beside.mean(), 0.1, 10.0) ** POWER
        weight = np.clip(weight / weight.mean(), 1e-6, 1e6)
    return at[:size]


def _triangles(
    embedding: networkx.PlanarEmbedding, corner: int | None, worth: Sequence[int]
) -> tuple[np.ndarray, list[int]]:
    """Return the triangles of a drawing to which edges are added, and the nodes around it.

    If the largest face is no triangle, these are new nodes on a ring, which leaves those around the face free to move.
    """
    full = networkx.PlanarEmbedding()
    full.set_data(embedding.get_data())
    met: set[tuple[int, int]] = set()
    faces = []
    for node in embedding.nodes:
        for other in embedding.neighbors_cw_order(node):
            face = make_bi_connected(full, node, other, met)
            faces += [face] if face else []
    outside = [face for face in faces if corner is None or corner in face]
    outer = max(
        outside,
        key=lambda face: (
            round(sum(worth[node] ** 0.75 if worth else 1.0 for node in face), 6),
            sum(map(embedding.degree, face)),
        ),
    )
    for face in faces:
        if face is not outer:
            triangulate_face(full, face[0], face[1])
    size = len(embedding)
    around = list(itertools.pairwise([*outer, outer[0]]))
    sides = set(around)
    corners = [(a, b, full.next_face_half_edge(a, b)[1]) for a, b in full.edges if (a, b) not in sides]
    corners = [each for each in corners if each[0] == min(each)]
    if len(outer) == 3 or corner is not None:
        return np.array(corners), outer
    ring = list(range(size, size + len(outer)))
    for (a, b), (new, more) in zip(around, itertools.pairwise([*ring, size]), strict=True):
        corners += [(a, b, new), (b, new, more)]
    return np.array(corners), ring


def _balanced(at: np.ndarray, inner: np.ndarray, ends: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the places of the inner nodes at which each is the weighted mean of its neighbours."""
    from scipy.sparse import csc_matrix
    from scipy.sparse.linalg import splu

    rows, columns = np.concatenate([ends, ends[:, ::-1]]).T
    both = np.concatenate([weight, weight])
    total = np.bincount(rows, both, len(at))[inner]
    own = csc_matrix((-both, (rows, columns)), (len(at), len(at)))[inner]
    fixed = np.setdiff1d(np.arange(len(at)), inner)
    system = own[:, inner] + csc_matrix((total, (range(len(inner)),) * 2))
    solved: np.ndarray = splu(csc_matrix(system)).solve(-(own[:, fixed] @ at[fixed]))
    return solved
