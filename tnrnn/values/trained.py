"""`from_torch`: the weights of a trained module, as those of a circuit."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from ..basics import TnrnnError, mistake, whole
from ..models import mi_rnn, rac
from ..networks import Circuit
from .arithmetic import Array
from .foreign import as_numpy

CELLS = {
    "rac": (rac, {"h0": "h[0,{}]", "W_H": "W_H[{}]", "W_I": "W_I[{}]"}),
    "mi_rnn": (
        mi_rnn,
        {name: f"{name}[{{}}]" for name in ("U", "W", "a", "b1", "b2", "b")} | {"h0": "h[0,{}]"},
    ),
}
"""The circuit of each module, and the names of its weights by those of the module's."""

OUTPUT = "W_O"
LAYERED = re.compile(r"(\w+)\.([0-9]{1,6})")


def from_torch(module: Any, length: int) -> tuple[Circuit, dict[str, Array]]:
    """Return the circuit of a stacked RAC or MI-RNN module over `length` steps, and its weights.

    The module's parameters, as `state_dict` has them, one of each for every layer l = 0, 1, .. and one W_O::

        RAC      W_H.l (R, R)   W_I.l (R, M) or (R, R)   h0.l (R,)                       W_O (outputs, R)
        MI-RNN   U.l (R, R)     W.l (R, M) or (R, R)     a.l, b1.l, b2.l, b.l, h0.l (R,)  W_O (outputs, R)

    Lists of parameters (`torch.nn.ParameterList`) named W_H, W_I, .. have such names. Of an MI-RNN the nonlinearity is
    dropped: see `tnrnn.models.mi_rnn`.

    Parameters
    ----------
    module : torch.nn.Module, or a mapping from names to arrays such as its state_dict
    length : int
        T; a module has no length of its own.

    Returns
    -------
    (Circuit, weights)
        Weights in double precision, for `evaluate` and `contract`.

    Raises
    ------
    TnrnnError
        On names and shapes that are of no such module.

    Examples
    --------
    >>> eye = [[1.0, 0.0], [0.0, 1.0]]
    >>> state = {"W_H.0": eye, "W_I.0": eye, "h0.0": [1.0, 1.0], "W_O": [[1.0, 2.0]]}
    >>> circuit, weights = from_torch(state, length=3)
    >>> from tnrnn import evaluate
    >>> evaluate(circuit, weights, [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    array([111.])
    """
    state = module.state_dict() if hasattr(module, "state_dict") else module
    if not hasattr(state, "items"):
        raise mistake("from_torch", "a module, or a mapping from names to arrays", module)
    arrays = {str(name): _array(str(name), value) for name, value in state.items()}
    found = {parts[1] for name in arrays if (parts := LAYERED.fullmatch(name))}
    cell = next((cell for cell, (_, names) in CELLS.items() if found == set(names)), None)
    if cell is None or OUTPUT not in arrays:
        wanted = " or ".join(", ".join([*(f"{name}.l" for name in names), OUTPUT]) for _, names in CELLS.values())
        raise mistake("from_torch, names of parameters", f"{wanted} for layers l = 0, 1, ..", sorted(arrays)[:8])
    model, names = CELLS[cell]
    depth = 1 + max(int(parts[2]) for name in arrays if (parts := LAYERED.fullmatch(name)))
    weights = {OUTPUT: arrays.pop(OUTPUT)}
    for layer in range(depth):
        for own, ours in names.items():
            if f"{own}.{layer}" not in arrays:
                raise mistake("from_torch", f"a parameter {own}.{layer}, as there are {depth} layers", sorted(arrays))
            weights[ours.format(layer + 1)] = arrays.pop(f"{own}.{layer}")
    if arrays:
        raise mistake("from_torch", "no other parameters", sorted(arrays)[:8])
    first = weights["W_I[1]" if cell == "rac" else "W[1]"]
    if first.ndim != 2 or weights[OUTPUT].ndim != 2:
        raise TnrnnError(f"from_torch: expected matrices in the first layer and as {OUTPUT}, given other shapes")
    circuit = model(whole("length", length), depth, first.shape[1], first.shape[0], weights[OUTPUT].shape[0])
    for name, shape in circuit.parameters.items():
        if weights[name].shape != shape:
            raise mistake(f"from_torch, {name}", f"the shape {shape}", weights[name].shape)
    return circuit, weights


def _array(name: str, value: Any) -> Array:
    """Return a tensor, on any device and of any precision, as an array of doubles."""
    given = as_numpy(f"from_torch, {name}", value)
    try:
        array = np.array(given, dtype=np.float64) if given.dtype.kind != "c" else None
    except (TypeError, ValueError):
        array = None
    if array is None:
        raise mistake(f"from_torch, {name}", "an array of numbers, none of them complex", value)
    if not np.isfinite(array).all():
        raise TnrnnError(f"from_torch, {name}: expected finite numbers, given others")
    return array
