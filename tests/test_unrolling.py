import tracemalloc
from collections import Counter
from math import comb

import pytest
from random_circuits import random_circuit

from tnrnn import TnrnnError, rac, unroll, unrolled_size
from tnrnn.basics.errors import approximate

CASES = [(t, depth) for depth in range(1, 5) for t in range(1, 13)]


@pytest.mark.parametrize(("length", "layers"), CASES)
def test_counts_of_the_unrolled_rac(length, layers):
    """Copies of inputs, C(T+L, L) - 1 copy tensors, and the hidden bonds that cross every split."""
    network = unroll(rac(length, layers, inputs=2, hidden=3), mode="continuous")
    count = Counter(tensor.vertex for tensor in network.tensors)
    kinds = Counter(tensor.kind for tensor in network.tensors)
    assert kinds["copy"] == comb(length + layers, layers) - 1
    for t in range(1, length + 1):
        assert count[f"x[{t}]"] == comb(length - t + layers - 1, layers - 1)
    crossing = Counter()
    for ends in network.ends.values():
        tensors = sorted((network.tensors[end] for end in ends), key=lambda tensor: tensor.position)
        if len(ends) == 2 and tensors[0].position < tensors[1].position:
            assert tensors[1].position == tensors[0].position + 1
            assert tensors[0].layer == tensors[1].layer
            crossing[tensors[0].position, tensors[0].layer] += 1
    for k in range(1, length):
        for depth in range(1, layers + 1):
            assert crossing[k, depth] == comb(length - k - 1 + layers - depth, layers - depth)


def test_joined_inputs_have_one_slot_each_and_no_copy_tensor_where_used_once():
    network = unroll(rac(4, 2, 2, 3), mode="one-hot")
    slots = [tensor for tensor in network.tensors if tensor.kind == "input"]
    assert [tensor.name for tensor in slots if tensor.position == 4] == ["x[4]"]
    assert len(slots) == 4
    joints = {tensor.vertex: len(tensor.bonds) - 1 for tensor in network.tensors if tensor.name.startswith("copy(")}
    assert joints == {"x[1]": 4, "x[2]": 3, "x[3]": 2}


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
def test_size_is_counted_exactly(mode):
    for seed in range(200):
        circuit = random_circuit(seed)
        network = unroll(circuit, mode)
        assert len(network.tensors) == unrolled_size(circuit, mode)
        of_kind = {"input": "input", "constant": "state", "product": "copy"}
        for tensor in network.tensors:
            vertex = circuit.by_name[tensor.vertex]
            expected = of_kind.get(vertex.kind, "weight")
            assert tensor.kind in (expected, "output", "copy" if vertex.kind == "input" else expected)


def test_the_tree_of_paths():
    """With repeated inputs the network is a tree: every tensor but the root has one user, and edges are one fewer."""
    for seed in range(100):
        network = unroll(random_circuit(seed), mode="continuous")
        assert len(network.bonds) - 1 == len(network.tensors) - 1


def test_a_network_too_large_is_refused_before_memory_is_taken_and_names_its_size():
    circuit = rac(1000, 10, 2, 2)
    tracemalloc.start()
    with pytest.raises(
        TnrnnError, match=r"the network would have about 8.8e\+23 tensors, more than the limit of 200,000$"
    ):
        unroll(circuit)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**23


def test_the_limit_can_be_raised_and_lowered():
    circuit = rac(6, 2, 2, 3)
    with pytest.raises(TnrnnError, match="would have 110 tensors, more than the limit of 100"):
        unroll(circuit, "continuous", limit=100)
    assert len(unroll(circuit, "continuous", limit=110).tensors) == 110


def test_unknown_modes_are_refused():
    with pytest.raises(
        TnrnnError, match="mode: expected one-hot or continuous, given 'onehot'; did you mean 'one-hot'"
    ):
        unroll(rac(2, 1, 2, 2), "onehot")


def test_approximate():
    assert approximate(999_999) == "999,999"
    assert approximate(10**15) == "about 1.0e+15"
    assert approximate(99 * 10**30) == "about 9.9e+31"
    for power in range(15, 400, 7):
        for factor in (1, 3, 9):
            text = approximate(factor * 10**power)
            assert text == f"about {factor}.0e+{power}"
