"""Certificates that somebody has changed: every field, in memory and in the text; upper bounds; sizes."""

import json
from dataclasses import fields, replace

import numpy as np
import pytest

from tnrnn import Circuit, Partition, RankCertificate, TnrnnError, Vertex, numeric_spectrum, rac, separation_rank
from tnrnn.ranks.certificate import MAX_UPPER
from tnrnn.ranks.certificate_text import _digest
from tnrnn.upper import UpperBound, upper_bound, upper_bounds

ODD = [None, True, False, -1, 2.5, 1.0, float("nan"), "", "x", "8", b"x", [], {}, [[0]], 10**400, 2**64, object()]


@pytest.fixture(scope="module")
def certificate():
    return separation_rank(rac(6, 2, 2, 3), Partition.start_end(6), seed=3)


def sealed(body):
    return json.dumps(body | {"sha256": _digest(body)})


def body_of(certificate):
    body = json.loads(certificate.to_json())
    del body["sha256"]
    return body


def refused(make):
    """Return whether making a certificate, its text or its verification raises an error of one line."""
    try:
        made = make()
        made.to_json()
        hash(made)
        made.verify()
    except TnrnnError as error:
        return "\n" not in str(error)
    return False


@pytest.mark.parametrize("name", [field.name for field in fields(RankCertificate)])
def test_every_field_of_another_kind_is_refused(certificate, name):
    for value in ODD:
        if name == "upper" and value in (10**400, 2**64):  # true, if loose
            assert not replace(certificate, upper=value).exact
            continue
        assert refused(lambda value=value: replace(certificate, **{name: value})), (name, value)


def test_every_field_of_the_text_of_another_kind_is_refused(certificate):
    body = body_of(certificate)
    for name in (*body, "more"):
        for value in ODD:
            if isinstance(value, bytes) or type(value) is object:
                continue
            text = sealed(body | {name: value})
            if name == "upper" and value in (10**400, 2**64):
                assert not RankCertificate.from_json(text).exact
                continue
            assert refused(lambda text=text: RankCertificate.from_json(text)), (name, value)


@pytest.mark.parametrize("name", ["vertices", "output", "fixed"])
def test_every_record_of_a_circuit_of_another_kind_is_refused(certificate, name):
    for value in [*ODD[:9], [], {}, [[0]], [["W_O", [[True, 1, 1]]]], [["W_O", [[1.5, 1, 1]]]], [["W_O", 1]]]:
        if name == "fixed" and value == []:
            continue  # what it is
        body = body_of(certificate)
        body["circuit"][name] = value
        text = sealed(body)
        assert refused(lambda text=text: RankCertificate.from_json(text)), value


@pytest.mark.parametrize("place", range(5))
def test_every_vertex_of_another_kind_is_refused(certificate, place):
    for value in [*ODD[:10], 10**400, 2, ["x[1]"], ["h[0,1]", "h[0,1]"]]:
        body = body_of(certificate)
        vertex = body["circuit"]["vertices"][-2]
        if vertex[place] == value:
            continue
        vertex[place] = value
        text = sealed(body)
        assert refused(lambda text=text: RankCertificate.from_json(text)), value


@pytest.mark.parametrize("depth", [20, 300, 900, 10**5])
@pytest.mark.parametrize("name", ["near", "rank_rows", "upper", "more"])
def test_deep_texts_are_refused(certificate, depth, name):
    nested = "[" * depth + "]" * depth
    body = body_of(certificate) | {name: "NESTED"}
    text = json.dumps(body).replace('"NESTED"', nested)
    assert refused(lambda: RankCertificate.from_json(text))
    if depth < 900:
        assert refused(lambda: RankCertificate.from_json(sealed(json.loads(text))))


