"""How much the end depends on the start: singular values of matrices whose rows are Starts and whose columns are Ends.

This room takes a unit, or data. It gives spectra by layer and split.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
