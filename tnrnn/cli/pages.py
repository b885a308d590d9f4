"""What a command gives the explorer: a circuit or a network in a file, and the grids of several models."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ..basics import TnrnnError, choice, mistake, shown_line
from .given import legs_named
from .options import numbers
from .sizes import given_sizes, shown_option
from .words import option_name

if TYPE_CHECKING:
    from ..explore import Given, Grid
    from ..models import Size
    from ..networks import Partition


def add_file(command: argparse.ArgumentParser) -> None:
    """Add the file of a circuit or a network, and the option of its near side."""
    command.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help="a circuit or a network of your own, as tnrnn.interop.to_json writes it; inputs, output and size_dict as "
        "cotengra.utils.save_to_json writes them; or a graphical model in the UAI format",
    )
    command.add_argument(
        "--near",
        metavar="LEGS",
        help="the open legs or inputs of FILE on the near side: a or a,b; several sides for the file that is written "
        "stand apart by semicolons (default: the first half; in a file the first, the first two, and so on)",
    )


def given_file(options: argparse.Namespace) -> Given | None:
    """Return the circuit or the network of the file, with the partitions that are asked for; None without a file.

    Raises
    ------
    TnrnnError
        If a size or a model is given beside it, if the file contains none, or if a leg is unknown.
    """
    from ..explore import Given, given_of
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
    found = given_of(options.file)
    changes: dict[str, Any] = {}
    if options.mode is not None and found.circuit:
        changes["modes"] = (options.mode,)
    if options.observe is not None and found.circuit:
        changes["observe"] = tuple(options.observe.split(","))
    for name in ("mode", "observe", "split"):
        timed = found.length is not None
        if getattr(options, name) is not None and not (found.circuit and (timed or name != "split")):
            raise mistake(f"--{name}", "a circuit" + " with inputs at the times 1, 2, ..." * (name == "split"), "FILE")
    if options.near is not None and found.length is not None:
        raise mistake("--near", "--split in its place, as the inputs are at the times 1, 2, ...", options.near)
    if options.split is not None:
        splits = numbers("--split", options.split)
        changes["partitions"] = tuple(found.first(_within(at, len(found.labels) - 1)) for at in splits)
    if options.near is not None:
        changes["partitions"] = tuple(_near(found, text) for text in options.near.split(";"))
    return Given(found.subject, found.name, **changes) if changes else found


def _near(found: Given, text: str) -> Partition:
    labels = {str(label): label for label in found.labels}
    return found.of_near([labels[name] for name in legs_named("--near", text, tuple(labels))])


def given_grids(options: argparse.Namespace) -> tuple[Grid, ...]:
    """Return the grid of each model that `--model` names; a size holds for all of them that have it."""
    from ..explore import page_sizes, shown_models
    from ..models import size_names

    models = [choice("--model", name, shown_models()) for name in (options.model or "rac").split(",")]
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
    sizes["model"] = options.model or "rac"
    if options.observe is not None:
        sizes["observe"] = tuple(options.observe.split(","))
    if options.split is not None:
        sizes["splits"] = numbers("--split", options.split)
    if options.mode is not None:
        sizes["modes"] = (options.mode,)
    return Grid(**sizes)


def _several(size: Size, value: Any) -> tuple[Any, ...]:
    if size.kind == "number":
        return numbers(option_name(size.name), value)
    return (value,) if isinstance(value, bool) else tuple(value.split(","))


def sizes_on_page(options: argparse.Namespace) -> dict[str, tuple[Size, Any]]:
    """Return the sizes that are given, each with its value; raise a TnrnnError if the explorer has no field for one."""
    from ..explore import page_sizes

    given, sizes = given_sizes(options), page_sizes(options.model or "rac")
    for name, value in given.items():
        if name not in sizes:
            raise mistake(option_name(name), f"a size with a field in the explorer: {', '.join(sizes)}", value)
    return {name: (sizes[name], value) for name, value in given.items()}
