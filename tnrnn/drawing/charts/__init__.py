"""Charts of profiles, sweeps and gaps.

This room takes profiles or the rows of a sweep, or the series of other rooms. It gives axes of matplotlib.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
