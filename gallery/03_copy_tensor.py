r"""
The copy tensor: one edge with many ends
========================================

The copy tensor :math:`\delta_{ijk} = [i = j = k]` makes all its indices equal: it is one index with many ends, a
hyperedge. Adjacent copy tensors can be fused into one, and the network keeps its value. A cut that leaves some ends on
each side pays for the dimension :math:`R` once, however many ends there are, so :func:`tnrnn.min_cut` returns the same
value for both networks.
"""

import matplotlib.pyplot as plt
import numpy as np

import tnrnn

R, M = 5, 9
matrices = {name: np.random.default_rng(seed).normal(size=(M, R)) for seed, name in enumerate("ABCD")}


def joined(copies):
    """Return four matrices joined by copy tensors with these letters; A has an open leg and the leg a, and so on."""
    weights = [tnrnn.Tensor(name, "weight", (f"open {name}", name.lower()), parameter=name) for name in matrices]
    deltas = [tnrnn.Tensor(name, "copy", tuple(letters)) for name, letters in copies.items()]
    inner = [tnrnn.Bond(letter, R, "R") for letter in sorted(set("".join(copies.values())))]
    outer = [tnrnn.Bond(f"open {name}", M, "M") for name in matrices]
    return tnrnn.Network((*weights, *deltas), (*inner, *outer), tuple(bond.name for bond in outer))


networks = {
    "two copy tensors of order 3": (joined({"δ₁": "abe", "δ₂": "cde"}), {"δ₁": (0, 0), "δ₂": (1.2, 0)}),
    "fused: one of order 4": (joined({"δ": "abcd"}), {"δ": (0.6, 0)}),
}
first, second = (tnrnn.contract(network, matrices) for network, _ in networks.values())
assert np.allclose(first, second)
ends = {"A": (-0.5, 0.9), "B": (-0.5, -0.9), "C": (1.7, 0.9), "D": (1.7, -0.9)}
half = tnrnn.Partition(near=["open A", "open C"], far=["open B", "open D"])
style = tnrnn.Style(font_size=11)

fig, axes = plt.subplots(1, 2, figsize=(8, 4.7), layout="constrained")
for ax, (words, (network, places)) in zip(axes, networks.items(), strict=True):
    view = tnrnn.View(labels="all", positions=ends | places)
    tnrnn.draw(network, cut=tnrnn.min_cut(network, half), ax=ax, style=style, view=view)
    ax.set_title(words)

plt.show()
