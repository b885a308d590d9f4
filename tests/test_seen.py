"""Seen dimensions, joint degrees and regrouping: what a symmetric cut of a circuit with sums is made of."""

import itertools
import random

import numpy as np
import pytest
from random_circuits import random_circuit

from tnrnn import Circuit, Partition, Vertex, evaluate, random_weights, symmetric_cut
from tnrnn.bounding import Degrees, Factor, Group, SymmetricCut
from tnrnn.bounding.degrees import MIXED, ON_A, ON_B, Supports, TooManyTermsError
from tnrnn.bounding.pricing import Prices
from tnrnn.bounding.regroup import regrouped
from tnrnn.bounding.residues import Residues
from tnrnn.bounding.seen import Seen
from tnrnn.bounding.spaces import Space, everything, pairing_rank, span, together
from tnrnn.bounding.starts import slice_of, starts
from tnrnn.bounding.symmetric import moves
from tnrnn.bounding.wires import LOWER, MIDDLE, UPPER, Wires
from tnrnn.models import MODELS, Case
from tnrnn.networks import Builder


def case_of_seed(seed, **options):
    """Return a random case, or None if the circuit has one input or none."""
    circuit = random_circuit(seed, **options)
    if len(circuit.positions) < 2:
        return None
    rng = random.Random(seed)
    near = rng.sample(circuit.positions, rng.randint(1, len(circuit.positions) - 1))
    far = [place for place in circuit.positions if place not in near]
    return Case(circuit, Partition(near=near, far=far), ("one-hot", "continuous")[seed % 2])


def prices_of(case, side):
    wires = Wires(case.circuit)
    return Prices(case, wires, Seen(wires), side)


def annihilated(forms):
    """Return a basis of the vectors on which all forms of a space vanish; its basis is reduced."""
    if forms.full:
        return []
    rows = [(next(place for place, entry in enumerate(row) if entry), row) for row in forms.basis]
    found = []
    for free in set(range(forms.ambient)) - {pivot for pivot, _ in rows}:
        vector = [0] * forms.ambient
        vector[free] = 1
        for pivot, row in rows:
            vector[pivot] = -row[free]
        found.append(vector)
    return found


def test_changes_that_are_not_seen_do_not_change_the_output():
    """The lemma itself, for single vectors: v is set free, and moves where all of its forms vanish."""
    moved = 0
    for seed in range(300):
        case = case_of_seed(seed, sums=True, maps=seed % 2 == 0)
        if case is None:
            continue
        wires = Wires(case.circuit)
        seen = Seen(wires)
        prime = seen.prime
        weights = {
            name: np.array(seen.residues.dense(name), dtype=object).reshape(shape)
            for name, shape in case.circuit.parameters.items()
            if name not in dict(case.circuit.fixed)
        }
        for place, vertex in enumerate(wires.vertices):
            held = seen._listed[seen._values[place]]
            if not held.full or not wires.depends[place] or place == wires.output:
                continue
            directions = annihilated(seen._listed[seen._forms[place]])
            if not directions:
                continue
            free = Vertex(vertex.name, "input", dim=vertex.dim, position=(10**6 if _whole(case) else (10**6, 0)))
            changed = [free if each.name == vertex.name else each for each in wires.vertices]
            circuit = _used(changed, case.circuit)
            rng = np.random.default_rng(seed)
            inputs = {each.position: rng.integers(0, 10**9, each.dim).astype(object) for each in circuit.inputs}
            kept = {name: weights[name] for name in circuit.parameters if name in weights}
            before = evaluate(circuit, kept, inputs, prime)[..., 0]
            for direction in directions:
                other = inputs | {free.position: (inputs[free.position] + np.array(direction, dtype=object)) % prime}
                assert before == evaluate(circuit, kept, other, prime)[..., 0], (seed, vertex.name)
                moved += 1
    assert moved > 100


def _whole(case):
    return isinstance(case.circuit.positions[0], int)


def _used(vertices, circuit):
    used = {circuit.output}
    for vertex in reversed(vertices):
        if vertex.name in used:
            used.update(vertex.children)
    kept = tuple(vertex for vertex in vertices if vertex.name in used)
    parameters = {vertex.parameter for vertex in kept}
    return Circuit(kept, circuit.output, tuple((n, value) for n, value in circuit.fixed if n in parameters))


