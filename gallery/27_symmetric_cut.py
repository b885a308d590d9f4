r"""
The symmetric cut is a staircase
================================

A deep recurrent arithmetic circuit repeats its parts, and :math:`n` copies of one vector in :math:`\mathbb{R}^d` carry
only the :math:`\binom{d+n-1}{n}` monomials of degree :math:`n`, not :math:`d^n` values. :func:`tnrnn.symmetric_cut`
finds the staircase on the circuit (dashed) that costs least at these prices; initial states cost nothing. The
min-cut (red) pays for every copy, so its bound is far higher.
"""

import matplotlib.pyplot as plt

import tnrnn
from tnrnn import compose

length, layers, start = 7, 3, 2
circuit = tnrnn.rac(length, layers, inputs=10, hidden=2)
partition = tnrnn.Partition.start_end(length, start)
least = tnrnn.min_cut(circuit, partition, mode="continuous")
symmetric = tnrnn.symmetric_cut(circuit, partition, mode="continuous")
rank = tnrnn.separation_rank(circuit, partition, mode="continuous")
assert rank.exact
assert symmetric.side == "far"

fig, ax = plt.subplots(figsize=(8, 4.5), layout="constrained")
tnrnn.draw(circuit, cut=least, ax=ax)

# In each layer, the line is to the right of the last vector of the near side.
near = [mark for mark in compose(circuit).marks if mark.name not in symmetric.upper]
line = []
for layer in range(layers + 1):
    last = max((mark for mark in near if mark.layer == layer), key=lambda mark: mark.x)
    line += [(last.x + 0.3, last.y - 0.4), (last.x + 0.3, last.y + 0.4)]
violet = tnrnn.Style().other_cuts[0]
ax.plot(*zip(*line, strict=True), "--", color=violet, linewidth=2)

prices = r" \times ".join(str(factor.value) for factor in symmetric.factors)
ax.set_title(f"symmetric cut ${prices} = {symmetric.value}$, exact rank {rank.lower}", color=violet)

plt.show()
