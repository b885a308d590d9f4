"""Lines and legs: the paths between marks that have places, and where dangling legs end.

This room takes a graph and the places of its tensors. It gives places for free ends, and a line for every bond.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
