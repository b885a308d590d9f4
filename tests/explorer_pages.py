"""Pages of the explorer in a browser, as several files of tests open them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

READY = "[data-ready]"


@contextmanager
def visits(browser: Any) -> Iterator[Callable[..., Any]]:
    """Give a function that opens an address in a context of its own; at the end there was nothing on the console."""
    contexts, said = [], []

    def opened(address: str, **options: Any) -> Any:
        contexts.append(browser.new_context(**options))
        shown = contexts[-1].new_page()
        shown.on("console", lambda message: said.append(message.text))
        shown.on("pageerror", lambda error: said.append(str(error)))
        shown.goto(address)
        shown.locator(READY).wait_for()
        return shown

    yield opened
    for context in contexts:
        context.close()
    assert said == []
