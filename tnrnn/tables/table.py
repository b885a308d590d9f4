"""`bounds`: everything that is known about the rank of one case, side by side."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass, field, replace
from typing import Any

from ..basics import (
    LimitError,
    TnrnnError,
    approximate,
    as_before,
    choice,
    latex_formula,
    mistake,
    shown_line,
    tex,
    whole,
)
from ..bounding import (
    CONJECTURED,
    Case as RacSizes,
    UpperBound,
    conjecture_1,
    least_of,
    oriented,
    rac_case,
    theorem_1,
    upper_bounds,
)
from ..models import Case, rac_sizes
from ..networks import MODES, Circuit, Mode, Partition
from ..ranks import MERSENNE, RankCertificate, rank_under, sampler_of, vector_width
from ..values import MAX_SEED
from .reasons import why_not

RANK_AT_MOST = 1_500
"""The rank is computed where it is at most this, whatever the bounds are; larger ones take minutes, by
`separation_rank`."""

WORK = 2**31
"""The most numbers that are computed for a matrix, where no bound says that the rank is so small."""

SPARE = 40
"""Rows and columns of a matrix beyond the rank."""

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
KINDS = dict.fromkeys(ROWS[:3], "lower") | dict.fromkeys(ROWS[3:8], "upper") | {"rank": "exact"}
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
    "power_bound": "powers of one integer",
    "generic_rank": "generic rank",
}


SIGNS = {"lower": ">=", "upper": "<=", "exact": "="}
HTML_SIGNS = {"lower": "&ge;", "upper": "&le;", "exact": "="}
LATEX_SIGNS = {"lower": r"$\ge$", "upper": r"$\le$", "exact": "$=$"}


@dataclass(frozen=True)
class Row:
    """One line of the table.

    `kind` is "lower", "upper" or "exact"; `value` is None where it would not fit in memory, and `log2` too where the
    row does not apply, for the `reason` given. `note` says "tight", or by what a conjecture is contradicted, and where
    the rank is not known which bound is "the least".

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

    `certificate` proves the rank, None where it was not computed. Tables are equal if their titles and rows are.

    >>> rows = (Row("min_cut", "upper", 12, 3.58, "M R", "a cut", "tight"), Row("rank", "exact", 12, 3.58))
    >>> print(Table("(4, 4, 4, 3)", rows))
    (4, 4, 4, 3)
    min-cut  <= 12  M R  tight
    rank      = 12
    """

    title: str
    rows: tuple[Row, ...]
    certificate: RankCertificate | None = field(default=None, compare=False, repr=False)

    def __getitem__(self, name: str) -> Row:
        """Return the row of that name."""
        for row in self.rows:
            if row.name == name:
                return row
        raise mistake("table", "the name of a row", name, [row.name for row in self.rows])

    def __str__(self) -> str:
        cells = [
            (TITLES[row.name], SIGNS[row.kind], _value_text(row), row.formula, row.note)
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
        """Return a LaTeX tabular, without packages: formulas are set as mathematics, text is escaped."""
        lines = [f"% {shown_line(self.title)}", r"\begin{tabular}{lrlll}", r"bound & & value & formula & \\", r"\hline"]
        return "\n".join([*lines, *(" & ".join(_latex_cells(row)) + r" \\" for row in self.rows), r"\end{tabular}"])

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{word}</th>" for word in ("bound", "", "value", "formula", "source", "note"))
        body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in _html_cells(row)) + "</tr>" for row in self.rows)
        return f"<table><caption>{html.escape(self.title)}</caption><tr>{head}</tr>{body}</table>"


@as_before()
def bounds(circuit: Circuit, partition: Partition | None = None, mode: Mode = "one-hot", *, seed: int = 0) -> Table:
    """Return Theorem 1, Conjecture 1, the cuts, the ideal bound, the size of the grid and the exact rank, side by side.

    Parameters
    ----------
    circuit : Circuit
    partition : Partition, optional
        Of its inputs; for inputs at the times 1..T the first half against the second by default.
    mode : "one-hot" or "continuous"
    seed : int
        Of the random weights and points that the rank is computed from.

    Returns
    -------
    Table
        A row for each of them; one that does not apply has its `reason`. The rank is computed if it is at most 1,500
        (less for a circuit of very many vertices), and is exact if it meets the least upper bound; `certificate` proves
        it.

    Raises
    ------
    TnrnnError
        On other modes and seeds, and partitions that are missing or do not fit.

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
    choice("mode", mode, MODES)
    whole("seed", seed, least=0, most=MAX_SEED)
    given = _halves(circuit) if partition is None else partition
    chosen = oriented(circuit, given)
    uppers = upper_bounds(circuit, chosen, mode)
    least = least_of(uppers)
    rank, certificate = _rank_row(circuit, given, mode, seed, least)
    found = {row.name: row for row in (*_lower_rows(rac_case(circuit, chosen)), *_upper_rows(uppers), rank)}
    rows = [found.get(name) or Row(name, KINDS[name], reason=why_not(name, circuit, chosen, mode)) for name in ROWS]
    noted = tuple(_noted(row, rank, least) for row in rows)
    return Table(_title(circuit, given, mode), noted, certificate)


