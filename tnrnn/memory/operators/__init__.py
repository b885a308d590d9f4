"""Layers as operators, y = T(u) u: effective state sizes, and Hankel singular values of linear layers.

This room takes operators, or a unit that shows its own. It gives their ranks by position and channel.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
