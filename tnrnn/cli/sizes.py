"""The options of a model: one for each name of a size, whichever models there are."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..basics import TnrnnError, choice
from .hints import example
from .words import LETTERS, option_name

if TYPE_CHECKING:
    from ..networks import Origin

RULE = "All sizes of the model that have no default are required"


def add_sizes(
    group: argparse._ArgumentGroup,
    kind: Callable[[str], Any],
    told: Mapping[str, str] = MappingProxyType({}),
    without: Sequence[str] = (),
) -> None:
    """Add an option for each name of a size but some; `kind` reads the numbers, `told` has help texts of its own."""
    from ..models import size_names

    for name in (name for name in size_names() if name not in without):
        words = told.get(name) or _help(name)
        short = [f"-{LETTERS[name]}"] if name in LETTERS else []
        if _kinds(name) == {"flag"}:
            group.add_argument(option_name(name), action=argparse.BooleanOptionalAction, default=None, help=words)
            continue
        shown = LETTERS.get(name, "N") if _kinds(name) == {"number"} else name.upper()
        reads = kind if _kinds(name) == {"number"} else str
        group.add_argument(option_name(name), *short, type=reads, metavar=shown, help=words)


def add_model(
    group: argparse._ArgumentGroup | argparse.ArgumentParser, default: str | None = "rac", more: str = ""
) -> None:
    from ..models import MODELS

    group.add_argument("--model", default=default, help=f"the architecture: {', '.join(MODELS)}{more} (default: rac)")


def _kinds(name: str) -> set[str]:
    from ..models import models_with, sizes_of

    return {sizes_of(model)[name].kind for model in models_with(name)}


def _help(name: str) -> str:
    """Return what a size means, the words that it may be, and which models have it."""
    from ..models import MODELS, models_with, sizes_of

    having = models_with(name)
    size = sizes_of(having[0])[name]
    counts = size.kind == "number" and not size.words.startswith("rank")
    words = f"number of {size.words}" if counts else size.words
    words += f": {', '.join(size.choices)}" if size.choices else ""
    known = {sizes_of(model)[name].default for model in having if not sizes_of(model)[name].required} - {None}
    parts = [] if len(having) == len(MODELS) else [_only(having)]
    parts += [f"default: {', '.join(map(str, sorted(known, key=str)))}"] if known and size.kind != "flag" else []
    return f"{words} ({'; '.join(parts)})" if parts else words


def _only(having: tuple[str, ...]) -> str:
    from ..models import MODELS

    others = [model for model in MODELS if model not in having]
    return f"all models but {', '.join(others)}" if len(others) < len(having) else f"only {', '.join(having)}"


def named_model(options: argparse.Namespace) -> str:
    """Return the model that the options name, an RAC if they name none."""
    from ..models import MODELS

    return "rac" if options.model is None else choice("--model", options.model, MODELS)


def given_sizes(options: argparse.Namespace) -> dict[str, Any]:
    """Return what is given of the sizes, by name.

    Raises
    ------
    TnrnnError
        If the model is unknown, or has no such size.
    """
    from ..models import no_such_size, size_names, sizes_of

    model = named_model(options)
    given = {name: getattr(options, name) for name in size_names() if getattr(options, name, None) is not None}
    for name, value in given.items():
        if name not in sizes_of(model):
            raise no_such_size(model, name, value, named=option_name)
    return given


def missing_sizes(options: argparse.Namespace) -> list[str]:
    """Return the options of the sizes that the model requires and that are not given, as argparse names them."""
    from ..models import sizes_of

    sizes = sizes_of(named_model(options))
    missing = [name for name, size in sizes.items() if size.required and getattr(options, name) is None]
    return list(map(shown_option, missing))


def shown_option(name: str) -> str:
    """Return the options of a size as argparse names them in errors.

    >>> shown_option("hidden"), shown_option("key")
    ('--hidden/-R', '--key')
    """
    return f"{option_name(name)}/-{LETTERS[name]}" if name in LETTERS else option_name(name)


def given_origin(options: argparse.Namespace) -> Origin:
    """Return the model and its sizes.

    Raises
    ------
    TnrnnError
        If the model is unknown, or if a size is missing, unknown or wrong.
    """
    from ..models import checked_sizes
    from ..networks import Origin

    model, given, missing = named_model(options), given_sizes(options), missing_sizes(options)
    if missing:
        raise TnrnnError(f"the following arguments are required: {', '.join(missing)}{example(missing)}")
    return Origin.of(model, **checked_sizes(model, given, named=option_name))