def test_reached_values_alone_would_miss_what_is_seen():
    """v = (x^2, x), y = t_0 + t_1 v_1 + t_2 v_1^2 + t_3 v_1^3 + t_4 (3 v_1 v_2 - v_2^3): dy/dv_2 = 0 where reached."""
    build = Builder()
    x = build.input(1, 1)
    t = [build.input(place, 1) for place in range(2, 7)]
    first = build.linear("E1", x * x, 2, value=((1,), (0,)))
    second = build.linear("E2", x, 2, value=((0,), (1,)))
    v = build.sum(first, second, name="v")
    one = build.linear("P1", v, 1, value=((1, 0),))
    two = build.linear("P2", v, 1, value=((0, 1),))
    odd = 3 * (one * two) - two * two * two
    y = build.sum(t[0], t[1] * one, t[2] * one * one, t[3] * one * one * one, t[4] * odd)
    circuit = build.circuit(y)
    wires = Wires(circuit)
    assert Seen(wires).dim(wires.place["v"]) == 2
    found = symmetric_cut(circuit, Partition(near=[1], far=range(2, 7)), "continuous")
    assert found.value == 5


def test_seen_dimensions_by_hand():
    build = Builder(K=2, V=3, M=4)
    u, q, later = build.input(1, "M"), build.input(2, "K"), build.input(3, "V")
    key, value = build.linear("W_k", u, "K"), build.linear("W_v", u, "V")
    state = build.outer(value, key, name="S")
    read = build.apply(state, q, name="o")
    other = build.einsum("i,i->", build.linear("D", state, "V", name="d"), later)
    circuit = build.circuit(build.linear("W_O", read, 1) + other)
    wires = Wires(circuit)
    seen, place = Seen(wires), wires.place
    assert seen.dim(place["S"], [place["o"]]) == 2  # w (x) anything
    assert seen.dim(place["S"], [place["d"]]) == 3
    assert seen.dim(place["S"]) == 5
    assert seen.dim(place["o"]) == 1
    assert (seen.dim(place[u.name]), seen.dim(place[q.name])) == (4, 2)


def test_large_spaces_are_bounded_by_the_rules_alone():
    build = Builder(K=10, V=10)
    k, v, q = build.input(1, "K"), build.input(2, "V"), build.input(3, "K")
    state = build.outer(v, k, name="S")
    circuit = build.circuit(build.linear("W_O", build.apply(state, q), 1))
    wires = Wires(circuit)
    assert Seen(wires).dim(wires.place["S"]) == 10


@pytest.mark.parametrize("seed", range(40))
def test_rules_alone_give_no_smaller_dimension(seed):
    wires = Wires(random_circuit(seed, sums=True, maps=seed % 2 == 0))
    computed, by_rules = Seen(wires), Seen(wires, by_rules=True)
    places = [place for place in range(len(wires.vertices)) if wires.users[place] and wires.depends[place]]
    assert all(by_rules.dim(place) >= computed.dim(place) for place in places)


def test_spaces_of_which_only_dimensions_are_known_are_not_taken_for_one():
    """The output sees three numbers of a vector of 60, each by a map of its own."""
    build = Builder(M=60)
    v = build.linear("V", build.input(1, "M"), "M")
    end = build.bilinear("B", build.input(2, 2), build.input(3, 2), 4)
    parts = [build.linear(f"a{n}", v, 1) * build.linear(f"c{n}", end, 1) for n in range(3)]
    circuit = build.circuit(build.sum(*parts))
    found = symmetric_cut(circuit, Partition(near=[1], far=[2, 3]), "continuous")
    assert (found.value, found.by_rules) == (3, True)


def test_the_prime_depends_on_fixed_values():
    def circuit(value):
        build = Builder()
        return build.circuit(build.linear("F", build.input(1, 1), 1, value=((value,),)))

    first = Residues(circuit(1)).prime
    found = {Residues(circuit(value)).prime for value in (1, 2, first)}
    assert len(found) == 3
    for prime in found:
        assert all(prime % small for small in range(2, 2000))
        assert pow(3, prime - 1, prime) == 1
    wires = Wires(circuit(first))  # not zero, though a multiple of the prime of another circuit
    assert Seen(wires).dim(0) == 1


