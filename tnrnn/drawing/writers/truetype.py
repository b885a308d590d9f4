"""Type in PDF and PostScript files as TrueType, by every way of saving a figure, and with no setting changed.

matplotlib embeds fonts as Type 3 by default, which many journals refuse, and reads the setting for that when a text is
drawn and when the file ends. So a figure with a picture has an artist that is drawn before all others, and that changes
the page which is being written: its texts have fonts of their own, which the file embeds as TrueType. Other pages of
the same file stay as they are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from .matplotlib_settings import TURN

TRUETYPE = 42
"""The number of TrueType among the kinds of fonts."""

TABLES = ("fontNames", "_fontNames", "dviFontInfo", "_dviFontInfo")
"""The dictionaries of fonts of a file, as versions of matplotlib call them."""


def with_truetype(ax: Axes) -> None:
    """Let a figure have its type as TrueType in every PDF or PostScript file that it is written to."""
    figure = ax.get_figure(root=True)
    if figure is not None and not any(isinstance(artist, TrueType) for artist in figure.artists):
        figure.add_artist(TrueType())


class TrueType(Artist):
    """An artist that paints nothing. It is drawn before all others."""

    def __init__(self) -> None:
        super().__init__()
        self.set_zorder(-sys.float_info.max)
        self.set_in_layout(False)

    def draw(self, renderer: Any) -> None:
        """Change the page that is being written, if it is one of a PDF or a PostScript file."""
        page = getattr(renderer, "_vector_renderer", renderer)
        for kind, name, change in (("pdf", "RendererPdf", _change_pdf), ("ps", "RendererPS", _change_ps)):
            backend = sys.modules.get(f"matplotlib.backends.backend_{kind}")
            setting: Any = f"{kind}.fonttype"
            ours = backend is not None and isinstance(page, getattr(backend, name))
            if ours:
                with TURN:  # or the setting may be that of a text that another thread draws
                    usual = matplotlib.rcParams[setting] != TRUETYPE
                if usual:
                    change(page)


@contextmanager
def _truetype(kind: str) -> Iterator[None]:
    """Hold the lock and have TrueType for what is embedded meanwhile."""
    name: Any = f"{kind}.fonttype"
    with TURN:
        before = matplotlib.rcParams[name]
        matplotlib.rcParams[name] = TRUETYPE
        try:
            yield
        finally:
            matplotlib.rcParams[name] = before


def _change_pdf(page: Any) -> None:
    fonts = getattr(page.file, "_tnrnn_fonts", None)
    if fonts is None:
        fonts = page.file._tnrnn_fonts = _Fonts(page.file)
    draw = page.draw_text

    def draw_text(*args: Any, **more: Any) -> None:
        with fonts.in_use():
            draw(*args, **more)

    page.draw_text = draw_text


class _Fonts:
    """The TrueType fonts of a PDF file, beside the other ones that it may have."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.kept: dict[str, Any] = {name: {} for name in TABLES if name in vars(file)}
        tracker = file._character_tracker
        size = getattr(tracker, "subset_size", None)
        self.kept["_character_tracker"] = type(tracker)() if size is None else type(tracker)(size)
        self.write = file.writeFonts
        file.writeFonts = self.write_both

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Let the file use these fonts."""
        with _truetype("pdf"):
            others = {name: getattr(self.file, name) for name in self.kept}
            vars(self.file).update(self.kept)
            try:
                yield
            finally:
                vars(self.file).update(others)

    def write_both(self) -> None:
        """Write these fonts and the others, and one list of both."""
        found: dict[Any, Any] = {}
        with self._listing(found.update), self.in_use():
            self.write()
        put = self.file.writeObject
        with self._listing(lambda fonts: put(self.file.fontObject, {**found, **fonts})):
            self.write()

    @contextmanager
    def _listing(self, take: Callable[[dict[Any, Any]], Any]) -> Iterator[None]:
        """Give the list of fonts to a function instead of writing it."""
        put = self.file.writeObject

        def write_object(reference: Any, value: Any) -> None:
            if reference == self.file.fontObject:
                take(value)
            else:
                put(reference, value)

        self.file.writeObject = write_object
        try:
            yield
        finally:
            del self.file.writeObject


class _Used(dict[Any, Any]):
    """The fonts of a page in PostScript; they are embedded while this is gone through."""

    def items(self) -> Any:
        with _truetype("ps"):
            yield from super().items()


def _change_ps(page: Any) -> None:
    tracker = page._character_tracker
    if not isinstance(tracker.used, _Used):
        tracker.used = _Used(tracker.used)
