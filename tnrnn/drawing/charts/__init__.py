"""Charts of profiles, sweeps and gaps: axes, series and panels.

This room takes tables and series of numbers. It gives axes of matplotlib with a chart on them.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