def test_subspaces():
    one, two = span([(1, 2, 3)], 3, 3, 101), span([(0, 0, 5), (0, 0, 7)], 3, 3, 101)
    assert (one.dim, two.dim, two.basis) == (1, 1, ((0, 0, 1),))
    assert together([one, two], 3, 101).dim == 2
    assert together([one, everything(3)], 3, 101).full
    assert together([Space(3, 2), Space(3, 2)], 3, 101) == Space(3, 3)
    assert pairing_rank(one, two, 101) == 1
    assert pairing_rank(span([(1, 0, 0)], 3, 3, 101), two, 101) == 0
    assert pairing_rank(Space(3, 2), everything(3), 101) == 2


def test_degrees_that_occur_together_by_hand():
    supports = Supports(0, 8, 100)
    v, w = supports.variable(0), supports.variable(1)
    near = supports.union(supports.product(v, supports.on_b), supports.constant)
    found = supports.rows(supports.product(near, supports.union(w, supports.on_a)), 2)
    assert [(row.most, row.depends) for row in found] == [((0, 0), ON_A), ((0, 1), 0), ((1, 0), MIXED), ((1, 1), ON_B)]
    boxes = Supports(2, 8, 100)
    one, two = boxes.interval(0), boxes.interval(1)
    row = boxes.rows(boxes.product(boxes.union(one, boxes.constant), two), 0)[0]
    assert (row.least, row.most) == ((0, 1), (1, 1))
    few = Supports(0, 8, 2)
    with pytest.raises(TooManyTermsError):
        few.union(few.union(few.variable(0), few.variable(1)), few.constant)


def polynomial(choice, prices, weights, prime):
    """Return the true joint degrees of the output for one choice: a polynomial in marks of the vectors that cross."""
    wires = prices.wires

    def times(p, q):
        made = {}
        for (a, x), (b, z) in itertools.product(p.items(), q.items()):
            key = tuple(sorted(a + b))
            made[key] = (made.get(key, 0) + x * z) % prime
        return made

    def plus(p, q):
        made = dict(p)
        for key, x in q.items():
            made[key] = (made.get(key, 0) + x) % prime
        return made

    rng = random.Random(5)
    values = {}

    def as_child(child, part):
        """Return the coordinates of a child as a vertex of some part sees them."""
        crosses = wires.depends[child] and choice[child] != part and not (choice[child] == LOWER and part == UPPER)
        if not crosses:
            return values[child]
        marked = [{(child,): rng.randrange(1, prime)} for _ in range(wires.vertices[child].dim)]
        if choice[child] == LOWER:
            return marked
        return [times(mark, value) for mark, value in zip(marked, values[child], strict=True)]

    for place, vertex in enumerate(wires.vertices):
        below = [as_child(child, choice[place]) for child in wires.children[place]]
        if vertex.kind == "input" or (choice[place] == UPPER and prices.mine[place]):
            values[place] = [{(): rng.randrange(1, prime)} for _ in range(vertex.dim)]
        elif vertex.kind == "constant":
            values[place] = [{(): int(entry)} for entry in weights[vertex.parameter]]
        elif vertex.kind in ("sum", "product"):
            made = below[0]
            for more in below[1:]:
                made = [(plus if vertex.kind == "sum" else times)(p, q) for p, q in zip(made, more, strict=True)]
            values[place] = made
        else:
            values[place] = []
            for row in weights[vertex.parameter]:
                total = {}
                for at in itertools.product(*(range(len(each)) for each in below)):
                    term = {(): int(row[at])}
                    for each, number in zip(below, at, strict=True):
                        term = times(term, each[number])
                    total = plus(total, term)
                values[place].append(total)
    return {key for key, entry in values[wires.output][0].items() if entry}


