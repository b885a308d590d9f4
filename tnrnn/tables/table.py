"""`bounds`: all that is known about the rank of one case, side by side."""

from __future__ import annotations

from dataclasses import replace

from ..basics import MAX_SEED, approximate, as_before, mistake, shown_line, whole
from ..bounding import (
    COMPUTED,
    CONJECTURED,
    PROVED,
    Bound,
    bounds_above,
    closed_forms,
    is_large,
    least_of,
    lower_bounds,
    oriented,
    row_of,
)
from ..models import Case, Observe, case_of, size_line
from ..networks import Circuit, Mode, Partition
from .rank_row import bound_text, rank_by_theorems, rank_row, size_of
from .reasons import why_not
from .rows import LOWER, ROWS, Table


@as_before()
def bounds(
    circuit: Circuit,
    partition: Partition | None = None,
    mode: Mode = "one-hot",
    *,
    seed: int = 0,
    observe: Observe = "scalar",
) -> Table:
    """Return Theorem 1, Conjecture 1, the cuts, the other bounds, closed forms and the exact rank, side by side.

    Parameters
    ----------
    circuit : Circuit
        A circuit of any kind.
    partition : Partition, optional
        The near and the far inputs; together they are all inputs. By default the first half of the steps is near and
        the second half far, for a circuit whose inputs stand at the times 1..T.
    mode : "one-hot" or "continuous"
        What the inputs are: letters, which are unit vectors, or any vectors.
    seed : int
        The seed of the random weights and points that the rank is computed from.
    observe : "scalar", "vector" or "future"
        What is observed, as in `separation_rank`. The title says so if it is not one value; then all rows are about the
        matrix with a column for each far word and channel.

    Returns
    -------
    Table
        A row for each bound; one that does not apply has a `reason`. The rank is computed if it is at most 1,500, or
        less for a circuit of very many vertices. It is exact if it meets the least upper bound; then `certificate`
        proves it. A larger rank is exact if a theorem gives it; else the row has the greatest proved lower bound.

    Raises
    ------
    TnrnnError
        If the mode is neither of the two words, if the seed is not an integer from 0 to 2^64 - 1, or if the partition
        does not fit the circuit or is missing and has no default.

    Examples
    --------
    >>> from tnrnn import rac
    >>> table = bounds(rac(4, 4, 4, 3))
    >>> table["rank"].value, table["conjecture_1"].note
    (12, 'contradicted: the rank is 12')
    >>> print(table.certificate.sentence)
    rank = 12: >= 12, proved; <= 12, proved by min_cut
    """
    if not isinstance(circuit, Circuit):
        raise mistake("bounds", "a Circuit", circuit)
    return table_of(case_of(circuit, _halves(circuit) if partition is None else partition, mode, observe=observe), seed)


def table_of(case: Case, seed: int) -> Table:
    """Return the table of a case; see `bounds`.

    Raises
    ------
    TnrnnError
        If the seed is not an integer from 0 to 2^64 - 1, or if the model of the case makes no circuit of its sizes.
    """
    whole("seed", seed, least=0, most=MAX_SEED)
    chosen = oriented(case)
    uppers, lowers, closed = bounds_above(chosen), tuple(lower_bounds(chosen)), closed_forms(chosen)
    least = least_of(uppers) if uppers else None  # sizes alone may give no upper bound
    known = [bound for bound in (*closed, *lowers) if bound.applies and bound.status in (PROVED, COMPUTED)]
    if least is None or is_large(chosen):
        rank, certificate = rank_by_theorems(least, known)
    else:
        rank, certificate = rank_row(case, seed, least, known)
    below = [_unproved(bound, closed) for bound in lowers]
    found = {row.name: row for row in (*below, *_upper_rows(uppers), *_closed_form(closed), rank)}
    rows = [found.get(name) or _absent(name, why_not(name, chosen)) for name in ROWS]
    noted = tuple(row if least is None else _noted(row, rank, least) for row in rows)
    return Table(_title(case), noted, certificate)


