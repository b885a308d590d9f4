"""The record of a case: made and checked once, handed down, and without a circuit until somebody needs one."""

import copy
import dataclasses
import functools
import pickle
from math import comb

import pytest
from handing import bounds_circuit, min_cut_partition, separation_rank_circuit

from tnrnn import (
    Builder,
    Circuit,
    Partition,
    TnrnnError,
    bounds,
    closed_forms,
    from_json,
    min_cut,
    profile,
    rac,
    separation_rank,
    symmetric_cut,
    to_json,
)
from tnrnn.bounding import bounds_above, lower_bounds, oriented, rac_sizes_of, why_no_closed_form
from tnrnn.bounding.families import FAMILIES, closed_forms_fit, closed_upper_bounds
from tnrnn.explore import Parameters, payload
from tnrnn.models import MODELS, Case, case, case_of, lstm, recognition, shown_sizes
from tnrnn.networks import Origin
from tnrnn.sweeping import SweepCase
from tnrnn.sweeping.limited import measure
from tnrnn.tables import table_of

SIZES = {"length": 6, "layers": 2, "inputs": 2, "hidden": 3}
HALF = Partition.start_end(6)
LONG = 10**6


@pytest.fixture
def made(monkeypatch):
    """The models that records, recognition and the explorer make circuits with, one name for each circuit."""
    calls = []

    def counted(name):
        @functools.wraps(MODELS[name])
        def make(*sizes, **more):
            calls.append(name)
            return MODELS[name](*sizes, **more)

        return make

    counting = {name: counted(name) for name in MODELS}
    for module in (case, recognition):
        monkeypatch.setattr(module, "MODELS", counting)
    monkeypatch.setattr("tnrnn.explore.cases.parameters.rac", counting["rac"])
    return calls


# Closed forms


def test_closed_forms_answer_at_a_million_steps_without_a_circuit(made):
    for layers, inputs, hidden in ((1, 2, 3), (2, 3, 2), (2, 2, 2)):
        sizes = {"length": LONG, "layers": layers, "inputs": inputs, "hidden": hidden}
        given = Case(Origin.of("rac", **sizes), Partition.start_end(LONG))
        theorem = next(iter(lower_bounds(given)))
        width, half = min(inputs, hidden), LONG // 2
        assert theorem.value == (hidden if layers == 1 else comb(width + half - 1, half))
        assert rac_sizes_of(given) == closed_forms.Case(*sizes.values())
        assert shown_sizes(given.origin)["length"] == ("T", LONG)
        assert oriented(given) is given
        assert vars(given.partition) == {"length": LONG, "split": half}
        assert "circuit" not in vars(given)
    assert why_no_closed_form("theorem_1", given) == "needs L <= 2, and L is 2"  # of one that does apply
    assert made == []


def test_upper_bounds_in_closed_form_need_no_circuit(made):
    sizes = closed_forms.RacSizes(LONG, 2, 2, 3, LONG - 3)
    given = Case(Origin.of("rac", length=LONG, layers=2, inputs=2, hidden=3), Partition.start_end(LONG, LONG - 3))
    found = {bound.name: bound.value for bound in closed_upper_bounds(given)}
    assert found == {bound.name: bound.value for bound in closed_forms.ideal_bounds(sizes)}
    assert found["ideal_bound_A"] > 0
    assert made == []


def test_what_is_registered_says_where_it_applies():
    by_model = {name: Case(Origin.of(name, **SIZES | {"layers": 1}), HALF) for name in ("rac", "lstm", "mi_rnn")}
    assert {name for name, given in by_model.items() if closed_forms_fit(given)} == {"rac"}
    assert FAMILIES.keys() <= MODELS.keys()
    assert FAMILIES.keys() & by_model.keys() == {"rac"}
    assert why_no_closed_form("ideal_bound", by_model["lstm"]) == "needs an RAC"
    crossed = Case(by_model["rac"].source, Partition(start={1, 3, 5}, length=6))
    assert why_no_closed_form("theorem_1", crossed) == "needs a split into first and last steps"
    assert oriented(crossed) is crossed
    assert oriented(by_model["rac"].swapped()).partition == HALF
    assert list(lower_bounds(by_model["lstm"])) == []


@pytest.mark.parametrize("split", range(1, 6))
@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
def test_a_case_of_sizes_has_the_table_of_its_circuit(split, mode):
    """Also where End is near, and where neither side is first."""
    starts = Partition.start_end(6, split), Partition.start_end(6, split).swapped(), Partition(start={1, 4}, length=6)
    for partition in starts:
        for model in ("rac", "second_order_rnn"):
            circuit = MODELS[model](**SIZES)
            plain = Circuit(circuit.vertices, circuit.output)
            table = table_of(Case(Origin.of(model, **SIZES), partition, mode), 0)
            assert table == bounds(circuit, partition, mode) == bounds(plain, partition, mode)


# How often a circuit is made


def test_a_circuit_that_says_nothing_is_recognised_once(made):
    plain = from_json(to_json(rac(**SIZES)))
    for mode in ("one-hot", "continuous"):
        bounds(plain, HALF, mode)
        separation_rank(plain, HALF, mode)
        symmetric_cut(plain, HALF.swapped(), mode)
    profile(plain)
    assert made == ["rac"]
    other = Circuit(lstm(2, 1, 2, 2).vertices, "y", lstm(2, 1, 2, 2).fixed)
    bounds(other)
    bounds(other)
    assert made == ["rac", "lstm"]


