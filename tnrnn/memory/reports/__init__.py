"""Reports: all indicators of one unit or several, measured on the same samples, as data, as text and as plots.

This room takes units. It gives a report.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
