"""Effective Start-End ranks of modules by layer and split, beside the bound for RACs of the same shape."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...basics import aligned, as_before, mistake, whole
from ...bounding import least_upper
from ...models import rac
from ...networks import Mode, Partition
from ..units import MOST_NUMBERS, Sample
from .last_values import readings
from .sampled import BATCH_NUMBERS, Spectrum, start_end_spectra


@dataclass(frozen=True)
class RankRow:
    """The spectrum at one split, of a unit of one layer or of the output of a module.

    Attributes
    ----------
    name : str
        The name of the module.
    layer : int
        The layer, counted from 1; 0 stands for the output.
    split : int
        The number of steps in the Start.
    spectrum : Spectrum
        The singular values of the matrix.
    bound : int, optional
        The least proved upper bound on the rank of an RAC with as many layers, hidden and input channels. It is None if
        the shape is unknown or if the integer would not fit in memory.
    bound_log2 : float, optional
        The base-2 logarithm of the bound, None if the shape is unknown.
    """

    name: str
    layer: int
    split: int
    spectrum: Spectrum
    bound: int | None = None
    bound_log2: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the row as JSON; integers that may be large are strings.

        >>> RankRow("a", 1, 2, Spectrum((1.0, 0.0), 2, 2, 1e-15), 3, 1.585).to_json()["effective_rank"]
        1.0
        """
        spectrum = self.spectrum
        return {
            "name": self.name,
            "layer": self.layer or "output",
            "split": self.split,
            "effective_rank": spectrum.effective_rank,
            "normalized_entropy": spectrum.normalized_entropy,
            "stable_rank": spectrum.stable_rank,
            "numerical_rank": spectrum.numerical_rank,
            "tolerance": spectrum.tolerance,
            "rows": spectrum.rows,
            "cols": spectrum.cols,
            "bound": None if self.bound is None else str(self.bound),
            "bound_log2": self.bound_log2,
        }

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of the row in the printed table."""
        spectrum, log2 = self.spectrum, self.bound_log2
        bound = "-" if log2 is None else f"2^{log2:.1f}" if self.bound is None or log2 > 30 else str(self.bound)
        layer = str(self.layer or "output")
        figures = (
            f"{spectrum.effective_rank:.2f}",
            f"{spectrum.normalized_entropy:.3f}",
            f"{spectrum.stable_rank:.2f}",
        )
        sample = f"{spectrum.rows} x {spectrum.cols}"
        return (self.name, layer, str(self.split), *figures, str(spectrum.numerical_rank), sample, bound)


@dataclass(frozen=True)
class RankProfile:
    """Spectra of one or more modules, by module, layer and split. It prints as a table.

    Attributes
    ----------
    rows : tuple of RankRow
        A row for each module, layer and split.

    Examples
    --------
    >>> import torch
    >>> from tnrnn.memory import rank_profile
    >>> found = rank_profile(torch.nn.RNN(input_size=2, hidden_size=3, batch_first=True), 4, splits=[2])
    >>> isinstance(found, RankProfile), [(row.split, row.bound) for row in found.rows]
    (True, [(2, 3)])
    """

    rows: tuple[RankRow, ...]

    def to_json(self) -> list[dict[str, Any]]:
        """Return the rows as JSON.

        >>> RankProfile(()).to_json()
        []
        """
        return [row.to_json() for row in self.rows]

    def __str__(self) -> str:
        head = ("module", "layer", "split", "effective", "entropy", "stable", "numerical", "sample", "RAC bound")
        lines = [head, *(row.cells for row in self.rows)]
        return "\n".join(aligned(lines))


@as_before()
def rank_profile(
    modules: Any, length: int, *, splits: Iterable[int] | None = None, sample: Sample | None = None
) -> RankProfile:
    """Return effective Start-End ranks by module, layer and split, beside the bound for RACs of the same shape.

    For every split k the matrix is f(start i, end j), where f is the first unit of each layer at the last step, or the
    first output. The bound is proved for a unit, or an output without bias, of an RAC that does not normalise its
    states; for any other cell it is only a value for comparison. A bias of the output can add 1.

    This reads one number at the last step, which mostly shows the End. `start_future_rank` and `start_future_profile`
    read all that the End shows, of units of any kind, also without the mean.

    Parameters
    ----------
    modules : torch.nn.Module, or mapping from name to module
        Modules that `tnrnn.memory.readings` accepts and that have their sizes as attributes, as
        `tnrnn.training.Stack` and torch's own recurrent modules do; for example, stacks of one budget and several
        depths.
    length : int
        The number T of steps.
    splits : iterable of int, optional
        The numbers k of steps in the Start, from 1 to T - 1; by default all of them.
    sample : Sample, optional
        The starts and ends; by default at most 64 one-hot words of each.

    Raises
    ------
    TnrnnError
        If the length, a split or the sample is out of range, if a module is refused by `readings`, or if torch is not
        installed.

    References
    ----------
    The profile is ours, after Levine et al., arXiv 1710.09431, and Roy and Vetterli, EUSIPCO 2007.

    Examples
    --------
    >>> import torch
    >>> profile = rank_profile(torch.nn.RNN(input_size=2, hidden_size=3, batch_first=True), 4, splits=[2])
    >>> [(row.layer, row.split, row.bound) for row in profile.rows]
    [(0, 2, 3)]
    """
    steps = whole("rank_profile, length", length, least=2, most=MOST_NUMBERS)
    if splits is not None and not isinstance(splits, Iterable):
        raise mistake("rank_profile, splits", "splits, as integers", splits)
    chosen = range(1, steps) if splits is None else [whole("rank_profile, split", k, most=steps - 1) for k in splits]
    drawn = Sample() if sample is None else sample
    if not isinstance(drawn, Sample):
        raise mistake("rank_profile, sample", "a Sample", sample)
    named = dict(modules) if isinstance(modules, Mapping) else {type(modules).__name__: modules}
    found: list[RankRow] = []
    for name, module in named.items():
        rows = [row for split in chosen for row in _rows(str(name), module, (steps, split), drawn)]
        found += sorted(rows, key=lambda row: (row.layer or math.inf, row.split))
    return RankProfile(tuple(found))


def _rows(name: str, module: Any, case: tuple[int, int], sample: Sample) -> Iterator[RankRow]:
    steps, split = case
    read, width = readings(module), _size(module, "inputs", "input_size")
    if width is None:
        raise mistake("rank_profile, module", "a module with an integer `inputs` or `input_size`", module)
    starts, ends = sample.words(split, width), sample.words(steps - split, width, ends=True)
    kept = (_size(module, "layers", "num_layers") or 1) * (_size(module, "hidden", "hidden_size") or 1)
    spectra = start_end_spectra(read, starts, ends, batch=max(1, BATCH_NUMBERS // (steps * (width + kept))))
    for layer, spectrum in enumerate(spectra, start=1):
        depth = layer if layer < len(spectra) else len(spectra) - 1 or _size(module, "layers", "num_layers")
        bound = _bound(module, depth, Partition.start_end(steps, split), sample.mode)
        yield RankRow(name, layer % len(spectra), split, spectrum, *bound)


def _size(module: Any, *names: str) -> int | None:
    found = (getattr(module, name, None) for name in names)
    return next((size for size in found if isinstance(size, int) and size > 0), None)


def _bound(module: Any, depth: int | None, partition: Partition, mode: Mode) -> tuple[int | None, float | None]:
    """Return the least bound for an RAC with `depth` layers and the sizes of a module, and the bound's logarithm."""
    width, hidden = _size(module, "inputs", "input_size"), _size(module, "hidden", "hidden_size")
    if width is None or hidden is None or depth is None:
        return None, None
    length = len(partition.near) + len(partition.far)
    bound = least_upper(rac(length, depth, width, hidden), partition, mode)
    return bound.value, bound.log2
