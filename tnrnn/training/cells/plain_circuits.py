"""The circuit of a plain stack with the weights that the stack has, so that the two are one function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...basics import choice, mistake
from ...models import MODELS
from ...networks import Circuit
from .circuits import circuit_of
from .kinds import PLAIN

if TYPE_CHECKING:
    from .stacks import Stack

OWN_NAMES = {"h0": "h[0,{}]", "H0": "H[0,{}]"}
"""The names in the circuit of the weights of layer l that have another name there than W[l] for W."""


def plain_circuit(stack: Stack, length: int) -> tuple[Circuit, dict[str, Any]]:
    """Return the circuit of a stack of plain cells over `length` steps, and its weights in double precision.

    The value of the circuit is the output of the stack at the last step.

    Parameters
    ----------
    stack : Stack
        A stack of a cell whose name begins with `plain_`.
    length : int
        The number of time steps.

    Raises
    ------
    TnrnnError
        If the cell is not plain, or if the circuit would have more than 10,000,000 vertices.

    Examples
    --------
    >>> from tnrnn import evaluate
    >>> from tnrnn.training import needed, stack
    >>> made = stack("plain_delta_attention", layers=2, hidden=2, inputs=3, outputs=1).double()
    >>> circuit, weights = plain_circuit(made, length=4)
    >>> word = needed().eye(3).double()[[0, 2, 1, 2]]
    >>> bool(abs(evaluate(circuit, weights, word.numpy())[0] - made(word[None])[0, -1, 0].item()) < 1e-12)
    True
    """
    cell = getattr(stack, "cell", None)
    if not isinstance(cell, str) or not cell.startswith(PLAIN):
        raise mistake(
            "plain_circuit", f"a stack of a cell whose name begins with {PLAIN}", cell or type(stack).__name__
        )
    origin = circuit_of(stack.cell, stack.layers, stack.hidden, stack.inputs, length)
    circuit = MODELS[choice("model", origin.model, MODELS)](**dict(origin.sizes) | {"outputs": stack.outputs})
    weights = {"W_O": stack.readout.weight}
    for layer, part in enumerate(stack.parts, start=1):
        for name, weight in part.named_parameters():
            weights[_named(name, layer)] = weight
    if origin.model == "linear_ssm":
        weights = _linear(weights, stack.layers)
    arrays = {name: weight.detach().cpu().double().numpy() for name, weight in weights.items()}
    shapes = circuit.parameters
    return circuit, {name: array.reshape(shapes[name]) for name, array in arrays.items()}


def _named(name: str, layer: int) -> str:
    if name == "mix":
        return f"W[{layer - 1}]"
    return OWN_NAMES.get(name, f"{name}[{{}}]").format(layer)


def _linear(weights: dict[str, Any], layers: int) -> dict[str, Any]:
    """Return the weights of a linear system, whose matrices are full, and which reads out by C."""
    from ..needs import needed

    renamed = {f"W[{layer}]": f"C[{layer}]" for layer in range(1, layers)} | {"W_O": f"C[{layers}]"}
    found = {renamed.get(name, name): weight for name, weight in weights.items()}
    for layer in range(1, layers + 1):
        found[f"A[{layer}]"] = needed().diag(found.pop(f"a[{layer}]"))
    return found
