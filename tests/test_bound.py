"""One record for every bound: its exact value at any size, its kind and status, and what it says where it fails."""

import dataclasses
import math
import pickle

import numpy as np
import pytest

import tnrnn
from tnrnn import Bound, Partition, TnrnnError, bounds, min_cut, rac, separation_rank
from tnrnn.basics import MAX_BITS, Power
from tnrnn.closed_forms import Case, conjecture_1, ideal_bounds, theorem_1
from tnrnn.upper import UpperBound, least_of, upper_bounds

CASE = rac(8, 2, 3, 3), Partition.start_end(8)


def test_the_bounds_of_all_modules_are_of_one_class():
    case = Case(8, 2, 3, 3)
    found = [*upper_bounds(*CASE), *ideal_bounds(case), theorem_1(case), conjecture_1(case), *bounds(*CASE).rows]
    assert {type(bound) for bound in found} == {Bound}
    assert tnrnn.closed_forms.Bound is Bound
    assert issubclass(tnrnn.PowerBound, Bound)


def test_a_product_says_its_value_logarithm_and_formula():
    bound = Bound("a", "upper", (Power(2, "M", 1), Power(3, "R", 3)))
    assert (bound.value, bound.formula, bound.log2) == (54, "M R^3", pytest.approx(math.log2(54)))
    assert Bound("a", "upper", (Power(2, "M", 1),), "2").formula == "2"


def test_a_product_beyond_memory_stays_exact():
    """Two bounds whose logarithms are the same float differ in their exponents; the integers are never made."""
    one, two = (Bound("a", "upper", (Power(3, "R", 10**18 + more),)) for more in (0, 1))
    assert (one.value, one.formula) == (None, f"R^{10**18}")
    assert one.log2 == two.log2
    assert one != two
    assert Bound("a", "upper", (Power(2, "R", MAX_BITS),)).value == 2**MAX_BITS
    assert Bound("a", "upper", (Power(2, "R", MAX_BITS + 1),)).value is None


def test_a_cut_too_large_for_memory_is_an_exact_product():
    circuit, partition = rac(100, 10, 3, 2), Partition.start_end(100)
    bound = bounds(circuit, partition, "continuous")["min_cut"]
    cut = min_cut(circuit, partition, "continuous")
    assert bound.value is None
    assert (bound.formula, bound.log2) == (cut.formula, cut.log2)
    assert sum(power.exponent for power in bound.amount) == sum(power.exponent for power in cut.powers)


def test_zero_and_one_have_the_logarithm_zero():
    for value in (0, 1):
        assert (Bound("a", "exact", value).log2, Bound("a", "exact", value).applies) == (0.0, True)


def test_what_does_not_apply_has_a_reason():
    row = bounds(rac(7, 2, 2, 3))["theorem_1"]
    assert (row.applies, row.value, row.log2, row.kind) == (False, None, None, "lower")
    assert row.reason == "needs an even T, and T is 7"


def test_a_status_says_what_proves_a_bound():
    assert conjecture_1(Case(8, 2, 3, 3)).status == "conjectured"
    status = {bound.name: bound.status for bound in ideal_bounds(Case(12, 5, 2, 2, split=3))}
    assert (status["ideal_bound_A"], status["ideal_bound_D2"]) == ("proved", "open")
    assert {bound.status for bound in upper_bounds(*CASE)} == {"proved"}
    table = bounds(*CASE)
    assert (table["conjecture_1"].status, table["rank"].status, table["rank"].kind) == (
        "conjectured",
        "proved",
        "exact",
    )
    assert tnrnn.upper.given_bound(*CASE, "one-hot", Bound("x", "upper", 60)).status == "on trust"


def test_the_name_of_earlier_releases_makes_a_bound():
    old = UpperBound("lemma", 5.5, 45, "f", "s")
    assert old == Bound("lemma", "upper", 45, "f", "s", log2=5.5)
    assert (old.name, old.log2, old.value, old.formula, old.source) == ("lemma", 5.5, 45, "f", "s")
    assert old == UpperBound(name="lemma", log2=5.5, value=45, formula="f", source="s")
    assert UpperBound("lemma", 5.5, None, "", "").value is None
    assert pickle.loads(pickle.dumps(old)) == old


def test_bounds_are_frozen_data():
    bound = bounds(*CASE)["min_cut"]
    assert eval(repr(bound), {"Bound": Bound, "Power": Power}) == bound
    assert hash(pickle.loads(pickle.dumps(bound))) == hash(bound)
    with pytest.raises(dataclasses.FrozenInstanceError):
        bound.name = "x"


