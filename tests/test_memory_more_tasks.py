"""Associative recall, selective copying, parity and counting: solvers by definition, and predictors without memory."""

import hashlib
import itertools
import json
import math
import os
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from needs_torch import torch

from tnrnn import TnrnnError
from tnrnn.cli import main
from tnrnn.training import Run, associative_recall, copying, counting, parity, runs, selective_copying, task
from tnrnn.training.protocol import sizes_of, tasks_of
from tnrnn.training.tasks import MOST_NUMBERS

SMALL = (
    associative_recall(3, symbols=2, alphabet=3),
    associative_recall(0, symbols=4, alphabet=4),
    associative_recall(0, symbols=1, alphabet=2),
    selective_copying(3, symbols=2, alphabet=4),
    selective_copying(0, symbols=3, alphabet=2),
    parity(4, symbols=2),
    parity(1, symbols=1),
    counting(3, symbols=3, alphabet=5),
    counting(1, symbols=1, alphabet=2),
)


def named(made):
    return made.name + "".join(f"-{value}" for _, value in made.parameters)


each = pytest.mark.parametrize("made", SMALL, ids=named)


def words(batch):
    """The symbols of one-hot inputs."""
    assert set(batch.inputs.unique().tolist()) <= {0.0, 1.0}
    assert (batch.inputs.sum(2) == 1).all()
    return batch.inputs.argmax(2).tolist()


# Solvers: they read one sequence, step by step, and say the answers and the steps that ask.


def recalls(word, symbols, alphabet, delay):
    told = dict(zip(word[: 2 * symbols : 2], word[1 : 2 * symbols : 2], strict=True))
    assert len(told) == symbols
    assert set(told) <= set(range(alphabet))
    assert set(told.values()) <= set(range(alphabet, 2 * alphabet))
    rest = word[2 * symbols :]
    assert sorted(rest) == sorted([*told, *[2 * alphabet] * delay])
    answers = [told[symbol] - alphabet if symbol < alphabet else None for symbol in rest]
    return [None] * (2 * symbols) + answers


def repeats(word, symbols, alphabet, delay):
    first = word[: symbols + delay]
    found = [symbol for symbol in first if symbol != alphabet]
    assert word[symbols + delay :] == [alphabet + 1] + [alphabet] * (symbols - 1)
    assert len(found) == symbols
    assert max(found) < alphabet
    return [None] * (symbols + delay) + found


def adds(word, symbols, delay, alphabet=2):
    total, answers = 0, []
    for symbol in word:
        total = (total + symbol) % alphabet
        answers.append(total)
    return [None] * delay + answers[delay:]


SOLVERS = {"mqar": recalls, "selective": repeats, "parity": adds, "counting": adds}


@each
def test_a_solver_that_reads_the_inputs_alone_is_always_right(made):
    elsewhere = dict(made.parameters)["alphabet"] if made.name == "selective" else 0
    for number in range(3):
        batch = made.batch(200, seed=1, number=number)
        for word, target, counted in zip(words(batch), batch.targets.tolist(), batch.counted.tolist(), strict=True):
            answers = SOLVERS[made.name](word, **dict(made.parameters))
            assert [answer is not None for answer in answers] == counted
            assert target == [elsewhere if answer is None else answer for answer in answers]


@each
def test_shapes_types_and_scored_positions(made):
    batch = made.batch(300, seed=2)
    assert batch.inputs.shape == (300, made.length, made.width)
    assert all(part.shape == (300, made.length) for part in batch[1:])
    assert [part.dtype for part in batch] == [torch.float32, torch.int64, torch.bool, torch.bool]
    assert (batch.targets.min() >= 0).item()
    assert batch.targets.max() == made.classes - 1
    assert (batch.counted.sum(1) == dict(made.parameters)["symbols"]).all()
    assert batch.scored.all() if made.name == "selective" else torch.equal(batch.scored, batch.counted)


# Baselines.


def memoryless(made, seen, fresh):
    """The loss and accuracy of the best predictor that knows the step and its input, with frequencies as counted."""
    counts = torch.zeros(made.length, made.width, made.classes)
    times = torch.arange(made.length).expand(len(seen.targets), -1)
    where = seen.scored
    index = times[where], seen.inputs.argmax(2)[where], seen.targets[where]
    counts.index_put_(index, torch.tensor(1.0), accumulate=True)
    found = counts[torch.arange(made.length).expand(len(fresh.targets), -1), fresh.inputs.argmax(2)]
    shares = found / found.sum(2, keepdim=True)
    losses = -torch.log(shares.gather(2, fresh.targets[..., None])[..., 0])
    right = shares.argmax(2) == fresh.targets
    return losses[fresh.scored].mean().item(), right[fresh.counted].float().mean().item()


