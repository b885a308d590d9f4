"""Closed forms of sequence models: against exact ranks, against each other, and where they do not apply."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import product
from math import comb

import pytest
from sequence_cases import SIZES, bases, random_case
from sequence_rows import Row, all_rows

from tnrnn import Partition, TnrnnError, bounds, separation_rank
from tnrnn.bounding import closed_forms
from tnrnn.bounding.attention_depth import two_attention_layers, ungated_terms
from tnrnn.bounding.attention_forms import AttentionSizes, attention_forms, symmetric_products
from tnrnn.bounding.gated_forms import GatedSizes, gated_forms
from tnrnn.bounding.linear_ssm_forms import LinearSsmSizes, linear_ssm_forms
from tnrnn.bounding.mamba_forms import MambaSizes, mamba_forms
from tnrnn.bounding.mixing_forms import GraphSizes, MixingSizes, gmlp_forms, graph_forms, mixer_forms
from tnrnn.bounding.selective_forms import SelectiveSizes, selective_forms
from tnrnn.bounding.sequence_families import linear_attention_forms
from tnrnn.bounding.sequence_sizes import SequenceSizes, affine_powers, affine_sums, choose, power
from tnrnn.models import Case, linear_attention, linear_ssm, mamba, selective_ssm
from tnrnn.networks import Origin
from tnrnn.tables import table_of

SKIPS = "of several layers is known without residual connections"
OBSERVED = ("scalar", "vector", "future")


def case_of_row(row: Row) -> Case:
    """The sizes of a row: a and b are N and d, N and the gate, R, or K and V."""
    sizes = {"length": row.length, "layers": row.layers, "inputs": row.inputs}
    family, _, rule = row.model.partition(":")
    if family == "ssm":
        origin = Origin.of("linear_ssm", **sizes, state=row.a, outputs=1 if row.observe == "scalar" else row.b)
    elif family == "selective_ssm":
        origin = Origin.of(family, **sizes, state=row.a, output_gate=bool(row.b))
    elif family == "gated_ssm":
        origin = Origin.of(family, **sizes, hidden=row.a)
    else:
        origin = Origin.of(family, **sizes, key=row.a, value=row.b, rule=rule)
    return Case(origin, row.partition, row.mode, observe=row.observe)


# Against exact ranks


def test_closed_forms_hold_for_the_reference_ranks_and_are_met():
    """All rows of one layer are met, and most of two; nothing is known of three gated layers."""
    met, known, rows = Counter(), Counter(), Counter()
    for row in all_rows():
        case = case_of_row(row)
        bound, *below = closed_forms(case)
        assert all(other.kind == "lower" and other.value <= row.rank for other in below)
        assert "whole" not in vars(case)
        rows[row.layers] += 1
        if bound.applies:
            known[row.layers] += 1
            met[row.layers] += bound.value == row.rank
            assert bound.value == row.rank if bound.kind == "exact" else bound.value >= row.rank, (row, bound)
            assert bound.status == "proved"
    assert rows == {1: 506, 2: 508, 3: 186}
    assert known[1] == met[1] == 506
    assert (met[2], met[3]) >= (390, 49)


def test_one_row_of_each_kind_is_the_row_of_its_circuit():
    rows = {(row.model, row.layers, row.observe): row for row in all_rows() if row.layers < 3}
    for row in list(rows.values())[::5]:
        circuit = row.circuit
        given = Case(circuit, row.partition, row.mode, observe=row.observe)
        assert given.origin is not None
        assert closed_forms(given) == closed_forms(case_of_row(row))


@pytest.mark.parametrize("model", SIZES)
def test_random_cases_have_the_ranks_of_their_closed_forms(model):
    """`separation_rank` raises an error if a rank is above a bound; benchmarks/check_sequence_forms.py draws more."""
    rng = random.Random(model)
    exact = 0
    for _ in range(8):
        case = random_case(rng, model, most_words=30)
        bound, *below = closed_forms(case)
        if bound.applies or below:
            rank = separation_rank(case.whole, case.partition, case.mode, observe=case.observe).lower
            assert not bound.applies or (rank == bound.value if bound.kind == "exact" else rank <= bound.value), case
            assert all(other.value <= rank for other in below), case
            exact += bound.kind == "exact" and bound.applies
    assert exact


def test_two_proofs_begin_with_ranks_that_are_right():
    """Up to R = 2 and K, V = 2; benchmarks/check_sequence_forms.py --bases computes all of them."""
    for case, expected in bases(2, 2):
        assert separation_rank(case.whole, case.partition, case.mode, observe=case.observe).lower == expected


def sizes_of(record, observe="scalar", mode="continuous", split=2, ends=2, **more):
    usual = {"layers": 1, "inputs": 2, "length": split + ends}
    return record(**usual | more, split=split, mode=mode, observe=observe)


def value_of(found):
    return found[0].value


def test_values_that_were_computed_apart():
    attention = [(2, 1, 13), (2, 2, 25), (2, 3, 32), (3, 2, 51), (3, 3, 67), (1, 3, 10), (1, 1, 6)]
    for key, value, rank in attention:
        sizes = sizes_of(AttentionSizes, layers=2, inputs=6, key=key, value=value)
        assert value_of(two_attention_layers(sizes)) == rank
        assert value_of(two_attention_layers(replace(sizes, rule="decay", length=9))) == rank
    for hidden, rank in ((1, 6), (2, 14), (3, 26)):
        assert value_of(gated_forms(sizes_of(GatedSizes, layers=2, inputs=3, hidden=hidden))) == rank
    for state, ranks in ((1, (5, 7, 9)), (2, (13, 24, 38)), (3, (25, 57, 107))):
        found = [
            value_of(selective_forms(sizes_of(SelectiveSizes, layers=2, inputs=3, ends=n, state=state)))
            for n in (2, 3, 4)
        ]
        assert tuple(found) == ranks
    for rule, first in (("gated", 5), ("delta", 4), ("mlstm", 6)):
        for n in (2, 3, 50):
            sizes = sizes_of(AttentionSizes, layers=2, ends=n, key=1, value=1, rule=rule)
            assert value_of(two_attention_layers(sizes)) == 2 * n + first
    for n in (2, 3, 6):
        gated = {"layers": 2, "inputs": 3, "ends": n, "rule": "gated"}
        assert value_of(two_attention_layers(sizes_of(AttentionSizes, key=1, value=2, **gated))) == 6 * n + 5
        rank = (3 * n * n + 15 * n + 20) // 2
        assert value_of(two_attention_layers(sizes_of(AttentionSizes, key=2, value=1, **gated))) == rank


def test_a_one_hot_rank_is_that_of_one_input_less_where_the_model_is_multiaffine():
    for inputs, state, split, ends, seen in product((2, 3, 4), (1, 3, 5), (1, 2, 4), (1, 2, 3), OBSERVED):
        sizes = sizes_of(SelectiveSizes, seen, "one-hot", split, ends, inputs=inputs, state=state)
        other = replace(sizes, inputs=inputs - 1, mode="continuous")
        assert value_of(selective_forms(sizes)) == value_of(selective_forms(other))


# Laws


MADE = {
    linear_ssm_forms: (LinearSsmSizes, {"state": 3, "outputs": 2}, 3),
    selective_forms: (SelectiveSizes, {"state": 3}, 3),
    mamba_forms: (MambaSizes, {"channels": 2, "state": 2}, 4),
    gated_forms: (GatedSizes, {"hidden": 3}, 3),
    attention_forms: (AttentionSizes, {"key": 2, "value": 3}, 6),
}
"""The closed forms of models that hold a state, the record of sizes, some sizes, and the dimension of the state."""


@pytest.mark.parametrize("mode", ["continuous", "one-hot"])
@pytest.mark.parametrize("forms", MADE)
def test_a_layer_that_is_affine_in_its_state_shows_no_more_than_the_state_and_a_constant(forms, mode):
    record, more, state = MADE[forms]
    gates = [{"rule": rule} for rule in ("sum", "decay", "gated", "delta", "mlstm")] if "key" in more else [{}]
    for gate, inputs, split, ends in product(gates, (1, 2, 3, 5), (1, 2, 3, 7), (1, 2, 3, 7)):
        values = [
            value_of(forms(sizes_of(record, seen, mode, split, ends, inputs=inputs, **more, **gate)))
            for seen in OBSERVED
        ]
        assert 1 <= values[0] <= values[1] <= values[2] <= state + 1
        assert values[2] <= inputs**split or mode == "continuous"


@pytest.mark.parametrize("mode", ["continuous", "one-hot"])
@pytest.mark.parametrize("forms", MADE)
def test_more_of_a_size_never_has_a_smaller_rank(forms, mode):
    record, more, _ = MADE[forms]
    gates = [{"rule": rule} for rule in ("sum", "decay", "gated", "delta", "mlstm")] if "key" in more else [{}]
    for gate, inputs, split, ends, seen in product(gates, (2, 3), (1, 2, 4), (1, 2, 4), OBSERVED):
        sizes = sizes_of(record, seen, mode, split, ends, inputs=inputs, **more, **gate)
        (least,) = forms(sizes)
        larger = [replace(sizes, **{name: getattr(sizes, name) + 1}) for name in ("inputs", *more)]
        for grown in (*larger, replace(sizes, length=sizes.length + 1, split=split + 1)):
            (found,) = forms(grown)
            assert least.value <= found.value, (sizes, grown)


def test_two_layers_grow_with_the_end_if_the_input_sets_the_gates_of_the_state():
    for n in (2, 5, 40):
        fixed = sizes_of(AttentionSizes, layers=2, ends=n, inputs=6, key=3, value=3)
        assert value_of(two_attention_layers(fixed)) == 67
        assert value_of(gated_forms(sizes_of(GatedSizes, layers=2, ends=n, inputs=3, hidden=3))) == 26
        selective = sizes_of(SelectiveSizes, layers=2, ends=n, inputs=3, state=3, split=9)
        assert value_of(selective_forms(replace(selective, length=selective.length + 1))) > value_of(
            selective_forms(selective)
        )


def test_two_layers_whose_state_has_gates_grow_with_the_end_from_below_as_well():
    for rule, slope in (("gated", 1), ("mlstm", 1), ("delta", 2)):
        for key, value, n in product((1, 2, 3), (1, 2), (1, 2, 30)):
            sizes = sizes_of(AttentionSizes, layers=2, ends=n, inputs=2, key=key, value=value, rule=rule)
            *above, below = two_attention_layers(sizes)
            assert below.value == comb(min(key, 2) + slope * n + 1, min(key, 2)) > slope * n
            assert all(bound.value > below.value for bound in above if bound.applies)
    for inputs, n in product((1, 2, 4), (1, 2, 30)):
        above, *below = selective_forms(sizes_of(SelectiveSizes, layers=2, ends=n, inputs=inputs, state=2))
        assert [bound.value for bound in below or [above]] == [comb(min(inputs, 2) + n, n)]
        assert (above.kind == "exact") == (n == 1 and inputs <= 2) == (not below)


def test_the_terms_of_two_layers_are_the_polynomials_where_one_value_is_held():
    """With V = 1 the state S is a row: all polynomials in it of degree 3, and r and r S."""
    for key in (1, 2, 3):
        for seen in OBSERVED:
            sizes = sizes_of(AttentionSizes, seen, layers=2, inputs=5, key=key, value=1)
            assert ungated_terms(sizes).total == comb(key + 3, 3) + 1 + key


def test_counts():
    assert [choose(6, k) for k in range(8)] == [1, 6, 15, 20, 15, 6, 1, 0]
    assert [choose(6, k, most=10) for k in range(8)] == [1, 6, 10, 10, 10, 6, 1, 0]
    for free, steps in product(range(4), range(1, 5)):
        assert affine_sums(free, steps) == sum(affine_powers(free, power) for power in range(steps))
    assert [power(3, 3, most) for most in (5, 27, 100)] == [5, 27, 27]
    assert [symmetric_products(v, k, 3) for v, k in ((1, 3), (2, 2), (3, 2), (3, 3))] == [3, 4, 5, 6]


# From the sizes alone


def test_tables_answer_at_a_million_steps():
    half = 500_000
    for origin, seen, value in (
        (Origin.of("linear_ssm", length=2 * half, layers=3, inputs=2, state=8), "scalar", 2),
        (Origin.of("linear_ssm", length=2 * half, layers=1, inputs=2, state=8, outputs=1), "future", 9),
        (Origin.of("mamba", length=2 * half, layers=1, inputs=16, channels=64, state=16), "future", 1025),
        (Origin.of("linear_attention", length=2 * half, layers=1, inputs=64, key=16, value=16), "vector", 257),
        (Origin.of("gated_ssm", length=2 * half, layers=1, inputs=3, hidden=9), "scalar", 4),
    ):
        case = Case(origin, Partition.start_end(2 * half), "continuous", observe=seen)
        assert [(bound.kind, bound.value) for bound in closed_forms(case)] == [("exact", value)]
        assert "whole" not in vars(case)


def test_a_table_has_the_row():
    table = bounds(mamba(8, 1, 3, 2, 2), mode="continuous")
    assert (table["closed_form"].kind, table["closed_form"].value, table["rank"].value) == ("exact", 5, 5)
    assert table["closed_form"].note.startswith("Theorem S5")
    circuit, half = linear_attention(6, 2, 6, 3, 3), Partition.start_end(6)
    (bound,) = closed_forms(Case(circuit, half, "continuous"))
    certificate = separation_rank(circuit, half, "continuous", upper=bound)
    assert (certificate.lower, certificate.upper, certificate.upper_name) == (67, 67, "closed_form")
    assert certificate.verify()


# Where they do not apply, and wrong sizes


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (gated_forms(sizes_of(GatedSizes, layers=3, hidden=2)), "is known for L <= 2, and L is 3"),
        (mamba_forms(sizes_of(MambaSizes, layers=2, channels=2, state=2)), "is known for L = 1, and L is 2"),
        (linear_attention_forms(sizes_of(AttentionSizes, layers=3, key=2, value=2)), "is known for L <= 2, and L is 3"),
        (
            linear_attention_forms(sizes_of(AttentionSizes, layers=2, key=2, value=2, rule="delta")),
            "two layers of the rule delta are known for V = 1 or, for one value, K = 1",
        ),
        (
            linear_attention_forms(sizes_of(AttentionSizes, layers=2, key=2, value=2, heads=2)),
            "two layers are known for one head, and there are 2",
        ),
        (selective_forms(sizes_of(SelectiveSizes, layers=2, state=2, residual=True)), SKIPS),
        (linear_ssm_forms(sizes_of(LinearSsmSizes, "vector", layers=2, state=2, residual=True)), SKIPS),
        (
            gmlp_forms(sizes_of(MixingSizes, "vector", hidden=2, readout="mean")),
            "the mean of tokens is known for one value",
        ),
        (mixer_forms(sizes_of(MixingSizes, hidden=2, layers=2)), "is known for L = 1, and L is 2"),
        (
            graph_forms(sizes_of(GraphSizes, hidden=2, layers=2, graph="cycle")),
            "two layers are known for the complete graph, and this one is cycle",
        ),
        (
            selective_forms(sizes_of(SelectiveSizes, layers=2, state=20_000, ends=20_000)),
            "is computed for min{N, n} up to 10,000",
        ),
    ],
)
def test_outside_its_conditions_a_closed_form_has_a_reason_and_no_number(found, reason):
    bound = found[0]
    assert (bound.reason, bound.value, bound.applies) == (reason, None, False)


def test_a_table_says_why():
    crossed = bounds(linear_ssm(4, 1, 2, 2), Partition(start={1, 3}, length=4))
    assert crossed["closed_form"].reason == "needs a split into first and last steps"
    deep = bounds(mamba(4, 2, 2, 1, 1))
    assert deep["closed_form"].reason == "is known for L = 1, and L is 2"
    skipped = bounds(selective_ssm(4, 2, 2, 2, residual=True))
    assert skipped["closed_form"].reason == SKIPS


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"length": 1, "split": 1}, "length: expected an integer of at least 2"),
        ({"split": 4}, "split: expected an integer from 1 to 3"),
        ({"inputs": 0}, "inputs: expected an integer of at least 1"),
        ({"key": 0}, "key: expected an integer of at least 1"),
        ({"value": 2.5}, "value: expected an integer"),
        ({"mode": "one hot"}, "mode: .* did you mean 'one-hot'"),
        ({"observe": "futur"}, "observe: .* did you mean 'future'"),
        ({"rule": "mlstn"}, "rule: .* did you mean 'mlstm'"),
    ],
)
def test_wrong_sizes(change, message):
    right = {"length": 4, "layers": 1, "inputs": 2, "split": 2, "key": 2, "value": 2}
    with pytest.raises(TnrnnError, match=message):
        AttentionSizes(**right | change)


def test_other_wrong_words():
    with pytest.raises(TnrnnError, match=r"readout: .* did you mean 'mean'"):
        sizes_of(MixingSizes, hidden=2, readout="men")
    with pytest.raises(TnrnnError, match="layers: expected an integer"):
        SequenceSizes(length=4, layers="one", inputs=2, split=2)


@pytest.mark.parametrize(("graph", "ranks"), [("path", (6, 6)), ("complete", (9, 9)), ("star", (7, 5))])
def test_vertices_of_a_graph_have_the_same_weights(graph, ranks):
    """So one layer spans forms of the degree of a side, here D + 1 of them, and not a product over the vertices."""
    for observe, seen in (("scalar", min(ranks)), ("vector", ranks[0])):
        origin = Origin.of("product_gnn", length=4, layers=1, inputs=2, hidden=12, graph=graph)
        case = Case(origin, Partition.start_end(4), "continuous", observe=observe)
        assert [(bound.kind, bound.value) for bound in closed_forms(case)] == [("exact", seen)]
        assert separation_rank(case.whole, case.partition, "continuous", observe=observe, upper=12).lower == seen


def test_a_million_steps_without_an_upper_bound_have_the_lower_one_and_the_reason():
    sizes = {"length": 10**6, "layers": 2, "inputs": 4, "key": 2, "value": 2, "rule": "delta"}
    table = table_of(Case(Origin.of("linear_attention", **sizes), Partition.start_end(10**6), "continuous"), 0)
    assert (table["rank"].kind, table["rank"].note) == ("lower", "proved, by Theorem S10")
    assert table["rank"].value == table["closed_form"].value > 10**11
    assert "are known for" in table["closed_form"].note
