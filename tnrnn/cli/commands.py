"""The command line: which commands there are, and how every mistake becomes one line and an exit status."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from .. import __version__
from ..errors import TnrnnError, choice, mistake, shown_line
from . import cut, demo, draw, experiment, explore, memory, plot, rank, sweep

COMMANDS = {
    "draw": (draw.run, "draw the diagram of a circuit with a cut on it", draw.add_arguments),
    "cut": (cut.run, "print the least cut between Start and End", cut.add_arguments),
    "bounds": (
        rank.run_bounds,
        "print every bound on the separation rank, and the rank, side by side",
        rank.add_arguments,
    ),
    "rank": (rank.run_rank, "print the exact separation rank", rank.add_rank),
    "verify": (rank.run_verify, "check a saved certificate of a rank", rank.add_verify),
    "plot": (plot.run, "plot ranks and their bounds along splits or sizes, or the gaps of a sweep", plot.add_arguments),
    "sweep": (sweep.run, "do the bounds of a grid of cases, into one file", sweep.add_arguments),
    "experiment": (
        experiment.run,
        "train stacks of cells on a memory task, shallow against deep, and compare them",
        experiment.add_arguments,
    ),
    "memory": (memory.run, "print and plot what hidden states of recurrent units remember", memory.add_arguments),
    "explore": (
        explore.run,
        "open the explorer for lectures, or write it as one file: sliders, diagram, cut and bounds",
        explore.add_arguments,
    ),
    "demo": (demo.run, "draw circuits with their cuts, and print a table of bounds and ranks", demo.add_arguments),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    It is 0, or what the command returns, or 1 after one line if a check fails, or 2 after one line of error.
    """
    argv = list(sys.argv[1:] if arguments is None else arguments)
    parser = command_line()
    try:
        _check_command(argv)
        options = parser.parse_args(argv)
        _check_values(options)
        status: int = options.run(options) or 0
        sys.stdout.flush()
    except TnrnnError as error:
        print(f"tnrnn: error: {error}", file=sys.stderr)  # noqa: T201
        return 2
    except KeyboardInterrupt:
        print("tnrnn: interrupted", file=sys.stderr)  # noqa: T201
        return 130
    except BrokenPipeError:  # the reader of our output has gone, as in `tnrnn cut ... | head`
        _discard_output()
        return 1
    except (OSError, UnicodeEncodeError) as error:
        print(f"tnrnn: error: cannot print: {error}", file=sys.stderr)  # noqa: T201
        _discard_output()
        return 2
    return status


def _discard_output() -> None:
    """Send what is still in the buffer nowhere: Python would try once more to write it, and complain, when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Parser(argparse.ArgumentParser):
    """An argument parser that raises: `main` prints every error in the same way."""

    def error(self, message: str) -> NoReturn:
        raise TnrnnError(shown_line(message))


def _check_values(options: argparse.Namespace) -> None:
    """Refuse the value "--": argparse makes an empty list of it."""
    for name, value in vars(options).items():
        if value == []:
            raise mistake(f"--{name}", "a value", "--")


def _check_command(argv: list[str]) -> None:
    """Answer a misspelt first word here: argparse knows no nearest word."""
    if argv and argv[0].startswith("-"):
        choice("option", argv[0], ["-h", "--help", "--version"])
    elif argv:
        choice("command", argv[0], COMMANDS)


def command_line() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = _Parser(
        prog="tnrnn",
        allow_abbrev=False,
        description="Recurrent arithmetic circuits and their like as tensor networks: least cuts between the start and "
        "the end of a sequence, exact separation ranks, and diagrams with the cut on them.",
        epilog="example: tnrnn draw -T 6 -L 2 -M 10 -R 2 --mode continuous -o rac.svg",
    )
    parser.add_argument("--version", action="version", version=f"tnrnn {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)
    for name, (run, summary, add) in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        add(command)
        command.set_defaults(run=run)
    return parser
