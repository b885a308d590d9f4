"""
Several least cuts on one picture
=================================

A network can have several cuts of the least value. :func:`tnrnn.min_cuts` lists them all, here for :math:`M = R`: one
severs the inputs of the Start, one severs those of the End, and one replaces the last input by the bond above it.
:func:`tnrnn.min_cut` returns the first of the list, which is the nearest to the Start, so no figure depends on a
solver.
"""

import matplotlib.pyplot as plt

import tnrnn

length = 4
network = tnrnn.unroll(tnrnn.rac(length, layers=2, inputs=3, hidden=3))
half = tnrnn.Partition.start_end(length)
cuts = tnrnn.min_cuts(network, half)
assert cuts[0] == tnrnn.min_cut(network, half)

fig, ax = plt.subplots(figsize=(8, 4.6), layout="constrained")
tnrnn.draw(network, cut=cuts, ax=ax)
ax.set_title(f"all {len(cuts)} cuts of the least value, {cuts[0].value}")

plt.show()
