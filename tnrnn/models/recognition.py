"""The model and the sizes that make a given circuit: as its maker noted, or found by making the circuit again, once."""

from __future__ import annotations

from ..basics import TnrnnError, choice
from ..networks import KNOWN, Circuit, Origin, Vertex
from .catalogue import MODELS
from .sizes import sizes_of

MARKS = {
    "rac": "W_H[1]",
    "second_order_rnn": "B[1]",
    "cp_rnn": "A[1]",
    "mi_rnn": "b1[1]",
    "lstm": "U_g[1]",
    "gru": "U_n[1]",
    "tensor_train_lm": "G",
}
"""A parameter that all circuits of a model have, for models that are recognised by it if no origin is claimed."""


def origin_of(circuit: Circuit) -> Origin | None:
    """Return the model and the sizes that make exactly this circuit, or None if no model of `MODELS` does.

    It may be the circuit of the value alone, which observes nothing.

    Equal circuits have the same result. A circuit that a model has made knows it. For any other circuit, which may have
    been read, copied or built by hand, the circuit of the model that it claims or seems to be is made and compared
    once.

    >>> from tnrnn import rac
    >>> origin_of(rac(3, 2, 4, 5)).sizes
    (('length', 3), ('layers', 2), ('inputs', 4), ('hidden', 5), ('outputs', 1))
    """
    kept = vars(circuit)
    if KNOWN not in kept:
        found = _found(circuit)
        kept.update({"origin": found, KNOWN: found})
    known: Origin | None = kept[KNOWN]
    return known


def rac_sizes(circuit: Circuit) -> tuple[int, int, int, int] | None:
    """Return (T, L, M, R) if the circuit is what `rac` makes of these sizes with any number of outputs, else None.

    >>> from tnrnn import rac
    >>> rac_sizes(rac(3, 2, 4, 5))
    (3, 2, 4, 5)
    """
    origin = origin_of(circuit)
    if origin is None or origin.model != "rac":
        return None
    return origin.size("length"), origin.size("layers"), origin.size("inputs"), origin.size("hidden")


def call_of(origin: Origin) -> str:
    """Return the call that makes a circuit, without the arguments that have their default values.

    >>> call_of(Origin("rac", (("length", 4), ("layers", 2), ("inputs", 2), ("hidden", 3), ("outputs", 1))))
    'rac(length=4, layers=2, inputs=2, hidden=3)'
    """
    sizes = sizes_of(origin.model)
    given = (f"{key}={size!r}" for key, size in origin.sizes if sizes[key].required or size != sizes[key].default)
    return f"{origin.model}({', '.join(given)})"


def _found(circuit: Circuit) -> Origin | None:
    if type(circuit) is not Circuit or any(type(vertex) is not Vertex for vertex in circuit.vertices):
        return None  # a subclass could claim to be equal to anything
    claims = [circuit.origin, *(_seeming(circuit, name) for name in MODELS)]
    return next((claim for claim in claims if isinstance(claim, Origin) and _makes(claim, circuit)), None)


def _makes(claim: Origin, circuit: Circuit) -> bool:
    try:
        made = MODELS[choice("model", claim.model, MODELS)](**dict(claim.sizes))
    except (TnrnnError, TypeError):  # the model or a name of a size is unknown, or it makes no circuit of such sizes
        return False
    return circuit in (made, made.scalar_part)


def _seeming(circuit: Circuit, model: str) -> Origin | None:
    """Return the origin of the circuit of a model that may equal this one, or None.

    Its circuit is never much larger than this one, whatever numbers the vertices have.
    """
    last, most = circuit.by_name[circuit.output], len(circuit.vertices)
    hidden = next((vertex.dim for vertex in circuit.vertices if vertex.symbol == "R"), None)
    layers = (last.layer or 0) - (model == "conv_ac")
    if last.kind != "linear" or not circuit.inputs or hidden is None or not 0 < layers < most:
        return None
    length, width = len(circuit.inputs), circuit.inputs[0].dim
    sizes = {"length": length, "layers": layers, "inputs": width, "hidden": hidden, "outputs": last.dim}
    if model == "conv_ac":
        return _pooled(circuit, sizes)
    if length * layers >= most or MARKS.get(model) not in circuit.parameters:
        return None
    if model == "cp_rnn":
        sizes["rank"] = circuit.parameters["A[1]"][0]
    return Origin(model, tuple(sizes.items()))


def _pooled(circuit: Circuit, sizes: dict[str, int]) -> Origin | None:
    """Return the origin of a convolutional circuit, with the window and the stride read from its first layer."""
    length = count = sizes["length"]
    pools = [vertex for vertex in circuit.vertices if vertex.kind == "product" and vertex.layer == 1]
    window = len(pools[0].children) if pools else 1
    stride = (length - window) // (len(pools) - 1) if len(pools) > 1 else window
    if not 0 < stride <= window:
        return None
    total = 0
    for _ in range(sizes["layers"]):
        total += count
        count = (count - window) // stride + 1
        if count < 1 or total > len(circuit.vertices):
            return None
    return Origin("conv_ac", (*sizes.items(), ("window", window), ("stride", stride)))
