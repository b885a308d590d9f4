"""What a circuit says of its model and sizes is true, is asked for once, and is never a way to a wrong bound."""

import copy
import dataclasses
import json
import pickle

import numpy as np
import pytest
from random_circuits import random_circuit
from small_models import model_of_size

from tnrnn import Circuit, Partition, RankCertificate, bounds, from_json, rac, separation_rank, symmetric_cut, to_json
from tnrnn.models import (
    GRAPHS,
    MODELS,
    RULES,
    call_of,
    conv_ac,
    cp_rnn,
    lstm,
    origin_of,
    rac_sizes,
    recognition,
    recurrent,
    sizes_of,
)
from tnrnn.networks import Origin, Vertex
from tnrnn.ranks.certificate_text import circuit_sha256
from tnrnn.upper import least_upper

RAC = rac(8, 2, 3, 3)
MADE = [model_of_size(name, 4, 1 if name == "tensor_train_lm" else 2, 2, 3) for name in MODELS]
MADE += [rac(5, 3, 2, 4, outputs=2), lstm(2, 1, 2, 2, outputs=3), cp_rnn(3, 2, 2, 3, rank=5, outputs=2)]
MADE += [
    conv_ac(5, 1, 2, 3, window=3, stride=1),
    conv_ac(4, 2, 2, 2, window=1),
    conv_ac(4, 1, 2, 2, window=4, stride=1),
]
MADE += [conv_ac(1, 3, 2, 2, window=1), conv_ac(9, 2, 2, 2, window=3, outputs=2)]
SEQUENCES = [name for name in MODELS if "residual" in sizes_of(name)]
MADE += [model_of_size(name, 3, 2, 2, 3, residual=True, outputs=2) for name in SEQUENCES]
MADE += [model_of_size(name, 1, 1, 3, 2) for name in SEQUENCES]
MADE += [MODELS["selective_ssm"](3, 2, 2, 2, output_gate=True)]
MADE += [MODELS["linear_attention"](3, 1, 2, 2, 3, rule, heads) for rule in RULES for heads in (1, 2)]
MADE += [MODELS["linear_attention"](1, 2, 2, 2, 2, rule) for rule in RULES]
MADE += [MODELS["polynomial_attention"](2, 2, 2, 3, 1, heads=3)]
MADE += [MODELS["gmlp"](3, layers, 2, 2, "mean", residual=layers == 2) for layers in (1, 2)]
MADE += [MODELS["product_gnn"](name, 2, 2, 3, length, outputs=2) for name in GRAPHS for length in (1, 2, 3, 5)]


def without_origin(circuit):
    return Circuit(circuit.vertices, circuit.output, circuit.fixed, circuit.observed)


def claiming(circuit, origin):
    """Return what is unpickled of a circuit that claims an origin."""
    make, fields = circuit.__reduce__()
    return make(*fields[:-1], origin)


@pytest.fixture
def made(monkeypatch):
    """The calls of models that recognition makes."""
    calls = []

    def counted(name):
        def make(**sizes):
            calls.append((name, sizes))
            return MODELS[name](**sizes)

        return make

    monkeypatch.setattr(recognition, "MODELS", {name: counted(name) for name in MODELS})
    return calls


@pytest.mark.parametrize("circuit", MADE, ids=lambda circuit: call_of(circuit.origin))
def test_a_made_circuit_knows_what_is_found_by_making_it_again(circuit, made):
    assert origin_of(circuit) is circuit.origin
    assert made == []
    found = without_origin(circuit)
    assert found.origin is None
    assert origin_of(found) == origin_of(circuit) == found.origin
    assert len(made) == 1
    assert MODELS[found.origin.model](**dict(found.origin.sizes)) == circuit


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda circuit: pickle.loads(pickle.dumps(circuit))])
def test_copies_and_pickles_keep_the_origin_and_have_it_checked_once(copied, made):
    for circuit in (rac(4, 2, 2, 3), conv_ac(4, 1, 2, 2, window=4, stride=1)):
        twin = copied(circuit)
        assert twin.origin == circuit.origin
        assert [origin_of(twin) for _ in range(3)] == [circuit.origin] * 3
        assert len(made) == 1
        made.clear()


def test_an_origin_is_no_part_of_a_circuits_value():
    circuit, plain = rac(4, 2, 2, 3), without_origin(rac(4, 2, 2, 3))
    forged = claiming(circuit, Origin("lstm", (("length", 1),)))
    for other in (plain, forged):
        assert circuit == other
        assert hash(circuit) == hash(other)
        assert repr(circuit) == repr(other)
        assert dataclasses.asdict(circuit) == dataclasses.asdict(other)
        assert to_json(circuit) == to_json(other)
        assert circuit_sha256(circuit) == circuit_sha256(other)
    assert "origin" not in {field.name for field in dataclasses.fields(circuit)}
    assert "origin" not in json.loads(to_json(circuit))
    assert from_json(to_json(circuit)).origin is None


