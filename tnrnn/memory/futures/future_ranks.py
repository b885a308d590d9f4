"""The Start-Future rank: how many functions of the Start all that a unit can still show of it needs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from ...basics import as_before, choice, whole
from ...ranks import Spectrum
from ..units import MOST_NUMBERS, Array, Following, Progress, Reading, Sample, Telling, check_room, checked_tolerance
from .halves import Halves, drawn_halves, given_halves, inputs_for
from .intervals import entropy_interval, groups_of
from .results import StartFuture
from .triangles import centred, joined, singular_values, triangle
from .walking import Observe, blocks, followed

OBSERVE: tuple[Observe, ...] = ("scalar", "vector", "future")
"""What is observed, as for `separation_rank`."""

ROUNDINGS = 4
"""How many spacings of the unit's floats, relative to the greatest singular value, its rounding errors may have.

Errors of entries are nearly independent, so that all of them grow with the number of columns as the matrix does. For
linear systems of rank 6 the greatest of the values behind the sixth was 0.1 to 0.4 spacings in single precision and in
bfloat16, for 20 to 200 Starts and 16 or 64 steps, and about 1 in doubles, in which the values are computed, too.
"""


@dataclass(frozen=True)
class Measuring:
    """What is measured of a matrix: what is observed, the channel of "scalar", and the tolerance if one is given."""

    observe: Observe = "future"
    channel: int = 0
    tolerance: float | None = None

    def __post_init__(self) -> None:
        choice("start_future_rank, observe", self.observe, OBSERVE)
        whole("start_future_rank, channel", self.channel, least=0)
        if self.tolerance is not None:
            checked_tolerance("start_future_rank, tolerance", self.tolerance)

    @property
    def single(self) -> int | None:
        """The channel of "scalar", or None."""
        return self.channel if self.observe == "scalar" else None


@as_before()
def start_future_rank(  # noqa: PLR0913
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
    device: str | None = None,
    reading: Reading | None = None,
) -> StartFuture:
    r"""Return the singular values of the matrix of Starts and futures of a unit, for each of its layers.

    The entry is :math:`A[i, (j, t, c)] = h_t(\mathrm{start}_i, \mathrm{end}_j)_c`, channel c at step t of End j after
    Start i. The matrix is never held: blocks of its columns are reduced to a triangle by QR, which keeps all digits.
    Starts are read once, where a unit shows its state.

    The centred matrix is that without its mean row. A unit that is blind to the Start has rank 1 and centred rank 0; a
    linear system of N states has rank N + 1, if its Ends are seen, and centred rank N. For "scalar", the interaction
    is what is left without the means of rows and columns, and its share is :math:`\|A - row - column + mean\|^2 /
    \|A - mean\|^2`, which is 0 for a sum of a function of the Start and one of the End, and 0 for a constant.

    Parameters
    ----------
    unit : torch module, function, or object with begin and step
        A function from sequences (batch, T, width), or token ids (batch, T), to states (batch, T, channels) or to a
        list of them by layer; a torch module; an object that makes one step at a time; or what
        `tnrnn.memory.units.following` has made of one of these, so that it need not be probed again.
    split : int
        The number k of steps in the Start, from 1 to T - 1.
    length : int
        T, the number of all steps.
    width : int, optional
        M, the numbers at each step. By default the attribute `inputs` or `input_size` of the unit; it is not needed for
        given Starts and Ends.
    tokens : int, optional
        The size of the vocabulary of a unit that reads token ids (batch, T). By default what the unit says of itself,
        as modules do that begin with an Embedding.
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
        ranks. By default it is four spacings of the unit's floats at 1, plus max(Starts, Ends, T) times 2^-52 for the
        values themselves, which are computed in doubles. Values below this default are rounding errors: they are 0 in
        the result, and do not count for a smaller tolerance either.
    progress : function of (Ends done, of how many), True, False or None
        A function that is called with the progress, or whether a bar is shown on standard error. By default a bar is
        shown if standard error is a terminal.
    device : str, optional
        The device on which a copy of a torch module runs; by default its own. It is a short word for
        `reading=Reading(device=..)`.
    reading : Reading, optional
        What is read of the unit; by default the states of its layers where it shows them, and otherwise its output.

    Returns
    -------
    StartFuture
        The top layer; `layers` has all.

    Raises
    ------
    TnrnnError
        If a number is out of range, if Starts and Ends have other shapes, if the unit is refused, or if what follows
        one End after all Starts is more than 2^27 numbers; this is checked before it is made.

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
    asked = Measuring(observe, channel, tolerance)
    given = given_halves((starts, ends), first, steps, sample)
    reads = inputs_for(unit, width, tokens, given)
    halves = given or drawn_halves(reads, first, steps, sample)
    read = followed(unit, reads, device, reading)
    with Telling(progress, len(halves.ends), "Ends") as tell:
        return measured(read, halves, asked, tell)


