"""What is written with `Builder` has the values of the same formula in numpy."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from tnrnn import Circuit, EinsumMap, Partition, TnrnnError, contract, evaluate, separation_rank, unroll
from tnrnn.networks import Builder

RNG = np.random.default_rng(7)
S, Q, V, A = (RNG.integers(-9, 9, shape).astype(object) for shape in ((3, 2), (2,), (3,), (1,)))
"""A matrix, row by row as one vector, and vectors of dimension 2, 3 and 1."""


def written():
    """A builder with the matrix v k^T + M, whose entries are free inputs, and vectors."""
    build = Builder(V=3, K=2)
    v, q, a = build.input(1, "V", name="v"), build.input(2, "K", name="q"), build.input(3, 1, name="a")
    return build, v, q, a


FORMULAS = {
    "outer": (lambda b, v, q, a: b.outer(v, q), lambda v, q, a: np.outer(v, q).reshape(-1)),
    "apply": (lambda b, v, q, a: b.apply(b.outer(v, q), q), lambda v, q, a: np.outer(v, q) @ q),
    "scale a vector": (lambda b, v, q, a: b.scale(a, v), lambda v, q, a: a[0] * v),
    "scale a matrix": (lambda b, v, q, a: b.scale(a, b.outer(v, q)), lambda v, q, a: a[0] * np.outer(v, q).reshape(-1)),
    "scale columns": (
        lambda b, v, q, a: b.scale_columns(b.outer(v, q), q),
        lambda v, q, a: (np.outer(v, q) @ np.diag(q)).reshape(-1),
    ),
    "dot": (lambda b, v, q, a: b.dot(q, q), lambda v, q, a: np.array([q @ q])),
    "transposed": (lambda b, v, q, a: b.einsum("ij->ji", b.outer(v, q)), lambda v, q, a: np.outer(q, v).reshape(-1)),
    "matrix times matrix": (
        lambda b, v, q, a: b.einsum("ij,kj->ik", b.outer(v, q), b.outer(v, q)),
        lambda v, q, a: (np.outer(v, q) @ np.outer(q, v)).reshape(-1),
    ),
    "difference": (lambda b, v, q, a: v - v * v, lambda v, q, a: v - v * v),
    "of matrices": (
        lambda b, v, q, a: b.outer(v, q) - 2 * b.outer(v * v, q),
        lambda v, q, a: (np.outer(v, q) - 2 * np.outer(v * v, q)).reshape(-1),
    ),
    "negative": (lambda b, v, q, a: -v, lambda v, q, a: -v),
    "number": (lambda b, v, q, a: 3 * v + Fraction(1, 2) * v, lambda v, q, a: Fraction(7, 2) * v),
    "delta": (
        lambda b, v, q, a: b.outer(v, q) - b.outer(b.apply(b.outer(v, q), q), q),
        lambda v, q, a: (np.outer(v, q) @ (np.eye(2, dtype=int) - np.outer(q, q))).reshape(-1),
    ),
    "fixed linear": (
        lambda b, v, q, a: b.linear("F", v, 2, value=((1, 0, 2), (0, 3, 0))),
        lambda v, q, a: np.array([[1, 0, 2], [0, 3, 0]]) @ v,
    ),
    "fixed bilinear": (
        lambda b, v, q, a: b.bilinear("F", q, q, 1, value=(((1, 2), (3, 4)),)),
        lambda v, q, a: np.array([q @ np.array([[1, 2], [3, 4]]) @ q]),
    ),
    "fixed map": (
        lambda b, v, q, a: b.linear("reversed", b.outer(v, q), 6, value=EinsumMap("ij->ji", (3, 2))),
        lambda v, q, a: np.outer(q, v).reshape(-1),
    ),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_values(name):
    make, expected = FORMULAS[name]
    build, v, q, a = written()
    circuit = build.circuit(make(build, v, q, a))
    inputs = {at: x for at, x in ((1, V), (2, Q), (3, A)) if at in circuit.positions}
    assert not set(circuit.parameters) - dict(circuit.fixed).keys()
    assert evaluate(circuit, {}, inputs).tolist() == expected(V, Q, A).tolist()
    if not any(vertex.kind == "sum" for vertex in circuit.vertices):
        assert contract(unroll(circuit, "continuous"), {}, inputs).tolist() == expected(V, Q, A).tolist()


def test_matrices_know_their_sizes():
    build, v, q, _ = written()
    matrix = build.outer(v, q)
    for made in (matrix, matrix + matrix, 2 * matrix, -matrix, matrix * matrix, build.scale_columns(matrix, q)):
        vertex = build.vertices[made.name]
        assert (vertex.dim, vertex.shape, vertex.symbol) == (6, (3, 2), "V K")
    turned = build.vertices[build.einsum("ij->ji", matrix).name]
    assert (turned.shape, turned.symbol) == ((2, 3), "K V")
    assert build.vertices[build.apply(matrix, q).name].symbol == "V"
    assert build.vertices[build.linear("W", matrix, 6).name].shape is None


def test_no_map_is_written_out():
    """V^2 K^2 numbers would be 10^16."""
    build = Builder(V=10_000, K=10_000)
    state = build.outer(build.input(1, "V"), build.input(2, "K"))
    circuit = build.circuit(build.dot(build.apply(state, build.input(3, "K")), build.input(4, "V")))
    assert [vertex.dim for vertex in circuit.vertices if vertex.shape] == [10**8]
    assert sum(given.work for given in circuit.maps.values()) < 3 * 10**8
    with pytest.raises(TnrnnError, match="expected a map of at most 134,217,728 entries"):
        contract(unroll(circuit, "continuous"), {}, {t: np.ones(10_000) for t in (1, 2, 3, 4)})


def test_what_is_observed():
    build = Builder(M=2)
    x = [build.input(t, "M") for t in (1, 2, 3)]
    unused = build.linear("W", x[0], 2)
    first, last = x[0] * x[1], x[1] * x[2]
    circuit = build.circuit(build.linear("W_O", last, 1), observed=[(2, first), (3, last)])
    assert circuit.observed == ((2, first.name), (3, last.name))
    assert unused.name not in circuit.by_name
    assert first.name not in circuit.scalar_part.by_name
    assert circuit.copies[first.name] == 0
    assert separation_rank(circuit, Partition.start_end(3, 2), observe="vector").lower == 2
    with pytest.raises(TnrnnError, match="builder: expected a Vector that this builder made"):
        build.circuit(last, observed=[(2, "first")])
    with pytest.raises(TnrnnError, match="a step"):
        build.circuit(last, observed=[(None, first)])


WRONG = [
    (lambda b, v, q, a: b.apply(v, q), "operand 1: expected a matrix, given v of size 3"),
    (lambda b, v, q, a: b.apply(b.outer(v, q), v), "the size 2 for j"),
    (lambda b, v, q, a: b.dot(v, q), "the size 3 for i"),
    (lambda b, v, q, a: b.scale(v, q), "operand 1: expected a vector of dimension 1, given v of size 3"),
    (lambda b, v, q, a: b.scale_columns(b.outer(v, q), v), "the size 2 for j"),
    (lambda b, v, q, a: b.einsum("i,j,k->ijk", v, q, v), "one or two operands and a result"),
    (lambda b, v, q, a: b.einsum("i,j->ij", v), "two vectors, given 1"),
    (lambda b, v, q, a: b.einsum("ij", v), "such as 'ij,j->i', given 'ij'"),
    (lambda b, v, q, a: b.einsum("i, j->ij", v, q), "such as 'ij,j->i', given 'i, j->ij'"),
    (lambda b, v, q, a: b.einsum("i->ii", v), "letters that are not repeated in a term"),
    (lambda b, v, q, a: b.einsum("i->j", v), "in the result letters of the operands"),
    (lambda b, v, q, a: v - q, "children of dimension 3"),
    (lambda b, v, q, a: b.times("2", v), "builder, factor: expected a number or a Vector, given '2'"),
    (lambda b, v, q, a: b.times(True, v), "builder, factor: expected a number or a Vector, given True"),
    (lambda b, v, q, a: float("nan") * v, "builder, factor: expected a finite number, given nan"),
    (lambda b, v, q, a: v * float("inf"), "builder, factor: expected a finite number, given inf"),
    (lambda b, v, q, a: v * True, "builder, factor: expected a number or a Vector, given True"),
    (lambda b, v, q, a: b.sum(v, v, at=3), "builder, at: expected a position and a layer"),
    (lambda b, v, q, a: b.linear("F", v, 3, value=np.eye(3)), "builder, F: expected nested tuples of numbers, or"),
    (lambda b, v, q, a: b.linear("F", v, 2, value=((1, 0), (0, 1))), "nested tuples of finite numbers of shape (2, 3)"),
    (lambda b, v, q, a: b.linear("F", v, 2, value=EinsumMap("i->i", (3,))), "a map of shape (2, 3)"),
    (lambda b, v, q, a: b.outer(v, 3), "a Vector that this builder made, given 3"),
]


@pytest.mark.parametrize(("make", "message"), WRONG)
def test_mistakes(make, message):
    build, v, q, a = written()
    with pytest.raises(TnrnnError) as error:
        build.circuit(make(build, v, q, a))
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("observed", [{1: "v"}, None, "ab", 3, [None], [(1,)], [(1, "v")], [(None, "v")]])
def test_what_is_no_list_of_observed_vectors(observed):
    build, v, _, _ = written()
    with pytest.raises(TnrnnError, match="builder"):
        build.circuit(v, observed=observed)


def test_a_number_may_stand_on_either_side():
    build, v, _, _ = written()
    both = build.circuit(v * 2 - 2 * v)
    assert not np.any(evaluate(both, {}, [np.arange(3)]))


def test_a_number_too_large_for_a_float_is_said_to_be():
    build, v, _, _ = written()
    with pytest.raises(TnrnnError, match="expected numbers that floats can hold"):
        evaluate(build.circuit(10**400 * v), {}, [np.ones(3)])


def test_one_parameter_has_one_value():
    build, v, _, _ = written()
    one = build.linear("F", v, 1, value=((1, 2, 3),))
    assert build.linear("F", v, 1, value=((1, 2, 3),)).dim == 1
    with pytest.raises(TnrnnError, match="builder, F: expected one value"):
        build.linear("F", v, 1, value=((1, 2, 4),))
    assert isinstance(build.circuit(one), Circuit)
