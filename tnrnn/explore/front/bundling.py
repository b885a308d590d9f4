"""Many payloads as one text: equal parts are stored once, and the whole is compressed."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable
from typing import Any

WHOLE = (
    "structure", "near", "slice", "numbers", "views", "motions", "unrolled", "shared", "folded", "cells",
    "frame", "pens", "marks", "sides", "lines", "cut_lines", "rings", "strokes", "regions", "patches", "legend", "own",
    "dims", "repeat",
)  # fmt: skip
"""Keys whose values are stored once and referred to by number."""

EACH = ("labels", "lines", "strokes", "cut_lines", "rings", "marks", "legend", "steps")
"""Keys whose values may be lists of which every item is stored once."""

ITEM = "[]"
"""What follows a key in the name of the kind of its items."""


class Pool:
    """Values that are stored once, by kind, in the order of their first use.

    Values of one kind stand together, since gzip finds what repeats only if it is at most 32 KiB away.
    """

    def __init__(self) -> None:
        self.texts: dict[str, dict[str, int]] = {}

    def number(self, kind: str, value: Any) -> int:
        """Return the number of a value among those of its kind."""
        texts = self.texts.setdefault(kind, {})
        return texts.setdefault(text_of(value), len(texts))

    def to_json(self) -> str:
        """Return the lists of values by kind."""
        return "{" + ",".join(f"{text_of(kind)}:[{','.join(texts)}]" for kind, texts in self.texts.items()) + "}"

    def packed(self, value: Any) -> Any:
        """Return a value in which numbers replace what is stored once.

        >>> pool = Pool()
        >>> pool.packed({"near": [1, 2], "labels": ["a", "b"]}), pool.packed({"near": [1, 2], "labels": ["b"]})
        ({'near': 0, 'labels': [0, 1]}, {'near': 0, 'labels': [1]})
        """
        if not isinstance(value, dict):
            return value
        return {key: self._item(key, item) for key, item in value.items()}

    def _item(self, key: str, item: Any) -> Any:
        if key in EACH and isinstance(item, list):
            packed: Any = [self.number(key + ITEM, self.packed(each)) for each in item]
        else:
            packed = self.packed(item)
        return self.number(key, packed) if key in WHOLE else packed


def text_of(value: Any) -> str:
    """Return a value as JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def bundle(payloads: Iterable[dict[str, Any]], more: dict[str, Any]) -> str:
    """Return payloads, and what all of them share (`more`), as JSON that is compressed by gzip and written in base64.

    A page unpacks it by the same keys: under a key in `whole` stands the number of an item of `parts[key]`, and a list
    under a key in `each` consists of numbers of items of `parts[key + "[]"]`; parts may contain such keys, too.

    >>> text = bundle([{"near": [1]}, {"near": [1]}], {"grid": {}})
    >>> found = json.loads(gzip.decompress(base64.b64decode(text)))
    >>> found["cases"], found["parts"]
    ([{'near': 0}, {'near': 0}], {'near': [[1]]})
    """
    pool = Pool()
    cases = [pool.packed(each) for each in payloads]
    head = text_of({**more, "whole": WHOLE, "each": EACH, "cases": cases})
    text = f'{head[:-1]},"parts":{pool.to_json()}}}'
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()
