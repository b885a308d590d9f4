"""The data set of ranks: whole, in agreement with other programs and with proved bounds, and computed again in part."""

import hashlib
import random
import re
from collections import Counter

import pytest
from scripts import ROOT, script

from tnrnn.bounding import bounds_above, lower_bounds

HERE = ROOT / "docs" / "data-set"
README = (HERE / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def made():
    return script("docs/data-set/make.py")


def test_the_file_is_the_one_that_the_checksum_is_of():
    content = (HERE / "ranks.csv").read_bytes()
    digest, name = (HERE / "SHA256SUMS").read_text().split()
    assert name == "ranks.csv"
    assert hashlib.sha256(content).hexdigest() == digest
    assert len(content) < 2**20


def test_it_has_the_cases_of_its_collections_in_order(made):
    wanted = made.cases()
    assert [made.case_of(row) for row in made.rows()] == list(wanted)
    assert [row["collections"].split() for row in made.rows()] == list(wanted.values())


def test_every_rank_that_another_program_found_is_here_and_agrees(made):
    found, wrong = made.compared()
    assert not wrong
    assert found == {"rac_ranks.csv": 150, "rac_ranks_all_splits.csv": 1571, "sequence_model_ranks.csv": 1200}
    assert f"all {found.total():,} ranks that other programs found" in README.replace("\n", " ")


def test_what_is_proved_meets_its_bound(made):
    for row in made.rows():
        upper = int(row["upper"])
        assert int(row["rank"]) <= upper, row
        assert (row["status"] == "proved") == (int(row["rank"]) == upper and row["upper_status"] == "proved"), row
        assert row["lower_by"] == "minor"


def sample(made, count, most):
    small = [row for row in made.rows() if int(row["rank"]) <= most]
    return random.Random(7).sample(small, count)


def test_a_sample_is_computed_again(made):
    assert not made.differing(sample(made, 30, 30))


@pytest.mark.slow
def test_a_larger_sample_is_computed_again(made):
    assert not made.differing(sample(made, 150, 300))


def test_no_closed_form_contradicts_a_sample(made):
    """The bounds that tnrnn knows today, each against the rank that is written down."""
    for row in sample(made, 20, 60):
        case, rank = made.case_of(row).record, int(row["rank"])
        assert all(bound.value is None or bound.value >= rank for bound in bounds_above(case)), row
        proved = [bound for bound in lower_bounds(case) if bound.status == "proved" and bound.value is not None]
        assert all(bound.value <= rank for bound in proved if bound.kind != "upper"), row


def test_a_row_that_is_wrong_is_found(made):
    row = sample(made, 1, 10)[0]
    assert made.differing([{**row, "rank": str(int(row["rank"]) + 1)}])


@pytest.mark.parametrize("words", ["check --sample 0", "check --sample -3", "write --store STORE"])
def test_a_command_that_cannot_be_run_says_so_in_one_line(made, words, tmp_path, monkeypatch, capsys):
    (tmp_path / "store").write_text("not a store", encoding="utf-8")
    monkeypatch.setattr(
        "sys.argv", ["make.py", *(word.replace("STORE", str(tmp_path / "store")) for word in words.split())]
    )
    assert made.main() == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert re.fullmatch(r"make\.py: .*expected .*, given .*\n", said.err)


def test_the_datasheet_names_every_column_and_collection(made):
    table = README.split("| column | meaning |")[1].split("\n\n")[0]
    cells = "".join(line.split("|")[1] for line in table.splitlines()[2:])
    named = set(re.findall(r"`(\w+)`", cells)) | {"upper_status"}
    assert named == set(made.COLUMNS)
    rows = {
        name: int(count.replace(",", "")) for name, count in re.findall(r"^\| `(\w+)` \| ([\d,]+) \|", README, re.M)
    }
    assert rows == Counter(name for row in made.rows() for name in row["collections"].split())
    assert list(rows) == list(made.COLLECTIONS)


def test_the_datasheet_counts_what_is_there(made):
    proved = sum(row["status"] == "proved" for row in made.rows())
    assert f"*How many rows?* {len(made.rows()):,}, of which {proved:,} are proved." in README
