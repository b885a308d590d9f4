"""Checks of the words of a command line before argparse reads them: an error says where a misplaced word belongs."""

from __future__ import annotations

import argparse
import os
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import NamedTuple, NoReturn

from ..basics import TnrnnError, choice, mistake, shown_line
from .hints import SIZE_OPTIONS, hint, is_option, option_of, other_name, places, spelt, taken, value_of
from .words import LETTERS

OWN_OPTIONS = ("-h", "--help", "--version")
"""The options of `tnrnn` itself."""
FILES = {
    "draw": "-o",
    "plot": "-o",
    "rank": "--save",
    "explore": "--export",
    "demo": "--out",
    "sweep": "--store",
    "memory": "--cell",
}
"""The option of a command that a word without an option may belong to."""
LISTS = {"--cut", "--cell", "--start", "--at", "--split", "--delays", "--seeds", "--near", "--far"}
"""Options whose values are written with commas."""
SEVERAL = ("plot", "explore", "experiment")
"""Commands whose sizes are written with commas, too."""
COMMAND_NAMES = {
    "help": "tnrnn --help",
    "version": "tnrnn --version",
    "tnrnn": "tnrnn once",
    "animate": "tnrnn draw --story sweep -o rac.gif",
    "train": "tnrnn experiment",
    "check": "tnrnn verify",
    "slice": "tnrnn cut",
}
"""What to write instead of a word that is not a command."""


class _Bare(NamedTuple):
    """A word that belongs to no option, and the option with its value that stands before it."""

    word: str
    before: tuple[str, str] | None


def check_words(words: list[str], commands: Mapping[str, argparse.ArgumentParser]) -> None:
    """Refuse a first word that is not a command, options that the command lacks, and sizes without their options.

    Values and missing options are left to argparse.

    Parameters
    ----------
    words : list of str
        The words after `tnrnn`.
    commands : mapping from str to ArgumentParser
        The parser of each command.

    Raises
    ------
    TnrnnError
        If a word is in the wrong place; the error says what to write instead.
    """
    if words and words[0].startswith("-"):
        _check_first_option(words, commands)
    elif words:
        _check_command(words, commands)
        bare = list(_bare(words[1:], words[0], commands))
        _check_values(bare, commands[words[0]])
        _check_lists(bare, words, commands[words[0]])
        _check_sizes(bare, words[0], taken(commands[words[0]]))
        _check_file(bare, words, commands[words[0]])


def _check_first_option(words: list[str], commands: Mapping[str, argparse.ArgumentParser]) -> None:
    """Raise a TnrnnError if the first word is an option of some command: the command is missing before it."""
    if words[0] in OWN_OPTIONS:
        return
    used = [word for word in words if is_option(word)]
    having = [name for name in commands if all(option_of(word, taken(commands[name])) for word in used)]
    if not having or not used:
        expected, near = "-h, --help or --version", other_name(words[0], OWN_OPTIONS)
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
    """Raise a TnrnnError if the first word is not a command."""
    if words[0] in commands:
        return
    _check_sizes([_Bare(word, None) for word in words if not is_option(word)], "draw", taken(commands["draw"]))
    try:
        choice("command", words[0], commands)
    except TnrnnError as error:
        instead = COMMAND_NAMES.get(words[0].casefold())
        if instead is None:
            raise
        raise TnrnnError(f"{str(error).partition('; did you')[0]}; write {instead}") from None


def _bare(words: list[str], command: str, commands: Mapping[str, argparse.ArgumentParser]) -> Iterator[_Bare]:
    """Yield the words that belong to no option. Raise a TnrnnError if the command lacks an option."""
    takes, left, name, before = taken(commands[command]), 0, "", None
    for at, word in enumerate(words):
        if word == "--":
            return
        if is_option(word):
            found = option_of(word, takes)
            if found is None and left:
                return  # argparse says that the option before it lacks its value
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
    """Raise the error of an option that a command lacks; `after` are the words behind it."""
    name, _, value = word.partition("=")
    if re.fullmatch("-[A-Za-z][0-9]+", name):
        name, value = name[:2], name[2:]
    value = value or (after[0] if after and not is_option(after[0]) else "")
    raise TnrnnError(f"unrecognized arguments: {shown_line(name, 100)}; {hint(name, value, command, commands)}")


