"""The paper in docs/paper: its length, its references, and every number that it quotes, computed again."""

import re
import shutil
import subprocess
import sys
from math import comb

import pytest
from scripts import ROOT, script

from tnrnn import Partition, rac, separation_rank, symmetric_cut, unrolled_size
from tnrnn.bounding import RacSizes
from tnrnn.bounding.rac_theorems import theorems
from tnrnn.models import MODELS, linear_attention

HERE = ROOT / "docs" / "paper"
TEXT = (HERE / "paper.md").read_text(encoding="utf-8")
PLAIN = " ".join(TEXT.split())
BIB = (HERE / "paper.bib").read_text(encoding="utf-8")
HALVES = Partition.start_end(6)


def body():
    """Return the words of the text: without what stands before it, code, lines of tables and keys of references."""
    text = TEXT.split("---\n", 2)[2].split("# References")[0]
    text = re.sub(r"```.*?```|\[?@\w+\]?", "", text, flags=re.DOTALL)
    return [word for word in text.split() if re.search(r"\w", word)]


def test_the_paper_has_the_length_of_one():
    assert 900 <= len(body()) <= 1_150


def test_every_reference_is_cited_and_every_citation_has_one():
    cited = set(re.findall(r"@(\w+)", TEXT))
    assert cited == set(re.findall(r"^@\w+\{(\w+),$", BIB, re.MULTILINE))


def test_every_reference_can_be_found():
    for entry in re.split(r"^(?=@)", BIB, flags=re.MULTILINE)[1:]:
        fields = dict(re.findall(r"^  (\w+) = \{(.*)\},?$", entry, re.MULTILINE))
        assert {"author", "title", "year"} <= set(fields), entry
        assert fields.keys() & {"url", "doi", "pages"}, entry
        if "eprint" in fields:
            assert fields["url"] == f"https://arxiv.org/abs/{fields['eprint']}"


def test_the_ranks_of_the_repeat():
    for hidden in range(1, 10):
        assert separation_rank(rac(6, 1, 2, hidden), HALVES).lower == min(hidden, 8)
    deep = separation_rank(rac(6, 2, 2, 2), HALVES)
    assert (deep.lower, deep.exact) == (8, True)
    assert "with two layers $R = 2$ has rank 8" in PLAIN
    assert "the repeat needs $R = 8$" in PLAIN


KINDS = {
    "linear state space (S4)": "S4, S5, LRU",
    "gated state space (H3)": "H3, Hyena",
    "linear attention": "linear attention",
    "gated linear attention (GLA)": "GLA",
    "Mamba": "Mamba",
    "recurrent arithmetic circuit": "RAC",
}
"""What the paper calls the models of the data set."""


def test_the_table_is_what_is_computed():
    models = script("docs/data-set/make.py").EQUAL_STATE
    lines = re.findall(r"^\| ([^|@[]+?) (?:\[@\w+\] )?\| (\d+) \| (\d+) \| (\d+) \|$", TEXT, re.MULTILINE)
    assert [name for name, *_ in lines] == list(KINDS)
    for name, *quoted in lines:
        model, sizes = models[KINDS[name]]
        asked = ((1, "scalar"), (1, "future"), (2, "scalar"))
        circuits = [(MODELS[model](length=6, layers=layers, inputs=2, **sizes), observe) for layers, observe in asked]
        found = [separation_rank(circuit, HALVES, observe=observe) for circuit, observe in circuits]
        assert [each.lower for each in found] == [int(rank) for rank in quoted], name
        assert [each.exact for each in found] == [rank != "7" for rank in quoted], name
        assert all(each.upper < 8 for each in found[:2]), "no model of the table gives the repeat with one layer"


def test_other_numbers():
    assert len(MODELS) == 17
    assert "seventeen architectures" in PLAIN
    assert len([*(ROOT / "notebooks").glob("[0-9]_*.ipynb")]) == 8
    assert "eight lectures" in PLAIN
    assert unrolled_size(rac(1000, 10, 3, 2), mode="continuous") > 10**24
    assert symmetric_cut(rac(8, 2, 3, 3), Partition.start_end(8)).value == 45


def test_the_theorem_on_two_layers():
    for hidden in (1, 2, 3):
        for start, end in ((2, 2), (2, 3), (3, 2), (4, 3)):
            sizes = RacSizes(start + end, 2, 3, hidden, start)
            rank = hidden * comb(hidden + end - 1, end)
            exact = [bound.value for bound in theorems(sizes, "continuous") if bound.applies and bound.kind == "exact"]
            assert set(exact) == {rank}
            if rank < 20:
                split = Partition.start_end(start + end, start)
                assert separation_rank(rac(start + end, 2, 3, hidden), split, "continuous").lower == rank


def test_the_theorem_on_linear_attention():
    for inputs, key in ((2, 2), (2, 3), (3, 2), (4, 2)):
        circuit = linear_attention(4, 1, inputs, key=key, value=2)
        for mode, rank in (("continuous", min(inputs, key) + 1), ("one-hot", min(inputs, key + 1))):
            found = separation_rank(circuit, Partition.start_end(4), mode)
            assert (found.lower, found.exact) == (rank, True)


def test_the_counts_of_the_data_set():
    made = script("docs/data-set/make.py")
    proved = sum(row["status"] == "proved" for row in made.rows())
    counted = f"{len(made.rows()):,} ranks in exact arithmetic, of which {proved:,} are proved,"
    assert f"A data set of {counted}" in PLAIN
    assert f"agree in all {len([*made.references()]):,} cases compared" in PLAIN


def test_plain_pandoc_gets_what_it_knows():
    made = script("docs/paper/make.py")
    assert "author: The tnrnn developers\ndate:" in made.source()
    assert "affiliation" not in made.source()
    assert "autoref" not in made.source()
    assert made.source().count("Figure 1") == TEXT.count(r"\autoref{fig:repeat}") > 0


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("pandoc") and shutil.which("pdflatex")), reason="needs pandoc and pdflatex")
def test_the_pdf_is_built(tmp_path):
    target = tmp_path / "paper.pdf"
    subprocess.run([sys.executable, HERE / "make.py", "-o", target], check=True, cwd=tmp_path)
    assert target.read_bytes().startswith(b"%PDF")
    assert [path.name for path in tmp_path.iterdir()] == ["paper.pdf"]
