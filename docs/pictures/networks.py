"""Draws networks and a circuit that quimb makes, with min-cuts, and some architectures, for the pages in docs/.

python -m pip install quimb && python docs/pictures/networks.py
"""

from __future__ import annotations

import math
from pathlib import Path

import quimb.tensor as qtn

from tnrnn import Cut, Network, Partition, min_cut, unroll
from tnrnn.drawing import Look, View, compose, save
from tnrnn.interop import from_quimb
from tnrnn.models import conv_ac, lstm

HERE = Path(__file__).parent


def halves(network: Network) -> Cut:
    """Return the min-cut between the first and the second half of the open legs."""
    middle = len(network.open) // 2
    return min_cut(network, Partition(near=network.open[:middle], far=network.open[middle:]))


def fourier(qubits: int) -> qtn.Circuit:
    """Return the circuit of the quantum Fourier transform, without the swaps at its end."""
    circuit = qtn.Circuit(qubits)
    for target in range(qubits):
        circuit.h(target)
        for control in range(target + 1, qubits):
            circuit.cu1(math.pi / 2 ** (control - target), control, target)
    return circuit


def main() -> None:
    """Write the pictures, and print what the page says about each."""
    imported = {
        "mera": qtn.MERA.rand(8, max_bond=3, seed=1),
        "peps-quimb-made": qtn.PEPS.rand(3, 4, bond_dim=2, phys_dim=5, seed=1),
    }
    for name, tensors in imported.items():
        network, _ = from_quimb(tensors)
        cut = halves(network)
        save(compose(network, cut, view=View(labels="none")), HERE / f"{name}.png")
        print(f"{name}: {len(network.tensors)} tensors, min-cut {cut.formula} = {cut.value}")
    network, _ = from_quimb(fourier(4))
    cut = halves(network)
    looks = [Look(tag="CU1", fill="ink", size=0.16), Look("k*", place="end")]
    save(compose(network, cut, view=View(looks=looks, width="column")), HERE / "fourier.png")
    print(f"fourier: {len(network.tensors)} tensors, min-cut {cut.formula} = {cut.value}")
    tree = conv_ac(8, 3, inputs=2, hidden=3)
    network = unroll(tree, "continuous")
    save(compose(network, min_cut(network, Partition.start_end(8))), HERE / "conv-ac.png")
    save(compose(lstm(5, 2, inputs=2, hidden=2)), HERE / "lstm.png")


if __name__ == "__main__":
    main()
