"""Models of layers over time: their structure, ranks by closed forms, what is refused, and layers of a user's own."""

from __future__ import annotations

from math import comb

import networkx as nx
import pytest
from small_models import model_of_size

from tnrnn import Builder, Partition, TnrnnError, compose, separation_rank, unroll
from tnrnn.drawing import View
from tnrnn.models import (
    GRAPHS,
    MODELS,
    RULES,
    bilinear_mixer,
    gated_ssm,
    gmlp,
    layered,
    linear_attention,
    linear_ssm,
    mamba,
    origin_of,
    polynomial_attention,
    product_gnn,
    racs,
    selective_ssm,
    sizes_of,
)

SEQUENCES = [name for name in MODELS if "residual" in sizes_of(name)]
NEW = [*SEQUENCES, "product_gnn"]


# Structure


@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize("name", SEQUENCES)
def test_every_step_is_observed_and_every_vertex_has_a_place(name, residual):
    circuit = model_of_size(name, 4, 2, 3, 2, residual=residual)
    assert [step for step, _ in circuit.observed] == [1, 2, 3, 4]
    over_all = {"polynomial_attention", "gmlp", "bilinear_mixer"}
    for vertex in circuit.vertices:
        assert vertex.layer in (0, 1, 2)
        assert vertex.position in range(5) or (vertex.position is None and name in over_all)
        assert vertex.symbol or vertex.dim in (1, 2)
    dims = {circuit.by_name[vertex].dim for _, vertex in circuit.observed}
    assert len(dims) == 1
    last = circuit.by_name[circuit.output]
    assert circuit.observed[-1][1] in (last.name, *last.children)


@pytest.mark.parametrize("name", SEQUENCES)
def test_a_residual_connection_is_one_sum_a_step_and_layer(name):
    plain, added = (model_of_size(name, 3, 2, 3, 2, residual=residual) for residual in (False, True))
    sums = [vertex for vertex in added.vertices if vertex.name.startswith("r[")]
    assert {vertex.kind for vertex in sums} == {"sum"}
    assert len(sums) == 6
    mapped = {"P": (2, 3)} if name in ("selective_ssm", "gated_ssm", "mamba") else {}
    mapped |= {"P[2]": (1, 3)} if name == "linear_ssm" else {}
    own = {parameter: added.parameters[parameter] for parameter in added.parameters.keys() - plain.parameters.keys()}
    assert {key: shape for key, shape in own.items() if not key.startswith("W[")} == mapped


def test_states_of_matrices_know_their_two_sizes():
    attention = linear_attention(3, 2, 2, key=3, value=4, rule="delta")
    states = [attention.by_name[f"S[{t},{level}]"] for t in (1, 2, 3) for level in (1, 2)]
    assert {(state.shape, state.symbol, state.dim) for state in states} == {((4, 3), "V K", 12)}
    model = mamba(3, 1, 2, channels=2, state=5)
    states = [model.by_name[f"H[{t},1]"] for t in range(4)]
    assert {(state.shape, state.symbol, state.dim) for state in states} == {((2, 5), "D N", 10)}
    assert model.parameters["s[1]"] == (10,)


def test_the_delta_rule_is_written_without_a_map_of_matrices():
    circuit = linear_attention(4, 1, 2, key=3, value=4, rule="delta")
    assert max(max(shape) for name, shape in circuit.parameters.items() if name not in circuit.maps) == 4


@pytest.mark.parametrize("rule", RULES)
def test_heads_have_weights_and_states_of_their_own(rule):
    one, three = (linear_attention(3, 2, 2, 3, 2, rule, heads) for heads in (1, 3))
    assert {"W_q[1]", "W[1]", "W_O"} <= set(one.parameters)
    assert {"W_q[2,3]", "W[1,3]", "W_O[3]"} <= set(three.parameters)
    assert [name for step, name in three.observed if step == 3] == ["o[3,2,1]", "o[3,2,2]", "o[3,2,3]"]


def test_the_parts_of_gates_are_affine_in_the_input():
    assert linear_attention(4, 1, 2, 2, 2).degree == linear_attention(4, 1, 2, 2, 2, "decay").degree == 3
    assert linear_attention(4, 1, 2, 2, 2, "gated").degree == 3 + 3
    assert linear_attention(4, 1, 2, 2, 2, "delta").degree == 3 + 2 * 3
    assert linear_attention(4, 1, 2, 2, 2, "mlstm").degree == 3 + 4
    assert linear_ssm(4, 3, 2, 2).degree == 1
    assert selective_ssm(4, 1, 2, 2).degree == 4
    assert gated_ssm(4, 2, 2, 2).degree == 9
    assert mamba(4, 1, 2, 2, 2).degree == 3 + 3
    assert polynomial_attention(4, 2, 2, 2, 2).degree == gmlp(4, 3, 2, 2).degree + 1 == 9
    assert bilinear_mixer(4, 2, 2, 2).degree == 4
    assert product_gnn("complete", 2, 2, 2, length=3).degree == 27


# Pictures


