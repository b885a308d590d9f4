import csv
import json
import re
from pathlib import Path

import pytest

from tnrnn import Circuit, Partition, TnrnnError, Vertex, rac
from tnrnn.cli import main
from tnrnn.table import ROWS, Row, Table, bounds

RANKS = list(csv.DictReader((Path(__file__).parent / "data" / "rac_ranks_all_splits.csv").read_text().splitlines()))


def test_the_theorem_is_loose_and_the_rank_proved():
    """(8, 2, 3, 3) has rank 45, where Theorem 1 says 15."""
    table = bounds(rac(8, 2, 3, 3))
    assert (table["theorem_1"].value, table["rank"].value, table["rank"].kind) == (15, 45, "exact")
    assert table["symmetric_cut"].note == "tight"
    assert [row.name for row in table.rows] == list(ROWS)
    assert "proved" in table["rank"].note


def test_a_quoted_conjecture_that_is_contradicted_says_so():
    table = bounds(rac(4, 4, 4, 3))
    assert table["rank"].value == 12
    assert table["conjecture_1"].note == "contradicted: the rank is 12"
    assert table["conjecture_1_min_cap"].value <= 12
    assert "contradicted: the rank is 12" in str(table)


@pytest.mark.parametrize("row", RANKS[:: len(RANKS) // 60], ids=lambda row: "-".join(row.values()))
def test_no_proved_row_is_on_the_wrong_side_of_the_reference_rank(row):
    circuit = rac(*(int(row[key]) for key in "TLMR"))
    table = bounds(circuit, Partition.start_end(int(row["T"]), int(row["k"])), row["mode"])
    rank = int(row["rank"])
    for line in table.rows:
        if line.applies and line.kind == "upper":
            assert line.value >= rank
        if line.applies and line.name == "theorem_1":
            assert line.value <= rank
    if table["rank"].applies:
        assert table["rank"].value == rank


def test_rows_that_do_not_apply_say_why():
    table = bounds(rac(5, 3, 2, 2), Partition(start=[1, 4], length=5), "continuous")
    for name in ("theorem_1", "conjecture_1", "slice", "ideal_bound", "grid_cap"):
        assert not table[name].applies
        assert table[name].reason
    assert table.to_json()["slice"] is None
    large = bounds(rac(400, 6, 3, 2), mode="continuous")
    assert "above" in large["rank"].reason
    assert large["min_cut"].value is None or large["min_cut"].log2 > 1000


def test_any_circuit_with_sums_too():
    x = [Vertex(f"x{t}", "input", dim=2, position=t) for t in (1, 2)]
    total = Vertex("s", "sum", ("x1", "x2"), dim=2)
    square = Vertex("q", "product", ("s", "s"), dim=2)
    circuit = Circuit((*x, total, square, Vertex("y", "linear", ("q",), dim=1, parameter="W")), "y")
    table = bounds(circuit)
    assert not table["min_cut"].applies
    assert 1 <= table["rank"].value <= table["symmetric_cut"].value


def test_every_form_shows_the_same_rows():
    table = bounds(rac(6, 2, 2, 3))
    shown = table.to_json()
    assert list(shown) == list(ROWS)
    assert shown["min_cut"]["value"] == "8"
    assert set(shown["rank"]) == {"value", "log2", "formula", "source", "kind", "note"}
    assert json.loads(json.dumps(shown)) == shown
    assert table._repr_html_().count("<tr>") == len(ROWS) + 1
    assert table.to_latex().count(r"\\") == len(ROWS) + 1
    assert eval(repr(table)) == table


def test_text_is_escaped():
    table = Table("a <b> & c", (Row("slice", "upper", 9, 3.17, "R_1^2 <i>", "x & y"),))
    assert "<b>" not in table._repr_html_()
    assert "<i>" not in table._repr_html_()
    assert r"R\_1\^{}2" in table.to_latex()


def test_mistakes():
    with pytest.raises(TnrnnError, match="table: expected the name of a row, given 'min_cuts'; did you mean 'min_cut'"):
        bounds(rac(4, 1, 2, 2))["min_cuts"]
    with pytest.raises(TnrnnError, match="bounds: expected a Circuit, given 3"):
        bounds(3)
    with pytest.raises(TnrnnError, match="did you mean 'one-hot'"):
        bounds(rac(4, 1, 2, 2), mode="onehot")


def test_command_line(capsys):
    case = ["-T", "8", "-L", "2", "-M", "3", "-R", "3"]
    assert main(["bounds", *case, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert list(shown) == list(ROWS)
    assert shown["rank"]["value"] == "45"
    assert main(["bounds", *case]) == 0
    assert re.search(r"rank +=  45 +proved, by symmetric cut", capsys.readouterr().out)
    assert main(["rank", *case, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["lower"], shown["upper"], shown["exact"], shown["seed"]) == ("45", "45", True, 0)
    assert main(["rank", *case]) == 0
    assert "rank = 45  (proved by symmetric_cut" in capsys.readouterr().out
