"""State-space models: a state that is carried on linearly, with fixed gates or with gates that the input sets."""

from __future__ import annotations

from collections.abc import Sequence

from ..networks import Builder, Circuit, Vector
from .layering import Shown, Spot, check_matrix, flag, read_out, run_layers, whole_sizes
from .origins import made_by
from .racs import check_vertices
from .stacks import Site


def linear_ssm(  # noqa: PLR0913
    length: int, layers: int, inputs: int, state: int, outputs: int = 1, *, residual: bool = False
) -> Circuit:
    """Return the linear state-space model, which S4, S5 and the LRU are between their nonlinearities.

    ::

        h[t,l] = A[l] h[t-1,l] + B[l] u[t,l-1],   o[t,l] = C[l] h[t,l],   u[t,l] = o[t,l],   y = o[T,L]

    with u[t,0] = x[t], A[l] of shape (N, N), B[l] of shape (N, M), C[l < L] of shape (M, N), C[L] of shape (outputs, N)
    and the initial states h[0,l] among the parameters. A residual connection adds u[t,l-1] to o[t,l]; in the last layer
    it is mapped to the outputs by P (by P[L] if L > 1).

    The matrix A[l] is full and does not change over time, whatever structure training gives it (diagonal, or diagonal
    plus low rank). The nonlinearities between the layers (GELU, gated linear units) and normalisers are dropped, so
    this is a linear system.

    Parameters
    ----------
    length : int
        The number of time steps, T.
    layers : int
        The number of layers, L.
    inputs : int
        The dimension of each input and of what each layer but the last shows, M.
    state : int
        The dimension of each state, N.
    outputs : int, optional
        The dimension of the output; by default 1.
    residual : bool, optional
        Whether every layer adds its input to what it shows; by default it does not.

    Raises
    ------
    TnrnnError
        If a size is not a positive integer, or if the circuit would have more than 10,000,000 vertices.

    References
    ----------
    Gu, Goel, Ré, "Efficiently modeling long sequences with structured state spaces", arXiv 2111.00396; Smith,
    Warrington, Linderman, "Simplified state space layers for sequence modeling", arXiv 2208.04933; Orvieto et al.,
    "Resurrecting recurrent neural networks for long sequences", arXiv 2303.06349.

    Examples
    --------
    >>> circuit = linear_ssm(length=4, layers=2, inputs=2, state=3)
    >>> circuit.degree, circuit.parameters["C[1]"], circuit.parameters["C[2]"]
    (1, (2, 3), (1, 3))
    """
    sizes = whole_sizes(length=length, layers=layers, inputs=inputs, state=state, outputs=outputs)
    depth, shown = sizes["layers"], sizes["outputs"]
    check_vertices(sizes["length"], depth, sizes["length"] * (1 + 4 * depth))
    build = Builder(M=sizes["inputs"], N=sizes["state"])

    def layer(build: Builder, below: list[Vector], level: int) -> Sequence[Shown]:
        h, made = _initial(build, level), []
        for step, u in enumerate(below, start=1):
            spot = Spot(build, Site(step, level))
            h = spot.sum("h", spot.linear("A", h, "N"), spot.linear("B", u, "N"))
            made.append((spot.linear("C", h, "M" if level < depth else shown, "o"),))
        return made

    seen = run_layers(build, layer, sizes["length"], depth, residual=flag("residual", residual))
    ends = [(step, vector) for step, (vector,) in enumerate(seen, start=1)]
    return made_by("linear_ssm", build.circuit(ends[-1][1], observed=ends), **sizes, residual=residual)


