"""Compares the processor time (user and system) that small processes take, as ratios:

* `import tnrnn` to `import numpy`, also less the start of the interpreter;
* `tnrnn --help` to the import of the modules of Python that a command line like this one needs;
* `tnrnn cut -T 6 -L 2 -M 2 -R 3` to `import numpy`;
* `tnrnn bounds -T 1000000`, whose ranks follow from theorems, to `import numpy`: at most 3;
* `separation_rank` of two layers of linear attention, of rank 67, to `import numpy`: at most 5.

Each runs in fresh processes, in turn, and the least time counts: other programs can only add to it.

python benchmarks/bench_import.py
"""

from __future__ import annotations

import os
import subprocess
import sys

ROUNDS = 20
"""How often each process is started."""

THEOREMS = (
    "bounds -T 1000000 -L 2 -M 3 -R 3 --mode continuous",
    "bounds -T 1000000 -L 3 -M 5 -R 5 --mode continuous",
    "bounds -T 1000000 -L 2 -M 2 -R 2",
    "bounds -T 1000000 -L 2 -M 3 -R 3",
)
"""The last one gives an interval, the others the rank."""

ATTENTION = """
from tnrnn import Partition, separation_rank
from tnrnn.models import linear_attention
found = separation_rank(linear_attention(6, 2, inputs=6, key=3, value=3), Partition.start_end(6), "continuous")
assert found.lower == 67
"""

PROCESSES = {
    "nothing": ["-c", "pass"],
    "argparse": ["-c", "import argparse, difflib, json"],
    "numpy": ["-c", "import numpy"],
    "import": ["-c", "import tnrnn"],
    "help": ["-m", "tnrnn", "--help"],
    "cut": ["-m", "tnrnn", "cut", "-T", "6", "-L", "2", "-M", "2", "-R", "3"],
    "attention": ["-c", ATTENTION],
    **{words: ["-m", "tnrnn", *words.split()] for words in THEOREMS},
}
"""What Python is given. The first round writes the bytecode of what is imported, which the others read."""


def seconds(words: list[str]) -> float:
    """Return the processor time of a process of Python."""
    with subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"python {' '.join(words)}: exit status {process.returncode}")
    return used.ru_utime + used.ru_stime


def main() -> None:
    least = dict.fromkeys(PROCESSES, float("inf"))
    for _ in range(ROUNDS):
        least = {name: min(least[name], seconds(words)) for name, words in PROCESSES.items()}
    print(", ".join(f"{name} {1000 * value:.0f} ms" for name, value in least.items()))
    net = (least["import"] - least["nothing"]) / (least["numpy"] - least["nothing"])
    print(f"import tnrnn / import numpy: {least['import'] / least['numpy']:.2f}, less the start of Python {net:.2f}")
    print(f"tnrnn --help / import argparse, difflib, json: {least['help'] / least['argparse']:.2f}")
    print(f"tnrnn cut -T 6 -L 2 -M 2 -R 3 / import numpy: {least['cut'] / least['numpy']:.2f}")
    print(f"separation_rank of linear attention / import numpy: {least['attention'] / least['numpy']:.2f}")
    for words in THEOREMS:
        print(f"tnrnn {words} / import numpy: {least[words] / least['numpy']:.2f}")


if __name__ == "__main__":
    main()