def _halves(circuit: Circuit) -> Partition:
    length = len(circuit.inputs)
    if length < 2 or circuit.positions != tuple(range(1, length + 1)):
        raise mistake("bounds, partition", "one, as the inputs are not at the times 1..T, T >= 2", circuit.positions)
    return Partition.start_end(length)


def _lower_rows(case: RacSizes | None) -> list[Row]:
    if case is None:
        return []
    found = {
        "theorem_1": theorem_1(case),
        "conjecture_1": conjecture_1(case),
        "conjecture_1_min_cap": conjecture_1(case, cap="min"),
    }
    return [
        Row(
            name,
            "lower",
            bound.value,
            math.log2(bound.value),
            bound.formula,
            bound.source,
            CONJECTURED if bound.status == CONJECTURED else "",
        )
        for name, bound in found.items()
        if bound is not None
    ]


def _upper_rows(uppers: tuple[UpperBound, ...]) -> list[Row]:
    families: dict[str, list[UpperBound]] = {}
    for bound in uppers:
        families.setdefault(_family(bound.name), []).append(bound)
    leasts = {name: least_of(tuple(bounds)) for name, bounds in families.items()}
    return [Row(name, "upper", bound.value, bound.log2, bound.formula, bound.source) for name, bound in leasts.items()]


def _rank_row(
    circuit: Circuit, partition: Partition, mode: Mode, seed: int, least: UpperBound
) -> tuple[Row, RankCertificate | None]:
    most = _most_rows(circuit, least)
    try:
        certificate = rank_under(sampler_of(Case(circuit, partition, mode), seed, MERSENNE), least, most + SPARE)
    except LimitError:
        return Row("rank", "exact", reason=f"it takes a matrix of more than {most:,} a side; see separation_rank"), None
    except TnrnnError as error:  # fixed parameters that are no integers, vectors too wide to be computed
        return Row("rank", "exact", reason=str(error)), None
    kind, note = ("exact", f"proved, by {TITLES[_family(least.name)]}")
    if not certificate.exact:
        kind, note = ("lower", f"computed; at most {_bound_text(least)}, by {TITLES[_family(least.name)]}")
    source = f"modulo {certificate.prime}, seed {seed}"
    return Row("rank", kind, certificate.lower, math.log2(certificate.lower or 1), "", source, note), certificate


