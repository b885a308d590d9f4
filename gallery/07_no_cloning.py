r"""
No tensor clones every vector
=============================

Cloning, :math:`v \mapsto v v^T`, is not linear, so no tensor does it for all vectors. A tensor that clones the unit
vectors must be the copy tensor :math:`\delta`, and :math:`\delta` maps their sum, the all-ones vector, to the identity
and not to the all-ones matrix. A deep network uses its hidden states twice, so its tensor network has to repeat them
together with everything that they are made from.
"""

import matplotlib.pyplot as plt
import numpy as np

import tnrnn

size = 3
tensors = (tnrnn.Tensor("v", "state", ("i",), parameter="v"), tnrnn.Tensor("δ", "copy", ("i", "j", "k")))
network = tnrnn.Network(tensors, tuple(tnrnn.Bond(name, size) for name in "ijk"), open=("j", "k"))
vectors = {"v = e_1": np.eye(size)[0], "v = e_1 + e_2 + e_3": np.ones(size)}

fig, axes = plt.subplot_mosaic(
    [["net", "made 0", "clone 0"], ["net", "made 1", "clone 1"]], figsize=(8, 5), layout="constrained"
)
view = tnrnn.View(labels="names", positions={"v": (0, 0), "δ": (0, 1)})
tnrnn.draw(network, ax=axes["net"], style=tnrnn.Style(font_size=13), view=view)
for row, (words, v) in enumerate(vectors.items()):
    made, clone = tnrnn.contract(network, {"v": v}), np.outer(v, v)
    same = (made == clone).all()
    panels = {
        "made": (made, "Blues", rf"$\delta$ maps ${words}$ to"),
        "clone": (clone, "Blues", "and $v v^T$ is") if same else (clone, "Reds", "but $v v^T$ is"),
    }
    for name, (matrix, colours, title) in panels.items():
        ax = axes[f"{name} {row}"]
        ax.matshow(matrix, cmap=colours, vmin=0, vmax=2)
        ax.set(xticks=[], yticks=[], title=title)
        for (i, j), value in np.ndenumerate(matrix):
            ax.text(j, i, f"{value:g}", ha="center", va="center", fontsize=14)

plt.show()
