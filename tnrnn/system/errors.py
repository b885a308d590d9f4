"""Errors that the code of a user raises, as one line that says where."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

from ..basics import shown_line

OTHERS = (Path(__file__).parents[1], Path(os.__file__).parent)
"""The folders of this package and of Python, which are not the user's."""


MISTAKES = (ArithmeticError, AssertionError, ImportError, NameError, OSError)
"""What functions of a user raise if there is a mistake in them, or a file that they lack."""

FAILURES = (RuntimeError, TypeError, ValueError, IndexError, KeyError, AttributeError, *MISTAKES)
"""What they raise if they fail; most of these say that they were given something that they do not read."""


def failure(error: BaseException) -> str:
    """Return what an error says; one that says nothing, or is a mistake of the function, also has its name and place.

    >>> failure(ValueError("two axes")), failure(ValueError()), failure(ZeroDivisionError("division by zero"))
    ('two axes', 'ValueError', 'ZeroDivisionError: division by zero')
    """
    text = shown_line(str(error), 160)
    return said(error) if isinstance(error, MISTAKES) or not text else text


def said(error: BaseException) -> str:
    """Return an error as one line, with the line of the user's file where it was raised if that is known.

    >>> said(ValueError("two\\nlines"))
    'ValueError: two lines'
    """
    text = shown_line(str(error), 160)
    place = "" if isinstance(error, SyntaxError) else place_of(error)  # a SyntaxError says where it is
    return f"{type(error).__name__}{text and f': {text}'}{place and f' ({place})'}"


def place_of(error: BaseException) -> str:
    """Return file and line of the innermost call in a file of the user's, or an empty text.

    >>> place_of(ValueError("raised nowhere"))
    ''
    """
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        installed = any(path.is_relative_to(folder) for folder in OTHERS) or "site-packages" in path.parts
        if not installed and path.exists():
            return f"{path.name}, line {frame.lineno}"
    return ""
