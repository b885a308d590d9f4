"""Graphs of what is drawn: nodes for tensors and for the free ends of legs, and edges for bonds.

This room takes a network or a circuit. It gives a `Graph`, its connected parts, and the `Drawn` that a layout makes of
a `Part`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
