"""Cuts of the unfolding of a circuit, found on the circuit itself.

This room takes a `Case`, a circuit with a partition and a mode. It gives a `Cut` with the numbers of copies of every
vertex. With joined inputs it chooses which of them to pay for: `joints` compares all sets by a walk.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
