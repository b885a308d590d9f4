"""Structures that the field knows, such as chains, trees and lattices: each is recognised, and gets its places.

This room takes a connected part of a graph. It gives a `Drawn`, or the reason why the part lacks a structure.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
