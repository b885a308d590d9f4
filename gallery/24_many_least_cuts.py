"""
Several least cuts on one picture
=================================

A network can have several cuts of the least value. :func:`tnrnn.min_cuts` lists them all, here those of a grid that
separate the open legs of the first column from those of the last, with all other legs free. :func:`tnrnn.min_cut`
always returns the first of the list, the one nearest to the near side, so that no figure depends on a solver.
"""

import matplotlib.pyplot as plt
import quimb.tensor as qtn

import tnrnn
from tnrnn.interop import from_quimb

ROWS, COLUMNS = 2, 4
grid, _ = from_quimb(qtn.PEPS.rand(ROWS, COLUMNS, bond_dim=3, phys_dim=4, seed=1))
first, last = ([f"k{row},{column}" for row in range(ROWS)] for column in (0, COLUMNS - 1))
cuts = tnrnn.min_cuts(grid, tnrnn.Partition(near=first, far=last))

fig, ax = plt.subplots(figsize=(8, 4.5), layout="constrained")
tnrnn.draw(grid, cut=cuts, ax=ax, view=tnrnn.View(labels="none"))
ax.set_title(f"all {len(cuts)} cuts of the least value, {cuts[0].value}")
plt.show()