def _most_rows(circuit: Circuit, least: UpperBound) -> int:
    """Return up to which rank the matrix of one is filled."""
    if least.value is not None and least.value <= RANK_AT_MOST:
        return RANK_AT_MOST
    numbers = sum(vector_width(circuit, vertex) for vertex in circuit.vertices)
    return min(RANK_AT_MOST, math.isqrt(WORK // numbers))


def _bound_text(bound: UpperBound) -> str:
    return f"2^{_log_text(bound.log2)}" if bound.value is None else approximate(bound.value)


def _family(name: str) -> str:
    return "ideal_bound" if name.startswith("ideal_bound") else name


def _noted(row: Row, rank: Row, least: UpperBound) -> Row:
    """Return the row with a note where it is tight, contradicted, or, where the rank is not known, the least."""
    if row.name == "rank" or row.log2 is None:
        return row
    exact = rank.applies and rank.kind == "exact"
    if row.kind == "lower" and _exceeds(row, least):
        bound = rank.value if exact else least.value
        shown = _bound_text(least) if bound is None else approximate(bound)
        return replace(row, note=f"contradicted: the rank is {'' if exact else 'at most '}{shown}")
    if exact and row.kind == "lower" and row.value is not None and rank.value is not None and row.value > rank.value:
        return replace(row, note=f"contradicted: the rank is {rank.value}")
    if exact and row.value == rank.value:
        return replace(row, note=", ".join(part for part in (row.note, "tight") if part))
    smallest = row.kind == "upper" and (row.value, row.log2) == (least.value, least.log2)
    return replace(row, note="the least") if smallest and not exact else row


def _exceeds(row: Row, least: UpperBound) -> bool:
    if row.value is None or least.value is None:
        return row.log2 is not None and row.log2 > least.log2 * (1 + 1e-9) + 1e-9
    return row.value > least.value


def _title(circuit: Circuit, partition: Partition, mode: Mode) -> str:
    sizes, case = rac_sizes(circuit), rac_case(circuit, partition)
    if sizes is None:
        near, far = len(partition.near), len(partition.far)
        return f"{len(circuit.vertices)} vertices, {mode}, {near} input{'s' * (near > 1)} near, {far} far"
    shown = "T={} L={} M={} R={}".format(*sizes)
    if case is not None:
        return f"{shown}, {mode}, Start 1-{case.split} of {case.length}"
    sides = (shown_line(" ".join(map(str, side)), 40) for side in (partition.near, partition.far))
    return f"{shown}, {mode}, near {next(sides)}, far {next(sides)}"


def _value_text(row: Row) -> str:
    if row.log2 is None:
        return ""
    return str(row.value) if row.value is not None and row.log2 < 64 else f"2^{_log_text(row.log2)}"


def _log_text(log2: float) -> str:
    """Return a logarithm: a float, or an integer that no float can hold."""
    return f"{log2:.8g}" if log2 < 1e300 else approximate(int(log2)).removeprefix("about ")


def _html_cells(row: Row) -> tuple[str, ...]:
    texts = (_value_text(row), row.formula, row.source, row.note or row.reason)
    return (TITLES[row.name], HTML_SIGNS[row.kind] if row.applies else "", *map(html.escape, texts))


def _latex_cells(row: Row) -> tuple[str, ...]:
    title = tex(TITLES[row.name])
    if not row.applies:
        return title, "", "--", "", tex(row.reason)
    digits, _, power = _value_text(row).partition("^")
    mantissa, _, tens = power.partition("e+")
    value = f"{digits}^{{{mantissa}{f' {TIMES} 10^{{{int(tens)}}}' if tens else ''}}}" if power else digits
    return (
        title,
        LATEX_SIGNS[row.kind],
        f"${value}$",
        f"${latex_formula(row.formula)}$" if row.formula else "",
        tex(row.note),
    )


TIMES = r"\times"


def _json_row(row: Row) -> dict[str, Any] | None:
    if not row.applies:
        return None
    fits = row.value is not None and row.value.bit_length() <= JSON_DIGITS_BITS
    value = str(row.value) if fits else None
    shown = {"value": value, "log2": row.log2, "formula": row.formula, "source": row.source, "kind": row.kind}
    return {**shown, "note": row.note}
