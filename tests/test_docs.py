"""The Python and the commands of the pages in docs/ run, and print what they say.

Cells are run again where the pages are built, and shown there with what they print; here they are run without a kernel.
"""

from __future__ import annotations

import configparser
import importlib.util
import inspect
import re
import shlex
from pathlib import Path

import pytest
from documented import documented

import tnrnn
from tnrnn.cli import main

DOCS = Path(__file__).parents[1] / "docs"
BLOCK = re.compile(r"^(`{3,})([^\n`]+)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
MADE = ("_build", "_made", "auto_gallery", "generated", "backreferences", "lectures", "node_modules")


def pages():
    return sorted(page for page in DOCS.rglob("*.md") if not set(page.relative_to(DOCS).parts) & set(MADE))


def blocks(page):
    """Return (language, options, text) of each block of a page."""
    found = []
    for _, language, body in BLOCK.findall(page.read_text(encoding="utf-8")):
        options = re.match(r"(:[^\n]*\n)*", body).group()
        found.append((language, options, body[len(options) :]))
    return found


def runs(page):
    return any(language in ("python", "{code-cell} python", "sh") for language, *_ in blocks(page))


def status(line):
    """Run a command of a page and return its exit status; `--version` and `--help` exit by themselves."""
    try:
        return main(shlex.split(line, comments=True)[1:])
    except SystemExit as end:
        return end.code


SLOW = {"sequence-models.md"}
"""Pages that take more than ten seconds; the build of the documentation runs them, too."""

NEED_TORCH = re.compile(
    r"import torch|^from tnrnn\.\w+ import .*\b(stack|plain_circuit|mqar|associative_recall)\b", re.MULTILINE
)
"""What a page imports if its examples need torch."""

PAGES = [
    pytest.param(page, marks=[pytest.mark.slow] * (str(page.relative_to(DOCS)) in SLOW), id=str(page.relative_to(DOCS)))
    for page in pages()
    if runs(page)
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_and_prints_what_it_says(page, capsys, tmp_path, monkeypatch):
    """Blocks of a page share a namespace and a folder; a comment after a call of print says what it prints."""
    if NEED_TORCH.search(page.read_text(encoding="utf-8")):
        pytest.importorskip("torch", reason="needs the extra `memory`")
    pyplot = pytest.importorskip("matplotlib.pyplot")
    pyplot.switch_backend("agg")
    monkeypatch.chdir(tmp_path)
    space = {}
    for language, options, text in blocks(page):
        if language == "{code-cell} python":
            exec(text, space)
        elif language == "python":
            capsys.readouterr()
            exec(text, space)
            assert capsys.readouterr().out.split("\n")[:-1] == re.findall(r"^print\(.*\)\s+# (.*)$", text, re.MULTILINE)
        elif caption := re.search(r":caption: (\S+)", options):
            (tmp_path / caption[1]).write_text(text)
        elif language == "sh":
            for line in text.splitlines():
                assert line.startswith("tnrnn "), "a block sh has commands of tnrnn, others are in a block console"
                assert status(line) == 0, line
    pyplot.close("all")


def test_links_between_pages_lead_somewhere():
    """What the build makes is linked by roles, which it checks."""
    for page in (*pages(), DOCS.parent / "README.md", DOCS.parent / "CONTRIBUTING.md"):
        prose = BLOCK.sub("", page.read_text(encoding="utf-8"))
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", re.sub(r"\$[^$]*\$|`[^`\n]*`\]?", "`]", prose)):
            assert (page.parent / target).exists(), (page.name, target)


def test_the_page_on_installation_has_every_extra():
    settings = configparser.ConfigParser()
    settings.read(DOCS.parent / "setup.cfg")
    page = (DOCS / "install.md").read_text(encoding="utf-8")
    told = {name: cells for name, *cells in re.findall(r"^\| `(\w+)` \| ([^|]*) \| ([^|]*) \|$", page, re.MULTILINE)}
    extras = settings["options.extras_require"]
    assert set(told) == set(extras)
    for name, needed in extras.items():
        if name not in ("docs", "test"):
            packages = {re.split("[<>=]", line)[0] for line in needed.split()}
            assert packages == set(told[name][1].split(", ")), name


def test_every_public_name_has_a_page():
    names = documented()
    public = {name for name in tnrnn.__all__ if not inspect.ismodule(getattr(tnrnn, name))}
    assert {f"tnrnn.{name}" for name in public} - {"tnrnn.from_json", "tnrnn.to_json"} <= names
    for name in sorted(names):
        module, _, attribute = name.rpartition(".")
        if module in ("tnrnn.memory", "tnrnn.training") and importlib.util.find_spec("torch") is None:
            continue
        assert getattr(importlib.import_module(module), attribute).__doc__, name
