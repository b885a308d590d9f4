"""Compares numerical Start-Future ranks of polynomial models, in float64, with their exact ranks.

    python benchmarks/check_future_ranks.py [--cases 200] [--seed 0] [--all]

Cases are drawn at random among linear, selective and gated state-space models, linear attention with every rule, and
recurrent arithmetic circuits, of one or two layers; one-hot words or normal inputs; one output, all outputs of the last
step, or all outputs of all steps of the End. Those whose exact rank is above 40 are drawn again. The exact rank is that
of `separation_rank`, for random weights modulo 2^31 - 1. The numerical rank is that of `start_future_rank` for random
weights in float64, 100 Starts and 100 Ends (or all words, if there are fewer), more than twice the rank. Singular
values count above 1e-12 of the greatest: this was fixed before the first case was computed.

A miss is printed with its reason: the rank of the same matrix of words for random weights modulo 2^31 - 1 (for normal
inputs: as many random words). If that is the exact rank, the matrix of floats has this rank, too, but for bad luck, and
is badly conditioned: its last singular values are below the tolerance. If it is smaller, there were too few words.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from flint import nmod_mat

from tnrnn import Circuit, Partition, evaluate, models, random_weights, separation_rank
from tnrnn.memory import Sample, start_future_rank
from tnrnn.values import evaluate_observed

TOLERANCE = 1e-12
"""The part of the greatest singular value above which a value counts."""

MOST_RANK, SAMPLES = 40, 100
"""The greatest exact rank, and the number of Starts and Ends."""

PRIME = 2**31 - 1
"""The prime of the exact ranks."""


class Case(NamedTuple):
    """A model with its sizes, a split, the inputs and what is observed."""

    model: str
    sizes: tuple[tuple[str, Any], ...]
    split: int
    mode: str
    observe: str

    @property
    def circuit(self) -> Circuit:
        made: Circuit = getattr(models, self.model)(**dict(self.sizes))
        return made

    @property
    def length(self) -> int:
        return int(dict(self.sizes)["length"])

    def __str__(self) -> str:
        sizes = ", ".join(f"{name}={value}" for name, value in self.sizes)
        return f"{self.model}({sizes}), k = {self.split}, {self.mode}, {self.observe}"


class Result(NamedTuple):
    """An exact rank, whether it meets a proved bound, the numerical rank, and singular values around the exact rank."""

    exact: int
    proved: bool
    numerical: int
    last: float
    after: float
    reason: str = ""


@dataclass(frozen=True)
class CircuitUnit:
    """A circuit with random weights as a unit: what it observes at every step, or its value at the last step."""

    circuit: Circuit
    weights: dict[str, Any]
    scalar: bool
    modulus: int | None = None
    names: tuple[str, ...] = ("output",)
    spacing: float = 2.0**-52

    def begin(self, starts: np.ndarray) -> np.ndarray:
        return starts

    def follow(self, begun: np.ndarray, rows: np.ndarray, ends: np.ndarray) -> list[np.ndarray]:
        words = np.concatenate([begun[rows], ends], axis=1)
        steps = range(begun.shape[1] + 1, words.shape[1] + 1)
        if self.scalar:
            value = evaluate(self.circuit, self.weights, words, self.modulus)
            return [np.repeat(value[:, None, :], len(steps), axis=1)]
        found = evaluate_observed(self.circuit, self.weights, words, self.modulus)
        seen = [[found[name] for at, name in self.circuit.observed if at == step] for step in steps]
        return [np.stack([np.concatenate(parts, axis=1) for parts in seen], axis=1)]


def cases(count: int, seed: int) -> Iterator[tuple[Case, int, bool]]:
    """Yield random cases with their exact ranks, and whether those are proved."""
    rng, known = random.Random(seed), 0
    seen: set[Case] = set()
    while known < count:
        case = drawn(rng)
        if case in seen:
            continue
        seen.add(case)
        found = separation_rank(
            case.circuit, Partition.start_end(case.length, case.split), case.mode, observe=case.observe
        )
        if found.lower <= MOST_RANK:
            known += 1
            yield case, found.lower, found.exact


def drawn(rng: random.Random) -> Case:
    """Return a random case."""
    length = rng.randint(4, 7)
    model = rng.choice(("linear_ssm", "selective_ssm", "gated_ssm", "linear_attention", "linear_attention", "rac"))
    sizes: dict[str, Any] = {"length": length, "layers": rng.choice((1, 1, 2)), "inputs": rng.randint(2, 4)}
    if model == "linear_ssm":
        sizes |= {"state": rng.randint(1, 5), "outputs": rng.randint(1, 3)}
    elif model == "selective_ssm":
        sizes |= {"state": rng.randint(1, 3), "output_gate": rng.random() < 0.5}
    elif model == "linear_attention":
        sizes |= {"key": rng.randint(1, 3), "value": rng.randint(1, 3), "rule": rng.choice(models.RULES)}
    else:
        sizes |= {"hidden": rng.randint(1, 4)}
    observe = rng.choice(("scalar", "vector", "future"))
    if observe == "scalar" and model == "linear_ssm":
        sizes["outputs"] = 1
    return Case(model, tuple(sizes.items()), rng.randint(1, length - 1), rng.choice(("one-hot", "continuous")), observe)


def measured(case: Case, exact: int, proved: bool) -> Result:
    """Return the numerical rank of a case beside the exact one."""
    circuit = case.circuit
    unit = CircuitUnit(circuit, random_weights(circuit, 0), case.observe == "scalar")
    starts, ends = words_of(case)
    found = start_future_rank(
        unit, case.split, case.length, observe=case.observe, starts=starts, ends=ends, tolerance=TOLERANCE
    ).spectrum
    values = [*found.relative.tolist(), *[0.0] * (exact + 1)]
    reason = "" if found.numerical_rank == exact else reason_of(case, exact, found.numerical_rank)
    return Result(exact, proved, found.numerical_rank, values[exact - 1], values[exact], reason)


def words_of(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Return the Starts and Ends of a case."""
    sample, width = Sample(case.mode, SAMPLES), int(dict(case.sizes)["inputs"])
    return sample.words(case.split, width), sample.words(case.length - case.split, width, ends=True)


