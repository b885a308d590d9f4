"""Sequence models against plain loops of their formulas, their networks, their bounds and 1,200 exact ranks."""

from __future__ import annotations

import itertools
import random

import networkx
import numpy as np
import pytest
import sequence_loops as loops
from sequence_rows import all_rows

from tnrnn import Partition, TnrnnError, contract, evaluate, models, separation_rank, unroll
from tnrnn.bounding import bounds_above, lower_bounds
from tnrnn.homogeneous import Homogeneous
from tnrnn.models import Case
from tnrnn.values import evaluate_observed

RULES = ("sum", "decay", "gated", "delta", "mlstm")
MODES = ("continuous", "one-hot")
GRAPHS = {
    "edge": networkx.path_graph(2),
    "path": networkx.path_graph(4),
    "ring": networkx.cycle_graph(4),
    "complete": networkx.complete_graph(4),
    "paw": networkx.relabel_nodes(networkx.Graph([(0, 1), (1, 2), (0, 2), (2, 3)]), {0: 9, 1: 2, 2: 5, 3: 4}),
}

DEPTHS = (1, 2, 3)
SIZES = [
    *[(name, {"layers": depth, "inputs": 2, "hidden": 3}) for name in ("rac", "lstm") for depth in (1, 2)],
    *[("linear_ssm", {"layers": depth, "inputs": 2, "state": 3, "outputs": 4 - depth}) for depth in DEPTHS],
    ("linear_ssm", {"layers": 2, "inputs": 2, "state": 3, "residual": True}),
    *[
        ("selective_ssm", {"layers": depth, "inputs": 2, "state": 3, "output_gate": gate, "residual": residual})
        for depth, residual in ((1, False), (1, True), (2, False), (3, True))
        for gate in (False, True)
    ],
    *[("mamba", {"layers": depth, "inputs": 2, "channels": 3, "state": 4}) for depth in DEPTHS],
    ("mamba", {"layers": 2, "inputs": 3, "channels": 2, "state": 1, "residual": True}),
    *[("gated_ssm", {"layers": depth, "inputs": 2, "hidden": 3, "outputs": depth}) for depth in DEPTHS],
    ("gated_ssm", {"layers": 3, "inputs": 3, "hidden": 3, "residual": True}),
    *[
        ("linear_attention", {"layers": depth, "inputs": 2, "key": 4, "value": 3, "rule": rule, "heads": heads})
        for rule in RULES
        for depth, heads in ((1, 1), (2, 1), (3, 1), (1, 3), (2, 2))
    ],
    *[
        ("linear_attention", {"layers": 2, "inputs": 2, "key": 3, "value": 1, "heads": heads, "residual": True})
        for heads in (1, 2)
    ],
    *[
        ("polynomial_attention", {"layers": depth, "inputs": 2, "key": 4, "value": 3, "heads": heads})
        for depth, heads in ((1, 1), (2, 1), (2, 3))
    ],
    ("polynomial_attention", {"layers": 2, "inputs": 2, "key": 1, "value": 2, "residual": True}),
    *[
        ("gmlp", {"layers": depth, "inputs": 2, "hidden": 3, "readout": readout, "residual": residual})
        for depth in DEPTHS
        for readout in ("last", "mean")
        for residual in (False, True)
    ],
    *[
        ("bilinear_mixer", {"layers": depth, "inputs": 2, "hidden": 3, "residual": residual})
        for depth in (1, 2)
        for residual in (False, True)
    ],
    *[("product_gnn", {"graph": graph, "layers": 2, "inputs": 2, "hidden": 3}) for graph in GRAPHS],
    ("product_gnn", {"graph": "ring", "layers": 3, "inputs": 3, "hidden": 2}),
]
"""Models with sizes that differ where they can, so that none can be taken for another."""


def made(given, length):
    name, sizes = given
    if "graph" in sizes:
        return getattr(models, name)(**sizes | {"graph": GRAPHS[sizes["graph"]]})
    return getattr(models, name)(length=length, **sizes)


def named(given):
    return f"{given[0]}-{'-'.join(str(size) for size in given[1].values())}"


def looped(given):
    """The loop of a model: a function of weights, a word and a prime."""
    name, sizes = given
    options = {
        key: size for key, size in sizes.items() if key in ("output_gate", "rule", "heads", "readout", "residual")
    }
    if "graph" in sizes:
        options["graph"] = GRAPHS[sizes["graph"]]

    def call(weights, word, prime=None):
        return getattr(loops, name)(weights, sizes["layers"], word, prime, **options)

    return call


