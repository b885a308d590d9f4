"""What people write in place of what a command takes, and what each of them needs to be told."""

from __future__ import annotations

import argparse
import difflib
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, NoReturn

from ..errors import TnrnnError, choice, mistake, shown_line
from .options import LETTERS

EXAMPLES = {
    "--length/-T": "-T 6",
    "--layers/-L": "-L 2",
    "--inputs/-M": "-M 2",
    "--hidden/-R": "-R 3",
    "-o/--output": "-o rac.svg",
    "--store": "--store cases.sqlite",
    "GRID": "grid.toml",
    "TASK": "copy",
    "FILE": "rank.json",
    "COMMAND": "tnrnn draw -T 6 -L 2 -M 10 -R 2 -o rac.svg (tnrnn --help lists the commands)",
}
OTHER_NAMES = {
    "--start": ("-k", "--k", "--split", "--splits", "--at"),
    "--split": ("-k", "--k", "--start", "--splits", "--at"),
    "--at": ("-k", "--k", "--split", "--splits", "--start"),
    "--length": ("--time", "--times", "--steps", "--timesteps", "--time-steps"),
    "--layers": ("--depth", "--num-layers"),
    "--inputs": ("--input-channels", "--input-dim", "--vocabulary", "--channels"),
    "--hidden": ("--hidden-channels", "--hidden-dim", "--hidden-size", "--units", "--channels"),
    "--model": ("--architecture", "--cell", "--network"),
    "--theme": ("--style", "--colours", "--colors"),
    "--output": ("--out", "--file", "--save", "--format", "--export"),
    "--save": ("-o", "--output", "--out", "--file"),
    "--export": ("-o", "--output", "--out", "--file", "--save"),
    "--out": ("-o", "--output", "--folder", "--dir"),
    "--json": ("--format",),
    "--seed": ("--random-state",),
    "--workers": ("--jobs", "-j", "-n", "--processes", "--threads"),
    "--iterations": ("--epochs", "--steps", "--max-steps"),
    "--rate": ("--lr", "--learning-rate"),
    "--version": ("-V", "-v"),
}
"""Options, and what they are called elsewhere."""
OWN_OPTIONS = ("-h", "--help", "--version")
SIZES = {option for name, letter in LETTERS.items() for option in (f"--{name}", f"-{letter}")}
FILES = {
    "draw": "-o",
    "plot": "-o",
    "rank": "--save",
    "explore": "--export",
    "demo": "--out",
    "sweep": "--store",
    "memory": "--cell",
}
"""The option that a word without one may belong to."""
LISTS = {"--cut", "--cell", "--start", "--at", "--split", "--delays", "--seeds"}
"""Options whose values are written with commas; the sizes of some commands are, too."""
SEVERAL = ("plot", "explore", "experiment")
END = "--start names the steps of the Start, and all others are the End"
COMMAND_NAMES = {
    "help": "tnrnn --help",
    "version": "tnrnn --version",
    "tnrnn": "tnrnn once",
    "animate": "tnrnn draw --story sweep -o rac.gif",
    "train": "tnrnn experiment",
    "check": "tnrnn verify",
    "slice": "tnrnn cut",
}


class _Bare(NamedTuple):
    """A word that belongs to no option, and the option with its value that stands before it."""

    word: str
    before: tuple[str, str] | None


def example(names: Iterable[str]) -> str:
    """Return what to write for things that are missing, or nothing.

    >>> example(["--length/-T", "--layers/-L"])
    '; for example -T 6 -L 2'
    """
    words = [EXAMPLES[name] for name in names if name in EXAMPLES]
    return f"; for example {' '.join(words)}" if words else ""


def with_hint(message: str) -> str:
    """Return what argparse says, with an example where it says that something is missing.

    >>> with_hint("the following arguments are required: -o/--output")
    'the following arguments are required: -o/--output; for example -o rac.svg'
    """
    _, colon, missing = message.partition("are required: ")
    return message + example(missing.split(", ")) if colon else message


def check_words(words: list[str], commands: Mapping[str, argparse.ArgumentParser]) -> None:
    """Refuse a first word that is no command, options that the command has not, and sizes without their options.

    Raises
    ------
    TnrnnError
        With what to write instead. What remains for argparse is what only it can see: values and what is missing.
    """
    if words and words[0].startswith("-"):
        _check_first_option(words, commands)
    elif words:
        _check_command(words, commands)
        bare = list(_bare(words[1:], words[0], commands))
        _check_lists(bare, words, commands[words[0]])
        _check_sizes(bare, words[0], _takes(commands[words[0]]))
        _check_file(bare, words, commands[words[0]])


