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
    text = page.read_text(encoding="utf-8")
    if NEED_TORCH.search(text):
        pytest.importorskip("torch", reason="needs the extra `memory`")
    for package in re.findall(r"^(?:from|import) (IPython|quimb|yaml)\b", text, re.MULTILINE):
        pytest.importorskip(package, reason="needs the extra `docs`")
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


SIGNS = {
    r"\\left\(\\!\\binom|(?<![\w(])\(\([\w+]+, ?[\w^/-]+\)\)(?!\S*:)": "monomials",
    r"(?<![\w\\])K(\\bigl)?\([\w-]+;": "Koszul number",
}
"""Signs of formulas, and a word that is near where a page has one first, since it is explained there."""


def prose(page):
    """Return the text of a page without its code, in paragraphs."""
    return re.split(r"\n\s*\n", BLOCK.sub("", page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(DOCS)))
def test_a_sign_is_explained_where_it_first_stands(page):
    """Before it, in its paragraph, or in the next one, which goes on after a formula."""
    paragraphs = prose(page)
    for sign, word in SIGNS.items():
        first = next((at for at, text in enumerate(paragraphs) if re.search(sign, text)), None)
        if first is not None:
            near = " ".join(paragraphs[: first + 2])
            assert word in " ".join(near.split()), (page.name, paragraphs[first])


def test_the_glossary_says_the_numbers_that_its_cell_prints(capsys):
    page = DOCS / "glossary.md"
    ((_, _, cell),) = (block for block in blocks(page) if block[0] == "{code-cell} python")
    exec(cell, {})
    printed = dict(line.split(": ") for line in capsys.readouterr().out.splitlines())
    said = {
        "separation rank of the repeat": ["The repeat has separation rank {}", "2³ = {}"],
        "min-cut of its three lines": ["and is 2 \N{MULTIPLICATION SIGN} 2 \N{MULTIPLICATION SIGN} 2 = {}"],
        "with each pair on one side": ["and the rank is {}"],
        "rank of one layer of width 3": ["One layer of width 3 has rank {}"],
        "rank of one layer of width 8": ["width 8 has rank {}"],
        "rank of two layers of width 3": ["and with letters {}"],
        "the same with continuous inputs": ["two layers of width 3 have rank {}", "and the rank is {}"],
        "copies of the first letter in these": ["has {} copies"],
        "linear state space of four numbers, one output": ["has rank {} for one output"],
        "the same, all later outputs": ["and {} for all later outputs"],
        "monomials of degree 3 in 2 variables": ["((2, 3)) = {}"],
    }
    source = page.read_text(encoding="utf-8")
    text = " ".join(BLOCK.sub(lambda block: block[3] if "glossary" in block[2] else "", source).split())
    min_cut, symmetric, slice_ = printed.pop("min-cut, symmetric cut, slice of these").split()
    assert f"it is {symmetric}, where the min-cut is {min_cut} and the rank is {symmetric}" in text
    assert f"have the slice {slice_}" in text
    assert set(said) == set(printed)
    for name, sentences in said.items():
        for sentence in sentences:
            assert sentence.format(printed[name]) in text, (name, sentence)
