r"""
Effective rank of random circuits
=================================

The separation rank (dashed) counts the singular values of the Start-End matricization that are not zero. For random
weights they fall by many orders of magnitude. The effective rank of Roy and Vetterli, which is the exponential of the
entropy of their shares :math:`s_i / \sum_j s_j`, therefore stays small at every depth. The rank says what a depth makes
possible; random weights use little of it. Each thin line is a seed, each thick line the median over the seeds.
"""

import matplotlib.pyplot as plt
import numpy as np

import tnrnn

length, inputs, hidden, seeds = 8, 3, 3, range(12)
half = tnrnn.Partition.start_end(length)

fig, ax = plt.subplots(figsize=(8, 4.5), layout="constrained")
for layers in (1, 2, 3):
    circuit, colour = tnrnn.rac(length, layers, inputs, hidden), tnrnn.Style().layer(layers)
    rank = tnrnn.separation_rank(circuit, half)
    assert rank.exact
    spectra = [tnrnn.numeric_spectrum(circuit, half, seed=seed) for seed in seeds]
    values = np.array([np.divide(spectrum.values, spectrum.values[0]) for spectrum in spectra])
    numbers = np.arange(1, values.shape[1] + 1)
    effective = np.median([spectrum.effective_rank for spectrum in spectra])
    label = f"L = {layers}: rank {rank.lower}, effective {effective:.1f}"
    ax.loglog(numbers, values.T, color=colour, linewidth=0.6, alpha=0.4)
    ax.loglog(numbers, np.median(values, axis=0), color=colour, linewidth=2.5, label=label)
    ax.axvline(rank.lower, color=colour, linestyle="--")
ticks = [1, 3, 10, 30, 100]
ax.set_xticks(ticks, labels=ticks)
ax.set(xlabel="index of the singular value", xlim=(1, 100))
ax.set(ylabel="singular value / greatest value", ylim=(np.finfo(float).eps, 2))  # below, floats are noise
fig.legend(loc="outside upper center", ncols=3, frameon=False)

plt.show()
