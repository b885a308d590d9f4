"""What a user calls for a picture: `draw`, `animate` and `save`, and what results inherit that have a plot."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..basics import TnrnnError, as_before, mistake
from ..system import write_file
from .composing import AnyCut, composed, tell
from .framing import Story, StoryName, frames
from .labels import Bounds, Page
from .scenes import Scene, Style, Theme, View, ViewKind, resolved, resolved_view
from .writers import CHART_ENDINGS, FORMATS, MOTION, SCALED, check_matplotlib, check_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from matplotlib.axes import Axes

    from ..networks import Circuit, Network

LEAST_INCHES = 0.1
"""The least size that axes are taken to have, since a figure may give them their size later."""


def draw(
    network_or_circuit: Network | Circuit | Scene,
    cut: AnyCut | Iterable[AnyCut] | None = None,
    ax: Axes | None = None,
    style: Style | Theme | None = None,
    view: View | ViewKind | None = None,
) -> Axes:
    """Draw a network (a staircase where it is one) or a circuit (the shared view), with a cut on it; return the axes.

    Parameters
    ----------
    network_or_circuit : Network, Circuit or Scene
        What is drawn. A `Scene`, as `equation` and `figure_of_panels` return, is drawn as it is, without a cut or view.
        Its type keeps its size: give it axes of its own size, or none.
    cut : Cut, or several, optional
        A cut of this network or circuit, or several. The picture marks exactly what they list. In a circuit a
        SymmetricCut marks every vector that crosses it, as often as its degree; in a network its value is written
        beside the others.
    ax : matplotlib Axes, optional
        The axes to draw on. They are the box of the picture, unless the view gives one. Their aspect becomes equal and
        their frame is hidden. By default they are on a new figure, of a size in inches that suits the picture. pyplot
        is not used, nothing is shown, and no setting of matplotlib is changed.
    style : Style or str, optional
        A style, or a theme: "print" (default), "slides", "dark" or "grey".
    view : View or str, optional
        What is shown, with how much detail, with which labels, and how wide.

    Raises
    ------
    TnrnnError
        If the first argument cannot be drawn, the cut is that of another network or circuit, a scene is given a cut or
        a view, or a theme or view is unknown.

    Warns
    -----
    PictureWarning
        If no size was asked for, and the picture is larger than a page of 13 x 10 inches.

    Examples
    --------
    >>> from tnrnn import Partition, min_cut, rac, unroll
    >>> network = unroll(rac(length=6, layers=2, inputs=2, hidden=3), mode="continuous")
    >>> axes = draw(network, cut=min_cut(network, Partition.start_end(6)))
    >>> [text.get_text() for text in axes.texts if "min-cut" in text.get_text()]
    ['min-cut  $M \\\\, R^{3} = 54$']
    """
    look, shown = resolved(style), resolved_view(view)
    bounds = None if ax is None else _bounds_of(ax)
    if isinstance(network_or_circuit, Scene):
        picture = network_or_circuit
        if cut is not None or view is not None:
            raise mistake("draw", "neither a cut nor a view with a Scene", cut or view)
    else:
        page = Page(font_size=look.font_size)
        picture = composed(network_or_circuit, cut, page, shown, bounds)
        if ax is None:
            tell(picture, network_or_circuit, shown, page, stacklevel=2)
    check_matplotlib()
    from .writers import draw_scene

    return draw_scene(picture, look, ax)


def _bounds_of(ax: Axes) -> Bounds:
    """Return the box of axes in inches; axes that are too small get the least picture, and do not raise an error."""
    check_matplotlib()
    from .writers import check_axes

    check_axes("draw, ax", ax)
    width, height = (max(float(side) / ax.figure.dpi, LEAST_INCHES) for side in (ax.bbox.width, ax.bbox.height))
    return Bounds(width, height, soft=True)


@as_before()
def animate(
    network: Network,
    path: str | os.PathLike[str],
    *,
    story: Story | StoryName = "sweep",
    style: Style | Theme | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> None:
    """Write a moving picture of a network: a gif, an mp4 (where ffmpeg is found), or the pages of a pdf.

    Parameters
    ----------
    network : Network
        What the frames show.
    path : str or path
        The file. It is written under another name first and then renamed.
    story : Story or str
        "sweep" (the min-cut of every split), "unroll" (one time step after the other), "duplicate" (one copy after the
        other of what cannot be cloned) or "contract" (one contraction after the other). A Story also says how many
        seconds a frame lasts.
    style : Style or str, optional
        A style, or a theme: "print" (default), "slides", "dark" or "grey".
    progress : function of (frames made, of how many), optional
        It is called after every frame.

    Raises
    ------
    TnrnnError
        If the story does not fit the network, the ending is unknown, ffmpeg is missing for an mp4, or there are more
        than 1,000 frames.

    Examples
    --------
    >>> from tnrnn import rac, unroll
    >>> animate(unroll(rac(length=3, layers=1, inputs=2, hidden=2)), "film.mp5")
    Traceback (most recent call last):
    tnrnn.TnrnnError: save, ending of 'film.mp5': expected gif, mp4 or pdf, given 'mp5'; did you mean 'mp4'?
    """
    check_path(path, MOTION)
    if progress is not None and not callable(progress):
        raise mistake("animate, progress", "a function of two numbers or None", progress)
    told, look = story if isinstance(story, Story) else Story(story), resolved(style)
    scenes = frames(network, story=told, page=Page(font_size=look.font_size))
    check_matplotlib()
    from .writers import write_film

    write_film(scenes, look, path, told.seconds, progress)


def save(
    scene_or_axes: Scene | Axes, path: str | os.PathLike[str], style: Style | Theme | None = None, scale: float = 1.0
) -> None:
    """Write a picture to a file, as its ending says: png, pdf, svg or tex. The same picture gives the same bytes.

    Parameters
    ----------
    scene_or_axes : Scene or Axes
        What `compose` or `draw` returned. Of axes the whole figure is written. In the svg of a Scene, but not in that
        of axes, everything has a name and a class: see `tnrnn.drawing.writers.svg_writer`. A tex is TikZ and needs a
        Scene: it compiles by itself, and a document can \\input it; see `tnrnn.drawing.writers.tikz_writer`.
    path : str or path
        The file. It is written under another name first and then renamed.
    style : Style or str, optional
        The style or theme of a scene. Axes have been drawn in a style already.
    scale : float
        The factor of all lengths of a tex, type and strokes included.

    Raises
    ------
    TnrnnError
        If the ending is unknown, the file cannot be written, or the picture is too large for TeX.

    Examples
    --------
    >>> from tnrnn import compose, rac
    >>> save(compose(rac(length=3, layers=1, inputs=2, hidden=2)), "picture.jepg")
    Traceback (most recent call last):
    tnrnn.TnrnnError: save, ending of 'picture.jepg': expected png, pdf, svg or tex, given 'jepg'
    """
    ending = check_path(path)
    is_scene = isinstance(scene_or_axes, Scene)
    if scale != 1 and not (is_scene and ending in SCALED):
        raise mistake("save, scale", f"1 for anything but a Scene saved as {' or '.join(SCALED)}", scale)
    if isinstance(scene_or_axes, Scene):
        data = FORMATS[ending](scene_or_axes, resolved(style), scale)
    else:
        data = _figure(scene_or_axes, ending, style)
    write_file(path, data)


def _figure(axes: Any, ending: str, style: Style | Theme | None) -> bytes:
    """Return the bytes of a file of the figure of axes."""
    check_matplotlib()
    from matplotlib.axes import Axes

    from .writers import figure_file

    if not isinstance(axes, Axes):
        raise mistake("save", "a Scene or matplotlib axes", axes)
    if ending not in CHART_ENDINGS:
        raise TnrnnError(f"save: expected a Scene for {ending}, given axes; give what compose returns")
    if style is not None:
        raise mistake("save, style", "None for axes, which have been drawn in a style already", style)
    return figure_file(axes, ending)


class Plotted:
    """A result that can be plotted: what its `plot` draws, `save` writes to a file.

    Examples
    --------
    >>> from tnrnn.memory import effective_state_size
    >>> found = effective_state_size([[1.0, 0.0], [1.0, 1.0]])
    >>> isinstance(found, Plotted)
    True
    >>> axes = found.plot(style="dark")
    """

    def plot(self, *, style: Style | Theme | None = None) -> Axes:
        """Plot the result and return the axes; each kind of result has its own `plot`.

        Parameters
        ----------
        style : Style or str, optional
            The style or the name of a theme; by default the theme "print".

        Returns
        -------
        matplotlib Axes
            The axes of the plot, on a new figure.
        """
        raise NotImplementedError

    @as_before()
    def save(self, path: str | os.PathLike[str], *, style: Style | Theme | None = None) -> None:
        """Write the plot to a file. The same result gives the same bytes.

        Parameters
        ----------
        path : str or path
            The file, whose ending png, pdf or svg says the format.
        style : Style or str, optional
            The style or the name of a theme; by default the theme "print".

        Raises
        ------
        TnrnnError
            If the ending is another one, or if the file cannot be written.

        Examples
        --------
        >>> Plotted().save("ranks.txt")
        Traceback (most recent call last):
        tnrnn.TnrnnError: save, ending of 'ranks.txt': expected png, pdf or svg, given 'txt'
        """
        check_path(path, CHART_ENDINGS)
        save(self.plot(style=style), path)
