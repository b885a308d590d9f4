"""`plot` and `plot_gap`: profiles and the rows of a sweep as charts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ...basics import MEANINGS, TnrnnError, as_before, listed, mistake, shown
from ..scenes import Style, Theme, resolved
from ..writers import check_matplotlib
from .chart import Chart, Scale, Series

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...bounding import Bound
    from ...sweeping import SweepRow
    from ...tables import Profile

# Ranks above 2 to this power are drawn by their logarithm, as the limits of an axis must be floats.
FLOAT_BITS = 500
# The largest number of profiles in a plot.
MOST_PROFILES = 12
# The largest number of rows of a sweep in a plot.
MOST_ROWS = 10**6
# The largest number of letters of a label.
LONGEST_LABEL = 60
# The largest number on an axis; matplotlib adds margins, and floats end at 1.8e308.
FARTHEST = 1e300
# The largest number of digits of a value that is read from a row.
LONGEST_VALUE = 4_000
# The rows of a table of bounds, by the kind of line that shows them.
LINES = {"solid": ("symmetric_cut", "ideal_bound"), "dashed": ("min_cut",), "dotted": ("theorem_1",)}
# The bounds in a plot of gaps, with their words.
GAPS = {"min_cut": "min-cut", "symmetric_cut": "symmetric cut", "ideal_bound": "ideal bound", "theorem_1": "Theorem 1"}


@as_before()
def plot(
    profiles: Profile | Iterable[Profile] | Mapping[str, Profile],
    *,
    ax: Axes | None = None,
    style: Style | Theme | None = None,
) -> Axes:
    """Plot the rank and its bounds along the axis of one or several profiles, such as shallow against deep.

    Each profile has a colour and a shape, which is filled for proved ranks, and open with a tick upwards for ranks that
    are known only from below. Bounds are lines: the lesser of symmetric cut and ideal bound (solid), the min-cut
    (dashed) and Theorem 1 (dotted). A band covers the range between the greatest lower bound and the least upper bound
    that are proved, where both are known and differ. The axis of ranks is logarithmic; if ranks exceed 2^500, it shows
    their base-2 logarithm.

    Parameters
    ----------
    profiles : Profile, iterable of Profile, or mapping of str to Profile
        At most 12 profiles along the same axis. The keys of a mapping are labels; by default, labels are made from what
        differs in the titles.
    ax : matplotlib Axes, optional
        Where to plot; by default on a new figure. pyplot is not used, and no setting of matplotlib is changed.
    style : Style or str, optional
        A style, or the name of a theme: "print" (the default), "slides", "dark" or "grey".

    Returns
    -------
    matplotlib Axes
        The axes.

    Raises
    ------
    TnrnnError
        If anything but profiles is given, if the profiles have different axes, if `ax` is not an Axes, or if the theme
        is unknown.

    Examples
    --------
    >>> from tnrnn import profile, rac
    >>> axes = plot([profile(rac(8, layers, 2, 2)) for layers in (1, 2)])
    >>> axes.get_title(loc="left"), axes.get_yscale(), [line.get_label() for line in axes.lines][:2]
    ('T=8 M=2 R=2, one-hot', 'log', ['L=1: symmetric cut or ideal bound', 'L=1: min-cut'])
    """
    look = resolved(style)
    title, found = _named(profiles)
    _check_alike([curve for _, curve in found])
    chart = _profile_chart(title, found)
    return _drawn(chart, look, ax)


@as_before()
def plot_gap(rows: Iterable[SweepRow], *, ax: Axes | None = None, style: Style | Theme | None = None) -> Axes:
    """Plot how far bounds are from the exact ranks of a sweep's cases, as bound / rank against rank.

    Larger marks stand for more cases. Cases without an exact rank are counted in the title.

    Parameters
    ----------
    rows : iterable of SweepRow
        The rows, as `tnrnn.sweeping.read_store` returns them.
    ax : matplotlib Axes, optional
        Where to plot; by default on a new figure.
    style : Style or str, optional
        A style, or the name of a theme, as in `plot`.

    Returns
    -------
    matplotlib Axes
        The axes.

    Raises
    ------
    TnrnnError
        If anything but rows is given, if no case has an exact rank, or if a number is too large for an axis.

    Examples
    --------
    >>> plot_gap([])
    Traceback (most recent call last):
    tnrnn.TnrnnError: plot_gap: expected cases with an exact rank, given no cases
    """
    look = resolved(style)
    from ...sweeping import SweepRow

    given = listed("plot_gap", "rows as read_store returns them", rows, MOST_ROWS)
    for row in given:
        if not isinstance(row, SweepRow):
            raise mistake("plot_gap", "rows as read_store returns them", row)
    return _drawn(_gap_chart(given), look, ax)


def _drawn(chart: Chart, style: Style, ax: Axes | None) -> Axes:
    check_matplotlib()
    from ..writers import check_axes
    from .chart_writer import draw_chart

    if ax is not None:
        check_axes("plot, ax", ax)
    return draw_chart(chart, style, ax)


# Profiles


def _named(profiles: Any) -> tuple[str, list[tuple[str, Profile]]]:
    """Return what the titles have in common, and the profiles with their labels."""
    from ...tables import Profile

    if isinstance(profiles, Mapping):
        found = [(label, curve) for label, curve in profiles.items()]
    else:
        curves = [profiles] if isinstance(profiles, Profile) else listed("plot", "profiles", profiles, MOST_PROFILES)
        found = [("", curve) for curve in curves]
    if not 1 <= len(found) <= MOST_PROFILES:
        raise mistake("plot", f"1 to {MOST_PROFILES} profiles", len(found))
    for label, curve in found:
        if not isinstance(curve, Profile):
            raise mistake("plot", "a Profile, an iterable of them, or a mapping from label to Profile", curve)
        if not isinstance(label, str) or (label and not label.isprintable()):
            raise mistake("plot", "labels of one line", label)
        if len(label) > LONGEST_LABEL:
            raise mistake("plot", f"labels of at most {LONGEST_LABEL} letters", label)
    shared, own = _split_titles([curve.title for _, curve in found])
    if all(label for label, _ in found):
        shared = shared.removeprefix("vertices, ")  # the labels say what numbers of vertices would
    return shared, [(label or word, curve) for (label, curve), word in zip(found, own, strict=True)]


def _split_titles(titles: list[str]) -> tuple[str, list[str]]:
    """Return the words that all titles have in common, and the other words of each.

    >>> _split_titles(["T=8 L=1 M=2, one-hot", "T=8 L=2 M=2, one-hot"])
    ('T=8 M=2, one-hot', ['L=1', 'L=2'])
    >>> _split_titles(["T=8 rule=sum, one-hot", "T=8 rule=delta, one-hot"])
    ('T=8, one-hot', ['rule=sum', 'rule=delta'])
    """
    words = [title.replace(",", " ,").split() for title in titles]
    shared = " ".join(word for word in words[0] if all(word in other for other in words))
    own = [" ".join(word for word in line if any(word not in other for other in words)) for line in words]
    return shared.replace(" ,", ",").strip(", "), [word.replace(" ,", ",").strip(", ") for word in own]


def _check_alike(curves: list[Profile]) -> None:
    for curve in curves:
        if curve.along != curves[0].along:
            raise mistake("plot", f"profiles along {curves[0].along}, like the first", curve.along)
        if not curve.at:
            raise mistake("plot", "profiles with at least one point", shown(curve.title))


def _profile_chart(title: str, found: list[tuple[str, Profile]]) -> Chart:
    greatest = max(
        row.log2 or 0.0
        for _, curve in found
        for names in LINES.values()
        for name in names
        for row in curve.rows(name)
        if row is not None
    )
    kind = _kind(greatest)
    scale = Scale("separation rank" if kind == "log" else "log$_2$ of the separation rank", kind)
    series = [one for group, (_, curve) in enumerate(found) for one in _series(group, curve, scale.kind)]
    along = found[0][1].along
    return Chart(title, Scale(_axis_words(along), "whole"), scale, tuple(series), tuple(name for name, _ in found))


def _axis_words(along: str) -> str:
    """Return what the numbers on the axis of a profile are.

    >>> _axis_words("hidden"), _axis_words("split"), _axis_words("seed")
    ('hidden channels R', 'steps of the Start', 'seed')
    """
    if along not in MEANINGS:
        return "steps of the Start" if along == "split" else along
    return " ".join(part for part in (MEANINGS[along].words, MEANINGS[along].letter) if part)


def _kind(greatest: float) -> str:
    """Return the kind of axis for numbers up to 2^greatest, which shows the numbers or their logarithms."""
    return "log" if greatest <= FLOAT_BITS else "symlog"


def _series(group: int, curve: Profile, scale: str) -> list[Series]:
    found = [_band(group, curve, scale)]
    for kind, names in LINES.items():
        columns = zip(*(curve.rows(name) for name in names), strict=True)
        rows = [min((row for row in rows if row is not None), key=_size, default=None) for rows in columns]
        found.append(_points(kind, group, curve, rows, scale))
    ranks = [table["rank"] for table in curve.tables]
    for kind, word in (("rank", "exact"), ("at least", "lower")):
        rows = [row if row.applies and row.kind == word else None for row in ranks]
        found.append(_points(kind, group, curve, rows, scale))
    return [series for series in found if series.x]


def _points(kind: str, group: int, curve: Profile, rows: list[Bound | None], scale: str) -> Series:
    pairs = [(float(at), _height(row, scale)) for at, row in zip(curve.at, rows, strict=True) if row is not None]
    return Series(kind, group, tuple(at for at, _ in pairs), tuple(y for _, y in pairs))


def _band(group: int, curve: Profile, scale: str) -> Series:
    """Return the upper and lower ends, NaN where they are not both known; the series is empty if they never differ."""
    ends = [
        (_height(upper, scale), _height(lower, scale))
        if upper is not None and lower is not None
        else (math.nan, math.nan)
        for upper, lower in zip(curve.upper(), curve.lower(), strict=True)
    ]
    if not any(upper > lower for upper, lower in ends):
        return Series("band", group, (), ())
    return Series("band", group, tuple(map(float, curve.at)), *zip(*ends, strict=True))


def _height(row: Bound, scale: str) -> float:
    logarithm = row.log2 or 0.0
    if scale != "log":
        return logarithm
    return float(row.value) if row.value is not None else 2.0**logarithm


def _size(row: Bound) -> tuple[float, int]:
    return row.log2 or 0.0, row.value or 0


# Gaps


class _Known(NamedTuple):
    """A row of a table from a store: its value, or None if that was too long, and its base-2 logarithm."""

    value: int | None
    log2: float


def _gap_chart(rows: tuple[SweepRow, ...]) -> Chart:
    results = [row.result or {} for row in rows]
    ranked = [(rank, result) for result in results if (rank := _exact_rank(result)) is not None]
    if not ranked:
        given = f"{len(rows):,} without" if rows else "no cases"
        raise TnrnnError(f"plot_gap: expected cases with an exact rank, given {given}")
    pairs = {name: [(rank, bound) for rank, found in ranked if (bound := _known(found, name))] for name in GAPS}
    present = [name for name in GAPS if pairs[name]]
    if not present:
        raise TnrnnError("plot_gap: expected cases with bounds, given ranks alone")
    scale = _kind(max(abs(bound.log2) for name in present for _, bound in pairs[name]))
    series = [_marks(group, pairs[name], scale) for group, name in enumerate(present)]
    ends, level = [rank for rank, _ in ranked], 1.0 if scale == "log" else 0.0
    series.append(Series("level", 0, (min(ends), max(ends)), (level, level)))
    label = "bound / rank" if scale == "log" else "log$_2$ of bound / rank"
    left_out = len(rows) - len(ranked)
    note = f"; {left_out:,} more without an exact rank" if left_out else ""
    title = f"{len(ranked):,} cases, larger marks for more of them{note}"
    names = tuple(GAPS[name] for name in present)
    return Chart(title, Scale("exact separation rank", "log"), Scale(label, scale), tuple(series), names)


def _exact_rank(result: dict[str, Any]) -> int | None:
    """Return the rank if it is exact and above 0, or else None."""
    if not isinstance(result.get("rank"), dict) or result["rank"].get("kind") != "exact":
        return None
    known = _known(result, "rank")
    rank = None if known is None else known.value or None
    if rank is not None and rank > FARTHEST:
        raise mistake("plot_gap, rank", f"a rank of at most {FARTHEST:g}", rank)
    return rank


def _known(result: dict[str, Any], name: str) -> _Known | None:
    """Return a row of a result, or None; the results of measures other than `bounds` may hold anything.

    The logarithm is computed from the value if there is one, as that in a store may be wrong.
    """
    row = result.get(name)
    logarithm = row.get("log2") if isinstance(row, dict) else None
    if row is None or not isinstance(logarithm, float | int):
        return None
    text = row.get("value")
    if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= LONGEST_VALUE:
        value = int(text)
        if value == 0 and name != "rank":
            raise mistake(f"plot_gap, {name}", "a bound of at least 1", value)
        return _Known(value, math.log2(value or 1))
    if abs(logarithm) > FARTHEST:
        raise mistake(f"plot_gap, {name}.log2", f"a number of at most {FARTHEST:g}", logarithm)
    return _Known(None, float(logarithm))


def _marks(group: int, pairs: list[tuple[int, _Known]], scale: str) -> Series:
    points = Counter((float(rank), _gap(rank, bound, scale)) for rank, bound in pairs)
    places = sorted(points)
    xs, ys = zip(*places, strict=True)
    return Series("marks", group, xs, ys, tuple(float(points[place]) for place in places))


def _gap(rank: int, bound: _Known, scale: str) -> float:
    if scale != "log":
        return bound.log2 - math.log2(rank)
    return bound.value / rank if bound.value is not None else 2.0 ** (bound.log2 - math.log2(rank))
