"""The picture of one network or circuit: layout, looks, cut, words, shading and legend put together as a `Scene`."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
