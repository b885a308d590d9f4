"""Cuts in pictures: a mark on everything that is severed, and one line through all of it.

This room takes a layout and a cut. It gives strokes, rings and smooth lines, or the reason why there are none.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
