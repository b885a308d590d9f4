"""
An arithmetic LSTM and GRU, as their cells
==========================================

The gates of an LSTM and of a GRU multiply. Without their sigmoids and hyperbolic tangents, both are circuits of
products and sums. They are drawn here cell by cell: a box is a gate, a linear map of the input and of the state before,
and small signs are products and sums. An LSTM passes on two states, of which the upper one is changed by products and
sums alone, and a GRU passes on one. The numbers count the copies in the unrolled network.
"""

import matplotlib.pyplot as plt

import tnrnn
from tnrnn.models import gru, lstm

length, layers, inputs, hidden = 3, 1, 2, 2

fig, axes = plt.subplots(2, 1, figsize=(7, 6), height_ratios=(3, 4), layout="constrained")
for ax, model in zip(axes, (lstm, gru), strict=True):
    circuit = model(length, layers, inputs, hidden)
    tnrnn.draw(circuit, ax=ax, view=tnrnn.View(detail="anatomy"))
    ax.set_title(f"{model.__name__.upper()}: degree {circuit.degree:,} in the inputs")

plt.show()
