import csv
import json
import pickle
import re
from pathlib import Path

import pytest
from matplotlib.mathtext import MathTextParser

from tnrnn import Bound, Circuit, Partition, Table, TnrnnError, Vertex, bounds, rac, separation_rank
from tnrnn.basics import Power
from tnrnn.cli import main
from tnrnn.models import linear_attention, mi_rnn
from tnrnn.tables.rows import ROWS
from tnrnn.upper import least_upper

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
    assert (large["rank"].kind, large["rank"].value) == ("lower", large["closed_form"].value)
    assert large["rank"].note.endswith("; it takes a matrix of more than 370 a side; see separation_rank")
    assert large["min_cut"].value is None or large["min_cut"].log2 > 1000


def test_any_circuit_with_sums_too():
    x = [Vertex(f"x{t}", "input", dim=2, position=t) for t in (1, 2)]
    total = Vertex("s", "sum", ("x1", "x2"), dim=2)
    square = Vertex("q", "product", ("s", "s"), dim=2)
    circuit = Circuit((*x, total, square, Vertex("y", "linear", ("q",), dim=1, parameter="W")), "y")
    table = bounds(circuit)
    assert 1 <= table["rank"].value <= min(table["symmetric_cut"].value, table["min_cut"].value)


def test_reasons_say_which_condition_fails():
    def reasons(circuit, partition=None, mode="one-hot"):
        return {row.name: row.reason for row in bounds(circuit, partition, mode).rows if not row.applies}

    assert reasons(rac(6, 1, 2, 2)) == dict.fromkeys(("ideal_bound", "closed_form"), "needs L >= 2, and L is 1")
    assert reasons(rac(6, 3, 2, 2)) == {
        "theorem_1": "needs L <= 2, and L is 3",
        "closed_form": "the rank of one-hot inputs is known for L = 2, and L is 3",
    }
    assert set(reasons(rac(5, 2, 2, 2)).values()) == {
        "needs an even T, and T is 5",
        "the rank is known for k >= 5 and n >= 3, and k is 2 and n is 3",
    }
    assert set(reasons(rac(6, 2, 2, 2), Partition.start_end(6, 2)).values()) == {
        "needs a split after T/2 = 3 steps, not after 2",
        "the rank is known for k >= 6 and n >= 3, and k is 2 and n is 4",
    }
    found = reasons(rac(6, 2, 2, 2), Partition(start=[1, 3], length=6), "continuous")
    assert found["slice"] == "needs a split into earlier and later inputs"
    assert found["ideal_bound"] == found["theorem_1"] == "needs a split into first and last steps"
    assert found["grid_cap"] == "continuous inputs have no grid"


def test_the_end_may_be_near():
    """A rank is that of the transposed matrix."""
    circuit, partition = rac(6, 2, 2, 3), Partition.start_end(6)
    for mode in ("one-hot", "continuous"):
        one, two = bounds(circuit, partition, mode), bounds(circuit, partition.swapped(), mode)
        assert [(row.name, row.value, row.note) for row in one.rows] == [
            (row.name, row.value, row.note) for row in two.rows
        ]
        assert "near 4 5 6, far 1 2 3" in two.title
        assert two.certificate.verify()


def test_the_certificate_of_the_rank():
    table = bounds(rac(8, 2, 3, 3), seed=4)
    assert (table.certificate.lower, table.certificate.exact, table.certificate.seed) == (45, True, 4)
    assert table.certificate.verify()
    again = pickle.loads(pickle.dumps(table))
    assert again == table
    assert again.certificate == table.certificate
    assert bounds(rac(20, 3, 4, 4)).certificate is None


def test_a_formula_has_the_value_of_its_row():
    """Where the number of words caps a symmetric cut, its formula is that number, not the product of more."""
    row = bounds(rac(6, 3, 3, 2), Partition.start_end(6, 2))["symmetric_cut"]
    assert (row.formula, row.value) == ("M^2", 9)


