"""Law 8: nothing altered verifies as proved. Forged certificates, on the command line and in memory."""

import dataclasses
import hashlib
import json
import os
import pickle
import random
import re

import pytest
from certificates import attention, forged, sealed, without_digest
from small_models import model_of_size

from tnrnn import (
    Circuit,
    Cut,
    CutEntry,
    Partition,
    RankCertificate,
    TnrnnError,
    min_cut,
    rac,
    separation_rank,
    slice_cut,
    symmetric_cut,
    unroll,
)
from tnrnn.basics.errors import CheckError
from tnrnn.bounding.factors import Factor, Group
from tnrnn.bounding.symmetric import SymmetricCut
from tnrnn.bounding.upper import NAMES, upper_bound
from tnrnn.cli import main
from tnrnn.models import MODELS, rac_sizes
from tnrnn.ranks.claims import circuit_text, model_of, side_text
from tnrnn.upper import UpperBound

CASE = rac(8, 2, 3, 3), Partition.start_end(8)
REFUSED = [
    "theorem 1 of arXiv 1710.09431",
    "theorem_1",
    "conjecture_1",
    "min_сut",  # noqa: RUF001 (a Cyrillic letter is the point)
    "symmetric_cut) verified (",
    "symmetric_cut ",
    "Symmetric_cut",
    "symmetric_cut\n",
    "given:",
    "given: ",
    "given:  x",
    "given: x ",
    "given: a\nverified: rank = 10",
    "given: a\rb",
    "given: \x1b[2K",
    "given: сut",  # noqa: RUF001
    "given: " + "x" * 201,
    "Given: x",
    "",
]
ON_TRUST = [
    "given",
    "given: theorem 1",
    "given: x) verified: rank = 10 (proved by symmetric_cut",
    "given: " + "x" * 200,
]


@pytest.fixture(scope="module")
def certificate():
    return separation_rank(*CASE)


@pytest.fixture(scope="module")
def ten(certificate):
    """A certificate of a lower bound of 10, with the upper bound 45 still."""
    return forged(certificate, 10)


def run(capsys, tmp_path, body, *options):
    """Return the exit status of `tnrnn verify`, and what it prints, on a body whose digest is made again."""
    path = tmp_path / "rank.json"
    path.write_text(body if isinstance(body, str) else sealed(body))
    status = main(["verify", str(path), *options])
    printed = capsys.readouterr()
    assert printed.err.count("\n") == (status == 2 or not printed.out)
    return status, printed.out, printed.err


@pytest.mark.parametrize("name", REFUSED, ids=ascii)
def test_a_bound_of_no_known_name_is_bad_input(name, ten, capsys, tmp_path):
    status, out, error = run(capsys, tmp_path, ten | {"upper": 10, "upper_name": name})
    assert (status, out) == (2, "")
    assert "certificate, upper_name: expected the name of a known bound, or 'given: ' and printable ASCII" in error
    assert error.isascii()


@pytest.mark.parametrize("name", ON_TRUST)
def test_a_given_bound_is_on_trust(name, ten, capsys, tmp_path):
    body = ten | {"upper": 10, "upper_name": name}
    status, out, _ = run(capsys, tmp_path, body)
    assert status == 1
    assert out.splitlines()[0] == f"rank >= 10, proved; <= 10 on trust: {name}"
    assert not out.startswith("verified")
    for other in ("given: another", "x", "symmetric_cut", ""):
        assert run(capsys, tmp_path, body, "--trust", other)[:2] == (1, out)
    status, out, _ = run(capsys, tmp_path, body, "--trust", name)
    assert status == 0
    assert out.splitlines()[0] == f"rank >= 10, proved; <= 10 on trust: {name}"
    assert out.splitlines()[-1] == f"taken on trust, as --trust says: {name}"
    for options, expected in (((), 1), (("--trust", name), 0)):
        status, out, _ = run(capsys, tmp_path, body, "--json", *options)
        found = json.loads(out)
        assert status == expected
        assert (found["exact"], found["verified"], found["trusted"]) == (False, False, expected == 0)
        assert (found["lower"], found["lower_proved"]) == ("10", True)
        assert (found["upper"], found["upper_proved"], found["on_trust"]) == ("10", False, name)
    read = RankCertificate.from_json(sealed(body))
    assert (read.exact, read.verify(), read.exact, read.on_trust) == (False, False, False, True)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("upper", [10, 44, 46])
