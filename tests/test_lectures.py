"""Rules for every lecture; `pytest --nbmake notebooks` runs them, and `nbstripout --verify` finds outputs."""

import ast
import re
import sys
from pathlib import Path

import pytest
from documented import not_public

nbformat = pytest.importorskip("nbformat", reason="needs nbformat, which comes with JupyterLab")

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
LECTURES = sorted(NOTEBOOKS.glob("[1-8]_*.ipynb"))
PACKAGES = {"tnrnn", "numpy", "matplotlib", "torch", "quimb", "networkx", "flint"}
MINUTES = 45
WORDS = 1_200
"""In a lecture, without what is folded: solutions, and proofs, whose claims are not folded."""

FOLDED = re.compile(r"<details>(?P<inside>.*?)</details>", re.DOTALL)
SUMMARY = re.compile(r"<summary>(Solution of \d\.\d+|Proofs? (of|that|by|for) [^<>]*\w)</summary>\n\n")

lectures = pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)


def cells(path, kind):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def words(path):
    return "\n\n".join(cell.source for cell in cells(path, "markdown"))


def unfolded(path):
    return FOLDED.sub("", words(path))


def test_there_are_eight_in_order():
    assert [int(path.name[0]) for path in LECTURES] == list(range(1, 9))


@lectures
def test_a_lecture_is_valid_and_without_outputs(path):
    nbformat.validate(nbformat.read(path, as_version=4))
    assert all(not cell.outputs and cell.execution_count is None for cell in cells(path, "code"))


@lectures
def test_a_lecture_uses_public_names_alone(path):
    """All names that a lecture imports from tnrnn are in the pages of the API."""
    for cell in cells(path, "code"):
        tree = ast.parse(cell.source.removeprefix("%matplotlib inline\n"))
        assert not_public(tree) == set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                assert {alias.name.split(".")[0] for alias in node.names} <= PACKAGES | sys.stdlib_module_names
            elif isinstance(node, ast.ImportFrom):
                assert node.module.split(".")[0] in PACKAGES | sys.stdlib_module_names
            elif isinstance(node, ast.Attribute):
                assert not node.attr.startswith("_"), node.attr


@lectures
def test_the_plan_of_a_lecture_takes_its_minutes(path):
    plan = re.search(r"\|[^\n]*minutes[^\n]*\|\n\|[-:| ]+\|\n((?:\|[^\n]*\|\n?)+)", words(path), re.IGNORECASE)
    minutes = [int(row.rstrip("|").split("|")[-1].strip(" *")) for row in plan[1].strip().splitlines()]
    assert sum(minutes) == MINUTES


@lectures
def test_a_lecture_is_short(path):
    """Marks of tables and lists, and parts of formulas that stand alone, count as words."""
    assert len(unfolded(path).split()) <= WORDS


@lectures
def test_a_lecture_begins_with_the_repeat(path):
    """The example that goes through the course: its first cell says where the lecture is with it."""
    before_the_plan = cells(path, "markdown")[0].source.partition("|")[0]
    assert "the repeat" in re.sub(r"\s+", " ", before_the_plan.replace("*", "").lower())


@lectures
def test_what_is_folded_says_what_it_is(path):
    """Each fold-out is closed in its cell, holds no other, and is a solution or the proof of a claim."""
    for cell in cells(path, "markdown"):
        folded = [found["inside"] for found in FOLDED.finditer(cell.source)]
        assert cell.source.count("<details>") == cell.source.count("</details>") == len(folded)
        for inside in folded:
            assert "<details>" not in inside
            assert SUMMARY.match(inside), inside[:80]
            assert inside.endswith("\n\n"), "Markdown needs an empty line before </details>"
    assert "*Proof" not in unfolded(path)


@lectures
def test_every_exercise_has_a_solution(path):
    """Words stand in `details`, code in cells with the tag `solution`, which a student's copy is made without."""
    text, number = words(path), path.name[0]
    exercises = set(re.findall(rf"\*\*(?:Exercise )?({number}\.\d+)", text))
    solutions = set(re.findall(rf"Solution of ({number}\.\d+)", text))
    for cell in cells(path, "code"):
        tags = cell.metadata.get("tags", [])
        assert ("solution" in tags) == ("hide-cell" in tags)
        solutions |= set(re.findall(rf"Solution of ({number}\.\d+)", cell.source))
    assert len(exercises) >= 4
    assert exercises == solutions == {f"{number}.{last}" for last in range(1, len(exercises) + 1)}


@lectures
def test_a_solution_in_code_stands_below_its_exercise(path):
    """Between them is at most other code of the same solution."""
    asked = ""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            found = re.findall(r"^\*\*(?:Exercise )?(\d\.\d+)", cell.source, re.MULTILINE)
            asked = found[-1] if found else ""
        elif "solution" in cell.metadata.get("tags", []):
            assert asked, cell.source
