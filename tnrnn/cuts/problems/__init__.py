"""What a cut of a network is: the hypergraph that is cut, what of it takes a side, and the cut as data.

This room takes a network and a `Partition`. It gives a `CutProblem`, as flat arrays, and the `Cut` of a network for
given sides.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
