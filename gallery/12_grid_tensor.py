r"""
The grid tensor, shallow beside deep
====================================

The values of a circuit on all words of one-hot inputs form its grid tensor. :func:`tnrnn.contract` computes it for
random weights; Start words index the rows of its matricization and End words the columns. All matrices here have the
same shape, and all circuits the same :math:`M` and :math:`R`. With one layer every row is a combination of :math:`R`
rows; a second and a third layer raise the rank, which :func:`tnrnn.separation_rank` proves.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap

import tnrnn

length, inputs, hidden = 6, 3, 2
half = tnrnn.Partition.start_end(length)
style = tnrnn.Style()
colours = LinearSegmentedColormap.from_list("signs", [style.layer(1), style.background, style.layer(2)])

fig, axes = plt.subplots(1, 3, figsize=(10, 3.6), layout="constrained", sharey=True)
for layers, ax in enumerate(axes, start=1):
    circuit = tnrnn.rac(length, layers, inputs, hidden)
    grid = tnrnn.contract(tnrnn.unroll(circuit), tnrnn.random_weights(circuit, seed=1))
    matrix = grid.reshape(inputs ** len(half.near), inputs ** len(half.far))
    for axis in (1, 0):  # a factor for each row and each column leaves the rank as it is, and shows small values
        matrix = matrix / np.abs(matrix).max(axis=axis, keepdims=True)
    image = ax.imshow(matrix, cmap=colours, vmin=-1, vmax=1)
    rank = tnrnn.separation_rank(circuit, half)
    assert rank.exact
    ax.set(title=f"L = {layers}: rank {rank.lower} of {min(matrix.shape)}", xlabel="word of the End")
axes[0].set_ylabel("word of the Start")
fig.colorbar(image, ax=axes, label="value, scaled by row and column", shrink=0.9, ticks=(-1, 0, 1))

plt.show()
