"""Measures how long a talk takes to prepare, from an empty environment to a file that can be opened.

    python benchmarks/talk_preparation.py
    python benchmarks/talk_preparation.py --package tnrnn-0.2.0-py3-none-any.whl --talk my-talk.json

The steps are: a virtual environment, `pip install` of the package with what it needs, the export of the talk, and, if
npm is there, reveal.js for a deck. pip may find files in its cache; `--no-cache` downloads all anew.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
TALK = ROOT / "docs" / "talks" / "gates-depth-memory.json"
GROWTH = ["-T", "4-20", "-L", "2", "-M", "4", "-R", "4", "--split", "3", "--mode", "continuous"]
"""The cases along which the talk shows the growth of the rank; those of its steps are added."""

NPM = ["npm", "install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]


def steps(package: str, talk: Path, folder: Path, cached: bool) -> dict[str, list[str]]:
    """Return the commands of the steps, by their names."""
    python = folder / "venv" / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pip += [] if cached else ["--no-cache-dir"]
    export = [str(python), "-m", "tnrnn", "explore", "--export", str(folder / "lecture.html"), "--talk", str(talk)]
    found = {
        "virtual environment": [sys.executable, "-m", "venv", str(folder / "venv")],
        "pip install": [*pip, package],
        "export of the talk": [*export, *GROWTH],
    }
    if shutil.which("npm"):
        found["npm install reveal.js"] = [*NPM, "reveal.js@6.0.2"]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="measure how long a talk takes to prepare")
    parser.add_argument("--package", default=str(ROOT), help="what pip installs (default: this checkout)")
    parser.add_argument("--talk", type=Path, default=TALK)
    parser.add_argument("--no-cache", action="store_true", help="download all packages anew")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder, total = Path(temporary), 0.0
        for name, command in steps(options.package, options.talk.resolve(), folder, not options.no_cache).items():
            started = time.perf_counter()
            subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
            taken = time.perf_counter() - started
            total += taken
            print(f"{name:<24}{taken:7.1f} s")
        print(f"{'all':<24}{total:7.1f} s; the file has {(folder / 'lecture.html').stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
