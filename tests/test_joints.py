"""Which joined inputs a least cut pays for: against all sets, against flows, and on every model."""

import itertools

import pytest
from random_circuits import layered_circuit
from test_circuit_cut import assert_same_cut, random_case

from tnrnn import Partition, min_cut, rac, slice_cut, unroll
from tnrnn.basics import Order
from tnrnn.cuts.circuits import cutting, joints
from tnrnn.cuts.circuits.bundles import bundled
from tnrnn.cuts.circuits.graph import numbered
from tnrnn.cuts.circuits.rows import Cell, Rows
from tnrnn.cuts.circuits.walk import Walk
from tnrnn.models import MODELS, Case
from tnrnn.networks import without_sums

SMALL = {"vertices": 16, "dims": (2, 3, 6, 12), "most_copies": 80}
POWERS = {"vertices": 16, "dims": (2, 2, 4, 8), "most_copies": 80}
LARGER = {"vertices": 24, "dims": (2, 3, 6), "most_copies": 200}
LARGEST = {"vertices": 30, "dims": (2, 2, 4, 8), "most_copies": 400}


class Sets:
    """The costs of all sets S of joints that count as near, for one circuit and partition.

    `cost` is found by the pass of `cutting`, and by the rows of `rows`.
    """

    def __init__(self, circuit, partition):
        self.graph = numbered(circuit, "one-hot")
        positions = {vertex.position: place for place, vertex in enumerate(self.graph.circuit.vertices)}
        near = {positions[position] for position in partition.near}
        self.sides = [place in near for place in range(len(self.graph.children))]
        dims = {vertex.dim for vertex in self.graph.circuit.vertices}
        self.order = Order(dims, 4 * sum(self.graph.circuit.copies.values()))
        rows = Rows(self.order)
        self.bundles = bundled(self.graph, self.sides, rows, forwards=True)
        self.walk = Walk(rows, self.order.keys[self.graph.circuit.vertices[-1].dim], lambda plan: 1)
        numbers = [joint.number for joint in self.bundles.joints]
        self.sets = [
            frozenset(chosen) for size in range(len(numbers) + 1) for chosen in itertools.combinations(numbers, size)
        ]
        self.costs = {chosen: self.cost(chosen) for chosen in self.sets}

    def paid(self, near):
        return self.bundles.always | {
            joint.number for joint in self.bundles.joints if joint.near != (joint.number in near)
        }

    def cost(self, near):
        """Return the cost by one exact pass with three states, which knows no rows."""
        paid = self.paid(near)
        costs = cutting._costs(self.graph, self.order, self.sides, paid)
        least = self.order.least
        below = least(least(costs.near[-1], costs.far[-1]), costs.pay[-1] + costs.split[-1])
        prices = (self.order.keys[self.graph.circuit.vertices[self.graph.members[joint][0]].dim] for joint in paid)
        return sum(prices) + below


def recurrent_case(seed, **sizes):
    """Return a random recurrent circuit with an early or a late split, or None where it has only one step."""
    circuit = without_sums(layered_circuit(seed, **sizes), "one-hot")
    steps = len(circuit.positions)
    if steps < 2:
        return None
    split = 1 + seed % (steps - 1)
    return circuit, Partition(near=circuit.positions[:split], far=circuit.positions[split:])


@pytest.fixture(scope="module")
def all_sets():
    """Return random circuits of all kinds, with dimensions that are powers of one integer and without."""
    cases = [random_case(seed, **sizes) for sizes in (SMALL, POWERS, LARGER) for seed in range(250)]
    cases += [recurrent_case(seed, most_copies=4000) for seed in range(120)]
    found = (Sets(*case) for case in cases if case)
    return [each for each in found if 1 <= len(each.bundles.joints) <= 5]


def test_rows_give_the_cost_of_every_set(all_sets):
    finite = infinite = 0
    for each in all_sets:
        for near, cost in each.costs.items():
            found = each.walk.given(each.bundles, near)
            if found is None:
                assert cost >= each.order.infinite
                infinite += 1
            else:
                assert (found.cost, found.size, found.joints() | each.bundles.always) == (
                    cost,
                    len(near),
                    each.paid(near),
                )
                finite += 1
    assert finite > 500
    assert infinite > 20


