"""Effective Start-End ranks: how much the end of any function of sequences, trained or not, depends on their start.

A function of T steps and a split after k of them make a matrix: A[i, j] = f(start i, end j). Its rank over all starts
and ends is the separation rank of f; of a sample it is a lower bound, and of a trained network it is full as a rule,
since nothing in it is exactly zero. So what is read is how fast the singular values fall.

Sources: Levine, Sharir, Ziv, Shashua, arXiv 1710.09431, for the matrix; Roy and Vetterli, "The effective rank: a
measure of effective dimensionality", EUSIPCO 2007, for exp of the entropy. That a sample of a trained network's words
is measured so, by layer and split, is ours.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..basics import TnrnnError, as_before, choice, mistake, whole
from ..bounding import least_upper
from ..models import rac
from ..networks import MODES, Mode, Partition
from ..ranks import MAX_SIDE, Spectrum as Spectrum  # noqa: PLC0414 (the face of the room shows it)
from ..training import needed
from ..values import Array
from .probing import check_unit

MAX_NUMBERS = 2**27
"""The most numbers in the matrices of one call, and in the sequences that are given to a function at once."""
BATCH_NUMBERS = 2**21
MAX_CODES = 2**20

Function = Callable[[Any], Any]


@as_before()
def start_end_spectrum(
    function: Function, starts: Any, ends: Any, *, tolerance: float | None = None, batch: int | None = None
) -> Spectrum:
    """Return the singular values of A[i, j] = f(start i, end j).

    Parameters
    ----------
    function : callable
        From a float64 array of sequences (batch, T, width) to their values (batch,), as an array or a tensor.
    starts, ends : arrays of shape (rows, k, width) and (cols, T - k, width), at most 10,000 each
    tolerance : float, optional
        For the numerical rank. By default max(rows, cols) x the spacing of floats at 1 in the values' type: 2^-52 for
        float64.
    batch : int, optional
        The number of sequences that the function gets at once.

    Raises
    ------
    TnrnnError
        On arrays of other shapes, more than 2^27 numbers (before they are made), and values that are not finite.

    References
    ----------
    The matrix of Levine et al., arXiv 1710.09431, section 2; Roy and Vetterli, EUSIPCO 2007.

    Examples
    --------
    >>> starts, ends = np.random.default_rng(0).normal(size=(2, 20, 3, 1))
    >>> product = start_end_spectrum(lambda words: words.prod(axis=(1, 2)), starts, ends)
    >>> product.numerical_rank, round(product.effective_rank, 6)
    (1, 1.0)
    >>> start_end_spectrum(lambda words: words.sum(axis=(1, 2)), starts, ends).numerical_rank
    2
    """
    return _one(start_end_spectra(function, starts, ends, tolerance=tolerance, batch=batch))


def _one(spectra: tuple[Spectrum, ...]) -> Spectrum:
    if len(spectra) != 1:
        raise mistake("start_end_spectrum, function", "one value a sequence", f"{len(spectra)} values a sequence")
    return spectra[0]


@as_before()
def start_end_spectra(
    function: Function, starts: Any, ends: Any, *, tolerance: float | None = None, batch: int | None = None
) -> tuple[Spectrum, ...]:
    """Return a spectrum for each of K values of a sequence, as `start_end_spectrum` of each, in one pass.

    The function returns shape (batch, K), or (batch,) for K = 1.

    Raises
    ------
    TnrnnError
        As for `start_end_spectrum`.

    Examples
    --------
    >>> starts, ends = np.random.default_rng(0).normal(size=(2, 20, 3, 1))
    >>> def function(words):
    ...     return np.stack([words.prod(axis=(1, 2)), words.sum(axis=(1, 2))], axis=1)
    >>> [spectrum.numerical_rank for spectrum in start_end_spectra(function, starts, ends)]
    [1, 2]
    """
    near, far = _words("starts", starts), _words("ends", ends)
    if near.shape[2] != far.shape[2]:
        raise mistake("start_end_spectrum, ends", f"inputs of width {near.shape[2]}, as in starts", far.shape[2])
    matrices, spacing = _matrices(function, near, far, _batch(near, far, batch))
    rows, cols = len(near), len(far)
    least = max(rows, cols) * spacing if tolerance is None else _tolerance(tolerance)
    found = np.linalg.svd(matrices, compute_uv=False)
    return tuple(Spectrum(tuple(values.tolist()), rows, cols, least) for values in found)


def _words(name: str, given: Any) -> Array:
    expected = f"an array of shape (number, steps, width), of 1 to {MAX_SIDE:,} sequences"
    try:
        words = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise mistake(f"start_end_spectrum, {name}", expected, given) from None
    if words.ndim != 3 or words.size == 0 or len(words) > MAX_SIDE:
        raise mistake(f"start_end_spectrum, {name}", expected, words.shape)
    return words


def _tolerance(given: Any) -> float:
    number = float(given) if isinstance(given, int | float | np.number) else math.nan
    if not 0 <= number < 1:
        raise mistake("start_end_spectrum, tolerance", "a number from 0 up to, not including, 1", given)
    return number


def _batch(near: Array, far: Array, given: int | None) -> int:
    numbers = int((near.shape[1] + far.shape[1]) * near.shape[2])
    if numbers > MAX_NUMBERS:
        raise TnrnnError(
            f"start_end_spectrum: expected sequences of at most {MAX_NUMBERS:,} numbers, given {numbers:,}"
        )
    if given is None:
        return max(1, BATCH_NUMBERS // numbers)
    return whole("start_end_spectrum, batch", given, most=MAX_NUMBERS // numbers)


def _matrices(function: Function, near: Array, far: Array, batch: int) -> tuple[Array, float]:
    """Return the values as an array of shape (K, rows, cols), and the spacing of their floats at 1."""
    parts: list[Array] = []
    spacing, pairs = 0.0, len(near) * len(far)
    for first in range(0, pairs, batch):
        row, col = np.divmod(np.arange(first, min(first + batch, pairs)), len(far))
        values = _values(function(np.concatenate([near[row], far[col]], axis=1)), len(row))
        if not parts and values.shape[1] * pairs > MAX_NUMBERS:
            raise TnrnnError(
                f"start_end_spectrum: expected at most {MAX_NUMBERS:,} values, given {values.shape[1] * pairs:,}"
            )
        spacing = max(spacing, float(np.finfo(values.dtype).eps))
        parts.append(values.astype(np.float64))
    matrices = np.concatenate(parts).T.reshape(-1, len(near), len(far))
    if not np.isfinite(matrices).all():
        raise TnrnnError("start_end_spectrum: expected finite values, given some that are not")
    return matrices, spacing


def _values(given: Any, count: int) -> Array:
    """Return what a function answered for `count` sequences as an array of shape (count, K)."""
    values = np.asarray(given.detach().cpu() if hasattr(given, "detach") else given)
    fits = values.ndim in (1, 2) and len(values) == count and values.size > 0
    if not fits or values.dtype.kind not in "fiub":
        expected = f"real values of shape ({count},) or ({count}, K)"
        raise mistake("start_end_spectrum, function", expected, f"{values.dtype} of shape {values.shape}")
    floats = values if values.dtype.kind == "f" else values.astype(np.float64)
    return floats.reshape(count, -1)


def readings(module: Any, unit: int = 0, output: int = 0) -> Function:
    """Return the function from sequences to what a module holds at their last step: a unit of each layer, an output.

    f(x) = (h[T, 1][unit], .., h[T, L][unit], y[T][output]), computed in float64 on a copy of the module. The first time
    that it gets several sequences, it probes the module with two of them (`tnrnn.memory.probing.check_unit`).

    Parameters
    ----------
    module : torch.nn.Module
        From (batch, T, width) to (batch, T, outputs), or to a tuple that begins with it, as torch's own recurrent
        modules with batch_first=True. Its `states(x)`, if there is one, lists the layers' states (batch, T, hidden);
        without one there is the output alone.
    unit, output : int
        Which unit of every layer and which output, from 0.

    Raises
    ------
    TnrnnError
        If the module is not a module or returns something else; if it answers differently the second time, or mixes the
        sequences of a batch, as a module does that reads time along the first axis; or if torch is not installed.

    Examples
    --------
    >>> import torch
    >>> read = readings(torch.nn.GRU(input_size=2, hidden_size=3, batch_first=True))
    >>> read(np.zeros((5, 4, 2))).shape
    (5, 1)
    """
    torch = needed()
    if not isinstance(module, torch.nn.Module):
        raise mistake("readings, module", "a torch module", module)
    if getattr(module, "batch_first", True) is False:
        raise mistake("readings, module", "a recurrent module with batch_first=True", "batch_first=False")
    places = (whole("readings, unit", unit, least=0), whole("readings, output", output, least=0))
    frozen = copy.deepcopy(module).to(device="cpu", dtype=torch.float64).eval()
    probed: list[bool] = []

    def read(words: Any) -> Array:
        if len(words) > 1 and not probed:
            check_unit("readings, module", lambda few: _all_of(torch, frozen, few), words[:2], causal=False)
            probed.append(True)
        with torch.no_grad():
            return np.stack(_read(frozen, torch.as_tensor(words, dtype=torch.float64), *places), axis=1)

    return read


def _all_of(torch: Any, module: Any, words: Array) -> list[Array]:
    """Return what a module answers for every step, as an array (batch, T, outputs) in a list."""
    with torch.no_grad():
        answer = module(torch.as_tensor(words, dtype=torch.float64))
    answer = answer[0] if isinstance(answer, tuple) else answer
    _last("output", answer, words, 0)
    return [answer.numpy()]


def _read(module: Any, words: Any, unit: int, output: int) -> list[Array]:
    layers = module.states(words) if hasattr(module, "states") else []
    answer = module(words)
    answer = answer[0] if isinstance(answer, tuple) else answer
    found = [_last(f"layer {layer}", states, words, unit) for layer, states in enumerate(layers, start=1)]
    return [*found, _last("output", answer, words, output)]


def _last(name: str, given: Any, words: Any, place: int) -> Array:
    """Return one number a sequence: what stands at a place of the last step."""
    shape = tuple(getattr(given, "shape", ()))
    if len(shape) != 3 or shape[:2] != tuple(words.shape[:2]):
        expected = f"a tensor of shape ({words.shape[0]}, {words.shape[1]}, units)"
        raise mistake(f"readings, {name}", expected, shape or type(given).__name__)
    if place >= shape[2]:
        raise mistake(f"readings, {name}", f"a unit from 0 to {shape[2] - 1}", place)
    numbers: Array = given[:, -1, place].numpy()
    return numbers


@dataclass(frozen=True)
class Sample:
    """Which starts and ends: the most of each (10,000 at most), from a seed.

    One-hot: words drawn without repetition, all if there are no more than `count`. Continuous: normal inputs.

    >>> Sample(count=10).words(steps=2, width=2).argmax(axis=2).tolist()
    [[0, 0], [0, 1], [1, 0], [1, 1]]
    """

    mode: Mode = "one-hot"
    count: int = 64
    seed: int = 0

    def __post_init__(self) -> None:
        choice("sample, mode", self.mode, MODES)
        whole("sample, count", self.count, most=MAX_SIDE)
        whole("sample, seed", self.seed, least=0)

    def words(self, steps: int, width: int, ends: bool = False) -> Array:
        """Return an array (number, steps, width) of sequences; ends are drawn apart from starts.

        Raises
        ------
        TnrnnError
            On more than 2^27 numbers, before they are made.

        Examples
        --------
        >>> Sample("continuous", 5).words(3, 2).shape
        (5, 3, 2)
        """
        if self.count * steps * width > MAX_NUMBERS:
            raise mistake("sample", f"at most {MAX_NUMBERS:,} numbers", f"{self.count:,} x {steps:,} x {width:,}")
        rng = np.random.default_rng([self.seed, int(ends)])
        if self.mode == "continuous":
            return rng.normal(size=(self.count, steps, width))
        letters: Array = np.eye(width)[_letters(rng, self.count, steps, width)]
        return letters


@dataclass(frozen=True)
class RankRow:
    """The spectrum at one split of one layer's unit, or of the output (layer 0), of a module of a name.

    `bound` is the least proved upper bound on the rank of an RAC of that many layers, hidden and input channels, and
    `bound_log2` its logarithm; None where the shape is unknown, and `bound` alone where it would not fit in memory.
    """

    name: str
    layer: int
    split: int
    spectrum: Spectrum
    bound: int | None = None
    bound_log2: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return a dictionary of what JSON has; integers that may be large are strings.

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
        """The row as the table shows it."""
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
    """Spectra of one or more modules, by module, layer and split; printed, a table."""

    rows: tuple[RankRow, ...]

    def to_json(self) -> list[dict[str, Any]]:
        """Return a dictionary for each row.

        >>> RankProfile(()).to_json()
        []
        """
        return [row.to_json() for row in self.rows]

    def __str__(self) -> str:
        head = ("module", "layer", "split", "effective", "entropy", "stable", "numerical", "sample", "RAC bound")
        lines = [head, *(row.cells for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join("  ".join(map(str.rjust, line, widths)) for line in lines)


@as_before()
def rank_profile(
    modules: Any, length: int, *, splits: Iterable[int] | None = None, sample: Sample | None = None
) -> RankProfile:
    """Return effective Start-End ranks by module, layer and split, beside the bound for RACs of that shape.

    For every split k the matrix is f(start i, end j), f the first unit of each layer at the last step, or the first
    output. The bound is proved for a unit or an output without bias of an RAC that does not normalise its states; for
    any other cell it is a mark to compare with. A bias of the output may add 1.

    Parameters
    ----------
    modules : torch.nn.Module, or mapping from name to module
        As `readings` has them, with their sizes as in `tnrnn.memory.Stack` or in torch's own recurrent modules: for
        example stacks of one budget and several depths.
    length : int
        The number T of steps.
    splits : iterable of int, optional
        The numbers k of Start steps, from 1 to T - 1; all by default.
    sample : Sample, optional
        Which starts and ends: by default at most 64 one-hot words of each.

    Raises
    ------
    TnrnnError
        On lengths, splits and samples that do not fit, modules that `readings` refuses, and without torch.

    References
    ----------
    Ours, after Levine et al., arXiv 1710.09431, and Roy and Vetterli, EUSIPCO 2007.

    Examples
    --------
    >>> import torch
    >>> profile = rank_profile(torch.nn.RNN(input_size=2, hidden_size=3, batch_first=True), 4, splits=[2])
    >>> [(row.layer, row.split, row.bound) for row in profile.rows]
    [(0, 2, 3)]
    """
    steps = whole("rank_profile, length", length, least=2, most=MAX_NUMBERS)
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
    """Return the least bound for an RAC of so many layers and of a module's sizes, and its logarithm."""
    width, hidden = _size(module, "inputs", "input_size"), _size(module, "hidden", "hidden_size")
    if width is None or hidden is None or depth is None:
        return None, None
    length = len(partition.near) + len(partition.far)
    bound = least_upper(rac(length, depth, width, hidden), partition, mode)
    return bound.value, bound.log2


def _letters(rng: np.random.Generator, count: int, steps: int, width: int) -> Array:
    """Return distinct words of letters 0 .. width - 1, in order; all, if there are no more than `count`."""
    if width == 1:
        return np.zeros((1, steps), dtype=np.int64)
    if steps * math.log2(width) <= math.log2(MAX_CODES):
        codes = rng.choice(width**steps, min(count, width**steps), replace=False)
        return np.stack(np.unravel_index(np.sort(codes), (width,) * steps), axis=1)
    # count <= 10^4 of more than 2^20 words: among twice as many draws there are enough that differ
    drawn = np.unique(rng.integers(width, size=(2 * count, steps)), axis=0)
    return drawn[np.sort(rng.choice(len(drawn), count, replace=False))]
