"""docs/verify_certificate.py, which imports nothing of tnrnn, against tnrnn: true certificates and altered ones."""

import ast
import contextlib
import io
import json
import os
import random
import re
import subprocess
import sys
from dataclasses import replace
from math import prod
from pathlib import Path

import pytest
from certificates import attention, sealed, with_right_minor, without_digest
from flint import fmpz
from random_circuits import random_circuit
from scripts import script
from small_models import model_of_size

from tnrnn import Circuit, Partition, RankCertificate, TnrnnError, rac, separation_rank
from tnrnn.basics.errors import CheckError
from tnrnn.bounding.upper import NAMES, OLD, least_upper
from tnrnn.cli import main
from tnrnn.homogeneous import without_sums
from tnrnn.models import MODELS
from tnrnn.ranks.pivots import checked_prime

SCRIPT = Path(__file__).parents[1] / "docs" / "verify_certificate.py"
COUNT = 1_000 if os.environ.get("TNRNN_SLOW") == "1" else 44
PRIMES = (2, 3, 5, 7, 101, 65_537, 2**31 - 1, 2**31 - 19, 3_037_000_493, 2**61 - 1, 2**63 - 25)
COMPOSITES = (0, 1, 4, 9, 91, 561, 3_215_031_751, 2**31, 2**61, 2**63 + 29, -7)
"""Among them a Carmichael number, a strong pseudoprime to the bases 2, 3, 5 and 7, and a prime that is too large."""


@pytest.fixture(scope="module")
def alone():
    return script("docs/verify_certificate.py")


# Certificates


def small_case(rng):
    """Return a circuit, a partition and a mode with a rank of at most about twenty."""
    while True:
        if rng.random() < 0.5:
            name = rng.choice([name for name in MODELS if name not in ("conv_ac", "tensor_train_lm")])
            length = rng.randint(2, 5 if name == "rac" else 3)
            sizes = length, rng.randint(1, 2), rng.randint(1, 3), rng.randint(1, 2)
            circuit = model_of_size(name, *sizes, outputs=rng.randint(1, 2))
        else:
            newer = rng.random() < 0.6
            circuit = random_circuit(
                rng.randrange(10**6), sums=rng.random() < 0.5, maps=newer, observed=newer and rng.random() < 0.7
            )
        if len(circuit.positions) < 2 or prod(vertex.dim for vertex in circuit.inputs) > 1_000:
            continue
        near = rng.sample(circuit.positions, rng.randint(1, len(circuit.positions) - 1))
        far = [position for position in circuit.positions if position not in near]
        return circuit, Partition(near=near, far=far), rng.choice(("one-hot", "continuous"))


def true_certificate(rng):
    while True:
        circuit, partition, mode = small_case(rng)
        observe = rng.choice(("scalar", "scalar", "vector", "future"))
        try:
            least = least_upper(circuit, partition, mode, observe=observe)
        except TnrnnError:  # the future is not observed, or what is observed depends on one side alone
            continue
        if least.value > 24:
            continue
        upper = rng.choice((None, None, None, least.value + rng.randint(0, 3)))
        more = {"modulus": rng.choice(PRIMES), "upper": upper, "observe": observe}
        found = separation_rank(circuit, partition, mode, rng.randrange(2**64), **more)
        if found.lower > 1 or rng.random() < 0.2:
            return found


# What can be changed: each returns a body, or a text. With rng alone, so that a count and a seed say all.


def letter(body, rng):
    word = rng.choice(body["rank_rows"] + body["rank_cols"])
    at = rng.randrange(len(word))
    word[at] = rng.choice((0, 1, 2, word[at] + 1, 2**62 - 1, 2**62, -1, True, 1.0))
    return body


def order_of_words(body, rng):
    rng.shuffle(body[rng.choice(("rank_rows", "rank_cols"))])
    return body


def same_word(body, rng):
    words = body[rng.choice(("rank_rows", "rank_cols"))]
    words[rng.randrange(len(words))] = list(rng.choice(words))
    return body


def one_row_more(body, rng):
    """One word more on each side: where the rank is no larger, the minor is zero."""
    for name, side in (("rank_rows", "near"), ("rank_cols", "far")):
        body[name].append([rng.randrange(4) for _ in (body[name][0] if body[name] else body[side])])
    return body | {"lower": body["lower"] + 1} | ({} if body["upper"] is None else {"upper": body["upper"] + 1})


