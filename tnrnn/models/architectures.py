"""Architectures beside the RAC, each a function that returns a `Circuit`."""

from __future__ import annotations

from typing import Literal

from ..basics import MAX_DIM, TnrnnError, as_before, choice, whole
from ..networks import Builder, Circuit, Vector
from .cells import cp_cell, gru_cell, lstm_cell, mi_cell, rac_cell, second_order_cell
from .stacks import MAX_STEPS, Cell, Sizes, Wiring, stacked

RecurrentCell = Literal["rac", "second_order_rnn", "mi_rnn", "lstm", "gru"]

CELLS: dict[RecurrentCell, tuple[Cell, int]] = {
    "rac": (rac_cell, 1),
    "second_order_rnn": (second_order_cell, 1),
    "mi_rnn": (mi_cell, 1),
    "lstm": (lstm_cell, 2),
    "gru": (gru_cell, 1),
}
"""The cells by name, and the number of vectors that each hands on in time."""


@as_before()
def recurrent(cell: RecurrentCell, sizes: Sizes | tuple[int, ...], *, wiring: Wiring | None = None) -> Circuit:
    """Return a stack of cells, with skip connections or in both directions where `wiring` says so.

    Parameters
    ----------
    cell : "rac", "second_order_rnn", "mi_rnn", "lstm" or "gru"
    sizes : (T, L, M, R) or (T, L, M, R, outputs)
    wiring : Wiring, optional

    Raises
    ------
    TnrnnError
        On other cells and sizes.

    Examples
    --------
    >>> from tnrnn import rac
    >>> set(recurrent("rac", (4, 2, 2, 3)).vertices) == set(rac(4, 2, 2, 3).vertices)
    True
    >>> sum(vertex.kind == "sum" for vertex in recurrent("rac", (4, 2, 2, 3), wiring=Wiring(layer_skips=True)).vertices)
    5
    """
    made, states = CELLS[choice("cell", cell, CELLS)]
    return stacked(made, Sizes(*sizes), wiring=wiring, states=states)


def second_order_rnn(length: int, layers: int, inputs: int, hidden: int, outputs: int = 1) -> Circuit:
    """Return the second-order (bilinear) recurrent network: h[t,l] = B[l](h[t-1,l], h[t,l-1]), h[t,0] = x[t].

    B[l] has the shape (R, R, M) in layer 1 and (R, R, R) above. It is the second-order RNN without its nonlinearity;
    a CP decomposition of B gives `cp_rnn`, and one of rank R whose last factor is the identity gives `rac`.

    Source: Giles et al., "Learning and extracting finite state automata with second-order recurrent neural networks",
    1992; Lizaire et al., "A tensor decomposition perspective on second-order RNNs", 2024.

    >>> second_order_rnn(length=6, layers=2, inputs=2, hidden=3).copies["h[3,1]"]
    4
    """
    return recurrent("second_order_rnn", (length, layers, inputs, hidden, outputs))


@as_before()
def cp_rnn(length: int, layers: int, inputs: int, hidden: int, *, rank: int | None = None, outputs: int = 1) -> Circuit:  # noqa: PLR0913
    """Return the CP-RNN: h[t,l] = C[l] [(A[l] h[t-1,l]) * (D[l] h[t,l-1])], a bilinear map of CP rank `rank`.

    Its first-order terms and its nonlinearity are dropped. `rank` is R by default.

    Source: Lizaire et al., "A tensor decomposition perspective on second-order RNNs", 2024.

    >>> cp_rnn(length=4, layers=1, inputs=2, hidden=3, rank=5).parameters["C[1]"]
    (3, 5)
    """
    size = whole("hidden", hidden, most=MAX_DIM) if rank is None else whole("rank", rank, most=MAX_DIM)
    return stacked(cp_cell(size), Sizes(length, layers, inputs, hidden, outputs))


def mi_rnn(length: int, layers: int, inputs: int, hidden: int, outputs: int = 1) -> Circuit:
    """Return the network of general multiplicative integration: h = a * Wu * Uh' + b1 * Uh' + b2 * Wu + b.

    h' = h[t-1,l], u = h[t,l-1]; a, b1, b2 and b in R^R; the nonlinearity around it is dropped. With a = 1 and the b's
    0 it is `rac`.

    Source: Wu, Zhang, Zhang, Bengio, Salakhutdinov, "On multiplicative integration with recurrent neural networks",
    2016, arXiv 1606.06630.

    >>> mi_rnn(length=3, layers=1, inputs=2, hidden=2).by_name["h[2,1]"].kind
    'sum'
    """
    return recurrent("mi_rnn", (length, layers, inputs, hidden, outputs))


def lstm(length: int, layers: int, inputs: int, hidden: int, outputs: int = 1) -> Circuit:
    """Return the arithmetic LSTM: c = f * c' + i * g, h = o * c, with i, f, o, g = W u + U h' + b each.

    Kept: the products of the gates, the sums, the biases, both states. Dropped: the sigmoids of the gates and the two
    hyperbolic tangents, which are identities here. So this is a polynomial network, and its ranks say nothing about the
    LSTM with them.

    Source: Hochreiter, Schmidhuber, "Long short-term memory", 1997; with forget gates, Gers et al., 2000.

    >>> lstm(length=3, layers=1, inputs=2, hidden=2).degree
    27
    """
    return recurrent("lstm", (length, layers, inputs, hidden, outputs))


