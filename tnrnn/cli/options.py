"""The options that commands share, and the case that they describe."""

from __future__ import annotations

import argparse
import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from ..basics import TnrnnError, choice, mistake, shown
from .sizes import RULE, add_model, add_sizes, given_origin

if TYPE_CHECKING:
    from ..cuts import Cut
    from ..models import Case
    from ..networks import Circuit, Network

VIEWS = ("unrolled", "shared")
"""What can be cut of a circuit: every copy of a vertex by its name, or the circuit itself with numbers of copies."""
SIZES = "sizes such as 3, 1,2,3, 4-12 or 4-12:2"
"""The ways in which several values of a size are written."""
MOST_VALUES = 1_000
"""The largest number of values of one option."""
START_HELP = (
    "which steps are the Start: 1-3 are the first three, 3 is step 3 alone, 1,3,5 are these three (default: the first "
    "half)"
)
OBSERVE_HELP = (
    "what of the outputs counts: scalar (one channel of the last), vector (all channels of the last) or future (all "
    "channels at all steps of the End) (default: scalar)"
)


def integer(text: str) -> int:
    """Return the integer that a word is; for argparse, whose errors it raises."""
    try:
        if re.fullmatch("[+-]?[0-9]+", text):
            return int(text)
    except ValueError:  # Python reads no integer of more than 4,300 digits
        pass
    meant = _integer_meant(text)
    hint = "" if meant is None else f"; did you mean '{meant}'?"
    raise argparse.ArgumentTypeError(f"expected an integer, given {shown(text)}{hint}")


def _size(text: str) -> int:
    """Return the integer that a word is. Several of them, as `tnrnn plot` takes them, have an error of their own."""
    if re.fullmatch("[0-9]{1,9}([-,:][0-9]{1,9})+", text, re.ASCII) and _integer_meant(text) is None:
        raise argparse.ArgumentTypeError(f"expected one integer, given {shown(text)}; tnrnn plot takes several")
    return integer(text)


def _integer_meant(text: str) -> int | None:
    """Return the integer that is written as 6.0, 1e3 or 1,000, or None.

    >>> [_integer_meant(text) for text in ("6.0", "1e3", "1,000", "2.5", "six")]
    [6, 1000, 1000, None, None]
    """
    plain = text.replace(",", "") if re.fullmatch("[0-9]{1,3}(,[0-9]{3})+", text) else text
    if not re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{0,15})?(e[0-9]{1,2})?", plain, re.ASCII | re.IGNORECASE):
        return None
    value = Decimal(plain)
    return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else None


def number(text: str) -> float:
    """Return the number that a word is; for argparse, whose errors it raises."""
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a number, given {shown(text)}") from None


def add_case(command: argparse.ArgumentParser, required: bool = True) -> None:
    case = command.add_argument_group("the circuit", f"{RULE}{'' if required else ', unless a network is given'}.")
    add_model(case)
    add_sizes(case, _size)
    case.add_argument("--start", metavar="STEPS", help=START_HELP)
    case.add_argument(
        "--mode",
        default="one-hot",
        help="what is read at each step: one-hot (one of M letters, whose copies share a leg) or continuous (any M "
        "numbers, whose copies have a leg each) (default: one-hot)",
    )


def add_observe(command: argparse.ArgumentParser | argparse._ArgumentGroup, default: str | None = "scalar") -> None:
    command.add_argument("--observe", default=default, metavar="WHAT", help=OBSERVE_HELP)


def given_case(options: argparse.Namespace) -> Case:
    from ..models import OBSERVE, Case
    from ..networks import MODES, Partition

    mode = choice("--mode", options.mode, MODES)
    observe = choice("--observe", getattr(options, "observe", "scalar"), OBSERVE)
    origin = given_origin(options)
    length = origin.size("length")
    if options.start is not None:
        partition = Partition(start=_steps(options.start, length), length=length)
    elif length < 2:
        raise mistake("--length", "at least 2 steps, so that there is a Start and an End", length)
    else:
        partition = Partition.start_end(length)
    return Case(origin, partition, mode, observe)


