r"""
A shallow recurrent network
===========================

A recurrent arithmetic circuit with one layer reads :math:`x_t \in \mathbb{R}^M` and updates its hidden state by
:math:`h_t = (W_H h_{t-1}) * (W_I x_t)`, elementwise; the output is :math:`y = W_O h_T`. Every vector is used exactly
once, so the circuit is a tensor network already, and one bond of dimension :math:`R` carries all that the End can know
of the Start.
"""

import matplotlib.pyplot as plt

import tnrnn

length = 6
circuit = tnrnn.rac(length, layers=1, inputs=2, hidden=3)
half = tnrnn.Partition.start_end(length)
assert set(circuit.copies.values()) == {1}
network = tnrnn.unroll(circuit)
rank = tnrnn.separation_rank(circuit, half)
assert rank.exact

fig, ax = plt.subplots(figsize=(8, 3), layout="constrained")
tnrnn.draw(network, cut=tnrnn.min_cut(network, half), ax=ax, style=tnrnn.Style(font_size=11))
ax.set_title(f"Start-End separation rank: {rank.lower}")

plt.show()
