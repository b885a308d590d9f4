"""Networks from other packages and back: tensornetwork, quimb, einsum expressions, networkx, UAI models and JSON.

This room takes an object or a file of another package, and gives a pair `(network, weights)`: the structure, and the
arrays by parameter, as `contract` takes them. The way back takes such a pair. Copy tensors stand for indices that join
more than two axes.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
