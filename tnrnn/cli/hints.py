"""Hints: what to write instead of an option that a command lacks, or where something is missing."""

from __future__ import annotations

import argparse
import difflib
import os
import re
import shlex
from collections.abc import Iterable, Mapping

from ..basics import MEANINGS, shown_line
from .words import LETTERS, option_name

EXAMPLES = {
    "--length/-T": "-T 6",
    "--layers/-L": "-L 2",
    "--inputs/-M": "-M 2",
    "--hidden/-R": "-R 3",
    "--channels": "--channels 2",
    "--state": "--state 3",
    "--key": "--key 2",
    "--value": "--value 2",
    "--graph": "--graph path",
    "-o/--output": "-o rac.svg",
    "--store": "--store cases.sqlite",
    "GRID": "grid.toml",
    "TASK": "copy",
    "FILE": "rank.json",
    "COMMAND": "tnrnn draw -T 6 -L 2 -M 10 -R 2 -o rac.svg (tnrnn --help lists the commands)",
}
"""An example of each thing that may be missing, by the name that argparse calls it."""
OTHER_NAMES = {
    "--start": ("-k", "--k", "--split", "--splits", "--at"),
    "--split": ("-k", "--k", "--start", "--splits", "--at"),
    "--at": ("-k", "--k", "--split", "--splits", "--start"),
    "--length": ("--time", "--times", "--steps", "--timesteps", "--time-steps"),
    "--layers": ("--depth", "--num-layers"),
    "--inputs": ("--input-channels", "--input-dim", "--vocabulary", "--channels"),
    "--hidden": ("--hidden-channels", "--hidden-dim", "--hidden-size", "--units", "--channels"),
    "--key": ("-K", "--keys", "--key-dim", "--key-channels"),
    "--value": ("-V", "--values", "--value-dim", "--value-channels"),
    "--state": ("-N", "--states", "--state-dim", "--state-size"),
    "--heads": ("-H", "--head", "--num-heads"),
    "--channels": ("-D", "--width", "--dim"),
    "--rule": ("--update", "--update-rule"),
    "--observe": ("--output", "--observed", "--columns"),
    "--model": ("--architecture", "--cell", "--network"),
    "--theme": ("--style", "--colours", "--colors"),
    "--output": ("--out", "--file", "--save", "--format", "--export"),
    "--save": ("-o", "--output", "--out", "--file"),
    "--export": ("-o", "--output", "--out", "--file", "--save"),
    "--allow-embed": ("--embed", "--origin", "--frame"),
    "--talk": ("--session", "--presentation"),
    "--out": ("-o", "--output", "--folder", "--dir"),
    "--json": ("--format",),
    "--seed": ("--random-state",),
    "--workers": ("--jobs", "-j", "-n", "--processes", "--threads"),
    "--iterations": ("--epochs", "--steps", "--max-steps"),
    "--rate": ("--lr", "--learning-rate"),
    "--version": ("-V", "-v"),
}
"""Options, and what other programs call them."""
NAMES_OF_FILE = ("--file", "--network", "--circuit", "--input")
"""What a file might be called that has no option."""
SIZE_OPTIONS = {*map(option_name, MEANINGS), *(f"-{letter}" for letter in LETTERS.values())}
# The hint for --end, which no command has.
END = "--start names the steps of the Start, and all others are the End"


def example(names: Iterable[str]) -> str:
    """Return an example of what is missing, as the end of an error, or an empty text.

    >>> example(["--length/-T", "--layers/-L"])
    '; for example -T 6 -L 2'
    """
    words = [EXAMPLES[name] for name in names if name in EXAMPLES]
    return f"; for example {' '.join(words)}" if words else ""


def with_hint(message: str) -> str:
    """Return a message of argparse, with an example if it says that something is missing.

    >>> with_hint("the following arguments are required: -o/--output")
    'the following arguments are required: -o/--output; for example -o rac.svg'
    """
    _, colon, missing = message.partition("are required: ")
    return message + example(missing.split(", ")) if colon else message


def taken(parser: argparse.ArgumentParser) -> dict[str, int]:
    """Return the largest number of values of each option; only private names of argparse give its options."""
    found: dict[str, int] = {}
    for action in parser._actions:
        many = {None: 1, "?": 1, "*": 1_000, "+": 1_000}
        most = action.nargs if isinstance(action.nargs, int) else many.get(action.nargs, 1)
        found |= dict.fromkeys(action.option_strings, most)
    return found


