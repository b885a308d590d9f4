"""Where the arrow on a bond points."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cached_property

from ...basics import mistake
from ...networks import Circuit, Network
from ..scenes import Line, Look, Mark
from .isometries import directions
from .matching import Parts, chosen

ISOMETRY = "isometry"
"""The arrows that tensors with bonds in `left` direct."""


class Arrows:
    """The arrows of a picture, with its marks. What all of them need is computed once."""

    def __init__(self, of: Network | Circuit, marks: Iterable[Mark]) -> None:
        self.of = of
        self.places = {name: (mark.x, mark.y) for mark in marks for name in mark.tensors}

    def head(self, line: Line, arrow: str) -> int:
        """Return 1 if an arrow points along the line, -1 if against it, 0 if there is none.

        Raises
        ------
        TnrnnError
            If the arrow is neither a word nor the name of a tensor at an end of the bond.
        """
        if arrow == "none":
            return 0
        aim = self._target(line.bonds[0], arrow)
        if aim is None:
            return 0
        owner = aim or next(name for name in self._ends(line.bonds[0]) if name)
        first, last = (math.dist(self.places[owner], end) for end in (line.points[0], line.points[-1]))
        return 1 if (last <= first) == bool(aim) else -1

    def _target(self, bond: str, arrow: str) -> str | None:
        """Return the tensor that an arrow points to, "" for the free end of a leg, or None for no arrow."""
        if arrow == ISOMETRY:
            return self._directed.get(bond)
        ends = self._ends(bond)
        if arrow in ("forward", "backward"):
            return ends[1 if arrow == "forward" else 0]
        if arrow in ends and arrow:
            return arrow
        raise mistake(f"look, arrow on {bond}", "forward, backward, isometry, none or a tensor at its end", arrow, ends)

    def _ends(self, bond: str) -> tuple[str, str]:
        """Return the names of the two ends of a bond; the free end of a leg is ""."""
        if isinstance(self.of, Circuit):
            return bond, self._users.get(bond, "")
        names = [self.of.tensors[end].name for end in self.of.ends[bond]]
        return names[0], names[1] if len(names) > 1 else ""

    @cached_property
    def _directed(self) -> dict[str, str]:
        return directions(self.of) if isinstance(self.of, Network) else {}

    @cached_property
    def _users(self) -> dict[str, str]:
        """The first vertex that uses each vertex of a circuit."""
        vertices = self.of.vertices if isinstance(self.of, Circuit) else ()
        return {child: vertex.name for vertex in reversed(vertices) for child in vertex.children}


def check_arrows(looks: Iterable[Look], parts: Parts, of: Network | Circuit) -> None:
    """Raise a TnrnnError if a look asks for the arrows of isometries where no bond has a direction."""
    asking = [look for look in looks if look.arrow == ISOMETRY]
    directed = directions(of) if asking and isinstance(of, Network) else {}
    for look in asking:
        if not any(bond in directed for bond in chosen(look, parts).bonds):
            expected = "bonds with a direction, which are those of tensors that have bonds in `left`"
            raise mistake("look, arrow isometry", expected, look.where or look.tag or look.kind)
