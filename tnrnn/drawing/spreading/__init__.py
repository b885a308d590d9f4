"""Layouts without a structure: places by the distances in a graph, or in columns by time or by depth.

This room takes the edges of any graph. It gives places.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
