"""The error classes of the package, and the checks that raise them in one wording."""

from __future__ import annotations

import difflib
import itertools
import operator
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeVar

Word = TypeVar("Word", bound=str)

# Longer words are neither corrected nor suggested.
LONGEST_WORD = 100
# The largest number of words that are searched for a suggestion.
MOST_WORDS = 5_000


class TnrnnError(ValueError):
    """A mistake in what the user gave.

    The message is one line that says what is wrong, what was expected and what was given, and suggests the nearest
    valid word.

    >>> from tnrnn import Partition, rac, symmetric_cut
    >>> symmetric_cut(rac(4, 1, 2, 2), Partition.start_end(4), mode="onehot")
    Traceback (most recent call last):
    tnrnn.TnrnnError: symmetric_cut, mode: expected one-hot or continuous, given 'onehot'; did you mean 'one-hot'?
    """

    __module__ = "tnrnn"  # where users find it, as tracebacks show it


class CheckError(TnrnnError):
    """A check that failed: the input can be read, but what it claims is not true.

    `RankCertificate.verify` raises it; the exit status of the command line is then 1 instead of 2.

    >>> import dataclasses
    >>> from tnrnn import Partition, rac, separation_rank
    >>> certificate = separation_rank(rac(4, 2, 2, 2), Partition.start_end(4))
    >>> dataclasses.replace(certificate, seed=1).verify()
    Traceback (most recent call last):
    tnrnn.CheckError: certificate: the values of the minor differ from those it was made with (minor_sha256)
    """

    __module__ = "tnrnn"


class LimitError(TnrnnError):
    """A matrix would have more rows or columns than the given limit."""

    __module__ = "tnrnn.basics"


class MissingPackageError(TnrnnError, ImportError):
    """An optional package is not installed. It is also an `ImportError`, for code that catches failed imports."""

    __module__ = "tnrnn.basics"


def missing(owner: str, packages: str, extra: str, instead: str = "") -> MissingPackageError:
    """Return the error for a missing package that belongs to an extra; `instead` says what can be done without it.

    >>> raise missing("tool", "saw", "wood")
    Traceback (most recent call last):
    tnrnn.basics.MissingPackageError: tool: expected the package saw, given none; python -m pip install "tnrnn[wood]"
    """
    packages = f"packages {packages}" if " and " in packages else f"package {packages}"
    install = f'python -m pip install "tnrnn[{extra}]"'
    return MissingPackageError(
        f"{owner}: expected the {packages}, given none; {install}{instead and f', or {instead}'}"
    )


def shown(value: Any, most: int = 80) -> str:
    """Return the `repr` of a value as one line of at most `most` characters, shortened in the middle.

    >>> shown("a" * 200, most=20)
    "'aaaaaaa ... aaaaaa'"
    """
    if isinstance(value, int) and abs(value) >= 10**most:
        return f"an integer of {value.bit_length()} bits"
    try:
        text = " ".join(repr(value).split())
    except (ValueError, RecursionError):  # an integer of more than 4,300 digits in it, or too many nested tuples
        return f"a {type(value).__name__} too long to show"
    if len(text) <= most:
        return text
    keep = most - 5
    return f"{text[: keep - keep // 2]} ... {text[-(keep // 2) :]}"


def shown_line(text: str, most: int = 300) -> str:
    """Return a text as one line, shortened after `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]} ..."


def approximate(number: int) -> str:
    """Return an integer as text: with separators, or from 10^15 on by its first digits and a power of ten.

    >>> approximate(10625), approximate(3 * 10**30)
    ('10,625', 'about 3.0e+30')
    """
    return f"{number:,}" if number < 10**15 else f"about {Decimal(number):.1e}"


def mistake(offender: str, expected: str, given: Any, choices: Iterable[str] = ()) -> TnrnnError:
    """Return an error that says what was expected and given, and suggests the nearest of `choices` for a wrong word."""
    near = nearest(given, choices) if isinstance(given, str) else None
    hint = "" if near is None else f"; did you mean {near!r}?"
    return TnrnnError(f"{offender}: expected {expected}, given {shown(given)}{hint}")


def nearest(given: str, choices: Iterable[str]) -> str | None:
    """Return the nearest word, or None if no word is near.

    Small and capital letters count as the same, and a beginning that only one word has stands for that word. Long words
    and long lists are not searched, as that would take long.

    >>> nearest("LSTM", ["gru", "lstm"]), nearest("cont", ["one-hot", "continuous"])
    ('lstm', 'continuous')
    """
    if not 0 < len(given) <= LONGEST_WORD:
        return None
    words: dict[str, str] = {}
    for word in itertools.islice(choices, MOST_WORDS):
        if len(word) <= LONGEST_WORD:
            words.setdefault(word.casefold(), word)
    typed = given.casefold()
    found = difflib.get_close_matches(typed, words, n=1)
    begun = [word for word in words if word.startswith(typed)]
    near = found or begun[: len(begun) == 1]
    return words[near[0]] if near else None


def choice(offender: str, value: Any, choices: Iterable[Word]) -> Word:
    """Return `value` if it is one of `choices`.

    >>> choice("kind", "bilinaer", ["linear", "bilinear"])
    Traceback (most recent call last):
    tnrnn.TnrnnError: kind: expected linear or bilinear, given 'bilinaer'; did you mean 'bilinear'?
    """
    words = list(dict.fromkeys(choices))
    if isinstance(value, str) and value in words:
        return words[words.index(value)]
    raise mistake(offender, " or ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words), value, words)


def whole(offender: str, value: Any, least: int = 1, most: int | None = None) -> int:
    """Return `value` as a Python int if `least <= value <= most`; numpy's integers are allowed, and booleans are not.

    >>> whole("length", 2.5)
    Traceback (most recent call last):
    tnrnn.TnrnnError: length: expected an integer of at least 1, given 2.5
    """
    bounds = f"an integer of at least {least}" if most is None else f"an integer from {least} to {most}"
    try:
        number = operator.index(value)
    except TypeError:
        raise mistake(offender, bounds, value) from None
    if isinstance(value, bool) or number < least or (most is not None and number > most):
        raise mistake(offender, bounds, value)
    return number