def test_a_rank_that_cannot_be_computed_leaves_the_bounds():
    plain = rac(4, 1, 2, 2)
    table = bounds(Circuit(plain.vertices, plain.output, (("W_I[1]", ((0.5, 1), (1, 1))),)))
    assert (table["min_cut"].value, table["min_cut"].note) == (2, "the least")
    assert "expected integers" in table["rank"].reason
    assert table.to_json()["rank"] is None


def test_a_small_rank_is_there_whatever_the_bounds(monkeypatch):
    """The bound is 10,696, beyond what is filled, and the rank 390; a matrix too small for the rank gives none."""
    circuit, partition = linear_attention(2, 3, 4, key=2, value=2, rule="delta"), Partition.start_end(2)
    table = bounds(circuit, partition, "continuous")
    assert table["symmetric_cut"].value == 10696
    assert (table["rank"].value, table["rank"].kind) == (390, "lower")
    assert table["rank"].note == "computed; at most 10,696, by symmetric cut"
    assert table.certificate.verify()
    monkeypatch.setattr("tnrnn.tables.rank_row.RANK_AT_MOST", 390)
    assert bounds(circuit, partition, "continuous") == table
    monkeypatch.setattr("tnrnn.tables.rank_row.RANK_AT_MOST", 100)
    assert bounds(circuit, partition, "continuous")["rank"].reason == (
        "it takes a matrix of more than 100 a side; see separation_rank"
    )


def test_a_conjecture_above_a_proved_bound_is_contradicted_without_the_rank(monkeypatch):
    monkeypatch.setattr("tnrnn.tables.rank_row.RANK_AT_MOST", 1)
    monkeypatch.setattr("tnrnn.tables.rank_row.SPARE", 0)
    table = bounds(rac(4, 4, 4, 3))
    assert not table["rank"].applies
    assert table["conjecture_1"].note == "contradicted: the rank is at most 12"
    assert table["min_cut"].note == "the least"
    assert table["conjecture_1_min_cap"].note == "conjectured"


def test_formulas_are_mathematics_in_latex():
    parser = MathTextParser("path")
    for table in (bounds(rac(6, 3, 2, 3)), bounds(rac(100, 8, 4, 4), mode="continuous")):
        for part in re.findall(r"\$([^$]+)\$", table.to_latex()):
            known = part.replace(r"\ge", r"\geq").replace(r"\le", r"\leq")  # its names of the same signs
            assert parser.parse(f"${known}$")
    assert (
        r"& $\min\{((\min\{M,R\},((T/2,L-1)))),M^{T/2}\}$ & contradicted: the rank is 12 \\"
        in bounds(rac(4, 4, 4, 3)).to_latex()
    )
    assert (
        r"$2^{5.2118 \times 10^{8}}$" in Table("a", (Bound("slice", "upper", formula="R", log2=5.2118e8),)).to_latex()
    )


def test_logarithms_that_no_float_holds():
    row = Bound("min_cut", "upper", formula="R", log2=10**400)
    table = Table("a", (row,))
    assert "2^1.0e+400" in str(table)
    assert "2^1.0e+400" in table._repr_html_()
    assert r"2^{1.0 \times 10^{400}}" in table.to_latex()


def test_every_form_shows_the_same_rows():
    table = bounds(rac(6, 2, 2, 3))
    shown = table.to_json()
    assert list(shown) == list(ROWS)
    assert shown["min_cut"]["value"] == "8"
    assert set(shown["rank"]) == {"value", "log2", "formula", "source", "kind", "note"}
    assert json.loads(json.dumps(shown)) == shown
    assert table._repr_html_().count("<tr>") == len(ROWS) + 1
    assert table.to_latex().count(r"\\") == len(ROWS) + 1
    assert eval(repr(table), {"Table": Table, "Bound": Bound, "Power": Power}) == table


def test_a_row_may_have_any_name():
    """`Table` and `Bound` are public, so that a reader can add a bound of a paper of their own."""
    table = Table("(4, 4, 4, 3)", (Bound("lemma <3>", "upper", 45), Bound("lemma 4", "upper", reason="needs L = 1")))
    assert str(table) == "(4, 4, 4, 3)\nlemma <3>  <= 45\nlemma 4           - needs L = 1"
    assert "<td>lemma &lt;3&gt;</td>" in table._repr_html_()
    assert "lemma 4 & " in table.to_latex()
    assert str(Table("none", ())) == "none"


