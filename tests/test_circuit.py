import dataclasses
from fractions import Fraction
from math import comb

import numpy as np
import pytest

from tnrnn import Circuit, TnrnnError, Vertex, rac

X = Vertex("x", "input", dim=2, position=1)
Z = Vertex("z", "input", dim=2, position=2)


def linear(name, child, dim=3, parameter="W", **other):
    return Vertex(name, "linear", (child,), dim=dim, parameter=parameter, **other)


def doublings(number):
    """Return products of products: the unfolding doubles with each."""
    return [Vertex(f"p{i}", "product", (f"p{i - 1}" if i else "x",) * 2, dim=2) for i in range(number)]


@pytest.mark.parametrize(("length", "layers"), [(t, depth) for t in range(1, 13) for depth in range(1, 5)])
def test_copies_of_an_rac(length, layers):
    """C(T-t+L-l, L-l) paths lead from the output to h[t,l], C(T-t+L-1, L-1) to x[t]."""
    circuit = rac(length, layers, inputs=2, hidden=3)
    for t in range(1, length + 1):
        assert circuit.copies[f"x[{t}]"] == comb(length - t + layers - 1, layers - 1)
        for depth in range(1, layers + 1):
            assert circuit.copies[f"h[{t},{depth}]"] == comb(length - t + layers - depth, layers - depth)
    assert circuit.degree == sum(circuit.copies[f"x[{t}]"] for t in range(1, length + 1))


def test_copies_are_exact_beyond_any_float():
    circuit = Circuit((X, *doublings(200)), "p199")
    assert circuit.copies["x"] == 2**200 == circuit.degree


def test_round_trip_and_frozen():
    circuit = rac(3, 2, 2, 3)
    assert eval(repr(circuit)) == circuit
    with pytest.raises(dataclasses.FrozenInstanceError):
        circuit.output = "x[1]"
    with pytest.raises(TypeError):
        circuit.copies["x[1]"] = 5


def test_numpy_integers_become_pythons():
    x = Vertex("x", "input", dim=np.int64(2), position=np.int64(1), layer=np.int8(0))
    z = Vertex("z", "input", dim=2, position=2)
    circuit = Circuit((x, z, Vertex("p", "product", ("x", "z"), dim=2)), "p")
    assert (type(x.dim), type(x.position), type(x.layer)) == (int, int, int)
    assert eval(repr(circuit)) == circuit


def test_inputs_in_order_of_position():
    circuit = Circuit((Z, X, Vertex("p", "product", ("z", "x"), dim=2)), "p")
    assert circuit.positions == (1, 2)
    assert [vertex.name for vertex in circuit.inputs] == ["x", "z"]


def test_degree_adds_over_products_and_is_the_maximum_over_sums():
    cube = Vertex("c", "product", ("x", "x", "x"), dim=2)
    total = Vertex("s", "sum", ("c", "x"), dim=2)
    pair = Vertex("b", "bilinear", ("s", "x"), dim=1, parameter="B")
    assert Circuit((X, cube, total, pair), "b").degree == 4


