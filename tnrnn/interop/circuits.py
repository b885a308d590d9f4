"""Circuits of the package quimb: the network of the state or of the operator."""

from __future__ import annotations

from typing import Any

from ..basics import mistake


def circuit_network(circuit: Any, operator: bool) -> tuple[Any, tuple[Any, ...]]:
    """Return the network of a quimb Circuit, and its open indices, which are the sites in their order.

    With `operator`, it is the network of the operator U[k0, k1, .., b0, b1, ..], which maps b to k; its indices are
    first those of all rows and then those of all columns.

    Raises
    ------
    TnrnnError
        If the circuit has no such network: a circuit that keeps only its state, for example, has no operator.
    """
    try:
        network = circuit.get_uni() if operator else circuit.psi
    except (AttributeError, NotImplementedError, ValueError):  # ValueError: older versions of quimb
        what = "its operator" if operator else "its state"
        raise mistake("from_quimb", f"a circuit that has {what} as a network", type(circuit).__name__) from None
    if operator:
        return network, (*map(network.upper_ind, network.sites), *map(network.lower_ind, network.sites))
    return network, tuple(map(network.site_ind, network.sites))


def is_circuit(package: Any, value: Any) -> bool:
    """Return whether a value is a circuit of quimb; later versions have a base class of all circuits."""
    return isinstance(value, getattr(package, "CircuitBase", package.Circuit))
