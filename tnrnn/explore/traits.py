"""What the traits of the widget share: how wrong values are refused; and those of the talk and of the editor."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any

from ..basics import TnrnnError, missing
from ..drawing import Figure
from .cases import Given, Talk, check_talk, talk_of
from .editing import figure_json, figure_of

try:
    import traitlets
except ImportError:
    raise missing("explore.Explorer", "anywidget and traitlets", "notebook") from None


class RefusedError(TnrnnError, traitlets.TraitError):
    """An error of both kinds: a TraitError makes traitlets take back all that was set together with a wrong value."""


def checked(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that raises a `RefusedError` where another raises a TnrnnError."""

    @functools.wraps(function)
    def refusing(*given: Any) -> Any:
        try:
            return function(*given)
        except TnrnnError as error:
            raise RefusedError(str(error)) from None

    return refusing


class Word(traitlets.Any):
    """A trait that refuses None, which traitlets would accept without a check."""

    allow_none = False


class Size(Word):
    """A trait that refuses at once what is not an integer: as 2.0 == 2, traitlets would see no change inside a hold."""

    def validate(self, obj: Any, value: Any) -> Any:
        return obj._size({"trait": self, "value": value}) if _is_no_integer(value) else operator.index(value)


def is_size(value: Any) -> bool:
    """Return whether a value may be meant as a size, even if it is wrong."""
    return isinstance(value, bool | float | None) or not _is_no_integer(value)


def _is_no_integer(value: Any) -> bool:
    return isinstance(value, bool) or not hasattr(value, "__index__")


def _talk_json(talk: Talk | None, widget: Any) -> Any:
    return None if talk is None else talk.to_json()


def _talk_read(body: Any, widget: Any) -> Talk | None:
    return None if body is None else Talk.from_json(body)


class Talking(traitlets.HasTraits):
    """The talk of the explorer, whose steps may show what is given."""

    talk = traitlets.Any(None).tag(sync=True, to_json=_talk_json, from_json=_talk_read)
    _given: tuple[Given, ...] = ()

    @traitlets.validate("talk")
    @checked
    def _its_talk(self, proposal: Any) -> Talk | None:
        if proposal["value"] is None:
            return None
        talk = talk_of(proposal["value"])
        check_talk(talk, self._given)
        return talk


class Drawing(traitlets.HasTraits):
    """The figure of the editor: `figure` in Python, and `_figure`, its text in JSON, with which the page shares it."""

    figure = traitlets.Any(None)
    _figure = Word("").tag(sync=True)

    @traitlets.validate("figure")
    @checked
    def _drawn(self, proposal: Any) -> Figure | None:
        figure_json(proposal["value"])
        return proposal["value"]  # type: ignore[no-any-return]

    @traitlets.validate("_figure")
    @checked
    def _drawn_text(self, proposal: Any) -> str:
        figure_of(proposal["value"])
        return proposal["value"]  # type: ignore[no-any-return]

    @traitlets.observe("figure")
    def _figure_changed(self, change: Any) -> None:
        if self.figure != figure_of(self._figure):  # else the page has written it, in its own form
            self._figure = figure_json(self.figure)

    @traitlets.observe("_figure")
    def _text_changed(self, change: Any) -> None:
        self.figure = figure_of(self._figure)