def _closed_form(closed: tuple[Bound, ...]) -> list[Bound]:
    """Return the row of the theorems: the rank, or the least upper bound, or the greatest lower bound.

    The note begins with the source. If the rank is not known, the lower bound stands in the note of the upper one, and
    the reasons follow.
    """
    found = [bound for bound in closed if bound.applies]
    exact, above, below = ([bound for bound in found if bound.kind == kind] for kind in ("exact", "upper", "lower"))
    lower = max(below, key=size_of, default=None)
    shown = exact[0] if exact else least_of(above) if above else lower
    if shown is None:
        return []
    notes = [shown.source, shown.note, "" if shown.status == PROVED else shown.status]
    if lower is not None and shown.kind == "upper":
        notes.append(f"at least {bound_text(lower)}, by {lower.source}")
    notes += [bound.reason for bound in closed if not exact and bound.reason]
    return [replace(shown, note="; ".join(filter(None, notes)))]


def _absent(name: str, reason: str) -> Bound:
    return Bound(name, "lower" if name in LOWER else "upper", reason=reason)


def _halves(circuit: Circuit) -> Partition:
    length = len(circuit.inputs)
    if length < 2 or circuit.positions != tuple(range(1, length + 1)):
        raise mistake("bounds, partition", "one, as the inputs are not at the times 1..T, T >= 2", circuit.positions)
    return Partition.start_end(length)


def _unproved(bound: Bound, closed: tuple[Bound, ...]) -> Bound:
    """Return the bound, with a note if it is a conjecture: that it is one, or the theorem that proves it here."""
    if bound.status != CONJECTURED:
        return bound
    proofs = [other for other in closed if other.applies and other.status == PROVED and other.kind != "upper"]
    proof = next((other for other in proofs if size_of(other) >= size_of(bound)), None)
    return replace(bound, note=CONJECTURED if proof is None else f"proved, by {proof.source}")


def _upper_rows(uppers: tuple[Bound, ...]) -> list[Bound]:
    families: dict[str, list[Bound]] = {}
    for bound in uppers:
        families.setdefault(row_of(bound.name), []).append(bound)
    return [_named(name, least_of(bounds)) for name, bounds in families.items()]


def _named(name: str, bound: Bound) -> Bound:
    """Return the bound under the name of a row; one that has the name stays, with its value, which may be long."""
    return bound if bound.name == name else replace(bound, name=name)


def _noted(row: Bound, rank: Bound, least: Bound) -> Bound:
    """Return the row with a note if it is tight or contradicted, or if it is the least while the rank is not known."""
    if row.name == "rank" or row.log2 is None:
        return row
    exact = rank.applies and rank.kind == "exact"
    if row.kind == "lower" and _exceeds(row, least):
        bound = rank.value if exact else least.value
        shown = bound_text(least) if bound is None else approximate(bound)
        return replace(row, note=f"contradicted: the rank is {'' if exact else 'at most '}{shown}")
    if exact and row.kind == "lower" and row.value is not None and rank.value is not None and row.value > rank.value:
        return replace(row, note=f"contradicted: the rank is {rank.value}")
    if exact and row.value == rank.value:
        return replace(row, note=", ".join(part for part in (row.note, "tight") if part))
    smallest = row.kind == "upper" and (row.value, row.log2) == (least.value, least.log2)
    return replace(row, note=", ".join(filter(None, (row.note, "the least")))) if smallest and not exact else row


def _exceeds(row: Bound, least: Bound) -> bool:
    if row.value is None or least.value is None:
        return row.log2 is not None and row.log2 > (least.log2 or 0.0) * (1 + 1e-9) + 1e-9
    return row.value > least.value


def _title(case: Case) -> str:
    partition = case.partition
    seen = case.mode if case.observe == "scalar" else f"{case.mode}, {case.observe}"
    if case.origin is None:
        near, far = len(partition.near), len(partition.far)
        return f"{len(case.circuit.vertices)} vertices, {seen}, {near} input{'s' * (near > 1)} near, {far} far"
    shown = size_line(case.origin)
    if partition.split is not None:
        return f"{shown}, {seen}, Start 1-{partition.split} of {partition.length}"
    sides = (shown_line(" ".join(map(str, side)), 40) for side in (partition.near, partition.far))
    return f"{shown}, {seen}, near {next(sides)}, far {next(sides)}"
