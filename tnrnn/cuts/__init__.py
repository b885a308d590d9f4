"""Least cuts, exact, of networks and of circuits that nobody could unroll.

In come a network or circuit and a `Partition`; out comes a `Cut`: what is severed, and what that costs.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
