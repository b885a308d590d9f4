r"""
Conjecture 1 fails for grid tensors, M > R
==========================================

Conjecture 1 of Levine et al. proposes a lower bound on the separation rank for any depth, with :math:`k = T/2`. As
usually quoted, its cap is :math:`M^k`, the number of words of each side. The proved ranks of grid tensors (one-hot
inputs) with :math:`M > R` contradict this form: the last input is used once, behind :math:`R` channels, so the rank is
at most :math:`M^{k-1} R`. With the cap :math:`\min\{M, R\}^k` it holds in all cases shown. Inputs that range over all
of :math:`\mathbb{R}^M` are another matter: for them the conjecture is proved, without any cap (Theorem E1 of the
documentation). :func:`tnrnn.bounds` returns both forms.
"""

import matplotlib.pyplot as plt

import tnrnn

cases = [(4, 6, 3, 2), (4, 4, 4, 3), (4, 5, 5, 3), (4, 3, 6, 5), (6, 4, 4, 3), (8, 4, 4, 3)]
tables = [tnrnn.bounds(tnrnn.rac(*case)) for case in cases]
quoted, capped, ranks = (
    [table[name].value for table in tables] for name in ("conjecture_1", "conjecture_1_min_cap", "rank")
)
assert all(table.certificate.exact for table in tables)
assert ranks == [inputs ** (length // 2 - 1) * hidden for length, _, inputs, hidden in cases]
assert all(low <= rank < high for low, rank, high in zip(capped, ranks, quoted, strict=True))

style = tnrnn.Style()
places = range(len(cases))
fig, ax = plt.subplots(figsize=(8, 4.5), layout="constrained")
ax.hlines(places, ranks, quoted, color=style.cut)
ax.plot(quoted, places, "x", color=style.cut, ms=9, mew=2, label="conjecture, cap $M^k$")
ax.plot(ranks, places, "o", color=style.layer(1), ms=9, label="exact rank")
ax.plot(capped, places, "|", color=style.layer(3), ms=18, mew=3, label=r"conjecture, cap $\min\{M, R\}^k$")
for place, rank, high in zip(places, ranks, quoted, strict=True):
    ax.annotate(f"{rank} < {high}", (high, place), (10, 0), textcoords="offset points", va="center", color=style.cut)
ax.set(xscale="log", xlabel="separation rank", xlim=(3, 500), yticks=places, yticklabels=cases, ylabel="(T, L, M, R)")
ax.invert_yaxis()
ax.legend(loc="lower left", frameon=False)

plt.show()
