r"""
Bounds over length, depth and width
===================================

The min-cut and the symmetric cut bound the separation rank from above. The min-cut treats the copies of a repeated
sub-network as if they were independent: it grows exponentially with the length :math:`T`, and faster with the number of
layers :math:`L`. The symmetric cut takes into account that they are copies, counts the monomials in them, and stays
close to the exact rank. :func:`tnrnn.profile` computes all three for a family of circuits.
"""

import matplotlib.pyplot as plt

import tnrnn

families = {
    "length": ("length T", {T: tnrnn.rac(T, layers=2, inputs=3, hidden=3) for T in range(2, 15, 2)}),
    "layers": ("layers L", {L: tnrnn.rac(6, L, inputs=2, hidden=2) for L in range(1, 6)}),
    "hidden": ("hidden channels R", {R: tnrnn.rac(6, layers=2, inputs=3, hidden=R) for R in range(1, 7)}),
}
style = tnrnn.Style()
curves = {
    "min_cut": ("min-cut", style.cut, "s--"),
    "symmetric_cut": ("symmetric cut", style.layer(2), "D-"),
    "rank": ("exact rank", style.layer(1), "o"),
}

fig, axes = plt.subplots(1, 3, figsize=(10, 4), layout="constrained")
for ax, (along, (words, family)) in zip(axes, families.items(), strict=True):
    profile = tnrnn.profile(family, mode="continuous", along=along)
    for row, (label, colour, line) in curves.items():
        ax.plot(profile.at, profile.value(row), line, color=colour, label=label)
    ax.set(yscale="log", xlabel=words, xticks=profile.at, title=profile.title)
axes[0].set_ylabel("separation rank and its bounds")
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=len(curves), frameon=False)

plt.show()
