r"""
Gates and depth
===============

How many functions of the Start can the End see with two layers, as the End gets longer? Without a gate of the state the
number stays where it is (dashed): linear attention with the rules ``sum`` and ``decay``, and H3, which is
:func:`tnrnn.models.gated_ssm`. Where the state is multiplied by something that depends on the input, the second
layer multiplies the first layer's state in once for each step, and the rank goes on growing. All models have a state
of four numbers a layer.
"""

import matplotlib.pyplot as plt

import tnrnn
from tnrnn.models import gated_ssm, linear_attention, selective_ssm

start, ends = 3, range(1, 6)
families = {
    "linear attention, delta": (linear_attention, {"key": 2, "value": 2, "rule": "delta"}),
    "selective (S6)": (selective_ssm, {"state": 4}),
    "linear attention, mlstm": (linear_attention, {"key": 2, "value": 2, "rule": "mlstm"}),
    "linear attention, gated": (linear_attention, {"key": 2, "value": 2, "rule": "gated"}),
    "RAC": (tnrnn.rac, {"hidden": 4}),
    "H3": (gated_ssm, {"hidden": 4}),
    "linear attention, decay": (linear_attention, {"key": 2, "value": 2, "rule": "decay"}),
    "linear attention, sum": (linear_attention, {"key": 2, "value": 2, "rule": "sum"}),
}

fig, ax = plt.subplots(figsize=(8, 4.8), layout="constrained")
for (name, (model, sizes)), mark in zip(families.items(), "D^vspdxo", strict=True):
    ranks = []
    for end in ends:
        circuit, split = model(start + end, 2, 4, **sizes), tnrnn.Partition.start_end(start + end, start)
        ranks.append(tnrnn.separation_rank(circuit, split, mode="continuous").lower)
        if ranks[-1] > 200:
            break
    fixed = ranks[-1] == ranks[-2]
    ax.semilogy(ends[: len(ranks)], ranks, mark + ("--" if fixed else "-"), label=name, fillstyle="none", markersize=8)
ax.set(xlabel="steps in the End, n", ylabel="separation rank, two layers", xticks=ends)
ticks = [5, 10, 25, 50, 100, 200, 400]
ax.set_yticks(ticks, labels=ticks)
ax.minorticks_off()
ax.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))

plt.show()
