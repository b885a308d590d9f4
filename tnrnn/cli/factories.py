"""Units of the user's own: what a function returns that --module names as PACKAGE.MODULE:FACTORY."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import os
import sys
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from ..basics import TnrnnError, mistake, shown
from ..system import place_of, said

FORM = "PACKAGE.MODULE:FACTORY, such as models.small:lstm"
"""How a factory is named."""


@contextlib.contextmanager
def from_here() -> Iterator[None]:
    """Find modules also in the working directory, as python -m does, and print on standard error what they print.

    So the JSON on standard output stays JSON.
    """
    before = list(sys.path)
    sys.path.insert(0, os.getcwd())
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        sys.path[:] = before


def units_of(word: str) -> dict[str, Any]:
    """Return the units that a factory returns, by name: those of a mapping, or one unit under the name of the factory.

    Parameters
    ----------
    word : str
        The factory, as PACKAGE.MODULE:FACTORY. It is called without arguments.

    Raises
    ------
    TnrnnError
        If the word has another form; if the module cannot be imported; if it has no such name; or if the factory cannot
        be called, needs arguments, raises an error, or returns something else than a torch module, a function, or a
        mapping from names to such.

    Examples
    --------
    >>> units_of("json:dumps")
    Traceback (most recent call last):
    tnrnn.TnrnnError: --module 'json:dumps': expected a function that is called without arguments, given one that \
needs obj
    """
    owner = f"--module {shown(word)}"
    path, _, name = word.partition(":")
    if not all(part.isidentifier() for part in [*path.split("."), *name.split(".")]):
        raise TnrnnError(f"--module: expected {FORM}, given {shown(word)}")
    factory = _named(owner, _imported(owner, path), name)
    _check_call(owner, factory)
    with _told(owner, "a function that returns a unit"):
        made = factory()
    several = isinstance(made, Mapping)
    named = {str(key): unit for key, unit in made.items()} if several else {name: made}
    if not named:
        raise mistake(owner, "a function that returns at least one unit", made)
    for key, unit in named.items():
        if not callable(unit) or isinstance(unit, type):
            given = f"{shown(key)}: {shown(unit)}" if several else shown(unit)
            wanted = "a function that returns a torch module, a function of sequences, or a mapping of several"
            raise TnrnnError(f"{owner}: expected {wanted}, given {given}")
    return named


def _imported(owner: str, path: str) -> ModuleType:
    with _told(owner, "a module that can be imported"):
        return importlib.import_module(path)


def _named(owner: str, module: ModuleType, name: str) -> Any:
    """Return what a module calls `name`, which may have dots, as in Class.method."""
    found: Any = module
    for part in name.split("."):
        if not hasattr(found, part):
            known = [each for each in dir(found) if not each.startswith("_")]
            where = getattr(found, "__name__", type(found).__name__)
            raise mistake(owner, f"a name in {where}", part, known)
        found = getattr(found, part)
    return found


def _check_call(owner: str, factory: Any) -> None:
    """Raise an error unless a factory can be called without arguments."""
    wanted = "a function that is called without arguments"
    if not callable(factory):
        raise TnrnnError(f"{owner}: expected {wanted}, given {shown(factory)}")
    if hasattr(factory, "state_dict") and not isinstance(factory, type):
        given = f"a module of the class {type(factory).__name__}"
        raise TnrnnError(f"{owner}: expected {wanted} and returns the module, given {given} itself")
    try:
        parameters = inspect.signature(factory).parameters.values()
    except (TypeError, ValueError):  # some functions of compiled modules do not say what they take
        return
    if inspect.iscoroutinefunction(factory):
        raise TnrnnError(f"{owner}: expected {wanted}, given one that is async")
    stars = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    needs = [one.name for one in parameters if one.default is one.empty and one.kind not in stars]
    if needs:
        raise TnrnnError(f"{owner}: expected {wanted}, given one that needs {', '.join(needs)}")


@contextlib.contextmanager
def _told(owner: str, wanted: str) -> Iterator[None]:
    """Make one line of whatever the code of a user raises, except Ctrl-C."""
    try:
        yield
    except (KeyboardInterrupt, MemoryError, TnrnnError):
        raise
    except BaseException as error:  # also SystemExit, as of a script without `if __name__`
        raise TnrnnError(f"{owner}: expected {wanted}, given {said(error)}") from None


@contextlib.contextmanager
def running(words: list[str]) -> Iterator[None]:
    """Make one line of an error that the units of these factories raise while they are measured.

    An error of our own, in whose traceback there is no other file than ours and those of installed packages, stays as
    it is: it is a bug, and its traceback is wanted.
    """
    try:
        yield
    except (TnrnnError, MemoryError):
        raise
    except (Exception, SystemExit) as error:  # SystemExit would end the command without a word
        if not words or not place_of(error):
            raise
        raise TnrnnError(
            f"--module {shown(', '.join(words))}: expected a unit that runs, given {said(error)}"
        ) from None
