"""
One network in four themes
==========================

The figure shows the same picture for a journal, a projector, a dark slide and a printer without colours. A theme is the
name of a :class:`tnrnn.Style`; ``Style.named("dark", cut="#FFD166")`` changes single colours, sizes or strokes of it.
"""

import matplotlib.pyplot as plt

import tnrnn

length = 4
network = tnrnn.unroll(tnrnn.rac(length, layers=2, inputs=10, hidden=2), mode="continuous")
cut = tnrnn.min_cut(network, tnrnn.Partition.start_end(length))

fig = plt.figure(figsize=(14.4, 10.8), layout="constrained")
for panel, theme in zip(fig.subfigures(2, 2).flat, ("print", "slides", "dark", "grey"), strict=True):
    style = tnrnn.Style.named(theme)
    panel.set_facecolor(style.background)
    ax = tnrnn.draw(network, cut=cut, ax=panel.subplots(), style=style)
    ax.set_title(theme, color=style.ink, fontsize=18)

plt.show()
