"""Tasks that need memory, as frozen data: seeded batches, and what a predictor without memory reaches.

Every random bit comes from Philox keyed by (seed, number), and integers and orders are made of its raw words here:
the same arguments give the same batch on any machine, in any process, with any version of numpy.
"""

from __future__ import annotations

import hashlib
import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from ..basics import TnrnnError, approximate, as_before, choice, mistake, whole
from .needs import needed

if TYPE_CHECKING:
    import torch

MOST_NUMBERS = 2**30
_WORD = 2**64

Whole = npt.NDArray[np.int64]
Source = np.random.Philox


class Batch(NamedTuple):
    """What a network reads and what it should say: `size` sequences of `T` steps.

    `inputs` (size, T, width) float32: one-hot symbols or a signal; `targets` (size, T) int64: classes;
    `counted` (size, T) bool: the positions whose target tests memory, where accuracy is taken;
    `scored` (size, T) bool: the positions over which the loss is a mean of cross entropies.
    """

    inputs: torch.Tensor
    targets: torch.Tensor
    counted: torch.Tensor
    scored: torch.Tensor


class _Drawn(NamedTuple):
    """A batch as arrays: symbols (size, T), or a signal (size, T, width), and the last three fields of `Batch`."""

    inputs: npt.NDArray[Any]
    targets: Whole
    counted: npt.NDArray[np.bool_]
    scored: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Task:
    """A task: its shapes, its baselines, and a generator of batches.

    `length` T in steps, `width` numbers a step, `classes` of targets; `baseline_loss` (nats a scored position) and
    `baseline_accuracy` (fraction of counted positions) of the best predictor that knows the time and the input of this
    step, but remembers nothing; `parameters` are the pairs of name and value that the task was made of.

    Examples
    --------
    >>> task = copying(delay=10, symbols=2, alphabet=4)
    >>> task.length, task.width, task.classes
    (14, 6, 5)
    >>> tuple(task.batch(size=3, seed=0, number=0).inputs.shape)
    (3, 14, 6)
    """

    name: str
    length: int
    width: int
    classes: int
    baseline_loss: float
    baseline_accuracy: float
    parameters: tuple[tuple[str, int | str], ...]
    draw: Callable[[Source, int], _Drawn] = field(repr=False, compare=False)

    def batch(self, size: int, seed: int = 0, number: int = 0) -> Batch:
        """Return batch `number` of the stream `seed`: the same arguments give the same batch, anywhere.

        Parameters
        ----------
        size : int
            Sequences in the batch.
        seed, number : int
            From 0 to 2^64 - 1; batches of different seeds or numbers are independent.

        Raises
        ------
        TnrnnError
            For a batch of more than 2^30 numbers, before any memory is taken, and for bad arguments.

        Examples
        --------
        >>> copying(delay=1, symbols=2, alphabet=4).batch(1, seed=3).targets.tolist()
        [[4, 4, 4, 3, 1]]
        """
        size = whole("batch, size", size)
        key = whole("batch, seed", seed, least=0, most=_WORD - 1)
        key += _WORD * whole("batch, number", number, least=0, most=_WORD - 1)
        _fits(f"{self.name}, batch of {approximate(size)}", size, self.length, self.width)
        torch = needed()
        drawn = self.draw(np.random.Philox(key=key), size)
        return Batch(_tensor(torch, drawn.inputs, self.width), *(torch.from_numpy(part) for part in drawn[1:]))