def test_a_circuit_that_a_model_made_is_not_made_again(made):
    circuit = rac(**SIZES)
    bounds(circuit)
    separation_rank(circuit, HALF.swapped(), "continuous").claim  # noqa: B018
    profile({6: circuit}, along="length")
    assert made == []


def test_a_sweep_makes_the_circuit_of_a_case_once(made):
    assert measure(SweepCase(**SIZES, split=3))["rank"]["value"] == "8"
    assert made == ["rac"]


def test_a_page_makes_the_circuit_of_a_case_once_for_its_numbers(made):
    given = Parameters(**SIZES, split=3, mode="one-hot").case
    bounds_above(given)
    bounds_above(given.swapped())
    table_of(given, 0)
    assert made == ["rac"]
    made.clear()
    payload(Parameters(5, 2, 3, 2, 3, "continuous"))
    assert len(made) <= 4  # the record, the network, and twice whether it is small enough to be drawn


# The record


def test_a_case_makes_its_circuit_when_that_is_used_and_keeps_it(made):
    given = Case(Origin.of("rac", **SIZES), HALF)
    turned = given.swapped()
    assert made == []
    assert given.circuit is given.circuit
    assert given.whole == rac(**SIZES)
    assert given.circuit == rac(**SIZES).scalar_part
    assert given.swapped().circuit is given.circuit
    assert (turned.partition, turned.circuit) == (HALF.swapped(), given.circuit)
    assert given.swapped().swapped() == given
    assert made == ["rac", "rac"]  # `turned` was made before there was a circuit
    whole = Case(rac(**SIZES), HALF, "continuous")
    assert whole.whole is whole.source
    assert whole.circuit is whole.source.scalar_part
    assert whole.origin is whole.source.origin


def test_cases_are_frozen_and_survive_copies():
    for given in (Case(Origin.of("rac", **SIZES), HALF), Case(rac(**SIZES), HALF, "continuous")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            given.mode = "one-hot"
        for twin in (pickle.loads(pickle.dumps(given)), copy.copy(given), copy.deepcopy(given)):
            assert twin == given
            assert hash(twin) == hash(given)
            assert vars(twin).keys() == {"source", "partition", "mode", "observe"}
            assert (twin.circuit, twin.origin) == (given.circuit, given.origin)


def test_a_partition_of_what_the_circuit_has():
    build = Builder()
    x, y = build.input((0, 0), 2), build.input((0, 1), 2)
    circuit = build.circuit(build.linear("W", x * y, 1))
    sides = Partition(near=[(0, 0)], far=[(0, 1)])
    assert Case(circuit, sides).swapped().partition.near == ((0, 1),)
    with pytest.raises(TnrnnError, match="partition: expected labels of the 2 inputs, given 1"):
        Case(circuit, Partition.start_end(2))
    late = Circuit(tuple(dataclasses.replace(v, position=v.position + 1) for v in rac(3, 1, 2, 2).vertices), "y")
    for partition in (Partition.start_end(3), Partition.start_end(4), Partition(near=[2], far=[3])):
        with pytest.raises(TnrnnError, match="partition: expected"):
            Case(late, partition)
    assert Case(late, Partition(near=[2], far=[3, 4])).origin is None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Case("rac", HALF), "circuit: expected a Circuit, given 'rac'"),
        (lambda: Case(rac(**SIZES), 3), "partition: expected a Partition, given 3"),
        (lambda: Case(rac(**SIZES), HALF, "one hot"), "mode: .* did you mean 'one-hot'"),
        (
            lambda: Case(rac(**SIZES), Partition.start_end(5)),
            "expected a side for every input, given none for",
        ),
        (lambda: Case(rac(**SIZES), Partition.start_end(7)), "partition: expected labels of the 6 inputs, given 7"),
        (
            lambda: Case(Origin.of("rac", **SIZES), Partition.start_end(LONG)),
            "expected labels of the 6 inputs, given 7",
        ),
        (lambda: Case(Origin.of("rca", **SIZES), HALF), "model: .* did you mean 'rac'"),
        (lambda: Case(Origin.of("rac", **SIZES | {"layers": 0}), HALF), "layers: expected an integer of at least 1"),
        (lambda: Case(Origin.of("rac", **SIZES | {"layers": 10**6}), HALF).circuit, "at most 10,000,000 vertices"),
        (lambda: case_of(Origin.of("rac", **SIZES), HALF, "one-hot"), "circuit: expected a Circuit"),
        (lambda: case_of(rac(**SIZES), HALF, "one hot", "symmetric_cut"), "symmetric_cut, mode: .* did you mean"),
        (lambda: separation_rank(Origin.of("rac", **SIZES), HALF), "circuit: expected a Circuit"),
        (lambda: min_cut(rac(**SIZES), Partition.start_end(5)), "partition: expected a side for every input"),
        (lambda: measure(SweepCase(4, 2, 2, 2, split=2, model="tensor_train_lm")), "layers: expected 1"),
    ],
)
def test_mistakes(call, message):
    with pytest.raises(TnrnnError, match=message):
        call()


# Handing on


def test_values_are_handed_on_in_few_modules():
    assert len(bounds_circuit().handing) <= 6
    assert len(separation_rank_circuit().handing) <= 6
    assert len(min_cut_partition().handing) <= 1
    assert len(bounds_circuit().taking) <= 8
