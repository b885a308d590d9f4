r"""
Ranks in floating point
=======================

The values of a deep circuit are products of many numbers, so the singular values of its matricization spread over many
orders of magnitude, more than floating point resolves. ``numpy.linalg.matrix_rank`` returns different ranks for
different Gaussian weights. :func:`tnrnn.separation_rank` computes one rank modulo a prime, and proves it.
:func:`tnrnn.numeric_spectrum` returns the singular values; those beyond the exact rank are rounding errors.
"""

from itertools import product

import matplotlib.pyplot as plt
import numpy as np

import tnrnn

length, inputs = 8, 2
circuit = tnrnn.rac(length, layers=2, inputs=inputs, hidden=2)
half = tnrnn.Partition.start_end(length)
certificate = tnrnn.separation_rank(circuit, half)
assert certificate.exact
rows = inputs ** len(half.near)

words = np.eye(inputs)[list(product(range(inputs), repeat=length))]
found = []
for seed in range(200):
    random = np.random.default_rng(seed)
    weights = {name: random.standard_normal(shape) for name, shape in circuit.parameters.items()}
    found.append(np.linalg.matrix_rank(tnrnn.evaluate(circuit, weights, words).reshape(rows, -1)))
right = found.count(certificate.lower)

style = tnrnn.Style()
fig, (counts, spectra) = plt.subplots(1, 2, figsize=(9, 4.2), layout="constrained")
ranks, seeds = np.unique(found, return_counts=True)
counts.bar(ranks, seeds, color=np.where(ranks == certificate.lower, style.cut, style.layer(1)))
counts.set(title=f"exact rank {certificate.lower}: found for {right} of {len(found)} seeds", ylabel="seeds")
counts.set(xlabel="rank in floating point", xticks=ranks)

for seed in range(20):
    values = np.array(tnrnn.numeric_spectrum(circuit, half, seed=seed).values)
    spectra.semilogy(range(1, rows + 1), values / values[0], color=style.layer(1), linewidth=1, alpha=0.6)
tolerance = rows * np.finfo(float).eps
spectra.axvline(certificate.lower, color=style.cut)
spectra.text(certificate.lower + 0.3, 0.1, "exact rank", color=style.cut)
spectra.axhline(tolerance, color=style.ink, linestyle="--")
spectra.text(certificate.lower + 0.9, 5 * tolerance, "numpy's tolerance", color=style.ink)
spectra.set(title="singular values, 20 seeds", xlabel="index", ylabel="value / greatest value")

plt.show()
