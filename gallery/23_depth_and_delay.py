"""
Accuracy against delay, by depth
================================

Tanh networks of one, two and three layers, all with the same budget of parameters, learn to repeat a few symbols after
a delay. Each panel shows a learning rate, each thin line a seed, and each thick line the mean over the seeds. More of
the deeper networks solve the task, as the legend counts over all delays and rates, but the seeds spread so widely that
a few of them could show the opposite.
"""

import csv
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import tnrnn

here = Path.cwd()  # the documentation runs scripts in their own folder, a reader may run them anywhere
given = [Path(word) for word in sys.argv[1:] if word.endswith(".csv")]
tables = given or [folder / "docs" / "experiments" / "depth.csv" for folder in (here, *here.parents)]
table = next((table for table in tables if table.is_file()), None)
if table is None:
    sys.exit(
        "this example needs docs/experiments/depth.csv: run it in the source of tnrnn, "
        "or give the path of the file as an argument"
    )
with table.open() as file:
    runs = list(csv.DictReader(file))
keys = ("layers", "rate", "seed", "delay")
accuracy = {tuple(float(run[key]) for key in keys): float(run["accuracy"]) for run in runs}
depths, rates, seeds, delays = (sorted(set(values)) for values in zip(*accuracy, strict=True))

fig, axes = plt.subplots(1, len(rates), figsize=(9, 4.2), sharey=True, layout="constrained")
for depth in depths:
    colour = tnrnn.Style().layer(int(depth))
    solved = [run["status"] == "solved" for run in runs if float(run["layers"]) == depth]
    for ax, rate in zip(axes, rates, strict=True):
        found = np.array([[accuracy[depth, rate, seed, delay] for seed in seeds] for delay in delays])
        ax.plot(delays, found, color=colour, linewidth=0.8, alpha=0.5)
        ax.plot(delays, found.mean(axis=1), color=colour, linewidth=2.5, marker="o")
        ax.set(title=f"learning rate {rate:g}", xlabel="delay (steps)", xticks=delays)
    label = f"L = {depth:g}: {sum(solved)} of {len(solved)} runs solved"
    axes[0].plot([], color=colour, linewidth=2.5, marker="o", label=label)
axes[0].set_ylabel("accuracy of the repeated symbols")
fig.legend(loc="outside upper center", ncols=len(depths), frameon=False)

plt.show()