def measured(unit: Following, halves: Halves, asked: Measuring, tell: Callable[[int], Any]) -> StartFuture:
    """Return what is measured of a unit for given Starts and Ends; see `start_future_rank`."""
    floor = ROUNDINGS * unit.spacing + 2.0**-52 * max(len(halves.starts), len(halves.ends), halves.length)
    groups = groups_of(*halves.drawn)
    check_room("start_future_rank, triangles", 2 * len(unit.names) * groups * len(halves.starts) ** 2)
    layers = [_Layer(groups, asked.single) for _ in unit.names]
    for first, found in blocks(unit, halves, asked.observe != "future", tell):
        for layer, block in zip(layers, found, strict=True):
            layer.add(first, block)
    below: tuple[StartFuture, ...] = ()
    for name, layer in zip(unit.names, layers, strict=True):
        made = layer.result(name, halves, asked, floor)
        below = (*below, replace(made, below=below))
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
            kept, made = self.triangles[(first + at) % len(self.triangles)], triangle(part.reshape(len(part), -1))
            if sum(map(len, kept)) + len(made) > 2 * len(part):  # not sooner, as few columns would cost as much as many
                kept[:] = [joined(kept)]
            kept.append(made)

    def result(self, name: str, halves: Halves, asked: Measuring, floor: float) -> StartFuture:
        """Return the measures; `floor` is the part of the greatest singular value that rounding errors may have."""
        triangles = [joined(kept) for kept in self.triangles]
        made = joined(triangles)
        values = singular_values(made)
        scale = _Scale((made.shape[1], self.cols), float(values[0]), floor, asked.tolerance)
        interaction, double = (None, None) if self.channel is None else _interaction(self.entries, scale)
        return StartFuture(
            layer=name,
            split=halves.split,
            length=halves.length,
            observe=asked.observe,
            spectrum=scale.spectrum(values),
            centred=scale.spectrum(singular_values(centred(made))),
            interval=entropy_interval(triangles, halves.drawn, center=False, floor=floor),
            centred_interval=entropy_interval(triangles, halves.drawn, center=True, floor=floor),
            interaction=interaction,
            double_centred=double,
        )


class _Scale(NamedTuple):
    """The shape of a matrix, its greatest singular value, the part of it that rounding errors have, and a tolerance."""

    shape: tuple[int, int]
    greatest: float
    floor: float
    tolerance: float | None

    def spectrum(self, values: Array) -> Spectrum:
        """Return a spectrum whose tolerance is relative to the greatest singular value of the uncentred matrix."""
        kept = np.where(values > self.floor * self.greatest, values, 0.0)
        least = self.floor if self.tolerance is None else self.tolerance
        relative = least * self.greatest / float(kept[0]) if kept[0] else least
        return Spectrum(tuple(kept.tolist()), *self.shape, relative)


def _interaction(entries: list[Array], scale: _Scale) -> tuple[float, Spectrum]:
    """Return the share of the interaction, and its spectrum."""
    matrix = np.concatenate(entries, axis=1)
    varied = matrix - matrix.mean()
    double = varied - varied.mean(axis=1, keepdims=True)
    double -= double.mean(axis=0, keepdims=True)
    most = float(np.abs(varied).max())
    constant = most <= scale.floor * float(np.abs(matrix).max())
    share = 0.0 if constant else float(((double / most) ** 2).sum() / ((varied / most) ** 2).sum())  # no overflow
    return share, scale.spectrum(np.linalg.svd(double, compute_uv=False))
