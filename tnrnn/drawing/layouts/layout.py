"""The layout that a view asks for, or that fits the structure of a network or a circuit."""

from __future__ import annotations

from collections.abc import Mapping

from ...basics import TnrnnError, choice
from ...cuts import Cut
from ...networks import Circuit, Network
from ..scenes import Layout, View
from .anatomy import anatomy, anatomy_of_circuit
from .blocks import blocks
from .cells import cells
from .folding import folded
from .lattice import lattice
from .matricization import matricization
from .pinned import pinned
from .plain import plain, plain_circuit, plain_network
from .staircase import staircase


def layout_of(
    of: Network | Circuit, view: View, cut: Cut | None = None, turns: Mapping[str, float] | None = None
) -> Layout:
    """Return the layout that a view asks for.

    Parameters
    ----------
    of : Network or Circuit
        What is drawn.
    view : View
        The view.
    cut : Cut, optional
        The cut that the picture will show; the view "matricization" needs one.
    turns : mapping of names to float, optional
        The directions of dangling legs in radians.

    Raises
    ------
    TnrnnError
        If the view does not fit, or has no free ends that could be turned.

    Examples
    --------
    >>> from tnrnn import rac
    >>> layout_of(rac(length=3, layers=2, inputs=2, hidden=2), View("shared")).view
    'shared'
    """
    found = _chosen(of, view, cut, turns)
    if turns and found.view != "plain":
        raise TnrnnError(
            f"view, legs: expected a picture whose legs have free ends, given the view {found.view}, where they have "
            "fixed places"
        )
    return found


def _chosen(of: Network | Circuit, view: View, cut: Cut | None, turns: Mapping[str, float] | None) -> Layout:
    if view.places is not None:
        _check_kind("view with positions", of, view)
        return pinned(of, view.places, turns, view.layout)
    if view.layout != "auto":
        _check_kind("view with a layout", of, view)
        return plain(of, turns, view.layout)
    whole = view.detail == "anatomy"
    if whole:
        choice("view with detail anatomy", view.kind, ("auto", "unrolled", "shared"))
    if view.kind == "matricization":
        if cut is None:
            raise TnrnnError("view matricization: expected a cut, whose sides are rows and columns, given none")
        return matricization(of, cut)
    if isinstance(of, Circuit):
        choice("view of a circuit", view.kind, ("auto", "shared", "folded", "matricization"))
        if view.kind == "folded":
            return _folded(of, cut)
        return _anatomy_or_plain(of, cut, turns) if whole else circuit_layout(of, cut, turns)
    if view.kind == "folded":
        raise TnrnnError("view folded: expected a circuit, given a network; draw the circuit that it is unrolled from")
    choice("view of a network", view.kind, ("auto", "unrolled", "matricization"))
    return (anatomy(of) if whole else None) or network_layout(of, turns)


def _anatomy_or_plain(circuit: Circuit, cut: Cut | None, turns: Mapping[str, float] | None) -> Layout:
    lattice_like = anatomy_of_circuit(circuit)
    made = lattice_like or cells(circuit)
    if made is None or (lattice_like is None and not _shows(made, cut)):
        return plain_circuit(circuit, turns)
    return made


def _check_kind(owner: str, of: Network | Circuit, view: View) -> None:
    """Raise unless a view has a mark for every tensor of a network, or for every vertex of a circuit."""
    choice(owner, view.kind, ("auto", "shared") if isinstance(of, Circuit) else ("auto", "unrolled"))


def _folded(circuit: Circuit, cut: Cut | None) -> Layout:
    found = folded(circuit, cut) or cells(circuit, cut, folded=True)
    if found is None:
        raise TnrnnError("view folded: expected a circuit of layers and time steps, given one without them; use shared")
    return found


def network_layout(network: Network, turns: Mapping[str, float] | None = None) -> Layout:
    """Return the staircase of a deep recurrent network, or the plain layout of any other network.

    >>> from tnrnn import rac, unroll
    >>> network_layout(unroll(rac(length=3, layers=2, inputs=2, hidden=2))).view
    'staircase'
    """
    return staircase(network) or plain_network(network, turns)


def circuit_layout(circuit: Circuit, cut: Cut | None = None, turns: Mapping[str, float] | None = None) -> Layout:
    """Return a circuit as a lattice of vectors, or as blocks or cells, or else its vertices by depth.

    A cut that severs something inside a block is drawn on cells, and one that severs a bond that cells do not show is
    drawn on the vertices.

    >>> from tnrnn import rac
    >>> circuit_layout(rac(length=3, layers=2, inputs=2, hidden=2)).view
    'shared'
    """
    found = lattice(circuit)
    if found is None:
        options = (made for each in (blocks, cells) if (made := each(circuit)) is not None)
        found = next((made for made in options if _shows(made, cut)), None)
    return found or plain_circuit(circuit, turns)


def _shows(layout: Layout, cut: Cut | None) -> bool:
    """Return whether a layout has a line for everything that a cut severs."""
    drawn = {name for line in layout.lines for name in line.bonds}
    return cut is None or all(entry.name in drawn for entry in cut.entries)
