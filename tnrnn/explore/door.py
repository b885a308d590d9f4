"""The door of a server: who says in time what is asked for, and how many may stand in it."""

from __future__ import annotations

import asyncio
from typing import Any

SECONDS = 5.0
"""In which the header of a request has to come, whole: from the connection on, or from the header's first byte."""
MOST_CONNECTIONS = 200
"""At one time; the next ones are closed unread."""
MOST_REQUESTS = 100
"""Of connections at one time that are answered; those beyond are told to come later (503)."""


def door(seconds: float = SECONDS, most: int = MOST_CONNECTIONS) -> type[asyncio.Protocol]:
    """Return uvicorn's protocol of HTTP, with a limit on the time that a header takes and on connections.

    uvicorn's own limit (`timeout_keep_alive`) is on the silence between two requests: it does not hold before the first
    one, and a byte now and then puts it off for ever.

    Raises
    ------
    ImportError
        Without the package uvicorn.

    Examples
    --------
    >>> issubclass(door(), asyncio.Protocol)
    True
    """
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class Door(H11Protocol):
        bell: asyncio.TimerHandle | None = None

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
            super().connection_lost(exc)

        def _mind(self) -> None:
            """Wait for a header, unless one has come whose answer is not yet complete."""
            if self.cycle is not None and not self.cycle.response_complete:
                self._forget()
            elif self.bell is None:
                self.bell = self.loop.call_later(seconds, self.transport.abort)

        def _forget(self) -> None:
            if self.bell is not None:
                self.bell.cancel()
                self.bell = None

    return Door
