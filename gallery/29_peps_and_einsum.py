"""
Cuts of an einsum expression and of a PEPS
==========================================

Any tensor network has cuts. Here they are between the first and the second half of its open legs.
:func:`tnrnn.interop.from_einsum` reads an expression (a CP decomposition, whose shared index is one copy tensor and
costs its dimension once), and :func:`tnrnn.interop.from_quimb` a projected entangled pair state (PEPS), which is drawn
as the grid that it is.
"""

import matplotlib.pyplot as plt
import quimb.tensor as qtn

import tnrnn
from tnrnn.interop import from_einsum, from_quimb

expression, matrix = "ir,jr,kr,lr->ijkl", (9, 5)
peps = qtn.PEPS.rand(Lx=3, Ly=4, bond_dim=2, phys_dim=5, seed=1)
networks = {
    f"CP decomposition, {expression}": from_einsum(expression, *[matrix] * 4)[0],
    f"PEPS of {peps.Lx} by {peps.Ly} sites": from_quimb(peps)[0],
}

fig, axes = plt.subplots(1, 2, figsize=(10, 4.5), layout="constrained")
for ax, (name, network) in zip(axes, networks.items(), strict=True):
    half = len(network.open) // 2
    cut = tnrnn.min_cut(network, tnrnn.Partition(near=network.open[:half], far=network.open[half:]))
    tnrnn.draw(network, cut=cut, ax=ax, view=tnrnn.View(labels="dims", legend=False))
    ax.set_title(name)

plt.show()
