"""Models whose layers mix tokens by fixed weights: the gated MLP, and a bilinear MLP-Mixer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from ..basics import EinsumMap, choice
from ..networks import Builder, Circuit, Vector
from .layering import Shown, Spot, check_matrix, flag, mixed, read_out, run_layers, whole_sizes
from .origins import made_by
from .racs import check_vertices
from .stacks import Site

# What the output of a model over all tokens is read from.
Readout = Literal["last", "mean"]

READOUTS: tuple[Readout, ...] = get_args(Readout)


def gmlp(  # noqa: PLR0913, PLR0917
    length: int,
    layers: int,
    inputs: int,
    hidden: int,
    readout: Readout = "last",
    outputs: int = 1,
    *,
    residual: bool = False,
) -> Circuit:
    """Return the gated MLP (gMLP): each token is multiplied by a mixture of all tokens with fixed weights.

    ::

        p, z = W_p[l] u, W_z[l] u in R^R,   o[t,l] = p[t,l] * (sum_s m[s,l]_t z[s,l] + b[t,l]),   s = 1, ..., T

    with u = u[t,l-1], u[t,0] = x[t], the vectors m[s,l] in R^T and the numbers b[t,l] among the parameters. The next
    layer takes u[t,l] = W[l] o[t,l] in R^M, and y = W_O o[T,L]; if the mean is read, y = W_O (sum_t o[t,L]), where W_O
    takes the factor 1/T. A residual connection adds u[t,l-1] to u[t,l], and then y reads u[t,L].

    The nonlinearity (GELU) and normalisers are dropped. The sum of all m[s,l] z[s,l]^T is one matrix of shape (T, R).
    If the mean is read, only the sum over the tokens is observed, at step T; else o[t,L] is observed at every step.

    Parameters
    ----------
    length : int
        The number of tokens, T.
    layers : int
        The number of layers, L.
    inputs : int
        The dimension of each input, M.
    hidden : int
        The dimension of p and z, R.
    readout : "last" or "mean", optional
        What the output reads, the last token or the mean over the tokens; by default the last token.
    outputs : int, optional
        The dimension of the output; by default 1.
    residual : bool, optional
        Whether every layer adds its input to what it hands on; by default it does not.

    Raises
    ------
    TnrnnError
        If a size is not a positive integer, if the readout is unknown, or if the circuit would have more than
        10,000,000 vertices.

    References
    ----------
    Liu, Dai, So, Le, "Pay attention to MLPs", arXiv 2105.08050.

    Examples
    --------
    >>> from tnrnn import Partition, separation_rank
    >>> half = Partition.start_end(6)
    >>> [separation_rank(gmlp(6, 1, 3, 1, readout), half, mode="continuous").lower for readout in ("last", "mean")]
    [2, 8]
    """
    sizes = whole_sizes(length=length, layers=layers, inputs=inputs, hidden=hidden, outputs=outputs)
    read, added = choice("readout", readout, READOUTS), flag("residual", residual)
    steps, depth, width = sizes["length"], sizes["layers"], sizes["hidden"]
    check_vertices(steps, depth, steps * (1 + 9 * (depth - 1) + 4))
    check_matrix(length=steps, hidden=width)
    build = Builder(M=sizes["inputs"], R=width, T=steps)

    def layer(build: Builder, below: list[Vector], level: int) -> Sequence[Shown]:
        spots = [Spot(build, Site(step, level)) for step in range(1, steps + 1)]
        written = [
            spot.einsum("mz", "i,j->ij", _own(spot, "m", "T"), spot.linear("W_z", u, "R", "z"))
            for spot, u in zip(spots, below, strict=True)
        ]
        every = build.sum(*written, name=f"S[{level}]", at=(None, level))
        made = [(_gated(spot, u, every, width, steps),) for spot, u in zip(spots, below, strict=True)]
        if level == depth and not added:
            return made
        return [(mixed(build, one, step, level),) for step, one in enumerate(made, start=1)]

    shown = run_layers(build, layer, steps, depth, residual=added)
    circuit = read_out(build, shown, depth, sizes["outputs"], pooled=read == "mean")
    return made_by("gmlp", circuit, **sizes, readout=read, residual=added)


def _own(spot: Spot, stem: str, dim: str | int) -> Vector:
    """Return a vector of weights that the token does not share with others."""
    name = spot.site.named(stem)
    return spot.build.constant(name, dim, name=name, at=spot.site.at)


def _gated(spot: Spot, u: Vector, every: Vector, width: int, steps: int) -> Vector:
    """Return p * (row + b) as p * row + b p, with the token's row of the matrix of all tokens."""
    picked = EinsumMap("i->i", (width,), window=((spot.site.time - 1) * width, steps * width))
    row = spot.build.linear(picked.title, every, "R", name=spot.site.named("row"), at=spot.site.at, value=picked)
    p = spot.linear("W_p", u, "R", "p")
    return spot.sum("o", spot.product("pr", p, row), spot.einsum("bp", ",i->i", _own(spot, "b", 1), p))


