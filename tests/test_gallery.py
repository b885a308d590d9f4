"""What every script of the gallery keeps to; they are run where the pages are built."""

import ast
import re
from pathlib import Path

import pytest
from documented import not_public

GALLERY = Path(__file__).parents[1] / "gallery"
SCRIPTS = sorted(GALLERY.glob("*.py"))
MOST_LINES = 60
"""Of code; about thirty are aimed at."""


def test_there_are_enough_scripts_and_each_has_a_number_of_its_own():
    numbers = [path.name[:2] for path in SCRIPTS]
    assert len(SCRIPTS) >= 20
    assert all(number.isdigit() for number in numbers)
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_is_short_and_uses_public_names(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    title, line, *_ = ast.get_docstring(tree).splitlines()
    assert line == "=" * len(title)
    assert len({place.lineno for place in ast.walk(tree) if isinstance(place, ast.stmt | ast.expr)}) <= MOST_LINES
    assert not_public(tree) == set()
    text = path.read_text(encoding="utf-8").rstrip()
    assert text.endswith("plt.show()") or re.search(r'"\w+\.gif"|"\w+\.png"', text), "shows or writes a figure"
