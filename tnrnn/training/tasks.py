"""Tasks that need memory, as frozen data: seeded batches, and the baselines of a predictor without memory.

Every random bit comes from a Philox generator with the key (seed, number), and this module makes integers and orders
from its raw words. So the same arguments give the same batch on any machine, in any process, with any version of numpy.
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
"""The largest number of numbers in a batch."""

_WORD = 2**64
"""The number of values of a seed, and of the number of a batch."""

Whole = npt.NDArray[np.int64]
Source = np.random.Philox


class Batch(NamedTuple):
    """Sequences for a network and the answers that are expected: `size` sequences of T steps.

    Attributes
    ----------
    inputs : float32 tensor (size, T, width)
        One-hot symbols or a signal.
    targets : int64 tensor (size, T)
        The class that is expected at each step.
    counted : bool tensor (size, T)
        The positions whose target tests memory; the accuracy is taken over them.
    scored : bool tensor (size, T)
        The positions that are scored; the loss is the mean of their cross entropies.
    """

    inputs: torch.Tensor
    targets: torch.Tensor
    counted: torch.Tensor
    scored: torch.Tensor


class _Drawn(NamedTuple):
    """A batch as arrays: symbols (size, T) or a signal (size, T, width), and the last three fields of `Batch`."""

    inputs: npt.NDArray[Any]
    targets: Whole
    counted: npt.NDArray[np.bool_]
    scored: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Task:
    """A task: its shapes, its baselines, and a generator of batches.

    The baselines are those of the best predictor that knows the time and the present input, but remembers nothing.

    Attributes
    ----------
    name : str
        The name of the task.
    length : int
        T, in steps.
    width : int
        The numbers of an input at each step.
    classes : int
        The number of classes of the targets.
    baseline_loss : float
        The loss of the predictor, in nats per scored position.
    baseline_accuracy : float
        The accuracy of the predictor, as the fraction of counted positions.
    parameters : tuple of (str, int or str)
        The names and values of the parameters of the task.
    draw : function
        The generator of batches; see `batch`.

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
        """Return a batch of the stream `seed`. The same arguments give the same batch everywhere.

        Parameters
        ----------
        size : int
            The number of sequences in the batch.
        seed, number : int
            The stream, and the number of the batch in it, from 0 to 2^64 - 1; by default 0. Batches with different
            seeds or numbers are independent.

        Raises
        ------
        TnrnnError
            If an argument is out of range, or if the batch would have more than 2^30 numbers, which is checked before
            memory is used.

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
    """Return the copying memory task: repeat the symbols that came first after a delay.

    With m = symbols, n = alphabet and B = delay, there are T = 2m + B steps. The inputs are m uniform symbols, B
    blanks, a marker at step T - m (counted from 0), and m - 1 blanks. The targets are m + B blanks and then the
    symbols. The inputs are one-hot, of width n + 2 (the symbols 0 to n - 1, the blank n, and the marker n + 1), and
    there are n + 1 classes. All steps are scored, and the last m are counted. Without memory the loss is
    m ln n / (2m + B) and the accuracy is 1/n.

    Parameters
    ----------
    delay : int
        The number of blanks between the symbols and the marker, at least 0.
    symbols : int
        The number of symbols to remember; by default 30.
    alphabet : int
        The number of kinds of symbols, at least 2; by default 32.

    Raises
    ------
    TnrnnError
        If the delay is negative, if there are no symbols or fewer than two kinds, or if a sequence has more than 2^30
        numbers.

    References
    ----------
    Arjovsky, Shah, Bengio, arXiv 1511.06464; Jing et al., arXiv 1612.05231; Levine et al., arXiv 1710.09431, for the
    default sizes.

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
    """Return the Start-End similarity task: say in how many places the two halves of a sequence agree.

    With m = symbols and n = alphabet, there are T = 2 delay steps, in two halves of `delay` steps. Each half has m
    symbols at the same uniform offset, and the rest is blank, so that two symbols to be compared are `delay` steps
    apart. The class is uniform: 0, 1 or 2 if none, half or all of the m places agree. Every symbol by itself is
    uniform. The inputs are one-hot, of width n + 1 (the blank is n). The answer is scored and counted only at the last
    step (earlier targets are 0). Without memory the loss is ln 3 and the accuracy is 1/3.

    Parameters
    ----------
    delay : int
        The number of steps of each half, at least m.
    symbols : int
        The number of symbols in each half, which is even; by default 30.
    alphabet : int
        The number of kinds of symbols, at least 2; by default 32.

    Raises
    ------
    TnrnnError
        If the number of symbols is odd or larger than the delay, if there are fewer than two kinds of symbols, or if a
        sequence has more than 2^30 numbers.

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
    """Return the task of random memorization: say at every step which symbol came `delay` steps ago.

    With m = symbols and n = alphabet, the inputs are T = delay + m uniform symbols, one-hot of width n, and there are n
    classes. The targets are target[t] = symbol[t - delay] for t >= delay; earlier steps have the target 0 and are not
    scored. Nothing relates the symbols, so they have to be remembered one by one: without memory the loss is ln n and
    the accuracy is 1/n. With symbols=1 the task asks once, at the end, for the first symbol. The task to recall a whole
    sequence of m symbols after it is copying(delay=0, symbols=m).

    Parameters
    ----------
    delay : int
        The number of steps after which a symbol is asked for, at least 1.
    symbols : int
        The number of symbols that are asked for; by default 30.
    alphabet : int
        The number of kinds of symbols, at least 2; by default 32.

    Raises
    ------
    TnrnnError
        If the delay is 0, if there are no symbols or fewer than two kinds, or if a sequence has more than 2^30 numbers.

    References
    ----------
    The task follows Illium, Schillman, Müller, Gabor, Linnhoff-Popien, arXiv 2212.11085; this form of it is ours.

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
    """Return the task of permuted pixels: read an image pixel by pixel in a fixed random order, and name its class.

    There are T = height x width steps with inputs of width 1. The answer is scored and counted only at the last step. A
    batch draws images with replacement. Test images are a separate task; the same seed and the same size give the same
    order. The baselines are those of a predictor that knows how often each label occurs: the loss is the entropy of the
    labels, and the accuracy is the fraction of the most frequent one.

    Parameters
    ----------
    images : array of numbers (number, height, width)
        The images.
    labels : array of integers (number,)
        The class of each image, from 0.
    seed : int
        The seed of the order of the pixels, from 0 to 2^64 - 1; by default 0.
    scale : float, optional
        The number by which pixels are divided. By default the largest absolute value of a pixel.

    Raises
    ------
    TnrnnError
        If the arrays have other shapes, if a number is not finite, or if a label is not an integer from 0.

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
"""The tasks by name."""


def task(name: TaskName, **parameters: Any) -> Task:
    """Return a task by its name.

    Parameters
    ----------
    name : str
        "copy", "similarity", "memorize" or "pixels".
    **parameters
        The parameters of `copying`, `similarity`, `memorization` or `pixels`.

    Raises
    ------
    TnrnnError
        If the name is unknown, or if a parameter is unknown, missing or wrong.

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
    """Raise a TnrnnError if an array would be too large, before memory is used for it."""
    if math.prod(sizes) > MOST_NUMBERS:
        shape = " x ".join(approximate(size) for size in sizes)
        raise TnrnnError(
            f"{offender}: expected at most 2^30 numbers, given {shape}; take a shorter delay or smaller batches"
        )


def _below(source: Source, bound: int, *shape: int) -> Whole:
    """Return uniform integers from 0 to bound - 1; taking the remainder gives a bias below bound / 2^64."""
    raw = source.random_raw(math.prod(shape)).reshape(shape)
    return (raw % np.uint64(bound)).astype(np.int64)


def _order(source: Source, shape: tuple[int, ...]) -> Whole:
    """Return uniform permutations along the last axis, which are the orders of random words."""
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
    agree = order * 2 < m * classes[:, None]  # `order` is a permutation, so none, half or all agree
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
