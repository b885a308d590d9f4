"""What units, or their circuits, are proved to hold at most, beside what the units do hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ...basics import TnrnnError
from .settings import Setting
from .subjects import Subject

if TYPE_CHECKING:
    from ...training import MayHold

TELLING = 16
"""How many times the number of Starts a bound is at most, if it is worth a curve."""


class Sizes(NamedTuple):
    """The cell of a unit, and its sizes."""

    cell: str
    layers: int
    hidden: int
    inputs: int


class Holding(NamedTuple):
    """A proved bound on the Start-Future rank of one layer at one split.

    Attributes
    ----------
    most : int or float
        The bound.
    own : bool
        Whether the bound is about the unit itself; otherwise it is about its circuit without nonlinearities, and the
        unit may hold more.
    """

    most: int | float
    own: bool

    @property
    def words(self) -> str:
        """The bound in words.

        >>> Holding(37, True).words, Holding(2.0**100, False).words
        ('at most 37', 'at most 1.3e+30')
        """
        return f"at most {self.most:,}" if self.most < 10**6 else f"at most {float(self.most):.1e}"


Holdings = Mapping[tuple[str, int], Holding]
"""Bounds by layer and split."""


def holdings_of(subject: Subject, setting: Setting) -> Holdings:
    """Return the proved bounds for a stack of tnrnn, or an RNN, LSTM or GRU of torch; none for other units.

    A bound that is far above the number of Starts is given for the split in the middle alone.
    """
    sizes = sizes_of(subject.unit)
    how = setting.reading
    if sizes is None or not setting.splits or (how.read, how.state) != ("states", "h") or how.project is not None:
        return {}
    found: dict[tuple[str, int], Holding] = {}
    for layer in _layers(subject, sizes):
        middle = _holding(sizes._replace(layers=layer), setting, setting.middle)
        if middle is None:
            continue
        found[f"layer {layer}", setting.middle] = middle
        if middle.most <= TELLING * setting.sample.count:
            each = {split: _holding(sizes._replace(layers=layer), setting, split) for split in setting.splits}
            found |= {(f"layer {layer}", split): one for split, one in each.items() if one is not None}
    return found


def sizes_of(unit: Any) -> Sizes | None:
    """Return the cell and the sizes of a stack of tnrnn, or of torch's own RNN, LSTM or GRU; None for other units."""
    if type(unit).__name__ in ("RNN", "LSTM", "GRU") and type(unit).__module__.startswith("torch.nn"):
        if unit.bidirectional or unit.proj_size:
            return None
        return Sizes(type(unit).__name__.lower(), unit.num_layers, unit.hidden_size, unit.input_size)
    cell, *numbers = (getattr(unit, name, None) for name in Sizes._fields)
    whole = [number for number in numbers if isinstance(number, int)]
    return Sizes(cell, *whole) if isinstance(cell, str) and len(whole) == len(numbers) else None


def sentence_of(named: Mapping[str, Holdings], setting: Setting) -> str:
    """Return a sentence with what the top layer of every unit may hold at the split in the middle, or an empty text.

    The layers of `named` are in the order in which they were found, so the top layer is the last.
    """
    middles = {name: [one for (_, at), one in each.items() if at == setting.middle] for name, each in named.items()}
    tops = {name: found[-1] for name, found in middles.items() if found}
    own = [f"{name} {one.words}" for name, one in tops.items() if one.own]
    circuits = [f"{name} {one.words}" for name, one in tops.items() if not one.own]
    if circuits:
        own.append(f"as a circuit, without nonlinearities and residual connections, {', '.join(circuits)}")
    return f"Start-Future rank that may be held at split {setting.middle}, proved: {'; '.join(own)}." if own else ""


def _layers(subject: Subject, sizes: Sizes) -> range:
    return range(1 if subject.alone else sizes.layers, sizes.layers + 1)


def _holding(sizes: Sizes, setting: Setting, split: int) -> Holding | None:
    """Return what a unit is proved to hold at most, or else its circuit, or None if nothing is proved."""
    from ...training import may_hold

    cell: Any = sizes.cell
    try:
        found: MayHold = may_hold(cell, *sizes[1:], setting.probe.length, split, mode=setting.sample.mode)
    except TnrnnError:  # the cell is none of ours, or it is too large for a search
        return None
    own, bound = found.itself is not None, found.itself or found.bound
    value, log2 = bound.value, bound.log2
    if bound.status != "proved" or (value is None and log2 is None):
        return None
    return Holding(value if value is not None else 2.0 ** min(log2 or 0.0, 1023.0), own)
