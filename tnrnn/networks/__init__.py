"""The two graphs as frozen data, `Circuit` and `Network`; what divides them; and how one becomes the other.

In come vertices, or formulas (`Builder`), or tensors and bonds; out come a circuit, its unrolled network (`unroll`),
the same circuit without sums, and a network as an einsum expression. Nothing here has weights.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