def test_what_costs_infinitely_much_does_so_in_one_row():
    """A joint on the far side, not severed, below a vertex that pays 3 if it is far: near is infinite, not less."""
    order = Order([2, 3], 10)
    rows = Rows(order)
    cell = Cell(False, 0, order.keys[3], (order.infinite,), order.keys[2], capped=False)
    row, rest = rows.follow(cell, (rows.unsevered(near=False),))
    assert (rows.pairs[row], rest) == ((order.infinite, 0), order.keys[3])


def test_the_cost_is_submodular(all_sets):
    """F(A) + F(B) >= F(A | B) + F(A & B) for all pairs of sets."""
    strict = 0
    for each in all_sets:
        infinite = each.order.infinite
        costs = {near: min(cost, infinite) for near, cost in each.costs.items()}
        for one, two in itertools.combinations(each.sets, 2):
            left, right = costs[one] + costs[two], costs[one | two] + costs[one & two]
            assert left >= infinite or not each.order.less(left, right)
            strict += left != right
    assert strict > 100


@pytest.mark.parametrize("narrow", [12, 1])
def test_the_set_is_the_smallest_of_all_least_ones(narrow, all_sets, monkeypatch):
    """If one row in use is already many, rows are guessed."""
    monkeypatch.setattr(joints, "NARROW", narrow)
    several = 0
    for each in all_sets:
        least = next(iter(each.costs.values()))
        for cost in each.costs.values():
            least = each.order.least(least, cost)
        smallest = frozenset.intersection(*(near for near, cost in each.costs.items() if cost == least))
        assert each.costs[smallest] == least
        assert joints.least_joints(each.graph, each.sides, each.order) == (each.paid(smallest), True)
        several += sum(cost == least for cost in each.costs.values()) > 1
    assert several > 50


@pytest.mark.parametrize("narrow", [12, 1])
def test_cuts_of_larger_circuits_are_those_of_their_unfoldings(narrow, monkeypatch):
    """Two hundred seeds, and two that found mistakes: below an always severed joint, and states that become one."""
    monkeypatch.setattr(joints, "NARROW", narrow)
    cases = [(seed, LARGER) for seed in range(250)] + [(2804, LARGER), (8923, LARGEST)]
    for seed, sizes in cases:
        case = random_case(seed, **sizes)
        if case is not None:
            network = unroll(case[0])
            assert_same_cut(case[0], network, min_cut(*case), min_cut(network, case[1]))


@pytest.mark.parametrize("narrow", [12, 2])
def test_cuts_of_recurrent_circuits_are_those_of_their_unfoldings(narrow, monkeypatch):
    monkeypatch.setattr(joints, "NARROW", narrow)
    for seed in range(60):
        case = recurrent_case(seed, most_copies=300)
        if case is not None:
            network, cut = unroll(case[0]), min_cut(*case)
            assert cut.minimal
            assert_same_cut(case[0], network, cut, min_cut(network, case[1]))


def given_sizes(name, length, layers):
    """Return sizes of a model; dimensions are powers of no one integer."""
    sizes = {"length": length, "layers": layers, "inputs": 10}
    own = {
        "linear_ssm": {"state": 4},
        "selective_ssm": {"state": 4},
        "mamba": {"channels": 2, "state": 2},
        "linear_attention": {"key": 2, "value": 3},
        "polynomial_attention": {"key": 2, "value": 3},
        "cp_rnn": {"hidden": 4, "rank": 3},
        "product_gnn": {"hidden": 4, "graph": "star"},
        "conv_ac": {"hidden": 4, "window": 3, "stride": 1},
    }
    return sizes | own.get(name, {"hidden": 4})


@pytest.mark.parametrize("name", sorted(MODELS))
def test_cuts_of_every_model_are_proved(name):
    """Thirty steps, whose unfoldings have up to 10^28 tensors; no cut costs more than all inputs of one side."""
    for layers in (1,) if name == "tensor_train_lm" else (2, 3):
        circuit = MODELS[name](**given_sizes(name, 30, layers))
        for near in (range(1, 16), range(1, 8), range(1, 31, 2)):
            partition = Partition(start=near, length=30)
            cut = min_cut(circuit, partition)
            assert cut.minimal
            assert cut.log2 <= min(len(partition.near), len(partition.far)) * 3.3219280949
            swapped = min_cut(circuit, partition.swapped())
            assert (swapped.value, swapped.minimal) == (cut.value, True)


