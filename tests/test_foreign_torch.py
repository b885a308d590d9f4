"""Tensors of torch where arrays come in: the same numbers, views where there can be any, or one line."""

import warnings
from types import SimpleNamespace

import networkx
import numpy as np
import pytest
import tensornetwork
from needs_torch import torch

from tnrnn import TnrnnError, contract, evaluate, from_torch, rac
from tnrnn.interop import from_einsum, from_networkx, from_quimb, from_tensornetwork, to_quimb
from tnrnn.values.arithmetic import numeric
from tnrnn.values.foreign import READABLE, as_numpy


def gradient():
    return torch.arange(6.0, dtype=torch.float64).reshape(2, 3).requires_grad_()


def turned():
    return torch.tensor([[1 + 2j, 3], [4j, 5 - 1j]])


TENSORS = {
    "a parameter": (lambda: torch.nn.Parameter(torch.ones(2)), [1, 1], np.float32),
    "with a gradient": (gradient, [[0, 1, 2], [3, 4, 5]], np.float64),
    "computed from it": (lambda: gradient()[0] * 2, [0, 2, 4], np.float64),
    "a scalar": (lambda: gradient().sum(), 15, np.float64),
    "conjugated": (lambda: turned().conj(), [[1 - 2j, 3], [-4j, 5 + 1j]], np.complex64),
    "adjoint": (lambda: turned().mH, [[1 - 2j, -4j], [3, 5 + 1j]], np.complex64),
    "negated": (lambda: turned().conj().imag, [[-2, 0], [-4, 1]], np.float32),
    "both, with a gradient": (lambda: turned().requires_grad_().conj().imag * 1, [[-2, 0], [-4, 1]], np.float32),
    "transposed": (lambda: gradient().T, [[0, 3], [1, 4], [2, 5]], np.float64),
    "expanded": (lambda: torch.ones(1).expand(3), [1, 1, 1], np.float32),
    "half": (lambda: torch.tensor([0.5, 2]).half(), [0.5, 2], np.float16),
    "bfloat16": (lambda: torch.tensor([0.1]).bfloat16(), [0.10009765625], np.float32),
    "8 bits": (lambda: torch.tensor([0.5, 2]).to(torch.float8_e4m3fn), [0.5, 2], np.float32),
    "complex half": (lambda: torch.tensor([0.5 - 2j]).to(torch.complex32).conj(), [0.5 + 2j], np.complex64),
    "integers": (lambda: torch.tensor([2**62]), [2**62], np.int64),
    "truth": (lambda: torch.tensor([True, False]), [1, 0], np.int64),
    "sparse": (lambda: torch.tensor([[0, 2.0], [0, 0]]).to_sparse(), [[0, 2], [0, 0]], np.float32),
    "sparse rows": (lambda: torch.tensor([[0, 2.0], [0, 0]]).to_sparse_csr(), [[0, 2], [0, 0]], np.float32),
    "in a list": (lambda: [gradient()[0], gradient()[1]], [[0, 1, 2], [3, 4, 5]], np.float64),
    "in lists of lists": (lambda: [[gradient()[0, 1], 2.5]], [[1, 2.5]], np.float64),
}


@pytest.mark.filterwarnings("ignore:.*(beta|ComplexHalf|Sparse)")
@pytest.mark.parametrize(("make", "numbers", "dtype"), TENSORS.values(), ids=TENSORS)
def test_tensors_of_torch_are_read(make, numbers, dtype):
    array = numeric("W", make())
    assert array.tolist() == numbers
    assert array.dtype == dtype


@pytest.mark.filterwarnings("ignore:.*quant")
def test_quantized_tensors_are_read():
    try:
        tensor = torch.quantize_per_tensor(torch.tensor([0.5, 1.0]), 0.5, 0, torch.qint8)
    except (RuntimeError, AttributeError):
        pytest.skip("this build of torch has no quantized tensors")
    assert numeric("W", tensor).tolist() == [0.5, 1]


