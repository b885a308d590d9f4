"""What data ask for, against tensors that are formed, closed forms, and laws."""

import json
import math

import numpy as np
import pytest

from tnrnn import Partition, TnrnnError
from tnrnn.memory import DataRow, Spectrum, data_entanglement, reorder, surrogate_entanglement
from tnrnn.memory.data import EMBEDDINGS, read_data, sides


def all_words(steps, width=2):
    return np.array(list(np.ndindex(*(width,) * steps)))


def formed(vectors, weights, leg=None):
    """Return the tensor that no code of the package forms, with the class as its last index if there is one."""
    count, steps, width = vectors.shape
    total = 0.0
    for n in range(count):
        one = weights[n]
        for step in range(steps):
            one = np.multiply.outer(one, vectors[n, step])
        total = total + (one if leg is None else np.multiply.outer(one, leg[n]))
    return total.reshape((width,) * steps + (() if leg is None else (leg.shape[1],)))


def entropy(values):
    shares = values**2 / (values**2).sum()
    shares = shares[shares > 0]
    return -(shares * np.log2(shares)).sum()


def check(found, tensor, width, precision=1e-12):
    assert [row.split for row in found.rows] == list(range(1, found.length))
    for row in found.rows:
        values = np.linalg.svd(tensor.reshape(width**row.split, -1), compute_uv=False)
        ours = np.zeros(max(len(values), len(row.spectrum.values)))
        ours[: len(row.spectrum.values)] = row.spectrum.values
        theirs = np.pad(values, (0, len(ours) - len(values)))
        assert ours == pytest.approx(theirs, abs=precision * values[0])
        assert row.entropy == pytest.approx(entropy(values), abs=1e-6)


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


# Against tensors that are formed


