"""`bounds`: everything that is known about the rank of one case, side by side."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass
from typing import Any

from .circuit import Circuit
from .closed_forms import CONJECTURED, Bound, Case, conjecture_1, theorem_1
from .errors import choice, mistake
from .partition import Partition
from .rank import separation_rank
from .symmetric import rac_case
from .unrolling import MODES
from .upper import UpperBound, upper_bounds

RANK_AT_MOST = 1_500
"""The rank is computed where the least upper bound is at most this; larger ones take minutes, by `separation_rank`."""

JSON_DIGITS_BITS = 10_000
ROWS = (
    "theorem_1",
    "conjecture_1",
    "conjecture_1_min_cap",
    "min_cut",
    "slice",
    "symmetric_cut",
    "ideal_bound",
    "grid_cap",
    "rank",
)
TITLES = {
    "theorem_1": "Theorem 1",
    "conjecture_1": "Conjecture 1, as usually quoted",
    "conjecture_1_min_cap": "Conjecture 1, cap min{M,R}^k",
    "min_cut": "min-cut",
    "slice": "slice",
    "symmetric_cut": "symmetric cut",
    "ideal_bound": "ideal bound",
    "grid_cap": "size of the grid",
    "rank": "rank",
}


@dataclass(frozen=True)
class Row:
    """One line of the table.

    `kind` is "lower", "upper" or "exact"; `value` is None where it would not fit in memory, and `log2` too where the
    row does not apply, for the `reason` given. `note` says "tight", or by what a conjecture is contradicted.

    >>> Row("slice", "upper", 9, math.log2(9), "R^2", "a cut").applies
    True
    """

    name: str
    kind: str
    value: int | None = None
    log2: float | None = None
    formula: str = ""
    source: str = ""
    note: str = ""
    reason: str = ""

    @property
    def applies(self) -> bool:
        """Whether the row says anything."""
        return self.log2 is not None


@dataclass(frozen=True)
class Table:
    """The bounds on the rank of one case; `str` aligns them, notebooks show them as HTML.

    >>> rows = (Row("min_cut", "upper", 12, 3.58, "M R", "a cut", "tight"), Row("rank", "exact", 12, 3.58))
    >>> print(Table("(4, 4, 4, 3)", rows))
    (4, 4, 4, 3)
    min-cut  <= 12  M R  tight
    rank      = 12
    """

    title: str
    rows: tuple[Row, ...]

    def __getitem__(self, name: str) -> Row:
        """Return the row of that name."""
        for row in self.rows:
            if row.name == name:
                return row
        raise mistake("table", "the name of a row", name, ROWS)

    def __str__(self) -> str:
        signs = {"lower": ">=", "upper": "<=", "exact": "="}
        cells = [
            (TITLES[row.name], signs[row.kind] if row.applies else "", _value_text(row), row.formula, row.note)
            if row.applies
            else (TITLES[row.name], "", "", f"- {row.reason}", "")
            for row in self.rows
        ]
        widths = [max(len(row[column]) for row in cells) for column in range(3)]
        formulas = max((len(row.formula) for row in self.rows), default=0)
        lines = [
            f"{name:{widths[0]}}  {sign:>{widths[1]}} {value:>{widths[2]}}  {formula:{formulas}}  {note}".rstrip()
            for name, sign, value, formula, note in cells
        ]
        return "\n".join([self.title, *lines])

    def to_json(self) -> dict[str, Any]:
        """Return the rows as JSON has them: integers as strings, null where a row does not apply."""
        return {row.name: _json_row(row) for row in self.rows}

    def to_latex(self) -> str:
        """Return a LaTeX tabular; text is escaped."""
        lines = [r"\begin{tabular}{lll}", r"bound & value & formula \\", r"\hline"]
        for row in self.rows:
            cells = (TITLES[row.name], _value_text(row) or "--", row.formula or row.reason)
            lines.append(" & ".join(map(_latex, cells)) + r" \\")
        return "\n".join([*lines, r"\end{tabular}"])

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{word}</th>" for word in ("bound", "value", "formula", "source", ""))
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in _cells(row)) + "</tr>" for row in self.rows
        )
        return f"<table><caption>{html.escape(self.title)}</caption><tr>{head}</tr>{body}</table>"


def bounds(circuit: Circuit, partition: Partition | None = None, mode: str = "one-hot", seed: int = 0) -> Table:
    """Return Theorem 1, Conjecture 1, the cuts, the ideal bound, the size of the grid and the exact rank, side by side.

    Parameters
    ----------
    circuit : Circuit
    partition : Partition, optional
        Of its inputs; for times 1..T the first half against the second by default.
    mode : "one-hot" or "continuous"
    seed : int
        Of the random weights and points that the rank is computed from.

    Raises
    ------
    TnrnnError
        On other modes, and partitions that do not fit.

    >>> from tnrnn import rac
    >>> table = bounds(rac(4, 4, 4, 3))
    >>> table["rank"].value, table["conjecture_1"].note
    (12, 'contradicted: the rank is 12')
    """
    if not isinstance(circuit, Circuit):
        raise mistake("bounds", "a Circuit", circuit)
    choice("mode", mode, MODES)
    chosen = Partition.start_end(len(circuit.inputs)) if partition is None else partition
    uppers = upper_bounds(circuit, chosen, mode)
    case = rac_case(circuit, chosen)
    rows = [*_lower_rows(case), *_upper_rows(uppers)]
    rank = _rank_row(circuit, chosen, mode, seed, min(uppers, key=lambda bound: bound.log2))
    noted = tuple(_noted(row, rank) for row in rows)
    by_name = {row.name: row for row in (*noted, rank)}
    return Table(_title(circuit, case, chosen, mode), tuple(by_name[name] for name in ROWS))


def _lower_rows(case: Case | None) -> list[Row]:
    found: dict[str, Bound | None] = dict.fromkeys(ROWS[:3])
    if case is not None:
        found = {
            "theorem_1": theorem_1(case),
            "conjecture_1": conjecture_1(case),
            "conjecture_1_min_cap": conjecture_1(case, cap="min"),
        }
    rows = []
    for name, bound in found.items():
        if bound is None:
            why = "L <= 2 and " if name == "theorem_1" else ""
            rows.append(Row(name, "lower", reason=f"needs an RAC with {why}a split in the middle of an even T"))
        else:
            note = "conjectured" if bound.status == CONJECTURED else ""
            rows.append(Row(name, "lower", bound.value, math.log2(bound.value), bound.formula, bound.source, note))
    return rows


def _upper_rows(uppers: tuple[UpperBound, ...]) -> list[Row]:
    rows = {name: Row(name, "upper", reason="does not apply") for name in ROWS[3:8]}
    for bound in uppers:
        name = _family(bound.name)
        before = rows[name].log2
        if before is None or bound.log2 < before:
            rows[name] = Row(name, "upper", bound.value, bound.log2, bound.formula, bound.source)
    return list(rows.values())


def _rank_row(circuit: Circuit, partition: Partition, mode: str, seed: int, least: UpperBound) -> Row:
    if least.value is None or least.value > RANK_AT_MOST:
        return Row("rank", "exact", reason=f"the least upper bound is above {RANK_AT_MOST:,}; see separation_rank")
    certificate = separation_rank(circuit, partition, mode, seed, upper=least.value, upper_name=least.name)
    kind, note = ("exact", f"proved, by {TITLES[_family(least.name)]}") if certificate.exact else ("lower", "computed")
    source = f"modulo {certificate.prime}, seed {seed}"
    return Row("rank", kind, certificate.lower, math.log2(certificate.lower or 1), "", source, note)


def _family(name: str) -> str:
    return "ideal_bound" if name.startswith("ideal_bound") else name


def _noted(row: Row, rank: Row) -> Row:
    """Return the row with a note where it is tight, or contradicted by the rank."""
    if not row.applies or rank.kind != "exact" or rank.value is None or row.value is None:
        return row
    note = row.note
    if row.kind == "lower" and row.value > rank.value:
        note = f"contradicted: the rank is {rank.value}"
    elif row.value == rank.value:
        note = ", ".join(part for part in (row.note, "tight") if part)
    return Row(row.name, row.kind, row.value, row.log2, row.formula, row.source, note, row.reason)


def _title(circuit: Circuit, case: Case | None, partition: Partition, mode: str) -> str:
    if case is None:
        return (
            f"{len(circuit.vertices)} vertices, {mode}, {len(partition.near)} inputs near and {len(partition.far)} far"
        )
    sizes = f"T={case.length} L={case.layers} M={case.inputs} R={case.hidden}"
    return f"{sizes}, {mode}, Start 1-{case.split} of {case.length}"


def _value_text(row: Row) -> str:
    if row.log2 is None:
        return ""
    return str(row.value) if row.value is not None and row.log2 < 64 else f"2^{row.log2:.8g}"


def _cells(row: Row) -> tuple[str, ...]:
    return TITLES[row.name], _value_text(row), row.formula, row.source, row.note or row.reason


def _json_row(row: Row) -> dict[str, Any] | None:
    if not row.applies:
        return None
    fits = row.value is not None and row.value.bit_length() <= JSON_DIGITS_BITS
    value = str(row.value) if fits else None
    shown = {"value": value, "log2": row.log2, "formula": row.formula, "source": row.source, "kind": row.kind}
    return {**shown, "note": row.note}


def _latex(text: str) -> str:
    special = {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "^": r"\^{}",
        "_": r"\_",
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
    }
    return "".join(special.get(letter, letter) for letter in text)
