"""The picture of docs/effective-state-size.md: effective state sizes beside Start-Future ranks of four layers.

python docs/pictures/state_sizes.py
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from tnrnn import Style
from tnrnn.drawing import save
from tnrnn.drawing.charts import draw_panels
from tnrnn.memory import (
    LinearUnit,
    Sample,
    effective_state_size,
    operator_of,
    operator_of_attention,
    start_future_profile,
)

LENGTH, TOLERANCE = 16, 1e-9


def attention(width, keys, values, softmax, seed):
    """Return two functions of words: the operators, and the outputs T(x) v."""
    draw = np.random.default_rng(seed).normal
    queries, of_keys = draw(size=(2, keys, width))
    of_values = draw(size=(values, width))

    def operators(words):
        made = operator_of_attention((words @ queries.T) @ (words @ of_keys.T).swapaxes(1, 2), softmax=softmax)
        return np.repeat(made[:, None], values, axis=1)

    return operators, lambda words: operators(words)[:, 0] @ (words @ of_values.T)


def linear_system(size, seed):
    """Return the operator of a random system, and its outputs."""
    draw = np.random.default_rng(seed).normal
    step = 0.9 * np.linalg.qr(draw(size=(size, size)))[0]
    entry, read = draw(size=(size, 1)), draw(size=(1, size))
    unit = LinearUnit(step, entry)
    return operator_of(step, entry, read, length=LENGTH), lambda words: unit(words) @ read.T


def panel(title, operators, outputs, width):
    """Return the chart of a layer: both measures of its operators, and both of all inputs."""
    sample = Sample("continuous", 40)
    words = None if isinstance(operators, np.ndarray) else sample.words(LENGTH, width)
    profile = start_future_profile(outputs, LENGTH, range(1, LENGTH), width, sample=sample, tolerance=TOLERANCE)
    found = effective_state_size(operators, words, tolerance=TOLERANCE)
    return replace(found.chart(profile), title=title)


if __name__ == "__main__":
    system, outputs = linear_system(5, 0)
    charts = (
        panel("a linear system of 5 states", system, outputs, 1),
        panel("linear attention, K = 3, V = 1, M = 6", *attention(6, 3, 1, False, 1), 6),
        panel("linear attention, K = V = M = 2", *attention(2, 2, 2, False, 2), 2),
        panel("softmax attention, K = 3, V = 1, M = 6", *attention(6, 3, 1, True, 1), 6),
    )
    axes = draw_panels(
        charts,
        f"Effective state size (one input) and centred Start-Future rank (all inputs), T = {LENGTH}",
        Style(dpi=110),
        columns=2,
    )
    save(axes, Path(__file__).with_name("state-sizes.png"))
