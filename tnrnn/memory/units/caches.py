"""Modules with a cache of past keys and values, in the style of Hugging Face's transformers.

A module is called with `past_key_values=`, or `cache=`, and `use_cache=True`, and returns its cache beside its answer.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ...basics import TnrnnError
from .answers import entries
from .arrays import Whole
from .trees import is_array, joined, selected

NAMES = ("past_key_values", "cache", "cache_params")
"""The words under which modules take their caches, and under which they return them."""

Run = Callable[..., tuple[Any, Any]]
"""A function from words, with options of the module, to what is read and what the module returned."""


@dataclass(frozen=True)
class Cached:
    """A module with a cache.

    Parameters
    ----------
    run : function
        It maps words, with options of the module, to what is read and what the module returned.
    name : str
        The option that takes the cache.
    by_step : bool
        Whether an End is read step by step, and not at once.
    """

    run: Run
    name: str
    by_step: bool = False

    def whole(self, words: Any) -> Any:
        """Return the answer to whole sequences."""
        return self.run(words)[0]

    def begin(self, starts: Any) -> Any:
        """Return the cache after the Starts, or None if the module returns none."""
        return cache_in(self.run(starts, use_cache=True)[1])

    def follow(self, begun: Any, rows: Whole, count: int, ends: Any) -> Any:
        """Return the answer at the steps of the Ends, from copies of the caches after the Starts."""
        cache = picked(begun, rows, count)
        if not self.by_step:
            return self.run(ends, use_cache=True, **{self.name: cache})[0]
        found = []
        for at in range(ends.shape[1]):
            read, returned = self.run(ends[:, at : at + 1], use_cache=True, **{self.name: cache})
            cache = cache_in(returned)
            found.append(_of_one_step(read))
        return joined(found)


def _of_one_step(read: Any) -> Any:
    """Return an answer without its entries that are no outputs of one step, such as caches and attention weights."""
    named = entries(read)
    if named is None:
        return read

    def has_a_step(value: Any) -> bool:
        first = value[0] if isinstance(value, tuple | list) and value else value
        return is_array(first) and first.ndim == 3 and first.shape[1] == 1

    return {name: value for name, value in named.items() if name not in NAMES and has_a_step(value)}


def cache_option(module: Any) -> str | None:
    """Return the option by which a module takes a cache, or None.

    >>> class Own:
    ...     def forward(self, words, past_key_values=None, use_cache=False):
    ...         return words
    >>> cache_option(Own())
    'past_key_values'
    """
    try:
        options = inspect.signature(module.forward).parameters
    except (TypeError, ValueError):  # compiled modules have none
        return None
    return next((name for name in NAMES if name in options), None) if "use_cache" in options else None


def cache_in(returned: Any) -> Any:
    """Return the cache that a module returned beside its answer, or None.

    >>> cache_in({"logits": 0, "past_key_values": ((1, 2),)})
    ((1, 2),)
    """
    found = entries(returned) or {}
    return next((found[name] for name in NAMES if found.get(name) is not None), None)


def picked(cache: Any, rows: Whole, count: int) -> Any:
    """Return a copy of a cache with the sequences of some rows, which may repeat.

    Tuples of tensors (batch, heads, steps, size) are known, and objects with one of the methods `reorder_cache` and
    `batch_select_indices`, or with lists `key_cache` and `value_cache`.

    Raises
    ------
    TnrnnError
        If the cache is of another form.
    """
    if isinstance(cache, tuple | list | dict):
        return selected(cache, rows, count)
    from ...training import needed

    index = needed().as_tensor(rows)
    for name in ("reorder_cache", "batch_select_indices"):
        method = getattr(type(cache), name, None)
        if callable(method):
            own = copy.deepcopy(cache)
            changed = method(own, index)
            return own if changed is None else changed
    if hasattr(cache, "key_cache") and hasattr(cache, "value_cache"):
        own = copy.copy(cache)
        own.key_cache, own.value_cache = (
            selected(list(part), rows, count) for part in (cache.key_cache, cache.value_cache)
        )
        return own
    raise TnrnnError(
        "memory, cache: expected tuples of tensors, or an object with reorder_cache, batch_select_indices or key_cache "
        f"and value_cache, given {type(cache).__name__!r}; write Reading(reuse=False)"
    )