def _check_first_option(words: list[str], commands: Mapping[str, argparse.ArgumentParser]) -> None:
    """Say that the command is missing where an option of some command comes first."""
    if words[0] in OWN_OPTIONS:
        return
    used = [word for word in words if _is_option(word)]
    having = [name for name in commands if all(_option(word, _takes(commands[name])) for word in used)]
    if not having or not used:
        expected, near = "-h, --help or --version", _other_name(words[0], OWN_OPTIONS)
        if near is not None:
            raise TnrnnError(f"{mistake('option', expected, words[0])}; did you mean {near!r}?")
        raise mistake("option", expected, words[0], OWN_OPTIONS)
    output = having[0] == "draw" and not {"-o", "--output"} & set(words)
    written = shlex.join(["tnrnn", having[0], *words, *(["-o", "rac.svg"] if output else [])])
    raise TnrnnError(
        f"{shown_line(words[0], 40)}: expected a command before it, given none; for example "
        f"{shown_line(written, 120)} (tnrnn --help lists the commands)"
    )


def _check_command(words: list[str], commands: Mapping[str, argparse.ArgumentParser]) -> None:
    if words[0] in commands:
        return
    _check_sizes([_Bare(word, None) for word in words if not _is_option(word)], "draw", _takes(commands["draw"]))
    try:
        choice("command", words[0], commands)
    except TnrnnError as error:
        instead = COMMAND_NAMES.get(words[0].casefold())
        if instead is None:
            raise
        raise TnrnnError(f"{str(error).partition('; did you')[0]}; write {instead}") from None


def _takes(parser: argparse.ArgumentParser) -> dict[str, int]:
    """Return how many values each option takes at most; argparse tells of its options nowhere else."""
    found: dict[str, int] = {}
    for action in parser._actions:
        many = {None: 1, "?": 1, "*": 1_000, "+": 1_000}
        most = action.nargs if isinstance(action.nargs, int) else many.get(action.nargs, 1)
        found |= dict.fromkeys(action.option_strings, most)
    return found


def _is_option(word: str) -> bool:
    """Return whether argparse takes a word for an option: negative numbers and words with spaces are values."""
    return len(word) > 1 and word[0] == "-" and " " not in word and not re.fullmatch(r"-\d+|-\d*\.\d+", word)


def _option(word: str, takes: Mapping[str, int]) -> str | None:
    """Return the option that a word is: by its name, as --name=value, or as -N with its value behind it."""
    name = word.partition("=")[0]
    if name in takes:
        return name
    attached = not word.startswith("--") and takes.get(word[:2]) and f"-{name}".casefold() not in takes
    return word[:2] if attached else None


def _bare(words: list[str], command: str, commands: Mapping[str, argparse.ArgumentParser]) -> Iterator[_Bare]:
    """Yield the words that belong to no option; an option that the command has not is refused."""
    takes, left, name, before = _takes(commands[command]), 0, "", None
    for at, word in enumerate(words):
        if word == "--":
            return
        if _is_option(word):
            found = _option(word, takes)
            if found is None:
                _refuse(word, words[at + 1 :], command, commands)
            name, before = found, None
            left = takes[name] if word == name else 0
        elif left:
            left, before = left - 1, (name, word)
        else:
            yield _Bare(word, before)
            before = None


def _refuse(word: str, after: list[str], command: str, commands: Mapping[str, argparse.ArgumentParser]) -> NoReturn:
    name, _, value = word.partition("=")
    value = value or (after[0] if after and not _is_option(after[0]) else "")
    hint = _hint(name, value, command, commands)
    raise TnrnnError(f"unrecognized arguments: {shown_line(name, 100)}; {hint}")


def _hint(name: str, value: str, command: str, commands: Mapping[str, argparse.ArgumentParser]) -> str:
    takes = _takes(commands[command])
    if name == "--end" and "--start" in takes:
        return END
    spelt = _spelt(name, takes)
    if spelt is None:
        others = [other for other in commands if name in _takes(commands[other])]
        other_name = _other_name(name, takes)
        if other_name is not None:
            return _steps(other_name, value)
        if command == "sweep" and name in SIZES:
            return "the sizes of a sweep stand in its GRID file"
        if others:
            return f"tnrnn {command} has no such option, tnrnn {' or '.join(others[:3])} has"
        near = difflib.get_close_matches(name.casefold(), takes, n=1, cutoff=0.75)
        spelt = near[0] if near and len(name) > 2 else None
    return f"tnrnn {command} --help lists the options" if spelt is None else f"did you mean {spelt!r}?"