@pytest.mark.parametrize(
    "made", [SMALL[0], SMALL[3], SMALL[5], SMALL[7], counting(1, symbols=4, alphabet=3)], ids=named
)
def test_baselines_are_those_of_the_best_predictor_without_memory(made):
    loss, accuracy = memoryless(made, made.batch(100_000, seed=5), made.batch(100_000, seed=6))
    assert loss == pytest.approx(made.baseline_loss, rel=0.01)
    assert accuracy == pytest.approx(made.baseline_accuracy, rel=0.02)


def test_baselines_of_counting_by_brute_force():
    """Over all sequences: the classes are equally frequent for each step and each input of it, and not at step 0."""
    n, length = 3, 4
    every = list(itertools.product(range(n), repeat=length))
    for step, symbol in itertools.product(range(length), range(n)):
        sums = [sum(word[: step + 1]) % n for word in every if word[step] == symbol]
        counts = [sums.count(value) for value in range(n)]
        assert len(set(counts)) == 1 if step else sorted(counts)[:2] == [0, 0]


def test_baselines_in_numbers():
    assert selective_copying(4, symbols=3, alphabet=5).baseline_loss == copying(4, symbols=3, alphabet=5).baseline_loss
    assert (parity(9).baseline_loss, parity(9).baseline_accuracy) == (math.log(2), 0.5)
    assert associative_recall(9, symbols=2, alphabet=7).baseline_accuracy == 1 / 7


# Distributions.


def test_places_of_queries_follow_the_power_law_exactly():
    """Drawn in turn without repetition, with chances as 1/d: the expected sets of places, summed over all orders."""
    symbols, delay = 2, 2
    weights = [Fraction(1, place + 1) for place in range(symbols + delay)]
    expected = dict.fromkeys(itertools.combinations(range(symbols + delay), symbols), Fraction(0))
    for first, second in itertools.permutations(range(symbols + delay), 2):
        chance = weights[first] / sum(weights) * weights[second] / (sum(weights) - weights[first])
        expected[tuple(sorted((first, second)))] += chance
    batch = associative_recall(delay, symbols=symbols, alphabet=3).batch(40_000, seed=9)
    places = batch.counted[:, 2 * symbols :]
    for pair, chance in expected.items():
        assert places[:, list(pair)].all(1).float().mean().item() == pytest.approx(float(chance), abs=0.012)


def test_keys_values_and_the_order_of_queries_are_uniform():
    made = associative_recall(0, symbols=2, alphabet=3)
    word = made.batch(60_000, seed=10).inputs.argmax(2)
    for pair in itertools.permutations(range(3), 2):
        share = ((word[:, 0] == pair[0]) & (word[:, 2] == pair[1])).float().mean().item()
        assert share == pytest.approx(1 / 6, abs=0.01)
    assert (word[:, 4] == word[:, 0]).float().mean().item() == pytest.approx(0.5, abs=0.01)
    both = torch.bincount(3 * (word[:, 1] - 3) + word[:, 3] - 3, minlength=9) / 60_000
    assert both.tolist() == pytest.approx([1 / 9] * 9, abs=0.01)


def test_places_of_selective_copying_are_uniform_subsets():
    word = selective_copying(2, symbols=2, alphabet=3).batch(60_000, seed=11).inputs.argmax(2)
    taken = word[:, :4] != 3
    for pair in itertools.combinations(range(4), 2):
        assert taken[:, list(pair)].all(1).float().mean().item() == pytest.approx(1 / 6, abs=0.01)


# Seeds.


PROGRAM = """
import hashlib
from tnrnn.training import associative_recall, counting, parity, selective_copying
made = associative_recall(5, symbols=4, alphabet=6), selective_copying(4, symbols=3, alphabet=5)
made += parity(6, symbols=3), counting(5, symbols=2, alphabet=7)
parts = (part.numpy().tobytes() for task in made for part in task.batch(50, seed=5, number=7))
print(hashlib.sha256(b"".join(parts)).hexdigest())
"""
BYTES = "564b2676a4719bd0bcc79b9ef0c2075e05893778790e0c9cf5da32f160054488"
"""A change of the generators would be a change of every experiment that is stored."""