def selective_ssm(  # noqa: PLR0913, PLR0917
    length: int,
    layers: int,
    inputs: int,
    state: int,
    output_gate: bool = False,
    outputs: int = 1,
    *,
    residual: bool = False,
) -> Circuit:
    """Return the selective state-space model: a diagonal recurrence whose gates the input sets.

    ::

        h[t,l] = (g[l] + G[l] u) * h[t-1,l] + B[l] u,   o[t,l] = h[t,l], or with an output gate (D[l] u) * h[t,l]

    with u = u[t,l-1], u[t,0] = x[t], u[t,l] = o[t,l] and y = W_O o[T,L]. The matrices G[l], B[l] and D[l] have the
    shape (N, M) in layer 1 and (N, N) above, and the initial states h[0,l] are among the parameters. A residual
    connection adds u[t,l-1] to o[t,l]; in layer 1 it is mapped by P.

    This is the recurrence inside Mamba (S6), which `mamba` has with its channels. The exponential and the softplus of
    the gate, SiLU, normalisers and the convolution are dropped: the gates are affine in the input.

    Parameters
    ----------
    length : int
        The number of time steps, T.
    layers : int
        The number of layers, L.
    inputs : int
        The dimension of each input, M.
    state : int
        The dimension of each state, N.
    output_gate : bool, optional
        Whether what a layer shows is multiplied by a gate; by default it is not.
    outputs : int, optional
        The dimension of the output; by default 1.
    residual : bool, optional
        Whether every layer adds its input to what it shows; by default it does not.

    Raises
    ------
    TnrnnError
        If a size is not a positive integer, or if the circuit would have more than 10,000,000 vertices.

    References
    ----------
    Gu, Dao, "Mamba: linear-time sequence modeling with selective state spaces", arXiv 2312.00752.

    Examples
    --------
    >>> from tnrnn import Partition, separation_rank
    >>> half = Partition.start_end(4)
    >>> [separation_rank(selective_ssm(4, layers, 2, 2), half, mode="continuous").lower for layers in (1, 2)]
    [3, 13]
    """
    sizes = whole_sizes(length=length, layers=layers, inputs=inputs, state=state, outputs=outputs)
    gated = flag("output_gate", output_gate)
    check_vertices(sizes["length"], sizes["layers"], sizes["length"] * (1 + (8 if gated else 6) * sizes["layers"]))
    build = Builder(M=sizes["inputs"], N=sizes["state"])

    def layer(build: Builder, below: list[Vector], level: int) -> Sequence[Shown]:
        h, made = _initial(build, level), []
        for step, u in enumerate(below, start=1):
            spot = Spot(build, Site(step, level))
            kept = spot.product("fh", spot.affine("f", "g", "G", u, "N"), h)
            h = spot.sum("h", kept, spot.linear("B", u, "N"))
            made.append((spot.product("o", spot.linear("D", u, "N"), h) if gated else h,))
        return made

    seen = run_layers(build, layer, sizes["length"], sizes["layers"], residual=flag("residual", residual))
    circuit = read_out(build, seen, sizes["layers"], sizes["outputs"])
    return made_by("selective_ssm", circuit, **sizes, output_gate=gated, residual=residual)


def mamba(  # noqa: PLR0913, PLR0917
    length: int,
    layers: int,
    inputs: int,
    channels: int,
    state: int,
    outputs: int = 1,
    *,
    residual: bool = False,
) -> Circuit:
    """Return Mamba without its nonlinearities: D channels, each with N states, whose gates the input sets.

    ::

        H[t,l][c,n] = (a[l][c,n] + s[l][c,n] d_c) H[t-1,l][c,n] + v_c b_n,   o[t,l]_c = sum_n H[t,l][c,n] c_n

        d, v = W_D[l] u, W_U[l] u in R^D,   b, c = W_B[l] u, W_C[l] u in R^N

    with u = u[t,l-1], u[t,0] = x[t], u[t,l] = o[t,l] and y = W_O o[T,L]. The state is a matrix of shape (D, N), and
    a[l], s[l] and the initial states H[0,l] are parameters with D N entries, row by row. A residual connection adds
    u[t,l-1] to o[t,l]; in layer 1 it is mapped by P.

    The step size d, the entry b and the read-out c depend on the input, as in the original. The exponential of the step
    size times A and its softplus, SiLU and the branch that it multiplies, normalisers and the convolution are dropped:
    the gates are affine in the input. In the original the step size multiplies the entry as well.

    Parameters
    ----------
    length : int
        The number of time steps, T.
    layers : int
        The number of layers, L.
    inputs : int
        The dimension of each input, M.
    channels : int
        The number of channels, D.
    state : int
        The number of states of each channel, N.
    outputs : int, optional
        The dimension of the output; by default 1.
    residual : bool, optional
        Whether every layer adds its input to what it shows; by default it does not.

    Raises
    ------
    TnrnnError
        If a size is not a positive integer, or if the circuit would have more than 10,000,000 vertices.

    References
    ----------
    Gu, Dao, "Mamba: linear-time sequence modeling with selective state spaces", arXiv 2312.00752.

    Examples
    --------
    >>> circuit = mamba(length=8, layers=1, inputs=3, channels=2, state=2)
    >>> circuit.by_name["H[3,1]"].shape
    (2, 2)
    >>> from tnrnn import Partition, separation_rank
    >>> separation_rank(circuit, Partition.start_end(8), mode="continuous").lower
    5
    """
    sizes = whole_sizes(length=length, layers=layers, inputs=inputs, channels=channels, state=state, outputs=outputs)
    check_vertices(sizes["length"], sizes["layers"], sizes["length"] * (1 + 12 * sizes["layers"]))
    check_matrix(channels=sizes["channels"], state=sizes["state"])
    build = Builder(M=sizes["inputs"], D=sizes["channels"], N=sizes["state"])

    def layer(build: Builder, below: list[Vector], level: int) -> Sequence[Shown]:
        state, made = build.constant(f"H[0,{level}]", "D N", name=f"H[0,{level}]", at=(0, level)), []
        for step, u in enumerate(below, start=1):
            spot = Spot(build, Site(step, level))
            change = spot.einsum("sd", "ij,i->ij", spot.constant("s", "D N"), spot.linear("W_D", u, "D", "d"))
            gate = spot.sum("f", spot.constant("a", "D N"), change)
            new = spot.einsum("vb", "i,j->ij", spot.linear("W_U", u, "D", "v"), spot.linear("W_B", u, "N", "b"))
            state = spot.sum("H", spot.product("fH", gate, state), new)
            made.append((spot.einsum("o", "ij,j->i", state, spot.linear("W_C", u, "N", "c")),))
        return made

    seen = run_layers(build, layer, sizes["length"], sizes["layers"], residual=flag("residual", residual))
    return made_by("mamba", read_out(build, seen, sizes["layers"], sizes["outputs"]), **sizes, residual=residual)


