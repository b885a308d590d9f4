"""Compares the processor time (user and system) that small processes take, as ratios.

* `import tnrnn` is compared with `import numpy`;
* `tnrnn --help` with the import of the modules of Python that a command line like this one needs;
* small cases of `tnrnn cut`, `bounds` and `rank`, and bounds at a million steps, with `import numpy`;
* `separation_rank` of two layers of linear attention, of rank 67, with `import numpy`;
* a picture as png or pdf with the import of what matplotlib draws it with.

Each runs in fresh processes, in turn, and the least time counts: other programs can only add to it. What is imported is
compiled in the first round, into a folder that goes with the run, whatever Python is told of such files.

    python benchmarks/bench_import.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from math import inf
from typing import NamedTuple

from measuring import Row, main

ROUNDS = 8
"""How often each process is started."""


class Work(NamedTuple):
    """What a process is given, what it is compared with, and the goal, infinite where there is none."""

    words: tuple[str, ...]
    shown: str
    peer: str
    goal: float


PEERS = {
    "import numpy": ("-c", "import numpy"),
    "import argparse, difflib, json": ("-c", "import argparse, difflib, json"),
    "import matplotlib and its writer of png": ("-c", "import matplotlib.figure, matplotlib.backends.backend_agg"),
    "import matplotlib and its writer of pdf": ("-c", "import matplotlib.figure, matplotlib.backends.backend_pdf"),
}

ATTENTION = """
from tnrnn import Partition, separation_rank
from tnrnn.models import linear_attention
found = separation_rank(linear_attention(6, 2, inputs=6, key=3, value=3), Partition.start_end(6), "continuous")
assert found.lower == 67
"""

SMALL = (
    "-T 6 -L 2 -M 2 -R 3",
    "-T 8 -L 2 -M 3 -R 3",
    "-T 6 -L 2 -M 2 -R 3 --mode continuous",
    "-T 6 -L 2 -M 2 -R 3 --observe vector",
    "-T 6 -L 2 -M 2 -R 3 --observe future --mode continuous",
    "--model linear_attention -T 6 -L 1 -M 3 --key 3 --value 2",
    "--model selective_ssm -T 6 -L 1 -M 3 --state 3 --mode continuous",
    "--model gated_ssm -T 6 -L 1 -M 3 -R 3",
)
"""The usual small cases: RACs and sequence models, both modes, one output, all of them, and the whole future."""

THEOREMS = (
    "-T 1000000 -L 2 -M 3 -R 3 --mode continuous",
    "-T 1000000 -L 3 -M 5 -R 5 --mode continuous",
    "-T 1000000 -L 2 -M 2 -R 2",
    "-T 1000000 -L 2 -M 3 -R 3",
)
"""Cases whose ranks follow from theorems; the last one gives an interval, the others the rank."""


def command(words: str, peer: str, goal: float) -> Work:
    """Return the work of a command of tnrnn."""
    return Work(("-m", "tnrnn", *words.split()), f"`tnrnn {words}`", peer, goal)


WORKS = (
    Work(("-c", "import tnrnn"), "`import tnrnn`", "import numpy", 1),
    command("--help", "import argparse, difflib, json", 3),
    command("cut -T 6 -L 2 -M 2 -R 3", "import numpy", 2.2),
    *(command(f"{name} {words}", "import numpy", 3) for name in ("bounds", "rank") for words in SMALL),
    *(command(f"bounds {words}", "import numpy", 3) for words in THEOREMS),
    Work(("-c", ATTENTION), "`separation_rank` of two layers of linear attention, of rank 67", "import numpy", 5),
    command("draw -T 6 -L 2 -M 2 -R 3 -o rac.svg", "import numpy", inf),
    command("draw -T 6 -L 2 -M 2 -R 3 -o rac.png", "import matplotlib and its writer of png", inf),
    command("draw -T 6 -L 2 -M 2 -R 3 -o rac.pdf", "import matplotlib and its writer of pdf", inf),
)


def seconds(words: tuple[str, ...], folder: str) -> float:
    """Return the processor time of a process of Python that works in a folder."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = os.path.join(folder, "compiled")
    environment.setdefault("MPLCONFIGDIR", os.path.join(folder, "matplotlib"))
    with subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL, cwd=folder, env=environment) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"python {' '.join(words)}: exit status {process.returncode}")
    return used.ru_utime + used.ru_stime


def rows() -> Iterator[Row]:
    """Yield each work with its peer, after all have taken their turns."""
    every = dict.fromkeys([*PEERS.values(), *(work.words for work in WORKS)], float("inf"))
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            every = {words: min(least, seconds(words, folder)) for words, least in every.items()}
    for work in WORKS:
        yield Row(work.shown, f"`{work.peer}`", every[work.words], every[PEERS[work.peer]], work.goal)


if __name__ == "__main__":
    main(__doc__, rows)
