"""Calls and names in a deprecated form, which work until `GOES` with a DeprecationWarning: see docs/versions.md."""

from __future__ import annotations

import functools
import sys
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from .errors import choice, mistake, shown

SINCE, GOES = "1.0", "2.0"
"""The first version that warns of what is deprecated today, and the first that may be without it."""

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Renamed:
    """A parameter that is called `new` and was called `old`; `words` maps old values to new ones, if there are any."""

    old: str
    new: str
    words: Mapping[str, str]

    def before(self, word: str) -> str:
        """Return the old value for a new one."""
        return next(old for old, new in self.words.items() if new == word)


def as_before(*renamed: Renamed) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator that lets a function take calls in the form that is deprecated, with a warning.

    Keyword-only arguments may be given by position after the others, in their order, and a renamed parameter may have
    its old name or an old value. Type checkers see the function as it is written.

    Parameters
    ----------
    *renamed : Renamed
        The renamed parameters of the function.

    Examples
    --------
    >>> import warnings
    >>> @as_before()
    ... def power(base, *, exponent=2):
    ...     return base**exponent
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     power(2, 3)
    8
    >>> print(caught[0].message)
    power: an argument by position is deprecated since 1.0 and will not be taken in 2.0; write exponent=3
    """

    def decorated(function: Callable[P, R]) -> Callable[P, R]:
        most: int = function.__code__.co_argcount

        @functools.wraps(function)
        def called(*args: P.args, **kwargs: P.kwargs) -> R:
            if not renamed and len(args) <= most:
                return function(*args, **kwargs)
            call = _Call(function, args, kwargs)
            call.name_late_ones()
            for each in renamed:
                call.rename(each)
            for line in call.told:
                warnings.warn(line, DeprecationWarning, stacklevel=2)
            return function(*call.args, **call.kwargs)

        return called

    return decorated


class _Call:
    """The arguments of a call, which are converted to the new form, and the warnings about them."""

    def __init__(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        code = function.__code__
        self.most = code.co_argcount
        self.names = code.co_varnames[: self.most + code.co_kwonlyargcount]
        self.owner = function.__qualname__.removesuffix(".__init__")
        self.args, self.kwargs = args, dict(kwargs)
        self.told: list[str] = []

    def name_late_ones(self) -> None:
        """Pass by name the arguments that can no longer be passed by position; if they do not fit, Python raises."""
        late = self.names[self.most : len(self.args)]
        if late and len(self.args) <= len(self.names) and not set(late) & set(self.kwargs):
            for name, value in zip(late, self.args[self.most :], strict=True):
                self.kwargs[name] = value
                self._tell("an argument by position", f"{name}={shown(value)}")
            self.args = self.args[: self.most]

    def rename(self, each: Renamed) -> None:
        """Replace the old name and value of a parameter by the new ones."""
        at = self.names.index(each.new)
        by_place = at < len(self.args)
        if each.old in self.kwargs:
            value = self.kwargs.pop(each.old)
            if by_place or each.new in self.kwargs:
                raise mistake(f"{self.owner}, {each.old}", f"nothing beside {each.new}", value)
            if value is not None and each.words:
                value = each.words[choice(f"{self.owner}, {each.old}", value, each.words)]
            self.kwargs[each.new] = value
            self._tell(f"{each.old}=", f"{each.new}={shown(value)}")
            return
        value = self.args[at] if by_place else self.kwargs.get(each.new)
        if not isinstance(value, str) or value not in each.words:
            return
        if by_place:
            self.args = (*self.args[:at], each.words[value], *self.args[at + 1 :])
        else:
            self.kwargs[each.new] = each.words[value]
        self._tell(repr(value), f"{each.new}={each.words[value]!r}")

    def _tell(self, old: str, new: str) -> None:
        goes = f"is deprecated since {SINCE} and will not be taken in {GOES}"
        self.told.append(f"{self.owner}: {old} {goes}; write {new}")


def former_attribute(old: str, new: str) -> None:
    """Warn whoever reads an attribute under its old name; the attribute itself calls this.

    Parameters
    ----------
    old, new : str
        The class and the name of the attribute, as in "Spectrum.numeric_rank", and its new name.
    """
    _warn(old, new, stacklevel=4)


def former_names(module: str, **old: Any) -> Callable[[str], Any]:
    """Return the `__getattr__` of a module in which classes have old names, too; whoever asks for one is warned.

    Parameters
    ----------
    module : str
        The name of the module.
    **old
        The class for each old name.
    """

    def found(name: str) -> Any:
        if name not in old:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        _warn(name, old[name].__name__, stacklevel=_outside())
        return old[name]

    return found


def _warn(old: str, new: str, stacklevel: int) -> None:
    line = f"{old} is deprecated since {SINCE} and will be gone in {GOES}; write {new}"
    warnings.warn(line, DeprecationWarning, stacklevel=stacklevel)


def _outside() -> int:
    """Return the level of the stack, as `_warn` counts it, that asked the faces of rooms for a name.

    Frames of `importlib`, through which `from` asks, are left out here, since `warnings` leaves them out as well.
    """
    level, frame = 3, sys._getframe(2)
    while frame.f_back and frame.f_globals.get("__name__") == "lazy_loader":
        level, frame = level + 1, frame.f_back
    return level