@pytest.mark.parametrize("seed", range(6))
def test_vectors_have_the_spectrum_of_the_formed_tensor(seed):
    rng = np.random.default_rng(seed)
    count, steps, width = int(rng.integers(2, 40)), int(rng.integers(2, 7)), int(rng.integers(1, 4))
    words = rng.normal(size=(count, steps, width))
    labels = rng.integers(0, 2, count)
    labels[0] = 1 - labels[1]
    found = data_entanglement(words, labels)
    check(found, formed(unit(words), (2 * labels - 1) / count), width, 1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_factors_of_gram_matrices_and_products_give_the_same(seed, monkeypatch):
    """The products are used while there are at most N of them; without them Cholesky's factors are."""
    rng = np.random.default_rng(seed)
    words, labels = rng.normal(size=(30, 4, 2)), rng.integers(0, 3, 30)
    exact = data_entanglement(words, labels)
    monkeypatch.setattr(sides, "_power", lambda *_: 10**9)
    rough = data_entanglement(words, labels)
    check(rough, formed(unit(words), np.full(30, 1 / 30), np.eye(3)[labels]), 2, 1e-6)
    for one, other in zip(exact.rows, rough.rows, strict=True):
        assert one.spectrum.numerical_rank == other.spectrum.numerical_rank
        assert one.entropy == pytest.approx(other.entropy, abs=1e-9)


def test_gram_matrices_are_the_same_if_they_are_made_again(monkeypatch):
    words = np.random.default_rng(0).normal(size=(20, 6, 3))
    kept = data_entanglement(words)
    monkeypatch.setattr(sides, "KEPT_NUMBERS", 1)
    assert np.allclose(data_entanglement(words).entropy, kept.entropy, rtol=0, atol=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_token_ids_and_one_hot_vectors_have_the_spectrum_of_the_formed_tensor(seed):
    rng = np.random.default_rng(seed)
    count, steps, width = int(rng.integers(2, 60)), int(rng.integers(2, 6)), int(rng.integers(2, 4))
    ids, labels = rng.integers(0, width, size=(count, steps)), rng.integers(0, 4, count)
    labels[:4] = np.arange(4)[: min(4, count)]
    hot, leg = np.eye(width)[ids], np.eye(4)[labels]
    if len(set(labels.tolist())) > 2:
        found = data_entanglement(ids, labels)
        assert found.leg
        check(found, formed(hot, np.full(count, 1 / count), leg), width)
    one = data_entanglement(ids, labels, positive=0)
    check(one, formed(hot, np.where(labels == 0, 1, -1) / count), width)
    assert data_entanglement(hot, labels, positive=0).rows == one.rows
    check(data_entanglement(ids, tokens=width), formed(hot, np.full(count, 1 / count)), width)


def drawn(seed):
    """Return token ids, many of them copies of a few, with labels of one to four classes, and a rotation of letters."""
    rng = np.random.default_rng(seed)
    count, steps, width = int(rng.integers(4, 150)), int(rng.integers(2, 12)), int(rng.integers(2, 4))
    pool = rng.integers(0, width, size=(int(rng.integers(2, 30)), steps))
    ids = pool[rng.integers(len(pool), size=count)]
    changed = rng.random((count, steps)) < rng.choice([0, 0.05, 0.5])
    ids[changed] = rng.integers(0, width, size=changed.sum())
    turn = np.linalg.qr(rng.normal(size=(width, width)))[0]
    return ids, rng.integers(0, rng.integers(2, 5), count), np.eye(width)[ids] @ turn


def test_the_way_of_one_hot_words_is_that_of_vectors():
    """A rotation of the letters changes no singular value, and makes vectors of them that are not one-hot."""
    for seed in range(40):
        ids, labels, vectors = drawn(seed)
        straight, turned = data_entanglement(ids, labels), data_entanglement(vectors, labels)
        assert turned.entropy == pytest.approx(straight.entropy, abs=1e-12), seed
        ranks = [[row.spectrum.numerical_rank for row in found.rows] for found in (straight, turned)]
        assert ranks[0] == ranks[1], seed


def test_vectors_that_are_not_normalised():
    rng = np.random.default_rng(1)
    words, labels = rng.normal(size=(12, 4, 2)), rng.integers(0, 2, 12)
    found = data_entanglement(words, labels, normalize=False)
    tensor = formed(words, (2 * labels - 1) / 12)
    for row in found.rows:
        values = np.linalg.svd(tensor.reshape(2**row.split, -1), compute_uv=False)
        assert row.entropy == pytest.approx(entropy(values), abs=1e-9)
    huge = data_entanglement(words * 1e200, labels, normalize=False)
    assert huge.entropy == pytest.approx(found.entropy, abs=1e-9)
    assert data_entanglement(np.zeros((3, 3, 2)), normalize=False).entropy == (0.0, 0.0)


@pytest.mark.parametrize("embed", EMBEDDINGS)
def test_numbers_are_embedded(embed):
    numbers = np.random.default_rng(2).uniform(size=(15, 4))
    maps = {
        "angle": lambda x: [np.cos(math.pi * x / 3), np.sin(math.pi * x / 3)],
        "complement": lambda x: [x, 1 - x],
        "affine": lambda x: [np.ones_like(x), x],
    }
    found = data_entanglement(numbers, embed=embed, angle=1 / 3)
    check(found, formed(unit(np.stack(maps[embed](numbers), axis=2)), np.full(15, 1 / 15)), 2, 1e-6)
    assert data_entanglement(numbers[:, :, None], embed=embed, angle=1 / 3) == found


def test_embeddings_that_are_linear_images_of_one_another_have_one_rank():
    numbers = np.random.default_rng(3).uniform(size=(9, 6))
    found = [data_entanglement(numbers, embed=embed, normalize=False) for embed in ("complement", "affine")]
    one, other = ([row.spectrum.numerical_rank for row in each.rows] for each in found)
    assert one == other


# Known answers


def test_a_label_of_the_start_alone_asks_for_nothing():
    """All words of the two sides occur, so that D is a product; and it stays one for vectors."""
    words = all_words(6)
    found = data_entanglement(words, words[:, 0] ^ words[:, 2])
    assert found.entropy[2:] == pytest.approx([0, 0, 0], abs=1e-12)
    assert [row.spectrum.numerical_rank for row in found.rows[2:]] == [1, 1, 1]
    assert found.entropy[0] == pytest.approx(0, abs=1e-12)  # x1 xor x3 is a product of signs
    vectors = np.random.default_rng(0).normal(size=(2, 3))
    turned = data_entanglement(vectors[words], words[:, 0] & words[:, 2])
    assert turned.entropy[2:] == pytest.approx([0, 0, 0], abs=1e-9)


@pytest.mark.parametrize("bits", [2, 3, 4, 5])
def test_equal_halves_ask_for_all_bits_but_those_of_the_mean(bits):
    """Balanced, D = (I - (J - I) / (B - 1)) / 2 B with B = 2^bits: 0 on constants, one value on the B - 1 others."""
    words = all_words(2 * bits)
    labels = (words[:, :bits] == words[:, bits:]).all(axis=1)
    middle = data_entanglement(words, labels, splits=[bits], balanced=True).rows[0]
    assert middle.entropy == pytest.approx(math.log2(2**bits - 1), abs=1e-12)
    assert middle.spectrum.numerical_rank == 2**bits - 1
    repeated = np.concatenate([words[~labels], *[words[labels]] * (2**bits - 1)])
    kinds = np.concatenate([np.zeros((~labels).sum()), np.ones(labels.sum() * (2**bits - 1))])
    assert data_entanglement(repeated, kinds, splits=[bits]).rows[0].entropy == pytest.approx(middle.entropy)
    plain = data_entanglement(words, labels, splits=[bits]).rows[0]  # 2 I - J: |2 - B| once, 2 for the others
    square = (2**bits - 2) ** 2
    expected = np.array([square, *[4] * (2**bits - 1)]) / (square + 4 * (2**bits - 1))
    expected = expected[expected > 0]
    assert plain.entropy == pytest.approx(-(expected * np.log2(expected)).sum())


def test_signs_of_equal_halves_need_rank_three_only():
    """So that data may ask for more than a model holds, and the model may yet classify them."""
    angles = 2 * math.pi * np.arange(64) / 64
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    values = points @ points.T - math.cos(math.pi / 64)
    assert np.linalg.matrix_rank(values) == 3
    assert (np.sign(values) == 2 * np.eye(64) - 1).all()


def test_sequences_with_both_labels_leave_nothing():
    words = np.random.default_rng(0).integers(0, 2, size=(30, 6))
    twice, labels = np.vstack([words, words]), np.repeat([0, 1], 30)
    turn = np.linalg.qr(np.random.default_rng(1).normal(size=(2, 2)))[0]
    for given in (twice, np.eye(2)[twice] @ turn):
        found = data_entanglement(given, labels, resamples=20)
        assert found.entropy == (0.0,) * 5
        assert [row.spectrum.numerical_rank for row in found.rows] == [0] * 5
        assert not any(row.settled for row in found.rows)


def test_copies_without_labels_ask_for_all_bits():
    words = all_words(3)
    found = data_entanglement(np.hstack([words, words]))
    assert found.entropy == pytest.approx([1, 2, 3, 2, 1])
    assert found.rows[2].spectrum.effective_rank == pytest.approx(8)


def test_a_class_for_each_start_asks_for_all_bits_at_every_split_after_it():
    words = all_words(4)
    labels = 2 * words[:, 0] + words[:, 1]
    found = data_entanglement(words, labels)
    assert found.entropy == pytest.approx([1, 2, 2], abs=1e-12)


# Laws


def test_scales_of_labels_names_of_classes_and_the_order_of_sequences_are_of_no_account():
    rng = np.random.default_rng(4)
    words, labels = rng.integers(0, 3, size=(40, 4)), rng.integers(0, 2, 40)
    found = data_entanglement(words, labels)
    order = rng.permutation(40)
    for other in (
        data_entanglement(words[order], labels[order]),
        data_entanglement(words, np.where(labels, "yes", "no")),
        data_entanglement(np.vstack([words, words]), np.concatenate([labels, labels])),
        data_entanglement(2 - words, 1 - labels),
    ):
        assert other.entropy == pytest.approx(found.entropy, abs=1e-12)


def test_time_can_be_reversed():
    rng = np.random.default_rng(5)
    words, labels = rng.normal(size=(25, 5, 2)), rng.integers(0, 2, 25)
    there, back = data_entanglement(words, labels), data_entanglement(words[:, ::-1], labels)
    assert back.entropy[::-1] == pytest.approx(there.entropy, abs=1e-9)


def test_ranks_are_at_most_the_numbers_of_sequences_starts_and_ends():
    rng = np.random.default_rng(6)
    found = data_entanglement(rng.normal(size=(6, 5, 2)))
    assert [row.spectrum.numerical_rank for row in found.rows] == [2, 4, 4, 2]
    assert [(row.spectrum.rows, row.spectrum.cols) for row in found.rows] == [(2, 6), (4, 6), (6, 4), (6, 2)]


@pytest.mark.parametrize("seed", range(4))
def test_what_a_rank_holds_is_the_best_overlap(seed):
    """Against the best of many tensors of that rank: no random one is above, and the truncated tensor attains it."""
    rng = np.random.default_rng(seed)
    words, labels = rng.integers(0, 2, size=(30, 6)), rng.integers(0, 2, 30)
    row = data_entanglement(words, labels, splits=[3]).rows[0]
    matrix = formed(np.eye(2)[words], (2 * labels - 1) / 30).reshape(8, 8)
    left, values, right = np.linalg.svd(matrix)
    for rank in (1, 2, 5):
        best = (left[:, :rank] * values[:rank]) @ right[:rank]
        overlap = (best * matrix).sum() / np.linalg.norm(best) / np.linalg.norm(matrix)
        assert row.held(rank) == pytest.approx(overlap)
        for _ in range(50):
            other = rng.normal(size=(8, rank)) @ rng.normal(size=(rank, 8))
            assert (other * matrix).sum() <= row.held(rank) * np.linalg.norm(other) * np.linalg.norm(matrix) + 1e-12
    assert row.held(8) == row.held(math.inf) == 1.0


@pytest.mark.parametrize("seed", range(3))
def test_no_model_with_a_small_bound_is_nearer_to_the_data_than_the_bound_allows(seed):
    """The tensor of a circuit's values at all words has at most the rank of the bound, for any weights."""
    from tnrnn import rac, random_weights, separation_rank
    from tnrnn.values import evaluate

    words = all_words(4)
    labels = (words[:, :2] == words[:, 2:]).all(axis=1)
    row = data_entanglement(words, labels, splits=[2], balanced=True).rows[0]
    circuit = rac(4, 1, 2, 2)
    rank = separation_rank(circuit, Partition.start_end(4)).upper
    weights = random_weights(circuit, seed)
    values = np.array([float(np.ravel(evaluate(circuit, weights, np.eye(2)[word]))[0]) for word in words])
    signs = np.where(labels, 1 / 8, -1 / 24)
    overlap = values @ signs / np.linalg.norm(values) / np.linalg.norm(signs)
    assert rank == 2
    assert abs(overlap) <= row.held(rank) == pytest.approx(math.sqrt(2 / 3))


# Intervals


def test_intervals_contain_a_known_answer_and_halves_agree():
    rng = np.random.default_rng(0)
    start = rng.integers(8, size=2000)
    equal = rng.random(2000) < 0.5
    end = np.where(equal, start, (start + rng.integers(1, 8, size=2000)) % 8)
    words = np.stack([start, end], axis=1)
    row = data_entanglement(words, equal, resamples=40).rows[0]
    assert row.low <= math.log2(7) <= row.high
    assert row.settled
    assert row.high - row.low < 0.1
    assert row.bias < 0 < row.growth  # the noise of 64 cells takes from the equal values


def test_an_interval_may_exceed_what_the_sample_itself_can_have():
    """If all sequences differ, the entropy is the logarithm of their number, and the population's may be greater."""
    words = np.random.default_rng(0).integers(2, size=(60, 40))
    row = data_entanglement(words, splits=[20], resamples=20).rows[0]
    assert row.entropy == pytest.approx(math.log2(60))
    assert math.log2(60) < row.low < row.high < 20
    assert (row.low + row.high) / 2 == pytest.approx(row.entropy - row.bias)


def test_the_greatest_entropy_of_a_split_is_that_of_the_smaller_side():
    """The matrix has 2^k rows, and 3 times 2^(4 - k) columns, as there are three classes."""
    words = np.random.default_rng(0).integers(2, size=(12, 4))
    three, two = (read_data("data", words, np.arange(12) % classes) for classes in (3, 2))
    assert [three.most_bits(split) for split in (1, 2, 3)] == pytest.approx([1, 2, math.log2(6)])
    assert [two.most_bits(split) for split in (1, 2, 3)] == [1, 2, 1]


def test_too_few_sequences_have_not_settled():
    words = np.random.default_rng(1).integers(0, 2, size=(60, 20))
    found = data_entanglement(words, splits=[10], resamples=20)
    (row,) = found.rows
    assert row.growth == pytest.approx(1, abs=0.1)  # every Start is seen once: the entropy is that of the number
    assert not row.settled
    assert "Intervals in brackets are not to be relied on" in str(found)


def test_noise_is_what_sequences_have_with_themselves():
    words = np.random.default_rng(0).uniform(size=(40, 4, 2))
    tensor = formed(unit(words), np.full(40, 1 / 40))
    for row in data_entanglement(words).rows:
        assert row.noise == pytest.approx(min(1, 1 / 40 / (tensor**2).sum()))
    assert data_entanglement(np.eye(40)[:, None, :] * np.ones((1, 2, 1))).rows[0].noise == pytest.approx(1)


def test_the_same_seed_gives_the_same_intervals():
    words = np.random.default_rng(2).normal(size=(30, 3, 2))
    one, two, three = (data_entanglement(words, resamples=20, seed=seed) for seed in (1, 1, 2))
    assert one == two != three
    assert json.loads(json.dumps(one.to_json(), allow_nan=False))["rows"][0]["low"] == round(one.rows[0].low, 6)


# The surrogate, and the order of steps


def test_the_surrogate_is_the_mean_absolute_correlation():
    words = np.random.default_rng(0).normal(size=(50, 5)) @ np.random.default_rng(1).normal(size=(5, 5))
    expected = np.abs(np.corrcoef(words.T))
    found = surrogate_entanglement(words)
    assert found == pytest.approx([expected[:k, k:].mean() for k in range(1, 5)])
    beside = data_entanglement(words, embed="angle", surrogate="correlation")
    assert [row.correlation for row in beside.rows] == pytest.approx(found)


def test_the_surrogate_of_two_tokens_is_that_of_numbers():
    """Both columns of a one-hot bit have the correlation of the bit, so that the root of RV has it, too."""
    words = np.random.default_rng(0).integers(0, 2, size=(80, 4))
    assert surrogate_entanglement(words, tokens=2) == pytest.approx(surrogate_entanglement(words))
    assert data_entanglement(words, surrogate="correlation").rows[0].correlation == pytest.approx(
        surrogate_entanglement(words)[0]
    )


def test_steps_that_do_not_vary_have_no_correlation():
    words = np.random.default_rng(0).normal(size=(20, 3))
    words[:, 1] = 0.1
    assert surrogate_entanglement(words)[0] == pytest.approx(abs(np.corrcoef(words[:, 0], words[:, 2])[0, 1]) / 2)


@pytest.mark.parametrize("seed", range(3))
def test_mixed_groups_of_steps_are_put_together(seed):
    rng = np.random.default_rng(seed)
    sources = rng.normal(size=(400, 4))
    order = rng.permutation(16)
    words = (np.repeat(sources, 4, axis=1) + 0.3 * rng.normal(size=(400, 16)))[:, order]
    found = reorder(words, seed=seed)
    assert sorted(found) == list(range(16))
    groups = [int(order[step]) // 4 for step in found]
    assert all(len(set(groups[at : at + 4])) == 1 for at in range(0, 16, 4))
    assert found == reorder(words, seed=seed)
    assert surrogate_entanglement(words[:, list(found)])[7] < surrogate_entanglement(words)[7] / 2


def test_a_chain_is_put_in_order_up_to_small_errors():
    """Each step of a random walk is most like its neighbours: pairs that are neighbours in time stay near."""
    rng = np.random.default_rng(0)
    words = np.cumsum(rng.normal(size=(2000, 16)), axis=1)
    order = rng.permutation(16)
    found = order[list(reorder(words[:, order]))]
    assert np.abs(np.diff(found)).mean() < 2.5
    assert np.abs(np.diff(order)).mean() > 4


@pytest.mark.slow
def test_permuted_digits_ask_for_more_and_reordering_takes_it_back():
    datasets = pytest.importorskip("sklearn.datasets", reason="needs scikit-learn, of the extra `test`")
    images, labels = datasets.load_digits(return_X_y=True)
    rng = np.random.default_rng(0)
    chosen, order = rng.permutation(len(images))[:300], rng.permutation(64)
    words, signs = images[chosen] / 16, labels[chosen] % 2
    mixed = words[:, order]
    again = mixed[:, list(reorder(mixed))]
    natural, permuted, reordered = (
        np.array(data_entanglement(one, signs, splits=range(8, 64, 8), embed="angle", angle=0.25).entropy)
        for one in (words, mixed, again)
    )
    assert (natural < permuted).all()
    assert reordered[3] < permuted[3]
    assert reordered.mean() < permuted.mean()
    surrogates = [surrogate_entanglement(one)[31] for one in (words, mixed, again)]
    assert surrogates[0] < surrogates[1] > surrogates[2]


# Mistakes


GOOD = np.random.default_rng(0).normal(size=(6, 4, 2))
IDS = np.random.default_rng(0).integers(0, 3, size=(6, 4))


@pytest.mark.parametrize(
    ("words", "labels", "more", "message"),
    [
        (
            [[0.5, 0.2]],
            None,
            {},
            r"words: expected token ids .* of shape \(1, 2\)'; real numbers .* need",
        ),
        ([[1, 2], [1]], None, {}, "words: expected sequences of one length"),
        ([], None, {}, "words: expected an array of numbers that is not empty"),
        (GOOD[:, :1], None, {}, "at least 2 steps"),
        (np.where(GOOD > 1, np.nan, GOOD), None, {}, "expected finite numbers"),
        (GOOD * 0, None, {}, r"vectors that are not zero, or normalize=False, given 'zeros at \[0, 0\]'"),
        (IDS, None, {"tokens": 2}, "token ids from 0 to 1, given 2"),
        (IDS - 1, None, {}, "token ids from 0 to .* given -1"),
        (GOOD, None, {"tokens": 3}, "tokens: expected 2, as the vectors have"),
        (np.zeros((5001, 2, 2)), None, {}, "at most 5,000 sequences"),
        (np.arange(25_000)[:, None] * [1, 3] % [6000, 6001], None, {}, "at most about 5,000 distinct Starts and Ends"),
        (GOOD, [0, 1], {}, "labels: expected a label for each of 6 sequences"),
        (GOOD, np.arange(6) / 4, {}, "labels: expected classes"),
        (GOOD, [0, 1] * 3, {"positive": 2}, "positive: expected one of the labels, given 2"),
        (GOOD, None, {"positive": 2}, "positive: expected labels beside it"),
        (GOOD, None, {"embed": "angel"}, "did you mean 'angle'"),
        (GOOD, None, {"embed": "angle"}, "real numbers .* to embed"),
        (IDS, None, {"embed": "angle", "angle": 2}, "angle: expected a number above 0 and at most 1"),
        (GOOD, None, {"splits": [4]}, "split: expected an integer from 1 to 3, given 4"),
        (GOOD, None, {"splits": 2}, "splits: expected splits, as integers"),
        (GOOD, None, {"splits": [1, 1]}, "each once"),
        (GOOD, None, {"resamples": 5}, "resamples: expected an integer from 20"),
        (GOOD[:3], None, {"resamples": 20}, "resamples: expected at least 4 sequences"),
        (GOOD, None, {"surrogate": "corelation"}, "did you mean 'correlation'"),
    ],
)
def test_mistakes_are_one_line(words, labels, more, message):
    with pytest.raises(TnrnnError, match=message) as caught:
        data_entanglement(words, labels, **more)
    assert "\n" not in str(caught.value)


def test_mistakes_of_orders_are_one_line():
    with pytest.raises(TnrnnError, match="reorder, words: expected 2 to 1,024 steps"):
        reorder(np.zeros((2, 2000)))
    with pytest.raises(TnrnnError, match="held, rank: expected a rank of at least 1, given 0"):
        DataRow(1, Spectrum((1.0, 1.0), 2, 2, 1e-15), 1.0).held(0)