def is_option(word: str) -> bool:
    """Return whether argparse reads a word as an option; negative numbers and words with spaces are values."""
    return len(word) > 1 and word[0] == "-" and " " not in word and not re.fullmatch(r"-\d+|-\d*\.\d+", word)


def option_of(word: str, takes: Mapping[str, int]) -> str | None:
    """Return the option that a word is, written --name, --name=value, -N, or -N with its value behind it; or None."""
    name = word.partition("=")[0]
    if name in takes:
        return name
    attached = not word.startswith("--") and takes.get(word[:2]) and f"-{name}".casefold() not in takes
    return word[:2] if attached else None


def hint(name: str, value: str, command: str, commands: Mapping[str, argparse.ArgumentParser]) -> str:
    """Return what to write instead of an option that a command lacks; `value` is the word behind the option."""
    takes = taken(commands[command])
    if (
        name in NAMES_OF_FILE
        and os.path.isfile(value)
        and any(each.metavar == "FILE" for each in places(commands[command]))
    ):
        return f"FILE has no option: write {shown_line(value, 60)} alone"
    meant = spelt(name, takes)
    if meant is None and (elsewhere := other_name(name, takes)) is not None:
        meant = _renamed(elsewhere, value)
    meant = meant or value_of(name, takes)
    if meant is not None:
        return f"did you mean {shown_line(meant, 60)!r}?"
    close = difflib.get_close_matches(name.casefold(), takes, n=1, cutoff=0.75)
    return _rule(name, value, command, commands) or (
        f"did you mean {close[0]!r}?" if close and len(name) > 2 else f"tnrnn {command} --help lists the options"
    )


def _rule(name: str, value: str, command: str, commands: Mapping[str, argparse.ArgumentParser]) -> str:
    """Return how to express what no option of the command does, or which commands have the option, or an empty text."""
    if name == "--end" and "--start" in taken(commands[command]):
        return END
    named = [each for each in places(commands[command]) if name.lstrip("-") in (each.dest, each.dest[0])]
    if named:
        return f"{named[0].metavar} has no option: write {shown_line(value or str(named[0].metavar), 60)} alone"
    if command == "sweep" and name in SIZE_OPTIONS:
        return "the sizes of a sweep stand in its GRID file"
    others = [other for other in commands if name in taken(commands[other])]
    having = [f"tnrnn {other}" for other in others[:3]]
    listed = " and ".join(filter(None, [", ".join(having[:-1]), *having[-1:]]))
    return f"tnrnn {command} has no such option, but {listed} {'have' if having[1:] else 'has'} it" if others else ""


def places(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Return the arguments that a command takes without an option."""
    return [action for action in parser._actions if not action.option_strings]


def value_of(word: str, takes: Mapping[str, int]) -> str | None:
    """Return the option for a word that is the value of one, as in `tnrnn rank lstm` or `--continuous`, or None."""
    if "--cell" in takes:  # a name without an option is rather that of a cell
        return None
    bare = _plain(word)
    for option in ("--model", "--mode"):
        same = [value for value in _values(option) if _plain(value) == bare] if option in takes else []
        if same:
            return f"{option} {same[0]}"
    return None


def _values(option: str) -> Iterable[str]:
    if option == "--model":
        from ..models import MODELS

        return MODELS
    from ..networks import MODES

    return MODES


def _plain(word: str) -> str:
    return word.casefold().replace("-", "").replace("_", "")


def spelt(name: str, takes: Mapping[str, int]) -> str | None:
    """Return the option that differs from a word only in its dashes, or in small and capital letters, or None."""
    bare = name.lstrip("-").casefold().replace("_", "-")
    same = [option for option in takes if option.lstrip("-").casefold() == bare]
    return same[0] if same else None


def other_name(name: str, takes: Iterable[str]) -> str | None:
    """Return the option that other programs call by this name, or None."""
    return next((option for option, others in OTHER_NAMES.items() if option in takes and name in others), None)


def _renamed(option: str, value: str) -> str:
    """Return an option with its value, which was given under another name: `-k 3` becomes `--start 1-3`."""
    if option == "--start" and value.isdigit() and value != "1":
        value = f"1-{value}"
    elif option in ("--at", "--split"):
        value = value.removeprefix("1-")
    return f"{option} {shlex.quote(value)}" if value else option
