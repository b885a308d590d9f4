"""How a circuit knows the model and the sizes from which it was made.

The functions of models note this on the circuits that they return, and only this note is trusted. `Circuit` has no
argument for it, and `dataclasses.replace` and JSON drop it. A copy or a pickle carries it as a claim, which
`tnrnn.models.origin_of` checks before it is used.
"""

from __future__ import annotations

from ..networks import KNOWN, Circuit, Origin, Value


def made_by(model: str, circuit: Circuit, **sizes: Value) -> Circuit:
    """Note on a circuit the model and the sizes from which it has just been made, and return the circuit."""
    origin = Origin.of(model, **sizes)
    vars(circuit).update({"origin": origin, KNOWN: origin})
    return circuit
