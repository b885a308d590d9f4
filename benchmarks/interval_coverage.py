"""Simulates how often the intervals of `tnrnn.memory` contain the true value, and prints a table with standard errors.

    python benchmarks/interval_coverage.py [--runs 1000]

The first table is about the R^2 of `linear_profile` for signals, with the sample that a Probe takes by default. The
state is a rotation of sqrt(R^2) x + sqrt(1 - R^2) noise and of units that are noise alone, so the R^2 of the best
readout in the population is known. The second table is about the capacity of linear units at a stated noise, which is
compared with its closed form. The third table is about the information processing capacity up to degree 3, of states
that are a rotation of sqrt(C) y + sqrt(1 - C) z with different products y of degrees 1, 2 and 3 of the latest inputs,
and z either noise, or products of the degrees 4 and 5, which are uncorrelated with y but not independent. So each unit
has the capacity C. The intervals should contain the true value in 95 % of runs. If R^2 = 0 or C = 0, they should
contain it in 97.5 %, because an interval cannot lie below 0.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable

import numpy as np

from tnrnn.memory import LinearUnit, Probe, linear_profile, memory_capacity, processing_capacity

TRUTHS = (0.0, 0.04, 0.3, 0.5, 0.75)
NOISES: dict[str, Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]] = {
    "normal": lambda rng, shape: rng.normal(size=shape),
    "uniform": lambda rng, shape: rng.uniform(-math.sqrt(3), math.sqrt(3), shape),
    "Student, 5": lambda rng, shape: rng.standard_t(5, shape) * math.sqrt(3 / 5),
}
CASES = ((1, 1, "normal"), (8, 1, "normal"), (8, 8, "normal"), (100, 1, "normal"), (100, 8, "normal"))
CASES += ((8, 1, "uniform"), (100, 1, "uniform"), (8, 1, "Student, 5"), (100, 1, "Student, 5"))
PRODUCTS = ((0.0, "products", 5), (0.1, "products", 5), (0.5, "products", 5), (0.9, "products", 5), (0.5, "noise", 5))
PRODUCTS += ((0.1, "products", 9), (0.5, "products", 9), (0.5, "noise", 9))
UNITS = 9
"""The units of the third table: three for each degree."""
LINEAR = ((10, 0.9, 1000), (60, 0.9, 1000), (100, 0.9, 1000), (100, 0.5, 1000))


def unit_of(units: int, truth: float, noise: str, rng: np.random.Generator) -> Callable[[np.ndarray], np.ndarray]:
    """Return a unit whose state explains this part (`truth`) of the variance of its last input, and nothing else."""
    turn = np.linalg.qr(np.random.default_rng(units).normal(size=(units, units)))[0]

    def unit(words: np.ndarray) -> np.ndarray:
        width = words.shape[2]
        rest = NOISES[noise](rng, (*words.shape[:2], units))
        held = words * math.sqrt(width)  # of variance 1
        rest[..., :width] = math.sqrt(truth) * held + math.sqrt(1.0 - truth) * rest[..., :width]
        return rest @ turn.T

    return unit


def r_squared(units: int, width: int, noise: str, truth: float, run: int) -> tuple[float, float, float]:
    """Return the estimate and the interval of one run."""
    probe = Probe(length=2, width=width, lags=0, seed=run, stochastic=True)
    unit = unit_of(units, truth, noise, np.random.default_rng([run, 9]))
    return tuple(linear_profile(unit, probe, kind="signal").measured[0])


def products_of(words: np.ndarray, degrees: tuple[int, ...]) -> list[np.ndarray]:
    """Return P_e of the latest inputs, of variance 1, for `UNITS` different pairs of a degree e and a delay."""
    inputs, steps = words[:, :, 0] / math.sqrt(3), words.shape[1]
    found = []
    for place in range(UNITS):
        degree, delay = degrees[place % len(degrees)], place // len(degrees)
        late = np.pad(inputs, ((0, 0), (delay, 0)))[:, :steps]
        found.append(math.sqrt(2 * degree + 1) * np.polynomial.legendre.legval(late, [0] * degree + [1]))
    return found


def processed(part: float, beyond: str, delays: int, run: int) -> list[tuple[float, float, float]]:
    """Return the estimates and the intervals of one run: in all, and by degree."""
    turn = np.linalg.qr(np.random.default_rng(UNITS).normal(size=(UNITS, UNITS)))[0]
    source = np.random.default_rng([run, 9])

    def unit(words: np.ndarray) -> np.ndarray:
        inside, shape = products_of(words, (1, 2, 3)), (UNITS, *words.shape[:2])
        outside = source.normal(size=shape) if beyond == "noise" else products_of(words, (4, 5))
        pairs = zip(inside, outside, strict=True)
        return np.stack([math.sqrt(part) * y + math.sqrt(1.0 - part) * z for y, z in pairs], axis=2) @ turn

    probe = Probe(length=10, width=1, seed=run, stochastic=True, noise=0)
    found = processing_capacity(unit, probe, degree=3, delays=delays)
    return [tuple(found.total), *map(tuple, found.by_degree)]


def row_of(found: list[tuple[float, float, float]], truth: float) -> str:
    value, low, high = np.array(found).T
    held = float(np.mean((low <= truth + 1e-12) & (truth <= high + 1e-12)))
    error = math.sqrt(max(held * (1 - held), 0.25 / len(found)) / len(found))
    return (
        f"{100 * held:5.1f} +- {100 * error:.1f} %   bias {value.mean() - truth:+.4f}   width {(high - low).mean():.4f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1000)
    runs = parser.parse_args().runs
    print(f"R^2 of a signal, the sample of a Probe by default, {runs:,} runs")
    for units, width, noise in CASES:
        for truth in TRUTHS:
            found = [r_squared(units, width, noise, truth, run) for run in range(runs)]
            print(f"N = {units:3}, M = {width}, {noise:10}  R^2 = {truth:4}: {row_of(found, truth)}", flush=True)
    print(f"Capacity of a linear unit with noise of 1 %, {runs // 5:,} runs")
    for units, radius, sequences in LINEAR:
        turn = np.linalg.qr(np.random.default_rng(units).normal(size=(units, units)))[0]
        unit = LinearUnit(radius * turn, np.random.default_rng(units).normal(size=(units, 1)))
        probes = [Probe(60, sequences=sequences, seed=run) for run in range(runs // 5)]
        found = [tuple(memory_capacity(unit, probe).at_noise or ()) for probe in probes]
        truth = sum(unit.capacity(0.01, 60))
        print(f"N = {units:3}, radius {radius}, MC = {truth:7.3f}: {row_of(found, truth)}", flush=True)
    print(f"Processing capacity of {UNITS} units up to degree 3, {runs // 5:,} runs")
    for part, beyond, delays in PRODUCTS:
        every = [processed(part, beyond, delays, run) for run in range(runs // 5)]
        for degree, found in enumerate(zip(*every, strict=True)):
            truth = UNITS * part / (3 if degree else 1)
            name = f"degree {degree}" if degree else "total   "
            text = row_of(list(found), truth)
            print(f"C = {part:3}, rest {beyond:8}, delays 0 .. {delays}, {name}, {truth:4.1f}: {text}", flush=True)


if __name__ == "__main__":
    main()
