r"""
Theorem 1 is loose
==================

For two layers, Theorem 1 of Levine et al. bounds the separation rank from below by the number of monomials of degree
:math:`T/2` in :math:`\min\{M, R\}` variables. From some length on, the exact rank of these circuits is :math:`R` times
as large, because the output is also linear in the :math:`R` channels of the second layer, which the theorem does not
count. Shorter sequences have too few words for such a rank. :func:`tnrnn.profile` returns both values for every length.
"""

import matplotlib.pyplot as plt

import tnrnn

lengths = range(2, 21, 2)
style = tnrnn.Style()

fig, (ranks, ratios) = plt.subplots(1, 2, figsize=(9, 4.2), layout="constrained")
for number, width in enumerate((2, 3), start=1):
    family = {length: tnrnn.rac(length, layers=2, inputs=width, hidden=width) for length in lengths}
    profile = tnrnn.profile(family, along="length")
    rank, theorem = profile.value("rank"), profile.value("theorem_1")
    assert rank[-1] == width * theorem[-1]
    colour = style.layer(number)
    ranks.plot(lengths, ax=rank, style="o-", color=colour, label=f"exact rank, M = R = {width}")
    ranks.plot(lengths, ax=theorem, style="x:", color=colour, label=f"Theorem 1, M = R = {width}")
    ratios.plot(lengths, [exact / bound for exact, bound in zip(rank, theorem, strict=True)], "o-", color=colour)
    ratios.axhline(width, color=colour, linestyle="--", linewidth=1)
    ratios.annotate(f"R = {width}", (lengths[0], width), (0, 4), textcoords="offset points", color=colour)
ranks.set(yscale="log", xlabel="length T", xticks=lengths, ylabel="separation rank")
ranks.set_title(f"T = {lengths[-1]}, M = R = {width}: rank {rank[-1]}, Theorem 1 says {theorem[-1]}")
ranks.legend(frameon=False)
ratios.set(xlabel="length T", xticks=lengths, ylabel="exact rank / Theorem 1", yticks=(1, 2, 3), ylim=(0.9, 3.3))

plt.show()