def test_what_is_changed_has_no_origin():
    circuit = rac(4, 2, 2, 3)
    vertices = tuple(dataclasses.replace(v, layer=1) if v.name == "h[2,2]" else v for v in circuit.vertices)
    for other in (dataclasses.replace(circuit, vertices=vertices), dataclasses.replace(circuit, output=circuit.output)):
        assert other.origin is None
        assert origin_of(other) == (circuit.origin if other == circuit else None)
    with pytest.raises(TypeError):
        Circuit(circuit.vertices, circuit.output, origin=circuit.origin)
    with pytest.raises(TypeError):
        dataclasses.replace(circuit, origin=circuit.origin)
    with pytest.raises(dataclasses.FrozenInstanceError):
        circuit.origin = None
    with pytest.raises(TypeError):
        MODELS["rac"] = lambda **sizes: circuit


def test_no_model_makes_these():
    assert origin_of(conv_ac(4, 2, 2, 3, shared=False)) is None
    assert origin_of(recurrent("mi_rnn", (3, 1, 2, 2))) == MODELS["mi_rnn"](3, 1, 2, 2).origin
    for seed in range(50):
        circuit = random_circuit(seed)
        assert origin_of(circuit) is None
        assert origin_of(claiming(circuit, RAC.origin)) is None


FALSE = [
    RAC.origin,
    rac(8, 1, 3, 3).origin,
    Origin("nothing", ()),
    Origin("rac", rac(8, 2, 3, 5, outputs=2).origin.sizes),
    Origin("rac", (("length", 8),)),
    Origin("rac", (*rac(8, 2, 3, 5).origin.sizes, ("width", 3))),
    Origin("rac", 8),
    "rac",
]


@pytest.mark.parametrize("claim", FALSE)
@pytest.mark.parametrize("how", [claiming, lambda circuit, claim: set_by_force(without_origin(circuit), claim)])
def test_a_false_origin_changes_no_bound(claim, how):
    """The bounds of `RAC` lie below the rank of a circuit that claims to be it."""
    circuit, half = rac(8, 2, 3, 5), Partition.start_end(8)
    true = separation_rank(circuit, half)
    assert true.exact
    assert true.lower > least_upper(RAC, half).value
    forged = how(circuit, claim)
    assert rac_sizes(forged) == (8, 2, 3, 5)
    forged = how(circuit, claim)
    assert least_upper(forged, half) == least_upper(circuit, half)
    assert symmetric_cut(how(circuit, claim), half) == symmetric_cut(circuit, half)
    found = bounds(how(circuit, claim), half)
    assert found == bounds(circuit, half)
    assert found.certificate.claim == true.claim
    assert RankCertificate.from_json(found.certificate.to_json()).verify()


def set_by_force(circuit, claim):
    object.__setattr__(circuit, "origin", claim)
    return circuit


def test_a_circuit_that_is_nearly_an_rac_gets_no_bound_of_racs():
    """Weights of its own in every step, and so a rank above what the relations among an RAC's values allow."""
    circuit, half = rac(10, 2, 2, 4), Partition.start_end(10)
    vertices = []
    for vertex in circuit.vertices:
        own = (
            vertex.parameter and f"{vertex.parameter} {vertex.position}"
            if vertex.kind == "linear"
            else vertex.parameter
        )
        vertices.append(dataclasses.replace(vertex, parameter=own))
    other = Circuit(tuple(vertices), circuit.output)
    for given in (other, claiming(other, circuit.origin)):
        names = {row.name: row.reason for row in bounds(given, half, "continuous").rows if not row.applies}
        assert names["ideal_bound"] == names["conjecture_1"] == "needs an RAC"


class Evil(Vertex):
    """A vertex that calls itself equal to any other."""

    __slots__ = ()
    __hash__ = Vertex.__hash__

    def __eq__(self, other):
        return True


def test_vertices_that_call_themselves_equal_are_no_model():
    vertices = [
        Evil(
            *(getattr(v, name) for name in ("name", "kind", "children")),
            **{name: getattr(v, name) for name in ("dim", "parameter", "position", "layer", "symbol")},
        )
        for v in rac(4, 2, 2, 3).vertices
    ]
    assert origin_of(Circuit(tuple(vertices), "y")) is None
    assert rac_sizes(claiming(Circuit(tuple(vertices), "y"), rac(4, 2, 2, 2).origin)) is None


def test_numbers_of_numpy_become_pythons():
    circuit = rac(*map(np.int64, (4, 2, 2, 3)))
    assert all(type(size) is int for _, size in circuit.origin.sizes)
    assert repr(circuit.origin) == repr(origin_of(without_origin(circuit)))
