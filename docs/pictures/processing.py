"""The picture of docs/memory-indicators.md: what a tanh network of 20 units holds, by delay and degree.

python docs/pictures/processing.py
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from tnrnn import Style
from tnrnn.drawing.charts import Chart, Scale, Series, draw_panels
from tnrnn.memory import Probe, processing_capacity

STRENGTHS = (0.02, 0.2, 2.0)
DELAYS = (23, 23, 11)


def reservoir(strength: float) -> Callable[[np.ndarray], np.ndarray]:
    source = np.random.default_rng(1)
    matrix = 0.8 * np.linalg.qr(source.normal(size=(20, 20)))[0]
    entry = strength * source.normal(size=20)

    def unit(words: np.ndarray) -> np.ndarray:
        states = [np.zeros((len(words), 20))]
        for step in range(words.shape[1]):
            states.append(np.tanh(states[-1] @ matrix.T + words[:, step] * entry))
        return np.stack(states[1:], axis=1)

    return unit


def panel(strength: float) -> Chart:
    found = processing_capacity(reservoir(strength), Probe(24, width=1), degree=3, delays=DELAYS)
    lines = [
        Series(
            "measured", place, tuple(map(float, range(delay + 1))), tuple(max(part, 0.0) for part in row[: delay + 1])
        )
        for place, (delay, row) in enumerate(zip(DELAYS, found.parts, strict=True))
    ]
    held = " + ".join(f"{max(one.value, 0.0):.1f}" for one in found.by_degree)
    title = f"Inputs of strength {strength:g}: {held} of 20"
    groups = ("degree 1", "degree 2", "degree 3")
    return Chart(
        title, Scale("delay of the earliest input", "whole"), Scale("capacity", "amount"), tuple(lines), groups
    )


if __name__ == "__main__":
    axes = draw_panels(tuple(map(panel, STRENGTHS)), "A tanh network of 20 units, by degree", Style(dpi=110))
    axes.figure.savefig(Path(__file__).with_name("processing-capacity.png"))
