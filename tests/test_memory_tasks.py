"""The tasks, from their definitions: decoders that read the inputs alone, and a simulated predictor without memory."""

import hashlib
import math
import os
import subprocess
import sys

import numpy as np
import pytest
from needs_torch import torch

from tnrnn import TnrnnError
from tnrnn.memory import TASKS, copying, memorization, pixels, similarity, task
from tnrnn.training.tasks import MOST_NUMBERS

PICTURES = np.arange(4 * 2 * 3).reshape(4, 2, 3)
SMALL = (
    copying(3, symbols=2, alphabet=4),
    copying(0, symbols=1, alphabet=2),
    similarity(5, symbols=2, alphabet=3),
    similarity(4, symbols=4, alphabet=2),
    memorization(3, symbols=2, alphabet=4),
    memorization(1, symbols=1, alphabet=2),
)
PIXELS = pixels(PICTURES, [0, 2, 2, 0])
ALL = (*SMALL, PIXELS)


def named(made):
    return made.name + "".join(f"-{value}" for _, value in made.parameters)


def each(tasks):
    return pytest.mark.parametrize("made", tasks, ids=named)


def words(batch):
    """The symbols, for one-hot inputs only."""
    assert set(batch.inputs.unique().tolist()) <= {0.0, 1.0}
    assert (batch.inputs.sum(2) == 1).all()
    return batch.inputs.argmax(2).tolist()


# Decoders: what the targets must be, step by step, from the symbols alone.


def copied(word, sizes):
    m, n, blank = sizes["symbols"], sizes["alphabet"], sizes["alphabet"]
    assert len(word) == 2 * m + sizes["delay"]
    assert word[m:] == [blank] * sizes["delay"] + [n + 1] + [blank] * (m - 1)
    return [blank] * (m + sizes["delay"]) + word[:m]


