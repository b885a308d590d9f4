"""Retention and interference: what is kept of one symbol, after random inputs and after constant ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..basics import as_before, mistake
from .decoding import decoded
from .readout import Array, Estimate, paired, wilson
from .states import Asked, Probe, Whole, asked, steps_of


@dataclass(frozen=True)
class Retention:
    """What is kept of one symbol d steps after it, where random symbols follow it and where one and the same does.

    `steps` are the d; `random` and `repeated` the accuracies from 0, chance, to 1, with intervals of 95 %;
    `interference` = repeated - random: what new inputs overwrite, beyond what fades by itself.
    """

    steps: tuple[int, ...]
    random: tuple[Estimate, ...]
    repeated: tuple[Estimate, ...]
    interference: tuple[Estimate, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the retention as JSON has it."""
        parts = ("random", "repeated", "interference")
        return {"steps": list(self.steps)} | {name: [one.to_json() for one in getattr(self, name)] for name in parts}


@as_before()
def retention(unit: Any, probe: Probe, *, steps: Iterable[int] | None = None, layer: int | None = None) -> Retention:
    """Return how well the symbol of one step is decoded at that step and after others, random or constant.

    The symbol is that of step p, the later ones are those of steps p + d; p = T - D, with D = floor(T / 2) or the
    greatest of `steps`. All sequences begin with p random symbols; they go on with random ones, or with symbol 0 alone.
    At each d readouts of their own decode, held out; states are read with the probe's noise, the same for both, so that
    what has faded is lost too. Intervals: Wilson's; for the interference the normal one of the
    differences, which are paired by sequence.

    Parameters
    ----------
    unit, probe, layer
        As for `linear_profile`.
    steps : iterable of int, optional
        The d, from 0 to T - 1. Default: 0, 1, .. 8, 12, 16, 24, .. up to T / 2.

    Raises
    ------
    TnrnnError
        As `asked`, and on steps that the sequences are too short for.

    References
    ----------
    Ours; random and constant continuations separate interference from decay, as experiments on memory do.

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
    """Return the steps after the symbol at which it is decoded."""
    most = seen.probe.length - 1 if steps is not None else seen.probe.length // 2
    found = steps_of("retention, steps", steps, min(most, seen.probe.length - 1))
    if not found:
        raise mistake("retention, steps", "at least one", found)
    return found


def retention_states(seen: Asked, symbols: Whole, later: tuple[int, ...]) -> tuple[Array, Array]:
    """Return the states of all layers `later` steps after the symbol, under random and under constant continuations.

    Both are read with the same noise, relative to the spread of the random ones.
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
