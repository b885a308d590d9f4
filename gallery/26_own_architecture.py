"""
An architecture of your own, with its cut
=========================================

A :class:`tnrnn.Builder` builds a circuit from formulas. This circuit remembers two steps,
:math:`h_t = (W h_{t-1}) * (V h_{t-2}) * (U x_t)`. Each state is used twice, so the numbers of its copies in the
unrolled network, which are written beside the marks, are Fibonacci numbers. The min-cut, the exact separation rank and
the picture need no further code; here the author chose the positions.
"""

import matplotlib.pyplot as plt

import tnrnn

length = 6
build = tnrnn.Builder(M=4, R=2)
before, h = (build.constant(name, "R", name=name) for name in ("h[-1]", "h[0]"))
for t in range(1, length + 1):
    u = build.linear("U", build.input(t, "M", name=f"x[{t}]"), "R", name=f"U[{t}]")
    v = build.linear("V", before, "R", name=f"V[{t}]")
    w = build.linear("W", h, "R", name=f"W[{t}]")
    s = build.product(w, v, name=f"s[{t}]")
    before, h = h, build.product(s, u, name=f"h[{t}]")
circuit = build.circuit(build.linear("W_O", h, 1, name="W_O"))

half = tnrnn.Partition.start_end(length)
cut = tnrnn.min_cut(circuit, half, mode="continuous")
rank = tnrnn.separation_rank(circuit, half, mode="continuous")
assert rank.exact

offsets = {"h": (0, 0), "s": (-0.5, 0), "W": (-1, 0), "V": (-0.5, 1.1), "U": (0, -0.6), "x": (0, -1.1)}
places = {f"{name}[{t}]": (1.5 * t + x, y) for name, (x, y) in offsets.items() for t in range(1, length + 1)}
places |= {"h[-1]": (-1.5, 0), "h[0]": (0, 0), "W_O": (1.5 * length + 0.6, 0)}

fig, ax = plt.subplots(figsize=(9, 3.6), layout="constrained")
tnrnn.draw(circuit, cut=cut, ax=ax, view=tnrnn.View(positions=places))
ax.set_title(f"min-cut {cut.value}, exact separation rank {rank.lower}")

plt.show()
