"""The optional packages of training, which are imported when they are used."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from ...basics import missing


def needed() -> Any:
    """Return the module `torch`, which the extra `memory` installs.

    Raises
    ------
    MissingPackageError
        If it is not installed; the message says how to install it.

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
    """Let torch and numpy use one thread within: the matrices are small, so threads would only wait for each other.

    Examples
    --------
    >>> with one_thread():
    ...     print(needed().get_num_threads())
    1
    """
    torch = needed()
    import threadpoolctl  # the same extra installs it

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpoolctl.threadpool_limits(1, "blas"):
            yield
    finally:
        torch.set_num_threads(before)