def test_a_text_says_everything_once_and_in_one_way(certificate):
    text = certificate.to_json()
    with pytest.raises(TnrnnError, match="every field once"):
        RankCertificate.from_json('{"lower":99,' + text[1:])
    with pytest.raises(TnrnnError, match="near: expected it as to_json writes it"):
        RankCertificate.from_json(sealed(body_of(certificate) | {"near": [3, 2, 1]}))
    with pytest.raises(TnrnnError, match="fields that to_json writes, given 'more'"):
        RankCertificate.from_json(sealed(body_of(certificate) | {"more": 1}))
    for end in range(0, len(text) - 2, 41):
        with pytest.raises(TnrnnError):
            RankCertificate.from_json(text[:end])


def test_numbers_of_numpy_are_written(certificate):
    same = replace(
        certificate,
        seed=np.int64(3),
        lower=np.int32(8),
        rank_rows=tuple(tuple(np.array(word)) for word in certificate.rank_rows),
    )
    assert same.to_json() == certificate.to_json()


def test_words_are_the_same_on_every_machine(certificate):
    """The words and the minor come from SHAKE-256 alone: no generator of Python's or numpy's."""
    assert certificate.minor_sha256 == DIGEST
    assert separation_rank(rac(12, 2, 2, 2), Partition.start_end(12), seed=1).rank_rows[:3] == WORDS


DIGEST = "8de97ea34158ab103a7a9b44174c380414ec6bea8010f3ad45d8a0d947797a4e"
WORDS = ((1, 1, 1, 0, 0, 0), (1, 1, 0, 1, 0, 1), (1, 1, 0, 0, 0, 1))


# Upper bounds


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
def test_verify_computes_known_upper_bounds_again(mode):
    circuit, partition = rac(6, 2, 3, 3), Partition.start_end(6)
    for bound in upper_bounds(circuit, partition, mode):
        assert upper_bound(circuit, partition, mode, bound.name) == bound
        found = separation_rank(circuit, partition, mode, upper=bound)
        if bound.value <= 27:  # the number of one-hot words
            assert (found.upper, found.upper_name) == (bound.value, bound.name)
        found = replace(found, upper=bound.value, upper_name=bound.name)
        assert found.upper_known
        assert found.exact == (found.lower == bound.value)
        assert found.verify()
        looser = replace(found, upper=bound.value + 1)  # as if the bound had been worse in the version that wrote it
        assert (looser.verify(), looser.exact) == (True, False)
        assert looser.sentence == f"rank >= {found.lower}, proved; <= {bound.value + 1}, proved by {bound.name}"
        if bound.value > found.lower:
            with pytest.raises(TnrnnError, match=f"upper: expected what {bound.name} gives: {bound.value:,}, given"):
                replace(found, upper=bound.value - 1).verify()


def test_verify_refuses_a_known_bound_that_does_not_apply(certificate):
    continuous = separation_rank(rac(4, 1, 2, 2), Partition.start_end(4), "continuous")
    for name in ("grid_cap", "near words", "ideal_bound_C"):
        with pytest.raises(TnrnnError, match="a bound that applies to this circuit and mode"):
            replace(continuous, upper_name=name).verify()
    with pytest.raises(TnrnnError, match="both or neither"):
        replace(certificate, upper=None)


def test_a_given_bound_is_on_trust_and_says_so():
    circuit, partition = rac(6, 2, 2, 3), Partition.start_end(6)
    for mode in ("one-hot", "continuous"):
        rank = separation_rank(circuit, partition, mode).lower
        found = separation_rank(circuit, partition, mode, upper=rank)
        if mode == "one-hot":  # the number of words is as low, and proved
            assert (rank, found.upper_name, found.exact, found.verify()) == (8, "near words", True, True)
            continue
        for each in (found, RankCertificate.from_json(found.to_json())):
            assert (each.exact, each.upper_known, each.on_trust, each.verify()) == (False, False, True, False)
            assert each.sentence == f"rank >= {rank}, proved; <= {rank} on trust: given: by the caller"
    named = separation_rank(circuit, partition, "continuous", upper=UpperBound("my theorem", 4.9, 30, "", "mine"))
    assert named.sentence.endswith("; <= 30 on trust: given: my theorem")
    assert separation_rank(
        circuit, partition, "continuous", upper=UpperBound("given: y", 4.9, 30, "", "")
    ).upper_name == ("given: y")
    assert replace(found, upper=None, upper_name=None).verify()


