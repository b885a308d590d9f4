"""The page on other tools has a row for every figure and every model, with numbers that are counted."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tnrnn.models import MODELS, sizes_of

PAGE = Path(__file__).parents[1] / "docs" / "compare.md"
TEXT = PAGE.read_text(encoding="utf-8")
TABLE = re.search(r"<!-- figures -->\n(.*)\n<!-- end of figures -->", TEXT, re.DOTALL)[1]


def cells(row):
    return [cell.strip() for cell in row.strip("|").split("|")]


def test_the_page_has_a_row_for_each_figure_and_their_sums():
    head, _, *rows = [cells(row) for row in TABLE.splitlines() if row.startswith("|")]
    *figures, total = rows
    assert [row[0].partition(".")[0] for row in figures] == [str(number) for number in range(1, 16)]
    assert all(len(row) == len(head) and all(row) for row in figures)
    for column in range(1, 5):
        assert int(total[column]) == sum(int(row[column]) for row in figures)


@pytest.mark.slow
def test_the_numbers_of_the_figures_are_those_that_are_counted():
    pytest.importorskip("quimb")
    pytest.importorskip("ruff", reason="counts formatted lines")
    boxes = [(0, 0, 2, 2), (1, 1, 3, 3), (2, 0, 4, 1), (5, 5, 6, 6)]  # the first two overlap; the third touches both
    code = f"import comparing; print(comparing.overlapping({boxes})); print(comparing.table())"
    made = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=PAGE.parent / "pictures",
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout.rstrip("\n") == f"1\n{TABLE}"


def test_the_page_has_a_row_for_each_model_and_each_rule():
    rows = re.search(r"^ROWS = \[\n(.*?)^\]", TEXT, re.DOTALL | re.MULTILINE)[1]
    named = re.findall(r'^    \(\s*"(\w+)",', rows, re.MULTILINE)
    assert set(named) == set(MODELS)
    rules = re.findall(r'"rule": "(\w+)"', rows)
    assert sorted(rules) == sorted(sizes_of("linear_attention")["rule"].choices)
    assert len(named) == len(MODELS) + len(rules) - 1