def test_no_degree_is_missed():
    """Polynomials in marks, one for each vector that crosses, have only the degrees that the rules list."""
    compared = 0
    for seed in range(400):
        case = case_of_seed(seed, sums=True, vertices=9, most_copies=16)
        if case is None or case.circuit.fixed:
            continue
        wires = Wires(case.circuit)
        weights = random_weights(case.circuit, seed, 10007)
        prices = Prices(case, wires, Seen(wires), ("near", "far")[seed % 2])
        for choice in dict.fromkeys(itertools.islice(starts(prices), 12)):
            crossing = prices.crossing(choice)
            if choice[wires.output] == LOWER or not wires.sums:
                continue
            rows, order = prices._rows(choice, crossing, 800)
            names = [crossing[n].place for n in order]
            found = polynomial(choice, prices, weights, 10007)
            for degrees in {tuple(key.count(place) for place in names) for key in found}:
                assert any(
                    all(low <= n <= high for low, n, high in zip(row.least, degrees, row.most, strict=True))
                    for row in rows
                ), (seed, choice)
                compared += 1
    assert compared > 150


def test_regrouped_circuits_have_the_same_values():
    changed = 0
    for seed in range(250):
        case = case_of_seed(seed, sums=seed % 2 == 0, maps=seed % 3 == 0)
        other = None if case is None else regrouped(case)
        if other is None:
            continue
        changed += 1
        weights = random_weights(case.circuit, seed, 10007)
        rng = np.random.default_rng(seed)
        inputs = {each.position: rng.integers(0, 10007, (3, each.dim)) for each in case.circuit.inputs}
        kept = {name: value for name, value in weights.items() if name in other.circuit.parameters}
        same = evaluate(other.circuit, kept, inputs, 10007) == evaluate(case.circuit, weights, inputs, 10007)
        assert same.all(), seed
    assert changed > 40


def complete_graph(inputs, hidden):
    """Return the product network of the complete graph on 4 vertices, with two layers."""
    build = Builder(M=inputs, R=hidden)
    vectors = [build.input(place, "M") for place in range(1, 5)]
    for layer in (1, 2):
        mapped = [build.linear(f"W[{layer}]", vector, "R") for vector in vectors]
        vectors = [build.product(*mapped) for _ in vectors]
    return build.circuit(build.linear("W_O", build.product(*vectors), 1))


def mixer(length, inputs, hidden):
    """Return a bilinear mixer: the sum over h of (sum_t a_ht x_t) * (sum_t c_ht x_t), read by W_O."""
    build = Builder(M=inputs)
    tokens = [build.input(place, "M") for place in range(1, length + 1)]

    def mixed(name):
        return build.sum(*(build.scale(build.constant(f"{name},{t}", 1), x) for t, x in enumerate(tokens)))

    terms = [build.product(mixed(f"a{h}"), mixed(f"c{h}")) for h in range(hidden)]
    return build.circuit(build.linear("W_O", build.sum(*terms), 1))


def test_regrouping_makes_bounds_that_were_loose_tight():
    half = Partition.start_end(4)
    assert symmetric_cut(complete_graph(3, 3), half, "continuous").value == 153  # ((3, 16)); 23,409 without
    assert symmetric_cut(mixer(4, 7, 1), half, "continuous").value == 16  # 2 M H + 2
    assert symmetric_cut(mixer(8, 3, 1), Partition.start_end(8), "continuous").value == 3 * 2 + 2


@pytest.mark.parametrize(
    ("model", "sizes", "mode", "value"),
    [
        ("linear_ssm", {"state": 3}, "continuous", 2),
        ("gated_ssm", {"hidden": 2}, "continuous", 3),
        ("selective_ssm", {"state": 2}, "continuous", 3),
        ("linear_attention", {"key": 2, "value": 3, "rule": "sum"}, "continuous", 3),
        ("linear_attention", {"key": 3, "value": 2, "rule": "delta"}, "continuous", 4),
        ("linear_attention", {"key": 4, "value": 2, "rule": "mlstm"}, "continuous", 4),
        ("linear_attention", {"key": 2, "value": 2, "rule": "gated"}, "continuous", 3),
    ],
)
def test_depth_one(model, sizes, mode, value):
    """min(M, K) + 1 for attention, min(M, R) + 1 for H3, N + 1 for selective state spaces, 2 for linear ones."""
    circuit = MODELS[model](6, 1, 3, **sizes)
    assert symmetric_cut(circuit, Partition.start_end(6), mode).value == value


