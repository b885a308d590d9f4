"""Pictures of networks, circuits and their cuts: first data (`Scene`), then a file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..errors import mistake
from .composing import Drawn, Page, compose
from .files import ENDINGS, check_path
from .scene import Scene
from .style import THEMES, Style, resolved
from .view import View

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes

    from ..circuit import Circuit
    from ..network import Network

LEAST_INCHES = 0.1
"""Axes are taken to be at least so large: a figure may give them their size later."""

__all__ = ["ENDINGS", "THEMES", "Page", "Scene", "Style", "View", "check_path", "compose", "draw", "save"]


def draw(
    network_or_circuit: Network | Circuit,
    cut: Drawn | Iterable[Drawn] | None = None,
    ax: Axes | None = None,
    style: Style | str | None = None,
    view: View | str | None = None,
) -> Axes:
    """Draw a network (a staircase where it is one) or a circuit (the shared view), with a cut on it; return the axes.

    Parameters
    ----------
    network_or_circuit : Network or Circuit
    cut : Cut, or several, optional
        Of this very network or circuit; the picture marks exactly what it lists. A SymmetricCut is named beside them.
    ax : matplotlib Axes, optional
        Where to draw; its aspect becomes equal and its frame is hidden. Default: axes on a figure of their own, of a
        size in inches that suits the picture. pyplot has no part in it, nothing is shown, and no setting of matplotlib
        is changed.
    style : Style or str, optional
        A style, or a theme: "print" (default), "slides", "dark" or "grey".
    view : View or str, optional
        What is shown, with how much detail, with which labels, and how wide.

    Raises
    ------
    TnrnnError
        On anything but a network or a circuit, a cut of something else, or a theme or view that there is not.

    >>> from tnrnn import Partition, min_cut, rac, unroll
    >>> network = unroll(rac(length=6, layers=2, inputs=2, hidden=3), inputs="repeated")
    >>> axes = draw(network, cut=min_cut(network, Partition.start_end(6)))
    >>> [text.get_text() for text in axes.texts if "min-cut" in text.get_text()]
    ['min-cut  $M \\\\, R^{3} = 54$']
    """
    look = resolved(style)
    page = Page(font_size=look.font_size)
    if ax is not None:
        page = _page_of(ax, look)
    picture = compose(network_or_circuit, cut, page, view)
    from .matplotlib_writer import draw_scene

    return draw_scene(picture, look, ax)


def _page_of(ax: Axes, look: Style) -> Page:
    from matplotlib.axes import Axes

    if not isinstance(ax, Axes):
        raise mistake("draw, ax", "matplotlib axes or None", ax)
    figure = ax.get_figure(root=True)
    box = ax.get_position()
    width, height = figure.get_size_inches() if figure is not None else (6.4, 4.8)
    return Page(
        max(width * box.width, LEAST_INCHES), max(height * box.height, LEAST_INCHES), look.font_size, least_unit=0.0
    )


def save(scene_or_axes: Scene | Axes, path: str | os.PathLike[str], style: Style | str | None = None) -> None:
    """Write a picture to a file, as its ending says: png, pdf or svg. The same picture gives the same bytes.

    Parameters
    ----------
    scene_or_axes : Scene or Axes
        What `compose` or `draw` returned; of axes the whole figure is written.
    path : str or path
        The file; it is written beside its place and renamed.
    style : Style or str, optional
        For a scene: how it looks. Axes have been drawn in a style already.

    Raises
    ------
    TnrnnError
        On an ending that there is not, or a file that cannot be written.

    >>> from tnrnn import rac
    >>> save(compose(rac(length=3, layers=1, inputs=2, hidden=2)), "picture.jepg")
    Traceback (most recent call last):
    tnrnn.errors.TnrnnError: save, ending of 'picture.jepg': expected png, pdf or svg, given 'jepg'
    """
    check_path(path)
    from matplotlib.axes import Axes

    from .matplotlib_writer import draw_scene, write

    if isinstance(scene_or_axes, Scene):
        write(draw_scene(scene_or_axes, resolved(style)), path)
    elif isinstance(scene_or_axes, Axes):
        if style is not None:
            raise mistake("save, style", "None for axes, which have been drawn in a style already", style)
        write(scene_or_axes, path)
    else:
        raise mistake("save", "a Scene or matplotlib axes", scene_or_axes)