def reason_of(case: Case, exact: int, numerical: int) -> str:
    """Return why the numerical rank is not the exact one."""
    if numerical > exact:
        return "rounding errors above the tolerance"
    rank = rank_of_words(case)
    return "conditioning" if rank == exact else f"too few words: they have rank {rank}"


def rank_of_words(case: Case) -> int:
    """Return the rank of the matrix of a case modulo a prime: of its words, or of random ones for normal inputs."""
    circuit, rng = case.circuit, np.random.default_rng(0)
    integers = [
        np.rint(words) if case.mode == "one-hot" else rng.integers(PRIME, size=words.shape) for words in words_of(case)
    ]
    starts, ends = (words.astype(np.int64) for words in integers)
    unit = CircuitUnit(circuit, random_weights(circuit, 0, PRIME), case.observe == "scalar", PRIME)
    pairs = np.divmod(np.arange(len(starts) * len(ends)), len(ends))
    seen = unit.follow(starts, pairs[0], ends[pairs[1]])[0]
    seen = seen if case.observe == "future" else seen[:, -1:]
    rows = seen.reshape(len(starts), -1).astype(object).tolist()
    return int(nmod_mat(len(rows), len(rows[0]), [int(entry) for row in rows for entry in row], PRIME).rank())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--all", action="store_true", help="print every case, not only misses")
    options = parser.parse_args()
    start, results = time.perf_counter(), {}
    for case, exact, proved in cases(options.cases, options.seed):
        result = results[case] = measured(case, exact, proved)
        if options.all or result.numerical != result.exact:
            reason = "" if result.numerical == result.exact else f"; {result.reason}"
            print(
                f"{case}: exact {result.exact}{'' if proved else ' (not proved)'}, numerical {result.numerical}; "
                f"singular values {result.last:.1e} | {result.after:.1e}{reason}",
                flush=True,
            )
    report(results, time.perf_counter() - start)


def report(results: dict[Case, Result], seconds: float) -> None:
    missed = [result for result in results.values() if result.numerical != result.exact]
    print(f"{len(results)} cases, {len(results) - len(missed)} agree, {len(missed)} miss; {seconds:.0f} s")
    for reason, count in Counter(result.reason for result in missed).items():
        print(f"{count}: {reason}")
    for layers in (1, 2):
        some = [result for case, result in results.items() if dict(case.sizes)["layers"] == layers]
        print(f"{len(some)} of {layers} layers, {sum(one.numerical == one.exact for one in some)} agree")
    kinds = Counter((case.model, case.observe) for case in results)
    print(", ".join(f"{model} {observe} {count}" for (model, observe), count in sorted(kinds.items())))
    print(f"greatest exact rank {max(result.exact for result in results.values())}; "
          f"{sum(result.proved for result in results.values())} exact ranks meet a proved bound")  # fmt: skip
    sys.exit(0)


if __name__ == "__main__":
    main()
