"""The body of a question: how long it may be, how deep, and how long it may take to come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

from ...basics import TnrnnError, mistake
from ...records import Kind, parsed

LONGEST_BODY = 2**21
"""The largest length of the words of a question, in bytes; a figure file has at most half of that."""

DEEPEST = 16
"""How deep the lists and tables of a question are nested at most."""

SECONDS = 10.0
"""The time limit for a whole body, counted from the end of the header."""

JSON = "application/json"
"""The type of a body. A page from elsewhere cannot send this type unasked, while it could send plain text."""


async def asked_words(
    headers: Mapping[str, str], parts: AsyncIterator[bytes], seconds: float = SECONDS
) -> dict[str, Any]:
    """Return the words of a question from the headers and the parts of its request.

    A body whose length is said to be too large is not read. No process computes before the body is there, so a slow one
    keeps nobody else waiting.

    Parameters
    ----------
    headers : mapping of str to str
        The headers of the request, by names in small letters.
    parts : async iterator of bytes
        The body, in the parts in which it comes.
    seconds : float
        The time limit for the whole body.

    Raises
    ------
    TnrnnError
        If the body is not of the type `JSON`, too long, too deep, too slow, or not a JSON object in UTF-8.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> async def parts():
    ...     yield b'{"length": '
    ...     yield b"2}"
    >>> words = asked_words({"content-type": "application/json"}, parts())
    >>> with ThreadPoolExecutor() as pool:  # a thread of its own, because this one may have an event loop
    ...     pool.submit(asyncio.run, words).result()
    {'length': 2}
    """
    kind = headers.get("content-type", "")
    if kind.partition(";")[0].strip().lower() != JSON:
        raise mistake("question", f"the content type {JSON}", kind)
    said = headers.get("content-length", "0")
    if not said.isdecimal() or int(said) > LONGEST_BODY:
        raise _too_long(said)
    try:
        async with asyncio.timeout(seconds):
            body = await _whole(parts)
    except TimeoutError:
        raise TnrnnError(f"question: expected all of it within {seconds:g} s, given a part") from None
    try:
        return parsed(body.decode(), Kind("question", "question", 1, LONGEST_BODY, DEEPEST))
    except UnicodeDecodeError:
        raise TnrnnError("question: expected UTF-8, given other bytes") from None


async def _whole(parts: AsyncIterator[bytes]) -> bytes:
    found, length = [], 0
    async for part in parts:
        found.append(part)
        length += len(part)
        if length > LONGEST_BODY:
            raise _too_long(length)
    return b"".join(found)


def _too_long(given: object) -> TnrnnError:
    return mistake("question", f"at most {LONGEST_BODY:,} bytes", given)
