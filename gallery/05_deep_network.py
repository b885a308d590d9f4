r"""
A deep recurrent network
========================

With :math:`L` layers, :math:`h_{t,l} = (W_H^l h_{t-1,l}) * (W_I^l h_{t,l-1})`, and every hidden state below the top
is used twice: by the next time step and by the next layer. A tensor network cannot use a vector twice, so its
unfolding (:func:`tnrnn.unroll`) has a copy of each vector for every path that leads from it to the output. The numbers
beside the marks count these copies; the numbers on the cut say how many of them it severs.
"""

import matplotlib.pyplot as plt

import tnrnn

length, layers = 6, 3
circuit = tnrnn.rac(length, layers, inputs=4, hidden=3)
cut = tnrnn.min_cut(circuit, tnrnn.Partition.start_end(length), mode="continuous")

fig, ax = plt.subplots(figsize=(8, 4.5), layout="constrained")
tnrnn.draw(circuit, cut=cut, ax=ax, style=tnrnn.Style(font_size=11))
copies = ", ".join(str(circuit.copies[vertex.name]) for vertex in circuit.inputs)
ax.set_title(f"copies of $x_1, \\ldots, x_{length}$ in the unfolding: {copies}")

plt.show()