def one_row_less(body, rng):
    del body["rank_rows"][rng.randrange(body["lower"])], body["rank_cols"][rng.randrange(body["lower"])]
    return body | {"lower": body["lower"] - 1}


def lower(body, rng):
    return body | {"lower": rng.choice((0, 1, body["lower"] + 1, body["lower"] - 1, 20_001, "1", None, True))}


def seed(body, rng):
    return body | {"seed": rng.choice((0, body["seed"] ^ 1, 2**64 - 1, 2**64, -1, "0", 0.0))}


def prime(body, rng):
    return body | {"prime": rng.choice((*PRIMES, *COMPOSITES, "7", 7.0, None))}


def upper(body, rng):
    values = (0, body["lower"], body["lower"] + 1, 10**30, 10**4000, 10**4000 + 1, None, "9")
    return body | {"upper": rng.choice(values)}


def upper_name(body, rng):
    others = ("given", "given: x", "given: ", "given: сut", "min_сut", "theorem 1", "symmetric_cut) verified (")  # noqa: RUF001
    name = rng.choice((*NAMES, *others, "", None, 3))
    value = None if name is None else rng.choice((body["upper"], body["lower"]))
    return body | {"upper": value, "upper_name": name}


def mode(body, rng):
    return body | {"mode": rng.choice(("one-hot", "continuous", "one hot", None))}


def sides(body, rng):
    name = rng.choice(("near", "far"))
    other = "far" if name == "near" else "near"
    names = ("near", "far", "rank_rows", "rank_cols")
    transposed = dict(zip(names, [body[key] for key in ("far", "near", "rank_cols", "rank_rows")], strict=True))
    rng.choice(
        (
            lambda: body[other].append(body[name].pop()),
            body[name].reverse,
            lambda: body[name].append(body[name][0]),
            lambda: body.update(near=body["far"], far=body["near"]),
            lambda: body.update(transposed),
            lambda: body.update(transposed),
            lambda: body[name].append(99),
            lambda: body[name].__setitem__(0, rng.choice((str(body[name][0]), None, [1, 2], True, 1.0))),
        )
    )()
    return body


def minor(body, rng):
    digest = body["minor_sha256"]
    return body | {"minor_sha256": rng.choice(("0" * 64, digest.upper(), digest[:-1], digest[::-1], None))}


def vertex(body, rng):
    vertices = body["circuit"]["vertices"]
    at = rng.randrange(len(vertices))
    place = rng.randrange(len(vertices[at]))
    other = rng.choice(vertices)[place]
    words = ("x", "R", "sum", "input", "product", "h[1,1]")
    value = rng.choice((other, other, other, other, 0, 1, 2, 3, 10**9, 10**9 + 1, None, True, *words))
    if place == 2:
        names = [each[0] for each in vertices]
        value = rng.choice((rng.choices(names[: at or 1], k=len(vertices[at][2])), vertices[at][2][::-1], [], "x", [1]))
    if place == 0:
        value = rng.choice((value, "copy(x)", "a--b", "a#1", "", "ß", "\n", "a'b", "\ud800"))
    vertices[at][place] = value
    return body


def renamed(body, rng):
    """A parameter of another name: its weights differ."""
    names = sorted({each[4] for each in body["circuit"]["vertices"] if each[4]})
    if not names:
        return body
    old, new = rng.choice(names), rng.choice((*names, "another", "ß"))
    for each in body["circuit"]["vertices"]:
        each[4] = new if each[4] == old else each[4]
    return body


def circuit(body, rng):
    rng.choice(
        (
            lambda: body["circuit"]["vertices"].pop(rng.randrange(len(body["circuit"]["vertices"]))),
            lambda: body["circuit"]["vertices"].append(rng.choice(body["circuit"]["vertices"])),
            lambda: rng.shuffle(body["circuit"]["vertices"]),
            lambda: body["circuit"].update(output=rng.choice(body["circuit"]["vertices"])[0]),
            lambda: body["circuit"].update(output=rng.choice((None, "", 1, ["y"]))),
            lambda: body["circuit"].update(more=1),
            lambda: body["circuit"].pop("fixed"),
            lambda: body.update(circuit=None),
        )
    )()
    return body


