"""Labelled sequences in files of numpy's format .npz."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ...basics import TnrnnError, choice, mistake, shown, shown_line, whole
from ...system import read_file
from .correlation import reorder

MOST_BYTES = 2**30
"""The largest size of a file in bytes, packed and unpacked."""

WORDS = ("words", "inputs")
"""The names that the array of sequences may have."""

FOREIGN = (
    OSError, ValueError, EOFError, LookupError, RuntimeError, SyntaxError, MemoryError, TypeError, AttributeError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""The errors that numpy raises for other files; without pickles it makes only plain arrays."""


class Labelled(NamedTuple):
    """The arrays of a file: sequences, and labels or None."""

    words: npt.NDArray[Any]
    labels: npt.NDArray[Any] | None

    def sampled(self, count: int, seed: int) -> Labelled:
        """Return a seeded sample of the sequences, in their order.

        >>> Labelled(np.arange(8).reshape(4, 2), np.arange(4)).sampled(2, seed=0).labels.tolist()
        [0, 2]
        """
        most = len(self.words) if self.words.ndim else 0
        whole("data, sequences", count, least=1, most=max(most, 1))
        if self.labels is not None and self.labels.shape[:1] != (most,):
            raise mistake("data, labels", f"a label for each of {most:,} sequences", f"shape {self.labels.shape}")
        chosen = np.sort(np.random.default_rng(seed).permutation(most)[:count])
        return Labelled(self.words[chosen], None if self.labels is None else self.labels[chosen])

    def reordered(self, embedded: bool, seed: int) -> tuple[Labelled, tuple[int, ...]]:
        """Return the sequences with their steps in the order of `reorder`, and this order.

        Integers (N, T) are token ids, unless they are embedded as numbers.

        >>> Labelled(np.array([[0, 1, 0], [1, 0, 1], [0, 0, 0]]), None).reordered(False, seed=0)[1]
        (0, 2, 1)
        """
        ids = self.words.ndim == 2 and self.words.dtype.kind in "iu" and not embedded
        order = reorder(self.words, tokens=int(self.words.max(initial=0)) + 1 if ids else None, seed=seed)
        return Labelled(self.words[:, list(order)], self.labels), order

    def label(self, word: str) -> Any:
        """Return the label that a word means.

        >>> Labelled(np.zeros((2, 2)), np.array([3, 5])).label("5")
        5
        """
        if self.labels is None:
            raise mistake("data, positive", "labels in the file", word)
        known = {str(label): label for label in np.unique(self.labels).tolist()}
        return known[choice("data, positive", word, known)]


def read_labelled(path: str) -> Labelled:
    """Return the sequences and labels of a file.

    Parameters
    ----------
    path : str
        A file of numpy's format .npz with an array `words` or `inputs` and, unless the sequences have no labels, an
        array `labels`. Nothing is unpickled.

    Raises
    ------
    TnrnnError
        If the file cannot be read, is larger than 1 GiB, packed or unpacked, or has other arrays.
    """
    owner = f"data {shown(path)}"
    packed = io.BytesIO(read_file(path, MOST_BYTES, "data"))
    try:
        with np.load(packed, allow_pickle=False) as file:
            # Zeros can have a thousand times the size of their file, and zipfile reads no more than the file states.
            size = sum(entry.file_size for entry in file.zip.infolist())
            if size > MOST_BYTES:
                raise mistake(owner, f"at most {MOST_BYTES:,} bytes of arrays", f"{size:,}")
            names = [name for name in WORDS if name in file]
            if len(names) != 1:
                raise mistake(owner, "one array named words or inputs", ", ".join(file.files) or "none")
            return Labelled(file[names[0]], file.get("labels"))
    except TnrnnError:
        raise
    except FOREIGN as error:
        text = shown_line(str(error), 120)
        raise mistake(owner, "an .npz file of plain arrays", f"{type(error).__name__}: {text}") from None