def bilinear_mixer(  # noqa: PLR0913
    length: int, layers: int, inputs: int, hidden: int, outputs: int = 1, *, residual: bool = False
) -> Circuit:
    """Return a bilinear MLP-Mixer: two mixtures of all tokens are multiplied, channel by channel, and mixed again.

    ::

        P[l] = sum_s a[s,l] u[s,l-1]^T,   Q[l] = sum_s b[s,l] u[s,l-1]^T,   o[t,l] = (P[l] * Q[l])^T c[t,l]

    with u[t,0] = x[t], matrices P and Q of shape (R, M), and the vectors a[t,l], b[t,l] and c[t,l] in R^R among the
    parameters. The next layer takes u[t,l] = W[l] o[t,l] in R^M, and y = W_O o[T,L]. A residual connection adds
    u[t,l-1] to u[t,l], and then y = W_O u[T,L].

    In the MLP-Mixer, an MLP of one hidden layer mixes the tokens of each channel, and another the channels of each
    token. Here a product of two linear maps stands in place of the first MLP with its nonlinearity (GELU), and a linear
    map in place of the second; normalisers are dropped, and the last token is read instead of the mean.

    Parameters
    ----------
    length : int
        The number of tokens, T.
    layers : int
        The number of layers, L.
    inputs : int
        The dimension of each input, M.
    hidden : int
        The number of hidden tokens, R.
    outputs : int, optional
        The dimension of the output; by default 1.
    residual : bool, optional
        Whether every layer adds its input to what it hands on; by default it does not.

    Raises
    ------
    TnrnnError
        If a size is not a positive integer, or if the circuit would have more than 10,000,000 vertices.

    References
    ----------
    Tolstikhin et al., "MLP-Mixer: an all-MLP architecture for vision", arXiv 2105.01601.

    Examples
    --------
    >>> from tnrnn import Partition, separation_rank
    >>> separation_rank(bilinear_mixer(6, 1, 3, 1), Partition.start_end(6), mode="continuous").lower
    8
    """
    sizes = whole_sizes(length=length, layers=layers, inputs=inputs, hidden=hidden, outputs=outputs)
    steps, depth, added = sizes["length"], sizes["layers"], flag("residual", residual)
    check_vertices(steps, depth, steps * (1 + 4 * depth))
    check_matrix(inputs=sizes["inputs"], hidden=sizes["hidden"])
    build = Builder(M=sizes["inputs"], R=sizes["hidden"])

    def layer(build: Builder, below: list[Vector], level: int) -> Sequence[Shown]:
        spots = [Spot(build, Site(step, level)) for step in range(1, steps + 1)]
        sides = []
        for name, stem in (("P", "a"), ("Q", "b")):
            terms = [
                spot.einsum(f"{stem}u", "i,j->ij", _own(spot, stem, "R"), u)
                for spot, u in zip(spots, below, strict=True)
            ]
            sides.append(build.sum(*terms, name=f"{name}[{level}]", at=(None, level)))
        both = build.product(*sides, name=f"PQ[{level}]", at=(None, level))
        made = [(spot.einsum("o", "ij,i->j", both, _own(spot, "c", "R")),) for spot in spots]
        if level == depth and not added:
            return made
        return [(mixed(build, one, step, level),) for step, one in enumerate(made, start=1)]

    shown = run_layers(build, layer, steps, depth, residual=added)
    return made_by("bilinear_mixer", read_out(build, shown, depth, sizes["outputs"]), **sizes, residual=added)