def fixed(body, rng):
    shapes = RankCertificate.from_json(sealed(body)).circuit.parameters
    if not shapes:
        return body
    name = rng.choice(sorted(shapes))

    def values(shape):
        if not shape:
            return rng.choice((0, 1, -1, 2, 10**20, -(10**20)))
        return [values(shape[1:]) for _ in range(shape[0])]

    right = values(shapes[name])
    value = rng.choice((right, right, right, values(shapes[name][1:]), 1, None, [], [1.0], [True]))
    kept = [pair for pair in body["circuit"]["fixed"] if pair[0] != name or rng.random() < 0.1]
    body["circuit"]["fixed"] = [*kept, [rng.choice((name, name, name, "no parameter")), value]]
    return body


def observe(body, rng):
    """Something else is claimed to be observed, or the circuit observes something else."""
    if rng.random() < 0.5:
        return body | {"observe": rng.choice(("scalar", "vector", "future", "all", None)), "version": 2}
    names, steps = [each[0] for each in body["circuit"]["vertices"]], body["near"] + body["far"]
    pairs = body["circuit"].get("observed", [])
    rng.choice(
        (
            lambda: pairs.append([rng.choice(steps), rng.choice(names)]),
            lambda: pairs.append([rng.choice((99, None, [1], True)), rng.choice(names)]),
            lambda: pairs.append([rng.choice(steps), rng.choice(("none", "", 1))]),
            lambda: rng.shuffle(pairs),
            pairs.clear,
            lambda: pairs and pairs.pop(),
        )
    )()
    body["circuit"]["observed"] = pairs
    return body


FORMULAS = (
    "i->i",
    "i,i->",
    ",->",
    "i,j->i",
    "j,i->i",
    "i,j->ij",
    "ij,j->i",
    "ji->ij",
    "i+i->i",
    "i,i->ij",
    "ii->i",
    "x",
    1,
)


def maps(body, rng):
    """Another map that is not written out."""
    fixed_maps = [pair for pair in body["circuit"]["fixed"] if isinstance(pair[1], dict)]
    if not fixed_maps:
        return body | {"version": rng.choice((1, 2, 3, 2.0))}
    given = rng.choice(fixed_maps)[1]
    name = rng.choice((*given, "more"))
    sizes = given["sizes"]
    values = {
        "formula": FORMULAS,
        "sizes": (sizes[::-1], [*sizes, 1], sizes[:-1], [2], [1, 2], [10**9] * len(sizes), [True], "x"),
        "grown": ([], [False] * 3, [True] * 3, [False, True], [False, True, True], [0, 0, 0], None, "x"),
        "window": (None, [0, 3], [1, 3], [2, 6], [0, 1], [-1, 2], [0, 2.0], [True, 3], [1], "x"),
        "more": (1,),
    }
    given[name] = rng.choice(values[name])
    return body


def odd(body, rng):
    values = (None, True, 0, -1, 2.5, "", "x", [], {}, [[0]], 10**400, 2**64, float("nan"))
    return body | {rng.choice((*body, "more")): rng.choice(values)}


def left_out(body, rng):
    del body[rng.choice(list(body))]
    return body


def text(body, rng):
    """Return a changed text that is not sealed again, or a text of another layout."""
    whole = sealed(body)
    at = rng.randrange(len(whole))
    return rng.choice(
        (
            whole[:at] + chr(rng.randrange(32, 127)) + whole[at + 1 :],
            whole[:at] + whole[at + 1 :],
            whole[:at],
            '{"lower": 1, ' + whole[1:],
            json.dumps(json.loads(whole), indent=3),
            json.dumps(dict(reversed(json.loads(whole).items()))),
            "[" * rng.choice((5, 50_000)) + whole,
            json.dumps(body),
            "",
        )
    )


RECOMPUTED = (letter, order_of_words, one_row_more, one_row_less, seed, prime, mode, sides, vertex, renamed, circuit)
RECOMPUTED += (fixed, observe, maps)
KINDS = (*RECOMPUTED, same_word, lower, upper, upper_name, minor, odd, left_out, text, None, None)


