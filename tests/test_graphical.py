"""Graphical models in the UAI format: sums of products of factors by brute force, ranks of marginals, damaged texts."""

import itertools
import json
import os
import random
import re
import tracemalloc

import flint
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tnrnn import Partition, TnrnnError, contract, generic_rank, min_cut
from tnrnn.cli.commands import main
from tnrnn.interop import from_json, from_uai, to_json

SAMPLE = 2_000 if os.environ.get("TNRNN_SLOW") == "1" else 60
FUZZ = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True, "database": None}
CHAIN = "MARKOV\n3\n2 2 3\n2\n2 0 1\n2 1 2\n\n4\n 1 2 3 4\n6\n1 0 1 0 1 1\n"


def random_model(seed):
    """Return sizes, scopes and tables; some variables are in no factor, some factors have no variables."""
    rng, numbers = random.Random(seed), np.random.default_rng(seed)
    sizes = [rng.choice((1, 2, 2, 3)) for _ in range(rng.randint(2, 6))]
    scopes = []
    for _ in range(rng.randint(0, 7)):
        scopes.append(rng.sample(range(len(sizes)), min(len(sizes), rng.choice((0, 1, 2, 2, 2, 3)))))
    return sizes, scopes, [numbers.integers(0, 5, [sizes[at] for at in scope]) for scope in scopes]


def written(sizes, scopes, tables, rng):
    """Return the text of a model, with spaces, lines and comments where they may stand."""
    lines = ["c made by hand", rng.choice(("MARKOV", "BAYES")), str(len(sizes)), " ".join(map(str, sizes))]
    lines += ["c", str(len(scopes)), *(" ".join(map(str, [len(scope), *scope])) for scope in scopes)]
    for table in tables:
        form = rng.choice(("{}", "{}.0", "{}e0", "+{}.", "{:e}"))
        lines += ["", str(table.size), "  ".join(form.format(entry) for entry in table.flat) + rng.choice(("", "\t"))]
    return rng.choice(("\n", "\r\n", "\n \n")).join(lines) + rng.choice(("", "\n"))


def marginal(sizes, scopes, tables, variables):
    """Return the sum of the products of the factors over all other variables, by its definition."""
    result = np.zeros([sizes[at] for at in variables], dtype=int)
    for values in itertools.product(*map(range, sizes)):
        product = 1
        for scope, table in zip(scopes, tables, strict=True):
            product *= int(table[tuple(values[at] for at in scope)])
        result[tuple(values[at] for at in variables)] += product
    return result


@pytest.mark.parametrize("block", range(2))
def test_values_and_ranks_by_brute_force(block):
    """The array is the marginal; its rank is at most the min-cut, which is the rank of random tables now and then."""
    met = below = 0
    for seed in range(block, SAMPLE, 2):
        rng = random.Random(seed)
        sizes, scopes, tables = random_model(seed)
        text = written(sizes, scopes, tables, rng)
        everything, arrays = from_uai(text)
        every = range(len(sizes))
        assert everything.open == tuple(map(str, every))
        assert np.array_equal(contract(everything, arrays), marginal(sizes, scopes, tables, every)), seed
        near, far = halves(rng, len(sizes))
        network, arrays = from_uai(text, variables=[*near, *far])
        assert network.open == tuple(map(str, [*near, *far]))
        table = marginal(sizes, scopes, tables, [*near, *far])
        assert np.array_equal(contract(network, arrays), table), seed
        rows = int(np.prod([sizes[at] for at in near]))
        rank = flint.fmpz_mat(table.reshape(rows, -1).tolist()).rank()
        near, far = [str(at) for at in near], [str(at) for at in far]
        cut = min_cut(network, Partition(near=near, far=far)).value
        generic = generic_rank(network, near, far)
        assert rank <= generic <= cut, seed
        met, below = met + (generic == cut > 1), below + (rank < cut)
    assert met > SAMPLE / 10
    assert below > 0


def halves(rng, number):
    chosen = rng.sample(range(number), rng.randint(2, number))
    at = rng.randint(1, len(chosen) - 1)
    return chosen[:at], chosen[at:]


def test_a_variable_is_one_index_however_many_factors_it_joins():
    """A star: the hub has 3 values, its ten leaves 9; whatever leaves are near, its value is all that they share."""
    leaves = range(1, 11)
    scopes = "\n".join(f"2 0 {leaf}" for leaf in leaves)
    table = "27\n" + " ".join(str(entry % 7 + 1) for entry in range(27))
    text = f"MARKOV\n11\n3 {' '.join(['9'] * 10)}\n10\n{scopes}\n" + "\n".join([table] * 10)
    network, _ = from_uai(text, variables=leaves)
    cut = min_cut(network, Partition(near=map(str, range(1, 6)), far=map(str, range(6, 11))))
    assert (cut.value, [(entry.name, entry.kind) for entry in cut.entries]) == (3, [("0", "hyperedge")])
    network, _ = from_uai(text, variables=[0, 1])
    assert [(tensor.name, len(tensor.bonds)) for tensor in network.tensors if tensor.name == "0"] == [("0", 11)]


