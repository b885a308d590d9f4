"""The panel of a sheet that shows the effective state size of layers that are a matrix times their inputs."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..operators import Operating, effective_state_size
from ..units import Array
from .findings import Curve, Found
from .measured import Measured

MOST_INPUTS = 16
"""The most sequences at which operators are made."""

NO_OPERATOR = "a unit needs a method operator(x) that returns T(x), with y = T(x) u"
"""Why most units have no effective state size."""


@dataclass(frozen=True)
class _OfLayer:
    """A layer of a stack, as `Operating` says; `read` maps words to the operators of all layers."""

    read: Callable[[Array], list[Any]]
    at: int
    block: tuple[int, int]
    state_numbers: int | None

    def operator(self, words: Array) -> Any:
        """Return the operators of some sequences."""
        return self.read(words)[self.at]


def state_sizes(seen: Measured) -> Found:
    """Return the effective state size of a unit by split, all channels together.

    A unit has one operator, or one for each layer: then all layers have a curve, or the top layer if there are other
    units.
    """
    unit, setting = seen.subject.unit, seen.setting
    if not setting.splits:
        return "sequences of one step have no Start and End"
    if isinstance(unit, Operating):
        return (_curve(seen, seen.subject.words.parts[-1], unit),)
    layers = _layers(unit)
    if not layers:
        return NO_OPERATOR
    names = [f"layer {at}" for at in range(1, len(layers) + 1)]
    chosen = list(zip(names, layers, strict=True))[0 if seen.subject.alone else -1 :]
    return tuple(_curve(seen, name, layer) for name, layer in chosen)


def _curve(seen: Measured, layer: str, unit: Operating) -> Curve:
    setting = seen.setting
    length, tokens = setting.probe.length, setting.tokens
    words = setting.sample.words(length, setting.width) if tokens is None else setting.sample.ids(length, tokens)
    found = effective_state_size(unit, words[:MOST_INPUTS], positions=[split + 1 for split in setting.splits])
    most = math.nan if found.state_numbers is None else float(found.state_numbers)
    splits = tuple(map(float, setting.splits))
    sizes = tuple(size.entropy for size in found.by_position)
    return Curve(seen.subject.name, layer, splits, sizes, (most,) * len(splits), "state")


def _layers(unit: Any) -> list[_OfLayer]:
    """Return the operators of the layers of a stack of tnrnn, or none if they have no operators."""
    if not hasattr(unit, "operators") or not hasattr(unit, "parts"):
        return []
    from ...training import needed

    torch = needed()
    frozen = copy.deepcopy(unit).to(device="cpu", dtype=torch.float64).eval()
    layers = list(frozen.parts)
    if not all(hasattr(layer, "operator") for layer in layers):
        return []

    def read(words: Array) -> list[Any]:
        with torch.no_grad():
            return list(frozen.operators(torch.as_tensor(words)))

    numbers = [(getattr(layer, "block", (1, 1)), getattr(layer, "state_numbers", None)) for layer in layers]
    return [_OfLayer(read, at, *pair) for at, pair in enumerate(numbers)]
