"""The commands of the command line, and how every mistake becomes one line and an exit status."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, NoReturn

from .._version import __version__
from ..basics import CheckError, TnrnnError, mistake, shown_line
from .checking import check_words
from .examples import HELP, TNRNN, Formatter, Help
from .hints import with_hint
from .options import first_steps
from .printing import note
from .streams import complain, discard, flush, say


class Command(NamedTuple):
    """A line of `tnrnn --help`, and the functions of a module that add the options of the command and run it."""

    summary: str
    module: str
    add: str = "add_arguments"
    run: str = "run"


# All commands by name, in the order of `tnrnn --help`.
COMMANDS = {
    "draw": Command("draw the diagram of a circuit or a network, with its least cut", "draw"),
    "cut": Command("print the least cut between Start and End, or between legs of a network", "cut"),
    "bounds": Command(
        "print every bound on the separation rank, and the rank, side by side", "rank", "add_arguments", "run_bounds"
    ),
    "rank": Command("print the exact separation rank", "rank", "add_rank", "run_rank"),
    "verify": Command("check a certificate that tnrnn rank --save wrote", "rank", "add_verify", "run_verify"),
    "plot": Command("plot ranks and their bounds along splits or sizes, or the gaps of a sweep", "plot"),
    "sweep": Command("compute bounds and ranks of many circuits, into one file", "sweep"),
    "experiment": Command(
        "train shallow and deep networks on a task that needs memory, and compare them", "experiment"
    ),
    "memory": Command(
        "print and plot what the states of networks hold of what they read, or what data ask for", "memory"
    ),
    "explore": Command(
        "open the explorer for lectures (sliders, diagram, cut and bounds), or write it as one file", "explore"
    ),
    "demo": Command("draw some circuits with their cuts, and print a table of bounds and ranks", "demo"),
}


def main(arguments: Sequence[str]) -> int:
    """Run a command and return its exit status.

    The status is what the command returns, by default 0. It is 1 after one line if a check fails, and 2 after one line
    if there is an error.
    """
    argv = list(arguments)
    parser, commands = _parsers()
    try:
        check_words(argv, commands)
        options = parser.parse_args(argv)
        _check_values(options)
        status: int = options.run(options) or 0
        flush()
        _tell_of_one_step(options)
    except CheckError as error:
        complain(f"tnrnn: check failed: {error}")
        return 1
    except TnrnnError as error:
        complain(f"tnrnn: error: {error}")
        return 2
    except MemoryError:
        complain("tnrnn: error: out of memory")
        return 2
    except BrokenPipeError:  # the reader of our output has gone, as in `tnrnn cut ... | head`
        discard(1)
        return 1
    except (OSError, UnicodeEncodeError) as error:
        complain(f"tnrnn: error: cannot print: {error}")
        discard(1)
        return 2
    return status


def _tell_of_one_step(options: argparse.Namespace) -> None:
    """Say that a number alone is one step. Neither a picture nor a rank would show it to those who meant a range."""
    start = getattr(options, "start", None)
    if start is not None and first_steps(start):
        several = f"1-{start} for steps 1 to {start}, or " if int(start) < options.length else ""
        note(f"--start {start} is step {start} alone; write {several}{start}-{start} to avoid this note")


class _Parser(argparse.ArgumentParser):
    """An argument parser that raises its errors, so that `main` prints all errors in the same way."""

    def __init__(self, help_texts: Help, **options: Any) -> None:
        super().__init__(
            description=help_texts.description,
            epilog=help_texts.examples,
            formatter_class=Formatter,
            allow_abbrev=False,
            **options,
        )

    def error(self, message: str) -> NoReturn:
        raise TnrnnError(shown_line(with_hint(message)))

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        flush()
        raise SystemExit(status)

    def _print_message(self, message: str, file: Any = None) -> None:
        say(message.rstrip("\n"))  # argparse would be silent if it cannot print


def _check_values(options: argparse.Namespace) -> None:
    """Refuse the value "--", of which argparse makes an empty list."""
    for name, value in vars(options).items():
        if value == []:
            raise mistake(f"--{name}", "a value", "--")


class _Parsers(Mapping[str, argparse.ArgumentParser]):
    """The parsers of the commands; the module of a command is imported when its parser is asked for."""

    def __init__(self, empty: Mapping[str, argparse.ArgumentParser]) -> None:
        self.empty = dict(empty)
        self.full: dict[str, argparse.ArgumentParser] = {}

    def __getitem__(self, name: str) -> argparse.ArgumentParser:
        if name not in self.full:
            parser, command = self.empty[name], COMMANDS[name]
            module = importlib.import_module(f"tnrnn.cli.{command.module}")
            getattr(module, command.add)(parser)
            parser.set_defaults(run=getattr(module, command.run))
            self.full[name] = parser
        return self.full[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.empty)

    def __len__(self) -> int:
        return len(self.empty)


def command_line() -> argparse.ArgumentParser:
    """Return the parser of all commands, with the arguments of each."""
    parser, commands = _parsers()
    for name in commands:
        commands[name]
    return parser


def _parsers() -> tuple[argparse.ArgumentParser, Mapping[str, argparse.ArgumentParser]]:
    """Return the parser of the command line, and those of its commands; `_Parsers` says when these get arguments."""
    parser = _Parser(TNRNN, prog="tnrnn")
    parser.add_argument(
        "--version", action="version", version=f"tnrnn {__version__}", help="print the version and exit"
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)
    for name, command in COMMANDS.items():
        commands.add_parser(name, help=command.summary, help_texts=HELP[name])
    return parser, _Parsers(commands.choices)
