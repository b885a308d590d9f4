"""The figures of docs/pictures.md: short to write, true in size, and readable at the width of a column."""

from __future__ import annotations

import ast
import itertools
from pathlib import Path

import pytest
from scripts import script

from tnrnn.drawing import save
from tnrnn.drawing.scenes import extent

SOURCE = Path(__file__).parents[1] / "docs" / "pictures" / "figures.py"
NUMBERS = (*range(1, 11), *range(12, 16))  # figure 11 is half a page wide
MOST_LINES, COLUMNS = 15, 88


@pytest.fixture(scope="module")
def figures():
    return script("docs/pictures/figures.py")


def test_a_figure_takes_few_short_lines():
    lines = SOURCE.read_text(encoding="utf-8").splitlines()
    functions = {node.name: node for node in ast.parse("\n".join(lines)).body if isinstance(node, ast.FunctionDef)}
    for number in NUMBERS:
        body = functions[f"figure_{number}"].body[1:]
        own = lines[body[0].lineno - 1 : body[-1].end_lineno]
        assert len(own) <= MOST_LINES, number
        assert max(map(len, own)) <= COLUMNS, number


@pytest.mark.parametrize("number", NUMBERS)
def test_a_figure_has_the_width_of_a_column_and_no_labels_that_meet(figures, number, tmp_path):
    scene = getattr(figures, f"figure_{number}")()
    left, bottom, right, top = scene.box
    em = scene.font_size / 72 / scene.unit
    assert (right - left) * scene.unit == pytest.approx(3.4, abs=1e-3)
    boxes = [extent(label, em) for label in scene.labels]
    for a, b in itertools.combinations(boxes, 2):
        assert a[2] <= b[0] + 1e-6 or b[2] <= a[0] + 1e-6 or a[3] <= b[1] + 1e-6 or b[3] <= a[1] + 1e-6
    assert all(left <= box[0] and box[2] <= right and bottom <= box[1] and box[3] <= top for box in boxes)
    for ending in ("svg", "tex"):
        save(scene, tmp_path / f"figure.{ending}")
        assert (tmp_path / f"figure.{ending}").stat().st_size > 1_000
