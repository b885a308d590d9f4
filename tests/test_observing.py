"""Three ranks of one split: one value, all channels of the last step, all channels of all far steps."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from random_circuits import random_circuit

from tnrnn import (
    Circuit,
    Partition,
    RankCertificate,
    TnrnnError,
    Vertex,
    bounds,
    evaluate,
    evaluate_observed,
    min_cut,
    profile,
    rac,
    random_weights,
    separation_rank,
    symmetric_cut,
)
from tnrnn.models import Case, conv_ac, gru, lstm, mi_rnn
from tnrnn.models.observing import observed_vertices
from tnrnn.networks import Builder
from tnrnn.upper import given_bound, least_upper, upper_bound, upper_bounds

PRIME = 2**31 - 1
OBSERVE = ("scalar", "vector", "future")


def rank_of(rows):
    """The rank modulo the prime, by elimination with Python's integers."""
    rank = 0
    while rows and rows[0]:
        pivot = next((row for row in rows if row[0]), None)
        if pivot is not None:
            rows.remove(pivot)
            rank, inverse = rank + 1, pow(pivot[0], -1, PRIME)
            rows = [[(x - row[0] * inverse * y) % PRIME for x, y in zip(row, pivot, strict=True)] for row in rows]
        rows = [row[1:] for row in rows]
    return rank


def by_definition(circuit, partition, observe, words, seed=3):
    """The rank modulo a prime of the matrix entry by entry: rows near, columns (far word, step, channel).

    `words` says for each position the vectors that an input takes.
    """
    near, far = (list(itertools.product(*(words[p] for p in side))) for side in (partition.near, partition.far))
    rows = []
    for one in near:
        row = []
        for two in far:
            inputs = dict(zip(partition.near, one, strict=True)) | dict(zip(partition.far, two, strict=True))
            row += entries(circuit, partition, observe, inputs, seed)
        rows.append(row)
    return rank_of(rows)


def entries(circuit, partition, observe, inputs, seed=3):
    """The entries of the matrix for one near word and one far word: a value for each channel that is observed."""
    weights = random_weights(circuit, seed, PRIME)
    if observe == "scalar":
        return [int(evaluate(circuit, weights, inputs, PRIME)[0])]
    found, last = evaluate_observed(circuit, weights, inputs, PRIME), max(step for step, _ in circuit.observed)
    seen = [name for step, name in circuit.observed if (step == last if observe == "vector" else step in partition.far)]
    return [int(number) for name in seen for number in found[name]]


def by_position(circuit):
    return [(vertex.position, vertex) for vertex in circuit.inputs]


def grid(circuit):
    return {v.position: np.eye(v.dim, dtype=int).tolist() for v in circuit.inputs}


def observing(seed):
    """A random circuit with maps that observes, and a partition of its inputs in time."""
    for attempt in itertools.count(1000 * seed):
        circuit = random_circuit(attempt, attempt % 2 == 0, maps=True, observed=True)
        if len(circuit.inputs) > 1 and len({step for step, _ in circuit.observed}) > 1:
            cut = 1 + seed % (len(circuit.inputs) - 1)
            return circuit, Partition(near=circuit.positions[:cut], far=circuit.positions[cut:])
    raise AssertionError


def attempted(circuit, partition, mode, observe):
    """The certificate, or None if what is observed depends on no input of one side."""
    try:
        return separation_rank(circuit, partition, mode, 3, observe=observe)
    except TnrnnError as error:
        if "depends on" in str(error) or "observes nothing at a far step" in str(error):
            return None
        raise


def words_of(circuit):
    return int(np.prod([vertex.dim for vertex in circuit.inputs]))


@pytest.mark.parametrize("observe", OBSERVE)
def test_one_hot_ranks_of_random_circuits_are_those_of_the_whole_grid(observe):
    """A matrix that is the same in all rows, or in all columns, is refused."""
    ranks = []
    for seed in range(60):
        circuit, partition = observing(seed)
        if words_of(circuit) > 200:
            continue
        expected = by_definition(circuit, partition, observe, grid(circuit))
        found = attempted(circuit, partition, "one-hot", observe)
        if found is None:
            assert expected <= 1
            continue
        assert found.lower == expected, (circuit, partition)
        assert found.verify() or found.on_trust
        ranks.append(expected)
    assert len(ranks) > 30
    assert max(ranks) > 2


