"""`Table`: the bounds on one rank as rows, and how they are shown as text, HTML, LaTeX and JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..basics import approximate, fields, latex_formula, mistake, shown_line, tex
from ..bounding import Bound

if TYPE_CHECKING:
    from ..ranks import RankCertificate

JSON_DIGITS_BITS = 10_000
"""The largest number of bits of a value that JSON has in full."""

LOWER = ("theorem_1", "conjecture_1", "conjecture_1_min_cap")
"""The names of the rows of lower bounds."""

ROWS = (*LOWER, "min_cut", "slice", "symmetric_cut", "ideal_bound", "grid_cap", "closed_form", "rank")
"""The names of the rows of `bounds`, in their order.

`MAKERS` in `tnrnn.bounding.upper` and the families compute them. A bound that has no row here is not shown.
"""

TITLES = {
    "theorem_1": "Theorem 1",
    "conjecture_1": "Conjecture 1, as usually quoted",
    "conjecture_1_min_cap": "Conjecture 1, cap min{M,R}^k",
    "min_cut": "min-cut",
    "slice": "slice",
    "symmetric_cut": "symmetric cut",
    "ideal_bound": "ideal bound",
    "grid_cap": "size of the grid",
    "closed_form": "closed form",
    "rank": "rank",
    "power_bound": "powers of one integer",
    "generic_rank": "generic rank",
}
"""What a reader sees in place of the names of our own rows; a row of any other name shows that name."""

SIGNS = {"lower": ">=", "upper": "<=", "exact": "="}
"""What stands before a value in text, by the kind of the bound; the next two are for HTML and LaTeX."""

HTML_SIGNS = {"lower": "&ge;", "upper": "&le;", "exact": "="}
LATEX_SIGNS = {"lower": r"$\ge$", "upper": r"$\le$", "exact": "$=$"}
TIMES = r"\times"
"""The sign of multiplication in LaTeX."""

MEANINGS = {
    r"\(\(": "((d, m)) is the number of monomials of degree m in d variables",
    r"\bK\(": "K(g; m, ..) is the Koszul number: how many monomials of the degrees m, .. are lost to g equations",
    r"\bC\(": "C(a, b) is the number of ways to choose b of a things",
    r"\bn_": "n_l is the degree of the output in the state of layer l at the split",
    r"\b[kn]\b": "k and n are the numbers of steps of the Start and of the End",
}
"""What the signs of formulas mean, by a pattern that finds them; a table says it below its rows."""


@dataclass(frozen=True)
class Table:
    """The bounds on the rank of one case, as rows; `str` aligns them, and notebooks show them as HTML.

    `table["min_cut"]` is the row of that name. Tables are equal if their titles and rows are equal.

    Parameters
    ----------
    title : str
        The sizes, the mode and the partition, in a line.
    rows : tuple of Bound
        The bounds; one that does not apply has a `reason` in place of a value.
    certificate : RankCertificate, optional
        What proves the rank; None if the rank was not computed.

    Raises
    ------
    TnrnnError
        If the title is not a text, or if a row is not a Bound.

    Examples
    --------
    >>> from tnrnn import Bound, Table
    >>> rows = (Bound("min_cut", "upper", 12, "M R", "a cut", note="tight"), Bound("rank", "exact", 12))
    >>> print(Table("(4, 4, 4, 3)", rows))
    (4, 4, 4, 3)
    min-cut  <= 12  M R  tight
    rank      = 12
    >>> Table("(4, 4, 4, 3)", rows)["min_cut"].note
    'tight'
    """

    title: str
    rows: tuple[Bound, ...]
    certificate: RankCertificate | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.title, str):
            raise mistake("table, title", "a string", self.title)
        object.__setattr__(self, "rows", fields.items("table, rows", self.rows, Bound))

    def __getitem__(self, name: str) -> Bound:
        """Return the row of a name; raise a TnrnnError if the table has no such row."""
        for row in self.rows:
            if row.name == name:
                return row
        raise mistake("table", "the name of a row", name, [row.name for row in self.rows])

    def __str__(self) -> str:
        cells = [
            (_title(row), SIGNS[row.kind], _value_text(row), row.formula, row.note)
            if row.applies
            else (_title(row), "", "", f"- {row.reason}", "")
            for row in self.rows
        ]
        widths = [max((len(row[column]) for row in cells), default=0) for column in range(3)]
        formulas = max((len(row.formula) for row in self.rows), default=0)
        lines = [
            f"{name:{widths[0]}}  {sign:>{widths[1]}} {value:>{widths[2]}}  {formula:{formulas}}  {note}".rstrip()
            for name, sign, value, formula, note in cells
        ]
        return "\n".join([self.title, *lines, *self.signs])

    @property
    def signs(self) -> tuple[str, ...]:
        """What those signs mean that are in the formulas, a line for each.

        >>> from tnrnn import Bound
        >>> Table("a case", (Bound("symmetric_cut", "upper", 4, "((2,3))"),)).signs
        ('((d, m)) is the number of monomials of degree m in d variables',)
        """
        formulas = " ".join(row.formula for row in self.rows if row.applies)
        return tuple(meaning for sign, meaning in MEANINGS.items() if re.search(sign, formulas))

    def to_json(self) -> dict[str, Any]:
        """Return the rows as JSON has them, by name: integers are strings, and a row that does not apply is null."""
        return {row.name: _json_row(row) for row in self.rows}

    def to_latex(self) -> str:
        """Return a LaTeX tabular that needs no packages: formulas are set as mathematics, and text is escaped."""
        lines = [f"% {shown_line(self.title)}", r"\begin{tabular}{lrlll}", r"bound & & value & formula & \\", r"\hline"]
        return "\n".join([*lines, *(" & ".join(_latex_cells(row)) + r" \\" for row in self.rows), r"\end{tabular}"])

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{word}</th>" for word in ("bound", "", "value", "formula", "source", "note"))
        body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in _html_cells(row)) + "</tr>" for row in self.rows)
        foot = "".join(f'<tr class="signs"><td colspan="6">{_escaped(line)}</td></tr>' for line in self.signs)
        return f"<table><caption>{_escaped(self.title)}</caption><tr>{head}</tr>{body}{foot}</table>"


def _title(row: Bound) -> str:
    """Return what a reader sees in place of the name of a row; a bound of the reader's own keeps its name."""
    return TITLES.get(row.name, row.name)


