"""`compose`: the picture of one network or circuit, with its cuts, as a Scene."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Any

from ...basics import mistake
from ...cuts import Cut
from ...networks import Circuit, Network
from ..cut_lines import check_cut, of_sums
from ..dressing import by_hand, turns_of
from ..labels import Bounds, Page, rounded_up
from ..layouts import layout_of
from ..scenes import Box, Layout, Scene, View, ViewKind, resolved_view
from .sizing import as_low_as, of_pitch, with_room, within
from .subject import Subject
from .surrounding import AnyCut, Drawn
from .telling import tell, tell_time


def compose(
    network_or_circuit: Network | Circuit,
    cut: AnyCut | Iterable[AnyCut] | None = None,
    page: Page | None = None,
    view: View | ViewKind | None = None,
) -> Scene:
    """Return the picture of a network (a staircase where it is one) or of a circuit (the shared view), and a cut.

    It marks exactly what a cut lists, with a stroke on every bond and a ring around every hyperedge. A smooth line
    leads through all of it and crosses nothing else. Where the near side is in several places, the line has several
    parts. There is none if lines of the drawing cross such that it would meet others; the legend then says which.

    Parameters
    ----------
    network_or_circuit : Network or Circuit
        What is drawn.
    cut : Cut, or several, optional
        A cut of this network or circuit, or several. The first one shades the sides. In a circuit a SymmetricCut marks
        every vector that crosses it, as often as its degree; in a network its value is written beside the others.
    page : Page, optional
        The inches that the picture has to fit in, and the points of its type. A view with a width, a height or a pitch
        sets the inches.
    view : View or str, optional
        What is shown, and how large.

    Raises
    ------
    TnrnnError
        If the cut is that of another network or circuit, the view does not fit, a number of the page is not positive,
        or the picture does not fit the box that the view gives it; the error says the least box.

    Warns
    -----
    PictureWarning
        If no size was asked for, and the picture is larger than a page of 13 x 10 inches; or, before the work begins,
        if there are more than 20,000 tensors.

    Examples
    --------
    >>> from tnrnn import Partition, min_cut, rac, unroll
    >>> network = unroll(rac(length=6, layers=2, inputs=2, hidden=3), mode="continuous")
    >>> scene = compose(network, min_cut(network, Partition.start_end(6)))
    >>> [(mark.dim, mark.symbol) for mark in scene.cut_marks]
    [(3, 'R'), (3, 'R'), (3, 'R'), (2, 'M')]
    """
    shown = resolved_view(view)
    tell_time(network_or_circuit, stacklevel=2)
    scene = composed(network_or_circuit, cut, page, shown)
    tell(scene, network_or_circuit, shown, page, stacklevel=2)
    return scene


def composed(
    of: Network | Circuit,
    cut: AnyCut | Iterable[AnyCut] | None,
    page: Page | None,
    view: View,
    bounds: Bounds | None = None,
) -> Scene:
    """Return the picture that `compose` returns, without a warning if it is large.

    The bounds are those of axes; a size that the view asks for comes first.
    """
    subject = _subject(of, cut, page, view)
    if view.step is not None:
        return of_pitch(subject, view.step)
    own = Bounds(view.inches, view.tall)
    if view.inches and view.tall and subject.layout.view == "staircase" and not (view.moves or view.bends):
        subject = as_low_as(subject, own)
    bounds = bounds if own == Bounds() else own
    return with_room(subject) if bounds is None else within(subject, bounds)


class Resizable:
    """A picture that can be composed with several pitches; what all of them share is computed once."""

    def __init__(
        self, of: Network | Circuit, cut: AnyCut | Iterable[AnyCut] | None, page: Page | None, view: View
    ) -> None:
        self._subject = _subject(of, cut, page, view)

    @cached_property
    def _without_legend(self) -> Subject:
        _ = self._subject.limit, self._subject.sided  # both subjects have them
        return self._subject.without_legend()

    @property
    def least_pitch(self) -> float:
        """The least distance of two neighbours in inches with which the picture can be read."""
        return rounded_up(self._subject.least * self._subject.layout.step)

    def box_at(self, pitch: float) -> Box:
        """Return the box of the drawing with so many inches between neighbours, without what stands around it."""
        return self._subject.of_natural_size().composer(pitch / self._subject.layout.step).canvas.box

    def within(self, box: Box, pitch: float) -> Scene:
        """Return the picture with so many inches between neighbours, and with a drawing that takes at least a box."""
        return of_pitch(self._subject.of_natural_size().with_box(box), pitch)

    def at(self, pitch: float, legend: bool = True) -> Scene:
        """Return the picture with so many inches between neighbours, with the legend of its view or without one."""
        return of_pitch(self._subject if legend else self._without_legend, pitch)


def _subject(of: Any, cut: Any, page: Any, view: View) -> Subject:
    """Return what is to be drawn, checked and laid out."""
    if page is not None and not isinstance(page, Page):
        raise mistake("compose, page", "a Page or None", page)
    paper = _checked(page or Page())
    of, cuts, layout = laid_out(of, cut, view)
    return Subject(of, by_hand(layout, view), cuts, view, paper)


def laid_out(of: Any, cut: Any, view: View) -> tuple[Network | Circuit, tuple[AnyCut, ...], Layout]:
    """Return what is drawn, its cuts, and the layout, without what a hand has changed."""
    if not isinstance(of, Network | Circuit):
        raise mistake("draw", "a Network or a Circuit", of)
    if isinstance(of, Circuit):
        of = of.scalar_part
    of, cuts = _in_its_names(of, _cuts(cut))
    severing = Drawn(of, cuts, view).severing
    bare = View(view.kind, view.detail, positions=view.positions, layout=view.layout)
    turns = tuple(turns_of(of, view.turns).items())
    return of, cuts, _laid_out(of, bare, severing[0] if severing else None, turns)


@lru_cache(maxsize=8)  # every change that a hand makes draws the same layout again
def _laid_out(of: Network | Circuit, view: View, cut: Cut | None, turns: tuple[tuple[str, float], ...]) -> Layout:
    return layout_of(of, view, cut, dict(turns))


def _in_its_names(of: Network | Circuit, cuts: tuple[AnyCut, ...]) -> tuple[Network | Circuit, tuple[AnyCut, ...]]:
    """Return what is drawn, and the cuts, checked; those of a circuit with sums are in the names of what is drawn."""
    severing = [each for each in cuts if isinstance(each, Cut)]
    if severing and isinstance(of, Circuit) and any(vertex.kind == "sum" for vertex in of.vertices):
        of, renamed = of_sums(of, severing)
        left = iter(renamed)
        return of, tuple(next(left) if isinstance(each, Cut) else each for each in cuts)
    for each in severing:
        check_cut(of, each)
    return of, cuts


def _checked(page: Page) -> Page:
    """Return a page if all its numbers are positive and finite; only `least_unit` may be 0."""
    for name, value in page._asdict().items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not (0 < value < math.inf or (value == 0 and name == "least_unit")):
            raise mistake(f"compose, page, {name}", "a positive number", value)
    return page


def _cuts(given: Any) -> tuple[AnyCut, ...]:
    if given is None:
        return ()
    found = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else (given,)
    for cut in found:
        if not isinstance(cut, AnyCut):
            raise mistake("draw, cut", "a Cut, a list of cuts or None", cut)
    return found
