"""Staircases in boxes that are wide for their height: their rows come closer, and their columns have more room."""

from __future__ import annotations

import itertools
import math

import pytest

from tnrnn import Partition, min_cut, rac, unroll
from tnrnn.drawing import View, compose
from tnrnn.drawing.scenes import roles


def in_a_box(length, layers, mode, view):
    network = unroll(rac(length, layers, 9, 2), mode)
    return compose(network, min_cut(network, Partition.start_end(length)), view=view)


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize(("length", "layers"), [(4, 3), (5, 3), (6, 2)])
def test_rows_come_closer_until_the_box_is_filled(length, layers, mode):
    alone = in_a_box(length, layers, mode, View(height="4in"))
    scene = in_a_box(length, layers, mode, View(width="7in", height="4in"))
    assert scene.inches[0] == pytest.approx(7)
    assert scene.inches[1] <= 4
    assert scene.unit >= alone.unit * 0.97
    same = [(mark.name, mark.role, mark.x) for mark in scene.marks]
    assert same == [(mark.name, mark.role, mark.x) for mark in alone.marks]
    heights = [[mark.y for mark in each.marks] for each in (alone, scene)]
    ratios = {round(low / high, 3) for high, low in zip(*heights, strict=True) if abs(high) > 0.1}
    assert max(ratios) - min(ratios) < 0.002
    shown = [sorted((mark.name, mark.kind) for mark in each.cut_marks) for each in (alone, scene)]
    assert shown[0] == shown[1]
    for one, two in itertools.combinations(scene.marks, 2):
        assert math.dist((one.x, one.y), (two.x, two.y)) > roles.radius(one) + roles.radius(two) - 1e-9


def test_marks_of_a_cut_stay_on_their_lines():
    scene = in_a_box(6, 3, "continuous", View(width="7in", height="4.5in"))
    lines = {name: line for line in scene.lines for name in line.bonds}
    for mark in scene.cut_marks:
        (a, b), (c, d) = lines[mark.name].points
        assert min(a, c) - 1e-6 <= mark.x <= max(a, c) + 1e-6
        assert min(b, d) - 1e-6 <= mark.y <= max(b, d) + 1e-6


def test_a_box_without_a_height_changes_no_rows():
    wide = in_a_box(4, 2, "continuous", View(width="7in"))
    natural = in_a_box(4, 2, "continuous", View())
    assert [mark.y for mark in wide.marks] == [mark.y for mark in natural.marks]
