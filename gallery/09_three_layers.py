r"""
Three layers: slice and min-cut
===============================

The figure shows the tensor network of three layers with two of its cuts. The straight slice (left) severs one bond for
each row that crosses from the Start to the End. The min-cut (right) departs from it at the top and moves some
tensors of the End to the side of the Start, because fewer bonds join them to the rest of the End than to the Start.
Both cuts bound the same rank from above.
"""

import matplotlib.pyplot as plt

import tnrnn

length = 6
network = tnrnn.unroll(tnrnn.rac(length, layers=3, inputs=100, hidden=2), mode="continuous")
half = tnrnn.Partition.start_end(length)
cuts = (tnrnn.slice_cut(network, at=len(half.near)), tnrnn.min_cut(network, half))
line, least = ({entry.name for entry in cut.entries} for cut in cuts)

fig, axes = plt.subplots(1, 2, figsize=(8, 7), layout="constrained")
for ax, cut in zip(axes, cuts, strict=True):
    tnrnn.draw(network, cut=cut, ax=ax, style=tnrnn.Style(font_size=8), view=tnrnn.View(legend=False))
fig.suptitle(f"{len(least - line)} bonds in the place of {len(line - least)}")

plt.show()