@pytest.mark.parametrize("name", NEW)
def test_pictures_show_short_names(name):
    circuit = model_of_size(name, 3, 1, 2, 2)
    for drawn in (circuit, unroll(circuit, "continuous")):
        scene = compose(drawn, view=View(labels="all"))
        texts = {label.text or label.math for label in scene.labels}
        assert any("x^" in text for text in texts)
        assert not any(mark in text for text in texts for mark in ("~", "(+)", "(one)", "(pick)", "(2, 2)"))


@pytest.mark.parametrize(("circuit", "bond"), [(linear_attention(4, 1, 2, 2, 3), "K"), (mamba(4, 1, 2, 2, 3), "D")])
def test_a_state_that_is_a_matrix_is_a_bond_with_two_letters(circuit, bond):
    scene = compose(circuit, view=View(labels="all"))
    second = {"K": "V", "D": "N"}[bond]
    assert sum(label.math == rf"{bond} \, {second}" for label in scene.labels) >= 3


# Ranks by closed forms


def rank(circuit, split=None):
    length = len(circuit.inputs)
    return separation_rank(circuit, Partition.start_end(length, split), "continuous").lower


@pytest.mark.parametrize(("inputs", "size"), [(1, 2), (2, 1), (2, 3), (3, 2)])
def test_one_layer(inputs, size):
    assert rank(linear_ssm(5, 1, inputs, size)) == 2
    assert rank(gated_ssm(5, 1, inputs, size)) == min(inputs, size) + 1
    for rule in ("sum", "decay", "delta", "mlstm"):
        assert rank(linear_attention(5, 1, inputs, size, 2, rule)) == min(inputs, size) + 1
    assert rank(linear_attention(6, 1, 4, size, 1, heads=inputs)) == min(4, inputs * size) + 1
    bound = min(size + 1, 1 + inputs * comb(inputs + 3, 2), 1 + comb(inputs + 3, 3))
    assert rank(selective_ssm(6, 1, inputs, size)) == bound
    assert rank(mamba(2 * size * inputs + 6, 1, 3, inputs, size)) == inputs * size + 1


@pytest.mark.parametrize(("length", "split"), [(4, 2), (5, 2), (5, 4)])
@pytest.mark.parametrize(("inputs", "hidden"), [(2, 1), (3, 2), (2, 3)])
def test_one_layer_over_all_tokens(length, split, inputs, hidden):
    short = min(split, length - split)
    assert rank(gmlp(length, 1, inputs, hidden), split) == min(inputs, hidden) + 1
    assert rank(gmlp(length, 1, inputs, hidden, "mean"), split) == short * min(inputs, 2 * hidden) + 2
    assert rank(bilinear_mixer(length, 1, inputs, hidden), split) == inputs * min(2 * hidden, short) + 2


def test_two_layers():
    assert [rank(gated_ssm(5, 2, size, size)) for size in (1, 2, 3)] == [6, 14, 26]
    assert [rank(selective_ssm(2 + ends, 2, 2, 2), 2) for ends in (2, 3, 4)] == [13, 24, 38]
    assert [rank(linear_attention(5, 2, 4, key, value)) for key, value in ((2, 1), (2, 2))] == [13, 25]
    assert rank(product_gnn("complete", 2, 2, 2, length=4)) == comb(2 + 16 - 1, 16)


# Graphs


def test_graphs_of_networkx_and_graphs_by_name_are_the_same():
    made = {"complete": nx.complete_graph(5), "cycle": nx.cycle_graph(5), "path": nx.path_graph(5)}
    made["star"] = nx.star_graph(4)
    assert {*made} == {*GRAPHS}
    for name, graph in made.items():
        circuit = product_gnn(graph, 2, 2, 3)
        assert circuit == product_gnn(name, 2, 2, 3, length=5)
        assert origin_of(circuit).value("graph") == name
    letters = nx.relabel_nodes(nx.cycle_graph(5), dict(enumerate("cebad")))
    circuit = product_gnn(letters, 1, 2, 2)
    assert circuit.by_name["h[1,1]"].children == ("u[1,1]", "u[2,1]", "u[4,1]")  # a is next to b and d
    assert origin_of(circuit) is None
    apart = product_gnn(nx.empty_graph(3), 2, 2, 2)
    assert apart.copies["x[2]"] == 1


# What is refused


