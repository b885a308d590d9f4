r"""
A convolutional circuit and two partitions
==========================================

:func:`tnrnn.models.conv_ac` returns a convolutional arithmetic circuit, whose network is a tree when its windows do not
overlap. The separation rank depends on the partition of the inputs. The first and the second half meet only at the
root, in one bond. Odd and even positions meet in every window of the first layer, so the rank grows exponentially with
the number of windows.
"""

import matplotlib.pyplot as plt

import tnrnn
from tnrnn.models import conv_ac

length = 8
circuit = conv_ac(length, layers=3, inputs=2, hidden=3)
network = tnrnn.unroll(circuit)
partitions = {
    "first half | second half": tnrnn.Partition.start_end(length),
    "odd | even": tnrnn.Partition(start=range(1, length, 2), length=length),
}
style, view = tnrnn.Style(font_size=8.5), tnrnn.View(labels="none")

fig, axes = plt.subplots(1, 2, figsize=(9, 4.6), layout="constrained")
for ax, (words, partition) in zip(axes, partitions.items(), strict=True):
    tnrnn.draw(network, cut=tnrnn.min_cut(network, partition), ax=ax, style=style, view=view)
    rank = tnrnn.separation_rank(circuit, partition)
    assert rank.exact
    ax.set_title(f"{words}: rank {rank.lower}")

plt.show()