def test_fixed_parameters():
    one = Vertex("one", "constant", dim=2, parameter="one")
    circuit = Circuit((X, one, Vertex("p", "product", ("x", "one"), dim=2)), "p", fixed={"one": (1, Fraction(1, 2))})
    assert circuit.fixed == (("one", (1, Fraction(1, 2))),)
    assert eval(repr(circuit)) == circuit


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Vertex("", "input", dim=2, position=1), "vertex: expected a printable name"),
        (lambda: Vertex("a#1", "input", dim=2, position=1), "without '#'"),
        (lambda: Vertex("copy(x)", "input", dim=2, position=1), "without .* a leading 'copy"),
        (lambda: Vertex("a\nb", "input", dim=2, position=1), "printable name"),
        (lambda: Vertex("a", "inptu", dim=2, position=1), "vertex a, kind: .* did you mean 'input'"),
        (
            lambda: Vertex("a", "input", dim=0, position=1),
            "vertex a, dim: expected an integer from 1 to 1000000000, given 0",
        ),
        (lambda: Vertex("a", "input", dim=2.5, position=1), "vertex a, dim: expected an integer"),
        (lambda: Vertex("a", "input", dim=True, position=1), "vertex a, dim: expected an integer"),
        (lambda: Vertex("a", "input", dim=2), "vertex a \\(input\\): expected a position"),
        (lambda: Vertex("a", "input", dim=2, position=1.5), "vertex a, position: expected an integer"),
        (lambda: Vertex("a", "input", dim=2, position=(1, "b")), "vertex a, position: expected an integer"),
        (lambda: Vertex("a", "input", ("x",), dim=2, position=1), "expected no children"),
        (lambda: Vertex("a", "linear", dim=2, parameter="W"), "expected one child"),
        (lambda: Vertex("a", "linear", "x", dim=2, parameter="W"), "children: expected a tuple of names, given 'x'"),
        (lambda: Vertex("a", "bilinear", ("x",), dim=2, parameter="W"), "expected two children"),
        (lambda: Vertex("a", "product", (), dim=2), "expected at least one child"),
        (lambda: Vertex("a", "linear", ("x",), dim=2), "expected a parameter, given None"),
        (lambda: Vertex("a", "product", ("x",), dim=2, parameter="W"), "expected no parameter, given 'W'"),
        (lambda: Vertex("a", "input", dim=2, position=1, symbol="2 R"), "symbol: expected an identifier"),
        (lambda: Vertex("a", "input", dim=2, position=1, layer=-1), "layer: expected an integer"),
        (lambda: Circuit((X, X), "x"), "circuit, vertices: two are named 'x'"),
        (lambda: Circuit((linear("u", "x"), X), "u"), "vertex u, children: .* given 'x'"),
        (lambda: Circuit((X, linear("u", "xx")), "u"), "given 'xx'; did you mean 'x'"),
        (lambda: Circuit((X, linear("u", "x")), "v"), "circuit, output: expected the name of a vertex, given 'v'"),
        (lambda: Circuit((X, Z, linear("u", "x")), "u"), "the output 'u' does not use 'z'"),
        (
            lambda: Circuit((X, linear("u", "x"), Vertex("p", "product", ("u", "x"), dim=3)), "p"),
            "children of dimension 3",
        ),
        (
            lambda: Circuit((X, linear("u", "x"), linear("v", "u")), "v"),
            r"parameter W: expected the shape \(3, 2\) everywhere, given \(3, 3\)",
        ),
        (
            lambda: Circuit(
                (X, Vertex("z", "input", dim=2, position=1), Vertex("p", "product", ("x", "z"), dim=2)), "p"
            ),
            "two inputs have the position 1",
        ),
        (
            lambda: Circuit(
                (X, Vertex("z", "input", dim=2, position=(0, 1)), Vertex("p", "product", ("x", "z"), dim=2)), "p"
            ),
            "positions that are all integers or all tuples",
        ),
        (
            lambda: Circuit((X, linear("u", "x")), "u", fixed={"V": ((1, 2),)}),
            "circuit, fixed: expected the name of a parameter, given 'V'",
        ),
        (
            lambda: Circuit((X, linear("u", "x")), "u", fixed={"W": (1, 2)}),
            r"fixed W: expected nested tuples of finite numbers of shape \(3, 2\)",
        ),
        (
            lambda: Circuit((Vertex("x", "input", dim=2, position=1, symbol="R"), linear("u", "x", symbol="R")), "u"),
            "symbol R of u: expected the dimension 2",
        ),
        (lambda: Circuit(None, "x"), "circuit, vertices: expected Vertex objects, given None"),
        (lambda: Circuit((X,), ["x"]), "circuit, output: expected the name of a vertex"),
        (lambda: Circuit((X, linear("u", "x")), "u", fixed=[1]), "circuit, fixed: expected a mapping or pairs"),
        (
            lambda: Circuit((X, linear("u", "x")), "u", fixed=[("W", ((1, 2),) * 3), ("W", ((1, 2),) * 3)]),
            "circuit, fixed W: expected one value",
        ),
        (
            lambda: Circuit((X, linear("u", "x")), "u", fixed={"W": ((1, float("nan")),) * 3}),
            "expected nested tuples of finite numbers",
        ),
        (lambda: Circuit((X, *doublings(14_000)), "p13999"), r"at most 10\^4000 copies of a vertex"),
        (lambda: Circuit(("x",), "x"), "expected Vertex objects, given 'x'"),
    ],
)
def test_mistakes(make, message):
    with pytest.raises(TnrnnError, match=message):
        make()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 1, 2, 2), "length: expected an integer of at least 1, given 0"),
        ((2, -1, 2, 2), "layers: expected an integer of at least 1, given -1"),
        ((2, 1, "2", 2), "inputs: expected an integer from 1 to 1000000000, given '2'"),
        ((2, 1, 2, 2.0), "hidden: expected an integer from 1 to 1000000000, given 2.0"),
        ((2, 1, 2, 2, 0), "outputs: expected an integer from 1 to 1000000000, given 0"),
        ((2, 1, 10**100, 2), "inputs: .* given an integer of 333 bits"),
        (
            (10**6, 10, 2, 2),
            "expected at most 10,000,000 vertices, given length 1000000 and layers 10, which make 31,000,011",
        ),
    ],
)
def test_rac_mistakes(arguments, message):
    with pytest.raises(TnrnnError, match=message):
        rac(*arguments)
