"""Computes again what the proofs of Theorems E4 to E7 on recurrent arithmetic circuits take from a computer.

Each line is one base, with what the library has on record; "wrong" in a line means that the record does not hold. The
weights are random modulo a prime, so that a dimension that is found is at most that of almost all weights.

python benchmarks/bases.py
"""

from __future__ import annotations

from collections import Counter
from math import comb

from tnrnn import Partition, rac, separation_rank
from tnrnn.bounding import FIRST_FULL, FIRST_IDEAL, MONOMIAL_RANKS, RacSizes
from tnrnn.bounding.rac_bounds import ideal_bounds
from tnrnn.bounding.rac_theorems import FOUR_LAYERS, four_layers
from tnrnn.ranks import end_dimension, monomial_ranks


def said(line: str, holds: bool) -> bool:
    print(f"{'holds' if holds else 'wrong'}: {line}", flush=True)
    return holds


def ideal(sizes: RacSizes) -> int:
    """Return the number that bounds dim V: Bound A, which is R ((R, n)) if M >= R."""
    return next(bound.value or 0 for bound in ideal_bounds(sizes) if bound.name == "ideal_bound_A")


def reached(inputs: int, hidden: int, mode: str, first: int) -> bool:
    """Whether dim V meets its bound at n = first and first + 1, and not before."""
    cases = [RacSizes(n + 1, 2, inputs, hidden, 1) for n in range(1, first + 2)]
    meets = [end_dimension(sizes, mode) == ideal(sizes) for sizes in cases]
    return meets == [False] * (first - 1) + [True, True]


def monomials_of(hidden: int) -> bool:
    """Whether the parts of V for three layers and n = 3 have the recorded dimensions, whose sum is the ideal bound."""
    parts = MONOMIAL_RANKS[hidden]
    found = monomial_ranks(3, hidden, 3)
    same = all(rank == parts[len(kappa) - Counter(kappa)[0] - 1] for kappa, rank in found.items())
    total = sum(comb(hidden, s) * comb(5, s - 1) * rank for s, rank in enumerate(parts, 1))
    return same and total == ideal(RacSizes(6, 3, hidden, hidden)) == end_dimension(RacSizes(6, 3, hidden, hidden))


def main() -> None:
    results = [
        said(f"Theorem E4, {mode}, M = {m}, R = {r}: n_0 = {first}", reached(m, r, mode, first))
        for mode, table in FIRST_IDEAL.items()
        for (m, r), first in table.items()
    ]
    results += [
        said(f"Theorem E6, R = {r}, M {sign} R: n_0 = {first}", reached(r + more, r, "one-hot", first))
        for r, table in FIRST_FULL.items()
        for more, sign, first in zip((0, 1), "=>", table, strict=True)
    ]
    results += [said(f"Theorem E5, R = {r}: dim V_3 by monomial", monomials_of(r)) for r in MONOMIAL_RANKS]
    for ends in FOUR_LAYERS:
        sizes = RacSizes(ends + 4, 4, 2, 2, 4)
        found = four_layers(sizes, "continuous")
        holds = found is not None and found.value == end_dimension(sizes)
        results.append(said(f"L = 4, R = 2, n = {ends}: the formula for dim V", holds))
    rank = separation_rank(rac(6, 2, 2, 2), Partition.start_end(6))
    results.append(said("Theorem E7, k = n = 3: rank 8", rank.lower == 8 and rank.exact))
    raise SystemExit(not all(results))


if __name__ == "__main__":
    main()
