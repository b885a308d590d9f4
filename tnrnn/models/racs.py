"""The deep recurrent arithmetic circuit."""

from __future__ import annotations

from ..basics import MAX_DIM, TnrnnError, approximate, shown, whole
from ..networks import MAX_VERTICES as MAX_VERTICES, Circuit, Vertex  # noqa: PLC0414 (the face of the room shows it)
from .origins import made_by


def rac(length: int, layers: int, inputs: int, hidden: int, outputs: int = 1) -> Circuit:
    """Return the deep recurrent arithmetic circuit (RAC) with T steps, L layers, M inputs and R hidden channels.

    ::

        h[t,l] = (W_H[l] h[t-1,l]) * (W_I[l] h[t,l-1]),   h[t,0] = x[t] in R^M,   y = W_O h[T,L] in R^outputs

    with `*` the elementwise product, W_H[l] of shape (R, R), W_I[1] of shape (R, M), W_I[l > 1] of shape (R, R), W_O of
    shape (outputs, R), and the initial states h[0,l] in R^R among the parameters.

    Parameters
    ----------
    length : int
        The number of time steps, T.
    layers : int
        The number of layers, L.
    inputs : int
        The dimension of each input, M.
    hidden : int
        The dimension of each hidden state, R.
    outputs : int, optional
        The dimension of the output; by default 1.

    Raises
    ------
    TnrnnError
        If a size is not a positive integer, or if the circuit would have more than 10,000,000 vertices.

    References
    ----------
    Levine, Sharir, Ziv, Shashua, "On the Long-Term Memory of Deep Recurrent Networks", arXiv 1710.09431.

    Examples
    --------
    >>> circuit = rac(length=6, layers=2, inputs=2, hidden=3)
    >>> circuit.copies["x[1]"], circuit.copies["h[3,1]"]
    (6, 4)
    >>> list(circuit.parameters)
    ['h[0,1]', 'h[0,2]', 'W_H[1]', 'W_I[1]', 'W_H[2]', 'W_I[2]', 'W_O']
    """
    steps, depth = whole("length", length), whole("layers", layers)
    width, states = whole("inputs", inputs, most=MAX_DIM), whole("hidden", hidden, most=MAX_DIM)
    outs = whole("outputs", outputs, most=MAX_DIM)
    check_vertices(steps, depth, 3 * steps * depth + steps + depth + 1, "")
    vertices = [
        Vertex(f"h[0,{level}]", "constant", dim=states, parameter=f"h[0,{level}]", position=0, layer=level, symbol="R")
        for level in range(1, depth + 1)
    ]
    for step in range(1, steps + 1):
        vertices.append(Vertex(f"x[{step}]", "input", dim=width, position=step, layer=0, symbol="M"))
        for level in range(1, depth + 1):
            vertices += _rac_step(step, level, states)
    vertices.append(
        Vertex("y", "linear", (f"h[{steps},{depth}]",), dim=outs, parameter="W_O", position=steps, layer=depth)
    )
    made = Circuit(tuple(vertices), "y", observed=tuple((t, f"h[{t},{depth}]") for t in range(1, steps + 1)))
    return made_by("rac", made, length=steps, layers=depth, inputs=width, hidden=states, outputs=outs)


def check_vertices(length: int, layers: int, count: int, about: str = "at least ") -> None:
    """Raise a TnrnnError if a circuit of these sizes would have too many vertices, before any is made.

    The count is that of its vertices, or one that they are not below.
    """
    if count > MAX_VERTICES:
        raise TnrnnError(
            f"length and layers: expected at most {MAX_VERTICES:,} vertices, "
            f"given length {shown(length)} and layers {shown(layers)}, which make {about}{approximate(count)}"
        )


def _rac_step(step: int, level: int, states: int) -> list[Vertex]:
    below = f"x[{step}]" if level == 1 else f"h[{step},{level - 1}]"
    recurrent, incoming = f"W_H[{step},{level}]", f"W_I[{step},{level}]"
    return [
        Vertex(
            recurrent,
            "linear",
            (f"h[{step - 1},{level}]",),
            dim=states,
            parameter=f"W_H[{level}]",
            position=step,
            layer=level,
            symbol="R",
        ),
        Vertex(
            incoming, "linear", (below,), dim=states, parameter=f"W_I[{level}]", position=step, layer=level, symbol="R"
        ),
        Vertex(
            f"h[{step},{level}]", "product", (recurrent, incoming), dim=states, position=step, layer=level, symbol="R"
        ),
    ]
