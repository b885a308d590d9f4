"""Exact minimum cuts of networks, and of circuits whose unfolding is too large to be made.

This room takes a network or a circuit, and a `Partition`. It gives a `Cut`: what is severed, and what that costs.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
