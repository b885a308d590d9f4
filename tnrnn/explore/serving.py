"""The page as a local app: one process that serves it to this machine alone, and computes cases when asked for them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Collection
from typing import Any

from ..basics import TnrnnError, as_before, missing, mistake, whole
from .cases import asked
from .crew import Crew
from .door import MOST_REQUESTS, door
from .front import filled, head

MOUNT = """
const head = JSON.parse(document.getElementById("data").textContent);
window.explorer = await mount(document.getElementById("tnrnn"), fetched(head), addressLine());
"""

HOST, PORT = "127.0.0.1", 8765
LONGEST_QUERY = 1_000
"""Bytes; those of the longest right one are about 100."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
NOTHING = "default-src 'none'; frame-ancestors 'none'"

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def application(hosts: Collection[str], crew: Crew | None = None) -> App:
    """Return the ASGI app for a page that is reached by the names `hosts` ("127.0.0.1:8765") and by no other.

    It answers GET / with the page, and GET /case?length=..&layers=..&inputs=..&hidden=..&split=..&mode=.. with lines of
    JSON (`payloads.answer`), which stop when the reader hangs up.

    Raises
    ------
    TnrnnError
        Without the package starlette.

    Examples
    --------
    >>> callable(application(["127.0.0.1:8765"]))
    True
    """
    with _extra():
        from starlette.applications import Starlette
        from starlette.requests import Request
        from starlette.responses import HTMLResponse, JSONResponse, Response
        from starlette.routing import Route
    workers = Crew() if crew is None else crew

    def page(request: Request) -> Response:
        made, policy = live_page()
        return HTMLResponse(made, headers={"Content-Security-Policy": f"{policy}; frame-ancestors 'none'"})

    async def case(request: Request) -> Response | _Lines:
        try:
            if len(request.url.query) > LONGEST_QUERY:
                raise mistake("query", f"at most {LONGEST_QUERY:,} bytes", len(request.url.query))
            return _Lines(workers.answer(asked(request.query_params.multi_items())))
        except TnrnnError as error:
            return JSONResponse({"error": str(error)}, 400)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await workers.close()

    app = Starlette(routes=[Route("/", page), Route("/case", case)], lifespan=lifespan)
    app.router.redirect_slashes = False
    return _guarded(app, frozenset(hosts))


def live_page() -> tuple[str, str]:
    """Return the page that asks for its cases, and its content security policy.

    >>> live_page()[1].startswith("default-src 'none'; connect-src 'self'; script-src")
    True
    """
    return filled(MOUNT, head(), "connect-src 'self'; ")


@as_before()
def serve(*, port: int | None = None, ready: Callable[[str], Any] | None = None) -> None:
    """Serve the page to this machine until Ctrl-C.

    Parameters
    ----------
    port : int, optional
        0 is any that is free; by default 8765, or any where that is taken.
    ready : function of the address, optional
        Called when the address can be opened.

    Raises
    ------
    TnrnnError
        Without the packages starlette and uvicorn, and on ports that are taken or may not be had.

    Examples
    --------
    >>> serve(port=70000)
    Traceback (most recent call last):
    tnrnn.TnrnnError: port: expected an integer from 0 to 65535, given 70000
    """
    wanted = None if port is None else whole("port", port, least=0, most=65_535)
    with _listening(wanted) as listening, contextlib.suppress(KeyboardInterrupt):  # how it ends
        number = listening.getsockname()[1]
        server = _server(_hosts(number), lambda: ready and ready(f"http://{HOST}:{number}/"))
        server.run(sockets=[listening])


def _hosts(port: int) -> list[str]:
    """The names by which browsers reach a port; they leave out that of http itself."""
    found = [f"{HOST}:{port}", f"localhost:{port}"]
    return [*found, HOST, "localhost"] if port == 80 else found


def _server(hosts: Collection[str], ready: Callable[[], Any]) -> Any:
    with _extra():
        import uvicorn
    crew = Crew()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready()  # from here on Ctrl-C ends it in order

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            await crew.close()  # before it waits for answers: so they end
            await super().shutdown(sockets)

    return Server(
        uvicorn.Config(
            application(hosts, crew),
            log_level="error",
            loop="asyncio",
            http=door(),
            ws="none",
            server_header=False,
            proxy_headers=False,
            limit_concurrency=MOST_REQUESTS,
            timeout_graceful_shutdown=1,
        )
    )


@contextlib.contextmanager
def _extra() -> Any:
    try:
        yield
    except ImportError:
        instead = "write one file: tnrnn explore --export lecture.html"
        raise missing("explore", "starlette and uvicorn", "explore", instead) from None


def _listening(port: int | None) -> socket.socket:
    """Return a socket that listens on this machine's own address: who connects before the server runs, waits."""
    try:
        return socket.create_server((HOST, PORT if port is None else port))
    except OSError as error:
        if port is None:
            return _listening(0)
        raise mistake("port", f"one that is free ({os.strerror(error.errno or 0)})", port) from None


def _guarded(app: App, hosts: frozenset[str]) -> App:
    """Let in what comes from the page itself: the Host that it was reached by, and no other Origin.

    So a page from elsewhere reaches nothing, also where its name is made to point to this machine (DNS rebinding). A
    link from elsewhere may open the page, which costs nothing, but no case, which would have to be computed.
    """

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message["headers"]}
                more = {"Content-Security-Policy": NOTHING, **HEADERS}
                added = [(name.lower().encode(), value.encode()) for name, value in more.items()]
                message = {
                    **message,
                    "headers": [*message["headers"], *(each for each in added if each[0] not in given)],
                }
            await send(message)

        if scope["type"] != "http" or _is_ours(scope["headers"], hosts, scope["path"] == "/"):
            await app(scope, receive, sent)
        else:
            words = b"this page is for the machine that it runs on\n"
            await sent({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
            await sent({"type": "http.response.body", "body": words})

    return guarded


def _is_ours(headers: list[tuple[bytes, bytes]], hosts: frozenset[str], page: bool) -> bool:
    given: dict[str, list[str]] = {}
    for name, value in headers:
        given.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1").lower())
    hosted = given.get("host", [])
    origins = {f"http://{host}" for host in hosts}
    opens = given.get("sec-fetch-dest", ["document"]) == ["document"]  # not in a frame
    follows = page and opens and given.get("sec-fetch-mode") == ["navigate"]  # a link from elsewhere
    return (
        len(hosted) == 1
        and hosted[0] in hosts
        and all(origin in origins for origin in given.get("origin", []))
        and (follows or all(site in ("same-origin", "none") for site in given.get("sec-fetch-site", [])))
    )


class _Lines:
    """A response of lines as they come. When the reader hangs up, whoever makes them is told at once."""

    def __init__(self, lines: AsyncGenerator[bytes, None]) -> None:
        self.lines = lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with contextlib.aclosing(self.lines):
            sending = asyncio.ensure_future(self._send(send))
            leaving = asyncio.ensure_future(_gone(receive))
            try:
                await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (sending, leaving):
                    task.cancel()
                await asyncio.wait({sending, leaving})
            if sending.done() and not sending.cancelled():
                sending.result()

    async def _send(self, send: Send) -> None:
        headers = [(b"content-type", b"application/x-ndjson")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        async for line in self.lines:
            await send({"type": "http.response.body", "body": line, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
