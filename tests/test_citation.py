"""How to cite: `CITATION.cff` is complete, and the page on citing and the one on what is new say what is there."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

yaml = pytest.importorskip("yaml")

ROOT = Path(__file__).parents[1]
CITED = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
NEW = (ROOT / "docs" / "whats-new.md").read_text(encoding="utf-8")


def test_the_citation_has_every_field_that_indexes_show():
    for field in ("message", "abstract", "authors", "license", "repository-code", "url", "keywords", "references"):
        assert CITED[field], field
    assert CITED["cff-version"] == "1.2.0"
    assert len(set(CITED["keywords"])) == len(CITED["keywords"])


def test_the_citation_has_the_addresses_of_the_project():
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    urls = dict(re.findall(r"^(\w+) = (\S+)$", settings["metadata"]["project_urls"], re.MULTILINE))
    assert CITED["repository-code"] == urls["Source"]
    assert CITED["url"].rstrip("/") == urls["Documentation"].rstrip("/")
    assert CITED["references"][0]["url"] == urls["Paper"]


@pytest.mark.parametrize("reference", CITED["references"], ids=lambda reference: reference["title"])
def test_a_reference_can_be_found(reference):
    """It has its authors, a year, and an address on arXiv that is that of its identifier."""
    assert all(author["family-names"] and author["given-names"] for author in reference["authors"])
    (number,) = (entry["value"].removeprefix("arXiv:") for entry in reference["identifiers"])
    assert reference["url"] == f"https://arxiv.org/abs/{number}"
    assert reference["year"] >= 2000 + int(number[:2])
    assert re.fullmatch(r"10\.\d{4,}/\S+", reference.get("doi", "10.0000/none"))
    assert number in NEW, "the page on what is new names every paper that the citation does"


def blocks(page):
    return re.findall(r"^```\{code-cell\} python\n(?::[^\n]*\n)*\n?(.*?)^```", page, re.MULTILINE | re.DOTALL)


def test_the_page_on_citing_prints_an_entry_for_the_software_and_for_each_reference(capsys):
    space = {}
    for text in blocks((ROOT / "docs" / "cite.md").read_text(encoding="utf-8")):
        exec(text, space)
    said = capsys.readouterr().out
    keys = re.findall(r"^@\w+\{(.*),$", said, re.MULTILINE)
    assert len(keys) == len(set(keys)) == 2 + len(CITED["references"])
    for entry in (CITED, *CITED["references"]):
        assert f"{{{entry['title']}}}" in said
    assert said.count("{") == said.count("}")


def test_the_page_on_what_is_new_names_every_theorem_and_bound():
    theory = ROOT / "docs" / "theory"
    proofs = "".join(page.read_text(encoding="utf-8") for page in sorted(theory.glob("*.md")))
    stated = {
        number for _, number in re.findall(r"^:::\{admonition\} (Theorem|Bound) ([A-Z]\d*)\b", proofs, re.MULTILINE)
    }
    assert {"E1", "E7", "S1", "S10", "A", "D2"} <= stated
    named = set(re.findall(r"\b[A-Z]\d*\b", NEW))
    for letter, first, last in re.findall(r"\b([ES])(\d+) to \1?(\d+)\b", NEW):
        named |= {f"{letter}{number}" for number in range(int(first), int(last) + 1)}
    assert stated <= named


def test_files_and_scripts_that_the_page_names_exist():
    named = re.findall(r"\b(?:tests|docs|benchmarks)/[\w/-]+\.(?:py|csv)\b", NEW)
    assert len(named) > 10
    for name in named:
        assert (ROOT / name).exists(), name