@pytest.mark.parametrize("observe", OBSERVE)
def test_continuous_ranks_of_random_circuits_are_those_at_random_points(observe):
    ranks, chance = [], np.random.default_rng(0)
    for seed in range(60, 100):
        circuit, partition = observing(seed)
        found = attempted(circuit, partition, "continuous", observe)
        if found is None or found.lower > 10:
            continue
        count = found.lower + 2
        near, far = (chance.integers(0, PRIME, (count, 99)).tolist() for _ in range(2))
        rows = []
        for one, two in itertools.product(near, far):
            words = {}
            for side, letters in ((partition.near, one), (partition.far, two)):
                numbers = iter(letters)
                words |= {p: [next(numbers) for _ in range(v.dim)] for p, v in by_position(circuit) if p in side}
            rows.append(entries(circuit, partition, observe, words))
        wide = [list(itertools.chain(*rows[at : at + count])) for at in range(0, len(rows), count)]
        assert found.lower == rank_of(wide), (circuit, partition)
        ranks.append(found.lower)
    assert len(ranks) > 10
    assert max(ranks) > 3


MODELS = [rac(5, 2, 2, 3), rac(4, 3, 2, 2, outputs=2), lstm(3, 1, 2, 1), gru(3, 1, 2, 1), mi_rnn(4, 1, 2, 3)]


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize("circuit", MODELS, ids=lambda circuit: circuit.origin.model)
def test_more_that_is_observed_has_no_smaller_rank(circuit, mode):
    """The value of a model is a linear functional of what it shows at its last step, which is one of the far steps."""
    partition = Partition.start_end(len(circuit.inputs))
    ranks = [separation_rank(circuit, partition, mode, observe=observe) for observe in OBSERVE]
    assert ranks[0].lower <= ranks[1].lower <= ranks[2].lower
    for observe, found in zip(OBSERVE, ranks, strict=True):
        uppers = upper_bounds(circuit, partition, mode, observe=observe)
        assert found.lower <= min(bound.value for bound in uppers)
        assert found.upper <= least_upper(circuit, partition, mode, observe=observe).value
        assert RankCertificate.from_json(found.to_json()).verify()


def test_ranks_of_a_linear_system_are_those_of_its_hankel_matrix():
    """h[t] = A h[t-1] + B x[t] with a full A shows min(N, k M) of the Start, and 1 that does not depend on it."""

    def system(length, state, inputs):
        build = Builder(M=inputs, N=state)
        h, seen = build.constant("h_0", "N"), []
        for t in range(1, length + 1):
            h = build.linear("A", h, "N") + build.linear("B", build.input(t, "M"), "N")
            seen.append((t, build.linear("C", h, 2)))
        return build.circuit(seen[-1][1], observed=seen)

    for split, state, inputs in ((1, 3, 2), (2, 3, 2), (3, 3, 1), (2, 5, 2), (3, 6, 2)):
        circuit, partition = system(split + 2, state, inputs), Partition.start_end(split + 2, split)
        shown = [separation_rank(circuit, partition, "continuous", observe=observe).lower for observe in OBSERVE]
        assert shown == [2, min(2, split * inputs) + 1, min(state, split * inputs, 4) + 1]


def test_a_circuit_that_observes_nothing_shows_its_outputs():
    circuit = conv_ac(4, 1, 2, 3, outputs=3)
    assert not circuit.observed
    partition = Partition.start_end(4)
    vector = separation_rank(circuit, partition, "continuous", observe="vector")
    shown = Circuit(circuit.vertices, circuit.output, circuit.fixed, observed=((4, circuit.output),))
    assert vector.lower == separation_rank(shown, partition, "continuous", observe="vector").lower
    assert vector.lower >= separation_rank(circuit, partition, "continuous").lower


def test_words_have_a_letter_for_the_channel():
    found = separation_rank(rac(4, 1, 2, 3), Partition.start_end(4), observe="future")
    assert {len(word) for word in found.rank_rows} == {2}
    assert {len(word) for word in found.rank_cols} == {3}
    assert max(word[2] for word in found.rank_cols) < 2 * 3  # the steps 3 and 4, three channels each
    assert found.circuit == rac(4, 1, 2, 3)
    assert separation_rank(rac(4, 1, 2, 3), Partition.start_end(4)).circuit == rac(4, 1, 2, 3).scalar_part


def test_inputs_that_are_not_used_have_no_letters():
    """What is observed may depend on fewer inputs than the circuit has."""
    x = [Vertex(f"x{t}", "input", dim=2, position=t) for t in (1, 2, 3)]
    ends = [Vertex("y", "product", ("x1", "x3"), dim=2), Vertex("z", "product", ("x1", "x2", "x3"), dim=2)]
    circuit = Circuit((*x, *ends), "y", observed=((3, "z"), (2, "x2")))
    partition = Partition(near=[1], far=[2, 3])
    found = separation_rank(circuit, partition)
    assert (found.lower, found.partition) == (1, Partition(near=[1], far=[3]))
    assert found.circuit.positions == (1, 3)
    assert min_cut(circuit, partition).value == 2
    for observe in ("vector", "future"):
        found = separation_rank(circuit, partition, observe=observe)
        assert found.partition == partition
        assert RankCertificate.from_json(found.to_json()).verify()
        assert found.lower == by_definition(circuit, partition, observe, grid(circuit), 0)
    for side in ("near", "far"):
        other = {"near": "far", "far": "near"}[side]
        with pytest.raises(TnrnnError, match=f"a {side} input that what is observed depends on"):
            separation_rank(circuit, Partition(**{side: [2], other: [1, 3]}))


