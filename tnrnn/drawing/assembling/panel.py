"""`Panel`: one picture of several, and how many pictures are composed at one scale."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from ...basics import TnrnnError, mistake
from ...networks import Circuit, Network
from ..composing import AnyCut, Resizable
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
        What is shown. What it leaves as it is by default is as in the view of the whole figure, whose looks come before
        its own. A width, a height and a pitch belong to the whole figure and are refused.
    title : str, optional
        Words above the panel; what is between dollars is TeX.

    Raises
    ------
    TnrnnError
        If it is neither a Network, a Circuit nor a Scene, a Scene is given a cut or a view, or the view has a size.

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
    if not isinstance(given, Iterable):
        raise mistake(owner, "a list of Panel objects, networks, circuits or scenes", given)
    found = []
    for item in given:
        if not isinstance(item, Panel | Network | Circuit | Scene):
            raise mistake(owner, "Panel objects, networks, circuits or scenes", item)
        found.append(item if isinstance(item, Panel) else Panel(item))
    return tuple(found)


def views_of(panels: Sequence[Panel], whole: View) -> tuple[View, ...]:
    """Return the view of each panel: its own, and where that says nothing the view of the whole figure.

    Raises
    ------
    TnrnnError
        If a look, a leg or a note of the whole figure is for nothing in any panel.
    """
    found = [View()] * len(panels)
    drawn = [(at, panel.of) for at, panel in enumerate(panels) if not isinstance(panel.of, Scene)]
    if not drawn and (whole.looks or whole.legs or whole.notes):
        raise TnrnnError("view of finished scenes: expected no looks, legs or notes; give them to compose")
    common = narrowed(whole, [of for _, of in drawn])
    for (at, _), part in zip(drawn, common, strict=True):
        found[at] = _over(resolved_view(panels[at].view), part)
    return tuple(found)


def _over(own: View, whole: View) -> View:
    """Return a view in which what a panel's own view leaves as it is by default is as in the view of the whole."""
    usual = View()
    changed = {
        field.name: value
        for field in dataclasses.fields(View)
        if (value := getattr(own, field.name)) != getattr(usual, field.name)
    }
    again = {name for name, _ in own.turns}
    legs = (*(turn for turn in whole.turns if turn[0] not in again), *own.turns)
    changed |= {"looks": (*whole.looks, *own.looks), "notes": (*whole.notes, *own.notes), "legs": legs or None}
    return dataclasses.replace(whole, **{**changed, "width": None, "height": None, "pitch": None})


class Drawings:
    """All panels of a figure, in any size. What no size changes is computed once."""

    def __init__(self, panels: Sequence[Panel], views: Sequence[View], page: Page) -> None:
        if not isinstance(page, Page):
            raise mistake("page", "a Page or None", page)
        self.made = tuple(
            panel.of if isinstance(panel.of, Scene) else Resizable(panel.of, panel.cut, page, view)
            for panel, view in zip(panels, views, strict=True)
        )

    @property
    def least_pitch(self) -> float:
        """The least distance of neighbours in inches with which all panels can be read."""
        return max([PITCHES[0], *(each.least_pitch for each in self.made if isinstance(each, Resizable))])

    def at(self, pitch: float, legend: bool) -> tuple[Scene, ...]:
        """Return every panel as a scene in which neighbours are `pitch` inches apart, with or without its legend."""
        return tuple(each if isinstance(each, Scene) else each.at(pitch, legend) for each in self.made)
