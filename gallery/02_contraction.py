r"""
Joining legs is summing
=======================

A bond that joins two legs is summed over. Two vectors joined are their inner product :math:`\sum_j u_j v_j`, a matrix
and a vector :math:`\sum_j A_{ij} w_j`, two matrices their product, and two matrices joined twice the trace
:math:`\mathrm{tr}(DE)`. The legs that are left are the indices of the result, and :func:`tnrnn.contract` sums over all
bonds that are not open; here the entries of every tensor are 1, 2, 3, ...
"""

import math

import matplotlib.pyplot as plt
import numpy as np

import tnrnn

sizes = {"a": 3, "b": 2, "c": 3, "d": 2, "e": 3, "f": 2, "g": 2, "h": 3}
diagrams = {
    "inner product": ({"u": "a", "v": "a"}, ""),
    "matrix times vector": ({"A": "bc", "w": "c"}, "b"),
    "matrix product": ({"B": "de", "C": "ef"}, "df"),
    "trace of a product": ({"D": "gh", "E": "hg"}, ""),
}


def joined(operands, left):
    """Return the network of tensors whose legs are letters; equal letters are joined, those in `left` stay open."""
    tensors = (tnrnn.Tensor(name, "weight", tuple(letters), parameter=name) for name, letters in operands.items())
    bonds = (tnrnn.Bond(letter, sizes[letter]) for letter in sorted(set("".join(operands.values()))))
    return tnrnn.Network(tuple(tensors), tuple(bonds), tuple(left))


fig, ax = plt.subplots(figsize=(8, 4.7), layout="constrained")
operands, left, places = {}, "", {}
for number, (words, (own, result)) in enumerate(diagrams.items()):
    network = joined(own, result)
    arrays = {name: np.arange(math.prod(s)).reshape(s) + 1 for name, s in network.parameters.items()}
    value = tnrnn.contract(network, arrays)
    assert (value == np.einsum(f"{','.join(own.values())}->{result}", *arrays.values())).all()
    x, y = 4.2 * (number % 2), -2.2 * (number // 2)
    places |= {name: (x + 1.5 * place, y) for place, name in enumerate(own)}
    operands, left = operands | own, left + result
    ax.text(x + 0.75, y + 0.65, words, ha="center", fontsize=13)
    ax.text(x + 2, y, f"= {value}".replace("\n", "\n   "), va="center", fontsize=13)
style = tnrnn.Style(weight=tnrnn.Style().layer(1), font_size=12)
tnrnn.draw(joined(operands, left), ax=ax, style=style, view=tnrnn.View(labels="all", positions=places, legend=False))
ax.set_xlim(right=7.5)  # room for the values

plt.show()