def test_a_known_bound_of_a_smaller_value_fails(name, upper, ten, capsys, tmp_path):
    """One of a larger value is true, as the bound may have been worse when the certificate was made."""
    known = upper_bound(*CASE, "one-hot", name)
    body = ten | {"upper": upper, "upper_name": name}
    status, out, error = run(capsys, tmp_path, body)
    if known is not None and known.value <= upper:
        assert (status, out.splitlines()[0]) == (0, f"verified: rank >= 10, proved; <= {upper}, proved by {name}")
        return
    assert (status, out) == (1, "")
    assert error.startswith("tnrnn: check failed: certificate, upper")
    assert run(capsys, tmp_path, body, "--trust", name)[0] == 1
    read = RankCertificate.from_json(sealed(body))
    assert not read.exact
    with pytest.raises(CheckError):
        read.verify()
    assert not read.exact


@pytest.mark.parametrize("name", [*NAMES, "given: nothing", "given"])
def test_a_rank_of_zero_is_not_proved(name, certificate, capsys, tmp_path):
    empty = hashlib.sha256(b"").hexdigest()
    nothing = {"lower": 0, "upper": 0, "upper_name": name, "rank_rows": [], "rank_cols": [], "minor_sha256": empty}
    body = without_digest(certificate) | nothing
    status, out, _ = run(capsys, tmp_path, body)
    assert status == 1
    assert out == "" or out.startswith(f"rank >= 0, proved; <= 0 on trust: {name}\n")
    assert not RankCertificate.from_json(sealed(body)).exact


def test_what_is_proved_on_both_sides_is_verified(certificate, ten, capsys, tmp_path):
    status, out, _ = run(capsys, tmp_path, certificate.to_json())
    assert status == 0
    assert out.startswith("verified: rank = 45: >= 45, proved; <= 45, proved by symmetric_cut\n")
    status, out, _ = run(capsys, tmp_path, ten)
    assert (status, out.splitlines()[0]) == (
        0,
        "verified: rank >= 10, proved; <= 45, proved by symmetric_cut",
    )
    found = json.loads(run(capsys, tmp_path, ten, "--json")[1])
    assert (found["exact"], found["verified"], found["on_trust"]) == (False, True, None)
    status, out, _ = run(capsys, tmp_path, ten | {"upper": None, "upper_name": None})
    assert (status, out.splitlines()[0]) == (0, "verified: rank >= 10, proved; no upper bound")


def test_a_minor_that_does_not_verify_is_one_line_and_status_1(certificate, capsys, tmp_path):
    for change in ({"seed": 1}, {"prime": 101}, {"mode": "continuous"}, {"minor_sha256": "0" * 64}):
        status, out, error = run(capsys, tmp_path, without_digest(certificate) | change)
        assert (status, out) == (1, "")
        assert error == (
            "tnrnn: check failed: certificate: the values of the minor differ from those it was made with "
            "(minor_sha256)\n"
        )
        assert not RankCertificate.from_json(sealed(without_digest(certificate) | change)).exact


def test_a_false_minor_does_not_make_a_loose_bound_exact(certificate):
    """81 words, any digest, and the min-cut, which is 81 in truth: nobody has looked at the minor yet."""
    words = tuple((a, b, c, d) for a in range(3) for b in range(3) for c in range(3) for d in range(3))
    false = dataclasses.replace(certificate, lower=81, upper=81, upper_name="min_cut", rank_rows=words, rank_cols=words)
    assert upper_bound(*CASE, "one-hot", "min_cut").value == 81
    for each in (false, RankCertificate.from_json(false.to_json()), pickle.loads(pickle.dumps(false))):
        assert each.sentence == "not verified: rank >= 81; <= 81 by min_cut"
        assert not each.exact
        assert str(each).startswith("not verified: ")


def test_exact_is_about_one_object(certificate):
    """What was verified says so; what is made of it has to be verified itself."""
    read = RankCertificate.from_json(certificate.to_json())
    assert read.sentence == "not verified: rank >= 45; <= 45 by symmetric_cut"
    assert read.exact
    assert read.sentence == certificate.sentence == "rank = 45: >= 45, proved; <= 45, proved by symmetric_cut"
    assert read == certificate
    for change in ({"seed": 1}, {"minor_sha256": "0" * 64}, {"upper_name": "given: x"}, {"upper": 46}):
        assert not dataclasses.replace(read, **change).exact


# Every field