def changed(found, kind, rng):
    """Return the text of a certificate that was changed in one way, sealed again, for many with the right minor."""
    if kind is None or not found.lower:
        return found.to_json()
    body = kind(without_digest(found), rng)
    if isinstance(body, str):
        return body
    if kind in RECOMPUTED and rng.random() < 0.6:
        with contextlib.suppress(TnrnnError):
            body = with_right_minor(body)
    return sealed(body)


# Verdicts


def verdict_of_tnrnn(written):
    """Return the status of the lower bound, the bound if it is proved, and whether the rank is."""
    try:
        found = RankCertificate.from_json(written)
    except TnrnnError:
        return 2, None, False
    try:
        replace(found, upper=None, upper_name=None).verify()
    except CheckError:
        assert not found.exact
        return 1, None, False
    return 0, found.lower, found.exact


def verdict_alone(alone, path):
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        status = alone.main([str(path)])
    match = re.match(r"(?:vector |future )?rank >= (\d+), proved modulo", out.getvalue())
    assert (match is not None) == (status == 0)
    return status, int(match[1]) if match else None


def test_both_agree(alone, tmp_path, capsys):
    """Seeded certificates, true and altered; what is exact is the rank that another seed and prime find."""
    path, rng = tmp_path / "rank.json", random.Random(2024)
    statuses, bases = {kind: set() for kind in KINDS}, [true_certificate(rng) for _ in range(COUNT // 5)]
    for number in range(COUNT):
        kind = KINDS[number % len(KINDS)]
        found = rng.choice(bases)
        written = changed(found, kind, rng)
        path.write_bytes(written.encode("utf-8", "surrogatepass"))
        status, proved, exact = verdict_of_tnrnn(written)
        assert verdict_alone(alone, path) == (status, proved), (number, kind, written)
        statuses[kind].add(status)
        assert kind is not None or status == 0, (number, written)
        of_command = main(["verify", str(path)])
        assert of_command >= status, (number, kind, written)
        if exact:
            assert of_command == 0
            read = RankCertificate.from_json(written)
            more = {"seed": number, "modulus": 2**61 - 1, "observe": read.observe}
            other = separation_rank(read.circuit, read.partition, read.mode, **more)
            assert other.lower == read.lower, (number, kind, written)
        capsys.readouterr()
    if COUNT >= 1_000:
        every = (letter, seed, prime, mode, renamed, fixed, sides)
        assert [kind for kind in every if statuses[kind] != {0, 1, 2}] == []
        most = (vertex, lower, upper, upper_name, same_word, text)
        assert [kind for kind in most if not {0, 2} <= statuses[kind]] == []
        assert all(2 in statuses[kind] for kind in (circuit, observe, maps))
        assert {1, 2} <= statuses[one_row_more]
    assert {0, 1, 2} <= set().union(*statuses.values())


def test_both_know_the_same_bounds(alone):
    assert {*NAMES, OLD} == alone.BOUNDS


def test_primes(alone):
    rng = random.Random(1)
    numbers = [*range(2, 2_000), *PRIMES, *(number for number in COMPOSITES if number > 1)]
    numbers += [rng.randrange(2, 2**bits) | 1 for bits in range(3, 64) for _ in range(10)]
    numbers += [rng.choice(PRIMES[4:7]) * rng.choice(PRIMES[4:9]) for _ in range(20)]
    for number in numbers:
        assert alone.is_prime(number) == is_prime(number) == bool(fmpz(number).is_prime()), number


def is_prime(number):
    try:
        return checked_prime("number", number) == number
    except TnrnnError:
        return number == 2**63 + 29


def test_a_minor_that_is_zero_is_not_proved(alone, tmp_path):
    """Rank 2: the minor of three rows has the right digest, and is zero."""
    found = separation_rank(rac(4, 1, 2, 2), Partition.start_end(4))
    body = without_digest(found) | {"lower": 3, "upper": 3, "upper_name": "given: x"}
    body |= {"rank_rows": [[0, 0], [0, 1], [1, 0]], "rank_cols": [[0, 0], [0, 1], [1, 1]]}
    path = tmp_path / "rank.json"
    path.write_text(sealed(with_right_minor(body)))
    assert verdict_alone(alone, path) == (1, None)
    with pytest.raises(CheckError, match="the minor of size 3 is zero"):
        RankCertificate.from_json(path.read_text()).verify()


def test_positions_that_are_tuples(alone, tmp_path):
    vertices = [replace(v, position=(0, v.position)) if v.kind == "input" else v for v in rac(4, 1, 2, 2).vertices]
    circuit = Circuit(tuple(vertices), "y")
    found = separation_rank(circuit, Partition(near=circuit.positions[:2], far=circuit.positions[2:]), "continuous")
    path = tmp_path / "rank.json"
    path.write_text(found.to_json())
    assert verdict_alone(alone, path) == (0, 2)


# The file itself


def test_it_imports_the_standard_library_alone():
    tree = ast.parse(SCRIPT.read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert not any(isinstance(node, ast.ImportFrom) for node in ast.walk(tree))
    assert names <= set(sys.stdlib_module_names)
    assert len(SCRIPT.read_text().splitlines()) <= 410


def run(*arguments):
    command = [sys.executable, "-I", "-S", str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_it_runs_without_any_package(tmp_path):
    path = tmp_path / "rank.json"
    found = separation_rank(rac(8, 2, 3, 3), Partition.start_end(8))
    path.write_text(found.to_json())
    result = run(path)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "rank >= 45, proved modulo 2147483647 with the seed 0",
        "rank <= 45, on trust: symmetric_cut",
        f"a circuit of 59 vertices, sha256 {found.circuit_sha256}",
        "near [1, 2, 3, 4], far [5, 6, 7, 8], one-hot",
    ]
    path.write_text(sealed(without_digest(found) | {"seed": 1}))
    result = run(path)
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["no.json"], ["/dev/zero"], ["/"]])
def test_bad_input_is_one_line(arguments):
    result = run(*arguments)
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)


