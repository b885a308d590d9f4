r"""
Hankel rank against Start-End rank
==================================

A linear system :math:`h_t = A h_{t-1} + B x_t`, :math:`o_t = C h_t` has an old measure of its memory: the rank of the
Hankel block :math:`[C A^{i+j} B]`, which leads from past inputs to future outputs. The rank of all later outputs as
functions of the Start is that and one, at every split: one for what does not depend on the Start. One number of the
last output alone has rank 2, whatever the size of the state. The future rank is also defined for models that are not
linear.
"""

import matplotlib.pyplot as plt
import numpy as np

import tnrnn
from tnrnn.models import linear_ssm

length, state, inputs = 14, 5, 2
rng = np.random.default_rng(0)
A = np.linalg.qr(rng.normal(size=(state, state)))[0]
B, C = rng.normal(size=(state, inputs)), rng.normal(size=(1, state))
answer = [C @ np.linalg.matrix_power(A, step) @ B for step in range(length)]

circuit = linear_ssm(length, 1, inputs, state)
splits = range(1, length)
blocks = [np.block([[answer[i + j] for j in range(k)] for i in range(length - k)]) for k in splits]
hankel = [np.linalg.matrix_rank(block) for block in blocks]
ranks = {
    observe: [
        tnrnn.separation_rank(circuit, tnrnn.Partition.start_end(length, k), mode="continuous", observe=observe).lower
        for k in splits
    ]
    for observe in ("future", "scalar")
}
assert ranks["future"] == [rank + 1 for rank in hankel]

style = tnrnn.Style()
fig, ax = plt.subplots(figsize=(8, 4.2), layout="constrained")
ax.plot(splits, ranks["future"], "o-", color=style.layer(1), label="future: all later outputs")
ax.plot(splits, hankel, "x--", color=style.cut, label="rank of the Hankel block")
ax.plot(splits, ranks["scalar"], "s-", color=style.layer(2), label="scalar: one number of the last output")
ax.set(xlabel=f"steps in the Start, of {length}", ylabel="rank", ylim=(0, state + 2), xticks=splits)
ax.set_title(f"a linear system with {state} states, {inputs} inputs and 1 output")
ax.legend(frameon=False, loc="lower center")

plt.show()
