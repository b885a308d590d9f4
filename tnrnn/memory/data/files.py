"""Labelled sequences in files of numpy's format .npz."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ...basics import TnrnnError, mistake, shown, shown_line
from ...system import read_file

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
