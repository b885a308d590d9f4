r"""
The matricization of a network
==============================

A network with one leg per input is a tensor :math:`\mathcal{A}`. The Start inputs together index the rows of a matrix
and the End inputs its columns. The rank of this matrix says how much the End can depend on the Start. A cut that
separates Start from End factors the matrix through what it severs, so :func:`tnrnn.min_cut` bounds the rank from above.
"""

import matplotlib.pyplot as plt

import tnrnn

length, inputs = 6, 3
circuit = tnrnn.rac(length, layers=2, inputs=inputs, hidden=2)
half = tnrnn.Partition.start_end(length)
network = tnrnn.unroll(circuit)
rank = tnrnn.separation_rank(circuit, half)
assert rank.exact

fig, (left, right) = plt.subplots(1, 2, figsize=(9.2, 4.4), layout="constrained")
tnrnn.draw(network, cut=tnrnn.min_cut(network, half), ax=left)
tnrnn.draw(circuit, cut=tnrnn.min_cut(circuit, half), ax=right, view="matricization")
rows, columns = (inputs ** len(side) for side in (half.near, half.far))
fig.suptitle(rf"One-hot inputs with $M = {inputs}$: a ${rows} \times {columns}$ matrix of rank {rank.lower}")

plt.show()
