"""Sweeps: the bounds of many cases, on any executor, in one SQLite file that survives every kind of end.

This room takes a grid of cases, or cases of another kind with the function that computes one, and a path. It gives a
store with a row for each case, and reads, checks and repairs it.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
