"""The effective state sizes of a layer, as data, as a table and as a plot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any

from ...basics import TnrnnError, aligned, as_before, mistake, whole
from ...drawing import Plotted
from ...drawing.charts import Chart, Scale, Series
from ...drawing.scenes import Style, Theme, resolved
from ...drawing.writers import check_matplotlib
from ..futures import Measure, StartFutureProfile
from .sizes import Sizes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_LINES = 24
"""The most positions, and the most channels, that the table shows."""

MOST_BESIDE = 8
"""The most curves of other measures on a plot."""


@dataclass(frozen=True)
class EffectiveStateSize(Plotted):
    """Effective state sizes of a layer at some inputs. It prints as a table; `plot` and `save` draw it.

    All values are means over the inputs. For one input, all ends are the value.

    Attributes
    ----------
    length, inputs : int
        T, the number of steps, and the number of inputs.
    positions : tuple of int
        The positions i, counted from 1: what steps i .. T take of steps 1 .. i-1, the split k = i - 1.
    by_position : tuple of Sizes
        The sum over the channels, for each position.
    by_channel : tuple of Sizes
        The mean over the positions, for each channel.
    total : Sizes
        The sum over the channels of these means.
    tolerance : float
        The part of the norm of an operator above which a singular value counts for the rank.
    ranks, entropies : tuple of tuple of float
        The measures of each channel (outer) at each position (inner).
    state_numbers : int, optional
        The number of numbers in the state of all channels, if the unit says it.
    below : tuple of EffectiveStateSize
        The layers below, if there are any.

    Examples
    --------
    >>> from tnrnn.memory import effective_state_size
    >>> found = effective_state_size([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [1.0, 1.0, 1.0]])  # a running sum
    >>> found.positions, [size.rank.value for size in found.by_position]
    ((2, 3), [1.0, 1.0])
    """

    length: int
    inputs: int
    positions: tuple[int, ...]
    by_position: tuple[Sizes, ...]
    by_channel: tuple[Sizes, ...]
    total: Sizes
    tolerance: float
    ranks: tuple[tuple[float, ...], ...]
    entropies: tuple[tuple[float, ...], ...]
    state_numbers: int | None = None
    below: tuple[EffectiveStateSize, ...] = ()

    @property
    def layers(self) -> tuple[EffectiveStateSize, ...]:
        """All layers, from below; the last one is this."""
        return (*self.below, self)

    @property
    def channels(self) -> int:
        """The number of channels."""
        return len(self.by_channel)

    def share(self, numbers: int | None = None) -> Sizes:
        """Return the total, divided by the number of numbers in the state: the part of the state that is in use.

        Parameters
        ----------
        numbers : int, optional
            The numbers in the state, all channels together; by default `state_numbers`.

        Raises
        ------
        TnrnnError
            If the number is unknown or not a positive integer.

        Examples
        --------
        >>> from tnrnn.memory import effective_state_size
        >>> effective_state_size([[1.0, 0.0], [1.0, 1.0]]).share(4).rank.value
        0.25
        """
        if numbers is None and self.state_numbers is None:
            raise TnrnnError("effective_state_size, share: expected the number of numbers in the state, given none")
        known = self.state_numbers if numbers is None else numbers
        return self.total.scaled(1.0 / whole("effective_state_size, share", known))

    def to_json(self) -> dict[str, Any]:
        """Return the sizes as JSON; see `Sizes`. The layers below are a list.

        >>> from tnrnn.memory import effective_state_size
        >>> effective_state_size([[1.0, 0.0], [1.0, 1.0]]).to_json()["total"]
        {'rank': [1.0, 1.0, 1.0], 'entropy': [1.0, 1.0, 1.0]}
        """
        own = {"length": self.length, "inputs": self.inputs, "positions": list(self.positions)}
        lists = {name: [one.to_json() for one in getattr(self, name)] for name in ("by_position", "by_channel")}
        rest = {"total": self.total.to_json(), "tolerance": self.tolerance, "state_numbers": self.state_numbers}
        each = {name: [[round(x, 6) for x in row] for row in getattr(self, name)] for name in ("ranks", "entropies")}
        return own | lists | rest | each | {"below": [layer.to_json() for layer in self.below]}

    def __str__(self) -> str:
        if not self.below:
            return self.table
        return "\n\n".join(f"layer {at}: {layer.table}" for at, layer in enumerate(self.layers, start=1))

    @property
    def table(self) -> str:
        """A table of this layer alone, with at most 24 positions and 24 channels."""
        lines: list[tuple[str, ...]] = [("", "rank (least to greatest)", "exp of entropy (95 %)")]
        lines += [(f"position {place}", *_cells(one)) for place, one in self._shown]
        if self.channels > 1:
            lines += [(f"channel {at + 1}", *_cells(self.by_channel[at])) for at in _some(self.channels)]
        lines.append(("total", *_cells(self.total)))
        if self.state_numbers:
            lines.append((f"of {self.state_numbers} numbers", *_shares(self.share())))
        return "\n".join([self._head, *aligned(lines)])

    @property
    def _shown(self) -> list[tuple[int, Sizes]]:
        pairs = list(zip(self.positions, self.by_position, strict=True))
        return [pairs[at] for at in _some(len(pairs))]

    @property
    def _head(self) -> str:
        channels, inputs = (_counted(*pair) for pair in ((self.channels, "channel"), (self.inputs, "input")))
        return f"effective state size: T = {self.length}, {channels}, {inputs}, tolerance {self.tolerance:.1e}"

    @as_before()
    def plot(
        self,
        *,
        ax: Axes | None = None,
        style: Style | Theme | None = None,
        beside: StartFutureProfile | Mapping[str, Mapping[int, float]] | None = None,
    ) -> Axes:
        """Plot both measures by split, with other measures beside them if they are given, and return the axes.

        The split k = i - 1 is the number of steps before position i, so that curves of Start-Future ranks have the same
        axis. What corresponds to the effective state size, which is a measure at one input, is the centred Start-Future
        rank, which is one of all inputs: of it, both the rank and the exponential of the entropy are shown, too.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            The axes. By default a new figure is made.
        style : Style or str, optional
            The style or the name of a theme; by default the theme "print".
        beside : StartFutureProfile, or mapping from names to mappings from splits to numbers, optional
            The Start-Future ranks of the same layer, or at most 8 curves of other measures.

        Raises
        ------
        TnrnnError
            If the style is unknown, if `ax` is not a matplotlib Axes, or if there are more than 8 other measures.

        Examples
        --------
        >>> from tnrnn.memory import effective_state_size
        >>> axes = effective_state_size([[1.0, 0.0], [1.0, 1.0]]).plot(beside={"Start-Future rank": {1: 2}})
        >>> axes.get_xlabel()
        'steps in the Start, k = i - 1'
        """
        check_matplotlib()
        from ...drawing.charts import draw_chart
        from ...drawing.writers import check_axes

        if ax is not None:
            check_axes("effective_state_size.plot, ax", ax)
        return draw_chart(self.chart(beside), resolved(style), ax)

    def chart(self, beside: StartFutureProfile | Mapping[str, Mapping[int, float]] | None = None) -> Chart:
        """Return what `plot` draws, as data, for a panel beside others.

        Parameters
        ----------
        beside : StartFutureProfile, or mapping from names to mappings from splits to numbers, optional
            The Start-Future ranks of the same layer, or at most 8 curves of other measures.

        Raises
        ------
        TnrnnError
            If there are more than 8 other curves.
        """
        return _chart(self, _curves({} if beside is None else beside))


def _some(count: int) -> tuple[int, ...]:
    """Return at most 24 indices, with the first and the last."""
    if count <= MOST_LINES:
        return tuple(range(count))
    return tuple(round(at * (count - 1) / (MOST_LINES - 1)) for at in range(MOST_LINES))


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _cells(sizes: Sizes) -> tuple[str, ...]:
    return tuple(
        f"{value:.2f}" if low == high else f"{value:.2f} ({low:.2f} to {high:.2f})" for value, low, high in sizes
    )


def _shares(sizes: Sizes) -> tuple[str, ...]:
    return tuple(f"{100 * one.value:.1f} %" for one in sizes)


def _curves(given: StartFutureProfile | Mapping[str, Mapping[int, float]]) -> Mapping[str, Mapping[int, float]]:
    if not isinstance(given, StartFutureProfile):
        return _checked(given)
    several = len({(row.name, row.future.layer) for row in given.rows}) > 1
    words: dict[Measure, str] = {"numerical": "all inputs: rank", "effective": "all inputs: exp(entropy)"}
    curves: dict[str, dict[int, float]] = {}
    for row in given.rows:
        for measure, name in words.items():
            full = f"{row.name}, {row.future.layer}: {name}" if several else name
            curves.setdefault(full, {})[row.future.split] = row.value(measure, centred=True)
    return curves


def _checked(given: Any) -> Mapping[str, Mapping[int, float]]:
    """Return curves by name if they are mappings from splits to numbers."""
    curves: list[Any] = list(given.values()) if isinstance(given, Mapping) else [None]
    known = all(isinstance(curve, Mapping) and curve for curve in curves)
    if not known or not all(isinstance(part, Real) for curve in curves for pair in curve.items() for part in pair):
        expected = "a StartFutureProfile, or mappings from splits to numbers, by name"
        raise mistake("effective_state_size.plot, beside", expected, given)
    found: Mapping[str, Mapping[int, float]] = given
    return found


def _chart(found: EffectiveStateSize, beside: Mapping[str, Mapping[int, float]]) -> Chart:
    if len(beside) > MOST_BESIDE:
        raise mistake("effective_state_size.plot, beside", f"at most {MOST_BESIDE} other measures", len(beside))
    splits = tuple(float(place - 1) for place in found.positions)
    series: list[Series] = []
    groups = ["one input: rank", "one input: exp(entropy)", *beside]
    for group, name in enumerate(Sizes._fields):
        value, low, high = zip(*(getattr(one, name) for one in found.by_position), strict=True)
        if name == "entropy" and low != high:
            series.append(Series("interval", group, splits, high, low))
        series.append(Series("measured", group, splits, value))
    for group, curve in enumerate(beside.values(), start=len(Sizes._fields)):
        pairs = sorted((float(split), float(number)) for split, number in curve.items())
        series.append(Series("measured", group, *(tuple(part) for part in zip(*pairs, strict=True))))
    if found.state_numbers:
        groups.append("")
        line = (float(found.state_numbers),) * len(splits)
        series.append(Series("state", len(groups) - 1, splits, line))
    title = f"Effective state size, T = {found.length}, {_counted(found.inputs, 'input')}"
    axes = Scale("steps in the Start, k = i - 1", "whole"), Scale("all channels together", "whole")
    return Chart(title, *axes, tuple(series), tuple(groups))
