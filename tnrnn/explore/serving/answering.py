"""A process that computes what a page asks for: it reads each question from one line and writes the answer as lines."""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...basics import TnrnnError, choice, listed, mistake
from ...interop import from_json, to_json
from ..cases import Chosen, Given, GivenCase, Parameters, case_of
from ..editing import VIEWS, Subject, figure_answer, figure_in, save_answer, subject_of
from ..showing import MOST_POINTS, RANK_AT_MOST, RANK_AT_MOST_ASKED, answer, growth

DONE: dict[str, Any] = {"done": True}
"""The message that follows the last message of an answer."""

GIVEN = "--given"
"""The argument of a process that is given circuits and networks in its first line."""

EDITED = ("case", "view", "cut", "figure", "text", "format")
"""The words of the questions of the editor."""

PICTURES = tuple(VIEWS)
"""What the editor draws of a case; the first one if a question does not say."""


Words = Mapping[str, Any]
Messages = Iterator[dict[str, Any]]


@dataclass(frozen=True)
class Desk:
    """What holds for all questions that a process answers.

    Parameters
    ----------
    rank_at_most : int
        The rank of a case is computed if the least upper bound is at most this.
    given : tuple of Given
        The circuits and networks that a question may name in place of a model.
    """

    rank_at_most: int = RANK_AT_MOST
    given: tuple[Given, ...] = ()


def answers(lines: Iterable[str], desk: Desk = Desk()) -> Messages:
    """Yield the messages that answer each question, and `DONE` after those of a question.

    Parameters
    ----------
    lines : iterable of str
        One question a line, as `line_of` writes it.
    desk : Desk
        What holds for all questions.

    Examples
    --------
    >>> case = {"length": 2, "layers": 1, "inputs": 2, "hidden": 2, "split": 1, "mode": "one-hot"}
    >>> [*map(list, answers([line_of("case", case)]))][-3:]
    [['stage'], ['numbers'], ['done']]
    >>> next(answers([line_of("case", {**case, "split": 7})]))
    {'error': 'split: expected an integer from 1 to 1, given 7'}
    """
    for line in lines:
        try:
            kind, words = json.loads(line)
            if not isinstance(words, dict):
                raise mistake("question", "words by name", words)
            yield from QUESTIONS[choice("question", kind, QUESTIONS)](words, desk)
        except TnrnnError as error:
            yield {"error": str(error)}
        except MemoryError:
            yield {"error": "there is not enough memory"}
        yield DONE


def line_of(kind: str, words: Words) -> str:
    """Return the line that asks a question of a kind of `QUESTIONS`.

    >>> line_of("case", {"length": 2})
    '["case", {"length": 2}]'
    """
    return json.dumps([kind, words])


def case_line(case: Parameters | Chosen | GivenCase) -> str:
    """Return the line that asks for a case.

    >>> case_line(Parameters(2, 1, 2, 2, 1, "one-hot"))[:30]
    '["case", {"model": "rac", "len'
    """
    found = case.chosen if isinstance(case, Parameters) else case
    return line_of("case", {"model": found.model, **found.to_json()})


def _case(words: Words, desk: Desk) -> Messages:
    return answer(case_of(words, desk.given), desk.rank_at_most)


def _figure(words: Words, desk: Desk) -> Messages:
    return figure_answer(_subject(words, desk), figure_in(words))


def _save(words: Words, desk: Desk) -> Messages:
    return save_answer(_subject(words, desk), figure_in(words), words.get("format", "toml"))


def _subject(words: Words, desk: Desk) -> Subject:
    """Return what the editor draws: the case of the words, in a view, and with its cut if they ask for it."""
    for name in words:
        choice("question", name, EDITED)
    case = words.get("case")
    if not isinstance(case, Mapping):
        raise mistake("question, case", "the words of a case", case)
    found = case_of(case, desk.given)
    view, with_cut = choice("view", words.get("view", PICTURES[0]), PICTURES), words.get("cut", False)
    if not isinstance(with_cut, bool):
        raise mistake("question, cut", "true or false", with_cut)
    return subject_of(found.chosen if isinstance(found, Parameters) else found, view, with_cut)


def _growth(words: Words, desk: Desk) -> Messages:
    case = {name: value for name, value in words.items() if name not in ("axis", "at")}
    found, at = case_of(case, desk.given), words.get("at")
    whole_case = found.chosen if isinstance(found, Parameters) else found
    points = None if at is None else listed("growth, at", "values of the axis", at, MOST_POINTS)
    return growth(whole_case, words.get("axis", "split"), points, desk.rank_at_most)


QUESTIONS: dict[str, Callable[[Words, Desk], Messages]] = {
    "case": _case,
    "growth": _growth,
    "figure": _figure,
    "save": _save,
}
"""What a page can ask, by the kind of the question: each takes the words of the question, and the desk."""


def first_line(given: Sequence[Given]) -> str:
    """Return the line that gives a process circuits and networks once, before its questions.

    >>> first_line([])
    '[]'
    """
    return json.dumps([[each.name, to_json(each.subject)] for each in given])


def given_in(line: str) -> tuple[Given, ...]:
    """Return what `first_line` has written.

    >>> given_in("[]")
    ()
    """
    return tuple(Given(from_json(text), name) for name, text in json.loads(line))


def main() -> None:
    """Answer the lines of standard input, and exit at once when it is closed, because whoever asked has gone.

    With the argument `GIVEN` the first line is that of `first_line`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is handled by the process that started this one
    given: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(given,), daemon=True).start()
    out = sys.stdout
    own = given_in(given.get()) if GIVEN in sys.argv[1:] else ()
    for message in answers(iter(given.get, None), Desk(RANK_AT_MOST_ASKED, own)):
        out.write(json.dumps(message, ensure_ascii=True, separators=(",", ":")) + "\n")
        out.flush()


def _read(given: queue.SimpleQueue[str]) -> None:
    for line in sys.stdin:
        given.put(line)
    os._exit(0)  # even in the middle of a case


if __name__ == "__main__":
    main()
