"""Compare min-cuts of random networks of mixed dimensions with every choice of sides, at small scales and large ones.

    python benchmarks/check_mixed_cuts.py [networks] [first seed]

Each network is cut by every engine, at the largest scale that its integers allow and (by OR-tools and scipy) at a
random small one, at which the first flow proves little; then by `min_cuts`, whose cuts all cost the same. Ladders of
near ties, n n against (n-1) (n+1), follow: one in each of 1,500 small networks, and one among the 5,000 bundles of a
chain of 10^4 bonds. 1,000 networks take some minutes.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from random_networks import brute_force, random_network

from tnrnn import Network, min_cuts
from tnrnn.cuts.flows import engines
from tnrnn.cuts.flows.flow import flow_near, paid
from tnrnn.cuts.mincut import nearest_side
from tnrnn.cuts.problems import CutProblem, problem

DIMS = ((2, 3), (2, 3, 5, 6, 7), (2, 3, 6), (48, 49, 50, 7), (6, 10, 15), (8, 9, 1), (999_983, 1_000_003, 1000))
LARGE = dict(engines.LIMITS)


def product(given: CutProblem, near: bytearray) -> int:
    value = 1
    for number in paid(given, near):
        value *= given.dims[number]
    return value


def free_near(network: Network, near: bytearray) -> set[str]:
    sides = zip(network.tensors, near, strict=False)
    return {tensor.name for tensor, is_near in sides if is_near and tensor.kind != "copy"}


def wrong_networks(count: int, first: int) -> Iterator[tuple[int, str]]:
    """Yield the seed and the engine of each cut that is not the nearest of the least ones."""
    for seed in range(first, first + count):
        rng = random.Random(seed)
        network, partition = random_network(seed, tensors=9, dims=DIMS[seed % len(DIMS)])
        given = problem(network, partition)
        least, nearest = brute_force(network, partition)
        for engine, large in LARGE.items():
            for limit in (large, 2 ** rng.randrange(8, 24)) if large else (large,):
                engines.LIMITS[engine] = limit
                near = flow_near(given, engine)
                if product(given, near) != least or free_near(network, near) != nearest:
                    yield seed, f"{engine}, limit {limit}"
                if engine == "ortools" and any(cut.value != least for cut in min_cuts(network, partition, limit=50)):
                    yield seed, f"min_cuts, limit {limit}"
            engines.LIMITS[engine] = large


def ladder(bundles: list[tuple[int, ...]]) -> CutProblem:
    edges = [(place, place + 1) for place, dims in enumerate(bundles) for _ in dims]
    return CutProblem.of(len(bundles) + 1, [dim for dims in bundles for dim in dims], edges, [0], [len(bundles)])


def wrong_ladders(length: int, count: int, cut: Callable[[CutProblem], bytearray]) -> int:
    """Return in how many chains of bundles n n, with one bundle (n-1) (n+1), another one is severed."""
    wrong = 0
    for seed in range(count):
        rng = random.Random(seed)
        n, at = rng.randrange(10**6, 10**9 - 1), rng.randrange(length)
        bundles = [(n - 1, n + 1) if place == at else (n, n) for place in range(length)]
        wrong += sum(cut(ladder(bundles))) != at + 1
    return wrong


def main(count: int = 1000, first: int = 0) -> None:
    failures = list(wrong_networks(count, first))
    print(f"{count} networks: {len(failures)} wrong cuts", *failures[:10])
    for engine in LARGE:

        def cut(given: CutProblem, engine: str = engine) -> bytearray:
            return flow_near(given, engine)

        print(f"ladders by {engine}: {wrong_ladders(2, 1500, cut)} of 1500 wrong")
        if engine != "networkx":
            print(f"ladders among 10^4 bonds by {engine}: {wrong_ladders(5000, 100, cut)} of 100 wrong")
    print(f"ladders by default: {wrong_ladders(2, 1500, nearest_side)} of 1500 wrong")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
