"""What commands print: lines, aligned tables, values of cuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import streams

if TYPE_CHECKING:
    from ..cuts import Cut

SHORT_BITS = 128
"""The largest number of bits of a value that is printed in full; larger ones are printed as powers of two."""

say = streams.say


def note(text: str) -> None:
    """Print a note on standard error, so that scripts find only the results in the output."""
    streams.complain(f"tnrnn: note: {text}")


def priced(cut: Cut) -> str:
    """Return the value of a cut as a formula and a number: R^4 = 81."""
    if cut.log2 > SHORT_BITS:
        return f"{cut.formula} = 2^{cut.log2:.8g}"
    return f"{cut.formula} = {cut.value}" if cut.formula != str(cut.value) else cut.formula


def aligned(rows: list[list[str]]) -> str:
    """Return rows of cells as text with aligned columns and a line under the first row."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * (sum(widths) + 2 * len(widths) - 2), *lines[1:]])
