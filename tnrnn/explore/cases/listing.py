"""The lists of what a page can show, of several parts side by side."""

from __future__ import annotations

from typing import Any

WORDS = ("mode", "observe")
"""The words of which a page has a list that holds for all its parts."""


def beside(page: dict[str, Any], parts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the lists of a page with those of further parts, under their names.

    >>> beside({}, {"a": {"mode": ["one-hot"], "observe": ["scalar"], "models": {"a": []}}})["only"]
    {'a': {'mode': ['one-hot'], 'observe': ['scalar']}}
    """
    every = [page, *parts.values()]
    unions = {word: list(dict.fromkeys(value for each in every for value in each.get(word, ()))) for word in WORDS}
    models = {name: fields for each in every for name, fields in each.get("models", {}).items()}
    only = {name: {key: value for key, value in each.items() if key != "models"} for name, each in parts.items()}
    return {**page, **unions, "models": models, "only": page.get("only", {}) | only}
