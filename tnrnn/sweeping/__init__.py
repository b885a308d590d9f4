"""Sweeps: the bounds of many cases, on any executor, in one SQLite file that survives every kind of end."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
