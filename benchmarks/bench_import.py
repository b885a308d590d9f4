"""Compares the time of `import tnrnn` with that of `import numpy`.

    python benchmarks/bench_import.py

Each is timed in fresh processes, in turn. Printed is the ratio of the medians, for whole processes and without the
start of the interpreter.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

ROUNDS = 15


def seconds(statement: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - start


def main() -> None:
    statements = {"nothing": "pass", "numpy": "import numpy", "tnrnn": "import tnrnn"}
    times: dict[str, list[float]] = {name: [] for name in statements}
    for _ in range(ROUNDS):
        for name, statement in statements.items():
            times[name].append(seconds(statement))
    median = {name: statistics.median(values) for name, values in times.items()}
    print(", ".join(f"{name} {value:.3f} s" for name, value in median.items()))
    whole = median["tnrnn"] / median["numpy"]
    net = (median["tnrnn"] - median["nothing"]) / (median["numpy"] - median["nothing"])
    print(f"import tnrnn / import numpy: {whole:.2f} as whole processes, {net:.2f} less the interpreter's start")


if __name__ == "__main__":
    main()
