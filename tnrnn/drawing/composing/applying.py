"""What of a figure applies to a network that may have changed since the figure was made."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from ...basics import mistake
from ...networks import Circuit, Network
from ..dressing import known_parts, shown_parts
from ..scenes import Figure
from .composing import laid_out
from .surrounding import AnyCut


def figure_for(
    figure: Figure, network_or_circuit: Network | Circuit, cut: AnyCut | Iterable[AnyCut] | None = None
) -> tuple[Figure, tuple[str, ...]]:
    """Return what of a figure applies to a network or circuit, and the names in it that are of nothing there.

    `compose` raises an error for such a name, as it may be a slip. A figure that was made by hand keeps its names when
    the network changes, and this leaves them out of one picture.

    Parameters
    ----------
    figure : Figure
        The figure, which stays as it is.
    network_or_circuit : Network or Circuit
        What will be drawn.
    cut : Cut, or several, optional
        The cut that will be drawn.

    Returns
    -------
    Figure
        The figure without positions, moves, bends, legs, looks and notes of what is not there. A look or a note of
        several names keeps those that are there.
    tuple of str
        The names, patterns and tags that are left out, in the order: looks, legs, positions, moves, bends, notes.

    Raises
    ------
    TnrnnError
        If it is not a figure, if nothing is there to be drawn, or if the view does not fit.

    Examples
    --------
    >>> from tnrnn import Bond, Network, Tensor
    >>> from tnrnn.drawing import Look, View
    >>> pair = (Tensor("a", "weight", ("b",), parameter="a"), Tensor("c", "weight", ("b",), parameter="c"))
    >>> network = Network(pair, (Bond("b", 2),))
    >>> figure = Figure(View(moves={"a": (0, 1), "z": (1, 0)}, looks=[Look("q*", fill="red")]))
    >>> found, missing = figure_for(figure, network)
    >>> found.view.moves, found.view.looks, missing
    ((('a', 0.0, 1.0),), (), ('q*', 'z'))
    """
    if not isinstance(figure, Figure):
        raise mistake("figure_for", "a Figure", figure)
    if not isinstance(network_or_circuit, Network | Circuit):
        raise mistake("figure_for", "a Network or a Circuit", network_or_circuit)
    of = network_or_circuit.scalar_part if isinstance(network_or_circuit, Circuit) else network_or_circuit
    known, missing = known_parts(of, figure.view)
    _, _, layout = laid_out(of, cut, known)
    shown, more = shown_parts(layout, known)
    return dataclasses.replace(figure, view=shown), tuple(dict.fromkeys(missing + more))