def test_joint_degrees_and_spaces_of_two_layers():
    """H3: C(6, 3) monomials of h[1], and 3 (1 + 3) of h[2] with at most one h[1], of which 3 + 3 forms occur."""
    case = Case(MODELS["gated_ssm"](6, 2, 3, 3), Partition.start_end(6), "continuous")
    prices = prices_of(case, "far")
    rough = prices.cut(slice_of(prices))
    assert (rough.value, len(rough.factors), rough.alone) == (32, 2, 1)  # 80 if degrees were free
    rows = sorted(each.most for each in rough.degrees)
    assert rows in ([(0, 1), (0, 2), (0, 3), (1, 0), (1, 1)], [(0, 1), (1, 0), (1, 1), (2, 0), (3, 0)])
    assert symmetric_cut(case.circuit, case.partition, "continuous").value == 26


@pytest.mark.parametrize(("key", "value", "rank"), [(2, 1, 13), (2, 2, 25), (2, 3, 32), (3, 2, 51), (3, 3, 67)])
@pytest.mark.parametrize("rule", ["sum", "decay"])
def test_two_layers_of_attention_without_gates(rule, key, value, rank):
    """The ranks, which do not grow with the length of the End."""
    circuit = MODELS["linear_attention"](6, 2, 6, key=key, value=value, rule=rule)
    assert symmetric_cut(circuit, Partition.start_end(6), "continuous").value == rank


def test_degrees_beyond_a_coordinate_are_not_mixed_up():
    """y = x_2 u + u^512 + x_2 u^300, of rank 2: spaces of polynomials are given up, and monomials are counted."""
    build = Builder()
    u, later = build.input(1, 1), build.input(2, 1)
    powers = {1: u}
    for exponent in (2, 4, 8, 16, 32, 64, 128, 256, 512):
        powers[exponent] = powers[exponent // 2] * powers[exponent // 2]
    three_hundred = powers[256] * powers[32] * powers[8] * powers[4]
    circuit = build.circuit(later * u + powers[512] + later * three_hundred)
    assert symmetric_cut(circuit, Partition.start_end(2), "continuous").value in (2, 3)


def test_the_value_is_the_number_of_monomials():
    groups = Group((Factor("v", 3, 2),)), Group((Factor("w", 2, 1),), (1,), 2)
    cut = SymmetricCut("far", (), (), groups, (Degrees((1, 0), (2, 0)), Degrees((1, 1), (1, 1))), 1)
    assert cut.value == (3 + 6) + min(2, 2) * 3 + 1  # for each degree in v, at most 2 words in place of w
    free = SymmetricCut("far", (), (), (groups[0], Group(groups[1].factors)), cut.degrees, 1)
    assert free.value == (3 + 6) + 3 * 2 + 1


def test_what_fits_is_valid():
    """Moves keep U closed above and D closed below, and every input of A outside the middle."""
    for seed in range(40):
        case = case_of_seed(seed, sums=True)
        if case is None:
            continue
        wires = Wires(case.circuit)
        prices = Prices(case, wires, Seen(wires), ("near", "far")[seed % 2])
        begun = list(dict.fromkeys(starts(prices)))
        for choice in [*begun, *itertools.chain.from_iterable(moves(prices, each) for each in begun[:4])]:
            for place, part in enumerate(choice):
                if part == UPPER:
                    assert prices.fit_upper[place]
                    assert all(choice[user] == UPPER for user in wires.users[place])
                if part == LOWER:
                    assert prices.mine[place]
                    assert all(choice[child] == LOWER for child in wires.children[place])
                if part == MIDDLE:
                    assert place not in prices.own


@pytest.mark.parametrize("model", ["lstm", "gru"])
def test_work_grows_like_the_length(model, monkeypatch):
    """What is counted are the vertices that all passes over the circuit look at, which take most of the time."""
    passes = Prices._pass

    def work(length):
        looked = []
        monkeypatch.setattr(Prices, "_pass", lambda *given: looked.append(len(given[1])) or passes(*given))
        symmetric_cut(MODELS[model](length, 1, 2, 2), Partition.start_end(length), "continuous")
        return sum(looked)

    assert work(16) * 2 < work(64) < work(16) * 4**1.2
