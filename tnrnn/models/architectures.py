"""The architectures other than the RAC, each a function that returns a `Circuit`."""

from __future__ import annotations

from typing import Literal

from ..basics import MAX_DIM, TnrnnError, as_before, choice, whole
from ..networks import MAX_VERTICES, Builder, Circuit, Vector
from .cells import cp_cell, gru_cell, lstm_cell, mi_cell, rac_cell, second_order_cell
from .origins import made_by
from .racs import check_vertices
from .stacks import Cell, Sizes, Wiring, stacked

# The names of the cells.
RecurrentCell = Literal["rac", "second_order_rnn", "mi_rnn", "lstm", "gru"]

CELLS: dict[RecurrentCell, tuple[Cell, int]] = {
    "rac": (rac_cell, 1),
    "second_order_rnn": (second_order_cell, 1),
    "mi_rnn": (mi_cell, 1),
    "lstm": (lstm_cell, 2),
    "gru": (gru_cell, 1),
}
"""The cells by name, each with the number of vectors that it hands on in time."""


@as_before()
def recurrent(cell: RecurrentCell, sizes: Sizes | tuple[int, ...], *, wiring: Wiring | None = None) -> Circuit:
    """Return a stack of cells, with skip connections or two directions if `wiring` asks for them.

    Parameters
    ----------
    cell : "rac", "second_order_rnn", "mi_rnn", "lstm" or "gru"
        The name of the cell.
    sizes : Sizes or tuple of int
        The sizes (T, L, M, R) or (T, L, M, R, outputs); by default there is 1 output.
    wiring : Wiring, optional
        Skip connections and directions; by default none.

    Raises
    ------
    TnrnnError
        If the cell is unknown or a size is not a positive integer.

    Examples
    --------
    >>> from tnrnn import rac
    >>> set(recurrent("rac", (4, 2, 2, 3)).vertices) == set(rac(4, 2, 2, 3).vertices)
    True
    >>> sum(vertex.kind == "sum" for vertex in recurrent("rac", (4, 2, 2, 3), wiring=Wiring(layer_skips=True)).vertices)
    8
    """
    made, states = CELLS[choice("cell", cell, CELLS)]
    return stacked(made, Sizes(*sizes), wiring=wiring, states=states)


def _model(name: RecurrentCell, sizes: Sizes) -> Circuit:
    return made_by(name, recurrent(name, sizes), **sizes._asdict())


def second_order_rnn(length: int, layers: int, inputs: int, hidden: int, outputs: int = 1) -> Circuit:
    """Return the second-order (bilinear) recurrent network: h[t,l] = B[l](h[t-1,l], h[t,l-1]), h[t,0] = x[t].

    B[l] has the shape (R, R, M) in layer 1 and (R, R, R) above. This is the second-order RNN without its nonlinearity.
    A CP decomposition of B gives `cp_rnn`, and one of rank R whose last factor is the identity gives `rac`.

    Parameters
    ----------
    length, layers, inputs, hidden, outputs : int
        The sizes T, L, M, R and the dimension of the output, as in `rac`.

    References
    ----------
    Giles et al., "Learning and extracting finite state automata with second-order recurrent neural networks", 1992;
    Lizaire et al., "A tensor decomposition perspective on second-order RNNs", 2024.

    Examples
    --------
    >>> second_order_rnn(length=6, layers=2, inputs=2, hidden=3).copies["h[3,1]"]
    4
    """
    return _model("second_order_rnn", Sizes(length, layers, inputs, hidden, outputs))