def test_the_matrix_of_a_case():
    case = Case(rac(5, 2, 2, 3), Partition.start_end(5), "continuous")
    assert case.matrix is case
    future = Case(case.source, case.partition, "continuous", "future")
    assert future.matrix.observe == "scalar"
    assert future.matrix.partition == Partition.start_end(6, 2)
    assert future.matrix.circuit.by_name["p"].dim == 9
    assert len(observed_vertices(future.source, future.partition, "future")) == 3


def test_a_circuit_without_what_its_model_observes_has_no_origin_where_more_is_observed():
    """Else a closed form would speak of what the model observes, and not of what this circuit shows."""
    partition, part = Partition.start_end(4), rac(4, 2, 2, 3).scalar_part
    assert Case(part, partition).origin.model == "rac"
    assert Case(part, partition, observe="vector").origin is None
    assert Case(rac(4, 2, 2, 3), partition, observe="vector").origin.model == "rac"


def test_titles_say_what_is_observed():
    circuit = rac(4, 2, 2, 2)
    assert bounds(circuit).title == "T=4 L=2 M=2 R=2, one-hot, Start 1-2 of 4"
    table = bounds(circuit, observe="vector")
    assert table.title == "T=4 L=2 M=2 R=2, one-hot, vector, Start 1-2 of 4"
    assert not table["theorem_1"].applies
    assert table["theorem_1"].reason == "is about one value, not about the vector"
    assert table.certificate.observe == "vector"
    curve = profile(circuit, observe="future", mode="continuous", at=[1, 2])
    assert curve.title == "T=4 L=2 M=2 R=2, continuous, future"
    expected = [separation_rank(circuit, Partition.start_end(4, k), "continuous", observe="future") for k in (1, 2)]
    assert [table.certificate.lower for table in curve.tables] == [each.lower for each in expected]


def test_given_bounds_are_about_what_is_observed():
    case = rac(4, 2, 2, 2), Partition.start_end(4), "continuous"
    for observe in OBSERVE:
        known = upper_bound(*case, "min_cut", observe=observe)
        assert given_bound(*case, known, observe=observe).name == "min_cut"
        cut = symmetric_cut(*case, observe=observe)
        assert cut.value == upper_bound(*case, "symmetric_cut", observe=observe).value
        assert separation_rank(*case, upper=cut, observe=observe).upper_name == "symmetric_cut"
    scalar, future = (upper_bound(*case, "min_cut", observe=observe) for observe in ("scalar", "future"))
    assert scalar.value < future.value
    with pytest.raises(TnrnnError, match="upper: expected what min_cut gives"):
        separation_rank(*case, upper=scalar, observe="future")


WRONG = [
    ({"observe": "futrue"}, "observe: expected scalar, vector or future, given 'futrue'; did you mean 'future'?"),
    ({"observe": None}, "observe: expected scalar, vector or future, given None"),
]


@pytest.mark.parametrize(("given", "message"), WRONG)
def test_misspelt(given, message):
    circuit, partition = rac(4, 1, 2, 2), Partition.start_end(4)
    for asked in (separation_rank, bounds, upper_bounds, least_upper):
        with pytest.raises(TnrnnError) as error:
            asked(circuit, partition, "one-hot", **given)
        assert str(error.value) == message
    with pytest.raises(TnrnnError) as error:
        profile(circuit, **given)
    assert str(error.value) == message


def test_a_future_that_is_not_observed():
    circuit, partition = conv_ac(4, 1, 2, 3), Partition.start_end(4)
    for asked in (separation_rank, bounds, upper_bounds):
        with pytest.raises(TnrnnError, match="as the circuit observes nothing before its last step, given 'future'"):
            asked(circuit, partition, observe="future")
    early = Circuit(rac(4, 1, 2, 2).vertices, "y", observed=((1, "h[1,1]"), (2, "h[2,1]")))
    with pytest.raises(TnrnnError, match="observes nothing at a far step"):
        separation_rank(early, partition, observe="future")
    with pytest.raises(TnrnnError, match=r"a near input that what is observed depends on.*far=\(1, 2\)"):
        separation_rank(early, Partition(near=[3, 4], far=[1, 2]), observe="vector")
