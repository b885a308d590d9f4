"""Units that are broken, sizes that are absurd, and options without effect: each is an error of one line."""

import sys

import numpy as np
import pytest
from needs_torch import torch

from tnrnn import TnrnnError
from tnrnn.cli import main
from tnrnn.memory import (
    Probe,
    Sample,
    data_entanglement,
    data_report,
    effective_state_size,
    memory_capacity,
    memory_sheet,
    processing_capacity,
    start_future_profile,
    start_future_rank,
)


def refusal(call):
    with pytest.raises(TnrnnError) as caught:
        call()
    text = str(caught.value)
    assert "\n" not in text
    return text


def failing(error):
    def unit(words):
        raise error

    return unit


def unit_of(name, words):
    """Return an error that Python itself raises in a unit, without a message."""
    if name == "assert":
        assert words is None
    if name == "zero":
        return 1 // 0
    return open("no such file")


@pytest.mark.parametrize(
    ("name", "message"),
    [("assert", "AssertionError"), ("zero", "ZeroDivisionError: "), ("file", "FileNotFoundError: ")],
)
def test_mistakes_in_a_unit_are_told_with_their_line(name, message):
    text = refusal(lambda: start_future_rank(lambda words: unit_of(name, words), 2, 4, width=3))
    assert text.startswith("memory, unit: expected states for sequences of shape (2, 8, 3), given " + message)
    assert "(test_memory_wrong.py, line " in text


def test_an_error_without_a_message_is_named():
    text = refusal(lambda: start_future_rank(failing(ValueError()), 2, 4, width=3))
    assert "given ValueError (test_memory_wrong.py, line " in text


@pytest.mark.parametrize("dtype", [object, str])
def test_texts_and_objects_are_no_numbers(dtype):
    text = refusal(lambda: start_future_rank(lambda words: words.astype(dtype), 2, 4, width=3))
    assert text.startswith("memory, states: expected an array of shape (2, 8, units), given 'ndarray of ")


def test_there_is_no_table_of_all_symbols():
    words = Sample(count=4).words(2, 10**6)
    assert words.shape == (4, 2, 10**6)
    assert (words.sum(axis=2) == 1).all()
    small = Sample(count=4).words(2, 5)
    assert (small == np.eye(5)[small.argmax(axis=2)]).all()
    text = refusal(lambda: start_future_rank(lambda x: x, 2, 4, width=10**8, starts=[[[0]]], ends=[[[0]]]))
    assert "width" in text or "starts" in text


def test_a_unit_that_says_an_absurd_width_is_refused_beside_data():
    class Wide(torch.nn.Module):
        input_size = 10**12

        def forward(self, x):
            return x

    words = np.random.default_rng(0).integers(3, size=(40, 6))
    data = data_entanglement(words, resamples=0)
    text = refusal(lambda: data_report(data, units={"wide": Wide()}, words=words))
    assert text.startswith("data_report, words: expected at most 134,217,728 numbers")


@pytest.mark.parametrize("size", [1e200, 1e-200])
def test_states_whose_squares_overflow_are_refused(size):
    probe = Probe(6, width=2, sequences=200)
    for measure in (memory_capacity, processing_capacity):
        text = refusal(lambda measure=measure: measure(lambda x: np.cumsum(x, axis=1) * size, probe))
        assert text.startswith("memory, states: expected a greatest number from 1e-120 to 1e+120")
    found = start_future_rank(lambda x: np.cumsum(x, axis=1) * size, 3, 6, width=2)  # it takes no squares
    assert found.spectrum.numerical_rank == 2


@pytest.mark.parametrize("size", [1e-100, 1e100])
def test_the_scale_of_states_is_of_no_account(size):
    probe = Probe(6, width=2, sequences=400)
    plain, scaled = (processing_capacity(lambda x, by=by: np.cumsum(x, axis=1) * by, probe) for by in (1.0, size))
    assert scaled.total.value == pytest.approx(plain.total.value, rel=1e-9)