@as_before()
def cp_rnn(length: int, layers: int, inputs: int, hidden: int, *, rank: int | None = None, outputs: int = 1) -> Circuit:  # noqa: PLR0913
    """Return the CP-RNN: h[t,l] = C[l] [(A[l] h[t-1,l]) * (D[l] h[t,l-1])], a bilinear map of CP rank `rank`.

    Its first-order terms and its nonlinearity are dropped.

    Parameters
    ----------
    length, layers, inputs, hidden, outputs : int
        The sizes T, L, M, R and the dimension of the output, as in `rac`.
    rank : int, optional
        The CP rank of the bilinear map; by default R.

    Raises
    ------
    TnrnnError
        If a size is not a positive integer or too large.

    References
    ----------
    Lizaire et al., "A tensor decomposition perspective on second-order RNNs", 2024.

    Examples
    --------
    >>> cp_rnn(length=4, layers=1, inputs=2, hidden=3, rank=5).parameters["C[1]"]
    (3, 5)
    """
    size = whole("hidden", hidden, most=MAX_DIM) if rank is None else whole("rank", rank, most=MAX_DIM)
    sizes = Sizes(length, layers, inputs, hidden, outputs)
    return made_by("cp_rnn", stacked(cp_cell(size), sizes), **sizes._asdict(), rank=size)


def mi_rnn(length: int, layers: int, inputs: int, hidden: int, outputs: int = 1) -> Circuit:
    """Return the network of general multiplicative integration: h = a * Wu * Uh' + b1 * Uh' + b2 * Wu + b.

    Here h' = h[t-1,l] and u = h[t,l-1], and a, b1, b2 and b are in R^R. The nonlinearity is dropped. With a = 1 and
    b1 = b2 = b = 0 it is `rac`.

    Parameters
    ----------
    length, layers, inputs, hidden, outputs : int
        The sizes T, L, M, R and the dimension of the output, as in `rac`.

    References
    ----------
    Wu, Zhang, Zhang, Bengio, Salakhutdinov, "On multiplicative integration with recurrent neural networks", 2016,
    arXiv 1606.06630.

    Examples
    --------
    >>> mi_rnn(length=3, layers=1, inputs=2, hidden=2).by_name["h[2,1]"].kind
    'sum'
    """
    return _model("mi_rnn", Sizes(length, layers, inputs, hidden, outputs))


def lstm(length: int, layers: int, inputs: int, hidden: int, outputs: int = 1) -> Circuit:
    """Return the arithmetic LSTM: c = f * c' + i * g, h = o * c, where each of i, f, o, g is W u + U h' + b.

    It keeps the products of the gates, the sums, the biases and both states. The sigmoids of the gates and the two
    hyperbolic tangents are replaced by the identity. So this is a polynomial network, and its ranks say nothing about
    the LSTM with nonlinearities.

    Parameters
    ----------
    length, layers, inputs, hidden, outputs : int
        The sizes T, L, M, R and the dimension of the output, as in `rac`.

    References
    ----------
    Hochreiter, Schmidhuber, "Long short-term memory", 1997; with forget gates, Gers et al., 2000.

    Examples
    --------
    >>> lstm(length=3, layers=1, inputs=2, hidden=2).degree
    27
    """
    return _model("lstm", Sizes(length, layers, inputs, hidden, outputs))


def gru(length: int, layers: int, inputs: int, hidden: int, outputs: int = 1) -> Circuit:
    """Return the arithmetic GRU: h = n - z * n + z * h', z, r = W u + U h' + b, n = W u + b + r * (U h' + b').

    It keeps the products of the gates, the sums and the biases. The sigmoids and the hyperbolic tangent are replaced by
    the identity. The reset gate follows the recurrent map, as in PyTorch.

    Parameters
    ----------
    length, layers, inputs, hidden, outputs : int
        The sizes T, L, M, R and the dimension of the output, as in `rac`.

    References
    ----------
    Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014, arXiv 1406.1078.

    Examples
    --------
    >>> gru(length=3, layers=1, inputs=2, hidden=2).by_name["h[2,1]"].kind
    'sum'
    """
    return _model("gru", Sizes(length, layers, inputs, hidden, outputs))


