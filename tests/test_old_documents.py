"""Documents of version 1, which hold circuits that observe nothing and maps that are written out.

`tests/data/documents_version_1.jsonl` was written before there was a version 2, a document in each line.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from tnrnn import Circuit, Cut, Network, Partition, RankCertificate, contract, evaluate, min_cut, rac, unroll
from tnrnn.homogeneous import Homogeneous
from tnrnn.interop import from_json, to_json
from tnrnn.models import MODELS, call_of, lstm, mi_rnn, origin_of
from tnrnn.values import random_weights

TEXTS = (Path(__file__).parent / "data" / "documents_version_1.jsonl").read_text().splitlines(keepends=True)
READ = [(text, from_json(text)) for text in TEXTS]
CIRCUITS = [(text, circuit) for text, circuit in READ if isinstance(circuit, Circuit)]
NETWORKS = [network for _, network in READ if isinstance(network, tuple)]
CERTIFICATES = [(text, found) for text, found in READ if isinstance(found, RankCertificate)]


def test_the_file_has_documents_of_all_kinds():
    assert {json.loads(text)["version"] for text in TEXTS} == {1}
    assert (len(CIRCUITS), len(NETWORKS), len(CERTIFICATES)) == (8, 3, 7)
    assert sum(isinstance(cut, Cut) for _, cut in READ) == 2


@pytest.mark.parametrize(("text", "read"), [pair for pair in READ if not isinstance(pair[1], tuple)])
def test_they_are_written_as_they_were(text, read):
    assert to_json(read) == text


def test_circuits_are_recognised_as_their_models():
    calls = [call_of(origin) for _, circuit in CIRCUITS[:-1] if (origin := origin_of(circuit)) is not None]
    assert calls == [
        "rac(length=3, layers=2, inputs=2, hidden=2)",
        "rac(length=3, layers=1, inputs=2, hidden=3, outputs=2)",
        "lstm(length=2, layers=1, inputs=2, hidden=1)",
        "gru(length=2, layers=1, inputs=1, hidden=2)",
        "mi_rnn(length=2, layers=2, inputs=2, hidden=2)",
        "conv_ac(length=4, layers=1, inputs=2, hidden=2, stride=2)",
        "second_order_rnn(length=2, layers=1, inputs=2, hidden=2)",
    ]
    for call, (_, circuit) in zip(calls, CIRCUITS, strict=False):
        assert circuit == eval(call, dict(MODELS)).scalar_part


@pytest.mark.parametrize(
    ("at", "circuit", "mode"),
    [(0, rac(3, 1, 2, 2), "one-hot"), (1, lstm(2, 1, 2, 1), "continuous"), (2, mi_rnn(2, 1, 2, 1), "one-hot")],
    ids=["rac", "lstm", "mi_rnn"],
)
def test_networks_have_the_values_of_their_circuits(at, circuit, mode):
    """The map (+) that adds two vectors has all its entries there; the same network of today has the same values."""
    network, weights = NETWORKS[at]
    assert isinstance(network, Network)
    assert not network.maps
    assert any("(+)" in name for name, _ in network.fixed) == (at > 0)
    free = random_weights(circuit, 5, 101)
    today = {name: np.asarray(array, dtype=object) for name, array in Homogeneous(circuit, mode).weights(free).items()}
    for word in ((0, 1, 1), (1, 0, 1)):
        points = {v.position: np.eye(v.dim, dtype=int)[letter] for v, letter in zip(circuit.inputs, word, strict=False)}
        given = Homogeneous(circuit, mode).points(points)
        old = [int(value) for value in contract(network, {n: a.astype(object) for n, a in weights.items()}, given)]
        assert old == [int(value) for value in contract(unroll(circuit, mode), today, given)]
        assert [value % 101 for value in old] == evaluate(circuit, free, points, 101).tolist()


def test_cuts_are_those_of_today():
    cuts = [cut for _, cut in READ if isinstance(cut, Cut)]
    assert cuts[0] == min_cut(unroll(rac(4, 2, 2, 2)), Partition.start_end(4))
    assert cuts[1] == min_cut(rac(6, 2, 2, 2), Partition.start_end(6), mode="continuous")


@pytest.mark.parametrize(("text", "found"), CERTIFICATES)
def test_certificates_verify(text, found):
    assert found.observe == "scalar"
    assert found.sentence.startswith("not verified")
    assert found.verify() != found.on_trust
    assert found.exact == (found.lower == found.upper and not found.on_trust)
    assert json.loads(text)["circuit"]["fixed"] == []
    assert origin_of(found.circuit) is not None


def test_certificates_say_what_they_said():
    digest = "f93a3e4db53cd49e28c8b887a27a236d03639061dcd392a898f02d44c2e8fdbb"
    claim = "rac(length=4, layers=2, inputs=2, hidden=2), near 1-2, far 3-4, one-hot, modulo 2147483647, seed 0"
    assert CERTIFICATES[0][1].claim == f"{claim}, circuit sha256 {digest}"