def gated_ssm(  # noqa: PLR0913
    length: int, layers: int, inputs: int, hidden: int, outputs: int = 1, *, residual: bool = False
) -> Circuit:
    """Return the gated state-space model of H3 and Hyena: the input gates what enters the state and what is read.

    ::

        h[t,l] = g[l] * h[t-1,l] + k * v,   o[t,l] = q * h[t,l],   q, k, v = W_q[l] u, W_k[l] u, W_v[l] u in R^R

    with u = u[t,l-1], u[t,0] = x[t], u[t,l] = o[t,l] and y = W_O o[T,L]. The matrices have the shape (R, M) in layer 1
    and (R, R) above, and the initial states h[0,l] are among the parameters. A residual connection adds u[t,l-1] to
    o[t,l]; in layer 1 it is mapped by P.

    The gate g[l] of the state itself does not depend on the input. The long convolution is this recurrence with one
    state for each channel; the shift convolution, nonlinearities and normalisers are dropped.

    Parameters
    ----------
    length : int
        The number of time steps, T.
    layers : int
        The number of layers, L.
    inputs : int
        The dimension of each input, M.
    hidden : int
        The dimension of each state, R.
    outputs : int, optional
        The dimension of the output; by default 1.
    residual : bool, optional
        Whether every layer adds its input to what it shows; by default it does not.

    Raises
    ------
    TnrnnError
        If a size is not a positive integer, or if the circuit would have more than 10,000,000 vertices.

    References
    ----------
    Fu et al., "Hungry hungry hippos: towards language modeling with state space models", arXiv 2212.14052; Poli et al.,
    "Hyena hierarchy: towards larger convolutional language models", arXiv 2302.10866.

    Examples
    --------
    With two layers the End can show more of the Start, but no more of it if the End is longer:

    >>> from tnrnn import Partition, separation_rank
    >>> [separation_rank(gated_ssm(T, 2, 2, 2), Partition.start_end(T, 3), mode="continuous").lower for T in (5, 7)]
    [14, 14]
    """
    sizes = whole_sizes(length=length, layers=layers, inputs=inputs, hidden=hidden, outputs=outputs)
    check_vertices(sizes["length"], sizes["layers"], sizes["length"] * (1 + 8 * sizes["layers"]))
    build = Builder(M=sizes["inputs"], R=sizes["hidden"])

    def layer(build: Builder, below: list[Vector], level: int) -> Sequence[Shown]:
        h, made = _initial(build, level, "R"), []
        for step, u in enumerate(below, start=1):
            spot = Spot(build, Site(step, level))
            q, k, v = (spot.linear(f"W_{stem}", u, "R", stem) for stem in "qkv")
            h = spot.sum("h", spot.product("gh", spot.constant("g", "R"), h), spot.product("kv", k, v))
            made.append((spot.product("o", q, h),))
        return made

    seen = run_layers(build, layer, sizes["length"], sizes["layers"], residual=flag("residual", residual))
    return made_by("gated_ssm", read_out(build, seen, sizes["layers"], sizes["outputs"]), **sizes, residual=residual)


def _initial(build: Builder, level: int, dim: str = "N") -> Vector:
    return build.constant(f"h[0,{level}]", dim, name=f"h[0,{level}]", at=(0, level))