@pytest.mark.parametrize(
    ("upper", "message"),
    [
        (2.5, "upper: expected an integer of at least 0, given 2.5"),
        (True, "upper"),
        ((8, "x"), "upper"),
        (UpperBound("", 3.0, 8, "", ""), "upper, name: expected a printable name"),
        (UpperBound("x", 1.0, 2, "", ""), "upper: expected a bound on the rank, which is at least"),
    ],
)
def test_upper_is_an_int_or_a_bound(upper, message):
    with pytest.raises(TnrnnError, match=message):
        separation_rank(rac(6, 2, 2, 3), Partition.start_end(6), upper=upper)


def test_an_upper_bound_of_a_text_cannot_be_made():
    with pytest.raises(TnrnnError, match="amount: expected an integer of at least 0, given '8'"):
        UpperBound("x", 3.0, "8", "", "")  # type: ignore[arg-type]


def test_an_upper_bound_too_long_to_write_is_left_out():
    found = separation_rank(wide(3), Partition.start_end(2), "continuous", upper=MAX_UPPER + 1)
    assert (found.lower, found.upper, found.upper_name) == (2, None, None)
    assert RankCertificate.from_json(found.to_json()) == found
    with pytest.raises(TnrnnError, match=r"at most 10\^4000"):
        replace(found, upper=MAX_UPPER + 1, upper_name="given: x")


# Sizes are checked before anything is made


def wide(dim, inputs=2):
    """Return a circuit of two inputs that are mapped to vectors of dimension `dim` and multiplied."""
    x = [Vertex(f"x{t}", "input", dim=inputs, position=t) for t in (1, 2)]
    u = [Vertex(f"u{t}", "linear", (f"x{t}",), dim=dim, parameter="A") for t in (1, 2)]
    return Circuit(
        (*x, *u, Vertex("p", "product", ("u1", "u2"), dim=dim), Vertex("y", "linear", ("p",), dim=1, parameter="C")),
        "y",
    )


def test_vectors_that_do_not_fit_in_memory_are_refused():
    with pytest.raises(TnrnnError, match=r"values: expected vectors of at most 268,435,456 numbers .*3,000 x 3,000 w"):
        numeric_spectrum(wide(10**5), Partition.start_end(2), "continuous", samples=3000)
    with pytest.raises(TnrnnError, match="random_weights: expected at most"):
        separation_rank(wide(10**9), Partition.start_end(2))
    x = [Vertex(f"x{t}", "input", dim=10**9, position=t) for t in (1, 2)]
    plain = Circuit((*x, Vertex("y", "product", ("x1", "x2"), dim=10**9)), "y")
    with pytest.raises(TnrnnError, match="words: expected points of at most 134,217,728 coordinates"):
        separation_rank(plain, Partition.start_end(2))


def test_a_hostile_certificate_takes_no_memory(certificate):
    body = body_of(certificate) | {"lower": 10**9}
    with pytest.raises(TnrnnError, match="lower: expected an integer from 0 to 20000"):
        RankCertificate.from_json(sealed(body))
    x = [Vertex(f"x{t}", "input", dim=10**9, position=t) for t in (1, 2)]
    plain = Circuit((*x, Vertex("y", "product", ("x1", "x2"), dim=10**9)), "y")
    words = tuple((letter,) for letter in range(3))
    false = RankCertificate(
        plain, Partition.start_end(2), "one-hot", 0, 7, 3, 3, "grid_cap", words, words, certificate.minor_sha256
    )
    with pytest.raises(TnrnnError, match=r"vectors of at most 268,435,456 numbers, given 3,000,000,000"):
        RankCertificate.from_json(false.to_json()).verify()


def test_fixed_values_that_are_no_integers_have_no_text(certificate):
    plain = rac(6, 2, 2, 3)
    circuit = Circuit(plain.vertices, plain.output, (("h[0,1]", (0.5, 1, 1)),))
    with pytest.raises(TnrnnError, match=r"fixed h\[0,1\]: expected integers, given 0.5"):
        replace(certificate, circuit=circuit).to_json()
