"""Several cuts in one picture are told apart without colours, and each formula stands beside the line of its cut."""

import itertools

import pytest

from tnrnn import Partition, Style, min_cut, rac, unroll
from tnrnn.drawing import View, compose
from tnrnn.drawing.scenes import extent
from tnrnn.drawing.shapes import display_list
from tnrnn.drawing.writers import to_svg
from tnrnn.drawing.writers.tikz_writer import tikz

NETWORK = unroll(rac(6, 2, 2, 3), mode="continuous")
CUTS = [min_cut(NETWORK, Partition(start=set(range(1, last + 1)), length=6)) for last in (1, 3, 5)]


def pens_of(picture, name, cut):
    return {trace.pen.dashes for trace in picture[name].traces if trace.cut == cut}


@pytest.mark.parametrize("theme", ["print", "grey"])
def test_lines_and_strokes_differ_in_more_than_colour(theme):
    picture = display_list(compose(NETWORK, CUTS), Style.named(theme))
    for name in ("cut-lines", "strokes"):
        for one, two in itertools.combinations(range(3), 2):
            assert pens_of(picture, name, one).isdisjoint(pens_of(picture, name, two))


def test_pieces_of_a_stroke_fill_its_length():
    """n pieces and n - 1 gaps: the ends of the stroke are drawn."""
    scene = compose(NETWORK, CUTS)
    for trace in display_list(scene, Style())["strokes"].traces:
        length = 2 * trace.form.size * scene.unit * 72 / trace.pen.width
        for piece, gap in zip(trace.pen.dashes[::2], trace.pen.dashes[1::2], strict=True):
            assert (trace.cut + 1) * piece + trace.cut * gap == pytest.approx(length, abs=0.01)
        assert bool(trace.pen.dashes) == bool(trace.cut)


@pytest.mark.parametrize("view", [View(width="7in"), View(width="9in", labels="none"), View()])
def test_every_formula_stands_beside_its_own_line(view):
    scene = compose(NETWORK, CUTS[::-1], view=view)
    formulas = [label for label in scene.labels if label.role == "formula"]
    em = scene.font_size / 72 / scene.unit
    boxes = [extent(label, em) for label in formulas]
    assert all(a[2] < b[0] or b[2] < a[0] or a[3] <= b[1] or b[3] <= a[1] for a, b in itertools.combinations(boxes, 2))
    ends = {line.cut: max(line.path, key=lambda at: at[1])[0] for line in scene.cut_lines}
    if len({label.y for label in formulas}) == 1 and len(ends) == len(formulas):
        assert [label.cut for label in sorted(formulas, key=lambda label: label.x)] == sorted(ends, key=ends.get)


def test_the_legend_has_a_sample_of_each_line_with_its_formula():
    scene = compose(NETWORK, CUTS)
    samples = [key for key in scene.legend if key.line is not None and key.line.role.startswith("cut")]
    said = [(label.text, label.math) for label in scene.labels if label.role == "formula"]
    assert sorted((key.label.text, key.label.math) for key in samples) == sorted(said)
    assert [key.line.role for key in samples] == ["cut", "cut-2", "cut-3"]
    assert not any(key.line for key in compose(NETWORK, CUTS[0]).legend)
    assert "solid" in tikz(scene)
    assert to_svg(scene) == to_svg(compose(NETWORK, CUTS))
