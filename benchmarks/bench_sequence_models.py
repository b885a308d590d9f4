"""Times ranks and bounds of sequence models, as ratios, since machines differ.

    python benchmarks/bench_sequence_models.py [--rounds 3]

* `separation_rank` of sum attention (T=6, L=2, M=6, K=V=3: rank 67), with its bounds, in a fresh process: the processor
  time less that of a process that only imports, as a ratio to `import numpy`. It should be at most 5.
* `bounds` and `symmetric_cut` of each model at T = 16, 64 and 128, by processor time: the exponent of T by which the
  time grows from T = 16. A star marks one above 1.2. Times jump where the search for a cut takes more rounds.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable

from tnrnn import Circuit, Partition, bounds, models, symmetric_cut

LENGTHS = (16, 64, 128)
"""The numbers of steps that are timed."""

MOST = 1.2
"""The exponent of T that times should not exceed."""

RANK = """
from tnrnn import Partition, models, separation_rank
circuit = models.linear_attention(length=6, layers=2, inputs=6, key=3, value=3, rule="sum")
partition = Partition.start_end(6)
{}
"""
CALL = 'assert separation_rank(circuit, partition, "continuous").lower == 67'
PROCESSES = {
    "numpy": "import numpy",
    "made": RANK.format("import flint, tnrnn.ranks.rank, tnrnn.bounding.upper"),
    "rank": RANK.format(CALL),
}

MODELS: dict[str, Callable[[int], Circuit]] = {
    "linear_ssm": lambda length: models.linear_ssm(length, 1, 3, 3),
    "selective_ssm": lambda length: models.selective_ssm(length, 1, 3, 3),
    "selective_ssm with gate": lambda length: models.selective_ssm(length, 1, 3, 3, output_gate=True),
    "mamba": lambda length: models.mamba(length, 1, 3, 2, 2),
    "gated_ssm": lambda length: models.gated_ssm(length, 1, 3, 3),
    **{
        f"linear_attention {rule}": lambda length, rule=rule: models.linear_attention(length, 1, 3, 3, 2, rule=rule)
        for rule in ("sum", "decay", "gated", "delta", "mlstm")
    },
    "linear_attention, 2 heads": lambda length: models.linear_attention(length, 1, 3, 2, 2, heads=2),
    "polynomial_attention": lambda length: models.polynomial_attention(length, 1, 3, 3, 2),
    "gmlp": lambda length: models.gmlp(length, 1, 3, 3),
    "bilinear_mixer": lambda length: models.bilinear_mixer(length, 1, 3, 3),
    "gated_ssm, 2 layers": lambda length: models.gated_ssm(length, 2, 3, 2),
    "selective_ssm, 2 layers": lambda length: models.selective_ssm(length, 2, 2, 2),
    "linear_attention sum, 2 layers": lambda length: models.linear_attention(length, 2, 3, 2, 2),
}


def process_seconds(code: str) -> float:
    """Return the processor time of a fresh process of Python."""
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"python -c {code}: exit status {process.returncode}")
    return used.ru_utime + used.ru_stime


def seconds(call: Callable[[Circuit, Partition], object], make: Callable[[int], Circuit], length: int) -> float:
    """Return the processor time of a call for a circuit that nothing has used before."""
    circuit, partition = make(length), Partition.start_end(length)
    start = time.process_time()
    call(circuit, partition)
    return time.process_time() - start


def growth(call: Callable[[Circuit, Partition], object], make: Callable[[int], Circuit], rounds: int) -> str:
    """Return the least times of some rounds at `LENGTHS`, as a text, each with the exponent of T since the first."""
    seconds(call, make, LENGTHS[0])  # what is imported on first use
    first, *others = (min(seconds(call, make, length) for _ in range(rounds)) for length in LENGTHS)
    told = f"{1000 * first:7.0f} ms"
    for length, later in zip(LENGTHS[1:], others, strict=True):
        grown = math.log(later / first) / math.log(length / LENGTHS[0])
        told += f"{1000 * later:8.0f} ms  T^{grown:.2f}{'*' if grown > MOST else ' '}"
    return told


def rank(rounds: int) -> None:
    least = dict.fromkeys(PROCESSES, math.inf)
    for _ in range(rounds):
        least = {name: min(least[name], process_seconds(code)) for name, code in PROCESSES.items()}
    ratio, net = least["rank"] / least["numpy"], (least["rank"] - least["made"]) / least["numpy"]
    print(", ".join(f"{name} {1000 * value:.0f} ms" for name, value in least.items()))
    print(f"sum attention of rank 67 / import numpy: {ratio:.2f} with all imports, {net:.2f} without")


def main() -> None:
    parser = argparse.ArgumentParser(description="times ranks and bounds of sequence models")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is timed; the least time counts")
    rounds = parser.parse_args().rounds
    rank(rounds)
    calls: dict[str, Callable[[Circuit, Partition], object]] = {
        "bounds": lambda circuit, partition: bounds(circuit, partition, "continuous"),
        "symmetric_cut": lambda circuit, partition: symmetric_cut(circuit, partition, "continuous"),
    }
    print(f"{'':<46}" + "".join(f"{f'T={length}':>10}{'' if length == 16 else ' ' * 8}" for length in LENGTHS))
    for name, call in calls.items():
        for model, make in MODELS.items():
            print(f"{name:<14}{model:<32}{growth(call, make, rounds)}", flush=True)


if __name__ == "__main__":
    main()