@as_before()
def copying(delay: int, *, symbols: int = 30, alphabet: int = 32) -> Task:
    """Return the copying memory task: say again, after a delay, the symbols that came first.

    With m = symbols, n = alphabet, B = delay: T = 2m + B. Inputs are m uniform symbols, B blanks, a marker at step
    T - m (counted from 0), m - 1 blanks; targets are m + B blanks, then the symbols. One-hot inputs of width n + 2:
    symbols 0 to n - 1, blank n, marker n + 1; n + 1 classes. All steps are scored, the last m counted. Without memory
    the loss is m ln n / (2m + B) and the accuracy 1/n.

    Raises
    ------
    TnrnnError
        For a negative delay, no symbols, fewer than two letters, or a sequence of more than 2^30 numbers.

    References
    ----------
    Arjovsky, Shah, Bengio, arXiv 1511.06464; Jing et al., arXiv 1612.05231; in the sizes of Levine et al.,
    arXiv 1710.09431.

    Examples
    --------
    >>> batch = copying(delay=2, symbols=2, alphabet=4).batch(1, seed=3)
    >>> batch.inputs.argmax(2).tolist(), batch.targets.tolist()
    ([[3, 1, 4, 4, 5, 4]], [[4, 4, 4, 4, 3, 1]])
    """
    m, n = whole("copying, symbols", symbols), whole("copying, alphabet", alphabet, least=2)
    length = 2 * m + whole("copying, delay", delay, least=0)
    _fits("copying", length, n + 2)
    sizes = (("delay", length - 2 * m), ("symbols", m), ("alphabet", n))
    return Task("copy", length, n + 2, n + 1, m * math.log(n) / length, 1 / n, sizes, partial(_copying, length, m, n))


@as_before()
def similarity(delay: int, *, symbols: int = 30, alphabet: int = 32) -> Task:
    """Return the Start-End similarity task: in how many places do the two halves of a sequence agree?

    With m = symbols, n = alphabet: T = 2 delay, two halves of `delay` steps. Each holds m symbols, at the same uniform
    offset, the rest is blank, so that a symbol and the one to compare it with are `delay` steps apart. The class, 0, 1
    or 2, is uniform: none, half or all of the m places agree; every symbol by itself is uniform. One-hot inputs of
    width n + 1 (blank n); the answer is scored and counted at the last step alone (targets before it are 0). Without
    memory the loss is ln 3 and the accuracy 1/3.

    Raises
    ------
    TnrnnError
        For an odd number of symbols, one larger than the delay, fewer than two letters, or a sequence of more than
        2^30 numbers.

    References
    ----------
    Levine, Sharir, Ziv, Shashua, arXiv 1710.09431.

    Examples
    --------
    >>> batch = similarity(delay=4, symbols=2, alphabet=4).batch(1, seed=23)
    >>> batch.inputs.argmax(2).tolist(), batch.targets[0, -1].item()
    ([[4, 4, 3, 1, 4, 4, 3, 0]], 1)
    """
    m, n = whole("similarity, symbols", symbols, least=2), whole("similarity, alphabet", alphabet, least=2)
    if m % 2:
        raise mistake("similarity, symbols", "an even number, so that half of them can agree", symbols)
    half = whole("similarity, delay", delay, least=m)
    _fits("similarity", 2 * half, n + 1)
    sizes = (("delay", half), ("symbols", m), ("alphabet", n))
    return Task("similarity", 2 * half, n + 1, 3, math.log(3), 1 / 3, sizes, partial(_similarity, half, m, n))


@as_before()
def memorization(delay: int, *, symbols: int = 30, alphabet: int = 32) -> Task:
    """Return random memorization: at every step, say which symbol came `delay` steps ago.

    With m = symbols, n = alphabet: T = delay + m uniform symbols, target[t] = symbol[t - delay] for t >= delay (before
    that 0, not scored). One-hot inputs of width n, n classes. Nothing relates the symbols, so they must be learnt by
    heart: without memory the loss is ln n and the accuracy 1/n. symbols=1 asks once, at the end, for the first symbol;
    to recall a whole sequence of m after it, take copying(delay=0, symbols=m).

    Raises
    ------
    TnrnnError
        For a delay of 0, no symbols, fewer than two letters, or a sequence of more than 2^30 numbers.

    References
    ----------
    After Illium, Schillman, Müller, Gabor, Linnhoff-Popien, arXiv 2212.11085; this wording is ours.

    Examples
    --------
    >>> batch = memorization(delay=2, symbols=3, alphabet=4).batch(1, seed=3)
    >>> batch.inputs.argmax(2).tolist(), batch.targets.tolist()
    ([[3, 1, 3, 2, 1]], [[0, 0, 3, 1, 3]])
    """
    m, n = whole("memorization, symbols", symbols), whole("memorization, alphabet", alphabet, least=2)
    lag = whole("memorization, delay", delay)
    _fits("memorization", lag + m, n)
    sizes = (("delay", lag), ("symbols", m), ("alphabet", n))
    return Task("memorize", lag + m, n, n, math.log(n), 1 / n, sizes, partial(_memorization, lag, m, n))


