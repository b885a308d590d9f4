"""Theorems E1 to E7: against ranks that other programs computed, against ranks that are computed here, and laws."""

import csv
from collections import Counter
from math import comb
from pathlib import Path

import pytest

from tnrnn import Partition, TnrnnError, bounds, rac, separation_rank
from tnrnn.bounding import (
    FIRST_FULL,
    FIRST_IDEAL,
    MONOMIAL_RANKS,
    RacSizes,
    ideal_bound,
    multichoose,
    rac_symmetric_cut as symmetric,
)
from tnrnn.bounding.families import closed_forms, is_large
from tnrnn.bounding.rac_bounds import koszul
from tnrnn.bounding.rac_theorems import dense_from, theorems
from tnrnn.models import Case, lstm
from tnrnn.networks import Origin
from tnrnn.ranks import end_dimension, monomial_ranks
from tnrnn.tables import table_of

DATA = Path(__file__).parent / "data"
MODES = ("one-hot", "continuous")
LARGE = 10**6


def rows_of(name):
    for row in csv.DictReader((DATA / name).read_text().splitlines()):
        length = int(row["T"])
        sizes = (length, *(int(row[key]) for key in "LMR"), int(row.get("k") or length // 2))
        yield sizes, row["mode"], int(row["rank"])


RANKS = [*rows_of("rac_ranks.csv"), *rows_of("rac_ranks_all_splits.csv")]


def exact(sizes, mode):
    """The rank by a theorem, or None."""
    return next((bound for bound in theorems(sizes, mode) if bound.applies and bound.kind == "exact"), None)


def lower(sizes, mode):
    return [bound for bound in theorems(sizes, mode) if bound.applies and bound.kind == "lower"]


def test_ranks_of_other_programs_are_those_of_the_theorems():
    """Where a theorem gives the rank it is the rank; no lower bound is above it."""
    exact_by, below = Counter(), 0
    for given, mode, rank in RANKS:
        for bound in theorems(RacSizes(*given), mode):
            if not bound.applies:
                assert bound.reason
            elif bound.kind == "exact":
                assert bound.value == rank, (given, mode, bound)
                exact_by[bound.source] += 1
            else:
                assert bound.value <= rank, (given, mode, bound)
                below += bound.value > 1
    assert exact_by["Theorem E3"] > 100
    assert exact_by["Theorem E5"] > 10
    assert exact_by["Theorem E7"] > 5
    assert below > 500


# What the tables of ranks lack: (T, L, M, R, k).
SMALL = [
    ((7, 2, 3, 3, 1), "continuous", "Theorem E3", 36),
    ((7, 2, 4, 3, 6), "continuous", "Theorem E3", 3),
    ((8, 2, 5, 4, 4), "continuous", "Theorem E3", 140),
    ((9, 2, 2, 3, 5), "continuous", "Theorems E2 and E4", 42),
    ((9, 2, 2, 3, 4), "continuous", "Theorems E2 and E4", 60),
    ((8, 2, 3, 5, 5), "continuous", "Theorems E2 and E4", 155),
    ((7, 3, 2, 2, 3), "continuous", "Theorem E5", 106),
    ((6, 3, 4, 2, 3), "continuous", "Theorem E5", 52),
    ((6, 3, 3, 3, 3), "continuous", "Theorem E5", 759),
    ((8, 2, 2, 2, 5), "one-hot", "Theorem E6", 8),
    ((6, 2, 4, 2, 4), "one-hot", "Theorem E6", 6),
    ((11, 2, 4, 3, 8), "one-hot", "Theorem E6", 30),
    ((12, 2, 3, 3, 8), "one-hot", "Theorem E6", 45),
    ((6, 2, 2, 2, 3), "one-hot", "Theorem E7", 8),
    ((12, 2, 3, 2, 6), "one-hot", "Theorem E7", 14),
]


@pytest.mark.parametrize(("given", "mode", "source", "value"), SMALL, ids=str)
def test_small_ranks_are_computed(given, mode, source, value):
    found = exact(RacSizes(*given), mode)
    assert (found.source, found.value) == (source, value)
    length, *_, split = given
    certificate = separation_rank(rac(*given[:4]), Partition.start_end(length, split), mode, seed=3)
    assert certificate.lower == value


def all_sizes():
    for length in range(2, 13):
        for layers in (1, 2, 3, 4):
            for inputs in range(1, 5):
                for hidden in range(1, 5):
                    for split in range(1, length):
                        yield RacSizes(length, layers, inputs, hidden, split)


def test_no_theorem_contradicts_a_bound_or_another_theorem():
    """Lower bounds are below the ideal bound, the symmetric cut and each other's ranks; an exact one decides alone."""
    for sizes in all_sizes():
        ideal = ideal_bound(sizes)
        for mode in MODES:
            found = [bound for bound in theorems(sizes, mode) if bound.applies]
            most = symmetric(sizes, mode).value
            most = most if ideal is None else min(most, ideal.value)
            ranks = {bound.value for bound in found if bound.kind == "exact"}
            assert len(ranks) <= 1, (sizes, mode)
            assert all(bound.value <= min([most, *ranks]) for bound in found), (sizes, mode)


def test_one_hot_ranks_are_at_most_continuous_ones():
    """A grid is a sample of all inputs."""
    compared = 0
    for sizes in all_sizes():
        grid, whole = exact(sizes, "one-hot"), exact(sizes, "continuous")
        if grid and whole:
            assert grid.value <= whole.value
            compared += 1
        for bound in lower(sizes, "one-hot"):
            assert whole is None or bound.value <= whole.value
    assert compared > 50


@pytest.mark.parametrize("hidden", range(1, 7))
def test_theorem_3_against_the_limits_of_other_theorems(hidden):
    """The numbers that are proved to bound the rank from above: the straight slice, and Bound A where M = R."""
    for ends in range(2, 9):
        value = exact(RacSizes(ends + 4, 2, hidden, hidden, 4), "continuous").value
        assert value == hidden * multichoose(hidden, ends) == hidden * koszul(hidden, hidden, [ends])
        one = exact(RacSizes(ends + 1, 2, hidden + 2, hidden, 1), "continuous").value
        assert one == multichoose(hidden, ends + 1) <= value


def test_splits_at_the_border_of_conditions():
    def sources(sizes, mode):
        return [bound.source for bound in theorems(sizes, mode) if bound.applies and bound.kind == "exact"]

    assert dense_from(RacSizes(9, 2, 2, 3)) == 4
    assert sources(RacSizes(8, 2, 2, 3, 4), "continuous") == ["Theorems E2 and E4"]
    assert sources(RacSizes(7, 2, 2, 3, 3), "continuous") == []  # too few Start steps
    assert sources(RacSizes(7, 2, 2, 3, 4), "continuous") == []  # too few End steps
    assert sources(RacSizes(6, 3, 4, 4, 3), "continuous") == ["Theorem E5"]
    assert sources(RacSizes(6, 3, 4, 4, 2), "continuous") == sources(RacSizes(6, 3, 4, 4, 4), "continuous") == []
    assert sources(RacSizes(8, 3, 6, 6, 4), "continuous") == []  # dim V_3 is on record for R <= 5
    assert sources(RacSizes(14, 2, 3, 3, 8), "one-hot") == ["Theorem E6"]
    assert sources(RacSizes(14, 2, 3, 3, 7), "one-hot") == []
    assert sources(RacSizes(15, 2, 3, 3, 8), "one-hot") == []
    assert sources(RacSizes(9, 2, 2, 2, 5), "one-hot") == []  # E7 needs T = 2k, and E6 k >= n + 2


def test_reasons_are_words_and_no_numbers():
    """What does not apply has a reason that names the condition, and no value."""
    expected = {
        ((8, 1, 3, 3), "continuous"): "needs L >= 2, and L is 1",
        ((8, 5, 3, 3), "continuous"): "the rank is known for L <= 3, and L is 5",
        ((8, 3, 2, 3), "continuous"): "the rank is known for L = 3 and M >= R, and M = 2 is less than R = 3",
        ((8, 3, 6, 6), "continuous"): "the rank is known for L = 3 and R <= 5, and R is 6",
        ((4, 3, 3, 3), "continuous"): "the rank is known for k >= 3 and n >= 3, and k is 2 and n is 2",
        ((9, 2, 2, 9), "continuous"): "n_0 of Theorem E4 is not computed for M = 2 and R = 9",
        ((4, 2, 2, 3), "continuous"): "the rank is known for k >= 4 and n >= 4, and k is 2 and n is 2",
        ((8, 2, 2, 3), "one-hot"): "the rank of one-hot inputs is known for M >= R, and M = 2 is less than R = 3",
        ((8, 3, 3, 3), "one-hot"): "the rank of one-hot inputs is known for L = 2, and L is 3",
        ((8, 2, 6, 6), "one-hot"): "the rank of one-hot inputs is known for R from 2 to 5, and R is 6",
        ((8, 2, 3, 3), "one-hot"): "the rank is known for k >= 8 and n >= 4, and k is 4 and n is 4",
        ((8, 2, 600, 600), "one-hot"): "is computed for L R up to 1,000 only",
    }
    for (sizes, mode), reason in expected.items():
        last = theorems(RacSizes(*sizes), mode)[-1]
        assert (last.reason, last.value, last.log2) == (reason, None, None)


def test_mistakes_are_named():
    sizes = RacSizes(8, 2, 3, 3)
    for wrong in (lambda: theorems(sizes, "one-hott"), lambda: end_dimension(sizes, "one-hott")):
        with pytest.raises(TnrnnError, match="did you mean 'one-hot'"):
            wrong()
    with pytest.raises(TnrnnError, match="seed"):
        end_dimension(sizes, seed=-1)


def test_rows_of_a_table():
    table = bounds(rac(8, 2, 3, 3), mode="continuous")
    row = table["closed_form"]
    assert (row.kind, row.value, row.note, row.source) == ("exact", 45, "Theorem E3, tight", "Theorem E3")
    assert (table["rank"].note, table["rank"].source) == ("proved, by Theorem E3", "Theorem E3")
    assert table.certificate.verify()  # small ranks are computed beside the theorem
    below = bounds(rac(16, 2, 3, 3))["closed_form"]
    assert (below.kind, below.value) == ("lower", 84)
    assert below.note.startswith("Theorem E6; the rank is known for k >= 10 and n >= 4")
    assert not bounds(lstm(4, 1, 2, 2))["closed_form"].applies
    crossed = bounds(rac(6, 2, 2, 2), Partition(start=[1, 3], length=6), "continuous")
    assert crossed["closed_form"].reason == "needs a split into first and last steps"
    turned = bounds(rac(8, 2, 3, 3), Partition.start_end(8, 3).swapped(), "continuous")
    assert (turned["closed_form"].value, turned["rank"].value) == (63, 63)


def large(layers, inputs, hidden, mode, *, split=None, length=LARGE):
    sizes = {"length": length, "layers": layers, "inputs": inputs, "hidden": hidden}
    return Case(Origin.of("rac", **sizes), Partition.start_end(length, split or length // 2), mode)


@pytest.mark.parametrize(
    ("case", "source"),
    [
        (large(2, 3, 3, "continuous"), "Theorem E3"),
        (large(3, 5, 5, "continuous"), "Theorem E5"),
        (large(2, 2, 3, "continuous", length=LARGE - 1), "Theorems E2 and E4"),
        (large(2, 3, 3, "one-hot", split=600_000), "Theorem E6"),
        (large(2, 4, 2, "one-hot"), "Theorem E7"),
        (large(2, 3, 3, "continuous", split=1), "Theorem E3"),
        (large(2, 3, 3, "continuous").swapped(), "Theorem E3"),
    ],
    ids=["E3", "E5", "E4", "E6", "E7", "one Start step", "swapped"],
)
def test_a_million_steps_from_sizes_alone(case, source):
    table = table_of(case, seed=0)
    assert (table["rank"].kind, table["rank"].note) == ("exact", f"proved, by {source}")
    assert table["rank"].value == table["closed_form"].value > 0
    assert "whole" not in vars(case)
    assert table["min_cut"].reason == "is computed for up to 100,000 steps times layers"
    assert table.certificate is None


def test_a_million_steps_without_a_theorem_have_an_interval_and_a_reason():
    case = large(2, 3, 3, "one-hot")
    table = table_of(case, seed=0)
    n = LARGE // 2
    assert table["rank"].kind == "lower"
    assert table["rank"].value == 3 * multichoose(3, n - 2) < table["ideal_bound"].value == 3 * multichoose(3, n)
    assert table["rank"].note == "proved, by Theorem E6; at most 375,002,250,003, by ideal bound"
    assert "the rank is known for k >= 500002" in table["closed_form"].note
    deep = table_of(large(4, 3, 3, "continuous"), seed=0)["rank"]
    assert (deep.kind, deep.note[:23]) == ("lower", "proved, by Theorem E1; ")
    thin = table_of(large(4, 1, 1, "continuous"), seed=0)["rank"]
    assert (thin.kind, thin.value) == ("exact", 1)
    unknown = table_of(large(3, 2, 3, "one-hot"), seed=0)
    assert not unknown["rank"].applies
    assert unknown["ideal_bound"].applies
    with pytest.raises(TnrnnError, match="seed"):
        table_of(case, seed=-1)


def test_only_circuits_that_are_given_by_sizes_are_not_made():
    assert is_large(large(2, 3, 3, "continuous"))
    assert not is_large(large(2, 3, 3, "continuous", length=1000))
    assert not is_large(large(1, 3, 3, "continuous"))  # no bound follows from its sizes
    assert closed_forms(Case(rac(6, 2, 2, 2), Partition.start_end(6), "continuous", "vector")) == ()


@pytest.mark.parametrize(("mode", "inputs", "hidden"), [("continuous", 2, 3), ("continuous", 3, 4), ("one-hot", 2, 3)])
def test_the_base_of_theorem_4_is_what_the_library_computes(mode, inputs, hidden):
    first = FIRST_IDEAL[mode][inputs, hidden]
    for n in (first - 1, first, first + 1):
        most = hidden * (multichoose(hidden, n) - multichoose(hidden - inputs, n))
        found = end_dimension(RacSizes(n + 1, 2, inputs, hidden, 1), mode, seed=5)
        assert (found == most) is (n >= first)
        assert found <= most


@pytest.mark.parametrize("hidden", [2, 3, 4])
def test_the_base_of_theorem_6_is_what_the_library_computes(hidden):
    for more, first in enumerate(FIRST_FULL[hidden]):
        for n in (first - 1, first):
            found = end_dimension(RacSizes(n + 1, 2, hidden + more, hidden, 1), "one-hot", seed=5)
            assert (found == hidden * multichoose(hidden, n)) is (n >= first)


def test_monomials_in_more_variables_than_an_integer_has_bits():
    """For two layers and two End steps the factors of each monomial in a_1 are all linear forms in a_2."""
    assert set(monomial_ranks(2, 70, 2).values()) == {70}


@pytest.mark.parametrize("hidden", MONOMIAL_RANKS)
def test_the_base_of_theorem_5_is_what_the_library_computes(hidden):
    """The parts of V by the number of variables of a monomial; all parts make the dimension that the theorem needs."""
    parts = MONOMIAL_RANKS[hidden]
    total = sum(comb(hidden, s) * comb(5, s - 1) * rank for s, rank in enumerate(parts, 1))
    assert total == hidden * koszul(hidden, hidden, [6, 3])
    found = monomial_ranks(3, hidden, 3, seed=5)
    assert {sum(map(bool, kappa)): rank for kappa, rank in found.items()} == dict(enumerate(parts, 1))
    assert all(rank == parts[sum(map(bool, kappa)) - 1] for kappa, rank in found.items())


def test_dimensions_against_ranks_of_words():
    """dim V is the rank if the Start reaches all states, which it does for k >= L if M >= R."""
    for length, layers, inputs, hidden, split in ((6, 2, 3, 2, 3), (6, 3, 2, 2, 3), (6, 3, 2, 2, 4), (8, 4, 2, 2, 5)):
        sizes = RacSizes(length, layers, inputs, hidden, split)
        half = Partition.start_end(length, split)
        rank = separation_rank(rac(length, layers, inputs, hidden), half, "continuous").lower
        assert end_dimension(sizes) == rank


def test_what_is_only_computed_says_so():
    """For four layers and R = 2 a formula fits the dimension of V; the rank is at least as large, by Theorem E2."""
    sizes = RacSizes(8, 4, 3, 2)
    found = theorems(sizes, "continuous")[0]
    assert (found.kind, found.status, found.value) == ("lower", "computed", end_dimension(sizes, seed=2))
    assert found.value == 2038 <= ideal_bound(sizes).value
    table = bounds(rac(8, 4, 3, 2), mode="continuous")
    assert table["closed_form"].note.startswith("Theorem E2 and dim V; computed; the rank is known for L <= 3")
    assert table["rank"].note.startswith("computed, by Theorem E2 and dim V; at most 2,")
    for split in (3, 6):  # too few steps of the Start or of the End
        assert {bound.status for bound in theorems(RacSizes(9, 4, 3, 2, split), "continuous")} == {"proved"}


def test_dimensions_that_are_not_computed():
    for sizes in (RacSizes(8, 1, 2, 2), RacSizes(8, 3, 2, 3)):
        with pytest.raises(TnrnnError, match="expected two layers, or more with continuous inputs and M >= R"):
            end_dimension(sizes)
    with pytest.raises(TnrnnError, match="expected at most 5,000 monomials"):
        end_dimension(RacSizes(400, 2, 4, 4))
