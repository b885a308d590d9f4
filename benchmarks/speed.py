"""Makes the page of speeds from benchmarks: measures what is named, keeps the rows, and writes the page.

Each benchmark with a function `rows` runs in a fresh process, with one thread. Its rows stay in `speed.json`, so that
one benchmark can be measured again alone. Without names, nothing is measured and the page is written from what is kept.

    python benchmarks/speed.py                        # write docs/speed.md from speed.json
    python benchmarks/speed.py bench_rank             # measure one benchmark again, and write the page
    python benchmarks/speed.py --all                  # measure all that are on the page
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import math
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from measuring import Growth, Row, from_json

HERE = Path(__file__).parent
KEPT = HERE / "speed.json"
PAGE = HERE.parent / "docs" / "speed.md"
PACKAGES = (
    "numpy", "scipy", "networkx", "python-flint", "ortools", "tensornetwork", "opt_einsum", "cotengra", "quimb",
    "matplotlib", "distributed",
)  # fmt: skip
"""The packages whose versions the page says: those that tnrnn is compared with or relies on."""

TOPICS = {
    "bench_import": (
        "Answers at once",
        "Each line compares the processor time of whole processes, from the start of Python to its end.",
    ),
    "bench_rank": (
        "Exact ranks",
        "The peer is the function `rank` of python-flint on a matrix that is there already, modulo the same prime.",
    ),
    "bench_verify": (
        "Certificates",
        "A certificate is checked by another way than the one that made it.",
    ),
    "bench_evaluate": (
        "Values",
        "One sequence is evaluated as by a plain loop of numpy over the steps.",
    ),
    "bench_min_cut": (
        "Least cuts",
        "The networks are made anew for each call, so that nothing is known of them.",
    ),
    "bench_networks": (
        "Large networks",
        "Networks of other packages are read, and cut.",
    ),
    "bench_profile": (
        "Cuts of every split",
        "A profile has the least cut of every split of the sites.",
    ),
    "bench_circuit_cut": (
        "Cuts of circuits",
        "A circuit is cut as it is, without its unfolding, which may have more tensors than could be stored.",
    ),
    "bench_large_circuits": (
        "Large circuits",
        "A circuit has a few vertices for each step and layer. The peer checks nothing, and holds only names.",
    ),
    "bench_contract": (
        "Contraction",
        "The order in which the tensors are contracted is the same on both sides where the line says so.",
    ),
    "bench_drawing": (
        "Pictures",
        "Our time has the layout, too; the peer is given our places, and draws and saves.",
    ),
    "bench_future": (
        "Memory of trained models",
        "Starts are read once where a unit shows its state, and the matrix is never held whole.",
    ),
    "bench_sweep": (
        "Sweeps",
        "A sweep measures the same cases on a Dask cluster of this machine and in processes of its own.",
    ),
}  # fmt: skip
"""The heading and the first sentence of each benchmark, in the order of the page."""

HEAD = """\
# How fast tnrnn is

This page is made by `benchmarks/speed.py` from measurements, and no number on it was typed. Each line compares the cost
of some work, which is processor time or, in MB, memory, with that of a peer that does the same or a part of it, or with
a limit that cannot be passed. Both take turns in one run, with one thread each where nothing else is said: the ratio
says more than the seconds, which another machine would change. {reached}

{machines}
"""


def measured(name: str) -> dict[str, Any]:
    """Return the rows of a benchmark, measured in a fresh process with one thread, and the machine."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    ended = subprocess.run(
        [sys.executable, str(HERE / f"{name}.py"), "--json"],
        env=os.environ | threads,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return {"machine": machine(), "rows": [json.loads(line) for line in ended.stdout.splitlines()]}


def machine() -> str:
    """Return what a reader needs to know of the machine, and the versions of what is compared."""
    return (
        f"{os.cpu_count()} cores of {platform.machine()}, {platform.system()}, Python {platform.python_version()}, "
        + (", ".join(f"{name} {version}" for name, version in versions(PACKAGES)))
    )


