"""Retention and interference: how much of one symbol is kept after random inputs, and after constant inputs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...basics import as_before, mistake
from ..units import Array, Asked, Estimate, Probe, Whole, asked, steps_of
from .decoding import decoded
from .readout import paired, wilson


@dataclass(frozen=True)
class Retention:
    """How much of one symbol is kept d steps later, if random symbols follow it and if one symbol is repeated.

    Attributes
    ----------
    steps : tuple of int
        The numbers d of steps.
    random, repeated : tuple of Estimate
        For each d, the accuracy on a scale from 0, which is chance, to 1, with its interval of 95 %.
    interference : tuple of Estimate
        The differences repeated - random: what new inputs overwrite, beyond what fades by itself.

    Examples
    --------
    >>> from tnrnn.memory import Probe, retention
    >>> found = retention(lambda x: x, Probe(length=4, width=2, sequences=400), steps=[0, 2])
    >>> found.steps, [round(abs(one.value)) for one in found.random]
    ((0, 2), [1, 0])
    """

    steps: tuple[int, ...]
    random: tuple[Estimate, ...]
    repeated: tuple[Estimate, ...]
    interference: tuple[Estimate, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the retention as JSON."""
        parts = ("random", "repeated", "interference")
        return {"steps": list(self.steps)} | {name: [one.to_json() for one in getattr(self, name)] for name in parts}


@as_before()
def retention(unit: Any, probe: Probe, *, steps: Iterable[int] | None = None, layer: int | None = None) -> Retention:
    """Return how well the symbol of one step is decoded at that step and later, after random or constant symbols.

    The symbol is read at step p and decoded from the states after steps p + d, where p = T - D and D is the greatest of
    `steps`. All sequences begin with p random symbols. They go on with random symbols in one sample, and with symbol 0
    alone in the other. Each d has its own readouts, which are tested on held-out sequences. The states are read with
    the probe's noise, the same in both samples, so that what has almost faded is lost. The intervals are Wilson's;
    those of the interference are normal intervals of the differences, which are paired by sequence.

    Parameters
    ----------
    unit : torch module or function
        A unit that `tnrnn.memory.units.states.asked` accepts.
    probe : Probe
        The sequences, and how the states are read.
    steps : iterable of int, optional
        The numbers d, from 0 to T - 1. By default 0, 1, .. 8, 12, 16, 24, .. up to T / 2.
    layer : int, optional
        The layer, counted from 1. By default the states of all layers are taken side by side.

    Raises
    ------
    TnrnnError
        If the sequences are too short for the steps, if the layer is unknown, or if `tnrnn.memory.units.states.asked`
        refuses the unit or the probe.

    References
    ----------
    The definition is ours. Random and constant continuations separate interference from decay, as in experiments on
    human memory.

    Examples
    --------
    >>> found = retention(lambda x: x, Probe(length=4, width=2, sequences=400))
    >>> found.steps, [round(abs(one.value)) for one in found.random]
    ((0, 1, 2), [1, 0, 0])
    """
    seen = asked(unit, probe)
    later = retention_steps(seen, steps)
    symbols = seen.symbols()
    random, repeated = retention_states(seen, symbols, later)
    columns = seen.columns(layer)
    return retention_of(seen, symbols, later, (random[:, :, columns], repeated[:, :, columns]))


def retention_steps(seen: Asked, steps: Iterable[int] | None) -> tuple[int, ...]:
    """Return the numbers of steps after the symbol at which it is decoded."""
    most = seen.probe.length - 1 if steps is not None else seen.probe.length // 2
    found = steps_of("retention, steps", steps, min(most, seen.probe.length - 1))
    if not found:
        raise mistake("retention, steps", "at least one", found)
    return found


def retention_states(seen: Asked, symbols: Whole, later: tuple[int, ...]) -> tuple[Array, Array]:
    """Return the states of all layers `later` steps after the symbol, after random and after constant symbols.

    Both are read with the same noise, relative to the spread of the states after random symbols.
    """
    place = seen.probe.length - later[-1]
    after = [place + step for step in later]
    constant = symbols.copy()
    constant[:, place:] = 0
    random, repeated = seen.states(symbols, after), seen.states(constant, after)
    noise = np.random.default_rng([seen.probe.seed, 1]).normal(size=random.shape)
    noise *= seen.probe.noise * random.std(axis=0)
    return random + noise, repeated + noise


def retention_of(seen: Asked, symbols: Whole, later: tuple[int, ...], states: tuple[Array, Array]) -> Retention:
    """Return the retention for two arrays of states (B, steps, units)."""
    place = seen.probe.length - later[-1]
    asked_for = symbols[:, place - 1 : place]
    right = [[decoded(seen, held[:, at], asked_for)[:, 0] for at in range(len(later))] for held in states]
    factor = 1.0 / (1.0 - 1.0 / seen.width)
    random, repeated = (
        tuple(wilson(float(one.sum()), len(one)).scaled(factor, 1.0 - factor) for one in each) for each in right
    )
    lost = (paired(same - new).scaled(factor) for new, same in zip(*right, strict=True))
    return Retention(later, random, repeated, tuple(lost))
