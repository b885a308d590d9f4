r"""
The memory profile, shallow against deep
========================================

The split between Start and End can be after any step. :func:`tnrnn.profile` computes the exact rank and its bounds
at every split, and :func:`tnrnn.plot` shows several circuits on one axis. The rank of one layer stays at :math:`R`.
A second and a third layer raise it, but only a little near the ends of the sequence, where one side has few words.
"""

import matplotlib.pyplot as plt

import tnrnn

profiles = [tnrnn.profile(tnrnn.rac(10, layers, inputs=3, hidden=2)) for layers in (1, 2, 3)]

fig, ax = plt.subplots(figsize=(8, 4.5), layout="constrained")
tnrnn.plot(profiles, ax=ax)

plt.show()
