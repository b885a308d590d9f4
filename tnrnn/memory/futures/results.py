"""What is measured of the matrix of Starts and futures of a unit, by layer.

The matrix has a row for each Start and a column for each End, step of the End, and channel. Its rank over all Starts
and Ends is what a state must hold at that split. A sample gives a lower bound of the rank. For trained networks nothing
is exactly zero, and the indicators say how fast the singular values fall.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...basics import aligned
from ...ranks import Spectrum
from .intervals import Interval
from .walking import Observe


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
        Intervals of 95 % for their effective ranks, for samples of this size. None if a side has fewer than 20
        sequences and these are not all that there are, or if there are more than 1,000 Starts.
    interaction : float, optional
        Only for "scalar": the share of the interaction, from 0 (additive) to 1.
    double_centred : Spectrum, optional
        Only for "scalar": the singular values of the interaction itself.
    below : tuple of StartFuture
        The layers below.

    Examples
    --------
    >>> from tnrnn.memory import start_future_rank
    >>> found = start_future_rank(lambda x: x.cumsum(axis=1), 2, 4, width=3)
    >>> found.split, found.observe, found.spectrum.numerical_rank
    (2, 'future', 3)
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
        >>> import numpy as np
        >>> from tnrnn.memory import start_future_rank
        >>> found = start_future_rank(lambda x: np.cumsum(x, axis=1), 2, 4, width=2)
        >>> found.to_json()["layers"][0]["centred"]["numerical_rank"]
        1
        """
        own = {"split": self.split, "length": self.length, "observe": self.observe}
        return own | {"layers": [layer_json(layer) for layer in self.layers]}

    def __str__(self) -> str:
        head = (
            "layer", "rank", "rank, centred", "effective", "95 %", "effective, centred", "95 %", "stable, centred",
            "interaction", "matrix",
        )  # fmt: skip
        lines = [head, *(_cells(layer) for layer in self.layers)]
        first = f"Start {self.split} of {self.length} steps, {self.observe}"
        return "\n".join([first, *aligned(lines)])


def layer_json(one: StartFuture) -> dict[str, Any]:
    """Return the measures of one layer as JSON."""
    found: dict[str, Any] = {"layer": one.layer, "rows": one.spectrum.rows, "cols": one.spectrum.cols}
    spectra = {"uncentred": one.spectrum, "centred": one.centred, "double_centred": one.double_centred}
    intervals = {"uncentred": one.interval, "centred": one.centred_interval}
    for name, spectrum in spectra.items():
        if spectrum is not None:
            found[name] = _spectrum_json(spectrum, intervals.get(name))
    return found | ({} if one.interaction is None else {"interaction": one.interaction})


def _spectrum_json(spectrum: Spectrum, interval: Interval | None) -> dict[str, Any]:
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