@as_before()
def pixels(images: Any, labels: Any, *, seed: int = 0, scale: float | None = None) -> Task:
    """Return the task of permuted pixels: read an image one pixel a step, in one fixed random order; name its class.

    T = height x width; inputs of width 1, divided by `scale` (default: the largest absolute value); the
    answer is scored and counted at the last step alone. A batch draws images with replacement. Images for tests make a
    task of their own: the same seed and the same size give the same order. The baselines are those of one who knows how
    often each label occurs: its entropy, and the most frequent label's fraction.

    Parameters
    ----------
    images : array of numbers (number, height, width)
    labels : array of integers (number,), from 0
    seed : int
        Of the order of the pixels, from 0 to 2^64 - 1.

    Raises
    ------
    TnrnnError
        For arrays of other shapes, numbers that are not finite, labels that are no classes.

    References
    ----------
    Le, Jaitly, Hinton, arXiv 1504.00941.

    Examples
    --------
    >>> task = pixels([[[0, 1], [2, 3]], [[4, 5], [6, 8]]], labels=[0, 1])
    >>> task.length, task.width, task.classes, task.baseline_accuracy
    (4, 1, 2, 0.5)
    >>> task.batch(1).inputs[0, :, 0].tolist()
    [0.5, 0.75, 0.625, 1.0]
    """
    pictures, classes = _images(images, scale), _labels(labels)
    if len(pictures) != len(classes):
        raise mistake("pixels, labels", f"one label for each of {len(pictures)} images", len(classes))
    length = pictures[0].size
    order = _order(np.random.Philox(key=whole("pixels, seed", seed, least=0, most=_WORD - 1)), (length,))
    signal = np.ascontiguousarray(pictures.reshape(len(pictures), length)[:, order])
    shares = np.bincount(classes) / len(classes)
    loss = -sum(share * math.log(share) for share in shares.tolist() if share)
    data = hashlib.sha256(repr(pictures.shape).encode() + signal.tobytes() + classes.tobytes()).hexdigest()
    sizes = (("seed", int(seed)), ("images", len(pictures)), ("data", data[:16]))
    return Task("pixels", length, 1, len(shares), loss, float(shares.max()), sizes, partial(_pixels, signal, classes))


TaskName = Literal["copy", "similarity", "memorize", "pixels"]

TASKS: dict[TaskName, Callable[..., Task]] = {
    "copy": copying,
    "similarity": similarity,
    "memorize": memorization,
    "pixels": pixels,
}


def task(name: TaskName, **parameters: Any) -> Task:
    """Return the task of this name: copy, similarity, memorize or pixels, with the parameters of its maker.

    Raises
    ------
    TnrnnError
        For an unknown name or an unknown, missing or bad parameter.

    Examples
    --------
    >>> task("similarity", delay=8, symbols=4, alphabet=8).length
    16
    >>> task("copyy", delay=8)
    Traceback (most recent call last):
    tnrnn.TnrnnError: task: expected copy, similarity, memorize or pixels, given 'copyy'; did you mean 'copy'?
    """
    maker = TASKS[choice("task", name, TASKS)]
    known = inspect.signature(maker).parameters
    for parameter in parameters:
        choice(f"task {name}, parameter", parameter, known)
    for parameter, told in known.items():
        if parameter not in parameters and told.default is told.empty:
            raise TnrnnError(f"task {name}: expected the parameter {parameter}, given none")
    return maker(**parameters)


def _fits(offender: str, *sizes: int) -> None:
    """Refuse an array that memory would not hold, before it is taken."""
    if math.prod(sizes) > MOST_NUMBERS:
        shape = " x ".join(approximate(size) for size in sizes)
        raise TnrnnError(
            f"{offender}: expected at most 2^30 numbers, given {shape}; take less delay or smaller batches"
        )


