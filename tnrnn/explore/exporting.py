"""The page as one file: it contains the front end and all cases, and works from a disk without a network."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from ..basics import TnrnnError, as_before, mistake
from ..drawing.writers import check_path
from ..system import write_file
from .cases import (
    DEFAULT,
    LIMIT,
    Given,
    Grid,
    Parameters,
    Talk,
    cases_of,
    given_of,
    lists_of,
    parts_of,
    talk_of,
    with_talk,
)
from .estimating import FAR, FEW, Estimate, sampled
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
def page(  # noqa: PLR0913
    *,
    grid: Grid | Given | Sequence[Grid | Given] | None = None,
    subject: Any = None,
    limit: float = LIMIT,
    progress: Callable[[int, int], Any] | None = None,
    told: Callable[[Estimate], Any] | None = None,
    talk: Talk | str | os.PathLike[str] | None = None,
) -> bytes:
    """Return the page of a grid of cases: one file of HTML that loads nothing.

    Parameters
    ----------
    grid : Grid, Given, or list of these, optional
        The cases; by default those of `DEFAULT`, or none if there is a subject. The page opens at the first of a list.
    subject : optional
        A circuit or a network of one's own, as `given_of` takes it; it stands before the grids. `Given` says which of
        its partitions are in the page.
    limit : float
        The largest size of the page, in megabytes.
    progress : function of (int, int), optional
        Called after each case with the number of cases that are done and the number of all.
    told : function of Estimate, optional
        Called before the work begins with what it is expected to take, if there are more than a few cases.
    talk : Talk or path, optional
        A talk, or the file of one. The page has the cases of its steps, too.

    Raises
    ------
    TnrnnError
        If the page would be larger than the limit, or if a step of the talk shows no case. If the estimate is far above
        the limit, the work does not begin.

    Examples
    --------
    >>> made = page(grid=Grid((2,), (1,), (2,), (2,)))
    >>> made.startswith(b"<!doctype html>"), len(made) < 300_000
    (True, True)
    """
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 0.01 <= limit <= 1000:
        raise mistake("limit", "megabytes, from 0.01 to 1000", limit)
    for name, function in (("progress", progress), ("told", told)):
        if function is not None and not callable(function):
            raise mistake(name, "a function", function)
    parts, more = _with_talk(_parts(grid, subject), talk)
    cases: list[Any] = [*cases_of(parts), *more["cases"]]
    made: list[dict[str, Any]] = []
    ready: dict[Any, dict[str, Any]] = {}
    if len(cases) > FEW:
        expected, ready = sampled(parts)
        _tell(expected, limit, told)
    for number, parameters in enumerate(cases, start=1):
        made.append(ready.get(parameters) or payload(parameters))
        if progress is not None:
            progress(number, len(cases))
    found = filled(MOUNT, bundle(made, _shared(parts, more)), edits=False)[0].encode()
    if len(found) > limit * 1e6:
        raise TnrnnError(
            f"page: expected at most {limit:g} MB, given a grid of {len(cases):,} cases that takes "
            f"{len(found) / 1e6:.2f} MB; take fewer sizes or a larger limit"
        )
    return found


def _shared(parts: tuple[Any, ...], more: dict[str, Any]) -> dict[str, Any]:
    """Return what all cases of a page share."""
    return {"grid": {**lists_of(parts), **more["grid"]}, **more["page"], **common()}


def _with_talk(parts: tuple[Any, ...], talk: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return the parts of a page, and what it has for a talk: cases, words of its grid, and the talk itself."""
    if talk is None:
        return parts, {"cases": [], "grid": {}, "page": {}}
    found = talk_of(talk)
    every, further = with_talk(parts, found)
    named = {"further": [_words(case) for case in further]} if further else {}
    return every, {"cases": further, "grid": named, "page": {"talk": found.to_json()}}


def _words(case: Any) -> dict[str, Any]:
    """Return a case as a page names it."""
    found: dict[str, Any] = (case.chosen if isinstance(case, Parameters) else case).to_json()
    return found


def _parts(grid: Any, subject: Any) -> tuple[Grid | Given, ...]:
    grids = () if grid is None else parts_of(grid)
    if subject is None:
        return grids or (DEFAULT,)
    return parts_of((given_of(subject), *grids))


def _tell(expected: Estimate, limit: float, told: Callable[[Estimate], Any] | None) -> None:
    if told is not None:
        told(expected)
    if expected.megabytes > FAR * limit:
        raise TnrnnError(f"page: expected at most {limit:g} MB, given {expected}; take fewer sizes or a larger limit")


@as_before()
def export(  # noqa: PLR0913
    path: str | os.PathLike[str],
    *,
    grid: Grid | Given | Sequence[Grid | Given] | None = None,
    subject: Any = None,
    limit: float = LIMIT,
    progress: Callable[[int, int], Any] | None = None,
    told: Callable[[Estimate], Any] | None = None,
    talk: Talk | str | os.PathLike[str] | None = None,
) -> int:
    """Write the page of a grid of cases to a file, and return its size in bytes.

    Parameters
    ----------
    path : str or path
        The file; its name ends in .html.
    grid : Grid, Given, or list of these, optional
        The cases; by default those of `DEFAULT`, or none if there is a subject. The page opens at the first of a list.
    subject : optional
        A circuit or a network of one's own, as `given_of` takes it; it stands before the grids.
    limit : float
        The largest size of the page, in megabytes.
    progress : function of (int, int), optional
        Called after each case with the number of cases that are done and the number of all.
    told : function of Estimate, optional
        Called before the work begins with what it is expected to take, if there are more than a few cases.
    talk : Talk or path, optional
        A talk, or the file of one. The page has the cases of its steps, too.

    Raises
    ------
    TnrnnError
        If the name has another ending, if the file cannot be written, if the page would be larger than the limit, or if
        a step of the talk shows no case.

    Examples
    --------
    >>> export("lecture.hmtl")
    Traceback (most recent call last):
    tnrnn.TnrnnError: save, ending of 'lecture.hmtl': expected html, given 'hmtl'; did you mean 'html'?
    """
    check_path(path, ("html",))
    made = page(grid=grid, subject=subject, limit=limit, progress=progress, told=told, talk=talk)
    write_file(path, made)
    return len(made)
