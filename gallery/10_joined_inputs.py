r"""
Joined inputs beside repeated inputs
====================================

If :math:`x_t` can be any vector, its copies are repeated inputs: each copy is a separate leg. One-hot inputs are unit
vectors, which a copy tensor does clone: all copies of :math:`x_t` hang on one leg of dimension :math:`M`, and the
network is the grid tensor. A cut pays for a joined input once, so the min-cut can be less.
"""

import matplotlib.pyplot as plt

import tnrnn

length = 4
circuit = tnrnn.rac(length, layers=2, inputs=3, hidden=3)
half = tnrnn.Partition.start_end(length)

fig, axes = plt.subplots(1, 2, figsize=(9, 4.5), layout="constrained")
for ax, mode in zip(axes, ("continuous", "one-hot"), strict=True):
    network = tnrnn.unroll(circuit, mode)
    tnrnn.draw(network, cut=tnrnn.min_cut(network, half), ax=ax)
    ax.set_title(f"{mode} inputs: {sum(tensor.kind == 'input' for tensor in network.tensors)} legs")

plt.show()
