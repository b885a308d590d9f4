r"""
A rank below the min-cut
========================

The min-cut bounds the rank of a tensor network from above, and even generic tensors need not reach it: the quantum
max-flow/min-cut conjecture is false (Cui et al., arXiv:1508.04644). Two tensors and one bond between them are enough
for a counterexample. The legs above, the sources, are rows, and the legs below, the sinks, are columns.
:func:`tnrnn.max_flow_gap` puts the min-cut beside the rank of random tensors, computed modulo a prime.
"""

import matplotlib.pyplot as plt

import tnrnn

sides = tnrnn.Partition(near=["source A", "source B"], far=["sink A", "sink B"])


def bridge(width: int) -> tnrnn.Network:
    """Return two tensors, each with a source and a sink, joined by a bond; B's source has dimension `width`."""
    tensors = tuple(
        tnrnn.Tensor(name, "weight", (f"source {name}", f"sink {name}", "bridge"), parameter=name) for name in "AB"
    )
    dims = {"source A": 5, "source B": width, "sink A": 9, "sink B": 5, "bridge": 2}
    return tnrnn.Network(tensors, tuple(tnrnn.Bond(*item) for item in dims.items()), (*sides.near, *sides.far))


network = bridge(9)
widths = range(4, 13)
gaps = [tnrnn.max_flow_gap(bridge(width), sides) for width in widths]
style = tnrnn.Style(font_size=12)

fig, (drawing, ranks) = plt.subplots(1, 2, figsize=(9, 4.5), layout="constrained")
tnrnn.draw(
    network, cut=tnrnn.min_cut(network, sides), ax=drawing, style=style, view=tnrnn.View(labels="all", legend=False)
)
drawing.set_title(f"rank of random tensors: {tnrnn.generic_rank(network, sides.near, sides.far)}")
ranks.plot(widths, ax=[gap["min_cut"].value for gap in gaps], style="s--", color=style.cut, label="min-cut")
ranks.plot(widths, ax=[gap["generic_rank"].value for gap in gaps], style="o-", color=style.layer(1), label="rank")
ranks.set(xlabel="dimension of the source of B", xticks=widths, ylabel="rank and min-cut")
ranks.legend(frameon=False)

plt.show()