def _check_sizes(bare: list[_Bare], command: str, takes: Mapping[str, int]) -> None:
    """Refuse `6 2 2 3` and `T=6 L=2`, unless these are files, since the sizes of a circuit have options."""
    if "-T" not in takes or not bare or os.path.exists(bare[0].word):
        return
    words = [part for each in bare for part in re.split(r"[\s,;()]|(?<=\d)x(?=\d)", each.word) if part]
    if not words:
        return
    pairs = [re.fullmatch(r"([A-Za-z]+)=(\w+)", word, re.ASCII) for word in words]
    if all(re.fullmatch("[0-9]{1,9}", word, re.ASCII) for word in words):
        written = [f"-{letter} {word}" for letter, word in zip(LETTERS.values(), words, strict=False)]
    elif pairs[0] and spelt(pairs[0][1], takes):
        written = [f"{spelt(pair[1], takes)} {pair[2]}" for pair in pairs if pair and spelt(pair[1], takes)]
    else:
        return
    line = shown_line(" ".join(["tnrnn", command, *written]), 100)
    raise TnrnnError(
        f"{shown_line(' '.join(words), 60)}: expected an option before each size, given none; write {line}"
    )


def _check_values(bare: list[_Bare], parser: argparse.ArgumentParser) -> None:
    """Refuse `tnrnn rank lstm`, unless `lstm` is a file, since a model and a mode have options."""
    for word, meant in ((each.word, value_of(each.word, taken(parser))) for each in bare if _is_free(each)):
        if meant is not None and not os.path.exists(word):
            raise TnrnnError(f"unrecognized arguments: {shown_line(word, 60)}; did you mean {meant!r}?")


def _is_free(bare: _Bare) -> bool:
    """Return whether a word cannot belong to the value before it, such as a size."""
    return bare.before is None or bare.before[0] in SIZE_OPTIONS


def _check_lists(bare: list[_Bare], words: list[str], parser: argparse.ArgumentParser) -> None:
    """Refuse `--cut min slice` and `--width 86 mm` if no file can stand there: the last word belongs to the value."""
    takes, most = taken(parser), len(places(parser))
    if any(option_of(word, takes) in {*SIZE_OPTIONS, "--einsum"} for word in words if is_option(word)):
        most = 0  # there is no file beside a circuit or an expression
    stray = next((each for each in bare if each.before is not None), None)
    if stray is None or stray.before is None or len(bare) <= most:
        return
    if len(bare) <= len(places(parser)) and os.path.exists(stray.word):  # the command says what does not go together
        return
    (option, value), word = stray.before, stray.word
    sizes = words[0] in SEVERAL and option in SIZE_OPTIONS and re.fullmatch("[0-9,:-]+", word) is not None
    listed = option in LISTS or sizes
    if not listed and (not option.startswith("--") or option in SIZE_OPTIONS):
        return
    together = ",".join([value, *(each.word for each in bare[bare.index(stray) :])]) if listed else f"{value} {word}"
    rule = "several values are written with commas" if listed else "a value with a space in it stands in quotes"
    written = shown_line(f"{option} {shlex.quote(together)}", 100)
    raise TnrnnError(f"unrecognized arguments: {shown_line(word, 60)}; {rule}: {written}")


def _check_file(bare: list[_Bare], words: list[str], parser: argparse.ArgumentParser) -> None:
    """Refuse the name of a file without its option: a word too many, or a picture where a network is expected."""
    option, most = FILES.get(words[0], ""), len(places(parser))
    given = {option_of(word, taken(parser)) for word in words if is_option(word)}
    if option == "-o":
        given |= {"-o"} if "--output" in given else set()
        most = 0 if given & SIZE_OPTIONS else most  # there is no file beside a circuit
    if words[0] == "explore" and len(bare) > most and not bare[-1].word.lower().endswith((".html", ".htm")):
        raise TnrnnError(f"unrecognized arguments: {shown_line(bare[-1].word, 60)}; the explorer takes one FILE")
    if option and option not in given and len(bare) > most:
        word = ",".join(each.word for each in bare) if option in LISTS else bare[-1].word
        written = shown_line(f"{option} {shlex.quote(word)}", 100)
        raise TnrnnError(f"unrecognized arguments: {shown_line(word, 60)}; did you mean {written!r}?")