def test_variables_of_few_factors():
    """One in one factor is a leg, or summed; one in none is a leg of ones, or counts its values."""
    text = "MARKOV 3 2 5 3  1 1 0  2 4 6"
    assert contract(*from_uai(text, variables=[])).tolist() == 10 * 5 * 3
    assert contract(*from_uai(text, variables=[0])).tolist() == [60, 90]
    assert contract(*from_uai(text, variables=[1, 0])).tolist() == [[12, 18]] * 5
    assert contract(*from_uai("BAYES 1 4 0")).tolist() == [1] * 4
    assert contract(*from_uai("MARKOV 1 4 1 0 1 2.5", variables=[])).tolist() == 10


LARGE = "9" * 18
WRONG = [
    ("", "model: expected MARKOV or BAYES, given 'the end of the text'"),
    ("MARKOW 1 2 0", "model, type: expected MARKOV or BAYES, given 'MARKOW'; did you mean 'MARKOV'?"),
    (7, "model: expected a text of at most 67,108,864 characters, given 7"),
    ("MARKOV", "model: expected the number of variables, given 'the end of the text'"),
    ("MARKOV -3 2", "model: expected the number of variables, an integer of at least 0, given '-3'"),
    ("MARKOV 2.0 2", "an integer of at least 0, given '2.0'"),
    (f"MARKOV {LARGE} 2 2", "long enough for the number of variables, given about 1.0e+18"),
    ("MARKOV 3 2 2", "model: expected a text that is long enough for the number of variables, given 3"),
    ("MARKOV 1 0 0", "the size of variable 0, an integer from 1 to 1,000,000,000, given '0'"),
    ("MARKOV 1 2000000000 0", "the size of variable 0, an integer from 1 to 1,000,000,000, given '2000000000'"),
    ("MARKOV 1 \u0662 0", "the size of variable 0, an integer from 1 to 1,000,000,000, given '\u0662'"),
    ("MARKOV 1 2 1 1 0 2 1e1_0 1", "the entries of factor 0, finite numbers, given '1e1_0'"),
    ("MARKOV 1 " + "0" * 30 + "7 0 " + "9" * 5000, "the end of the text after 0 factors"),
    (f"MARKOV 1 2 {LARGE}", "long enough for the number of factors, given about 1.0e+18"),
    ("MARKOV 2 2 2 1 2 0 2", "the variables of factor 0, an integer from 0 to 1, given '2'"),
    ("MARKOV 2 2 2 1 2 0 0 4 1 1 1 1", "model, variables of factor 0: expected each once, given [0, 0]"),
    ("MARKOV 2 2 2 1 65 0 1", "the number of variables of factor 0, an integer from 0 to 64, given '65'"),
    (CHAIN.replace("\n4\n", "\n3\n"), "model, number of entries of factor 0: expected 2 * 2 = 4, given 3"),
    (CHAIN.replace(" 1 2 3 4", " 1 2 3 nan"), "the entries of factor 0, finite numbers, given 'nan'"),
    (CHAIN.replace(" 1 2 3 4", " 1 2 3 1e999"), "the entries of factor 0, finite numbers, given '1e999'"),
    (CHAIN.replace(" 1 2 3 4", " 1 2 3"), "model, number of entries of factor 1: expected 2 * 3 = 6, given 1"),
    (CHAIN + "7", "model: expected the end of the text after 2 factors, given '7'"),
    (
        CHAIN.replace("0 1 1\n", "0 1"),
        "model: expected a text that is long enough for the number of entries of factor 1, given 6",
    ),
    (CHAIN.replace("0 1 1\n", "0      1"), "the entries of factor 1, 6 numbers, given '5 before the end of the text'"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_models_that_are_refused(text, message):
    with pytest.raises(TnrnnError, match=re.escape(message)) as caught:
        from_uai(text)
    assert "\n" not in str(caught.value)


def test_variables_that_are_refused():
    for variables, message in (
        ([3], "variables: expected an integer from 0 to 2, given 3"),
        (["0"], "variables: expected an integer from 0 to 2, given '0'"),
        ([0, 0], "variables: expected each once, given [0, 0]"),
        (7, "variables: expected numbers of variables, given 7"),
        (itertools.count(), "variables: expected at most 3 items"),
    ):
        with pytest.raises(TnrnnError, match=re.escape(message)):
            from_uai(CHAIN, variables=variables)


def test_counts_take_no_memory():
    side = 10**9
    texts = [text for text, _ in WRONG if isinstance(text, str)]
    texts += [f"MARKOV 2 {side} {side} 1 2 0 1 {side**2} 1 1", f"MARKOV 2 {side} 4 1 1 0 {side} " + "1 " * 1000]
    texts += [f"MARKOV 64 {'2 ' * 64} 1 64 {' '.join(map(str, range(64)))} {2**64} 1"]
    tracemalloc.start()
    for text in texts:
        with pytest.raises(TnrnnError):
            from_uai(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10**6


def survives(text):
    """Return whether a text is a model or is refused in one line."""
    try:
        network, arrays = from_uai(text)
    except TnrnnError as error:
        return "\n" not in str(error)
    return all(np.isfinite(array).all() for array in arrays.values()) and len(network.open) < 100


def test_truncated_texts_are_refused():
    for end in range(len(CHAIN) - 2):
        with pytest.raises(TnrnnError):
            from_uai(CHAIN[:end])
    assert from_uai(CHAIN[:-2] + "3")[1]["f1"].tolist() == [[1, 0, 1], [0, 1, 3]]


TOKENS = [
    "MARKOV",
    "BAYES",
    "c",
    "\n",
    "0",
    "1",
    "2",
    "3",
    "4",
    "-1",
    "nan",
    "inf",
    "1e5",
    "1e999",
    LARGE,
    "0x1",
    "x",
    "1_0",
]


@settings(max_examples=300, **FUZZ)
@given(st.lists(st.tuples(st.integers(0, 19), st.sampled_from(TOKENS)), max_size=3), st.integers(0, 2))
def test_fuzz_changed_words(changes, action):
    words = CHAIN.split()
    for place, word in changes:
        words[place : place + (action > 0)] = [] if action == 2 else [word]
    assert survives(" ".join(words))


@settings(max_examples=300, **FUZZ)
@given(st.lists(st.sampled_from(TOKENS), max_size=12), st.text(max_size=5))
def test_fuzz_any_words(words, rest):
    assert survives(" ".join(["MARKOV", *words, rest]))
    assert survives(rest)


# The command line


def run(capsys, *arguments):
    status = main(list(map(str, arguments)))
    printed = capsys.readouterr()
    return status, printed.out, printed.err


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "chain.uai"
    path.write_text(CHAIN)
    return path


def test_cut_of_a_model(capsys, model):
    status, out, _ = run(capsys, "cut", model, "--near", "0,1", "--far", "2")
    assert status == 0
    assert out.splitlines()[:2] == ["3 tensors, near 0, 1, far 2", "min-cut  2  (proved least)"]
    status, out, _ = run(capsys, "cut", model, "--near", "2", "--far", "0", "--json")
    body = json.loads(out)
    assert (status, body["value"], body["minimal"], body["view"]) == (0, "2", True, "network")
    assert run(capsys, "cut", model, "--near", "2")[1].splitlines()[:2] == [
        "3 tensors, near 2, far 0, 1",
        "min-cut  2  (proved least)",
    ]


def test_a_model_is_known_by_its_name_or_by_how_it_begins(capsys, tmp_path):
    for name, text in (("m.txt", CHAIN), ("m", "c from a friend\n" + CHAIN.replace("MARKOV", "BAYES"))):
        (tmp_path / name).write_text(text)
        assert run(capsys, "cut", tmp_path / name, "--near", "0", "--far", "2")[0] == 0
    (tmp_path / "m.UAI").write_text("{}")
    assert (
        "model, type: expected MARKOV or BAYES, given '{}'" in run(capsys, "cut", tmp_path / "m.UAI", "--near", "0")[2]
    )


@pytest.mark.parametrize("options", [[], ["--near", "0,1"], ["--near", "0", "--far", "2"]])
def test_picture_of_a_model(tmp_path, model, options):
    assert main(["draw", str(model), *options, "-o", str(tmp_path / "picture.svg")]) == 0
    assert (tmp_path / "picture.svg").stat().st_size > 1000


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--near", "x0"], "--near: expected names of open legs, given 'x0'; did you mean '0'?"),
        (["--near", "0", "--far", "22"], "--far: expected names of open legs, given '22'; did you mean '2'?"),
        (["--near", "0,1,2"], "--near: expected at least one open leg left to the far side"),
        (["--near", "0", "--far", "0"], "expected each label on one side, given ['0']"),
        (["--near", "0", "--far", "2,2"], "--far: expected each leg once"),
        (["--far", "2"], "--far: expected --near beside it, given '2'"),
        ([], "--near: expected some of the open legs ('0', '1', '2'), given none"),
    ],
)
def test_sides_that_are_refused(capsys, model, options, message):
    status, _, error = run(capsys, "cut", model, *options)
    assert (status, error.count("\n")) == (2, 1)
    assert message in error


def test_a_network_of_a_model_has_a_document(model):
    network, arrays = from_uai(model.read_text())
    again, found = from_json(to_json(network, arrays))
    assert again == network
    assert found["f1"].tolist() == [[1, 0, 1], [0, 1, 1]]
