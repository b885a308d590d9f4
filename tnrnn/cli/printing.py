"""What commands print: lines, aligned tables, values of cuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import streams

if TYPE_CHECKING:
    from ..cuts import Cut

SHORT_BITS = 128

say = streams.say


def note(text: str) -> None:
    """Say something beside the output, on standard error: scripts read the output alone."""
    streams.complain(f"tnrnn: note: {text}")


def priced(cut: Cut) -> str:
    if cut.log2 > SHORT_BITS:
        return f"{cut.formula} = 2^{cut.log2:.8g}"
    return f"{cut.formula} = {cut.value}" if cut.formula != str(cut.value) else cut.formula


def aligned(rows: list[list[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * (sum(widths) + 2 * len(widths) - 2), *lines[1:]])