def test_nothing_is_copied_that_need_not_be():
    own = np.arange(6.0).reshape(2, 3)
    shared = torch.from_numpy(own)
    for tensor in (shared, shared.T, shared[:, 1:], shared.clone().requires_grad_(), torch.nn.Parameter(shared)):
        assert np.shares_memory(numeric("W", tensor), tensor.detach().numpy())
    assert np.shares_memory(numeric("W", shared.requires_grad_()), own)
    assert not np.shares_memory(numeric("W", turned().conj()), turned().numpy())
    assert gradient().requires_grad  # detaching leaves the tensor that is given as it was


def fake():
    from torch._subclasses.fake_tensor import FakeTensorMode

    with FakeTensorMode():
        return torch.ones(2)


REFUSED = {
    "meta": (lambda: torch.ones(2, device="meta"), READABLE),
    "fake": (fake, READABLE),
    "nested": (lambda: torch.nested.nested_tensor([torch.ones(2), torch.ones(3)]), READABLE),
    "in a list": (lambda: [torch.ones(2, device="meta")], READABLE),
    "ragged": (lambda: [gradient()[0], gradient()[0, :2]], "expected an array of numbers"),
    "large": (lambda: torch.sparse_coo_tensor([[0], [0]], [1.0], (10**5, 10**5)), "given 10,000,000,000"),
    "nan": (lambda: torch.tensor([1, np.nan]).requires_grad_(), "expected finite numbers, given nan"),
}


@pytest.mark.filterwarnings("ignore:.*(nested|Sparse invariant)")
@pytest.mark.parametrize(("make", "message"), REFUSED.values(), ids=REFUSED)
def test_what_has_no_numbers_is_refused_in_one_line(make, message):
    with pytest.raises(TnrnnError, match=r"^W: expected") as caught:
        numeric("W", make())
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_traced_tensors_are_refused_in_one_line():
    with pytest.raises(TnrnnError, match="whose values numpy can read"):
        torch.func.vmap(lambda row: torch.tensor(numeric("W", row)))(torch.ones(2, 3))


def test_exact_numbers_in_lists_stay_exact():
    assert numeric("W", [2**70, 1]).tolist() == [2**70, 1]
    assert numeric("W", [torch.tensor(1), 2**70]).tolist() == [1, 2**70]
    assert numeric("W", (1, 2)).dtype == object


# Where arrays come in


def test_weights_and_inputs_may_be_tensors():
    circuit = rac(length=2, layers=1, inputs=3, hidden=2)
    rng = np.random.default_rng(0)
    weights = {name: rng.normal(size=shape) for name, shape in circuit.parameters.items()}
    tensors = {name: torch.tensor(array, requires_grad=True) for name, array in weights.items()}
    inputs = rng.normal(size=(2, 3))
    given = torch.tensor(inputs, requires_grad=True)
    assert evaluate(circuit, tensors, given).tolist() == evaluate(circuit, weights, inputs).tolist()
    assert evaluate(circuit, tensors, list(given)).tolist() == evaluate(circuit, weights, inputs).tolist()
    by_place = {1: given[0], 2: given[1].detach()}
    assert evaluate(circuit, tensors, by_place).tolist() == evaluate(circuit, weights, inputs).tolist()


def test_trained_weights_may_be_views_of_any_precision():
    eye = torch.eye(2, dtype=torch.complex128)
    state = {
        "W_H.0": (1j * eye).conj().imag,
        "W_I.0": torch.eye(2).bfloat16(),
        "h0.0": torch.ones(2).to_sparse(),
        "W_O": torch.nn.Parameter(torch.tensor([[1.0, 2.0]])),
    }
    circuit, weights = from_torch(state, length=1)
    assert evaluate(circuit, weights, [[3.0, 4.0]]).tolist() == [-11]
    for wrong in (eye, torch.ones(2, 2, device="meta")):
        with pytest.raises(TnrnnError, match=r"^from_torch, W_H\.0: expected an array"):
            from_torch(state | {"W_H.0": wrong}, length=1)