def _spelt(name: str, takes: Mapping[str, int]) -> str | None:
    """Return the option that is meant by another number of dashes, or by other letters: small or capital."""
    bare = name.lstrip("-").casefold().replace("_", "-")
    same = [option for option in takes if option.lstrip("-").casefold() == bare]
    return same[0] if same else None


def _other_name(name: str, takes: Iterable[str]) -> str | None:
    return next((option for option, others in OTHER_NAMES.items() if option in takes and name in others), None)


def _steps(option: str, value: str) -> str:
    """Return how to say with an option what was said with another of its names: `-k 3` is `--start 1-3`."""
    if not value:
        return f"did you mean {option!r}?"
    if option == "--start":
        value = f"1-{value}" if value.isdigit() and value != "1" else value
    elif option in ("--at", "--split"):
        value = value.removeprefix("1-")
    return f"did you mean {shown_line(f'{option} {shlex.quote(value)}', 60)!r}?"


def _check_sizes(bare: list[_Bare], command: str, takes: Mapping[str, int]) -> None:
    """Refuse `6 2 2 3` and `T=6 L=2`, unless they are files: the sizes of a circuit have options."""
    words = [each.word for each in bare]
    if "-T" not in takes or not words or Path(words[0][:200]).exists():
        return
    pairs = [re.fullmatch(r"([A-Za-z]+)=(\w+)", word, re.ASCII) for word in words]
    if all(re.fullmatch("[0-9]{1,9}", word, re.ASCII) for word in words):
        written = [f"-{letter} {word}" for letter, word in zip(LETTERS.values(), words, strict=False)]
    elif pairs[0] and _spelt(pairs[0][1], takes):
        written = [f"{_spelt(pair[1], takes)} {pair[2]}" for pair in pairs if pair and _spelt(pair[1], takes)]
    else:
        return
    line = shown_line(" ".join(["tnrnn", command, *written]), 100)
    raise TnrnnError(
        f"{shown_line(' '.join(words), 60)}: expected an option before each size, given none; write {line}"
    )


def _check_lists(bare: list[_Bare], words: list[str], parser: argparse.ArgumentParser) -> None:
    """Refuse `--cut min slice` and `--width 86 mm` where no file can stand: a word behind a value belongs to it."""
    takes, most = _takes(parser), _positionals(parser)
    if any(_option(word, takes) in SIZES for word in words if _is_option(word)):
        most = 0  # a circuit, beside which there is no file
    stray = next((each for each in bare if each.before is not None), None)
    if stray is None or stray.before is None or len(bare) <= most:
        return
    (option, value), word = stray.before, stray.word
    sizes = words[0] in SEVERAL and option in SIZES and re.fullmatch("[0-9,:-]+", word) is not None
    listed = option in LISTS or sizes
    if not listed and (not option.startswith("--") or option in SIZES):
        return
    together = ",".join([value, *(each.word for each in bare[bare.index(stray) :])]) if listed else f"{value} {word}"
    rule = "several values are written with commas" if listed else "a value with a space in it stands in quotes"
    written = shown_line(f"{option} {shlex.quote(together)}", 100)
    raise TnrnnError(f"unrecognized arguments: {shown_line(word, 60)}; {rule}: {written}")


def _check_file(bare: list[_Bare], words: list[str], parser: argparse.ArgumentParser) -> None:
    """Refuse a word too many, and a picture's name where `tnrnn draw` takes a network: its option is missing."""
    option, most = FILES.get(words[0], ""), _positionals(parser)
    written = {_option(word, _takes(parser)) for word in words if _is_option(word)}
    if option == "-o":
        written |= {"-o"} if "--output" in written else set()
        most -= bool(written & SIZES)
    if option and option not in written and len(bare) > most:
        word = bare[-1].word
        hint = shown_line(f"{option} {shlex.quote(word)}", 100)
        raise TnrnnError(f"unrecognized arguments: {shown_line(word, 60)}; did you mean {hint!r}?")


def _positionals(parser: argparse.ArgumentParser) -> int:
    return sum(not action.option_strings for action in parser._actions)