@pytest.mark.parametrize("name", ["noise", "scale"])
def test_noise_and_signals_cannot_overflow(name):
    text = refusal(lambda: Probe(6, **{name: 1e308}))
    assert text.endswith("positive number of at most 1e+09, given 1e+308")


@pytest.mark.parametrize("tokens", [10**30, 0, -1, 1])
def test_a_vocabulary_is_no_larger_than_ids_can_be(tokens):
    text = refusal(lambda: memory_sheet({"unit": lambda ids: np.eye(3)[ids % 3]}, probe=Probe(6), tokens=tokens))
    assert text.startswith("memory_sheet, tokens: expected an integer from 2 to 2147483647")


# The command line

MODELS = """
import sys
import numpy as np

class Unit:
    inputs = 3
    def __call__(self, words):
        return np.cumsum(words, axis=1)

def unit():
    return Unit()

def exits():
    def run(words):
        sys.exit(4)
    return run

def late():
    def run(words):
        if len(words) > 10:
            sys.exit(4)
        return words
    return run

def a_class():
    return Unit

async def waits():
    return Unit()
"""


@pytest.fixture
def said(tmp_path, monkeypatch, capsys):
    """Return the lines that `tnrnn memory` says on standard error, if it says nothing else and has status 2."""
    (tmp_path / "broken_models.py").write_text(MODELS)
    (tmp_path / "pickled").write_bytes(b"\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00]\x94K\x01a.")
    monkeypatch.chdir(tmp_path)

    def call(*words):
        assert main(["memory", *words, "--length", "5", "--sequences", "300", "--starts", "5"]) == 2
        out = capsys.readouterr()
        assert out.out == ""
        return out.err.splitlines()

    yield call
    sys.modules.pop("broken_models", None)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("exits -M 3", "--module 'broken_models:exits': expected a unit that runs, given SystemExit: 4 (broken_m"),
        ("late -M 3", "--module 'broken_models:late': expected a unit that runs, given SystemExit: 4 (broken_m"),
        ("a_class -M 3", "--module 'broken_models:a_class': expected a function that returns a torch module, a fun"),
        ("waits -M 3", "--module 'broken_models:waits': expected a function that is called without arguments, given "
         "one that is async"),
        ("unit --hidden 5", "--hidden: expected --cell beside it, as other networks have their own, given 5"),
        ("unit --layers 2", "--layers: expected --cell beside it, as other networks have their own, given 2"),
        ("unit --noise 1e308", "probe, noise: expected 0 or a positive number of at most 1e+09, given 1e+308"),
        ("unit --checkpoint pickled", "checkpoint 'pickled': expected a tnrnn checkpoint, given another file"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("error")
def test_mistakes_on_the_command_line_are_one_line(said, words, message):
    (line,) = said("--module", *f"broken_models:{words}".split())
    assert line.startswith("tnrnn: error: " + message)


def test_an_experiment_has_each_cell_once(capsys):
    assert main(["experiment", "mqar", "--delays", "6", "--cell", "rnn,rnn"]) == 2
    assert capsys.readouterr().err == "tnrnn: error: --cell: expected each cell once, given 'rnn,rnn'\n"


def test_a_function_that_fails_has_no_operators():
    text = refusal(lambda: effective_state_size(lambda words: 1 // 0, np.zeros((2, 4, 3))))
    assert "given ZeroDivisionError: integer division or modulo by zero (test_memory_wrong.py, line " in text


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ({"register": "x"}, "start_future_profile, bounds: expected a number for each split, or None, given 'x'"),
        (
            {"register": float("nan")},
            "start_future_profile, bounds: expected a number for each split, or None, given n",
        ),
        ({"registr": 3}, "start_future_profile, bounds: expected "),
    ],
)
def test_bounds_are_numbers_of_units_that_are_there(bounds, message):
    text = refusal(lambda: start_future_profile({"register": lambda x: x}, 4, [2], 2, bounds=bounds))
    assert text.startswith(message)


def test_progress_is_a_function():
    words = np.random.default_rng(0).integers(3, size=(40, 6))
    assert refusal(lambda: data_entanglement(words, progress=3)).startswith(
        "progress: expected a function, True, False or N"
    )