def test_what_is_too_large_is_refused_before_memory_is_taken(alone, tmp_path):
    body = without_digest(separation_rank(rac(4, 1, 2, 2), Partition.start_end(4)))
    for vertex_ in body["circuit"]["vertices"]:
        vertex_[3] = 10**9 if vertex_[3] == 2 else vertex_[3]
    path = tmp_path / "rank.json"
    path.write_text(sealed(body))
    assert verdict_alone(alone, path) == (2, None)


# The rules of docs/json.md, one by one


def vertices_of(body):
    return body["circuit"]["vertices"]


def put(at, place, value):
    """Return a change: the value at a place of the vertex that has the number `at`."""
    return lambda body: vertices_of(body)[at].__setitem__(place, value)


IDENTITY = {"formula": "i->", "sizes": [2], "grown": [], "window": None}

RULES = {
    "a vertex before its child": lambda body: vertices_of(body).insert(0, vertices_of(body).pop(4)),
    "a vertex that is not used": lambda body: vertices_of(body).insert(0, ["z", "constant", [], 2, "z", *3 * [None]]),
    "a name twice": put(1, 0, "h[0,1]"),
    "an empty name": put(-1, 0, ""),
    "a name with a #": lambda body: (put(-1, 0, "y#1")(body), body["circuit"].update(output="y#1")),
    "a name with --": lambda body: (put(-1, 0, "y--1")(body), body["circuit"].update(output="y--1")),
    "a name of a copy": lambda body: (put(-1, 0, "copy(y)")(body), body["circuit"].update(output="copy(y)")),
    "an output that is none": lambda body: body["circuit"].update(output="z"),
    "a dim of 0": put(-1, 3, 0),
    "a dim that is too large": put(-1, 3, 10**9 + 1),
    "a dim that is a float": put(-1, 3, 1.0),
    "a dim of another child": lambda body: (put(4, 3, 1)(body), put(4, 7, None)(body)),
    "a far position": put(0, 5, 10**9 + 1),
    "a position of two inputs": put(5, 5, 1),
    "an input without position": put(1, 5, None),
    "positions of two kinds": put(1, 5, [1]),
    "a negative layer": put(-1, 6, -1),
    "a layer that is true": put(-1, 6, True),
    "a parameter of a product": put(4, 4, "p"),
    "no parameter": put(-1, 4, None),
    "a parameter of two shapes": put(-1, 4, "W_H[1]"),
    "a symbol of two dims": put(-1, 7, "R"),
    "a symbol that is none": put(-1, 7, "1"),
    "two children of a linear vertex": put(-1, 2, ["h[1,1]", "h[2,1]"]),
    "no children of a product": put(4, 2, []),
    "a kind that is none": put(-1, 1, "Linear"),
    "fixed numbers of another shape": lambda body: body["circuit"].update(fixed=[["W_O", [1, 2]]]),
    "a fixed number that is a float": lambda body: body["circuit"].update(fixed=[["W_O", [[1.0, 2]]]]),
    "a fixed parameter that is none": lambda body: body["circuit"].update(fixed=[["W", [[1, 2]]]]),
    "a fixed parameter twice": lambda body: body["circuit"].update(fixed=[["W_O", [[1, 2]]], ["W_O", [[1, 2]]]]),
    "an empty side": lambda body: body.update(near=[], far=[1, 2, 3, 4]),
    "a side that is not sorted": lambda body: body["near"].reverse(),
    "a position on both sides": lambda body: body["near"].append(3),
    "a position that is a text": lambda body: body.update(near=["1", 2]),
    "another mode": lambda body: body.update(mode="onehot"),
    "a seed of 65 bits": lambda body: body.update(seed=2**64),
    "a prime that is none": lambda body: body.update(prime=91),
    "a prime of 64 bits": lambda body: body.update(prime=2**63 + 29),
    "a lower bound that is true": lambda body: body.update(lower=True),
    "an upper bound below": lambda body: body.update(upper=1),
    "an upper bound that is too large": lambda body: body.update(upper=10**4000 + 1),
    "an upper bound without name": lambda body: body.update(upper_name=None),
    "a name without bound": lambda body: body.update(upper=None),
    "a name of no bound": lambda body: body.update(upper_name="theorem 1"),
    "a letter that is none": lambda body: body["rank_rows"][0].__setitem__(0, 2),
    "a letter that is true": lambda body: body["rank_rows"][0].__setitem__(0, True),
    "a short word": lambda body: body["rank_cols"][0].pop(),
    "a word twice": lambda body: body["rank_cols"].__setitem__(0, body["rank_cols"][1]),
    "a word more": lambda body: body["rank_cols"].append([1, 1]),
    "a digest in capitals": lambda body: body.update(minor_sha256=body["minor_sha256"].upper()),
    "version 2 without its field": lambda body: body.update(version=2),
    "version 2 without need": lambda body: body.update(version=2, observe="scalar"),
    "another version": lambda body: body.update(version=3),
    "what version 1 does not have": lambda body: body.update(observe="vector"),
    "what a circuit of version 1 does not have": lambda body: body["circuit"].update(observed=[[4, "h[4,1]"]]),
    "a map in version 1": lambda body: body["circuit"].update(fixed=[["W_O", IDENTITY]]),
    "a version that is true": lambda body: body.update(version=True),
    "another format": lambda body: body.update(format="tnrnn cut"),
    "a field more": lambda body: body.update(more=1),
    "a field less": lambda body: body.pop("seed"),
    "a field of the circuit more": lambda body: body["circuit"].update(more=1),
}


