"""`from_torch`: the weights of a trained module as the weights of a circuit."""

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
"""The function that makes the circuit of each module, and the names of its weights by their names in the module."""

# The name of the output matrix.
OUTPUT = "W_O"
# The name of a parameter of a layer, in a module.
LAYERED = re.compile(r"(\w+)\.([0-9]{1,6})")


def from_torch(module: Any, length: int) -> tuple[Circuit, dict[str, Array]]:
    """Return the circuit of a stacked RAC or MI-RNN module over `length` steps, and its weights.

    The module must have these parameters in its `state_dict`, for every layer l = 0, 1, ..::

        RAC      W_H.l (R, R)   W_I.l (R, M) or (R, R)   h0.l (R,)                       W_O (outputs, R)
        MI-RNN   U.l (R, R)     W.l (R, M) or (R, R)     a.l, b1.l, b2.l, b.l, h0.l (R,)  W_O (outputs, R)

    Lists of parameters (`torch.nn.ParameterList`) named W_H, W_I, .. have such names. The nonlinearity of an MI-RNN is
    dropped; see `tnrnn.models.mi_rnn`.

    Parameters
    ----------
    module : torch.nn.Module, or mapping of str to array
        The module, or its `state_dict`.
    length : int
        The number of time steps T, which a module does not determine.

    Returns
    -------
    (Circuit, weights)
        The circuit, and its weights in double precision, for `evaluate` and `contract`.

    Raises
    ------
    TnrnnError
        If the names and shapes are not those of such a module.

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
        raise mistake(f"from_torch, {name}", "an array of real numbers", value)
    if not np.isfinite(array).all():
        raise TnrnnError(f"from_torch, {name}: expected finite numbers, given others")
    return array
