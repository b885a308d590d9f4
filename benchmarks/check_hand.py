"""Checks cuts of pictures that a hand has changed, and measures how long the editor waits for a picture.

    python benchmarks/check_hand.py [COUNT] [SEED]

Each of COUNT rounds (default: 20) draws a recurrent circuit with random sizes, unrolled, as an anatomy and shared, and
a random network of each structure, with up to three random moves and three random bends. The marks have to be what the
cut lists, and its line has to cross the line of every severed bond once and nothing else, as `check_curves` finds by
sampling. The table has how often there was a line. Then the answer to the question "figure" is timed for a network
of 500 tensors whose layout is known, in seconds of this process.
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator

import check_curves

from tnrnn import Circuit, Cut, Network, Partition, min_cut, rac, slice_cut, unroll
from tnrnn.drawing import Figure, View, compose
from tnrnn.drawing.composing import laid_out
from tnrnn.drawing.dressing import keys_of, owners_of
from tnrnn.explore.editing import Subject, figure_answer

LARGE = 500
"""The number of tensors of the network for which answers are timed."""


def random_edits(of: Network | Circuit, view: View, rng: random.Random, most: int = 3) -> View:
    """Return a view with random moves and bends, whose lengths suit the layout."""
    _, _, layout = laid_out(of, None, view)
    chosen = rng.sample(list(owners_of(layout)), rng.randint(0, most))
    moves = {name: (rng.gauss(0, 0.4) * layout.step, rng.gauss(0, 0.4) * layout.step) for name in chosen}
    bends = {}
    lines = [(line, keys) for line, keys in zip(layout.lines, keys_of(layout), strict=True) if keys]
    for line, keys in rng.sample(lines, rng.randint(0, min(most, len(lines)))):
        x, y, _, _ = line.at(0.5)
        far = 0.3 * layout.step
        bends[rng.choice(keys)] = [(rng.gauss(x, far), rng.gauss(y, far)) for _ in range(rng.randint(1, 2))]
    return dataclasses.replace(view, moves=moves or None, bends=bends or None)


def subjects(rng: random.Random) -> Iterator[tuple[str, Network | Circuit, Cut, View]]:
    """Yield what one round draws: a name, a network or circuit, a cut, and a view without changes."""
    length, layers, mode = rng.randint(3, 5), rng.randint(1, 2), rng.choice(("one-hot", "continuous"))
    circuit, partition = rac(length, layers, 2, 2), Partition.start_end(length)
    network = unroll(circuit, mode)
    yield "staircase", network, min_cut(network, partition), View()
    yield "staircase, slice", network, slice_cut(network, length // 2), View()
    yield "anatomy", network, slice_cut(network, length // 2), View(detail="anatomy")
    yield "shared", circuit, min_cut(circuit, partition, mode), View()
    for name, make in check_curves.makers().items():
        of = make(rng)
        for _, cut in check_curves.sides(of, rng):
            yield name, of, cut, View()


def check(count: int, seed: int, most: int | None = None) -> tuple[Counter[tuple[str, str]], list[str]]:
    """Return how often there was a line, by what was drawn, and what was wrong; a round draws at most so many."""
    rng, found, mistakes = random.Random(seed), Counter[tuple[str, str]](), []
    for _ in range(count):
        drawn = list(subjects(rng))
        for name, of, cut, view in drawn if most is None else rng.sample(drawn, most):
            edited = random_edits(of, view, rng)
            scene = compose(of, cut, view=edited)
            found[name, "a line" if scene.cut_lines else "none"] += 1
            wrong = check_curves.wrong(scene, cut) if scene.cut_lines and isinstance(of, Network) else ""
            if {mark.name for mark in scene.cut_marks} != {entry.name for entry in cut.entries}:
                wrong = "the marks are not what the cut lists"
            if wrong:
                mistakes.append(f"{name}: {wrong}: {edited.moves}, {edited.bends}")
    return found, mistakes


def seconds() -> float:
    """Return the median time of an answer for a network whose layout is known."""
    rng = random.Random(1)
    edges = [(f"t{rng.randrange(max(0, place - 20), place)}", f"t{place}") for place in range(1, LARGE)]
    subject, taken = Subject(check_curves.network_of(edges), None, "network", ()), []
    for place in range(8):
        start = time.process_time()
        next(figure_answer(subject, Figure(View(moves={"t3": (0.1 * place, 0.0)}))))
        taken.append(time.process_time() - start)
    return statistics.median(taken[1:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=20)
    parser.add_argument("seed", type=int, nargs="?", default=0)
    options = parser.parse_args()
    found, mistakes = check(options.count, options.seed)
    for name in dict.fromkeys(name for name, _ in found):
        lines, none = found[name, "a line"], found[name, "none"]
        print(f"{name:18} {lines:6,} of {lines + none:6,} have a line")
    print(*(mistakes or ["no mistakes"]), sep="\n")
    print(f"{LARGE} tensors: {seconds():.3f} s")


if __name__ == "__main__":
    main()
