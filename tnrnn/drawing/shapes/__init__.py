"""A picture as a display list: what a `Scene` in a `Style` draws, as shapes and texts in the order of drawing.

This room takes a scene and a style. It gives the list. Here every decision about looks is taken, once. A writer prints
the list in its format and decides nothing.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