def compared(word, sizes):
    half, blank = sizes["delay"], sizes["alphabet"]
    start, end = word[:half], word[half:]
    places = [place for place, symbol in enumerate(start) if symbol != blank]
    assert places == [place for place, symbol in enumerate(end) if symbol != blank]
    assert places == list(range(places[0], places[0] + sizes["symbols"]))
    same = sum(start[place] == end[place] for place in places)
    return [0] * (2 * half - 1) + [{0: 0, sizes["symbols"] // 2: 1, sizes["symbols"]: 2}[same]]


def recalled(word, sizes):
    return [0] * sizes["delay"] + word[: sizes["symbols"]]


DECODERS = {"copy": copied, "similarity": compared, "memorize": recalled}


@each(SMALL)
def test_targets_are_what_the_definition_says_of_the_inputs(made):
    batch, sizes = made.batch(200, seed=1), dict(made.parameters)
    for word, target in zip(words(batch), batch.targets.tolist(), strict=True):
        assert target == DECODERS[made.name](word, sizes)


@each(ALL)
def test_shapes_types_and_classes(made):
    batch = made.batch(300, seed=2)
    assert batch.inputs.shape == (300, made.length, made.width)
    assert all(part.shape == (300, made.length) for part in batch[1:])
    assert [part.dtype for part in batch] == [torch.float32, torch.int64, torch.bool, torch.bool]
    assert batch.targets.min() >= 0
    assert batch.targets.max() == (made.classes - 2 if made.name == "copy" and made.length == 0 else made.classes - 1)
    assert not (batch.counted & ~batch.scored).any()


@each(ALL)
def test_counted_and_scored_positions(made):
    sizes = dict(made.parameters)
    counted = sizes["symbols"] if made.name in ("copy", "memorize") else 1
    scored = made.length if made.name == "copy" else counted
    batch = made.batch(2)
    for part, number in ((batch.counted, counted), (batch.scored, scored)):
        assert part.tolist() == [[step >= made.length - number for step in range(made.length)]] * 2


@each(SMALL)
def test_symbols_are_uniform(made):
    n = dict(made.parameters)["alphabet"]
    found = made.batch(20_000, seed=3).inputs.sum((0, 1))[:n]
    assert (found / found.sum() * n).tolist() == pytest.approx([1] * n, abs=0.05)


def test_classes_offsets_and_agreeing_places_of_similarity_are_uniform():
    made = similarity(6, symbols=4, alphabet=3)
    batch = made.batch(20_000, seed=4)
    classes = batch.targets[:, -1]
    assert (torch.bincount(classes) / 20_000).tolist() == pytest.approx([1 / 3] * 3, abs=0.015)
    word = batch.inputs.argmax(2)
    offsets = (word[:, :6] != 3).int().argmax(1)
    assert (torch.bincount(offsets) / 20_000).tolist() == pytest.approx([1 / 3] * 3, abs=0.015)
    chosen = word[(classes == 1) & (offsets == 0)]
    agree = (chosen[:, :4] == chosen[:, 6:10]).float().mean(0)
    assert agree.tolist() == pytest.approx([1 / 2] * 4, abs=0.04)


# Baselines: a predictor that has counted the targets at each time and input of that step, and remembers nothing.


def memoryless(made, seen, fresh):
    """The loss and accuracy on fresh sequences, of frequencies counted on those seen."""
    counts = torch.zeros(made.length, made.width, made.classes)
    times = torch.arange(made.length).expand(len(seen.targets), -1)
    counts.index_put_((times, seen.inputs.argmax(2), seen.targets), torch.tensor(1.0), accumulate=True)
    found = counts[times, fresh.inputs.argmax(2)]
    shares = found / found.sum(2, keepdim=True)
    losses = -torch.log(shares.gather(2, fresh.targets[..., None])[..., 0])
    right = shares.argmax(2) == fresh.targets
    return losses[fresh.scored].mean().item(), right[fresh.counted].float().mean().item()


@each((SMALL[0], copying(5, symbols=3, alphabet=2), SMALL[2], SMALL[4]))
def test_baselines_are_those_of_a_simulated_predictor_without_memory(made):
    loss, accuracy = memoryless(made, made.batch(400_000, seed=5), made.batch(400_000, seed=6))
    assert loss == pytest.approx(made.baseline_loss, rel=0.01)
    assert accuracy == pytest.approx(made.baseline_accuracy, rel=0.01)


def test_baselines_of_the_paper():
    made = copying(delay=100)
    assert made.baseline_loss == pytest.approx(30 * math.log(32) / 160)
    assert made.baseline_accuracy == 1 / 32
    assert (similarity(100).baseline_loss, similarity(100).baseline_accuracy) == (math.log(3), 1 / 3)


def test_baselines_of_pixels_are_those_of_the_labels():
    made = pixels(PICTURES, [0, 2, 2, 2])
    labels = made.batch(60_000, seed=7).targets[:, -1]
    shares = torch.tensor([0.25, 0.0, 0.75])
    assert (torch.bincount(labels) / 60_000).tolist() == pytest.approx(shares.tolist(), abs=0.01)
    assert -torch.log(shares[labels]).mean().item() == pytest.approx(made.baseline_loss, rel=0.01)
    assert (labels == 2).float().mean().item() == pytest.approx(made.baseline_accuracy, rel=0.01)


# Pixels.


def test_pixels_are_one_permutation_of_each_image_with_its_label():
    batch = PIXELS.batch(100)
    signal = batch.inputs[..., 0]
    order = [round(23 * value) - 6 * (round(23 * signal[0, 0].item()) // 6) for value in signal[0].tolist()]
    assert sorted(order) == list(range(6))
    seen = set()
    for row, label in zip(signal.tolist(), batch.targets[:, -1].tolist(), strict=True):
        image = round(23 * row[0]) // 6
        assert row == pytest.approx((PICTURES[image].ravel()[order] / 23).tolist())
        assert label == [0, 2, 2, 0][image]
        seen.add(image)
    assert seen == {0, 1, 2, 3}


def test_the_order_of_pixels_depends_on_the_seed_and_the_size_alone():
    other = pixels(np.arange(4 * 2 * 3)[::-1].reshape(4, 2, 3), [0, 1, 2, 3])
    orders = [tuple(np.argsort(made.batch(1).inputs[0, :, 0])) for made in (PIXELS, pixels(PICTURES, [0] * 4))]
    assert orders[0] == orders[1] == tuple(np.argsort(-other.batch(1).inputs[0, :, 0]))
    assert orders[0] != tuple(np.argsort(pixels(PICTURES, [0] * 4, seed=1).batch(1).inputs[0, :, 0]))
    assert pixels(PICTURES + 1, [0, 2, 2, 0]) != PIXELS


def test_pixels_of_real_digits():
    digits = pytest.importorskip("sklearn.datasets", reason="scikit-learn ships the digits").load_digits()
    made = pixels(digits.images, digits.target)
    assert (made.length, made.classes) == (64, 10)
    assert made.batch(8).inputs.max() <= 1


@pytest.mark.parametrize(
    ("images", "labels", "words"),
    [
        ([[1, 2]], [0], "pixels, images"),
        ([], [], "pixels, images"),
        ([[[1.0, math.nan]]], [0], "pixels, images"),
        ([[["a"]]], [0], "pixels, images"),
        ([[[1, 2]], [[1]]], [0, 1], "pixels, images"),
        (PICTURES, [0, 1, 2], "one label for each of 4 images"),
        (PICTURES, [0, 1, 2, -1], "pixels, labels"),
        (PICTURES, [0, 1, 2, 0.5], "pixels, labels"),
        (PICTURES, [0, 1, 2, 2**40], "pixels, labels"),
        (PICTURES, [[0], [1, 2]], "pixels, labels"),
    ],
)
def test_pixels_refuse_what_they_cannot_read(images, labels, words):
    with pytest.raises(TnrnnError, match=words) as raised:
        pixels(images, labels)
    assert "\n" not in str(raised.value)


# Seeds.


def same(first, second):
    return all(torch.equal(one, other) for one, other in zip(first, second, strict=True))


@each(ALL)
def test_the_same_arguments_give_the_same_batch_and_others_another(made):
    batch = made.batch(50, seed=8, number=9)
    assert same(batch, made.batch(50, seed=8, number=9))
    for seed, number in ((9, 8), (8, 10), (8, 2**64 - 1), (2**64 - 1, 9)):
        assert not torch.equal(batch.inputs, made.batch(50, seed, number).inputs)


def test_neighbouring_batches_are_uncorrelated():
    made = copying(1, symbols=1, alphabet=2)
    bits = [2 * made.batch(20_000, *key).targets[:, -1] - 1 for key in ((0, 0), (0, 1), (1, 0), (1, 1))]
    for place, one in enumerate(bits):
        for other in bits[:place]:
            assert abs((one * other).float().mean().item()) < 5 / math.sqrt(20_000)


def test_torchs_and_numpys_own_generators_are_not_touched():
    before, numpys = torch.get_rng_state(), np.random.get_state()[1].copy()
    for made in ALL:
        made.batch(4)
    assert torch.equal(before, torch.get_rng_state())
    assert (numpys == np.random.get_state()[1]).all()


PROGRAM = """
import hashlib
from tnrnn.memory import copying, memorization, pixels, similarity
sizes = {"symbols": 2, "alphabet": 4}
made = copying(3, **sizes), similarity(5, symbols=2, alphabet=3), memorization(3, **sizes)
made += (pixels([[[0, 1], [2, 3]], [[4, 5], [6, 7]]], [0, 1]),)
parts = (part.numpy().tobytes() for task in made for part in task.batch(20, seed=5, number=7))
print(hashlib.sha256(b"".join(parts)).hexdigest())
"""


def test_batches_are_the_same_in_another_process_with_another_hash_seed(capsys):
    exec(PROGRAM, {})
    found = {capsys.readouterr().out.strip()}
    for seed in ("1", "2"):
        ran = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        found.add(ran.stdout.strip())
    assert len(found) == 1
    assert len(found.pop()) == len(hashlib.sha256().hexdigest())


def test_batches_stay_what_they_were():
    """Stored results belong to these batches: a change of the generator is a change of every experiment."""
    assert words(copying(2, symbols=2, alphabet=4).batch(1, seed=3)) == [[3, 1, 4, 4, 5, 4]]
    assert words(similarity(4, symbols=2, alphabet=4).batch(1, seed=23)) == [[4, 4, 3, 1, 4, 4, 3, 0]]
    assert words(memorization(2, symbols=3, alphabet=4).batch(1, seed=3)) == [[3, 1, 3, 2, 1]]


# Mistakes.


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: copying(-1), "copying, delay"),
        (lambda: copying(1.5), "copying, delay"),
        (lambda: copying(1, symbols=0), "copying, symbols"),
        (lambda: copying(1, alphabet=1), "copying, alphabet"),
        (lambda: similarity(4, symbols=3, alphabet=4), "an even number"),
        (lambda: similarity(3, symbols=4, alphabet=4), "similarity, delay"),
        (lambda: similarity(4, symbols=0), "similarity, symbols"),
        (lambda: memorization(0), "memorization, delay"),
        (lambda: memorization(True), "memorization, delay"),
        (lambda: SMALL[0].batch(0), "batch, size"),
        (lambda: SMALL[0].batch(1, seed=-1), "batch, seed"),
        (lambda: SMALL[0].batch(1, number=2**64), "batch, number"),
        (lambda: pixels(PICTURES, [0] * 4, seed="a"), "pixels, seed"),
        (lambda: task("simlarity", delay=4), "did you mean 'similarity'"),
        (lambda: task("copy", dely=4), "did you mean 'delay'"),
        (lambda: task("copy"), "expected the parameter delay"),
    ],
)
def test_mistakes_are_one_line(make, words):
    with pytest.raises(TnrnnError, match=words) as raised:
        make()
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("make", [copying, similarity, memorization])
@pytest.mark.parametrize("delay", [MOST_NUMBERS, 10**30, 10**5000], ids=["2^30", "10^30", "10^5000"])
def test_sizes_are_refused_before_memory_is_taken(make, delay):
    with pytest.raises(TnrnnError, match="take a shorter delay"):
        make(delay)


@each(ALL)
def test_batches_are_refused_before_memory_is_taken(made):
    size = MOST_NUMBERS // (made.length * made.width) + 1
    for many in (size, 10**18, 10**5000):
        with pytest.raises(TnrnnError, match="smaller batches"):
            made.batch(many)


def test_tasks_are_made_by_name():
    assert list(TASKS) == ["copy", "similarity", "memorize", "selective", "mqar", "parity", "counting", "pixels"]
    for made in SMALL:
        assert task(made.name, **dict(made.parameters)) == made
    assert task("pixels", images=PICTURES, labels=[0, 2, 2, 0]) == PIXELS
