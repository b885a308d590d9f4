"""Checks the law of pictures on random networks with random looks, legs, notes, sizes and cuts.

    python benchmarks/check_looks.py [--count 200] [--seed 0] [--figures] [--fast]

Nothing overlaps, labels are clear, the marks of a cut are its entries, arrows point where they were asked to: checked
by a geometry of its own, on the ink that matplotlib makes of every text. The compiled TeX and the SVG have the same
shapes at the same places to 0.02 points. Two processes with different seeds of hashing, and eight threads, write the
same bytes. It prints every fault and then how many pictures have one; the exit status is 1 if there are any. With
--figures it checks the figures of docs/pictures instead of random ones, with --fast neither TeX nor bytes.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "docs" / "pictures"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import figures
from looks_law import faults, scene_faults
from page_law import compiled, digests, svg_faults, tex_faults
from random_looks import case

from tnrnn import TnrnnError
from tnrnn.drawing import THEMES, Scene, Style, save

BATCH = 50
"""The pictures of one run of pdflatex."""


def main() -> None:
    parser = argparse.ArgumentParser(description="checks the law of pictures on random looks")
    parser.add_argument("--count", type=int, default=200, help="how many pictures are drawn")
    parser.add_argument("--seed", type=int, default=0, help="the seed of the first picture")
    parser.add_argument("--figures", action="store_true", help="check the figures of the documentation instead")
    parser.add_argument("--fast", action="store_true", help="compile no TeX and compare no bytes")
    parser.add_argument("--digests", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # random pictures may be larger than a page
    made = figure_scenes() if options.figures else random_scenes(options.seed, options.count)
    if options.digests:
        with tempfile.TemporaryDirectory() as folder:
            print("\n".join(digests([scene for _, scene, _ in made], Path(folder))))
        return
    began, wrong, kinds = time.perf_counter(), dict[str, list[str]](), Counter[str]()
    for name, _, check in made:
        wrong[name] = check()
    if not options.fast:
        for name, line in (*page_faults(made), *byte_faults(made, options)):
            wrong[name].append(line)
    for name, lines in wrong.items():
        kinds.update({line.partition(":")[0] for line in lines})
        for line in lines:
            print(f"{name} | {line}")
    bad = sum(map(bool, wrong.values()))
    found = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())) or "none"
    print(f"{len(made)} pictures, {bad} with faults ({found}), {time.perf_counter() - began:.0f} s")
    sys.exit(bad > 0)


Made = list[tuple[str, Scene, Callable[[], list[str]]]]


def random_scenes(seed: int, count: int) -> Made:
    """Return names, pictures, and what finds their faults."""
    made: Made = []
    for number in range(seed, seed + count):
        try:
            one = case(number)
            scene = one.scene()
        except TnrnnError as error:
            print(f"{number} | refused: {error}")
            continue
        made.append(
            (one.name, scene, lambda one=one, scene=scene: list(faults(one.of, scene, one.cut, one.view.looks)))
        )
    return made


def figure_scenes() -> Made:
    """Return the same of the figures of the documentation."""
    made: Made = []
    for name in sorted(vars(figures)):
        if name.startswith("figure_") and not isinstance(getattr(figures, name), type) and name[7:].isdigit():
            scene = getattr(figures, name)()
            made.append((name, scene, lambda scene=scene: list(scene_faults(scene))))
    return made


def page_faults(made: Made) -> list[tuple[str, str]]:
    """Return what differs between the pages of TeX, or SVG files, and pictures, in all themes by turns."""
    found = []
    for start in range(0, len(made), BATCH):
        batch = made[start : start + BATCH]
        scenes = [scene for _, scene, _ in batch]
        themes = [list(THEMES)[number % len(THEMES)] for number in range(len(batch))]
        styles = [
            dataclasses.replace(Style.named(theme), font_size=scene.font_size)
            for theme, scene in zip(themes, scenes, strict=True)
        ]
        with tempfile.TemporaryDirectory() as folder:
            pages = compiled(scenes, styles, Path(folder))
            for (name, scene, _), style, page in zip(batch, styles, pages, strict=True):
                path = Path(folder) / "picture.svg"
                save(scene, path, style)
                source = path.read_text(encoding="utf-8")
                lines = [*tex_faults(scene, style, page), *svg_faults(scene, style, source)]
                found += [(name, line) for line in lines]
    return found


def byte_faults(made: Made, options: argparse.Namespace) -> list[tuple[str, str]]:
    """Return the pictures whose bytes differ between two processes, or between eight threads and one."""
    command = [sys.executable, __file__, "--digests", f"--count={options.count}", f"--seed={options.seed}"]
    command += ["--figures"] * options.figures
    runs = []
    for seed in ("1", "2"):
        done = subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        )
        runs.append([line for line in done.stdout.splitlines() if "|" not in line])
    with tempfile.TemporaryDirectory() as folder:
        runs.append(digests([scene for _, scene, _ in made], Path(folder), 8))
    return [
        (name, "bytes: two processes, or eight threads, write different files")
        for (name, _, _), *files in zip(made, *runs, strict=True)
        if len(set(files)) > 1
    ]


if __name__ == "__main__":
    main()
