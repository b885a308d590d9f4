"""
An arithmetic LSTM and GRU, side by side
========================================

The gates of an LSTM and of a GRU multiply. Without their sigmoids and hyperbolic tangents, both are circuits of
products and sums, drawn here with one mark for each cell. An LSTM passes on two states, shown by the double line, and a
GRU passes on one. The numbers count the copies in the unrolled network.
"""

import matplotlib.pyplot as plt

import tnrnn
from tnrnn.models import gru, lstm

length, layers, inputs, hidden = 4, 2, 2, 2

fig, axes = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
for ax, model in zip(axes, (lstm, gru), strict=True):
    circuit = model(length, layers, inputs, hidden)
    tnrnn.draw(circuit, ax=ax)
    ax.set_title(f"{model.__name__.upper()}: degree {circuit.degree:,} in the inputs")

plt.show()