def test_networks_of_tensors_are_read_by_every_reader():
    matrix, vector = gradient(), torch.arange(3.0, dtype=torch.float64).requires_grad_()
    graph = networkx.Graph()
    graph.add_edge("A", "b", dim=3)
    graph.add_node("A", array=matrix, dangling={"i": 2})
    graph.add_node("b", array=vector)
    nodes = [tensornetwork.Node(each, name=name, backend="pytorch") for name, each in (("A", matrix), ("b", vector))]
    nodes[0][1] ^ nodes[1][0]
    read = [from_einsum("ij,j->i", matrix, vector), from_networkx(graph), from_tensornetwork(nodes)]
    qtn = pytest.importorskip("quimb.tensor", reason="quimb is not installed (extra interop)")
    read.append(from_quimb(qtn.TensorNetwork([qtn.Tensor(matrix, "ij", ["A"]), qtn.Tensor(vector, "j", ["b"])])))
    for network, weights in read:
        assert contract(network, weights).tolist() == [5, 14]
        assert all(isinstance(array, np.ndarray) for array in weights.values())
        assert np.shares_memory(next(iter(weights.values())), matrix.detach().numpy())


def test_networks_without_values_are_read_by_their_shapes():
    """`arrays=False`: tensors on torch's device meta, arrays that jax and autoray only speak of, and nan."""
    qtn = pytest.importorskip("quimb.tensor", reason="quimb is not installed (extra interop)")
    autoray = pytest.importorskip("autoray", reason="autoray is not installed")
    given = qtn.PEPS.rand(3, 3, bond_dim=2, seed=0)
    wanted = from_quimb(given)[0]
    makers = {
        "meta": lambda array: torch.ones(array.shape, device="meta"),
        "lazy": lambda array: autoray.lazy.Variable(array.shape),
        "nan": lambda array: np.full(array.shape, np.nan),
        "shape": lambda array: SimpleNamespace(shape=array.shape, dtype="float32"),
    }
    for make in makers.values():
        other = given.copy()
        other.apply_to_arrays(make)
        assert from_quimb(other, arrays=False) == (wanted, {})
        with pytest.raises(TnrnnError, match=r"^tensor I\d,\d, X\d, Y\d: expected"):
            from_quimb(other)
    nodes = [tensornetwork.Node(torch.ones(2, 3, device="meta"), name="A", backend="pytorch")]
    assert from_tensornetwork(nodes, arrays=False)[1] == {}
    graph = networkx.Graph()
    graph.add_node("A", array=torch.ones(2, device="meta"), dangling={"i": 2})
    assert from_networkx(graph, arrays=False)[1] == {}
    meta = torch.ones(2, 3, device="meta")
    assert from_einsum("ab,bc->ac", meta, (3, 4), arrays=False) == from_einsum("ab,bc->ac", (2, 3), (3, 4))
    assert from_einsum("ab,b->a", meta, [1, 2, 3], arrays=False) == from_einsum("ab,b->a", (2, 3), (3,))
    for call in (lambda: from_tensornetwork(nodes), lambda: from_networkx(graph), lambda: from_einsum("ab", meta)):
        with pytest.raises(TnrnnError, match="arrays=False"):
            call()


def test_copy_tensors_are_known_by_their_shapes_and_tag():
    pytest.importorskip("quimb.tensor", reason="quimb is not installed (extra interop)")
    network, weights = from_einsum("ab,b,b->ab", np.ones((2, 3)), np.ones(3), np.ones(3))
    assert from_quimb(to_quimb(network, weights), output_inds=network.open, arrays=False) == (
        from_quimb(to_quimb(network, weights), output_inds=network.open)[0],
        {},
    )


def test_nothing_warns_and_arrays_of_numpy_pass_through():
    array = np.ones((2, 2))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert as_numpy("W", array) is array
        numeric("W", gradient())