@pytest.fixture(scope="module")
def plain():
    return without_digest(separation_rank(rac(4, 1, 2, 2), Partition.start_end(4)))


@pytest.mark.parametrize("rule", RULES)
def test_both_refuse_what_the_format_does_not_allow(rule, plain, alone, tmp_path):
    body = json.loads(json.dumps(plain))
    RULES[rule](body)
    assert json.dumps(body) != json.dumps(plain)
    path = tmp_path / "rank.json"
    path.write_text(sealed(body))
    assert verdict_of_tnrnn(path.read_text()) == (2, None, False)
    assert verdict_alone(alone, path) == (2, None)


def observed(pairs):
    return lambda body: body["circuit"].update(observed=pairs)


def of_map(**changes):
    """Return a change of the first map among the fixed parameters."""

    def change(body):
        next(value for _, value in body["circuit"]["fixed"] if isinstance(value, dict)).update(changes)

    return change


NEWER_RULES = {
    "another version": lambda body: body.update(version=1),
    "a word that is not known": lambda body: body.update(observe="all"),
    "more than is claimed": lambda body: body.update(observe="scalar"),
    "nothing": observed([]),
    "no list": observed({}),
    "no pairs": observed([[3]]),
    "an unknown vertex": observed([[3, "none"]]),
    "a step that is none": observed([[None, "bilinear"]]),
    "a step that is true": lambda body: body["circuit"]["observed"][0].__setitem__(0, True),
    "steps of two kinds": lambda body: body["circuit"]["observed"][0].__setitem__(0, [1]),
    "a pair twice": lambda body: body["circuit"]["observed"].append(body["circuit"]["observed"][0]),
    "nothing before the last step": lambda body: body["circuit"].update(observed=body["circuit"]["observed"][-1:]),
    "nothing at a far step": lambda body: body["circuit"].update(
        observed=[[t, name] for t, (_, name) in zip((-1, 0, 1), body["circuit"]["observed"], strict=True)]
    ),
    "a letter more": lambda body: body["rank_cols"][0].append(0),
    "a letter less": lambda body: body["rank_cols"][0].pop(),
    "a letter for a channel that is none": lambda body: body["rank_cols"][0].__setitem__(-1, 4),
    "a map with a field more": of_map(more=1),
    "a formula that is none": of_map(formula="i,j,k->ijk"),
    "a letter twice in a term": of_map(formula="i,jj->ij"),
    "a letter of the result alone": of_map(formula="i,j->ik"),
    "sizes that are none": of_map(sizes=[2, 2, 2]),
    "a size of 0": of_map(sizes=[2, 0]),
    "sizes of another shape": of_map(sizes=[2, 3]),
    "a window that is too short": of_map(window=[1, 2]),
    "a window of another dimension": of_map(window=[0, 3]),
    "no window": of_map(window=[]),
    "a grown operand": of_map(grown=[False, False, True]),
    "grown once": of_map(grown=[True]),
    "grown by numbers": of_map(grown=[0, 0, 0]),
    "the sum of vectors that are not grown": of_map(formula="i+i->i", sizes=[2]),
    "a shape of another dimension": lambda body: next(v for v in vertices_of(body) if v[8]).__setitem__(8, [2, 3]),
    "a shape of one size": lambda body: next(v for v in vertices_of(body) if v[8]).__setitem__(8, [4]),
    "a symbol of another shape": lambda body: next(v for v in vertices_of(body) if v[8]).__setitem__(7, "V"),
    "no shape": lambda body: [vertex.pop() for vertex in vertices_of(body)],
    "eight values and nine": lambda body: vertices_of(body)[0].pop(),
}


