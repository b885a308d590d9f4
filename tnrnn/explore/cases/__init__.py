"""Which cases a page has or may ask for: models, sizes, splits and modes.

This room takes words and numbers that a reader or a command line gives. It gives one checked case, or a grid of them.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