def tensor_train_lm(length: int, layers: int, inputs: int, hidden: int, outputs: int = 1) -> Circuit:
    """Return the tensor train language model: h[t] = G(h[t-1], x[t]), G of shape (R, R, M), shared by all times.

    It is a uniform matrix product state, which is `second_order_rnn` with one layer.

    Parameters
    ----------
    length, inputs, hidden, outputs : int
        The sizes T, M, R and the dimension of the output, as in `rac`.
    layers : int
        The number of layers, which must be 1.

    Raises
    ------
    TnrnnError
        If a size is not a positive integer, or if there is more than one layer.

    References
    ----------
    Su, Zhang, et al., "Language modeling using tensor trains", 2024, arXiv 2405.04590.

    Examples
    --------
    >>> list(tensor_train_lm(length=3, layers=1, inputs=5, hidden=2).parameters)
    ['h[0,1]', 'G', 'W_O']
    """
    if whole("layers", layers) != 1:
        raise TnrnnError(f"layers: expected 1, as a tensor train has one layer, given {layers}")

    def cell(build: Builder, below: Vector, states: tuple[Vector, ...], site: object) -> tuple[Vector, ...]:
        at = site.at  # type: ignore[attr-defined]
        return (build.bilinear("G", states[0], below, "R", name=f"h[{at[0]},1]", at=at),)

    sizes = Sizes(length, 1, inputs, hidden, outputs)
    return made_by("tensor_train_lm", stacked(cell, sizes), **sizes._asdict())


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
    """Return the convolutional arithmetic circuit in one dimension, with a linear map and a product pooling per layer.

    ::

        u[i,l] = W[l] v[i,l-1],   v[j,l] = u[js,l] * .. * u[js+w-1,l],   v[i,0] = x[i]

    with window w and stride s, and W[i,l] in place of W[l] if the weights are not shared. The windows of a layer must
    cover the positions below; the vectors of the last layer are multiplied together (global pooling). With s = w, the
    default, the network is a tree; with s < w several windows use one position, as a deep RAC uses its inputs.

    Parameters
    ----------
    length : int
        The number of positions, N.
    layers : int
        The number of layers, L.
    inputs : int
        The dimension of each input, M.
    hidden : int
        The dimension of the vectors in each layer, R.
    window : int, optional
        The number of positions in a window, w; by default 2.
    stride : int, optional
        The step from one window to the next, s, at most w; by default w.
    shared : bool, optional
        Whether all positions of a layer share their weights; by default they do.
    outputs : int, optional
        The dimension of the output; by default 1.

    Raises
    ------
    TnrnnError
        If a size is not a positive integer, if the stride exceeds the window, if the windows leave positions out, or if
        the circuit would have more than 10,000,000 vertices.

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
    steps, depth = whole("length", length), whole("layers", layers)
    width = whole("window", window)
    step = width if stride is None else whole("stride", stride, most=width)
    check_vertices(steps, depth, _below(steps, depth, width, step))
    build = Builder(M=whole("inputs", inputs, most=MAX_DIM), R=whole("hidden", hidden, most=MAX_DIM))
    values = whole("outputs", outputs, most=MAX_DIM)
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
    circuit = build.circuit(build.linear("W_O", top, values, name="y", at=(None, depth + 1)))
    if not shared:  # an origin has only sizes
        return circuit
    sizes = Sizes(length, layers, inputs, hidden, outputs)
    apart = step if steps > width else width  # with a single window, every stride makes the same circuit
    return made_by("conv_ac", circuit, **sizes._asdict(), window=width, stride=apart)


def _below(steps: int, depth: int, width: int, step: int) -> int:
    """Return the number of vertices below the layers, two at each position, or as many as are too many."""
    total, count = 0, steps
    for _ in range(depth):
        if count < width or total > MAX_VERTICES:
            break
        total += 2 * count
        count = (count - width) // step + 1
    return total


def _mapped(build: Builder, vector: Vector, place: int, level: int, shared: bool) -> Vector:
    parameter = f"W[{level}]" if shared else f"W[{place},{level}]"
    return build.linear(parameter, vector, "R", name=f"u[{place},{level}]", at=(None, level))


def _pooled(build: Builder, window: list[Vector], number: int, level: int) -> Vector:
    if len(window) == 1:
        return window[0]
    return build.product(*window, name=f"v[{number},{level}]", at=(None, level))
