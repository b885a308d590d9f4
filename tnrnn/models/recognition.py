"""The model and the sizes that make a given circuit: as its maker noted, or found by making the circuit again, once."""

from __future__ import annotations

import itertools

from ..basics import TnrnnError, choice
from ..networks import KNOWN, Circuit, Origin, Vertex
from .catalogue import MODELS
from .reading import READERS, Seen, origin_seen
from .sizes import sizes_of


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
    seen = Seen(circuit)
    claims = itertools.chain([circuit.origin], (origin_seen(seen, name) for name in READERS))
    return next((claim for claim in claims if isinstance(claim, Origin) and _makes(claim, circuit)), None)


def _makes(claim: Origin, circuit: Circuit) -> bool:
    try:
        made = MODELS[choice("model", claim.model, MODELS)](**dict(claim.sizes))
    except (TnrnnError, TypeError):  # the model or a name of a size is unknown, or it makes no circuit of such sizes
        return False
    return circuit in (made, made.scalar_part)
