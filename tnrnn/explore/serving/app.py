"""The page as a local app: a server for this machine alone, which computes cases when the page asks for them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Iterable, Sequence
from typing import Any

from ...basics import TnrnnError, as_before, choice, missing, mistake, whole
from ...drawing import Figure
from ..cases import PORT, Given, Talk, asked, check_talk, given_of, talk_of
from ..editing import figure_json
from ..front import filled, head
from .answering import QUESTIONS, case_line, line_of
from .crew import Crew
from .door import MOST_REQUESTS, door
from .guarding import App, Receive, Scope, Send, guarded, page_policy
from .origins import origins_of
from .questions import asked_words

MOUNT = """
const head = JSON.parse(document.getElementById("data").textContent);
window.explorer = await mount(document.getElementById("tnrnn"), fetched(head), addressLine());
"""
"""The script that starts the explorer in a page that asks for its cases."""

HOST = "127.0.0.1"
"""The address that the server listens on."""

LONGEST_QUERY = 1_000
"""The largest length of a query, in bytes; valid queries have about 100."""


def application(
    hosts: Collection[str],
    crew: Crew | None = None,
    allow_embed: str | Iterable[str] = (),
    talk: Talk | None = None,
    figure: Figure | None = None,
) -> App:
    """Return the ASGI app that serves the page and its cases.

    It answers GET / with the page, and GET /case?length=..&layers=..&inputs=..&hidden=..&split=..&mode=.. with lines of
    JSON (`payloads.answer`), which stop when the reader closes the connection. A query may also have a model, the sizes
    of that model, and what is observed.

    Parameters
    ----------
    hosts : collection of str
        The names by which browsers reach the page ("127.0.0.1:8765"). Requests for any other host are refused.
    crew : Crew, optional
        The processes that compute the cases; by default a new crew.
    allow_embed : str or iterable of str
        The origins whose pages may embed the page in a frame, as for `serve`.
    talk : Talk, optional
        A talk with which the page begins.
    figure : Figure, optional
        The figure with which the page opens its editor.

    Raises
    ------
    TnrnnError
        If the package starlette is not installed, or if an origin is wrong.

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
    embedders = origins_of(allow_embed)
    opened = figure_json(figure)

    def page(request: Request) -> Response:
        made, policy = live_page(workers.given, talk, opened)
        return HTMLResponse(made, headers={"Content-Security-Policy": page_policy(policy, embedders)})

    async def case(request: Request) -> Response | _Lines:
        try:
            if len(request.url.query) > LONGEST_QUERY:
                raise mistake("query", f"at most {LONGEST_QUERY:,} bytes", len(request.url.query))
            return _Lines(workers.answer(case_line(asked(request.query_params.multi_items(), workers.given))))
        except TnrnnError as error:
            return JSONResponse({"error": str(error)}, 400)

    async def ask(request: Request) -> Response | _Lines:
        try:
            kind = choice("question", request.path_params["kind"], QUESTIONS)
            return _Lines(workers.answer(line_of(kind, await asked_words(request.headers, request.stream()))))
        except TnrnnError as error:
            return JSONResponse({"error": str(error)}, 400)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await workers.close()

    app = Starlette(
        routes=[Route("/", page), Route("/case", case), Route("/ask/{kind}", ask, methods=["POST"])], lifespan=lifespan
    )
    app.router.redirect_slashes = False
    return guarded(app, frozenset(hosts), embedders)


def live_page(given: Sequence[Given] = (), talk: Talk | None = None, figure: str = "") -> tuple[str, str]:
    """Return the page that asks the server for its cases, and its content security policy.

    What is given stands beside the models, and the page opens at the first of it. With a figure, as a text in JSON, it
    opens the editor.

    >>> live_page()[1].startswith("default-src 'none'; connect-src 'self'; script-src")
    True
    """
    opened = json.loads(figure) if figure else None
    return filled(MOUNT, head(given=given, talk=talk, figure=opened), "connect-src 'self'; ")


@as_before()
def serve(  # noqa: PLR0913
    *,
    subject: Any = None,
    port: int | None = None,
    ready: Callable[[str], Any] | None = None,
    allow_embed: str | Iterable[str] = (),
    talk: Talk | str | os.PathLike[str] | None = None,
    figure: Figure | None = None,
) -> None:
    """Serve the page to this machine until Ctrl-C is pressed.

    Parameters
    ----------
    subject : optional
        A circuit or a network of one's own, as `given_of` takes it; the page opens at it, and has the models, too.
    port : int, optional
        The port; 0 stands for any free one. By default it is 8765, or any free one if 8765 is taken.
    ready : function of str, optional
        Called with the address once it can be opened.
    allow_embed : str or iterable of str
        The origins whose pages may embed the page in a frame, such as "http://localhost:8000": a scheme, a host and a
        port, and no path. By default there are none.
    talk : Talk or path, optional
        A talk, or the file of one, with which the page begins.
    figure : Figure, optional
        A figure, as `tnrnn.drawing.read_figure` returns it, with which the page opens its editor.

    Raises
    ------
    TnrnnError
        If the packages starlette and uvicorn are not installed, if the port is taken or not permitted, if an origin is
        wrong, if the subject or the figure is none, or if a step of the talk shows no case.

    Examples
    --------
    >>> serve(port=70000)
    Traceback (most recent call last):
    tnrnn.TnrnnError: port: expected an integer from 0 to 65535, given 70000
    """
    given = () if subject is None else (given_of(subject),)
    wanted = None if port is None else whole("port", port, least=0, most=65_535)
    embedders = origins_of(allow_embed)
    figure_json(figure)  # raises if it is none
    if ready is not None and not callable(ready):
        raise mistake("ready", "a function", ready)
    shown = None if talk is None else talk_of(talk)
    if shown is not None:
        check_talk(shown, given)
    with _listening(wanted) as listening, contextlib.suppress(KeyboardInterrupt):  # Ctrl-C ends it
        number = listening.getsockname()[1]
        crew = Crew(given=given)
        app = application(_hosts(number), crew, embedders, shown, figure)
        server = _server(app, lambda: ready and ready(f"http://{HOST}:{number}/"), crew)
        server.run(sockets=[listening])


def _hosts(port: int) -> list[str]:
    """Return the names by which browsers reach a port; they leave out the number of port 80."""
    found = [f"{HOST}:{port}", f"localhost:{port}"]
    return [*found, HOST, "localhost"] if port == 80 else found


def _server(app: App, ready: Callable[[], Any], crew: Crew) -> Any:
    with _extra():
        import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready()  # from here on, Ctrl-C ends the server in good order

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            await crew.close()  # this ends the answers, for which the next line waits
            await super().shutdown(sockets)

    return Server(
        uvicorn.Config(
            app,
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
    """Return a socket that listens on this machine's own address; connections made before the server runs wait."""
    try:
        return socket.create_server((HOST, PORT if port is None else port))
    except OSError as error:
        if port is None:
            return _listening(0)
        raise mistake("port", f"one that is free ({os.strerror(error.errno or 0)})", port) from None


class _Lines:
    """A response that sends lines as they are made. Their generator is closed as soon as the reader hangs up."""

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
