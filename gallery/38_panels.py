r"""
Panels with one scale and one legend
====================================

:func:`tnrnn.drawing.figure_of_panels` draws several pictures as one figure. Above are recurrent arithmetic circuits of
one and of two layers, unrolled, with the min-cut between the Start and the End. Below is the circuit of two layers with
the number of copies of each vertex, and with the copies of its first layer folded. All panels have the same distance
between two time steps, and the legend names each kind once.
"""

import tnrnn
from tnrnn.drawing import Panel, figure_of_panels

length = 6
shallow, deep = (tnrnn.rac(length, layers, inputs=2, hidden=3) for layers in (1, 2))
panels = []
for circuit, title in ((shallow, "one layer"), (deep, "two layers")):
    network = tnrnn.unroll(circuit, mode="continuous")
    panels.append(Panel(network, tnrnn.min_cut(network, tnrnn.Partition.start_end(length)), title=title))
panels += [Panel(deep, title="two layers, every vertex once"), Panel(deep, view="folded", title="folded")]

scene = figure_of_panels(panels, columns=2, view=tnrnn.View(width=9))
tnrnn.save(scene, "panels.png")
