"""What commands print: lines, aligned tables, values of cuts."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

from ..claims import ranges as ranges  # noqa: PLC0414
from ..cut import Cut

SHORT_BITS = 128


def say(text: str) -> None:
    print(text)  # noqa: T201


def note(text: str) -> None:
    """Say something beside the output, on standard error: scripts read the output alone."""
    if sys.stderr is not None:
        print(f"tnrnn: note: {text}", file=sys.stderr)  # noqa: T201


def priced(cut: Cut) -> str:
    if cut.log2 > SHORT_BITS:
        return f"{cut.formula} = 2^{cut.log2:.8g}"
    return f"{cut.formula} = {cut.value}" if cut.formula != str(cut.value) else cut.formula


@contextlib.contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """Tell on standard error, if that is a terminal, how many there are already, of how many; wipe it at the end."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return

    def tell(done: int, total: int) -> None:
        sys.stderr.write(f"\r{done:,}/{total:,} {what}\x1b[K")
        sys.stderr.flush()

    try:
        yield tell
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def aligned(rows: list[list[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * (sum(widths) + 2 * len(widths) - 2), *lines[1:]])
