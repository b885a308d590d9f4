"""`Panel`: one picture of several, and how many pictures are composed at one scale."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from ...basics import TnrnnError, mistake
from ...networks import Circuit, Network
from ..composing import AnyCut, compose, least_pitch
from ..dressing import narrowed
from ..labels import Page
from ..scenes import PITCHES, Scene, View, ViewKind, resolved_view


@dataclasses.dataclass(frozen=True)
class Panel:
    """A picture of its own in a figure or an equation.

    Parameters
    ----------
    of : Network, Circuit or Scene
        What is drawn. A `Scene` is drawn as it is.
    cut : Cut, or several, optional
        What is marked, as for `compose`.
    view : View or str, optional
        What is shown. Its looks come after those of the whole figure; a width, a height and a pitch belong to the whole
        figure and are refused.
    title : str, optional
        Words above the panel; what is between dollars is TeX.

    Raises
    ------
    TnrnnError
        If nothing can be drawn, or the view has a size.

    Examples
    --------
    >>> from tnrnn import rac
    >>> Panel(rac(2, 1, 2, 2), title="two steps").title
    'two steps'
    """

    of: Network | Circuit | Scene
    cut: AnyCut | tuple[AnyCut, ...] | list[AnyCut] | None = None
    view: View | ViewKind | None = None
    title: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.of, Network | Circuit | Scene):
            raise mistake("panel", "a Network, a Circuit or a Scene", self.of)
        if isinstance(self.of, Scene) and (self.cut is not None or self.view is not None):
            raise mistake(
                "panel of a Scene", "neither a cut nor a view, since it is drawn already", self.view or self.cut
            )
        view = resolved_view(self.view)
        if any(size is not None for size in (view.width, view.height, view.pitch)):
            raise TnrnnError("panel, view: expected no width, height or pitch; give it to the whole figure")
        if not isinstance(self.title, str):
            raise mistake("panel, title", "a text", self.title)


def panels_of(owner: str, given: Iterable[Any]) -> tuple[Panel, ...]:
    """Return panels; a Network, a Circuit or a Scene stands for a panel of it."""
    found = []
    for item in given:
        if not isinstance(item, Panel | Network | Circuit | Scene):
            raise mistake(owner, "Panel objects, networks, circuits or scenes", item)
        found.append(item if isinstance(item, Panel) else Panel(item))
    return tuple(found)


def views_of(panels: Sequence[Panel], whole: View) -> tuple[View, ...]:
    """Return the view of each panel: what the view of the whole figure says of it, and then its own.

    Raises
    ------
    TnrnnError
        If a look, a leg or a note of the whole figure is for nothing in any panel.
    """
    shown = [resolved_view(panel.view) for panel in panels]
    drawn = [(at, panel.of) for at, panel in enumerate(panels) if not isinstance(panel.of, Scene)]
    common = narrowed(whole, [of for _, of in drawn])
    for (at, _), part in zip(drawn, common, strict=True):
        own = shown[at]
        basis = own if panels[at].view is not None else part
        shown[at] = dataclasses.replace(
            basis,
            looks=(*part.looks, *own.looks),
            notes=(*part.notes, *own.notes),
            legs=(*(part.legs or ()), *(own.legs or ())) or None,
            width=None,
            height=None,
            pitch=None,
        )
    return tuple(shown)


def least_pitch_of(panels: Sequence[Panel], views: Sequence[View], page: Page) -> float:
    """Return the least distance of neighbours in inches with which all panels can be read."""
    pairs = zip(panels, views, strict=True)
    found = (least_pitch(panel.of, page, view) for panel, view in pairs if not isinstance(panel.of, Scene))
    return max([PITCHES[0], *found])


def scenes_at(pitch: float, panels: Sequence[Panel], views: Sequence[View], page: Page) -> tuple[Scene, ...]:
    """Return every panel as a scene in which neighbours are `pitch` inches apart."""
    found = []
    for panel, view in zip(panels, views, strict=True):
        if isinstance(panel.of, Scene):
            found.append(panel.of)
        else:
            found.append(compose(panel.of, panel.cut, page, dataclasses.replace(view, pitch=pitch)))
    return tuple(found)
