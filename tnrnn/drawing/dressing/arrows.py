"""Where the arrow on a bond points."""

from __future__ import annotations

from collections.abc import Iterable

from ...basics import mistake
from ...networks import Circuit, Network
from ..scenes import Look
from .isometries import directions
from .matching import Parts, chosen


def target(bond: str, arrow: str, of: Network | Circuit) -> str | None:
    """Return the tensor that the arrow on a bond points to, "" for the free end of a leg, or None for no arrow.

    Raises
    ------
    TnrnnError
        If the arrow is neither a word nor the name of a tensor at an end of the bond.
    """
    ends = ends_of(bond, of)
    if arrow == "isometry":
        return directions(of).get(bond) if isinstance(of, Network) else None
    if arrow in ("forward", "backward"):
        return ends[1 if arrow == "forward" else 0]
    if arrow in ends and arrow:
        return arrow
    raise mistake(f"look, arrow on {bond}", "forward, backward, isometry, none or a tensor at its end", arrow, ends)


def check_arrows(looks: Iterable[Look], parts: Parts, of: Network | Circuit) -> None:
    """Raise a TnrnnError if a look asks for the arrows of isometries where no bond has a direction."""
    directed = directions(of) if isinstance(of, Network) else {}
    for look in looks:
        if look.arrow == "isometry" and not any(bond in directed for bond in chosen(look, parts).bonds):
            expected = "bonds with a direction, which are those of tensors that have bonds in `left`"
            raise mistake("look, arrow isometry", expected, look.where or look.tag or look.kind)


def ends_of(bond: str, of: Network | Circuit) -> tuple[str, str]:
    """Return the names of the two ends of a bond; the free end of a leg is ""."""
    if isinstance(of, Network):
        names = [of.tensors[end].name for end in of.ends[bond]]
        return names[0], names[1] if len(names) > 1 else ""
    users = [vertex.name for vertex in of.vertices if bond in vertex.children]
    return bond, users[0] if users else ""
