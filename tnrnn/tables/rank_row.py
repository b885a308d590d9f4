"""The row "rank" of a table: the rank by a theorem, or by a minor that is computed, or what is known of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..basics import LimitError, TnrnnError, approximate
from ..bounding import CLOSED_FORM, COMPUTED, PROVED, Bound, row_of
from ..models import Case
from .rows import TITLES, log_text

if TYPE_CHECKING:
    from ..ranks import RankCertificate

RANK_AT_MOST = 1_500
"""The largest rank that is computed, whatever the bounds are; `separation_rank` computes larger ones, in minutes."""

WORK = 2**31
"""The largest number of entries of vectors that are computed for a matrix if no bound says that the rank is small."""

SPARE = 40
"""How many rows and columns more than the rank a matrix has."""

Row = tuple[Bound, "RankCertificate | None"]


def rank_row(case: Case, seed: int, least: Bound, known: Sequence[Bound]) -> Row:
    """Return the row of the rank, and the certificate if the rank was computed.

    Parameters
    ----------
    case : Case
        The case.
    seed : int
        The seed of the random weights and points.
    least : Bound
        The least upper bound.
    known : sequence of Bound
        What theorems say of the rank: its value, lower and upper bounds.
    """
    row, certificate = _computed(case, seed, least)
    if row.applies and not _theorem(known):
        return row, certificate
    return _by_theorems(least, known, row.reason) or row, certificate


def rank_by_theorems(least: Bound | None, known: Sequence[Bound]) -> Row:
    """Return the row of the rank of a circuit that is too large to be made; see `rank_row`."""
    return _by_theorems(least, known) or Bound("rank", "exact", reason="so large a circuit is not made"), None


def _theorem(known: Sequence[Bound]) -> Bound | None:
    return next((bound for bound in known if bound.kind == "exact" and bound.status == PROVED), None)


def _by_theorems(least: Bound | None, known: Sequence[Bound], reason: str = "") -> Bound | None:
    """Return the rank by a theorem, or else the greatest lower bound beside the least upper one, or None.

    `reason` says why the rank is not computed.
    """
    lower = _theorem(known) or max((bound for bound in known if bound.kind == "lower"), key=size_of, default=None)
    if lower is None:
        return None
    by = f"{lower.status}, by {title_of(lower)}"
    if lower.kind == "exact" or (least is not None and lower.value is not None and lower.value == least.value):
        return Bound("rank", "exact", lower.amount, lower.formula, lower.source, lower.status, lower.log2, by)
    above = "" if least is None else f"at most {bound_text(least)}, by {title_of(least)}"
    notes = (by, above, reason)
    note = "; ".join(filter(None, notes))
    return Bound("rank", "lower", lower.amount, lower.formula, lower.source, lower.status, lower.log2, note)


def size_of(bound: Bound) -> tuple[float, int]:
    """Return by what bounds are compared."""
    return bound.log2 or 0.0, bound.value or 0


def title_of(bound: Bound) -> str:
    """Return what a reader sees in place of the name of a bound; a theorem has the name of its source."""
    return bound.source if bound.name == CLOSED_FORM else TITLES[row_of(bound.name)]


def bound_text(bound: Bound) -> str:
    """Return the value of a bound as a short text."""
    return f"2^{log_text(bound.log2 or 0.0)}" if bound.value is None else approximate(bound.value)


def _computed(case: Case, seed: int, least: Bound) -> Row:
    from ..ranks import MERSENNE, rank_under, sampler_of  # they take numpy

    sampler = sampler_of(case, seed, MERSENNE)
    most = _most_rows(sampler.case, least)
    large = f"it takes a matrix of more than {most:,} a side; see separation_rank"
    try:
        certificate = rank_under(case, sampler, least, most + SPARE)
    except LimitError:
        return Bound("rank", "exact", reason=large), None
    except TnrnnError as error:  # a fixed parameter is not an integer, or vectors are too wide to be computed
        return Bound("rank", "exact", reason=str(error)), None
    source = f"modulo {certificate.prime}, seed {seed}"
    if certificate.exact:
        note = f"proved, by {title_of(least)}"
        return Bound("rank", "exact", certificate.lower, "", source, PROVED, note=note), certificate
    weights = " at random weights" if least.status == COMPUTED else ""
    note = f"computed; at most {bound_text(least)}, by {title_of(least)}{weights}"
    return Bound("rank", "lower", certificate.lower, "", source, COMPUTED, note=note), certificate


def _most_rows(case: Case, least: Bound) -> int:
    """Return the largest rank that is looked for: a matrix of so many rows is filled at most."""
    from ..ranks import vector_width

    if least.value is not None and least.value <= RANK_AT_MOST:
        return RANK_AT_MOST
    numbers = sum(vector_width(case.circuit, vertex) for vertex in case.circuit.vertices)
    return min(RANK_AT_MOST, math.isqrt(WORK // numbers))