def versions(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield those of the packages that are installed, with their versions."""
    for name in names:
        try:
            yield name, importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue


def digits(value: float) -> str:
    """Return a number with two digits, or three if it is at least 1 and less than 1,000, without an exponent.

    >>> [digits(value) for value in (0.03456, 0.5, 2.345, 23.46, 0.0, 12345.0)]
    ['0.035', '0.50', '2.35', '23.5', '0', '12,300']
    """
    if not value:
        return "0"
    count = 3 if value >= 1 else 2
    places = count - 1 - math.floor(math.log10(value))
    shown = round(value, places)
    return f"{shown:,.{max(places, 0)}f}"


def ratio(row: Row) -> str:
    """Return the ratio of a row as the page shows it; one that misses its goal never looks like it."""
    shown = digits(row.ratio)
    if row.reached:
        return shown
    return f"**more than {row.goal:.3g}**" if float(shown.replace(",", "")) <= row.goal else f"**{shown}**"


def goal(row: Row) -> str:
    """Return the goal of a row as the page shows it."""
    if math.isinf(row.goal):
        return "none"
    return f"{row.goal:.3g}" if row.reached else f"{row.goal:.3g}, missed"


def grows(growth: Growth | None) -> str:
    """Return how the cost grows, in words.

    >>> grows(Growth("bonds", (1e4, 1e5), (1.0, 10.0)))
    'as the power 1.00 of the number of bonds, from 10,000 to 100,000'
    """
    if growth is None:
        return ""
    ends = f"from {min(growth.sizes):,.0f} to {max(growth.sizes):,.0f}"
    return f"as the power {growth.exponent:.2f} of the number of {growth.unit}, {ends}"


def table(rows: list[Row]) -> Iterator[str]:
    """Yield the lines of the table of one benchmark; the last column is left out where nothing grows."""
    growing = any(row.growth for row in rows)
    heads = ["work", "cost", "compared with", "ratio", "at most", *(["the cost grows"] if growing else [])]
    yield f"| {' | '.join(heads)} |"
    yield "|---|--:|---|--:|--:|" + "---|" * growing
    for row in rows:
        cells = [
            row.work,
            f"{digits(row.ours)} {row.unit}",
            row.peer,
            ratio(row),
            goal(row),
            *([grows(row.growth)] if growing else []),
        ]
        yield f"| {' | '.join(cells)} |"


LARGE = 15_000
"""The number of rows of a matrix whose elimination is estimated."""


def of_pictures(rows: list[Row]) -> str:
    """Return what the import of matplotlib has to do with the times of png and pdf."""
    shares = [
        f"{100 / row.ratio:.0f} % of the time of a {ending}"
        for ending in ("png", "pdf")
        for row in rows
        if row.work.endswith(f".{ending}`")
    ]
    if not shares:
        return ""
    return f"""\
The import of matplotlib and of its writer is {" and ".join(shares)}; an svg needs neither. Other packages that make a
png of an svg, such as resvg, load in a moment, but they set the mathematics of labels with other spaces and other
letters. The formats would no longer show the same picture, so that matplotlib stays."""


def of_one_machine(rows: list[Row]) -> str:
    """Return why one large rank needs no cluster, with the time that it takes here."""
    found = {
        int(each[1].replace(",", "")): row for row in rows if (each := re.match(r"elimination of ([\d,]+)", row.work))
    }
    if not found:
        return ""
    size = max(found)
    minutes = found[size].ours * (LARGE / size) ** 3 / 60
    return f"""\
One machine is enough for one rank. A matrix of {LARGE:,} rows and columns has {8 * LARGE**2 / 1e9:.1f} GB, and its
elimination would take about {minutes:.2g} minutes of one core: the time of {size:,} rows, times the cube of the
ratio.
Dask arrays could not spread it over machines in a page of code. They have no rank modulo a prime, and elimination with
pivots is a sequence of panels of columns, each of which needs the pivots and the rows of all panels before it; only the
product after each panel could be shared, and its factors would travel between the machines at every step. Clusters are
for many cases, each of which one worker computes."""


def of_throughput(rows: list[Row]) -> str:
    """Return what the ratios of sweeps say."""
    found = {row.work.rsplit(", ", 1)[1]: row for row in rows if "on a Dask cluster" in row.work}
    if not found:
        return ""
    shares = [f"{100 / row.ratio:.0f} % {setting}" for setting, row in found.items()]
    return f"""\
The cluster has {" and ".join(shares)} of the throughput of the pool; {100 / rows[0].goal:.0f} % was the goal. The
profiler is turned off by the setting `distributed.worker.profile.enabled: False` of Dask. Scheduler and workers also do
work by the clock, whether or not a case runs, so that other programs that slow the machine make the difference larger.
"""


NOTES: dict[str, Callable[[list[Row]], str]] = {
    "bench_import": of_pictures,
    "bench_rank": of_one_machine,
    "bench_sweep": of_throughput,
}
"""What stands behind the table of a benchmark."""


def page(kept: Mapping[str, Any]) -> str:
    """Return the page as Markdown."""
    found = {name: [from_json(json.dumps(row)) for row in kept[name]["rows"]] for name in TOPICS if name in kept}
    machines = dict.fromkeys(kept[name]["machine"] for name in found)
    wanted = [row for rows in found.values() for row in rows if not math.isinf(row.goal)]
    count = sum(row.reached for row in wanted)
    reached = f"Of {len(wanted)} goals, {count} are reached; a ratio that misses its goal stands in bold type."
    measured_on = "Measured on " + "; and on ".join(machines) + "."
    parts = [HEAD.format(reached=reached, machines=measured_on)]
    for name, rows in found.items():
        title, words = TOPICS[name]
        parts.append(f"## {title}\n\n{words} (`benchmarks/{name}.py`)\n\n" + "\n".join(table(rows)) + "\n")
        if note := NOTES.get(name, lambda rows: "")(rows):
            parts.append(f"{note}\n")
    return "\n".join(parts)


def main() -> None:
    """Measure what is asked for, keep it, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="benchmarks to measure again, such as bench_rank")
    parser.add_argument("--all", action="store_true", help="measure all benchmarks of the page again")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in TOPICS]
    if unknown:
        parser.error(f"expected some of {', '.join(TOPICS)}, given {unknown[0]}")
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    for name in list(TOPICS) if options.all else options.names:
        print(f"measuring {name}", flush=True)
        kept[name] = measured(name)
        KEPT.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    PAGE.write_text(page(kept), encoding="utf-8")


if __name__ == "__main__":
    main()
