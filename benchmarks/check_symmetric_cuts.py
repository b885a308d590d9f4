"""Compare symmetric cuts with ranks of random circuits: no rank may be above a cut.

    python benchmarks/check_symmetric_cuts.py [circuits] [first seed]

Circuits with and without sums, with linear and bilinear maps that are fixed, recurrent ones among them, in both modes,
with random partitions. For each circuit the cut that is found and a few more choices of U and D of either side, which a
walk at random reaches, are compared with the rank of a sample that is larger than the cut, modulo a prime. 100,000
circuits take some hours.
"""

from __future__ import annotations

import itertools
import random
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from random_circuits import layered_circuit, random_circuit

from tnrnn import Circuit, Partition, evaluate, random_weights, symmetric_cut
from tnrnn.bounding.pricing import Prices
from tnrnn.bounding.regroup import regrouped
from tnrnn.bounding.seen import Seen
from tnrnn.bounding.starts import starts
from tnrnn.bounding.symmetric import moves
from tnrnn.bounding.wires import Wires
from tnrnn.models import Case

PRIME = 2**31 - 1
MOST = 48
MODES = ("one-hot", "continuous")


def rank_mod(matrix: np.ndarray) -> int:
    """Return the rank modulo the prime, by elimination."""
    rows, rank = matrix.astype(np.int64) % PRIME, 0
    for column in range(rows.shape[1]):
        found = np.flatnonzero(rows[rank:, column])
        if not len(found):
            continue
        pivot = rank + found[0]
        rows[[rank, pivot]] = rows[[pivot, rank]]
        rows[rank] = rows[rank] * pow(int(rows[rank, column]), -1, PRIME) % PRIME
        rows[rank + 1 :] = (rows[rank + 1 :] - rows[rank + 1 :, column, None] * rows[rank] % PRIME) % PRIME
        rank += 1
        if rank == len(rows):
            break
    return rank


def sampled_rank(circuit: Circuit, partition: Partition, mode: str, seed: int, most: int) -> int:
    """Return the rank of the values of output 0 on up to `most` near and far words, modulo the prime."""
    rng = np.random.default_rng(seed)
    weights = random_weights(circuit, seed, PRIME)
    widths = {vertex.position: vertex.dim for vertex in circuit.inputs}
    sides = [
        _words(rng, {place: widths[place] for place in side}, mode, most) for side in (partition.near, partition.far)
    ]
    near, far = (len(next(iter(side.values()))) for side in sides)
    batch = {place: np.repeat(points, far, axis=0) for place, points in sides[0].items()}
    batch |= {place: np.tile(points, (near, 1)) for place, points in sides[1].items()}
    values = evaluate(circuit, weights, batch, PRIME)[:, 0]
    return rank_mod(values.reshape(near, far))


def _words(rng: np.random.Generator, widths: dict, mode: str, most: int) -> dict:
    if mode == "continuous":
        return {place: rng.integers(0, PRIME, (most, width)) for place, width in widths.items()}
    count = 1
    for width in widths.values():
        count = min(count * width, most + 1)
    if count <= most:
        grid = np.array(list(itertools.product(*(range(width) for width in widths.values()))))
    else:
        grid = np.stack([rng.integers(0, width, most) for width in widths.values()], axis=1)
    return {place: np.eye(width, dtype=np.int64)[grid[:, n]] for n, (place, width) in enumerate(widths.items())}


def cases(first: int):
    """Yield seeds with circuits, partitions and modes."""
    for seed in itertools.count(first):
        layered = seed % 5 < 2
        circuit = layered_circuit(seed) if layered else random_circuit(seed, sums=seed % 4 != 0, maps=seed % 3 == 0)
        if len(circuit.positions) > 1:
            rng = random.Random(seed)
            near = rng.sample(circuit.positions, rng.randint(1, len(circuit.positions) - 1))
            partition = Partition(near=near, far=[place for place in circuit.positions if place not in near])
            yield seed, circuit, partition, MODES[seed % 2]


def walked(case: Case, seed: int):
    """Yield cuts that a walk at random from a random start reaches, of the regrouped circuit as well."""
    rng = random.Random(seed)
    other = regrouped(case)
    if other is not None and seed % 2:
        case = other
    wires = Wires(case.circuit)
    seen = Seen(wires)
    for side in ("near", "far"):
        prices = Prices(case, wires, seen, side)
        chosen = rng.choice(list(starts(prices)))
        for _ in range(4):
            yield prices.refined(chosen)
            chosen = rng.choice([*moves(prices, chosen), chosen])


def main(number: int = 1000, first: int = 0) -> int:
    """Check circuits and print how many there were; return the number of violations."""
    begun, met, violated, compared = time.time(), 0, 0, 0
    for seed, circuit, partition, mode in itertools.islice(cases(first), number):
        found = symmetric_cut(circuit, partition, mode)
        cuts = [found, *walked(Case(circuit, partition, mode), seed)]
        rank = sampled_rank(circuit, partition, mode, seed, min(MOST, max(cut.value for cut in cuts) + 1))
        compared += len(cuts)
        met += rank == found.value
        for cut in cuts:
            if cut.value < rank:
                violated += 1
                print(f"seed {seed}, {mode}: rank {rank}, {cut.value} by {cut}", flush=True)
    seconds = time.time() - begun
    print(f"{number:,} circuits, {compared:,} cuts, {violated} violated, rank met {met:,} times, {seconds:.0f} s")
    return violated


if __name__ == "__main__":
    sys.exit(bool(main(*map(int, sys.argv[1:]))))