def free_shapes(circuit):
    fixed = {name for name, _ in circuit.fixed}
    return {name: shape for name, shape in circuit.parameters.items() if name not in fixed}


def integers(shapes, seed):
    """Integers from -4 to 4 as nested lists."""

    def less(part):
        return [less(each) for each in part] if isinstance(part, list) else part - 4

    return {name: less(array) for name, array in loops.random_weights(shapes, seed, 9).items()}


def word_of(circuit, seed):
    chance = random.Random(seed)
    return [[chance.randint(-3, 3) for _ in range(vertex.dim)] for vertex in circuit.inputs]


def observed_by_step(circuit, values):
    """What is observed at each step, all vectors of a step in a row."""
    steps = {}
    for step, name in circuit.observed:
        steps.setdefault(step, []).extend(values[name].tolist())
    return steps


@pytest.mark.parametrize("given", SIZES, ids=named)
def test_values_are_those_of_plain_loops(given):
    circuit = made(given, 5)
    for seed in range(2):
        weights, word = integers(free_shapes(circuit), seed), word_of(circuit, seed)
        shown, y = looped(given)(weights, word)
        assert evaluate(circuit, weights, word).tolist() == y
        steps = observed_by_step(circuit, evaluate_observed(circuit, weights, word))
        assert steps == {step: vector for step, vector in enumerate(shown, start=1) if vector}


SMALL = [
    ("linear_ssm", {"layers": 2, "inputs": 2, "state": 1, "outputs": 1}),
    ("selective_ssm", {"layers": 1, "inputs": 2, "state": 2, "output_gate": True}),
    ("gated_ssm", {"layers": 1, "inputs": 2, "hidden": 2}),
    *[("linear_attention", {"layers": 1, "inputs": 2, "key": 2, "value": 1, "rule": rule}) for rule in RULES],
    ("linear_attention", {"layers": 1, "inputs": 2, "key": 1, "value": 2, "rule": "sum", "heads": 2}),
    ("polynomial_attention", {"layers": 1, "inputs": 2, "key": 2, "value": 1}),
    ("mamba", {"layers": 1, "inputs": 2, "channels": 1, "state": 2}),
    ("gmlp", {"layers": 1, "inputs": 2, "hidden": 1, "readout": "mean"}),
    ("bilinear_mixer", {"layers": 1, "inputs": 2, "hidden": 2}),
    ("product_gnn", {"graph": "edge", "layers": 2, "inputs": 2, "hidden": 2}),
]
"""Models whose unfoldings are small."""


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("given", SMALL, ids=named)
def test_unrolled_networks_have_the_value_of_loops(given, mode):
    """Law 1, by way of the loops: contract(unroll(c), w) is the value of the formula."""
    circuit = made(given, 2)
    weights = integers(free_shapes(circuit), 0)
    grown, network, loop = Homogeneous(circuit, mode), unroll(circuit, mode), looped(given)
    given_weights = grown.weights({key: np.array(array, dtype=object) for key, array in weights.items()})
    if mode == "continuous":
        word = word_of(circuit, 1)
        assert (
            contract(network, given_weights, grown.points(np.array(word, dtype=object))).tolist()
            == loop(weights, word)[1]
        )
        return
    tensor = contract(network, given_weights)
    for letters in itertools.product(range(2), repeat=len(circuit.inputs)):
        word = [[int(place == letter) for place in range(2)] for letter in letters]
        assert tensor[letters].tolist() == loop(weights, word)[1]


