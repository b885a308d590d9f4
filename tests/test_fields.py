"""Numbers and names as users give them, from whatever package: data hold Python's own, and print so that Python reads
them."""

from fractions import Fraction

import numpy as np
import pytest

import tnrnn
from tnrnn import Circuit, Cut, CutEntry, Network, Partition, Tensor, TnrnnError, Vertex, min_cut, rac, unroll

SPACE = {**{name: getattr(tnrnn, name) for name in tnrnn.__all__}, "Fraction": Fraction}
"""What `repr` needs: the public names of tnrnn, and, for fractions, the class of fractions."""
KINDS = sorted({np.dtype(code).type for code in np.typecodes["AllInteger"] + np.typecodes["AllFloat"]}, key=str)
"""Of scalars of numpy, all that are numbers."""


def circuit_with(one, two):
    """A linear map of one input channel to two, with these as its entries."""
    vertices = (Vertex("x", "input", dim=1, position=1), Vertex("y", "linear", ("x",), dim=2, parameter="W"))
    return Circuit(vertices, "y", {"W": ((one,), (two,))})


def numbers_of(value):
    return [number for part in value for number in numbers_of(part)] if isinstance(value, tuple) else [value]


@pytest.mark.parametrize("kind", KINDS)
def test_scalars_of_numpy_become_numbers_of_python(kind):
    circuit = circuit_with(kind(1), kind(0.5) or kind(3))
    for data in (circuit, unroll(circuit), unroll(circuit).fused()):
        assert eval(repr(data), SPACE) == data
        assert "np." not in repr(data)
        (numbers,) = (numbers_of(value) for _, value in data.fixed)
        assert {type(number) for number in numbers} <= {int, float, complex}
    assert circuit == circuit_with(*numbers_of(circuit.fixed[0][1]))
    assert hash(circuit) == hash(eval(repr(circuit), SPACE))


class Third(Fraction):
    """A fraction of a class of its own."""


def test_fractions_and_numbers_of_python_stay_what_they_are():
    for one, two in ((Fraction(1, 3), Third(2, 3)), (0.1, 1j), (True, 10**30), (-0.0, 2)):
        circuit = circuit_with(one, two)
        assert eval(repr(circuit), SPACE) == circuit
        found = numbers_of(circuit.fixed[0][1])
        assert found == [one, two]
        assert type(found[0]) is type(one)


@pytest.mark.parametrize(
    "value", [np.longdouble("0.1"), np.longdouble("1e-4000"), np.clongdouble(np.longdouble("0.1"))]
)
@pytest.mark.skipif(np.finfo(np.longdouble).eps == np.finfo(float).eps, reason="numpy's longest floats are Python's")
def test_what_python_cannot_hold_is_refused_and_not_rounded(value):
    with pytest.raises(TnrnnError, match=r"^circuit, fixed W: expected numbers that an int, float, complex or"):
        circuit_with(1, value)


@pytest.mark.parametrize("value", [np.float64("nan"), np.float32("inf"), np.complex128(complex(0, float("inf")))])
def test_what_is_not_finite_is_refused(value):
    with pytest.raises(TnrnnError, match="nested tuples of finite numbers"):
        circuit_with(1, value)


@pytest.mark.parametrize("kind", [np.int8, np.uint64, np.int64])
def test_sizes_positions_and_labels_of_numpy_become_python_s(kind):
    circuit = rac(kind(4), kind(2), kind(2), kind(3))
    network, partition = unroll(circuit), Partition.start_end(kind(4), kind(1))
    places = Partition(near=[(kind(1), kind(2))], far=[(kind(1), kind(3))]), Partition(start=[kind(2)], length=kind(4))
    names = Partition(near=[np.str_("a")], far=[np.str_("b"), "c"])
    found = [circuit, network, partition, *places, names, min_cut(network, partition), min_cut(circuit, partition)]
    found += [Cut((CutEntry("a", "bond", kind(2), "M", kind(3)),), near=("x",), far=("y",))]
    found += [Tensor("t", "input", ("b",), position=kind(1)), Vertex("v", "input", dim=kind(2), position=kind(3))]
    found += [Network(network.tensors, network.bonds, network.open)]
    for data in found:
        assert eval(repr(data), SPACE) == data
        assert "np." not in repr(data)