def first_steps(text: str, length: int | None = None) -> str:
    """Return a hint if a Start that must be the first steps is given as a single number, else an empty text.

    If the length is given, the last step has no hint, since a Start of all steps is not allowed.

    >>> first_steps("3"), first_steps("1,3"), first_steps("3", length=3)
    ("; did you mean '1-3'?", '', '')
    """
    alone = re.fullmatch("[0-9]{1,18}", text, re.ASCII) and 1 < int(text) < (length or math.inf)
    return f"; did you mean '1-{text}'?" if alone else ""


def _steps(text: str, length: int) -> list[int]:
    """Return the steps that a text such as 1-3 or 1,3,5 names."""
    steps: list[int] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        ends = [end.strip() for end in ((first, last) if dash else (first, first))]
        if not all(end.isascii() and end.isdigit() and len(end) < 19 for end in ends):
            raise TnrnnError(f"{mistake('--start', 'steps such as 1-3 or 1,3,5', text)}{_respelt(text)}")
        low, high = map(int, ends)
        if not 1 <= low <= high <= length:
            raise mistake("--start", f"steps from 1 to {length}, ranges upwards", text)
        steps += range(low, high + 1)
        if len(steps) > length:
            raise mistake("--start", "each step once", text)
    return steps


def _respelt(text: str) -> str:
    """Return a hint how the steps of a text such as 1..3, 1:3, 1 to 3 or 1 3 5 are written, or an empty text.

    >>> _respelt("1..3"), _respelt("1 3 5"), _respelt("first")
    ("; did you mean '1-3'?", "; did you mean '1,3,5'?", '')
    """
    ranged = re.sub(r"\s*(?:\.\.+|:|\bto\b)\s*", "-", text.strip())
    listed = re.sub(r"[\s;]+", ",", ranged)
    right = listed != text and re.fullmatch("[0-9]{1,9}([-,][0-9]{1,9}){0,20}", listed, re.ASCII)
    return f"; did you mean {listed!r}?" if right else ""


def title(case: Case) -> str:
    """Return the model, its sizes and the mode in one line."""
    from ..models import size_line

    words = [size_line(case.origin)] if case.origin else []
    seen = [] if case.observe == "scalar" else [f"{case.observe} observed"]
    return ", ".join([*words, f"{case.mode} inputs", *seen])


def unrolled(case: Case) -> Network:
    from ..networks import unroll

    try:
        return unroll(case.circuit, case.mode)
    except TnrnnError as error:
        raise TnrnnError(f"{error}; use --view shared") from None


def straight(of: Network | Circuit, case: Case) -> Cut | None:
    """Return the straight cut, or None unless the Start is the first steps, the End the others, and all have times."""
    from ..cuts import slice_cut
    from ..networks import Circuit

    at = case.partition.near[-1]
    if case.partition.far[0] != at + 1 or case.partition.near[0] != 1:
        return None
    if not all(isinstance(vertex.position, int) for vertex in case.circuit.vertices):
        return None
    return slice_cut(of, at, case.mode if isinstance(of, Circuit) else None)


def numbers(owner: str, text: str) -> tuple[int, ...]:
    """Return the integers that a text names.

    >>> numbers("--length", "2,4-6,10-20:5")
    (2, 4, 5, 6, 10, 15, 20)
    """
    found: list[int] = []
    for part in text.split(","):
        ends, colon, step = part.partition(":")
        low, dash, high = ends.partition("-")
        words = [word.strip() for word in (low, high if dash else low, step if colon else "1")]
        right = all(word.isascii() and word.isdigit() and len(word) < 19 for word in words)
        first, last, by = map(int, words) if right else (0, 0, 0)
        if not 1 <= first <= last or not by or (colon and not dash):
            raise TnrnnError(f"{mistake(owner, SIZES, text)}{_respelt(text)}")
        found += range(first, last + 1, by)[: MOST_VALUES + 1]
        if len(found) > MOST_VALUES:
            raise mistake(owner, f"at most {MOST_VALUES:,} values", text)
    if len(set(found)) < len(found):
        raise mistake(owner, "each value once", text)
    return tuple(found)
