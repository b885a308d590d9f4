"""What a command gives the explorer: a circuit or a network in a file, and the grids of several models."""

from __future__ import annotations

import argparse
import re
import shlex
from typing import TYPE_CHECKING, Any

from ..basics import TnrnnError, choice, mistake, shown, shown_line
from .given import legs_named
from .options import numbers
from .sizes import given_sizes, named_model, shown_option
from .words import option_name

if TYPE_CHECKING:
    from ..explore import Given, Grid
    from ..models import Size
    from ..networks import Partition


OTHERS = {
    "--talk": r'\s*\{\s*"format":\s*"tnrnn talk"',
    "--figure": r'\s*(\{\s*"version":|version\s*=)',
}
"""How files begin that other options take."""

MOST_READ = 2**27
"""The most bytes of a file in which such a beginning is looked for."""


def add_file(command: argparse.ArgumentParser) -> None:
    """Add the file of a circuit or a network, and the option of its near side."""
    command.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help="show a circuit or a network of your own, from a file that tnrnn.interop.to_json or "
        "cotengra.utils.save_to_json has written, or a graphical model in the UAI format",
    )
    command.add_argument(
        "--near",
        metavar="LEGS",
        help="the open legs or inputs of FILE on the near side, such as a or a,b; PAGE may have several such sides, as "
        'in "a;a,b" (default: the first half for the app; for PAGE the first one, the first two, and so on)',
    )


def given_file(options: argparse.Namespace) -> Given | None:
    """Return the circuit or the network of the file, with the partitions that are asked for; None without a file.

    Raises
    ------
    TnrnnError
        If a size or a model is given beside it, if the file contains none, or if a leg is unknown.
    """
    from ..explore import Given
    from ..models import size_names

    if options.file is None:
        if options.near is not None:
            raise mistake("--near", "a FILE beside it", options.near)
        return None
    if options.file.lower().endswith((".html", ".htm")):
        written = shown_line(f"--export {options.file}", 100)
        raise TnrnnError(f"unrecognized arguments: {shown_line(options.file, 60)}; did you mean {written!r}?")
    beside = [shown_option(name) for name in size_names() if getattr(options, name, None) is not None]
    beside += ["--model"] if options.model is not None else []
    if beside:
        raise TnrnnError(f"{beside[0]}: expected no FILE beside it, given {shown_line(options.file, 60)}")
    found = _read(options.file)
    changes = _words(options)
    _check_words(options, found)
    if options.split is not None:
        splits = numbers("--split", options.split)
        changes["partitions"] = tuple(found.first(_within(at, len(found.labels) - 1)) for at in splits)
    if options.near is not None:
        changes["partitions"] = tuple(_near(found, text) for text in options.near.split(";"))
    return Given(found.subject, found.name, **changes) if changes else found


def _read(path: str) -> Given:
    from ..explore import given_of
    from ..system import read_text

    try:
        return given_of(path)
    except TnrnnError:
        text = read_text(path, MOST_READ)[:200]
        option = next((option for option, pattern in OTHERS.items() if re.match(pattern, text)), None)
        if option is None:
            raise
        meant = f"{option} {shlex.quote(path)}"
        raise TnrnnError(
            f"FILE: expected a circuit or a network, given {shown(path)}; did you mean {meant!r}?"
        ) from None


def _words(options: argparse.Namespace) -> dict[str, Any]:
    """Return what `--mode` and `--observe` say, as fields of a `Grid` or of what is given."""
    given = {"modes": options.mode, "observe": options.observe}
    return {name: tuple(text.split(",")) for name, text in given.items() if text is not None}


def _check_words(options: argparse.Namespace, found: Given) -> None:
    """Raise a TnrnnError if an option does not go with what the file contains."""
    for name in ("mode", "observe", "split"):
        timed = found.length is not None
        if getattr(options, name) is not None and not (found.circuit and (timed or name != "split")):
            needed = "a FILE with a circuit" + " whose inputs are at the times 1, 2, ..." * (name == "split")
            raise mistake(f"--{name}", f"{needed} beside it", options.file)
    if options.near is not None and found.length is not None:
        raise mistake("--near", "--split in its place, as the inputs are at the times 1, 2, ...", options.near)


def _near(found: Given, text: str) -> Partition:
    labels = {str(label): label for label in found.labels}
    named = legs_named("--near", text, tuple(labels))
    if len(named) == len(labels):
        raise mistake("--near", "at least one leg or input left to the far side", text)
    return found.of_near([labels[name] for name in named])


def given_grids(options: argparse.Namespace) -> tuple[Grid, ...]:
    """Return the grid of each model that `--model` names; a size holds for all of them that have it."""
    from ..explore import page_sizes, shown_models
    from ..models import size_names

    models = ["rac"] if options.model is None else options.model.split(",")
    models = [choice("--model", name, shown_models()) for name in models]
    if len(set(models)) < len(models):
        raise mistake("--model", "each model once", options.model)
    given = [name for name in size_names() if getattr(options, name, None) is not None]
    for name in given if len(models) > 1 else ():
        if not any(name in page_sizes(model) for model in models):
            raise mistake(option_name(name), f"a size of {' or '.join(models)}", getattr(options, name))
    return tuple(_grid(options, model, given, len(models) > 1) for model in models)


def _grid(options: argparse.Namespace, model: str, given: list[str], beside: bool) -> Grid:
    from ..explore import page_sizes

    own = {name: None for name in given if beside and name not in page_sizes(model)}
    return given_grid(argparse.Namespace(**{**vars(options), "model": model, **own}))


def _within(at: int, most: int) -> int:
    if at > most:
        raise mistake("--split", f"an integer from 1 to {most}", at)
    return at


def given_grid(options: argparse.Namespace) -> Grid:
    from ..explore import SIZES, Grid

    found = {name: _several(size, value) for name, (size, value) in sizes_on_page(options).items()}
    sizes: dict[str, Any] = {name: values for name, values in found.items() if name in SIZES}
    sizes["more"] = tuple((name, values) for name, values in found.items() if name not in SIZES)
    sizes |= {"model": named_model(options), **_words(options)}
    if options.split is not None:
        sizes["splits"] = numbers("--split", options.split)
    return Grid(**sizes)


def _several(size: Size, value: Any) -> tuple[Any, ...]:
    if size.kind == "number":
        return numbers(option_name(size.name), value)
    return (value,) if isinstance(value, bool) else tuple(value.split(","))


def sizes_on_page(options: argparse.Namespace) -> dict[str, tuple[Size, Any]]:
    """Return the sizes that are given, each with its value; raise a TnrnnError if the explorer has no field for one."""
    from ..explore import page_sizes

    given, sizes = given_sizes(options), page_sizes(named_model(options))
    for name, value in given.items():
        if name not in sizes:
            raise mistake(option_name(name), f"a size with a field in the explorer: {', '.join(sizes)}", value)
    return {name: (sizes[name], value) for name, value in given.items()}
