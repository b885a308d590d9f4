"""The page of speeds is what its script makes of the rows that were measured."""

import doctest
import json
import math
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import measuring
import speed
from measuring import Growth, Row


def test_the_page_is_made_from_the_rows_that_are_kept():
    """After a measurement or a change of the words: python benchmarks/speed.py"""
    assert speed.page(json.loads(speed.KEPT.read_text(encoding="utf-8"))) == speed.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("module", [measuring, speed])
def test_the_examples_of_the_scripts_say_what_they_print(module):
    assert doctest.testmod(module).failed == 0


def test_every_benchmark_with_rows_has_a_place_on_the_page():
    found = {path.stem for path in speed.HERE.glob("bench_*.py") if "measuring" in path.read_text("utf-8")}
    assert found <= set(speed.TOPICS)
    assert set(json.loads(speed.KEPT.read_text(encoding="utf-8"))) <= found


def test_a_goal_that_is_missed_is_shown_as_missed():
    row = Row("a work", "a peer", ours=3.0004, theirs=1.0, goal=3.0)
    (line,) = list(speed.table([row]))[2:]
    assert line == "| a work | 3.00 s | a peer | **more than 3** | 3, missed |"
    (line,) = list(speed.table([row._replace(goal=3.5)]))[2:]
    assert line == "| a work | 3.00 s | a peer | 3.00 | 3.5 |"
    (line,) = list(speed.table([row._replace(goal=math.inf)]))[2:]
    assert line == "| a work | 3.00 s | a peer | 3.00 | none |"


def test_rows_are_kept_as_they_are():
    row = Row("a work", "a peer", 0.1, 0.3, math.inf, Growth("sites", (10.0, 100.0), (0.1, 1.5)))
    assert measuring.from_json(measuring.as_json(row)) == row