def _value_text(row: Bound) -> str:
    if row.log2 is None:
        return ""
    return str(row.value) if row.value is not None and row.log2 < 64 else f"2^{log_text(row.log2)}"


def log_text(log2: float) -> str:
    """Return a logarithm as text; it is a float, or an integer that no float can hold.

    >>> log_text(2.5), log_text(10**400)
    ('2.5', '1.0e+400')
    """
    return f"{log2:.8g}" if log2 < 1e300 else approximate(int(log2)).removeprefix("about ")


def _html_cells(row: Bound) -> tuple[str, ...]:
    texts = (_value_text(row), row.formula, row.source, row.note or row.reason)
    return (_escaped(_title(row)), HTML_SIGNS[row.kind] if row.applies else "", *map(_escaped, texts))


def _escaped(text: str) -> str:
    from html import escape  # a table that is printed does not need it

    return escape(text)


def _latex_cells(row: Bound) -> tuple[str, ...]:
    title = tex(_title(row))
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


def _json_row(row: Bound) -> dict[str, Any] | None:
    if not row.applies:
        return None
    fits = row.value is not None and row.value.bit_length() <= JSON_DIGITS_BITS
    value = str(row.value) if fits else None
    shown = {"value": value, "log2": row.log2, "formula": row.formula, "source": row.source, "kind": row.kind}
    return {**shown, "note": row.note}
