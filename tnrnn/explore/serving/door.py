"""Limits of a server: how long a header and the taking of an answer may last, and how many connections may be open."""

from __future__ import annotations

import asyncio
from typing import Any

SECONDS = 5.0
"""The time limit for a complete header, counted from the connection or from the header's first byte."""

SECONDS_UNREAD = 30.0
"""The time limit for a reader to take what waits for it; the process that answers cannot be used meanwhile."""

MOST_CONNECTIONS = 200
"""The largest number of open connections; further ones are closed unread."""

MOST_REQUESTS = 100
"""The largest number of connections that are answered at one time; further ones get the status 503."""


def door(
    seconds: float = SECONDS, most: int = MOST_CONNECTIONS, unread: float = SECONDS_UNREAD
) -> type[asyncio.Protocol]:
    """Return uvicorn's protocol of HTTP with limits on the time that a header takes and on open connections.

    uvicorn's own limit (`timeout_keep_alive`) applies to the silence between two requests. It does not apply before the
    first request, and a client that sends a byte now and then postpones it forever. A client that does not read is not
    hung up on either.

    Parameters
    ----------
    seconds : float
        The time limit for a complete header.
    most : int
        The largest number of open connections.
    unread : float
        The time limit for a reader to take what waits for it, once that is more than the connection stores.

    Raises
    ------
    ImportError
        If the package uvicorn is not installed.

    Examples
    --------
    >>> issubclass(door(), asyncio.Protocol)
    True
    """
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class Door(H11Protocol):
        bell: asyncio.TimerHandle | None = None
        unread_bell: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            if len(self.connections) > most:
                transport.abort()
            else:
                self._mind()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._mind()

        def connection_lost(self, exc: Exception | None) -> None:
            self._forget()
            self._forget_unread()
            super().connection_lost(exc)

        def pause_writing(self) -> None:
            super().pause_writing()
            self.unread_bell = self.loop.call_later(unread, self.transport.abort)

        def resume_writing(self) -> None:
            self._forget_unread()
            super().resume_writing()

        def _mind(self) -> None:
            """Start the clock for the next header, or stop it while a request is being answered."""
            if self.cycle is not None and not self.cycle.response_complete:
                self._forget()
            elif self.bell is None:
                self.bell = self.loop.call_later(seconds, self.transport.abort)

        def _forget(self) -> None:
            if self.bell is not None:
                self.bell.cancel()
                self.bell = None

        def _forget_unread(self) -> None:
            if self.unread_bell is not None:
                self.unread_bell.cancel()
                self.unread_bell = None

    return Door