def places(value, path=()):
    """Yield the paths to all values in lists and objects; of words, the first."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from places(part, (*path, name))
    elif isinstance(value, list) and value:
        for at, part in enumerate(value[:1] if path[0] in ("rank_rows", "rank_cols") and len(path) == 1 else value):
            yield from places(part, (*path, at))
    else:
        yield path


def altered(body, path, value):
    copy = json.loads(json.dumps(body))
    at = copy
    for step in path[:-1]:
        at = at[step]
    was, at[path[-1]] = at[path[-1]], value
    return None if was == value and type(was) is type(value) else copy


VALUES = (0, 1, 2, 3, 7, True, None, "x", "one-hot", "continuous", "min_cut", "input", "sum", "h[1,1]", [])
NEWER = (*VALUES, "scalar", "vector", "future", "i,i->", "i,j->ij", "ij,j->i", "i->i", [True, True, False], [0, 3], {})
SAMPLE = len(VALUES) if os.environ.get("TNRNN_SLOW") == "1" else 3
"""How many of these stand in each place."""


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
def test_every_field_altered(mode):
    """Each value is replaced in turn, and the text sealed again. What still verifies is true, and says what it is."""
    found = separation_rank(rac(4, 1, 2, 2), Partition.start_end(4), mode)
    body, count, rng = without_digest(found), 0, random.Random(mode)
    for path in places(body):
        for value in rng.sample(VALUES, SAMPLE):
            changed = altered(body, path, value)
            if changed is None:
                continue
            count += 1
            try:
                again = RankCertificate.from_json(sealed(changed))
                exact, proved = again.exact, again.verify()
            except TnrnnError:
                continue
            assert proved == exact or again.upper > found.upper, (path, value)
            if not proved:
                assert again.on_trust
            elif path[0] in ("upper", "upper_name"):  # another bound that is as low, or a bound that is looser
                assert (again.upper >= found.upper, again.upper_name in NAMES) == (True, True), (path, value)
            else:  # another circuit, of the same rank: its look, its names, a second output
                assert path[:2] == ("circuit", "vertices"), (path, value)
                assert again.circuit_sha256 != found.circuit_sha256
                assert not again.claim.startswith("rac(length=4, layers=1, inputs=2, hidden=2),")
                other = separation_rank(again.circuit, again.partition, mode, seed=5)
                assert (other.lower, other.exact) == (again.lower, True), (path, value)
    assert count > 100 * SAMPLE


@pytest.mark.parametrize("observe", ["scalar", "vector", "future"])
@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
def test_every_field_altered_of_newer_certificates(mode, observe):
    """What is observed and the maps that are not written out are as little to be trusted as all else."""
    found = separation_rank(attention(), Partition.start_end(3), mode, observe=observe)
    body, count, rng = without_digest(found), 0, random.Random(f"{mode} {observe}")
    assert body["version"] == 2
    for path in places(body):
        newer = path[0] == "observe" or path[:2] in (("circuit", "fixed"), ("circuit", "observed")) or path[-1] == 8
        for value in rng.sample(NEWER, len(NEWER) if newer else SAMPLE // 2):
            changed = altered(body, path, value)
            if changed is None:
                continue
            count += 1
            try:
                again = RankCertificate.from_json(sealed(changed))
                proved = again.verify()  # before `exact`, which would verify it first, so that each is verified once
            except TnrnnError:
                continue
            assert not again.exact or proved
            if not proved:
                assert again.on_trust
                continue
            assert str(again) != str(found) or path[0] in ("rank_rows", "rank_cols"), (path, value)
            other = separation_rank(again.circuit, again.partition, mode, 5, observe=again.observe)
            assert again.lower <= other.lower, (path, value)
            assert again.upper is None or again.upper >= other.lower, (path, value)
    assert count > 400


# Bounds as objects


def test_a_proved_bound_that_is_an_object_is_proved():
    circuit, partition = CASE
    for bound, name, value in (
        (symmetric_cut(circuit, partition), "symmetric_cut", 45),
        (upper_bound(circuit, partition, "one-hot", "symmetric_cut"), "symmetric_cut", 45),
        (upper_bound(circuit, partition, "one-hot", "ideal_bound_A"), "ideal_bound_A", 45),
    ):
        found = separation_rank(circuit, partition, upper=bound)
        assert (found.upper, found.upper_name, found.exact, found.on_trust) == (value, name, True, False)
        assert found.verify()
    for cut, name, value in (
        (min_cut(circuit, partition), "min_cut", 81),
        (min_cut(unroll(circuit), partition), "min_cut", 81),
        (slice_cut(circuit, 4, "one-hot"), "slice", 243),
        (upper_bound(circuit, partition, "one-hot", "slice"), "slice", 243),
    ):
        found = separation_rank(circuit, partition, "continuous" if value > 81 else "one-hot", upper=cut)
        if value <= 81:
            assert (found.upper, found.upper_name, found.on_trust) == (value, name, False)
        assert (found.lower, found.exact) == (45, False)


def test_a_bound_that_was_written_by_hand_is_computed_again():
    circuit, partition = CASE
    true = upper_bound(circuit, partition, "one-hot", "symmetric_cut")
    for value in (44, 46, 10**30):
        with pytest.raises(TnrnnError, match="upper: expected what symmetric_cut gives: 45, given"):
            separation_rank(circuit, partition, upper=dataclasses.replace(true, amount=value))
    with pytest.raises(
        TnrnnError, match="upper: expected a bound that applies to this circuit and mode, given 'grid_cap'"
    ):
        separation_rank(circuit, partition, "continuous", upper=dataclasses.replace(true, name="grid_cap"))
    found = separation_rank(circuit, partition, upper=dataclasses.replace(true, amount=None, log2=1.0))
    assert (found.upper, found.exact) == (45, True)
    by_hand = Cut((CutEntry("h", "bond", 45, None, 1),), ("a",), ("b",), True)
    groups = (Group((Factor("h", 50, 1),)),)
    for cut, name in ((by_hand, "given: a cut"), (SymmetricCut("far", (), (), groups), "given: a symmetric cut")):
        found = separation_rank(circuit, partition, upper=cut)
        assert (found.upper, found.upper_name, found.exact, found.verify()) == (cut.value, name, False, False)
    with pytest.raises(TnrnnError, match="upper, name: expected the name of a known bound, or 'given: ' and printable"):
        separation_rank(circuit, partition, upper=UpperBound("théorème", 6.0, 64, "", ""))


def test_a_given_bound_yields_to_a_proved_one_that_is_as_low():
    circuit, partition = rac(6, 2, 2, 3), Partition.start_end(6)
    assert separation_rank(circuit, partition, upper=8).upper_name == "near words"
    assert separation_rank(circuit, partition, "continuous", upper=30).upper_name == "given: by the caller"


# The claim


@pytest.mark.parametrize("name", [name for name in MODELS if name not in ("conv_ac", "tensor_train_lm")])
@pytest.mark.parametrize("outputs", [1, 3])
def test_models_are_known_again(name, outputs):
    for length, layers in ((2, 1), (5, 3)):
        circuit = model_of_size(name, length, layers, 2, 4, outputs=outputs)
        text = model_of(circuit)
        assert text.startswith(f"{name}(")
        assert {f"length={length}", f"layers={layers}", "inputs=2"} < {*re.split(r"[(), ]+", text)}
        assert eval(text, dict(MODELS)) == circuit


def test_models_with_more_sizes_are_known_again():
    conv, line, cp = MODELS["conv_ac"], MODELS["tensor_train_lm"], MODELS["cp_rnn"]
    circuits = [conv(8, 3, 2, 3), conv(8, 2, 2, 3, window=3, stride=1, outputs=2), conv(9, 2, 2, 2, window=3)]
    circuits += [conv(4, 2, 2, 2, window=1), conv(4, 1, 2, 2, window=4), line(5, 1, 2, 3), cp(4, 2, 2, 3, rank=5)]
    for circuit in circuits:
        assert eval(model_of(circuit), dict(MODELS)) == circuit


def test_a_circuit_that_nearly_is_a_model_is_none():
    circuit = rac(4, 2, 2, 3)
    for at, vertex in enumerate(circuit.vertices):
        vertices = list(circuit.vertices)
        vertices[at] = dataclasses.replace(vertex, layer=10**9)
        other = Circuit(tuple(vertices), circuit.output)
        assert model_of(other) is None
        assert rac_sizes(other) is None
    text = circuit_text(Circuit(circuit.vertices, "y", (("W_O", ((1, 2, 3),)),)))
    assert text == "a circuit of 31 vertices, with 4 inputs of width 2 and 42 weights in 7 parameters, 1 of them fixed"


def test_the_claim_says_what_it_is_about(certificate, capsys, tmp_path):
    _, out, _ = run(capsys, tmp_path, certificate.to_json())
    record = json.loads(certificate.to_json())["circuit"]
    digest = hashlib.sha256(json.dumps(record, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    claim = (
        "rac(length=8, layers=2, inputs=3, hidden=3), near 1-4, far 5-8, one-hot, modulo 2147483647, seed 0, "
        f"circuit sha256 {digest}"
    )
    assert claim in out
    assert claim in str(certificate)
    found = json.loads(run(capsys, tmp_path, certificate.to_json(), "--json")[1])
    assert (found["circuit"], found["circuit_sha256"]) == ("rac(length=8, layers=2, inputs=3, hidden=3)", digest)
    assert (found["near"], found["far"], found["mode"]) == ([1, 2, 3, 4], [5, 6, 7, 8], "one-hot")
    assert (found["prime"], found["seed"]) == ("2147483647", 0)


def test_long_sides_are_cut():
    assert side_text(tuple(range(1, 10**5))) == "1-99999"
    text = side_text(tuple(range(1, 10**5, 2)))
    assert re.fullmatch(r"1, 3, .{990,1010} \.\.\. \(50,000 positions\)", text)
