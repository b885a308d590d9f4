"""Every view of the explorer is the same way up: time runs to the right, and inputs lie below all else of their step.

`test_upright.py` has the law of layers. An unrolled network with sums stands in columns with few lines that cross,
one for each time step; within a column its inputs may stand anywhere.
"""

from __future__ import annotations

import itertools
import json

import pytest
from list_reading import list_of

from tnrnn.explore import chosen, payload

INPUTS = {"input", "margin"}
"""The kinds of the marks of inputs: those of an input that is used once, and of one whose uses are joined."""

SIZES = {
    "rac": {"inputs": 2, "hidden": 3},
    "gru": {"inputs": 2, "hidden": 2},
    "linear_attention": {"inputs": 2, "key": 2, "value": 2},
}
CASES = [
    *[
        ("rac", length, layers, mode)
        for length in (4, 10)
        for layers in (1, 2, 3)
        for mode in ("one-hot", "continuous")
    ],
    *[("gru", 4, layers, "one-hot") for layers in (1, 2)],
    *[("linear_attention", 4, layers, "one-hot") for layers in (1, 2)],
]


def views_of(case):
    """Yield the name and the display list of every view of a case."""
    for name, view in payload(case)["views"]["normal"].items():
        if view is not None:
            yield name, list_of(json.loads(json.dumps(view)))


def by_time(picture):
    """Return where the marks of each time step stand, from the first step to the last."""
    found = {}
    for shape in picture["marks"].shapes:
        if shape.time is not None and shape.kind != "dots":  # which stand for steps that a folded view leaves out
            found.setdefault(shape.time, []).append((shape.form.x, shape.form.y, shape.kind))
    return [found[time] for time in sorted(found)]


@pytest.mark.parametrize(("model", "length", "layers", "mode"), CASES)
def test_time_runs_to_the_right_and_inputs_lie_below(model, length, layers, mode):
    case = chosen(model, {"length": length, "layers": layers, **SIZES[model]}, length // 2, mode)
    for name, picture in views_of(case):
        steps = by_time(picture)
        assert len(steps) > 2, name
        for one, two in itertools.pairwise(steps):
            assert max(x for x, _, _ in one) < min(x for x, _, _ in two), name
        if model == "rac" or name != "unrolled":
            lowest = [min(step, key=lambda mark: mark[1]) for step in steps[1:]]
            assert {kind for _, _, kind in lowest} <= INPUTS, name
