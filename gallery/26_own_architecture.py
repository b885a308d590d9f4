"""
An architecture of one's own, with its cut
==========================================

:class:`tnrnn.Builder` writes a circuit as formulas. This one remembers two steps,
:math:`h_t = (W h_{t-1}) * (V h_{t-2}) * (U x_t)`: each state has two users, so its copies in the unrolled
network, the numbers beside the marks, are Fibonacci's. The min-cut, the exact separation rank and the picture come
with it, here at places of the author's own.
"""

import matplotlib.pyplot as plt

import tnrnn

LENGTH = 6
build = tnrnn.Builder(M=4, R=2)
before, h = (build.constant(name, "R", name=name) for name in ("h[-1]", "h[0]"))
for t in range(1, LENGTH + 1):
    u = build.linear("U", build.input(t, "M", name=f"x[{t}]"), "R", name=f"U[{t}]")
    v = build.linear("V", before, "R", name=f"V[{t}]")
    w = build.linear("W", h, "R", name=f"W[{t}]")
    state = build.product(w, v, name=f"s[{t}]")
    before, h = h, build.product(state, u, name=f"h[{t}]")
circuit = build.circuit(build.linear("W_O", h, 1, name="W_O"))

half = tnrnn.Partition.start_end(LENGTH)
cut = tnrnn.min_cut(circuit, half, inputs="repeated")
rank = tnrnn.separation_rank(circuit, half, mode="continuous")
assert rank.exact

offsets = {"x": (0, -1.1), "U": (0, -0.6), "V": (-1, 0.9), "W": (-0.7, 0), "s": (-0.35, 0), "h": (0, 0)}
places = {f"{name}[{t}]": (t + x, y) for name, (x, y) in offsets.items() for t in range(1, LENGTH + 1)}
places |= {"h[-1]": (-1, 0), "h[0]": (0, 0), "W_O": (LENGTH + 0.6, 0)}

fig, ax = plt.subplots(figsize=(9, 4.4), layout="constrained")
tnrnn.draw(circuit, cut=cut, ax=ax, view=tnrnn.View(positions=places))
ax.set_title(f"min-cut {cut.value}, exact separation rank {rank.lower}")
plt.show()