def test_batches_are_the_same_in_another_process_and_stay_what_they_were(capsys):
    exec(PROGRAM, {})
    here = capsys.readouterr().out.strip()
    command = [sys.executable, "-c", PROGRAM]
    words = {"env": {**os.environ, "PYTHONHASHSEED": "1"}, "capture_output": True, "text": True, "timeout": 120}
    assert here == subprocess.run(command, check=True, **words).stdout.strip() == BYTES
    assert len(here) == len(hashlib.sha256().hexdigest())


@each
def test_other_seeds_and_numbers_give_other_batches(made):
    first = made.batch(200, seed=8, number=9)
    assert all(map(torch.equal, first, made.batch(200, seed=8, number=9)))
    for seed, number in ((9, 8), (8, 10), (2**64 - 1, 9)):
        assert not torch.equal(first.inputs, made.batch(200, seed, number).inputs)


# Runs and mistakes.


@pytest.mark.parametrize("name", ["mqar", "selective", "counting", "parity"])
def test_runs_have_these_tasks_with_their_sizes(name):
    run = Run(name, "gru", 1, delay=5, symbols=3, alphabet=4, budget=500)
    made = tasks_of(run).training
    assert made.name == name
    assert dict(made.parameters) == {"delay": 5, "symbols": 3} | ({} if name == "parity" else {"alphabet": 4})
    assert (sizes_of(run).inputs, sizes_of(run).outputs) == (made.width, made.classes)
    assert task(name, **dict(made.parameters)) == made


def test_parity_has_two_kinds_of_symbols_in_every_run():
    found = runs(task="parity", cell="gru", layers=1, delay=5, alphabet=[2, 8])
    assert [run.alphabet for run in found] == [2]


SIZES = "--cell gru --delays 2 --symbols 1 --budget 300 --iterations 2 --batch 4"


@pytest.mark.slow
def test_the_command_trains_on_these_tasks(capsys):
    assert main(f"experiment mqar {SIZES} --alphabet 2 --json".split()) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert run["key"].startswith("mqar gru L=1 delay=2 symbols=1 alphabet=2")
    assert run["result"]["baseline_accuracy"] == 0.5


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (f"experiment parity {SIZES} --alphabet 3", "--alphabet: expected 2 for parity"),
        (f"experiment mqra {SIZES}", "did you mean 'mqar'"),
        ("experiment counting --delays 0", "counting, delay: expected an integer of at least 1, given 0"),
    ],
)
def test_the_command_names_what_is_wrong(words, message, capsys):
    assert main(words.split()) == 2
    told = capsys.readouterr().err.strip()
    assert message in told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: associative_recall(-1), "associative_recall, delay"),
        (lambda: associative_recall(1, symbols=0), "associative_recall, symbols"),
        (lambda: associative_recall(1, symbols=4, alphabet=3), "at most 3 pairs, one for each kind of key, given 4"),
        (lambda: associative_recall(1, symbols=1, alphabet=1), "associative_recall, alphabet"),
        (lambda: selective_copying(1.5), "selective_copying, delay"),
        (lambda: selective_copying(1, symbols=0), "selective_copying, symbols"),
        (lambda: selective_copying(1, alphabet=1), "selective_copying, alphabet"),
        (lambda: parity(0), "parity, delay"),
        (lambda: parity(2, symbols=0), "parity, symbols"),
        (lambda: counting(0), "counting, delay"),
        (lambda: counting(True), "counting, delay"),
        (lambda: counting(2, alphabet=1), "counting, alphabet"),
        (lambda: task("mqra", delay=4), "did you mean 'mqar'"),
        (lambda: task("parity", delay=4, alphabet=2), "task parity, parameter"),
        (lambda: tasks_of(Run("mqar", "gru", 1, delay=5, symbols=9)), "at most 8 pairs"),
    ],
)
def test_mistakes_are_one_line(make, words):
    with pytest.raises(TnrnnError, match=words) as raised:
        make()
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("make", [associative_recall, selective_copying, parity, counting])
@pytest.mark.parametrize("delay", [MOST_NUMBERS, 10**30, 10**5000], ids=["2^30", "10^30", "10^5000"])
def test_sizes_are_refused_before_memory_is_taken(make, delay):
    with pytest.raises(TnrnnError, match="take a shorter delay"):
        make(delay)
    with pytest.raises(TnrnnError, match="smaller batches"):
        make(2).batch(delay)


def test_the_generators_of_torch_and_numpy_are_not_touched():
    before, numpys = torch.get_rng_state(), np.random.get_state()[1].copy()
    for made in SMALL:
        made.batch(4)
    assert torch.equal(before, torch.get_rng_state())
    assert (numpys == np.random.get_state()[1]).all()
