r"""
A state is a bond
=================

Linear attention hands on a matrix of :math:`K V` numbers: :math:`S_t = S_{t-1} + v_t k_t^{\mathsf T}` stores the value
:math:`v_t` under the key :math:`k_t`, and :math:`S_t q_t` asks for the value under a query. All that the End learns of
the Start passes through that matrix, so it is a bond. Its dimension is :math:`K V + 1`, as a sum costs one, and the
min-cut severs it: on the left each step is one mark, on the right are all tensors. All outputs of the End together
show that much of the Start, the last output as much, and one number of the last output only :math:`K + 1`.
"""

import matplotlib.pyplot as plt

import tnrnn
from tnrnn.homogeneous import Homogeneous
from tnrnn.models import linear_attention

length, key, value = 4, 2, 3
circuit = linear_attention(length, layers=1, inputs=8, key=key, value=value, rule="sum")
half = tnrnn.Partition.start_end(length)
ranks = {
    observe: tnrnn.separation_rank(circuit, half, mode="continuous", observe=observe).lower
    for observe in ("scalar", "vector", "future")
}
flat = Homogeneous(circuit).circuit
network = tnrnn.unroll(circuit, mode="continuous")

# The states stand in a row, and the key and the value of each step below its state, with the input below both.
below = {"S": (0, 0), "vk": (0, -1), "v": (-0.2, -2), "k": (0.2, -2), "o": (0.6, 0), "q": (0.6, -1), "y": (1, 0)}
inputs = {"1": (-0.2, -3), "2": (0.2, -3), "3": (0.6, -2)}
places = {}
for tensor in network.tensors:
    right, up = inputs[tensor.name[-1]] if tensor.kind == "input" else below[tensor.name.partition("[")[0]]
    places[tensor.name] = (tensor.position + right, up)
views = (tnrnn.View(), tnrnn.View(positions=places, legs={"out": "right"}))

fig, axes = plt.subplots(1, 2, figsize=(9, 6.2), width_ratios=(11, 10), layout="constrained")
for ax, drawn, view in zip(axes, (flat, network), views, strict=True):
    cut = tnrnn.min_cut(drawn, half, **({"mode": "continuous"} if drawn is flat else {}))
    assert cut.value == ranks["future"] == key * value + 1
    tnrnn.draw(drawn, cut=cut, ax=ax, style=tnrnn.Style(font_size=11), view=view)
found = ", ".join(f"{observe} {rank}" for observe, rank in ranks.items())
fig.suptitle(f"a state of K V = {key} x {value} numbers is a bond of dimension {cut.value}\nranks: {found}")

plt.show()
