"""What a type checker says of calls: types know the words that a parameter takes, and what is given by name only."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TYPED = ROOT / "tests" / "typed"
SAID = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+): error: .*\[(?P<code>[\w-]+)\]$", re.MULTILINE)
EXPECTED = re.compile(r"# error: ([\w-]+)$")


@pytest.fixture(scope="module")
def said():
    """The set of (line, code) of the errors that mypy finds in each file."""
    files = sorted(path.relative_to(ROOT).as_posix() for path in TYPED.glob("*.py"))
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--no-pretty", *files]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode in (0, 1), run.stdout + run.stderr
    found = {name: set() for name in files}
    for error in SAID.finditer(run.stdout):
        found[error["file"]].add((int(error["line"]), error["code"]))
    return {Path(name).stem: errors for name, errors in found.items()}


@pytest.mark.slow
def test_wrong_calls_are_refused_each_for_its_reason(said):
    lines = (TYPED / "wrong_calls.py").read_text().splitlines()
    marks = {(number, mark[1]) for number, line in enumerate(lines, 1) if (mark := EXPECTED.search(line))}
    assert len(marks) > 50
    assert said["wrong_calls"] == marks


@pytest.mark.slow
def test_right_calls_are_accepted(said):
    assert said["right_calls"] == set()
