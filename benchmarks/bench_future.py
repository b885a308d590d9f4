"""Compares `start_future_rank` with a plain loop over all pairs of Start and End, in time and in memory.

    python benchmarks/bench_future.py

The loop reads every pair whole, 256 sequences at a time, keeps the matrix, and takes the singular values of it and of
the centred matrix by numpy. Ours has the intervals too. Both run in fresh processes; times are processor times without
imports, and the memory is the greatest resident one less that after the imports.

With `--large` an LSTM of 512 units that reads 10,000 tokens in 256 steps is measured alone, with 64 x 64 samples, which
the loop cannot do in 2 GB: the matrix alone has 2.1 GB in doubles.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from measuring import Row, main as print_rows

ROUNDS = 3


class Case(NamedTuple):
    """An LSTM with its sizes, and how many Starts and Ends; the split is in the middle."""

    units: int
    layers: int
    length: int
    samples: int
    tokens: int = 50


CASES = (
    Case(32, 1, 16, 32),
    Case(32, 1, 32, 64),
    Case(64, 1, 64, 64),
    Case(64, 2, 64, 64),
    Case(128, 1, 128, 64),
)
LARGE = Case(512, 1, 256, 64, 10_000)


def unit_of(case: Case) -> Any:
    """Return a module that reads token ids, an embedding and an LSTM in single precision, and that shows its state."""
    import torch

    class Reader(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embedding = torch.nn.Embedding(case.tokens, case.units)
            self.lstm = torch.nn.LSTM(case.units, case.units, case.layers, batch_first=True)

        def forward(self, ids: torch.Tensor) -> Any:
            return self.lstm(self.embedding(ids))[0]

        def begin(self, count: int) -> Any:
            return tuple(torch.zeros(count, case.layers, case.units) for _ in range(2))

        def run(self, ids: torch.Tensor, state: Any) -> Any:
            before = tuple(part.transpose(0, 1).contiguous() for part in state)
            out, after = self.lstm(self.embedding(ids), before)
            return out, tuple(part.transpose(0, 1) for part in after)

        def step(self, state: Any, ids: torch.Tensor) -> Any:
            out, after = self.run(ids[:, None], state)
            return after, out[:, 0]

    torch.manual_seed(0)
    return Reader()


def ours(case: Case) -> list[float]:
    from tnrnn.memory import Sample, start_future_rank

    found = start_future_rank(
        unit_of(case), case.length // 2, case.length, tokens=case.tokens, sample=Sample(count=case.samples)
    )
    return [*found.spectrum.values[:3], *found.centred.values[:3]]


def loop(case: Case) -> list[float]:
    import torch

    from tnrnn.memory import Sample

    unit, sample, split = unit_of(case).eval(), Sample(count=case.samples), case.length // 2
    starts, ends = sample.ids(split, case.tokens), sample.ids(case.length - split, case.tokens, ends=True)
    pairs = [np.concatenate([start, end]) for start in starts for end in ends]
    parts = []
    with torch.no_grad():
        for first in range(0, len(pairs), 256):
            words = torch.as_tensor(np.stack(pairs[first : first + 256]))
            parts.append(unit(words)[:, split:].double().numpy())
    matrix = np.concatenate(parts).reshape(len(starts), -1)
    uncentred = np.linalg.svd(matrix, compute_uv=False)
    centred = np.linalg.svd(matrix - matrix.mean(axis=0), compute_uv=False)
    return [*uncentred[:3], *centred[:3]]


def alone(case: Case, way: str) -> None:
    """Measure one way in this process, and print what was found."""
    import torch  # noqa: F401

    import tnrnn.memory.futures.future_profiles  # noqa: F401

    before, start = resident(), time.process_time()
    values = {"ours": ours, "loop": loop}[way](case)
    print(json.dumps({"seconds": time.process_time() - start, "memory": resident() - before, "values": values}))


def resident() -> float:
    """Return the greatest resident memory so far in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(case: Case, way: str) -> dict[str, Any]:
    words = [sys.executable, __file__, "--way", way, "--case", json.dumps(case)]
    found: dict[str, Any] = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    return found


def shown(case: Case) -> str:
    sizes = f"{case.units} units, {case.layers} layer{'s' * (case.layers > 1)}, T = {case.length}"
    return f"`start_future_rank` of an LSTM, {sizes}, {case.samples} x {case.samples} samples"


def rows() -> Iterator[Row]:
    """Yield the time and the memory of each case; both ways take turns, and must find the same values."""
    for case in CASES:
        found = [[measured(case, way) for way in ("ours", "loop")] for _ in range(ROUNDS)]
        for one, two in found:
            assert np.allclose(one["values"], two["values"], rtol=1e-4), (one["values"], two["values"])
        for kind, unit in (("seconds", "s"), ("memory", "MB")):
            middle = [statistics.median(way[kind] for way in ways) for ways in zip(*found, strict=True)]
            yield Row(shown(case), "a loop over all pairs", *middle, math.inf, unit=unit)


def main() -> None:
    if "--way" in sys.argv:
        parser = argparse.ArgumentParser()
        parser.add_argument("--way", choices=("ours", "loop"))
        parser.add_argument("--case", type=json.loads)
        options = parser.parse_args()
        alone(Case(*options.case), options.way)
    elif "--large" in sys.argv:
        found = measured(LARGE, "ours")
        print(f"{shown(LARGE)}: {found['seconds']:.0f} s, {found['memory']:.0f} MB beside the imports")
    else:
        print_rows(__doc__, rows)


if __name__ == "__main__":
    main()
