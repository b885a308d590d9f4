"""Networks from other packages and back: tensornetwork, quimb, einsum expressions, networkx, UAI models and JSON.

A network of another package becomes a pair `(network, weights)`: the structure, and the arrays by parameter, as
`contract` takes them. Copy tensors stand for indices that join more than two axes.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
