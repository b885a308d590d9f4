"""One-hot words that reach the whole rank of an RAC without its grid, by bases that grow letter by letter.

*Why it is right.* Let V(j) be the span of the values of j End steps as functions of the state h. Since y_(m x)(h) =
y_x(step_m(h)), if words x span V(j), then the words m x, for all letters m, span V(j+1). In the same way, if on V(j+1),
for all real inputs, evaluation at h is a combination of evaluations at other states, then on V(j) evaluation at
step_m(h) is the same combination of evaluations at the successors of these states. So it is enough to extend a basis,
and the rank of the whole grid is that of (Start basis) x (End basis). Random tests stand for V(j) and for all states. A
test that goes wrong can only lose a word, and then the rank that is found is still a lower bound. The cost is
polynomial in T.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from ..basics import LimitError, Position
from ..bounding import RacSizes, ideal_bound, multichoose, rac_symmetric_cut
from ..models import rac
from ..networks import Circuit, Vertex
from ..values import Array, uniform
from .grids import grid_values
from .pivots import pivot_columns
from .words import Sampling, Side, side_of

SPARE = 8
"""How many more tests than dimensions there are."""


def continuous_cap(sizes: RacSizes) -> int:
    """Return a proved upper bound on the continuous rank at a split: the least symmetric cut or ideal bound.

    >>> continuous_cap(RacSizes(10, 2, 2, 4))
    200
    """
    ideal = ideal_bound(sizes)
    cut = rac_symmetric_cut(sizes, "continuous").value
    return cut if ideal is None or ideal.value is None else min(cut, ideal.value)


def tree_words(sizes: RacSizes, count: int, slack: int = 2, nodes: int = 32) -> Array:
    """Return `count` End words of continuous points that share prefixes: the letter at a step is a node of a tree.

    The words through one node differ only in the steps after it, and so span at most as many dimensions as these steps
    have. A node gets that many words, divided by `slack`; every step has at least `nodes` nodes, about.

    >>> tree_words(RacSizes(4, 1, 2, 2), 4, slack=1, nodes=1).tolist()
    [[0, 0], [0, 1], [1, 2], [1, 3]]
    """
    widths = [1]
    for step in range(sizes.length - 1, sizes.split, -1):
        below = continuous_cap(RacSizes(sizes.length, sizes.layers, sizes.inputs, sizes.hidden, step))
        widths.append(widths[-1] * max(1, min(below // slack, count // nodes) // widths[-1]))
    words: Array = np.arange(count)[:, None] // np.array(widths[::-1])
    return words


def transfer_words(
    circuit: Circuit, weights: Mapping[str, Array], sizes: RacSizes, sampling: Sampling, limit: int
) -> tuple[Array, Array]:
    """Return one-hot Start words and End words whose matrix of values has the rank of the whole grid.

    Parameters
    ----------
    circuit : Circuit
        The RAC.
    weights : mapping from parameter to array
        Its weights, as residues.
    sizes : RacSizes
        Its sizes and its split.
    sampling : Sampling
        The mode, the seed of the tests, and the prime.
    limit : int
        The largest number of rows and columns of a matrix.

    Raises
    ------
    TnrnnError
        If a step would need a matrix of more than `limit` rows or columns.

    Examples
    --------
    >>> from tnrnn import random_weights
    >>> circuit = rac(6, 1, 2, 2)
    >>> sampling = Sampling("one-hot", seed=0, modulus=101)
    >>> words = transfer_words(circuit, random_weights(circuit, 0, 101), RacSizes(6, 1, 2, 2), sampling, limit=100)
    >>> [part.shape for part in words]
    [(4, 3), (2, 3)]
    """
    return _start_words(circuit, weights, sizes, sampling, limit), _end_basis(weights, sizes, sampling, limit)


def _end_basis(weights: Mapping[str, Array], sizes: RacSizes, sampling: Sampling, limit: int) -> Array:
    """Return words of the End steps that span as much as all such words; letters are added in front."""
    prime, words = sampling.modulus or 0, np.zeros((1, 0), dtype=np.int64)
    for steps in range(1, sizes.ends + 1):
        words = np.concatenate([np.insert(words, 0, letter, axis=1) for letter in range(sizes.inputs)])
        space = RacSizes(steps + 1, sizes.layers, sizes.inputs, sizes.hidden, 1).degrees()
        tests = min(len(words), _monomials(sizes.hidden, space)) + SPARE
        _check_size(tests, len(words), limit)
        circuit = _from_states(steps, sizes)
        states = _states(sizes, tests, f"{sampling.seed} {steps}", prime)
        ends = side_of(circuit.inputs, range(1, steps + 1), words, sampling)
        words = words[pivot_columns(grid_values(circuit, weights, states, ends, prime), prime)]
    return words


def _start_words(
    circuit: Circuit, weights: Mapping[str, Array], sizes: RacSizes, sampling: Sampling, limit: int
) -> Array:
    """Return Start words that span as much as all of them; letters are added at the end.

    The tests are values of the rest of the circuit at continuous points. The words of the last step are not tested.
    """
    prime, words = sampling.modulus or 0, np.zeros((1, 0), dtype=np.int64)
    for step in range(1, sizes.split + 1):
        words = np.concatenate([np.insert(words, step - 1, letter, axis=1) for letter in range(sizes.inputs)])
        if step == sizes.split:
            break
        here = RacSizes(sizes.length, sizes.layers, sizes.inputs, sizes.hidden, step)
        tests = min(len(words), continuous_cap(here)) + SPARE
        _check_size(tests, len(words), limit)
        starts = side_of(circuit.inputs, range(1, step + 1), words, sampling)
        ends = range(step + 1, sizes.length + 1)
        rest = side_of(circuit.inputs, ends, tree_words(here, tests), sampling._replace(mode="continuous"))
        words = words[pivot_columns(grid_values(circuit, weights, starts, rest, prime).T, prime)]
    return words


def _monomials(hidden: int, degrees: list[int]) -> int:
    return math.prod(multichoose(hidden, degree) for degree in degrees)


def _check_size(rows: int, cols: int, limit: int) -> None:
    if max(rows, cols) > limit:
        raise LimitError(
            f"transfer: expected matrices of at most {limit:,} a side, given one of {rows:,} x {cols:,}; raise limit="
        )


def _from_states(steps: int, sizes: RacSizes) -> Circuit:
    """Return the RAC of some steps whose initial states are inputs; h[0,l] stands at position 1 - l."""
    whole_circuit = rac(steps, sizes.layers, sizes.inputs, sizes.hidden)
    vertices = [
        Vertex(v.name, "input", dim=v.dim, position=1 - (v.layer or 0), layer=v.layer, symbol=v.symbol)
        if v.kind == "constant"
        else v
        for v in whole_circuit.vertices[:-1]
    ]
    return Circuit((*vertices, whole_circuit.vertices[-1]), whole_circuit.output)


def _states(sizes: RacSizes, count: int, key: str, prime: int) -> Side:
    positions: tuple[Position, ...] = tuple(1 - layer for layer in range(1, sizes.layers + 1))
    tables = {
        place: uniform(f"tnrnn states {key} {place}".encode(), count * sizes.hidden, prime).reshape(count, sizes.hidden)
        for place in positions
    }
    return Side(positions, np.repeat(np.arange(count)[:, None], sizes.layers, axis=1), tables)