def test_rules_and_graphs_are_proved():
    for options in (
        *({"rule": rule, "heads": 2, "residual": True} for rule in ("sum", "decay", "gated", "delta", "mlstm")),
        {"rule": "mlstm"},
    ):
        circuit = MODELS["linear_attention"](length=30, layers=2, inputs=4, key=2, value=3, **options)
        assert min_cut(circuit, Partition.start_end(30)).minimal
    for graph in ("complete", "cycle", "path", "star"):
        circuit = MODELS["product_gnn"](length=30, layers=3, inputs=3, hidden=2, graph=graph)
        assert min_cut(circuit, Partition.start_end(30)).minimal


def test_two_hundred_steps_of_an_lstm_are_proved():
    circuit = MODELS["lstm"](length=200, layers=3, inputs=10, hidden=4)
    assert max(circuit.copies.values()) > 10**100
    cut = min_cut(circuit, Partition.start_end(200))
    assert (cut.formula, cut.minimal) == ("M^100", True)


@pytest.mark.parametrize(("layers", "formula"), [(2, "R^501"), (3, "M^499 R")])
def test_a_thousand_steps_of_an_rac_are_proved(layers, formula):
    circuit = rac(1000, layers, 3, 2)
    cut = min_cut(circuit, Partition.start_end(1000))
    assert (cut.formula, cut.minimal) == (formula, True)
    assert cut.log2 <= slice_cut(circuit, 500).log2


def test_what_a_future_depends_on_is_proved():
    circuit = MODELS["gru"](length=24, layers=2, inputs=5, hidden=3)
    case = Case(circuit, Partition.start_end(24), observe="future").matrix
    cut = cutting.circuit_min_cut(case)
    assert (cut.minimal, cut.value) == (True, 5**12)


@pytest.fixture
def no_unfolding(monkeypatch):
    """No unfolding is small enough to be cut for want of a proof."""
    monkeypatch.setattr(cutting, "MOST_TENSORS", 0)


@pytest.mark.parametrize("seed", [191, 1603, 2161])
def test_where_states_are_left_out_nothing_is_proved(seed, no_unfolding, monkeypatch):
    """One state is kept, and its cut is not the least."""
    circuit, partition = random_case(seed, **POWERS)
    least = min_cut(circuit, partition)
    assert least.minimal
    monkeypatch.setattr(joints, "_most", lambda plan: 1)
    cut = min_cut(circuit, partition)
    assert cut.value > least.value
    assert not cut.minimal


def test_where_states_are_left_out_cuts_are_cuts(no_unfolding, monkeypatch):
    expected = {}
    for seed in range(300):
        case = random_case(seed, **LARGER)
        if case is not None:
            expected[seed] = case, min_cut(*case)
    monkeypatch.setattr(joints, "_most", lambda plan: 1)
    few = 0
    for case, least in expected.values():
        cut = min_cut(*case)
        assert cut == least if cut.minimal else cut.value >= least.value
        few += not cut.minimal
    assert few > 30


def test_a_walk_that_would_be_too_wide_is_not_made(no_unfolding, monkeypatch):
    """The better of the two cuts that pay for all near or for all far inputs, and no proof."""
    monkeypatch.setattr(joints, "WIDE_WORK", 0)
    cut = min_cut(rac(8, 2, 2, 3), Partition.start_end(8, 3))
    assert (cut.value, cut.minimal) == (2**3, False)


def test_where_states_are_left_out_a_flow_in_the_unfolding_proves_the_same_cut(monkeypatch):
    expected = {}
    for seed in range(200):
        for sizes in (SMALL, LARGER, SMALL | {"dims": (1, 2, 3)}):
            case = random_case(seed, **sizes)
            if case is not None:
                expected[seed, str(sizes)] = case, min_cut(*case)
    monkeypatch.setattr(joints, "_most", lambda plan: 1)
    monkeypatch.setattr(joints, "NARROW", 1)
    assert all(min_cut(*case) == cut for case, cut in expected.values())
