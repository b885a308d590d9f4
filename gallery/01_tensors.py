r"""
Tensors as marks with legs
==========================

A tensor is a mark, and each of its indices is a leg: a scalar :math:`s` has no leg, a vector :math:`v_i` one, a matrix
:math:`A_{ij}` two, and a tensor :math:`B_{ijk}` of order 3 has three. The number on a leg is its dimension. Tensors
that share no leg are multiplied: :func:`tnrnn.contract` of all four is their outer product.
"""

import functools

import matplotlib.pyplot as plt
import numpy as np

import tnrnn

random = np.random.default_rng(0)
words = {"s": "scalar", "v": "vector", "A": "matrix", "B": "order-3 tensor"}
arrays = {name: random.normal(size=(2, 3, 4)[:order]) for order, name in enumerate(words)}
legs = {name: [tnrnn.Bond(f"{name}{axis}", dim) for axis, dim in enumerate(a.shape)] for name, a in arrays.items()}
tensors = [tnrnn.Tensor(name, "weight", tuple(leg.name for leg in legs[name]), parameter=name) for name in words]
bonds = [leg for name in words for leg in legs[name]]
network = tnrnn.Network(tuple(tensors), tuple(bonds), tuple(bond.name for bond in bonds))

product = tnrnn.contract(network, arrays)
assert np.allclose(product, functools.reduce(np.multiply.outer, arrays.values()))

fig, ax = plt.subplots(figsize=(8, 3.4), layout="constrained")
places = {name: (1.8 * order, 0) for order, name in enumerate(words)}
style = tnrnn.Style(weight=tnrnn.Style().layer(1), font_size=13)
tnrnn.draw(network, ax=ax, style=style, view=tnrnn.View(labels="all", positions=places, legend=False))
for name, (x, _) in places.items():
    plural = "" if arrays[name].size == 1 else "s"
    ax.text(x, -1.15, f"{words[name]}\n{arrays[name].size} number{plural}", ha="center", va="top", fontsize=12)
ax.set_title(f"All four together: a tensor of order {product.ndim} with {product.size} numbers")

plt.show()