def test_text_is_escaped():
    table = Table("a <b> & c", (Bound("slice", "upper", 9, "R_1^2 <i>", "x & y"),))
    assert "<b>" not in table._repr_html_()
    assert "<i>" not in table._repr_html_()
    assert r"$R_{1}^{2}\,<i>$" in table.to_latex()
    table = Table("a", (Bound("slice", "upper", 9, note=r"50% of $x_1 & #2 ~ {\a}^2 < 3"),))
    assert (
        r"50\% of \$x\_1 \& \#2 \textasciitilde{} \{\textbackslash{}a\}\textasciicircum{}2 \textless{} 3"
        in table.to_latex()
    )


def test_a_table_of_rows_of_ones_own():
    """A name that no function of tnrnn gives is its own title, and a table may have no rows."""
    table = Table("a", [Bound("lemma <3>", "upper", 9)])
    assert str(table) == "a\nlemma <3>  <= 9"
    assert "<td>lemma &lt;3&gt;</td>" in table._repr_html_()
    assert r"lemma \textless{}3\textgreater{} & " in table.to_latex()
    assert hash(table) == hash(Table("a", (Bound("lemma <3>", "upper", 9),)))
    assert str(Table("a", ())) == "a"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((None, ()), "table, title: expected a string, given None"),
        (("a", None), "table, rows: expected Bound objects, given None"),
        (("a", [9]), "table, rows: expected Bound objects, given 9"),
        (("a", [Bound("x", "upper", 9)] * 2), "table, rows: two are named 'x'; names must be unique"),
    ],
)
def test_a_table_takes_bounds_with_different_names(arguments, message):
    with pytest.raises(TnrnnError, match=message):
        Table(*arguments)


def test_mistakes():
    with pytest.raises(TnrnnError, match="table: expected the name of a row, given 'min_cuts'; did you mean 'min_cut'"):
        bounds(rac(4, 1, 2, 2))["min_cuts"]
    with pytest.raises(TnrnnError, match="bounds: expected a Circuit, given 3"):
        bounds(3)
    with pytest.raises(TnrnnError, match="seed"):
        bounds(rac(4, 1, 2, 2), seed=-1)
    x = [Vertex(f"x{t}", "input", dim=2, position=t) for t in (0, 1)]
    with pytest.raises(TnrnnError, match="bounds, partition: expected one, as the inputs are not at the times"):
        bounds(Circuit((*x, Vertex("y", "product", ("x0", "x1"), dim=2)), "y"))
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


def test_no_bound_is_computed_twice(monkeypatch):
    """The symmetric cut of a large circuit takes minutes."""
    circuit, half = mi_rnn(6, 1, 2, 2), Partition.start_end(6)
    expected = bounds(circuit).certificate
    assert expected == separation_rank(circuit, half, upper=least_upper(circuit, half))
    monkeypatch.setattr("tnrnn.bounding.upper.upper_bound", lambda *case: pytest.fail(f"{case[-1]} again"))
    assert bounds(circuit).certificate == expected


def test_a_table_says_below_its_rows_what_the_signs_of_its_formulas_mean():
    table = bounds(rac(6, 2, 2, 3), mode="continuous")
    formulas = " ".join(row.formula for row in table.rows if row.applies)
    assert [sign in formulas for sign in ("((", "K(", "n_1", "C(")] == [True, True, True, False]
    below = str(table).splitlines()[1 + len(table.rows) :]
    assert [line.partition(" is ")[0].partition(" are ")[0] for line in below] == [
        "((d, m))",
        "K(g; m, ..)",
        "n_l",
        "k and n",
    ]
    assert all(line in table._repr_html_() for line in below)


def test_a_table_without_signs_has_nothing_below_its_rows():
    table = Table("a", (Bound("lemma", "upper", 9, "M^2", "-"),))
    assert len(str(table).splitlines()) == 2