def _below(source: Source, bound: int, *shape: int) -> Whole:
    """Return uniform integers from 0 to bound - 1; the bias of the remainder is below bound / 2^64."""
    raw = source.random_raw(math.prod(shape)).reshape(shape)
    return (raw % np.uint64(bound)).astype(np.int64)


def _order(source: Source, shape: tuple[int, ...]) -> Whole:
    """Return uniform permutations along the last axis: the order of random words."""
    return np.argsort(source.random_raw(math.prod(shape)).reshape(shape), axis=-1, kind="stable")


def _last(size: int, length: int, steps: int) -> npt.NDArray[np.bool_]:
    return np.broadcast_to(np.arange(length) >= length - steps, (size, length)).copy()


def _copying(length: int, m: int, n: int, source: Source, size: int) -> _Drawn:
    data = _below(source, n, size, m)
    inputs, targets = np.full((size, length), n), np.full((size, length), n)
    inputs[:, :m], inputs[:, length - m], targets[:, length - m :] = data, n + 1, data
    return _Drawn(inputs, targets, _last(size, length, m), _last(size, length, length))


def _similarity(half: int, m: int, n: int, source: Source, size: int) -> _Drawn:
    classes, offsets = _below(source, 3, size), _below(source, half - m + 1, size)
    start, order = _below(source, n, size, m), _order(source, (size, m))
    agree = order * 2 < m * classes[:, None]  # `order` is a permutation: none, half or all of its entries are below
    end = np.where(agree, start, (start + 1 + _below(source, n - 1, size, m)) % n)
    inputs, targets = np.full((size, 2 * half), n), np.zeros((size, 2 * half), np.int64)
    places = offsets[:, None] + np.arange(m)
    np.put_along_axis(inputs, places, start, axis=1)
    np.put_along_axis(inputs, places + half, end, axis=1)
    targets[:, -1] = classes
    return _Drawn(inputs, targets, _last(size, 2 * half, 1), _last(size, 2 * half, 1))


def _memorization(lag: int, m: int, n: int, source: Source, size: int) -> _Drawn:
    inputs = _below(source, n, size, lag + m)
    targets = np.zeros_like(inputs)
    targets[:, lag:] = inputs[:, :m]
    return _Drawn(inputs, targets, _last(size, lag + m, m), _last(size, lag + m, m))


def _pixels(signal: npt.NDArray[np.float32], classes: Whole, source: Source, size: int) -> _Drawn:
    chosen = _below(source, len(classes), size)
    targets = np.zeros((size, signal.shape[1]), np.int64)
    targets[:, -1] = classes[chosen]
    return _Drawn(signal[chosen][..., None], targets, _last(*targets.shape, 1), _last(*targets.shape, 1))


def _images(images: Any, scale: float | None) -> npt.NDArray[np.float32]:
    expected = "a non-empty array of finite numbers, (number, height, width)"
    try:
        values = np.asarray(images, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise mistake("pixels, images", expected, images) from None
    if values.ndim != 3 or not values.size or not np.isfinite(values).all():
        raise mistake("pixels, images", expected, images if values.ndim != 3 else values.shape)
    return (values / (scale or np.abs(values).max() or 1)).astype(np.float32)


def _labels(labels: Any) -> Whole:
    expected = "integers from 0, one for each image"
    try:
        values = np.asarray(labels)
    except ValueError:  # ragged
        raise mistake("pixels, labels", expected, labels) from None
    if values.ndim != 1 or values.dtype.kind not in "iu" or not values.size or int(values.min()) < 0:
        raise mistake("pixels, labels", expected, labels)
    whole("pixels, labels", int(values.max()), least=0, most=2**16)
    return values.astype(np.int64)


def _tensor(torch: Any, inputs: npt.NDArray[Any], width: int) -> Any:
    """Return symbols as one-hot vectors, and a signal as it is."""
    given = torch.from_numpy(np.ascontiguousarray(inputs))
    if inputs.ndim == 3:
        return given
    return torch.zeros(*inputs.shape, width, dtype=torch.float32).scatter_(2, given[..., None], 1.0)