DIGRAPH, MULTI, LOOP = nx.DiGraph([(1, 2)]), nx.MultiGraph([(1, 2)]), nx.Graph([(1, 2), (2, 2)])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: linear_attention(4, 1, 2, 2, 2, rule="dekay"), "rule: expected sum, decay, gated, delta or mlstm"),
        (lambda: linear_attention(4, 1, 2, 2, 2, rule="dekay"), "did you mean 'decay'?"),
        (lambda: linear_attention(4, 1, 2, 2, 2, heads=0), "heads: expected an integer from 1 to"),
        (lambda: linear_attention(4, 1, 2, 0, 2), "key: expected an integer from 1 to 1000000000, given 0"),
        (lambda: polynomial_attention(4, 1, 2, 2, "2"), "value: expected an integer from 1 to"),
        (lambda: selective_ssm(4, 1, 2, 2, 1), "output_gate: expected True or False, given 1"),
        (lambda: linear_ssm(4, 1, 2, 2, True), "outputs: expected an integer"),
        (lambda: gated_ssm(4, 1, 2, 2, residual=None), "residual: expected True or False, given None"),
        (lambda: mamba(0, 1, 2, 2, 2), "length: expected an integer of at least 1, given 0"),
        (lambda: mamba(4, 1.5, 2, 2, 2), "layers: expected an integer"),
        (lambda: mamba(4, 1, 2, 10**5, 10**5), "channels and state: expected a product of at most 1000000000, given"),
        (lambda: linear_attention(4, 1, 2, 10**5, 10**5), "key and value: expected a product of at most"),
        (lambda: gmlp(10**4, 1, 2, 10**6), "length and hidden: expected a product of at most"),
        (lambda: bilinear_mixer(4, 1, 10**5, 10**5), "inputs and hidden: expected a product of at most"),
        (lambda: gmlp(4, 1, 2, 2, "first"), "readout: expected last or mean, given 'first'"),
        (lambda: product_gnn("cycel", 1, 2, 2, length=4), "did you mean 'cycle'?"),
        (
            lambda: product_gnn("cycle", 1, 2, 2),
            "length: expected the number of vertices of the graph cycle",
        ),
        (lambda: product_gnn([(1, 2)], 1, 2, 2), "graph: expected a simple undirected networkx.Graph, or complete"),
        (lambda: product_gnn(DIGRAPH, 1, 2, 2), "path or star, given a DiGraph"),
        (lambda: product_gnn(MULTI, 1, 2, 2), "path or star, given a MultiGraph"),
        (lambda: product_gnn(LOOP, 1, 2, 2), "graph: expected no edge from a vertex to itself"),
        (lambda: product_gnn(nx.Graph(), 1, 2, 2), "graph: expected at least one vertex, given none"),
        (lambda: product_gnn(nx.Graph([(1, "a")]), 1, 2, 2), "graph: expected vertices that can be sorted"),
        (lambda: product_gnn(nx.path_graph(3), 1, 2, 2, length=4), "length: expected 3, the number of vertices"),
        (lambda: product_gnn("complete", 1, 2, 2, length=10**5), "at most 4,000,000 neighbours"),
        (lambda: product_gnn("path", 3, 2, 0, length=3), "hidden: expected an integer from 1 to"),
    ],
)
def test_mistakes(call, message):
    with pytest.raises(TnrnnError) as caught:
        call()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", NEW)
def test_too_many_vertices_are_refused_before_any_is_made(name, monkeypatch):
    """The count that is checked is never above that of the circuit."""
    sizes = [(1, 1), (1, 2), (4, 1), (3, 3)]
    made = {(length, layers): model_of_size(name, length, layers, 2, 2) for length, layers in sizes}
    for (length, layers), circuit in made.items():
        with monkeypatch.context() as patch:
            patch.setattr(racs, "MAX_VERTICES", len(circuit.vertices))
            assert model_of_size(name, length, layers, 2, 2) == circuit
    monkeypatch.setattr(Builder, "input", None)
    for length, layers in ((10**5, 10**5), (10**15, 1), (2, 10**30)):
        with pytest.raises(TnrnnError, match="length and layers: expected at most 10,000,000 vertices, given length"):
            model_of_size(name, length, layers, 2, 2)


# Layers of a user's own


def selective_layer(build, below, level):
    h, shown = build.constant(f"h[0,{level}]", "N", name=f"h[0,{level}]", at=(0, level)), []
    for t, u in enumerate(below, start=1):
        at = (t, level)
        gate = build.constant(f"g[{level}]", "N", at=at) + build.linear(f"G[{level}]", u, "N", at=at)
        h = gate * h + build.linear(f"B[{level}]", u, "N", at=at)
        shown.append(h)
    return shown


@pytest.mark.parametrize("residual", [False, True])
def test_a_layer_of_ones_own_is_as_good_as_a_model(residual):
    own = layered(selective_layer, 4, 2, 2, residual=residual, N=3)
    model = selective_ssm(4, 2, 2, 3, residual=residual)
    assert {**own.parameters} == {**model.parameters}
    assert len(own.vertices) == len(model.vertices)
    assert rank(own) == rank(model)
    assert origin_of(own) is None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: layered(lambda build, below, level: below[1:], 4, 2, 2), "layer 1: expected a list of 4 vectors"),
        (lambda: layered(lambda build, below, level: None, 4, 2, 2), "layer 1: expected a list of 4 vectors"),
        (lambda: layered(lambda build, below, level: below, 10**7, 2, 2), "at most 10,000,000 vertices"),
        (lambda: layered(lambda build, below, level: below, 4, 2, 0), "inputs: expected an integer from 1 to"),
        (lambda: layered(lambda build, below, level: below, 4, 2, 2, N=0), "dimension N: expected an integer"),
        (lambda: layered(lambda build, below, level: below, 4, 2, 2, residual=1), "residual: expected True or False"),
    ],
)
def test_mistakes_in_layers(call, message):
    with pytest.raises(TnrnnError, match=message):
        call()
