"""What a newcomer and CI run: examples without their optional packages, and the programs that CI installs."""

import itertools
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROGRAMS = ROOT / ".ci" / "programs"

ABSENT = 'raise ModuleNotFoundError("No module named \'torch\'", name="torch")\n'


@pytest.fixture
def without_torch(tmp_path):
    """Return a function that runs pytest with some words where torch is not installed, whatever is here."""
    (tmp_path / "torch.py").write_text(ABSENT)
    own = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("PYTEST_")}
    own["PYTHONPATH"] = os.pathsep.join(filter(None, [str(tmp_path), str(ROOT), own.get("PYTHONPATH")]))

    def run(*words, **more):
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
        return subprocess.run(command, cwd=ROOT, env={**own, **more}, capture_output=True, text=True, check=False)

    return run


@pytest.mark.parametrize(("where", "status"), [({}, 0), ({"CI": "true"}, 1)], ids=["anywhere", "in CI"])
def test_examples_whose_package_is_missing_are_skipped_and_fail_in_ci(without_torch, where, status):
    files = [f"tnrnn/memory/{name}.py" for name in ("spectra/rank_profiles", "reports/measuring")]
    files += [f"tnrnn/training/{name}.py" for name in ("tasks/remembering", "needs/loading", "protocol/checkpoints")]
    ended = without_torch("-n0", *files, **where)
    assert ended.returncode == status, ended.stdout
    assert ("skipped" in ended.stdout) == (not status)
    assert ("needs" if status else "conftest.py") in ended.stdout
    assert 'python -m pip install "tnrnn[memory]"' in ended.stdout
    assert " passed" in ended.stdout


@pytest.mark.parametrize("processes", ["-n0", "-n2"])
def test_all_that_is_skipped_is_told(without_torch, tmp_path, processes):
    """Files that are skipped as a whole, for one reason at one line, single tests, slow ones: CI runs them later."""
    files = ["tests/test_memory_cells.py", "tests/test_memory_tasks.py", "tests/test_typing.py"]
    files.append("tnrnn/training/needs/loading.py")
    ended = without_torch(processes, f"--write-skipped={tmp_path / 'skipped'}", *files)
    module = "tnrnn/training/needs/loading.py::tnrnn.training.needs.loading"
    examples = [f"{module}.{name}" for name in ("needed", "one_thread")]
    slow = [
        f"{files[2]}::test_{name}"
        for name in ("right_calls_are_accepted", "wrong_calls_are_refused_each_for_its_reason")
    ]
    assert (tmp_path / "skipped").read_text().splitlines() == [*files[:2], *slow, *examples], ended.stdout


FILES = {
    "xcolor.sty": "texlive-latex-recommended",
    "standalone.cls": "texlive-latex-extra",
    "tikz.sty": "texlive-pictures",
    "lmodern.sty": "lmodern",
}
COMMANDS = {
    "pdflatex": "texlive-latex-base",
    "pdftocairo": "poppler-utils",
    "ffmpeg": "ffmpeg",
    "chromium": "chromium",
    "sfdp": "graphviz",
    "npm": "npm",
    "pandoc": "pandoc",
}
STUB = "#!{bash}\n{body}\n"
APT = 'echo "$*" >>"$LOG"'
FIND = 'for name in $FOUND; do [ "$name" = "$1" ] && exit 0; done; exit 1'


@pytest.fixture
def installs(tmp_path):
    """Return a function that runs the script with some programs and files of TeX there, and says what apt was asked."""
    bash = shutil.which("bash")
    stubs = tmp_path / "stubs"
    stubs.mkdir()

    def put(folder, name, body=":"):
        (folder / name).write_text(STUB.format(bash=bash, body=body))
        (folder / name).chmod(0o755)

    put(stubs, "apt-get", APT)
    log = tmp_path / "log"

    def run(present, python="exit 0"):
        folder = tmp_path / "present"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in present & set(COMMANDS):
            put(folder, name)
        if "pdflatex" in present:
            put(folder, "kpsewhich", FIND)
        if python:
            put(folder, "python3", python)
        log.write_text("")
        found = " ".join(sorted(present & set(FILES)))
        subprocess.run(
            [bash, PROGRAMS], env={"PATH": f"{stubs}:{folder}", "LOG": str(log), "FOUND": found}, check=True, timeout=60
        )
        return log.read_text().splitlines()

    return run


def asked(lines):
    """Return the packages that apt-get is asked for, once, after one update of its lists."""
    if not lines:
        return []
    update, install = lines
    assert update.split() == ["update", "-q"]
    words = install.split()
    assert words[:4] == ["install", "-q", "-y", "--no-install-recommends"]
    return words[4:]


@pytest.mark.skipif(not PROGRAMS.exists(), reason="needs the script of CI, which only the repository has")
@pytest.mark.parametrize("most", [200, pytest.param(None, marks=pytest.mark.slow)], ids=["a sample", "all"])
def test_only_what_is_missing_is_installed(installs, most):
    """For every combination; a file of TeX is not found where there is no TeX."""
    owner = {**COMMANDS, **FILES}
    every = [set(present) for size in range(len(owner) + 1) for present in itertools.combinations(owner, size)]
    cases = [present for present in every if "pdflatex" in present or not present & set(FILES)]
    for present in random.Random(0).sample(cases, most or len(cases)):
        assert sorted(asked(installs(present))) == sorted(owner[name] for name in set(owner) - present)


@pytest.mark.skipif(not PROGRAMS.exists(), reason="needs the script of CI, which only the repository has")
@pytest.mark.parametrize("python", ["", "exit 1"], ids=["none", "old, or without ensurepip"])
def test_python_is_installed_where_it_is_missing_or_cannot_make_environments(installs, python):
    everything = {*COMMANDS, *FILES}
    assert asked(installs(everything)) == []
    assert asked(installs(everything, python)) == ["python3", "python3-venv"]
    assert asked(installs(everything - {"chromium"}, python)) == ["python3", "python3-venv", "chromium"]
