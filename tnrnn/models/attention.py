"""Attention without softmax: over the tokens so far, with a matrix as its state, or over all tokens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, get_args

from ..basics import choice
from ..networks import Builder, Circuit, Vector
from .layering import Shown, Spot, check_matrix, flag, mixed, read_out, run_layers, whole_sizes
from .origins import made_by
from .racs import check_vertices
from .stacks import Site

# The rules by which the state of linear attention is updated.
Rule = Literal["sum", "decay", "gated", "delta", "mlstm"]

RULES: tuple[Rule, ...] = get_args(Rule)


def linear_attention(  # noqa: PLR0913, PLR0917
    length: int,
    layers: int,
    inputs: int,
    key: int,
    value: int,
    rule: Rule = "sum",
    heads: int = 1,
    outputs: int = 1,
    *,
    residual: bool = False,
) -> Circuit:
    """Return linear attention, whose state is a matrix S of shape (V, K) that each query reads: o = S q.

    ::

        q, k = W_q[l] u, W_k[l] u in R^K,   v = W_v[l] u in R^V,   o[t,l] = S[t,l] q,   S[0,l] = 0

        "sum"     S[t,l] = S' + v k^T
        "decay"   S[t,l] = g[l] S' + v k^T                              with one number g[l]
        "gated"   S[t,l] = S' diag(c[l] + C[l] u) + v k^T
        "delta"   S[t,l] = S' (I - k k^T) + v k^T
        "mlstm"   S[t,l] = (f[l] + F[l] u) S' + (i[l] + J[l] u) v k^T   with gates that are numbers

    Here u = u[t,l-1] and S' = S[t-1,l]. The next layer takes u[t,l] = W[l] o[t,l] in R^M, u[t,0] = x[t], and
    y = W_O o[T,L]. With H heads each head h has its own matrices and state, and W_q[l,h] stands for W_q[l]; then
    u[t,l] = sum_h W[l,h] o[t,l,h] and y = sum_h W_O[h] o[T,L,h]. A residual connection adds u[t,l-1] to u[t,l], and
    then y = W_O u[T,L].

    "sum" is causal attention without its softmax; "decay" is RetNet, "gated" gated linear attention (GLA), "delta"
    DeltaNet and "mlstm" the mLSTM of xLSTM. Softmax, feature maps, normalisers, the nonlinearities of the gates
    (sigmoids and exponentials), the output gates and the feed-forward layers are dropped: a gate is affine in its
    input. So this is a polynomial network.

    Parameters
    ----------
    length : int
        The number of time steps, T.
    layers : int
        The number of layers, L.
    inputs : int
        The dimension of each input, M.
    key, value : int
        The dimensions of a key and of a value, K and V, of one head.
    rule : "sum", "decay", "gated", "delta" or "mlstm", optional
        How the state is updated; by default "sum".
    heads : int, optional
        The number of heads, H; by default 1.
    outputs : int, optional
        The dimension of the output; by default 1.
    residual : bool, optional
        Whether every layer adds its input to what it hands on; by default it does not.

    Raises
    ------
    TnrnnError
        If a size is not a positive integer, if the rule is unknown, or if the circuit would have more than 10,000,000
        vertices.

    References
    ----------
    Katharopoulos et al., "Transformers are RNNs", arXiv 2006.16236; Sun et al., "Retentive network", arXiv 2307.08621;
    Yang et al., "Gated linear attention transformers with hardware-efficient training", arXiv 2312.06635; Schlag, Irie,
    Schmidhuber, "Linear transformers are secretly fast weight programmers", arXiv 2102.11174; Yang et al.,
    "Parallelizing linear transformers with the delta rule over sequence length", arXiv 2406.06484; Beck et al.,
    "xLSTM: extended long short-term memory", arXiv 2405.04517.

    Examples
    --------
    >>> circuit = linear_attention(length=6, layers=1, inputs=4, key=2, value=3)
    >>> circuit.by_name["S[2,1]"].shape, circuit.by_name["S[2,1]"].symbol
    ((3, 2), 'V K')
    >>> from tnrnn import Partition, separation_rank
    >>> separation_rank(circuit, Partition.start_end(6), mode="continuous").lower
    3
    """
    sizes = whole_sizes(length=length, layers=layers, inputs=inputs, key=key, value=value, heads=heads, outputs=outputs)
    update = UPDATES[choice("rule", rule, RULES)]

    def head(build: Builder, below: list[Vector], level: int, number: int) -> list[Vector]:
        state, shown = None, []
        for step, u in enumerate(below, start=1):
            spot = Spot(build, Site(step, level, head=number))
            state = update(spot, u, state)
            shown.append(_read(spot, state, u))
        return shown

    made = _attention(head, sizes, flag("residual", residual))
    apart = rule if length > 1 or rule == "mlstm" else "sum"  # the others differ in what they forget from step 2 on
    return made_by("linear_attention", made, **sizes, rule=apart, residual=residual)


def polynomial_attention(  # noqa: PLR0913, PLR0917
    length: int,
    layers: int,
    inputs: int,
    key: int,
    value: int,
    heads: int = 1,
    outputs: int = 1,
    *,
    residual: bool = False,
) -> Circuit:
    """Return attention over all tokens without its softmax: o[t,l] = sum_s v[s,l] (k[s,l] . q[t,l]), s = 1, ..., T.

    ::

        q, k = W_q[l] u, W_k[l] u in R^K,   v = W_v[l] u in R^V,   o[t,l] = S[l] q,   S[l] = sum_s v[s,l] k[s,l]^T

    with u = u[t,l-1]. What the next layer takes, the output, heads and residual connections are as in
    `linear_attention`, which is the same with a sum over s <= t if its rule is "sum".

    Softmax, normalisers and feed-forward layers are dropped. So this is a polynomial network, of degree 3^L in the
    inputs.

    Parameters
    ----------
    length : int
        The number of tokens, T.
    layers, inputs, key, value, heads, outputs : int
        The sizes L, M, K, V, H and the dimension of the output, as in `linear_attention`.
    residual : bool, optional
        Whether every layer adds its input to what it hands on; by default it does not.

    Raises
    ------
    TnrnnError
        If a size is not a positive integer, or if the circuit would have more than 10,000,000 vertices.

    References
    ----------
    Vaswani et al., "Attention is all you need", arXiv 1706.03762; without the softmax: Wies, Levine, Jannai, Shashua,
    "The depth-to-width interplay in self-attention", arXiv 2006.12467.

    Examples
    --------
    >>> circuit = polynomial_attention(length=4, layers=2, inputs=2, key=2, value=3)
    >>> circuit.degree, circuit.by_name["S[1]"].shape
    (9, (3, 2))
    """
    sizes = whole_sizes(length=length, layers=layers, inputs=inputs, key=key, value=value, heads=heads, outputs=outputs)

    def head(build: Builder, below: list[Vector], level: int, number: int) -> list[Vector]:
        spots = [Spot(build, Site(step, level, head=number)) for step, _ in enumerate(below, start=1)]
        terms = [_written(spot, "vk", u) for spot, u in zip(spots, below, strict=True)]
        state = build.sum(*terms, name=spots[0].site.of("S"), at=(None, level))
        return [_read(spot, state, u) for spot, u in zip(spots, below, strict=True)]

    made = _attention(head, sizes, flag("residual", residual))
    return made_by("polynomial_attention", made, **sizes, residual=residual)


Head = Callable[[Builder, list[Vector], int, int], list[Vector]]
"""A function of the builder, the vectors of all steps, the layer and the head (0 if it is alone): o at each step."""

LEAST = 5
"""Every head makes a query, a key, a value, their outer product and o at each step, if not more."""


def _attention(head: Head, sizes: dict[str, int], residual: bool) -> Circuit:
    """Return layers of heads over time."""
    length, depth, heads = sizes["length"], sizes["layers"], sizes["heads"]
    check_vertices(length, depth, length * (1 + depth * heads * LEAST))
    check_matrix(key=sizes["key"], value=sizes["value"])
    build = Builder(M=sizes["inputs"], K=sizes["key"], V=sizes["value"])

    def layer(build: Builder, below: list[Vector], level: int) -> Sequence[Shown]:
        numbers = range(1, heads + 1) if heads > 1 else [0]
        made = list(zip(*(head(build, below, level, number) for number in numbers), strict=True))
        if level == depth and not residual:
            return made
        return [(mixed(build, shown, step, level),) for step, shown in enumerate(made, start=1)]

    return read_out(build, run_layers(build, layer, length, depth, residual=residual), depth, sizes["outputs"])


def _written(spot: Spot, name: str, u: Vector) -> Vector:
    """Return what a token writes, v k^T."""
    return spot.einsum(name, "i,j->ij", spot.linear("W_v", u, "V", "v"), spot.linear("W_k", u, "K", "k"))


def _read(spot: Spot, state: Vector, u: Vector) -> Vector:
    """Return what the query of a token reads, S q."""
    return spot.einsum("o", "ij,j->i", state, spot.linear("W_q", u, "K", "q"))


def _sum(spot: Spot, u: Vector, before: Vector | None) -> Vector:
    if before is None:
        return _written(spot, "S", u)
    return spot.sum("S", before, _written(spot, "vk", u))


def _decay(spot: Spot, u: Vector, before: Vector | None) -> Vector:
    if before is None:
        return _written(spot, "S", u)
    kept = spot.einsum("gS", ",ij->ij", spot.constant("g", 1), before)
    return spot.sum("S", kept, _written(spot, "vk", u))


def _gated(spot: Spot, u: Vector, before: Vector | None) -> Vector:
    if before is None:
        return _written(spot, "S", u)
    kept = spot.einsum("Sf", "ij,j->ij", before, spot.affine("f", "c", "C", u, "K"))
    return spot.sum("S", kept, _written(spot, "vk", u))


def _delta(spot: Spot, u: Vector, before: Vector | None) -> Vector:
    """Return S' + (v - S' k) k^T: what S' holds under the key is replaced."""
    if before is None:
        return _written(spot, "S", u)
    k, v = spot.linear("W_k", u, "K", "k"), spot.linear("W_v", u, "V", "v")
    held = spot.einsum("Sk", "ij,j->i", before, k)
    change = spot.sum("w", v, spot.build.times(-1, held, name=spot.site.named("-Sk"), at=spot.site.at))
    return spot.sum("S", before, spot.einsum("wk", "i,j->ij", change, k))


def _mlstm(spot: Spot, u: Vector, before: Vector | None) -> Vector:
    entry = spot.affine("entry", "i", "J", u, 1)
    new = spot.einsum("ivk" if before else "S", ",ij->ij", entry, _written(spot, "vk", u))
    if before is None:
        return new
    forget = spot.affine("forget", "f", "F", u, 1)
    return spot.sum("S", spot.einsum("fS", ",ij->ij", forget, before), new)


UPDATES: dict[Rule, Callable[[Spot, Vector, Vector | None], Vector]] = {
    "sum": _sum,
    "decay": _decay,
    "gated": _gated,
    "delta": _delta,
    "mlstm": _mlstm,
}
"""The states S[t,l] by rule, as functions of the place, u[t,l-1] and S[t-1,l], which is None for t = 1."""