@pytest.fixture(scope="module")
def newer():
    return without_digest(separation_rank(attention(), Partition.start_end(3, 1), observe="future"))


@pytest.mark.parametrize("rule", NEWER_RULES)
def test_both_refuse_what_the_newer_format_does_not_allow(rule, newer, alone, tmp_path):
    body = json.loads(json.dumps(newer))
    NEWER_RULES[rule](body)
    assert json.dumps(body) != json.dumps(newer)
    path = tmp_path / "rank.json"
    path.write_text(sealed(body))
    assert verdict_of_tnrnn(path.read_text()) == (2, None, False)
    assert verdict_alone(alone, path) == (2, None)


@pytest.mark.parametrize("observe_", ["scalar", "vector", "future"])
@pytest.mark.parametrize("mode_", ["one-hot", "continuous"])
def test_matrices_and_what_is_observed(alone, tmp_path, mode_, observe_):
    found = separation_rank(attention(4, 3), Partition.start_end(4), mode_, observe=observe_)
    path = tmp_path / "rank.json"
    path.write_text(found.to_json())
    assert json.loads(found.to_json())["version"] == 2
    assert verdict_alone(alone, path) == (0, found.lower)
    assert verdict_of_tnrnn(found.to_json())[:2] == (0, found.lower)


def test_maps_of_vectors_that_have_one_more_coordinate(alone, tmp_path):
    """A circuit with sums, written without: its maps are grown."""
    circuit = without_sums(MODELS["mi_rnn"](2, 1, 2, 2), "one-hot")
    assert any(given.grown for given in circuit.maps.values())
    found = separation_rank(circuit, Partition.start_end(2))
    path = tmp_path / "rank.json"
    path.write_text(found.to_json())
    assert (found.lower, verdict_alone(alone, path)) == (2, (0, 2))
