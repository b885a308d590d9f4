"""A talk that a speaker has written, as a file: steps with a title, words, notes, and the state that each shows."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...basics import TnrnnError, mistake
from ...records import Kind, check_header, parsed
from ...system import read_text, write_file

KIND = Kind("talk", "tnrnn talk", 1, 2**20, 5)
"""The format of the file: at most 1 MiB, nested at most five deep."""

MOST_STEPS = 200
"""The largest number of steps of a talk."""

LENGTHS = {"title": 200, "words": 4_000, "notes": 20_000}
"""The largest lengths of the texts of a step."""

MOST_WORDS, LONGEST_WORD = 60, 4_000
"""The largest number of words of a state, and the largest length of the text of one."""

FIELDS = ("format", "version", "state", "steps")

State = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TalkStep:
    """One step of a talk.

    Parameters
    ----------
    title, words : str
        What the page writes below the picture; a formula such as R^3 gets its exponent.
    notes : str
        What only the speaker sees.
    state : mapping of str to str, int or bool, or pairs of these
        What is shown, in the words of a link to the page: the model and its sizes, the split, the mode, the view, the
        reader's own cut, and so on.

    Raises
    ------
    TnrnnError
        If a text is too long or not a text, or if the state is not made of words.

    Examples
    --------
    >>> TalkStep("Depth two", "The lower layer is there twice.", state={"layers": 2}).state
    (('layers', '2'),)
    """

    title: str = ""
    words: str = ""
    notes: str = ""
    state: State = ()

    def __post_init__(self) -> None:
        for name, most in LENGTHS.items():
            text = getattr(self, name)
            if not isinstance(text, str) or len(text) > most:
                raise mistake(f"talk, {name}", f"a text of at most {most:,} characters", text)
        object.__setattr__(self, "state", _state(self.state))

    def to_json(self) -> dict[str, Any]:
        """Return the step as JSON."""
        return {"title": self.title, "words": self.words, "notes": self.notes, "state": dict(self.state)}


@dataclass(frozen=True)
class Talk:
    """A talk: its steps, and the state in which it was saved.

    Parameters
    ----------
    steps : sequence of TalkStep
        From 1 to 200 steps.
    state : mapping of str to str, int or bool, or pairs of these
        What the page shows before the talk begins.

    Raises
    ------
    TnrnnError
        If there are no steps or too many, or if one is not a step.

    Examples
    --------
    >>> talk = Talk((TalkStep("Depth", state={"layers": 2}), TalkStep("Time", state={"length": 8})))
    >>> Talk.from_json(talk.to_json()) == talk
    True
    """

    steps: tuple[TalkStep, ...]
    state: State = ()

    def __post_init__(self) -> None:
        given = self.steps
        if not isinstance(given, Sequence) or not all(isinstance(step, TalkStep) for step in given):
            raise mistake("talk, steps", "a sequence of TalkStep", given)
        if not 1 <= len(given) <= MOST_STEPS:
            raise mistake("talk", f"from 1 to {MOST_STEPS} steps", len(given))
        object.__setattr__(self, "steps", tuple(given))
        object.__setattr__(self, "state", _state(self.state))

    def to_json(self) -> dict[str, Any]:
        """Return the talk as JSON, as the page writes it."""
        steps = [step.to_json() for step in self.steps]
        return {"format": KIND.format, "version": KIND.version, "state": dict(self.state), "steps": steps}

    @staticmethod
    def from_json(body: Mapping[str, Any]) -> Talk:
        """Return the talk that `to_json` has written.

        Parameters
        ----------
        body : mapping
            The talk as JSON.

        Raises
        ------
        TnrnnError
            If the format or version is another, if a field is missing or unknown, or if a value does not fit.

        Examples
        --------
        >>> Talk.from_json({"format": "tnrnn talk", "version": 1, "state": {}, "steps": [{"tittle": "Depth"}]})
        Traceback (most recent call last):
        tnrnn.TnrnnError: talk, step 1: expected title, words, notes or state, given 'tittle'; did you mean 'title'?
        """
        if not isinstance(body, Mapping):
            raise mistake("talk", "a JSON object", body)
        check_header(dict(body), KIND)
        _check_fields("talk", body, FIELDS)
        steps = body.get("steps")
        if not isinstance(steps, list | tuple):
            raise mistake("talk, steps", "a list", steps)
        if not 1 <= len(steps) <= MOST_STEPS:
            raise mistake("talk", f"from 1 to {MOST_STEPS} steps", len(steps))
        found = [_step(f"talk, step {number}", each) for number, each in enumerate(steps, start=1)]
        return Talk(tuple(found), body.get("state", {}))


def read_talk(path: str | os.PathLike[str]) -> Talk:
    """Return the talk of a file that a page has saved.

    Parameters
    ----------
    path : str or path
        The file of the talk.

    Raises
    ------
    TnrnnError
        If the file cannot be read, is larger than 1 MiB, is nested too deep, or is not a talk.

    Examples
    --------
    >>> read_talk("no such talk.json")
    Traceback (most recent call last):
    tnrnn.TnrnnError: talk 'no such talk.json': cannot be read: No such file or directory
    """
    return Talk.from_json(parsed(read_text(path, KIND.most, "talk"), KIND))


def write_talk(path: str | os.PathLike[str], talk: Talk) -> None:
    """Write a talk to a file, which a page can load.

    Parameters
    ----------
    path : str or path
        The file. It is written under another name first and then renamed.
    talk : Talk
        What is written.

    Raises
    ------
    TnrnnError
        If it is not a talk, or if the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> talk = Talk((TalkStep("Depth", state={"layers": 2}),))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_talk(folder + "/talk.json", talk)
    ...     read_talk(folder + "/talk.json") == talk
    True
    """
    if not isinstance(talk, Talk):
        raise mistake("write_talk", "a Talk", talk)
    write_file(path, (json.dumps(talk.to_json(), ensure_ascii=False, indent=1) + "\n").encode())


def talk_of(given: Any) -> Talk:
    """Return a talk that is given as one, or by the name of its file."""
    if isinstance(given, Talk):
        return given
    if not isinstance(given, str | os.PathLike):
        raise mistake("talk", "a Talk, or the name of a file", given)
    return read_talk(given)


def _step(owner: str, given: Any) -> TalkStep:
    if not isinstance(given, Mapping):
        raise mistake(owner, "a JSON object", given)
    _check_fields(owner, given, (*LENGTHS, "state"))
    try:
        return TalkStep(**given)
    except TnrnnError as error:
        raise TnrnnError(str(error).replace("talk,", f"{owner},", 1)) from None


def _check_fields(owner: str, given: Mapping[str, Any], names: Sequence[str]) -> None:
    for name in given:
        if name not in names:
            raise mistake(owner, f"{', '.join(names[:-1])} or {names[-1]}", name, names)


def _state(given: Any) -> State:
    pairs = list(given.items()) if isinstance(given, Mapping) else given
    if not isinstance(pairs, list | tuple) or len(pairs) > MOST_WORDS:
        raise mistake("talk, state", f"at most {MOST_WORDS} words by name", given)
    return tuple(_word(pair) for pair in pairs)


def _word(pair: Any) -> tuple[str, str]:
    if not isinstance(pair, list | tuple) or len(pair) != 2 or not _is_name(pair[0]):
        raise mistake("talk, state", "names in small letters with their words", pair)
    name, value = pair
    text = str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int | float) else value
    if not isinstance(text, str) or len(text) > LONGEST_WORD:
        raise mistake(f"talk, state, {name}", f"a text of at most {LONGEST_WORD:,} characters", value)
    return name, text


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and re.fullmatch("[a-z][a-z_]{0,39}", name) is not None
