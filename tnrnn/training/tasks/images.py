"""Permuted pixels: an image is read pixel by pixel in a fixed random order, and its class is named at the end."""

from __future__ import annotations

import hashlib
import math
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from ...basics import as_before, mistake, whole
from .batches import Drawn, Task
from .words import WORD, Source, Whole, below, last, order_of


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
        The grey values, an image for each sequence.
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
    order = order_of(np.random.Philox(key=whole("pixels, seed", seed, least=0, most=WORD - 1)), (length,))
    signal = np.ascontiguousarray(pictures.reshape(len(pictures), length)[:, order])
    shares = np.bincount(classes) / len(classes)
    loss = -sum(share * math.log(share) for share in shares.tolist() if share)
    data = hashlib.sha256(repr(pictures.shape).encode() + signal.tobytes() + classes.tobytes()).hexdigest()
    sizes = (("seed", int(seed)), ("images", len(pictures)), ("data", data[:16]))
    return Task("pixels", length, 1, len(shares), loss, float(shares.max()), sizes, partial(_pixels, signal, classes))


def _pixels(signal: npt.NDArray[np.float32], classes: Whole, source: Source, size: int) -> Drawn:
    chosen = below(source, len(classes), size)
    targets = np.zeros((size, signal.shape[1]), np.int64)
    targets[:, -1] = classes[chosen]
    return Drawn(signal[chosen][..., None], targets, last(*targets.shape, 1), last(*targets.shape, 1))


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
