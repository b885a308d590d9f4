"""Tables as text: cells in columns that are as wide as their widest cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def aligned(rows: Iterable[Sequence[str]], *, left: bool = False) -> list[str]:
    """Return the lines of a table, with two spaces between columns.

    Parameters
    ----------
    rows : iterable of sequences of str
        The cells of each row, as many in all rows.
    left : bool
        Whether cells stand at the left of their columns; then no line ends with spaces. By default they stand at the
        right, as numbers do.

    Examples
    --------
    >>> aligned([("split", "rank"), ("1", "10")])
    ['split  rank', '    1    10']
    >>> aligned([("cell", "task"), ("rac", "")], left=True)
    ['cell  task', 'rac']
    """
    lines = list(rows)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    if left:
        return ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
    return ["  ".join(map(str.rjust, line, widths)) for line in lines]
