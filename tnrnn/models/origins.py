"""How a circuit comes to know the model and the sizes that it was made from.

The functions that make models note it on what they return, and that note is all that is trusted. No argument of
`Circuit` says it, and `dataclasses.replace` and JSON drop it; a copy or a pickle carries it as a claim, which
`tnrnn.models.origin_of` checks before anybody relies on it.
"""

from __future__ import annotations

from ..networks import Circuit, Origin

KNOWN = "_known_origin"
"""The attribute of a circuit that holds what was noted or found; it is not a field, and no copy carries it."""


def made_by(model: str, circuit: Circuit, **sizes: int) -> Circuit:
    """Return the circuit, which a model has just made of these sizes, and note that on it."""
    origin = Origin.of(model, **sizes)
    vars(circuit).update({"origin": origin, KNOWN: origin})
    return circuit
