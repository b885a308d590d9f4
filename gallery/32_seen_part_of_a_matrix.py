r"""
Of a matrix state one number sees a row
=======================================

The state of linear attention has :math:`K V` numbers. One functional of the last output, :math:`w^{\mathsf T} S q`,
sees the row :math:`w^{\mathsf T} S` of :math:`K` numbers: the scalar rank is :math:`K + 1`, whatever :math:`V` is
(left). All channels of the output see the whole matrix (right). Between the two stands the rule ``sum`` for inputs of
few dimensions: its matrix is :math:`W_v G W_k^{\mathsf T}` with a symmetric :math:`G`, and some of its numbers are the
same (middle).
"""

import matplotlib.pyplot as plt
import numpy as np

import tnrnn
from tnrnn.models import linear_attention

sizes = range(1, 5)
split = tnrnn.Partition.start_end(6, 4)
panels = {
    "one number of the output": {"inputs": 4, "rule": "sum", "observe": "scalar"},
    "the output, rule sum": {"inputs": 4, "rule": "sum", "observe": "vector"},
    "the output, rule delta": {"inputs": 4, "rule": "delta", "observe": "vector"},
}


def rank(key, value, inputs, rule, observe):
    circuit = linear_attention(6, 1, inputs, key, value, rule=rule)
    return tnrnn.separation_rank(circuit, split, mode="continuous", observe=observe).lower


fig, axes = plt.subplots(1, len(panels), figsize=(9, 3.9), sharey=True, layout="constrained")
for ax, (words, options) in zip(axes, panels.items(), strict=True):
    ranks = np.array([[rank(key, value, **options) for value in sizes] for key in sizes])
    ax.imshow(ranks, cmap="Blues", origin="lower", vmin=0, vmax=24, extent=(0.5, 4.5, 0.5, 4.5))
    for (key, value), number in np.ndenumerate(ranks):
        ax.text(value + 1, key + 1, number, ha="center", va="center", fontsize=13)
    ax.set(title=words, xlabel="values, V", xticks=sizes, yticks=sizes)
axes[0].set_ylabel("keys, K")
fig.suptitle("rank of one layer of linear attention, inputs of dimension 4\n", fontsize=12)

plt.show()
