"""Random numbers that are the same on every machine: they are read from the stream of SHAKE-256 of a key."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

import numpy as np

from .arithmetic import SMALL_MODULUS, Array
from .modular import reduced

_FEW = 64  # numbers that Python makes sooner than numpy


def uniform(key: bytes, count: int, modulus: int) -> Array:
    """Return `count` random residues of numbers with 64 more bits than the modulus, so that the bias is below 2^-64.

    >>> uniform(b"any", 3, 101)
    array([ 9, 23, 46])
    """
    made: Array = uniform_each([key], count, modulus)[0]
    return made


def uniform_each(keys: Sequence[bytes], count: int, modulus: int) -> Array:
    """Return what `uniform` returns for each of the keys, as an array of shape (keys, count).

    >>> uniform_each([b"any", b"other"], 3, 101)
    array([[ 9, 23, 46],
           [20, 63, 58]])
    """
    width = (modulus.bit_length() + 64 + 7) // 8
    stream = b"".join([hashlib.shake_256(key).digest(width * count) for key in keys])
    small = modulus <= SMALL_MODULUS
    if small and len(keys) * count > _FEW:
        return _small(stream, width, modulus).reshape(len(keys), count)
    numbers = [int.from_bytes(stream[at : at + width], "little") % modulus for at in range(0, len(stream), width)]
    return np.array(numbers, dtype=np.int64 if small else object).reshape(len(keys), count)


def _small(stream: bytes, width: int, modulus: int) -> Array:
    """Return numbers of `width` bytes modulo a prime p up to 2^31.5, by Horner's rule in the base 2^32.

    A residue times 2^32 plus a digit is less than 2^31.5 2^32 + 2^32 < 2^64.
    """
    digits = -(-width // 4)
    padded = np.zeros((len(stream) // width, 4 * digits), dtype=np.uint8)
    padded[:, :width] = np.frombuffer(stream, dtype=np.uint8).reshape(-1, width)
    numbers = padded.view("<u4").astype(np.uint64)
    residue = np.zeros(len(numbers), dtype=np.uint64)
    for place in range(digits - 1, -1, -1):
        residue = reduced((residue << np.uint64(32)) + numbers[:, place], modulus)
    return residue.astype(np.int64)


def centred(key: bytes, count: int) -> Array:
    """Return `count` random numbers, uniform from -sqrt(3) to sqrt(3), so that the mean is 0 and the variance is 1.

    >>> bool(abs(centred(b"any", 1000).mean()) < 0.1)
    True
    """
    bits = np.frombuffer(hashlib.shake_256(key).digest(8 * count), dtype="<u8")
    made: Array = ((bits >> np.uint64(11)).astype(np.float64) * 2.0**-52 - 1.0) * math.sqrt(3.0)
    return made
