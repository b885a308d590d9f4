import copy
import json
import pickle

import pytest

from tnrnn import Bound, Circuit, Partition, Table, TnrnnError, Vertex, bounds, profile, rac
from tnrnn.basics import Power
from tnrnn.tables.curves import Profile, planned
from tnrnn.tables.rows import ROWS


def test_the_tables_of_a_profile_are_those_of_every_split():
    circuit = rac(7, 2, 2, 3)
    for mode in ("one-hot", "continuous"):
        found = profile(circuit, mode=mode, seed=3)
        assert found.at == (1, 2, 3, 4, 5, 6)
        assert found.tables == tuple(bounds(circuit, Partition.start_end(7, at), mode, seed=3) for at in found.at)


def test_a_shallow_circuit_keeps_no_more_than_its_hidden_state():
    """L = 1: the rank is min{R, M^k, M^(T-k)}: the state is all that the End sees of k inputs, and it has R numbers."""
    for inputs, hidden in ((2, 5), (3, 3), (4, 2)):
        ranks = profile(rac(8, 1, inputs, hidden)).value("rank")
        assert ranks == tuple(min(hidden, inputs**k, inputs ** (8 - k)) for k in range(1, 8))


def test_depth_never_lowers_the_profile():
    shallow, deep = (profile(rac(8, layers, 3, 3)).value("rank") for layers in (1, 2))
    assert all(low <= high for low, high in zip(shallow, deep, strict=True))
    assert shallow != deep


def test_a_family_is_split_in_half():
    found = profile({T: rac(T, 2, 3, 3) for T in (9, 4, 6)}, along="length")
    assert (found.title, found.along, found.at) == ("L=2 M=3 R=3, one-hot", "length", (4, 6, 9))
    assert found.tables[2] == bounds(rac(9, 2, 3, 3))
    other = profile({width: rac(4, 1, 2, width) for width in (2, 3)}, along="states of a cell", mode="continuous")
    assert (other.title, other.along) == ("T=4 L=1 M=2, continuous", "states of a cell")


def test_there_is_none_where_a_bound_does_not_apply():
    found = profile(rac(6, 2, 3, 3))
    assert found.value("theorem_1") == (None, None, 10, None, None)
    assert [bound is None for bound in found.log2("theorem_1")] == [True, True, False, True, True]
    deep = profile(rac(6, 3, 3, 3))
    assert deep.value("theorem_1") == (None,) * 5
    assert None not in deep.value("min_cut")


def test_a_rank_known_from_below_is_a_lower_bound_and_no_rank():
    rows = {name: Bound(name, "upper", reason="does not apply") for name in ROWS}
    rows["conjecture_1"] = Bound("conjecture_1", "lower", 99, status="conjectured")
    rows["min_cut"] = Bound("min_cut", "upper", 12)
    rows["slice"] = Bound("slice", "upper", 11)
    rows["rank"] = Bound("rank", "lower", 9)
    below = Profile("a", "split", (1,), (Table("a", tuple(rows.values())),))
    assert below.value("rank") == (None,)
    assert (below.lower()[0].name, below.upper()[0].name) == ("rank", "slice")
    assert ">=9" in str(below)
    rows["rank"] = Bound("rank", "exact", reason="too large")
    unknown = Profile("a", "split", (1,), (Table("a", tuple(rows.values())),))
    assert unknown.lower() == (None,)


def test_bounds_enclose_the_rank_at_every_point():
    found = profile(rac(8, 3, 2, 3), mode="continuous")
    for lower, rank, upper in zip(found.lower(), found.value("rank"), found.upper(), strict=True):
        if rank is not None:
            assert lower.value == rank == upper.value
        else:
            assert lower is None or lower.log2 <= upper.log2


def test_values_beyond_memory_have_a_logarithm():
    found = profile(rac(100, 10, 3, 2), mode="continuous", at=[50])
    assert found.value("min_cut") == (None,)
    assert found.log2("min_cut")[0] > 1e10
    assert found.upper()[0].log2 == min(found.log2("symmetric_cut")[0], found.log2("ideal_bound")[0])
    assert "2^1.2269157e+10" in str(found)


def test_profiles_are_data():
    found = profile(rac(4, 2, 2, 3))
    names = {"Profile": Profile, "Table": Table, "Bound": Bound, "Power": Power}
    for twin in (pickle.loads(pickle.dumps(found)), copy.deepcopy(found), eval(repr(found), names)):
        assert twin == found
        assert hash(twin) == hash(found)
    shown = found.to_json()
    assert json.loads(json.dumps(shown)) == shown
    assert (shown["at"], [list(table) for table in shown["tables"]]) == ([1, 2, 3], [list(ROWS)] * 3)
    assert len({len(line) for line in str(found).splitlines()[1:]}) == 1
    assert found._repr_html_().count("<tr>") == 4
    assert "<b>" not in Profile("<b>", "<b>", (), ())._repr_html_()


def test_any_circuit_with_times():
    x = [Vertex(f"x{t}", "input", dim=2, position=t) for t in (1, 2, 3)]
    both = Vertex("p", "product", ("x1", "x2", "x3"), dim=2)
    circuit = Circuit((*x, both, Vertex("y", "linear", ("p",), dim=1, parameter="W")), "y")
    found = profile(circuit)
    assert found.title == "5 vertices, one-hot"
    assert found.value("rank") == (2, 2)


def test_a_plan_tells_after_every_point():
    told = []
    plan = planned(rac(5, 1, 2, 2), at=[4, 1, 4])
    assert plan.run(lambda: told.append(1)).at == (1, 4)
    assert len(told) == 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"circuit": 3}, "profile: expected a Circuit, or a mapping from value to Circuit, given 3"),
        ({"circuit": rac(4, 1, 2, 2), "mode": "onehot"}, "did you mean 'one-hot'"),
        ({"circuit": rac(4, 1, 2, 2), "seed": -1}, "seed: expected an integer of at least 0"),
        ({"circuit": rac(4, 1, 2, 2), "along": "length"}, "profile, along: expected split for one circuit"),
        ({"circuit": rac(4, 1, 2, 2), "at": [4]}, "profile, at: expected an integer from 1 to 3, given 4"),
        ({"circuit": rac(4, 1, 2, 2), "at": []}, "profile, at: expected at least one split"),
        ({"circuit": rac(4, 1, 2, 2), "at": 2}, "profile, at: expected splits, given 2"),
        ({"circuit": rac(1, 1, 2, 2)}, "inputs at times 1..T, at least 2"),
        ({"circuit": {}, "along": "length"}, "profile: expected 1 to 100,000 circuits"),
        ({"circuit": {4: rac(4, 1, 2, 2)}}, "profile, along: expected the name of what varies"),
        ({"circuit": {4: rac(4, 1, 2, 2)}, "along": "length", "at": [1]}, "profile, at: expected None with a mapping"),
        ({"circuit": {5: rac(4, 1, 2, 2)}, "along": "length"}, "length 5: expected a circuit of length 5, given 4"),
        ({"circuit": {"a": rac(4, 1, 2, 2)}, "along": "letter"}, "profile, letter: expected an integer"),
        ({"circuit": {4: 4}, "along": "length"}, "profile, length 4: expected a Circuit, given 4"),
        ({"circuit": {4: rac(4, 1, 2, 2)}, "along": "two\nlines"}, "expected one line of at most 40 characters"),
        ({"circuit": rac(1000, 10, 3, 2)}, "some 83 minutes and the ranks; name some splits in `at`"),
    ],
)
def test_mistakes(given, expected):
    with pytest.raises(TnrnnError) as caught:
        profile(**given)
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)