def test_a_power_bound_is_a_bound():
    cut = tnrnn.Cut((), (), ())
    bound = tnrnn.PowerBound(2, 10, cut)
    assert (bound.kind, bound.name, bound.value, bound.formula, bound.log2) == (
        "lower",
        "power_bound",
        1024,
        "2^10",
        10.0,
    )
    assert (bound.base, bound.exponent, bound.cut) == (2, 10, cut)
    assert (tnrnn.PowerBound(7, 1, cut).formula, tnrnn.PowerBound(2, 0, cut).formula) == ("7", "1")
    assert bound == tnrnn.PowerBound(base=2, exponent=10, cut=cut)
    assert bound != tnrnn.PowerBound(2, 10, tnrnn.Cut((), ("a",), ()))
    assert eval(repr(bound), {"PowerBound": tnrnn.PowerBound, "Cut": tnrnn.Cut}) == bound


def test_a_power_bound_is_a_power_of_integers():
    for base, exponent, told in (
        (2.5, 2, "base: .* given 2.5"),
        (0, 2, "base"),
        (2, -1, "exponent"),
        (2, None, "exponent"),
    ):
        with pytest.raises(TnrnnError, match=f"^power bound, {told}"):
            tnrnn.PowerBound(base, exponent, tnrnn.Cut((), (), ()))


def test_values_decide_which_bound_is_least():
    by_hand = Bound("by hand", "upper", 9, log2=1.0)
    assert least_of([by_hand, Bound("b", "upper", 8), Bound("c", "upper", 8)]).name == "b"
    assert least_of([Bound("a", "upper", log2=5.0), Bound("b", "upper", log2=4.0)]).name == "b"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("a", "uper", 3), "bound, kind: expected lower, upper or exact, given 'uper'; did you mean 'upper'"),
        (("a", "upper", 3, "", "", "prooved"), "bound, status: expected .* did you mean 'proved'"),
        (("a", "upper", -1), "bound, amount: expected an integer of at least 0, given -1"),
        (("a", "upper", 2.5), "bound, amount: expected an integer"),
        (("a", "upper", -1, "", "", "proved", 2.0), "bound, amount: expected an integer of at least 0, given -1"),
        (("a", "upper", True), "bound, amount: expected an integer of at least 0, given True"),
        (("a", "upper", (2, 3)), r"bound, amount: expected an integer or a tuple of Powers, given \(2, 3\)"),
        (("a", "upper", ((2, "M", 3),)), "bound, amount: expected an integer or a tuple of Powers"),
        (("a", "upper", None, "", "", "proved", math.nan), "bound, log2: expected a finite number, given nan"),
        (("a", "upper", None, "", "", "proved", -math.inf), "bound, log2: expected a finite number, given -inf"),
        (("a", "upper", None, "", "", "proved", "5"), "bound, log2: expected a finite number, given '5'"),
        (("a", "upper", None, "", "", "proved", True), "bound, log2: expected a finite number, given True"),
    ],
)
def test_mistakes(arguments, message):
    with pytest.raises(TnrnnError, match=message):
        Bound(*arguments)


def test_an_integer_of_numpy_becomes_pythons():
    bound = Bound("a", "upper", np.int64(7))
    assert type(bound.value) is int
    assert eval(repr(bound)) == bound


def test_a_logarithm_may_be_an_integer_that_no_float_holds():
    assert Bound("a", "upper", log2=10**400).log2 == 10**400


def test_only_an_upper_bound_that_applies_bounds_from_above():
    circuit, partition = CASE
    for upper, told in (
        (theorem_1(Case(8, 2, 3, 3)), "theorem_1: a lower bound"),
        (bounds(circuit, partition, "continuous")["grid_cap"], "grid_cap: continuous inputs have no grid"),
    ):
        with pytest.raises(TnrnnError, match=f"upper: expected an upper bound that applies, given '{told}'"):
            separation_rank(circuit, partition, upper=upper)


def test_a_row_of_a_table_is_no_proof_unless_it_can_be_computed_again():
    """Whatever status an object claims, a certificate trusts what it computes alone."""
    circuit, partition = CASE
    table = bounds(circuit, partition)
    for name, expected, proved in (
        ("symmetric_cut", "symmetric_cut", True),
        ("rank", "given: rank", False),
        ("ideal_bound", "given: ideal_bound", False),
    ):
        found = separation_rank(circuit, partition, upper=table[name])
        assert (found.upper, found.upper_name, found.exact) == (45, expected, proved)
    claimed = Bound("symmetric_cut", "exact", 44)
    with pytest.raises(TnrnnError, match="upper: expected what symmetric_cut gives: 45, given 44"):
        separation_rank(circuit, partition, upper=claimed)
    found = separation_rank(circuit, partition, upper=Bound("lemma", "upper", 45))
    assert (found.upper_name, found.exact, found.verify()) == ("given: lemma", False, False)
    deep, early = rac(8, 5, 2, 2), Partition.start_end(8, 3)
    unproved = next(b for b in ideal_bounds(Case(8, 5, 2, 2, 3)) if b.status == "open")
    with pytest.raises(TnrnnError, match="upper: expected a bound that applies"):
        separation_rank(deep, early, upper=unproved)
