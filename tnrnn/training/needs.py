"""The one optional package of the memory experiments, imported where it is used."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from ..basics import missing


def needed() -> Any:
    """Return the module `torch`, which the extra `memory` installs.

    Raises
    ------
    MissingPackageError
        Where it is not installed: the line says how to install it.

    Examples
    --------
    >>> needed().ones(2).tolist()
    [1.0, 1.0]
    """
    try:
        import torch
    except ImportError:
        raise missing("memory", "torch", "memory") from None
    return torch


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Let torch and numpy take one thread within: matrices are small here, and threads would wait for each other.

    Examples
    --------
    >>> with one_thread():
    ...     print(needed().get_num_threads())
    1
    """
    torch = needed()
    import threadpoolctl  # it comes with the same extra

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpoolctl.threadpool_limits(1, "blas"):
            yield
    finally:
        torch.set_num_threads(before)
