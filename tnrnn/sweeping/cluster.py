"""Workers beyond one machine: the executor of a Dask scheduler (extra `cluster`)."""

from __future__ import annotations

import contextlib
import logging
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from typing import Any
from urllib.parse import urlsplit

from ..basics import TnrnnError, missing, mistake, shown, shown_line

PATIENCE = 5
"""How many seconds a scheduler and its workers have to answer."""

LOG_LENGTH = "distributed.admin.low-level-log-length"
"""The setting of how many of its last messages a client keeps, by default 1,000 batches: tens of megabytes of cases."""


@contextlib.contextmanager
def dask_executor(address: str) -> Iterator[Executor]:
    """Connect to a Dask scheduler, and yield an executor that runs cases on its workers::

        with dask_executor("tcp://10.0.0.1:8786") as executor:
            sweep(cases, "ranks.sqlite", executor)

    A case whose worker dies is given to another worker. A case that has lost several workers while no other case was
    under way is recorded as failed. The log of Dask is not shown; what matters in it becomes an error or a row of the
    store.

    Parameters
    ----------
    address : str
        The address of the scheduler, such as tcp://10.0.0.1:8786.

    Raises
    ------
    TnrnnError
        If the package distributed is not installed, if the address is malformed, if no scheduler answers there, or if
        it has no workers or workers without this version of tnrnn.

    Examples
    --------
    >>> with dask_executor("10.0.0.1:8786"):
    ...     pass
    Traceback (most recent call last):
    tnrnn.TnrnnError: scheduler: expected an address such as tcp://10.0.0.1:8786, given '10.0.0.1:8786'; \
did you mean 'tcp://10.0.0.1:8786'?
    """
    place = _place(address)
    if place is None:
        near = f"tcp://{address}"
        raise mistake("scheduler", "an address such as tcp://10.0.0.1:8786", address, [near] if _place(near) else [])
    try:
        import distributed
    except ImportError:
        raise missing("scheduler", "distributed", "cluster") from None
    import dask

    connect: Any = distributed.Client  # whose methods have no types
    with _silence():
        try:
            _knock(place, address)
            with dask.config.set({LOG_LENGTH: 0}):
                client = connect(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, RuntimeError) as error:
            raise TnrnnError(f"scheduler {shown(address)}: no scheduler answers: {shown_line(str(error))}") from None
        try:
            _check_workers(client, address)
            yield client.get_executor(pure=False)  # or a case given again would get the end that it had before
        finally:
            client.close(PATIENCE)


def _place(address: Any) -> tuple[str, int] | None:
    """Return the host and the port of an address tcp://host:port, or None if the address has another form."""
    try:
        parts = urlsplit(address)
        rest = (parts.path, parts.query, parts.fragment, parts.username)
        if isinstance(address, str) and parts.scheme in ("tcp", "tls") and parts.hostname and parts.port:
            return None if any(rest) or any(map(str.isspace, address)) else (parts.hostname, parts.port)
    except (ValueError, AttributeError, TypeError):
        pass
    return None


def _knock(place: tuple[str, int], address: str) -> None:
    """Raise OSError if no scheduler listens at a place. Dask would try again and again, or wait for another server.

    Without TLS a scheduler speaks first: it sends the length of its greeting in eight bytes.
    """
    with socket.create_connection(place, PATIENCE) as connection:
        if address.startswith("tcp:"):
            connection.settimeout(PATIENCE)
            length = int.from_bytes(connection.recv(8, socket.MSG_WAITALL), "little")
            if not 0 < length < 2**20:
                raise OSError("another server listens there")


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Turn off the logs of Dask and of what it is built on."""
    families = ("distributed", "tornado", "asyncio", "concurrent")
    loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict if name.split(".")[0] in families]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger, state in zip(loggers, before, strict=True):
            logger.disabled = state


def _check_workers(client: Any, address: str) -> None:
    """Raise a TnrnnError unless the scheduler and all workers have this version of the package, and a worker is there.

    Each of them unpickles a function of this package and returns the version. Workers that have died are started
    again, so that there may be none for a moment.
    """
    ours = _version()
    try:
        with contextlib.suppress(TimeoutError):
            client.wait_for_workers(1, timeout=PATIENCE)
        found = client.run(_version)
        versions = found | {"scheduler": client.run_on_scheduler(_version)}
    except (ImportError, AttributeError) as error:
        raise mistake(f"scheduler {shown(address)}", f"tnrnn {ours} on scheduler and workers", str(error)) from None
    except OSError as error:
        raise TnrnnError(f"scheduler {shown(address)}: a worker does not answer: {shown_line(str(error))}") from None
    if not found:
        raise TnrnnError(
            f"scheduler {shown(address)}: expected workers, given none; start some by: dask worker {address}"
        )
    for place, version in versions.items():
        if version != ours:
            raise mistake(f"scheduler {shown(address)}, {place}", f"tnrnn {ours}", version)


def _version() -> str:
    from .._version import __version__

    return __version__


def lacks_workers(executor: Executor) -> bool:
    """Return whether an executor belongs to a Dask scheduler that has no workers now, so that its cases wait."""
    distributed = sys.modules.get("distributed")
    client = getattr(executor, "_client", None)
    if distributed is None or not isinstance(client, distributed.Client):
        return False
    with contextlib.suppress(OSError, RuntimeError):  # if the scheduler has gone, too, the cases end at once
        return not client.nthreads()
    return False


def lost_workers(error: BaseException | None) -> bool:
    """Return whether Dask gives up a case because the workers that had it have died, or has lost its error with them.

    If a worker ends while it tells of an error, Dask may hold a string in place of the error and fail to raise it.
    """
    distributed = sys.modules.get("distributed")
    if distributed is None:
        return False
    no_error = isinstance(error, AttributeError) and "'with_traceback'" in str(error)
    return no_error or isinstance(error, distributed.scheduler.KilledWorker)
