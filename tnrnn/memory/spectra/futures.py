"""The Start-Future rank: how many functions of the Start all that a unit can still show of it needs.

The matrix has a row for each Start and a column for each End, step of the End, and channel. Its rank over all Starts and
Ends is what a state must hold at that split. A sample gives a lower bound of the rank; for trained networks nothing is
exactly zero, and the indicators say how fast the singular values fall.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...basics import as_before, choice, mistake, whole
from ...ranks import Spectrum
from ..units import MOST_NUMBERS, Array, Following, Sample, check_room
from .followed import followed
from .halves import Halves, alphabet_of, given_halves
from .intervals import Interval, entropy_interval, groups_of
from .triangles import centred, joined, singular_values, triangle
from .walking import Observe, Progress, blocks

OBSERVE: tuple[Observe, ...] = ("scalar", "vector", "future")
"""What is observed, as for `separation_rank`."""


@dataclass(frozen=True)
class StartFuture:
    """The singular values of the matrix of one layer at one split; those of the layers below it are beside it.

    Attributes
    ----------
    layer : str
        The name of the layer, or "output".
    split, length : int
        The steps in the Start, and in all.
    observe : "scalar", "vector" or "future"
        What the columns are.
    spectrum, centred : Spectrum
        The singular values of the matrix, and of the same without its mean row. The tolerance of both is relative to
        the greatest singular value of the uncentred matrix. Values that are rounding errors are 0.
    interval, centred_interval : Interval, optional
        95 % intervals of their effective ranks, for samples of this size; None if it is below 20 or above 1,000.
    interaction : float, optional
        Only for "scalar": the share of the interaction, from 0 (additive) to 1.
    double_centred : Spectrum, optional
        Only for "scalar": the singular values of the interaction itself.
    below : tuple of StartFuture
        The layers below.
    """

    layer: str
    split: int
    length: int
    observe: Observe
    spectrum: Spectrum
    centred: Spectrum
    interval: Interval | None = None
    centred_interval: Interval | None = None
    interaction: float | None = None
    double_centred: Spectrum | None = None
    below: tuple[StartFuture, ...] = ()

    @property
    def layers(self) -> tuple[StartFuture, ...]:
        """All layers, from below; the last one is this."""
        return (*self.below, self)

    def to_json(self) -> dict[str, Any]:
        """Return the measures of all layers as JSON.

        Examples
        --------
        >>> found = start_future_rank(lambda x: np.cumsum(x, axis=1), 2, 4, width=2)
        >>> found.to_json()["layers"][0]["centred"]["numerical_rank"]
        1
        """
        own = {"split": self.split, "length": self.length, "observe": self.observe}
        return own | {"layers": [_json(layer) for layer in self.layers]}

    def __str__(self) -> str:
        head = ("layer", "rank", "centred", "effective", "95 %", "centred", "95 %", "stable", "interaction", "matrix")
        lines = [head, *(_cells(layer) for layer in self.layers)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        first = f"Start {self.split} of {self.length} steps, {self.observe}"
        return "\n".join([first, *("  ".join(map(str.rjust, line, widths)) for line in lines)])


@as_before()
def start_future_rank(
    unit: Any,
    split: int,
    length: int,
    width: int | None = None,
    *,
    tokens: int | None = None,
    observe: Observe = "future",
    channel: int = 0,
    sample: Sample | None = None,
    starts: Any = None,
    ends: Any = None,
    tolerance: float | None = None,
    progress: Progress = None,
    **reading: Any,
) -> StartFuture:
    r"""Return the singular values of the matrix of Starts and futures of a unit, for each of its layers.

    The entry of Start i, End j, step t and channel c is :math:`A[i, (j, t, c)] = h_t(\mathrm{start}_i, \mathrm{end}_j)_c`
    for the steps t of the End. The matrix is never held: blocks of its columns are reduced to a triangle by QR, which
    keeps all digits. Starts are read once, where a unit shows its state.

    The centred matrix is that without its mean row. A unit that is blind to the Start has rank 1 and centred rank 0; a
    linear system of N states has rank N + 1, if its Ends are seen, and centred rank N. For "scalar", the interaction
    is what is left without the means of rows and columns, and its share is :math:`\|A - row - column + mean\|^2 /
    \|A - mean\|^2`, which is 0 for a sum of a function of the Start and one of the End, and 0 for a constant.

    Parameters
    ----------
    unit : torch module, function, or Following
        The unit: a function from sequences (batch, T, width) to states (batch, T, channels) or to a list of them by
        layer, a torch module, or a `Following`, which says how it stops after the Start and goes on.
    split : int
        k, the number of steps in the Start, from 1 to T - 1.
    length : int
        T, the number of all steps.
    width : int, optional
        M, the numbers at each step. By default the attribute `inputs` or `input_size` of the unit; it is not needed for
        given Starts and Ends.
    tokens : int, optional
        The size of the vocabulary of a unit that reads token ids (batch, T).
    observe : "scalar", "vector" or "future"
        The columns: one channel at the last step, all channels at the last step, or all channels at all steps of the
        End. By default "future".
    channel : int
        The channel of "scalar", counted from 0; by default the first.
    sample : Sample, optional
        The seeded sample of Starts and Ends; by default at most 64 one-hot words, or words of token ids, of each.
    starts, ends : arrays, optional
        Starts and Ends instead of a sample: values (number, steps, width), or token ids (number, steps).
    tolerance : float, optional
        The part of the greatest singular value of the uncentred matrix above which a value counts for the numerical
        ranks. By default it is max(Starts, Ends, T) times the spacing at 1 of the unit's floats. The number of columns
        has no part in it, because errors of entries grow with it as the matrix does.
    progress : function of (Ends done, of how many), True, False or None
        A function that is called with the progress, or whether a bar is shown on standard error. By default a bar is
        shown if standard error is a terminal.
    **reading
        How the unit is read, as for `tnrnn.memory.units.following`; for example the device.

    Returns
    -------
    StartFuture
        The top layer; `layers` has all.

    Raises
    ------
    TnrnnError
        If a number is out of range, if Starts and Ends have other shapes, if the unit is refused, or if what follows one
        End after all Starts is more than 2^27 numbers; this is checked before it is made.

    References
    ----------
    For linear systems this is the rank of a block of the Hankel operator, plus one if outputs do not depend on the
    Start alone. The rank of "scalar" is the Start-End separation rank of Levine et al., arXiv 1710.09431; the effective
    rank is that of Roy and Vetterli, EUSIPCO 2007. The Start-Future rank of any unit, as defined here, is ours.

    Examples
    --------
    >>> found = start_future_rank(lambda x: np.cumsum(x, axis=1), 2, 4, width=3)
    >>> found.spectrum.numerical_rank, found.centred.numerical_rank
    (3, 2)
    >>> blind = start_future_rank(lambda x: x, 2, 4, width=3)
    >>> blind.spectrum.numerical_rank, blind.centred.numerical_rank, blind.centred.effective_rank
    (1, 0, 0.0)
    """
    steps = whole("start_future_rank, length", length, least=2, most=MOST_NUMBERS)
    first = whole("start_future_rank, split", split, most=steps - 1)
    choice("start_future_rank, observe", observe, OBSERVE)
    place = whole("start_future_rank, channel", channel, least=0) if observe == "scalar" else None
    halves = halves_of("start_future_rank", unit, (first, steps), (width, tokens), sample, (starts, ends))
    read = followed(unit, halves, tokens, **reading)
    return _measured(read, halves, observe, place, tolerance, progress)


def halves_of(
    owner: str,
    unit: Any,
    steps: tuple[int, int],
    reads: tuple[int | None, int | None],
    sample: Sample | None,
    given: tuple[Any, Any],
) -> Halves:
    """Return the given Starts and Ends, or those of a sample; `steps` are (split, length), `reads` (width, tokens)."""
    if given[0] is not None or given[1] is not None:
        if given[0] is None or given[1] is None or sample is not None:
            raise mistake(f"{owner}, starts and ends", "both and no sample, or neither", "one of them or a sample, too")
        return given_halves(owner, *given, *steps)
    drawn = Sample() if sample is None else sample
    if not isinstance(drawn, Sample):
        raise mistake(f"{owner}, sample", "a Sample", sample)
    return alphabet_of(owner, unit, *reads).halves(*steps, drawn)


def _measured(
    unit: Following, halves: Halves, observe: Observe, channel: int | None, tolerance: float | None, progress: Progress
) -> StartFuture:
    floor = unit.spacing * max(len(halves.starts), len(halves.ends), halves.length)
    least = floor if tolerance is None else _tolerance(tolerance)
    groups = groups_of(*halves.drawn)
    check_room("start_future_rank, triangles", len(unit.names) * groups * len(halves.starts) ** 2)
    found = [_Layer(groups, channel) for _ in unit.names]
    for first, layers in blocks(unit, halves, observe != "future", progress):
        for one, block in zip(found, layers, strict=True):
            one.add(first, block)
    below: tuple[StartFuture, ...] = ()
    for name, layer in zip(unit.names, found, strict=True):
        below = (*below, layer.result((name, halves, observe), floor, least, below))
    return below[-1]


class _Layer:
    """What is kept of the matrix of one layer: the triangles of groups of Ends, and for "scalar" its entries."""

    def __init__(self, groups: int, channel: int | None) -> None:
        self.triangles: list[list[Array]] = [[] for _ in range(groups)]
        self.channel, self.cols = channel, 0
        self.entries: list[Array] = []

    def add(self, first: int, block: Array) -> None:
        """Add a block (Starts, Ends, steps, channels); its first End has the number `first`."""
        if self.channel is not None:
            whole("start_future_rank, channel", self.channel, least=0, most=block.shape[3] - 1)
            block = block[..., self.channel : self.channel + 1]
            self.entries.append(block[:, :, 0, 0].astype(np.float64))
        for at in range(min(len(self.triangles), block.shape[1])):
            part = block[:, at :: len(self.triangles)]
            self.cols += math.prod(part.shape[1:])
            kept = self.triangles[(first + at) % len(self.triangles)]
            kept[:] = [joined([*kept, triangle(part.reshape(len(part), -1))])]

    def result(
        self,
        case: tuple[str, Halves, Observe],
        floor: float,
        tolerance: float,
        below: tuple[StartFuture, ...],
    ) -> StartFuture:
        """Return the measures; `floor` is the part of the greatest singular value that is taken for rounding errors."""
        name, halves, observe = case
        triangles = [kept[0] for kept in self.triangles]
        made, shape = joined(triangles), (len(halves.starts), self.cols)
        values = singular_values(made)
        greatest = float(values[0])
        interaction, double = self._interaction(floor, tolerance, greatest)
        return StartFuture(
            name,
            halves.split,
            halves.length,
            observe,
            _spectrum(values, shape, floor, tolerance, greatest),
            _spectrum(singular_values(centred(made)), shape, floor, tolerance, greatest),
            entropy_interval(triangles, *halves.drawn, center=False, floor=floor),
            entropy_interval(triangles, *halves.drawn, center=True, floor=floor),
            interaction,
            double,
            below,
        )

    def _interaction(self, floor: float, tolerance: float, greatest: float) -> tuple[float | None, Spectrum | None]:
        if self.channel is None:
            return None, None
        matrix = np.concatenate(self.entries, axis=1)
        varied = matrix - matrix.mean()
        double = varied - varied.mean(axis=1, keepdims=True)
        double -= double.mean(axis=0, keepdims=True)
        constant = float(np.abs(varied).max()) <= floor * float(np.abs(matrix).max())
        share = 0.0 if constant else float((double**2).sum() / (varied**2).sum())
        found = _spectrum(np.linalg.svd(double, compute_uv=False), matrix.shape, floor, tolerance, greatest)
        return share, found


def _spectrum(values: Array, shape: Sequence[int], floor: float, tolerance: float, greatest: float) -> Spectrum:
    """Return a Spectrum whose tolerance is relative to a singular value of another matrix, `greatest`."""
    kept = np.where(values > floor * greatest, values, 0.0)
    own = float(kept[0]) if len(kept) else 0.0
    return Spectrum(tuple(kept.tolist()), shape[0], shape[1], tolerance * greatest / own if own else tolerance)


def _tolerance(given: Any) -> float:
    number = float(given) if isinstance(given, int | float | np.number) else math.nan
    if not 0 <= number < 1:
        raise mistake("start_future_rank, tolerance", "a number of at least 0 and below 1", given)
    return number


def _json(one: StartFuture) -> dict[str, Any]:
    found: dict[str, Any] = {"layer": one.layer, "rows": one.spectrum.rows, "cols": one.spectrum.cols}
    spectra = {"uncentred": one.spectrum, "centred": one.centred, "double_centred": one.double_centred}
    intervals = {"uncentred": one.interval, "centred": one.centred_interval}
    for name, spectrum in spectra.items():
        if spectrum is not None:
            found[name] = spectrum_json(spectrum, intervals.get(name))
    return found | ({} if one.interaction is None else {"interaction": one.interaction})


def spectrum_json(spectrum: Spectrum, interval: Interval | None) -> dict[str, Any]:
    """Return the measures of a spectrum as JSON."""
    return {
        "numerical_rank": spectrum.numerical_rank,
        "effective_rank": spectrum.effective_rank,
        "interval": None if interval is None else list(interval),
        "stable_rank": spectrum.stable_rank,
        "tolerance": spectrum.tolerance,
    }


def _cells(one: StartFuture) -> tuple[str, ...]:
    return (
        one.layer,
        str(one.spectrum.numerical_rank),
        str(one.centred.numerical_rank),
        f"{one.spectrum.effective_rank:.2f}",
        shown(one.interval),
        f"{one.centred.effective_rank:.2f}",
        shown(one.centred_interval),
        f"{one.centred.stable_rank:.2f}",
        "-" if one.interaction is None else f"{100 * one.interaction:.1f} %",
        f"{one.spectrum.rows} x {one.spectrum.cols}",
    )


def shown(interval: Interval | None) -> str:
    """Return an interval as text.

    >>> shown(Interval(1.0, 2.5)), shown(None)
    ('1.00-2.50', '-')
    """
    return "-" if interval is None else f"{interval.low:.2f}-{interval.high:.2f}"