RANKS = [
    ("rac", {"layers": 1, "inputs": 2, "hidden": 3}),
    ("rac", {"layers": 2, "inputs": 2, "hidden": 2}),
    ("rac", {"layers": 3, "inputs": 2, "hidden": 2}),
    ("lstm", {"layers": 1, "inputs": 2, "hidden": 1}),
    ("linear_ssm", {"layers": 1, "inputs": 2, "state": 3, "outputs": 2}),
    ("linear_ssm", {"layers": 2, "inputs": 2, "state": 2}),
    ("selective_ssm", {"layers": 1, "inputs": 3, "state": 2}),
    ("selective_ssm", {"layers": 2, "inputs": 2, "state": 2}),
    ("selective_ssm", {"layers": 1, "inputs": 2, "state": 2, "output_gate": True}),
    ("gated_ssm", {"layers": 2, "inputs": 2, "hidden": 2}),
    *[("linear_attention", {"layers": 1, "inputs": 3, "key": 2, "value": 2, "rule": rule}) for rule in RULES],
    *[("linear_attention", {"layers": 2, "inputs": 2, "key": 2, "value": 1, "rule": rule}) for rule in RULES],
    ("linear_attention", {"layers": 1, "inputs": 3, "key": 1, "value": 1, "rule": "sum", "heads": 2}),
    ("polynomial_attention", {"layers": 1, "inputs": 2, "key": 2, "value": 2}),
    ("polynomial_attention", {"layers": 2, "inputs": 2, "key": 1, "value": 1}),
    ("mamba", {"layers": 1, "inputs": 2, "channels": 2, "state": 2}),
    ("gmlp", {"layers": 1, "inputs": 2, "hidden": 3}),
    ("gmlp", {"layers": 1, "inputs": 3, "hidden": 1, "readout": "mean"}),
    ("gmlp", {"layers": 2, "inputs": 2, "hidden": 1, "residual": True}),
    ("bilinear_mixer", {"layers": 1, "inputs": 3, "hidden": 1}),
    ("product_gnn", {"graph": "complete", "layers": 2, "inputs": 2, "hidden": 2}),
    ("product_gnn", {"graph": "paw", "layers": 2, "inputs": 2, "hidden": 2}),
]


OBSERVE = ("scalar", "vector", "future")


def sees_the_last_step_only(given):
    return given[0] == "product_gnn" or given[1].get("readout") == "mean"


def in_turn(given, place):
    """Some ways to see a model: all for an RAC, one for each mode in one layer, and one in more layers.

    The future is seen only where it is observed.
    """
    parts = OBSERVE[:2] if sees_the_last_step_only(given) else OBSERVE
    if given[0] == "rac":
        return [(mode, part) for mode in MODES for part in parts]
    ways = [(mode, parts[(place + shift) % len(parts)]) for shift, mode in enumerate(MODES)]
    return ways if given[1]["layers"] == 1 else [ways[place % 2]]


WAYS = [
    pytest.param(given, mode, observe, id=f"{named(given)}-{mode}-{observe}")
    for place, given in enumerate(RANKS)
    for mode, observe in in_turn(given, place)
]


@pytest.mark.parametrize(("given", "mode", "observe"), WAYS)
def test_ranks_of_loops_are_computed_and_bounded(given, mode, observe):
    """Law 4, for what is observed, with the rank of the plain loops for weights of their own."""
    circuit, partition, inputs = made(given, 4), Partition.start_end(4), given[1]["inputs"]
    weights, loop = loops.random_weights(free_shapes(circuit), 5), looped(given)
    rank = loops.one_rank(lambda word: loop(weights, word, loops.PRIME), 2, 4, inputs, mode=mode, observe=observe)
    case = Case(circuit, partition, mode, observe)
    assert separation_rank(circuit, partition, mode, observe=observe).lower == rank
    above = {bound.name: bound.value for bound in bounds_above(case) if bound.value is not None}
    assert above
    assert all(value >= rank for value in above.values()), (rank, above)
    proved = [bound for bound in lower_bounds(case) if bound.status == "proved" and bound.kind != "upper"]
    below = {bound.name: bound.value for bound in proved if bound.value is not None}
    assert all(value <= rank for value in below.values()), (rank, below)


@pytest.mark.parametrize("given", [given for given in RANKS if sees_the_last_step_only(given)], ids=named)
def test_the_future_is_refused_where_only_the_last_step_is_observed(given):
    with pytest.raises(TnrnnError, match="observe: expected scalar or vector, as the circuit observes nothing before"):
        separation_rank(made(given, 4), Partition.start_end(4), "continuous", observe="future")


def sample_of_rows(count, seed):
    """Rows of all models, modes and observed parts alike: one of each kind in turn."""
    chance, kinds = random.Random(seed), {}
    rows = all_rows()
    chance.shuffle(rows)
    for row in rows:
        kinds.setdefault((row.model, row.mode, row.observe), []).append(row)
    return [row for turn in itertools.zip_longest(*kinds.values()) for row in turn if row is not None][:count]


@pytest.mark.parametrize("row", sample_of_rows(60, 15), ids=lambda row: "-".join(map(str, row)))
def test_reference_ranks(row):
    found = separation_rank(row.circuit, row.partition, row.mode, observe=row.observe)
    assert found.lower == row.rank
    assert found.upper >= row.rank
