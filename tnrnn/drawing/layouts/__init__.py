"""Layouts: the place of everything in a picture, by the structure of a circuit or network, or else by stress.

This room takes a network or a circuit. It gives a `Layout`: the place of every tensor and the path of every bond.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
