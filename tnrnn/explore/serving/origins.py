"""Origins, such as http://localhost:8000, as a header of a server can name them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...basics import mistake

MOST_ORIGINS = 20
"""The largest number of origins that may embed a page."""

PORTS = {"http": 80, "https": 443}
"""The schemes, and their ports, which an origin leaves out."""

LONGEST_NAME = 253
"""The largest length of the name of a host, as in the rules of DNS."""

EXPECTED = "an origin such as http://localhost:8000, with no path"

ORIGIN = re.compile(r"(https?)://([a-z0-9.-]+)(?::([0-9]{1,5}))?", re.ASCII)
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)


def origin_of(text: str) -> str:
    """Return an origin in the form in which browsers give it: in small letters, and without the usual port.

    Names with other letters have to be written as xn--..., since headers have only those. An address of IPv6 and the
    origin of files cannot be named in the header frame-ancestors, and a wildcard would allow what nobody has looked at.

    Parameters
    ----------
    text : str
        The scheme, the host and the port.

    Raises
    ------
    TnrnnError
        If the text is not an origin. It suggests the origin of an address.

    Examples
    --------
    >>> origin_of("HTTP://LocalHost:8000"), origin_of("https://example.org:443")
    ('http://localhost:8000', 'https://example.org')
    >>> origin_of("https://example.org/talk/")
    Traceback (most recent call last):
    tnrnn.TnrnnError: allow_embed: expected an origin such as http://localhost:8000, with no path, given \
'https://example.org/talk/'; did you mean 'https://example.org'?
    """
    found = _parsed(text)
    if found is None:
        begun = ORIGIN.match(text.lower()) if isinstance(text, str) else None
        near = _parsed(begun[0]) if begun and text[len(begun[0]) :][:1] in ("/", "?", "#") else None
        wrong = mistake("allow_embed", EXPECTED, text)
        raise wrong if near is None else type(wrong)(f"{wrong}; did you mean {near!r}?")
    return found


def origins_of(given: str | Iterable[str]) -> tuple[str, ...]:
    """Return the origins that are given, each once and in their order; a text stands for one.

    Raises
    ------
    TnrnnError
        If one is not an origin, or if there are more than `MOST_ORIGINS`.

    Examples
    --------
    >>> origins_of(["http://localhost:8000", "http://LOCALHOST:8000"])
    ('http://localhost:8000',)
    """
    try:
        texts = [given] if isinstance(given, str) else [*given]
    except TypeError:
        raise mistake("allow_embed", "origins", given) from None
    found = tuple(dict.fromkeys(origin_of(text) for text in texts))
    if len(found) > MOST_ORIGINS:
        raise mistake("allow_embed", f"at most {MOST_ORIGINS} origins", len(found))
    return found


def _parsed(text: object) -> str | None:
    found = ORIGIN.fullmatch(text.lower()) if isinstance(text, str) and text.isascii() else None
    if found is None:
        return None
    scheme, host, port = found[1], found[2], PORTS[found[1]] if found[3] is None else int(found[3])
    if not 1 <= port <= 65_535 or len(host) > LONGEST_NAME or not all(map(LABEL.fullmatch, host.split("."))):
        return None
    if re.fullmatch(r"[0-9.]*", host) and not _is_address(host):
        return None
    return f"{scheme}://{host}" + ("" if port == PORTS[scheme] else f":{port}")


def _is_address(host: str) -> bool:
    numbers = host.split(".")
    return len(numbers) == 4 and all(str(int(number)) == number and int(number) < 256 for number in numbers)
