r"""
A shallow network is a matrix product state
===========================================

A shallow recurrent arithmetic circuit is a matrix product state. Each site holds the input matrix :math:`W_I`, a copy
tensor of order 3 that multiplies elementwise, and the recurrent matrix :math:`W_H` on the bond to the previous site;
:math:`W_O` closes the chain. ``View(detail="anatomy")`` draws every weight and every copy tensor, whereas the usual
picture has one mark for each site.
"""

import matplotlib.pyplot as plt

import tnrnn

network = tnrnn.unroll(tnrnn.rac(length=3, layers=1, inputs=2, hidden=3))

fig, ax = plt.subplots(figsize=(8, 4.5), layout="constrained")
tnrnn.draw(network, ax=ax, style=tnrnn.Style(font_size=13), view=tnrnn.View(detail="anatomy", labels="all"))

plt.show()
