"""Circuits and tensor networks as frozen data, the partitions of their inputs, and the way from one to the other.

This room takes vertices, formulas (`Builder`), or tensors and bonds. It gives a `Circuit`, its unrolled `Network`
(`unroll`), the same circuit without sums, and a network as an einsum expression. Nothing here has weights.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
