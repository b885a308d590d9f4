"""Who is answered, and what every answer says about who may read, run or embed it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from typing import Any

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Headers that every answer gets, unless it has its own."""

NOTHING = "default-src 'none'; frame-ancestors 'none'"
"""The content security policy of all answers but the page."""

EMBEDDED = {
    "X-Frame-Options": None,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
"""The headers of a page that others may embed: the first has no list of origins, and would forbid all.

The others let a page embed it that is isolated from all others, since it loads nothing from elsewhere either.
"""

REFUSED = b"this page is served only to the machine that it runs on\n"

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def page_policy(policy: str, embedders: Collection[str] = ()) -> str:
    """Return the content security policy of the page, with those who may embed it.

    >>> page_policy("default-src 'none'"), page_policy("default-src 'none'", ["http://localhost:8000"])
    ("default-src 'none'; frame-ancestors 'none'", "default-src 'none'; frame-ancestors http://localhost:8000")
    """
    return f"{policy}; frame-ancestors " + (" ".join(embedders) or "'none'")


def guarded(app: App, hosts: Collection[str], embedders: Collection[str] = ()) -> App:
    """Return an app that refuses requests that do not come from the page itself, by their Host and Origin.

    So a page from elsewhere reaches nothing, even if its name is made to point to this machine (DNS rebinding). A link
    from elsewhere may open the page, which costs nothing, but not a case, which would have to be computed. If others
    may embed the page, it may also be opened in a frame. The browser shows it there only if all pages around it are
    allowed (`page_policy`), and the requests of a page in a frame come from the page itself.

    Parameters
    ----------
    app : App
        The app behind.
    hosts : collection of str
        The names by which browsers reach it.
    embedders : collection of str
        The origins that may embed the page.
    """

    async def found(scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope["type"] == "http" and scope["path"] == "/"

        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                shown = is_page and message["status"] == 200
                message = {**message, "headers": _headers(message["headers"], shown and bool(embedders))}
            await send(message)

        if scope["type"] != "http" or is_ours(scope["headers"], hosts, is_page, bool(embedders)):
            await app(scope, receive, sent)
        else:
            await sent({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
            await sent({"type": "http.response.body", "body": REFUSED})

    return found


def _headers(given: list[tuple[bytes, bytes]], embedded: bool) -> list[tuple[bytes, bytes]]:
    names = {name for name, _ in given}
    more = {"Content-Security-Policy": NOTHING, **HEADERS, **(EMBEDDED if embedded else {})}
    added = [(name.lower().encode(), value.encode()) for name, value in more.items() if value is not None]
    return [*given, *(each for each in added if each[0] not in names)]


def is_ours(headers: list[tuple[bytes, bytes]], hosts: Collection[str], is_page: bool, embedded: bool = False) -> bool:
    """Return whether a request comes from the page itself, or opens the page.

    >>> is_ours([(b"host", b"127.0.0.1:1")], ["127.0.0.1:1"], True)
    True
    >>> is_ours([(b"host", b"127.0.0.1:1"), (b"origin", b"http://example.org")], ["127.0.0.1:1"], True)
    False
    """
    given: dict[str, list[str]] = {}
    for name, value in headers:
        given.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1").lower())
    hosted = given.get("host", [])
    origins = {f"http://{host}" for host in hosts}
    into = given.get("sec-fetch-dest", ["document"])
    opens = into == ["document"] or (embedded and into == ["iframe"])
    follows = is_page and opens and given.get("sec-fetch-mode") == ["navigate"]  # a link, or a frame, from elsewhere
    return (
        len(hosted) == 1
        and hosted[0] in hosts
        and all(origin in origins for origin in given.get("origin", []))
        and (follows or all(site in ("same-origin", "none") for site in given.get("sec-fetch-site", [])))
    )
