"""
A MERA from quimb, cut in half
==============================

The figure shows the multi-scale entanglement renormalization ansatz (MERA) of a ring of sites, made by quimb, imported
by :func:`tnrnn.interop.from_quimb` and drawn with its layers as rings. :func:`tnrnn.min_cut` finds the least product of
dimensions that separates one half of the sites from the other; its logarithm bounds the entanglement entropy of the two
halves, whatever the entries of the tensors are. Here the cheapest cut is between the two outermost rings.
"""

from math import cos, pi, sin

import matplotlib.pyplot as plt
import quimb.tensor as qtn

import tnrnn
from tnrnn.interop import from_quimb

sites = 16
mera, _ = from_quimb(qtn.MERA.rand(sites, max_bond=3, seed=1))
half = sites // 2
cut = tnrnn.min_cut(mera, tnrnn.Partition(near=mera.open[:half], far=mera.open[half:]))

# quimb lists the tensors layer by layer, from the sites inwards; each layer has half as many as the one before. A
# tensor is placed between those that it joins.
layers = sites.bit_length() - 1
rings = [(layer, place) for layer in range(layers) for place in range(sites >> layer)]
turn = sites // 4 - 1  # so that the near half is on the left
places = {}
for tensor, (layer, place) in zip(mera.tensors, rings, strict=True):
    angle = pi - 2 * pi * (2**layer * (place + 2) - 2 - turn) / sites
    radius = layers - layer
    places[tensor.name] = (1.5 * radius * cos(angle), radius * sin(angle))

fig, ax = plt.subplots(figsize=(8, 5), layout="constrained")
tnrnn.draw(mera, cut=cut, ax=ax, view=tnrnn.View(labels="none", positions=places, legend=False))
ax.set_title(f"{len(mera.tensors)} tensors; entanglement of the halves at most {cut.log2:.2f} bits")

plt.show()
