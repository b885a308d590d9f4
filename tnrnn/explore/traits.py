"""What the traits of the widget share: how wrong values are refused, and the figure of the editor."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from ..basics import TnrnnError, missing
from ..drawing import Figure
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
