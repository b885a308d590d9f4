"""Theorem S6: the ranks of one layer of models that mix tokens by fixed weights, and of product graph networks.

With M input channels, R hidden ones, k Start and n End tokens, for almost all weights and continuous inputs:

    gMLP, last token        scalar and vector   min{M, R} + 1
                            future              min{k, n} min{M, R} + 1
    gMLP, mean of tokens    scalar              min{k, n} min{M, 2R} + 2
    bilinear mixer          scalar              M min{2R, k, n} + 2
                            vector              M min{2R, k, n} + M + 1

(R are the hidden tokens of the mixer). In one-hot mode M - 1 takes the place of M, up to the number of words. The
product network on the complete graph of T vertices has at most ((R, T^L)) for L >= 2, and at most R for L = 1 on any
graph. The proofs are on the page on sequence models.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from ..basics import choice
from .bound import Bound
from .factors import multichoose
from .sequence_sizes import SequenceSizes, closed, known_layers, unknown

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
    >>> graph_forms(GraphSizes(graph="complete", length=4, layers=2, inputs=3, hidden=2, split=2))[0].value
    17
    """
    if sizes.one_word:
        return known_layers(sizes, sizes.layers)
    if sizes.layers == 1:
        return (closed("upper", sizes.hidden, "R", "S6"),)
    if sizes.graph != "complete":
        return (unknown(f"two layers are known for the complete graph, and this one is {sizes.graph}"),)
    if min(sizes.hidden, sizes.length**2) * sizes.layers * sizes.length.bit_length() > MOST_DEGREE_BITS:
        return (unknown("is computed for smaller L and R"),)
    return (closed("upper", multichoose(sizes.hidden, sizes.length**sizes.layers), "((R, T^L))", "S6"),)


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
    if sizes.observe == "future":
        return _mixer_future(sizes)
    cross = sizes.free * min(2 * sizes.hidden, sizes.shorter)
    words = f"{sizes.letter} min{{2R, k, n}}"
    if sizes.scalar:
        return _two_sided(sizes, cross, words, 2, "2")
    if sizes.hot:
        return unknown("the vector of one-hot inputs is not known")
    return closed("exact", cross + sizes.inputs + 1, f"{words} + M + 1", "S6")


def _mixer_future(sizes: MixingSizes) -> Bound:
    """Return the bound for all End steps, which see more forms of each channel than the last one."""
    r, k, n = sizes.hidden, sizes.split, sizes.ends
    shown = min(n, r)
    linear, quadratic = min(2 * r, k, n * shown), min(shown, k * (k + 1) // 2)
    formula = "M (min{2R, k, n min{n,R}} + min{n, R, k(k+1)/2}) + 1"
    return closed("upper", sizes.inputs * (linear + quadratic) + 1, formula, "S6")


def _two_sided(sizes: MixingSizes, cross: int, words: str, more: int, shown: str) -> Bound:
    """Return the rank of f(Start) + g(End) + a bilinear form of rank `cross`.

    If a side has one step and the inputs are one-hot, f or g is linear in the letter, and the rank at most M.
    """
    if sizes.hot and sizes.shorter == 1:
        return closed("exact", min(cross + more, sizes.inputs), f"min{{{words} + {shown}, M}}", "S6")
    return closed("exact", cross + more, f"{words} + {shown}", "S6")
