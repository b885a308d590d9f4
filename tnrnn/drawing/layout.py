"""Where everything stands: the layout that fits a network's or a circuit's structure."""

from __future__ import annotations

from ..circuit import Circuit
from ..errors import choice
from ..network import Network
from .geometry import Layout
from .lattice import lattice
from .plain import plain_circuit, plain_network
from .staircase import staircase
from .view import View


def layout_of(of: Network | Circuit, view: View) -> Layout:
    """Return the layout that a view asks for.

    Raises
    ------
    TnrnnError
        On views that do not fit.

    >>> from tnrnn import rac
    >>> layout_of(rac(length=3, layers=2, inputs=2, hidden=2), View("shared")).view
    'shared'
    """
    if isinstance(of, Circuit):
        choice("view of a circuit", view.kind, ("auto", "shared"))
        return circuit_layout(of)
    choice("view of a network", view.kind, ("auto", "unrolled"))
    return network_layout(of)


def network_layout(network: Network) -> Layout:
    """Return the staircase of a deep recurrent network, and the plain layout of any other.

    >>> from tnrnn import rac, unroll
    >>> network_layout(unroll(rac(length=3, layers=2, inputs=2, hidden=2))).view
    'staircase'
    """
    return staircase(network) or plain_network(network)


def circuit_layout(circuit: Circuit) -> Layout:
    """Return the lattice of time steps and layers where a circuit is one, and else its vertices by their depth.

    >>> from tnrnn import rac
    >>> circuit_layout(rac(length=3, layers=2, inputs=2, hidden=2)).view
    'shared'
    """
    return lattice(circuit) or plain_circuit(circuit)
