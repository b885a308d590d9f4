"""Small circuits of any model by its name."""

from __future__ import annotations

from typing import Any

from tnrnn import Circuit
from tnrnn.models import MODELS, sizes_of


def model_of_size(name: str, length: int, layers: int, inputs: int, size: int, **more: Any) -> Circuit:
    """Return the circuit of a model; all its other sizes that have no default are `size`."""
    usual = {"length": length, "layers": layers, "inputs": inputs, "graph": "cycle"}
    taken = [one.name for one in sizes_of(name).values() if one.required or one.name == "length"]
    sizes = {one: usual.get(one, size) for one in taken}
    return MODELS[name](**{**sizes, **more})
