"""Theorem S6: the ranks of one layer of models that mix tokens by fixed weights, and of product graph networks.

With M input channels, R hidden ones, k Start and n End tokens, for almost all weights and continuous inputs:

    gMLP, last token        scalar and vector   min{M, R} + 1
                            future              min{k, n} min{M, R} + 1
    gMLP, mean of tokens    scalar              min{k, n} min{M, 2R} + 2
    bilinear mixer          scalar              M min{2R, k, n} + 2
                            vector              M min{2R, k, n} + M + 1

(R are the hidden tokens of the mixer). In one-hot mode M - 1 takes the place of M, up to the number of words. The
product network on the complete graph of T vertices has at most ((R, T^L)) for L >= 2, and on any graph R for L = 1, or
the number of monomials in M variables of the degree of a side, if that is less. The proofs are on the page on sequence
models.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from ..basics import choice
from .bound import Bound
from .factors import multichoose
from .sequence_sizes import SequenceSizes, choose, closed, grid, known_layers, least, power, unknown

Readout = Literal["last", "mean"]
"""What the output of a gated MLP is read from."""

MOST_DEGREE_BITS = 100_000
"""The largest number of binary digits, about, of the bound on a graph network."""


@dataclass(frozen=True, kw_only=True)
class MixingSizes(SequenceSizes):
    """The sizes of `tnrnn.models.gmlp` and `tnrnn.models.bilinear_mixer`, with R hidden channels or tokens.

    Raises
    ------
    TnrnnError
        As `SequenceSizes`, or if the readout is not known.

    Examples
    --------
    >>> MixingSizes(length=8, layers=1, inputs=3, hidden=2, split=4, mode="continuous").shorter
    4
    """

    hidden: int
    readout: Readout = "last"

    def __post_init__(self) -> None:
        super().__post_init__()
        choice("readout", self.readout, get_args(Readout))

    @property
    def shorter(self) -> int:
        """min{k, n}."""
        return min(self.split, self.ends)


@dataclass(frozen=True, kw_only=True)
class GraphSizes(SequenceSizes):
    """The sizes of `tnrnn.models.product_gnn` on a graph that has a name, with R hidden channels.

    Examples
    --------
    >>> GraphSizes(graph="complete", length=4, layers=2, inputs=3, hidden=2, split=2).graph
    'complete'
    """

    graph: str
    hidden: int


def gmlp_forms(sizes: MixingSizes) -> tuple[Bound, ...]:
    """Return the closed form of one layer of the gated MLP, Theorem S6.

    Examples
    --------
    >>> sizes = {"length": 8, "layers": 1, "inputs": 3, "hidden": 1, "split": 4, "mode": "continuous"}
    >>> [gmlp_forms(MixingSizes(readout=readout, **sizes))[0].value for readout in ("last", "mean")]
    [2, 10]
    """
    return known_layers(sizes, 1) or (_mean(sizes) if sizes.readout == "mean" else _last(sizes),)


def mixer_forms(sizes: MixingSizes) -> tuple[Bound, ...]:
    """Return the closed form of one layer of the bilinear mixer, Theorem S6.

    Examples
    --------
    >>> sizes = {"length": 8, "layers": 1, "inputs": 3, "hidden": 1, "split": 4, "mode": "continuous"}
    >>> [mixer_forms(MixingSizes(observe=seen, **sizes))[0].value for seen in ("scalar", "vector")]
    [8, 10]
    """
    return known_layers(sizes, 1) or (_mixer(sizes),)


def graph_forms(sizes: GraphSizes) -> tuple[Bound, ...]:
    """Return the closed form of a product graph network whose graph has a name, Theorem S6.

    Examples
    --------
    >>> sizes = {"length": 4, "layers": 2, "inputs": 3, "hidden": 2, "split": 2, "mode": "continuous"}
    >>> graph_forms(GraphSizes(graph="complete", **sizes))[0].value
    17
    """
    if sizes.one_word:
        return known_layers(sizes, sizes.layers)
    if sizes.layers == 1:
        return (_one_graph_layer(sizes),)
    if sizes.graph != "complete":
        return (unknown(f"two layers are known for the complete graph, and this one is {sizes.graph}"),)
    if max(sizes.hidden, sizes.inputs) * sizes.layers * sizes.length.bit_length() > MOST_DEGREE_BITS:
        return (unknown("is computed for smaller L and R"),)
    return (_complete(sizes),)


def _last(sizes: MixingSizes) -> Bound:
    steps = sizes.shorter if sizes.observe == "future" else 1
    value, each = steps * min(sizes.free, sizes.hidden) + 1, f"min{{{sizes.letter},R}} + 1"
    return closed("exact", value, f"min{{k,n}} {each}" if sizes.observe == "future" else each, "S6")


def _mean(sizes: MixingSizes) -> Bound:
    if not sizes.scalar:
        return unknown("the mean of tokens is known for one value")
    cross = sizes.shorter * min(sizes.free, 2 * sizes.hidden)
    return _two_sided(sizes, cross, f"min{{k,n}} min{{{sizes.letter},2R}}", 2, "2")


def _mixer(sizes: MixingSizes) -> Bound:
    if not sizes.scalar:
        return _mixer_hot(sizes) if sizes.hot else _mixer_shown(sizes)
    cross = sizes.free * min(2 * sizes.hidden, sizes.shorter)
    return _two_sided(sizes, cross, f"{sizes.letter} min{{2R, k, n}}", 2, "2")


def _mixer_terms(sizes: MixingSizes) -> tuple[int, int]:
    """Return how many linear forms and how many quadratic ones in the Start of a channel are observed."""
    r, k, n = sizes.hidden, sizes.split, sizes.ends
    shown = min(n, r) if sizes.observe == "future" else 1
    return min(2 * r, k, n * shown), shown


def _mixer_shown(sizes: MixingSizes) -> Bound:
    m, k = sizes.inputs, sizes.split
    linear, quadratic = _mixer_terms(sizes)
    if sizes.observe == "vector":
        return closed("exact", m * (linear + 1) + 1, "M min{2R, k, n} + M + 1", "S6")
    value = m * (linear + min(quadratic, k * (k + 1) // 2)) + 1
    formula = "M (min{2R, k, n min{n,R}} + min{n, R, k(k+1)/2}) + 1"
    return closed("upper", value, formula, "S6", note="attained in all cases computed: M <= 4, R, n <= 3, k <= 4")


def _mixer_hot(sizes: MixingSizes) -> Bound:
    """Return the bound where [x_s = c], summed over the channels c, is 1.

    So a linear form counts M - 1 times. For M = 2, [x_s = 2] [x_t = 2] is [x_s = 1] [x_t = 1] plus a linear form.
    """
    m, k = sizes.inputs, sizes.split
    linear, quadratic = _mixer_terms(sizes)
    pairs = (m - 1) * k + (m if m > 2 else 1) * (k * (k - 1) // 2) + 1
    if m > 2:
        value, words = (m - 1) * linear + m * quadratic + 1, f"{linear} (M-1) + {quadratic} M + 1"
    else:
        value, words = min(k, linear + quadratic) + quadratic + 1, f"min{{k, {linear + quadratic}}} + {quadratic} + 1"
    return closed("upper", *least((value, words), (pairs, "the pairs of letters"), grid(sizes, m, "M", value)), "S6")


def _one_graph_layer(sizes: GraphSizes) -> Bound:
    """Return the rank of sum_r of a product over the vertices j of (W x_j)_r^(d_j), with d_j neighbours and itself.

    All vertices have the same W. With a row l of it, the product over the vertices of a side is the form l^D, D the sum
    of their d_j, polarized in part: at equal x_j it is (l . x)^D. These span ((M, D)) dimensions, not the product of
    all ((M, d_j)), and generic l give independent ones up to that number.
    """
    k, length, most = sizes.split, sizes.length, sizes.hidden
    if sizes.hot:
        words = [(power(sizes.inputs, k, most), "M^k")]
        if sizes.scalar:
            words.append((power(sizes.inputs, sizes.ends, most), "M^n"))
        return closed("upper", *least((most, "R"), *words), "S6")
    sides = [(_forms_of_side(sizes, range(1, k + 1)), "((M,D))")]
    if sizes.scalar:
        sides.append((_forms_of_side(sizes, range(k + 1, length + 1)), "((M,E))"))
    note = "D and E are the sums over Start and End of 1 and the number of neighbours"
    return closed("exact", *least((most, "R"), *sides), "S6", note=note)


def _complete(sizes: GraphSizes) -> Bound:
    """Return the bound for the complete graph: all vertices of a layer hold the same vector, s * e in the first one.

    The words of a side count by how often they have each letter, or as polynomials of the degree T^L in each input.
    """
    degree = sizes.length**sizes.layers
    most = multichoose(sizes.hidden, degree)
    channels, letter = (1, "") if sizes.scalar else (sizes.hidden, "R ")
    if sizes.hot:
        start, end = multichoose(sizes.inputs, sizes.split), channels * multichoose(sizes.inputs, sizes.ends)
        sides = (start, "((M,k))"), (end, f"{letter}((M,n))")
    else:
        each = multichoose(sizes.inputs, degree)
        start, end = power(each, sizes.split, most), channels * power(each, sizes.ends, most)
        sides = (start, "((M,T^L))^k"), (end, f"{letter}((M,T^L))^n")
    return closed("upper", *least((most, "((R,T^L))"), *sides), "S6")


def _forms_of_side(sizes: GraphSizes, vertices: range) -> int:
    """Return ((M, D)) for the sum D of the d_j of some vertices, or R if that is less.

    Examples
    --------
    >>> path = GraphSizes(graph="path", length=4, layers=1, inputs=2, hidden=8, split=2)
    >>> _forms_of_side(path, range(1, 3))
    6
    """
    degree = 0
    for vertex in vertices:
        degree += _neighbours(sizes.graph, sizes.length, vertex) + 1
        if degree >= sizes.hidden:  # for M >= 2 there are more than R monomials then, and for M = 1 there is one
            break
    return choose(sizes.inputs + degree - 1, degree, sizes.hidden)


def _neighbours(graph: str, length: int, vertex: int) -> int:
    """Return the number of neighbours of a vertex of a graph that has a name.

    Examples
    --------
    >>> [[_neighbours(graph, 4, vertex) for vertex in (1, 2)] for graph in ("complete", "cycle", "path", "star")]
    [[3, 3], [2, 2], [1, 2], [3, 1]]
    """
    if graph == "complete":
        return length - 1
    if graph == "star":
        return length - 1 if vertex == 1 else 1
    if graph == "cycle":
        return min(2, length - 1)
    return (vertex > 1) + (vertex < length)


def _two_sided(sizes: MixingSizes, cross: int, words: str, more: int, shown: str) -> Bound:
    """Return the rank of f(Start) + g(End) + a bilinear form of rank `cross`.

    If a side has one step and the inputs are one-hot, f or g is linear in the letter, and the rank at most M.
    """
    if sizes.hot and sizes.shorter == 1:
        return closed("exact", min(cross + more, sizes.inputs), f"min{{{words} + {shown}, M}}", "S6")
    return closed("exact", cross + more, f"{words} + {shown}", "S6")
