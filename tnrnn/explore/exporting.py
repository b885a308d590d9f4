"""The page as one file: it contains the front end and all cases, and works from a disk without a network."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from ..basics import TnrnnError, as_before, mistake
from ..drawing.writers import check_path
from ..system import write_file
from .cases import DEFAULT, LIMIT, Grid
from .front import bundle, common, filled
from .showing import payload

MOUNT = """
const main = document.getElementById("tnrnn");
if (typeof DecompressionStream === "undefined") {
  main.textContent = "This page needs a browser of 2023 or later (DecompressionStream).";
} else {
  const cases = embedded(await unpacked(document.getElementById("data").textContent));
  window.explorer = await mount(main, cases, addressLine());
}
"""
"""The script that shows the cases in the page itself."""


@as_before()
def page(*, grid: Grid = DEFAULT, limit: float = LIMIT, progress: Callable[[int, int], Any] | None = None) -> bytes:
    """Return the page of a grid of cases: one file of HTML that loads nothing.

    Parameters
    ----------
    grid : Grid
        The cases; by default those of `DEFAULT`.
    limit : float
        The largest size of the page, in megabytes.
    progress : function of (int, int), optional
        Called after each case with the number of cases that are done and the number of all.

    Raises
    ------
    TnrnnError
        If the page would be larger than the limit.

    Examples
    --------
    >>> made = page(grid=Grid((2,), (1,), (2,), (2,)))
    >>> made.startswith(b"<!doctype html>"), len(made) < 200_000
    (True, True)
    """
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 0.01 <= limit <= 1000:
        raise mistake("limit", "megabytes, from 0.01 to 1000", limit)
    cases, made = list(grid.cases()), []
    for number, parameters in enumerate(cases, start=1):
        made.append(payload(parameters))
        if progress is not None:
            progress(number, len(cases))
    found = filled(MOUNT, bundle(made, {"grid": grid.to_json(), **common()}), edits=False)[0].encode()
    if len(found) > limit * 1e6:
        raise TnrnnError(
            f"page: expected at most {limit:g} MB, given a grid of {len(cases):,} cases that takes "
            f"{len(found) / 1e6:.2f} MB; take fewer sizes or a larger limit"
        )
    return found


@as_before()
def export(
    path: str | os.PathLike[str],
    *,
    grid: Grid = DEFAULT,
    limit: float = LIMIT,
    progress: Callable[[int, int], Any] | None = None,
) -> int:
    """Write the page of a grid of cases to a file, and return its size in bytes.

    Parameters
    ----------
    path : str or path
        The file; its name ends in .html.
    grid : Grid
        The cases; by default those of `DEFAULT`.
    limit : float
        The largest size of the page, in megabytes.
    progress : function of (int, int), optional
        Called after each case with the number of cases that are done and the number of all.

    Raises
    ------
    TnrnnError
        If the name has another ending, if the file cannot be written, or if the page would be larger than the limit.

    Examples
    --------
    >>> export("lecture.hmtl")
    Traceback (most recent call last):
    tnrnn.TnrnnError: save, ending of 'lecture.hmtl': expected html, given 'hmtl'; did you mean 'html'?
    """
    check_path(path, ("html",))
    made = page(grid=grid, limit=limit, progress=progress)
    write_file(path, made)
    return len(made)