def gru(length: int, layers: int, inputs: int, hidden: int, outputs: int = 1) -> Circuit:
    """Return the arithmetic GRU: h = n - z * n + z * h', z, r = W u + U h' + b, n = W u + b + r * (U h' + b').

    Kept: the products of the gates, the sums, the biases. Dropped: the sigmoids and the hyperbolic tangent.

    Source: Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014, arXiv 1406.1078; the reset
    gate behind the recurrent map, as PyTorch has it.

    >>> gru(length=3, layers=1, inputs=2, hidden=2).by_name["h[2,1]"].kind
    'sum'
    """
    return recurrent("gru", (length, layers, inputs, hidden, outputs))


def tensor_train_lm(length: int, layers: int, inputs: int, hidden: int, outputs: int = 1) -> Circuit:
    """Return the tensor train language model: h[t] = G(h[t-1], x[t]), G of shape (R, R, M), shared by all times.

    A uniform matrix product state, which is `second_order_rnn` with one layer; `layers` must be 1.

    Source: Su, Zhang, et al., "Language modeling using tensor trains", 2024, arXiv 2405.04590.

    >>> list(tensor_train_lm(length=3, layers=1, inputs=5, hidden=2).parameters)
    ['h[0,1]', 'G', 'W_O']
    """
    if whole("layers", layers) != 1:
        raise TnrnnError(f"layers: expected 1, as a tensor train has one layer, given {layers}")

    def cell(build: Builder, below: Vector, states: tuple[Vector, ...], site: object) -> tuple[Vector, ...]:
        at = site.at  # type: ignore[attr-defined]
        return (build.bilinear("G", states[0], below, "R", name=f"h[{at[0]},1]", at=at),)

    return stacked(cell, Sizes(length, 1, inputs, hidden, outputs))


@as_before()
def conv_ac(  # noqa: PLR0913
    length: int,
    layers: int,
    inputs: int,
    hidden: int,
    *,
    window: int = 2,
    stride: int | None = None,
    shared: bool = True,
    outputs: int = 1,
) -> Circuit:
    """Return the convolutional arithmetic circuit in one dimension: `layers` times a linear map and a product pooling.

    ::

        u[i,l] = W[l] v[i,l-1],   v[j,l] = u[js,l] * .. * u[js+w-1,l],   v[i,0] = x[i]

    with window w and stride s, and W[i,l] in place of W[l] where weights are not shared. The windows of a layer must
    cover the positions below; what the last layer leaves is multiplied together (global pooling). With s = w, the
    default, the network is a tree; with s < w positions are used by several windows, as a deep RAC uses its inputs.

    Raises
    ------
    TnrnnError
        On sizes that are no positive integers, a stride beyond the window, and windows that leave positions out.

    References
    ----------
    Cohen, Sharir, Shashua, "On the expressive power of deep learning: a tensor analysis", 2016, arXiv
    1509.05009; Levine, Yakira, Cohen, Shashua, arXiv 1704.01552.

    Examples
    --------
    >>> conv_ac(length=8, layers=3, inputs=2, hidden=3).copies["x[1]"]
    1
    >>> conv_ac(length=8, layers=3, inputs=2, hidden=3, window=3, stride=1).copies["x[4]"]
    13
    """
    steps, depth = whole("length", length, most=MAX_STEPS), whole("layers", layers)
    width = whole("window", window)
    step = width if stride is None else whole("stride", stride, most=width)
    build = Builder(M=whole("inputs", inputs, most=MAX_DIM), R=whole("hidden", hidden, most=MAX_DIM))
    line = [build.input(time, "M", name=f"x[{time}]") for time in range(1, steps + 1)]
    for level in range(1, depth + 1):
        count = len(line)
        if count < width or (count - width) % step:
            raise TnrnnError(
                f"length: expected windows of {width} at stride {step} to cover the {count} positions of layer {level}"
            )
        mapped = [_mapped(build, vector, place, level, shared) for place, vector in enumerate(line, start=1)]
        line = [
            _pooled(build, mapped[start : start + width], number, level)
            for number, start in enumerate(range(0, count - width + 1, step), start=1)
        ]
    top = line[0] if len(line) == 1 else build.product(*line, name="pool", at=(None, depth + 1))
    return build.circuit(build.linear("W_O", top, outputs, name="y", at=(None, depth + 1)))


def _mapped(build: Builder, vector: Vector, place: int, level: int, shared: bool) -> Vector:
    parameter = f"W[{level}]" if shared else f"W[{place},{level}]"
    return build.linear(parameter, vector, "R", name=f"u[{place},{level}]", at=(None, level))


def _pooled(build: Builder, window: list[Vector], number: int, level: int) -> Vector:
    if len(window) == 1:
        return window[0]
    return build.product(*window, name=f"v[{number},{level}]", at=(None, level))
