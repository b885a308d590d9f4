r"""
One model against another, at equal state
=========================================

Every model here has a state of four numbers a layer, three steps in the Start and two in the End. With one layer all of
them show five functions of the Start to the outputs that follow (open circles): the state and a constant. With two
layers (filled) they differ by a factor of more than thirty. The bars lead from what one number of the last output sees
to what all later outputs see. The nonlinearities of the models are dropped.
"""

import matplotlib.pyplot as plt

import tnrnn
from tnrnn.models import gated_ssm, linear_attention, linear_ssm, mamba, selective_ssm

attention = {"key": 2, "value": 2}
families = {
    "S4, S5, LRU": (linear_ssm, {"state": 4, "outputs": 2}),
    "linear attention": (linear_attention, {**attention, "rule": "sum"}),
    "RetNet": (linear_attention, {**attention, "rule": "decay"}),
    "H3": (gated_ssm, {"hidden": 4}),
    "S6": (selective_ssm, {"state": 4}),
    "GLA": (linear_attention, {**attention, "rule": "gated"}),
    "xLSTM": (linear_attention, {**attention, "rule": "mlstm"}),
    "S6 with output gate": (selective_ssm, {"state": 4, "output_gate": True}),
    "Mamba": (mamba, {"channels": 2, "state": 2}),
    "DeltaNet": (linear_attention, {**attention, "rule": "delta"}),
}
split = tnrnn.Partition.start_end(5, 3)
style = tnrnn.Style()

fig, ax = plt.subplots(figsize=(8, 5), layout="constrained")
for place, (model, sizes) in enumerate(families.values()):
    for layers in (1, 2):
        circuit, colour = model(length=5, layers=layers, inputs=4, **sizes), style.layer(layers)
        ranks = [
            tnrnn.separation_rank(circuit, split, mode="continuous", observe=observe).lower
            for observe in ("scalar", "future")
        ]
        y = place + 0.3 * (layers - 1.5)
        ax.plot(ranks, [y, y], "-", color=colour, linewidth=3, alpha=0.4)
        ax.plot(ranks, [y, y], "o", color=colour, markerfacecolor="white" if layers == 1 else colour)
        ax.annotate(ranks[-1], (ranks[-1], y), (7, 0), textcoords="offset points", va="center", fontsize=9)
for layers in (1, 2):
    fill = "white" if layers == 1 else style.layer(2)
    ax.plot([], "o", color=style.layer(layers), markerfacecolor=fill, label=f"{layers} layer{'s' * (layers - 1)}")
ax.set(xscale="log", xlabel="rank, from one number of the last output to all later outputs", xlim=(1.5, 400))
ticks = [2, 3, 5, 10, 20, 50, 100, 200]
ax.set_xticks(ticks, labels=ticks)
ax.minorticks_off()
ax.set_yticks(range(len(families)), labels=families)
ax.legend(frameon=False, loc="lower right")

plt.show()
