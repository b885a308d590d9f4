"""Numbers: what circuits and networks compute, and with which weights, exactly, modulo a prime or in floating point.

This room takes a circuit or a network, weights by parameter, and inputs, as arrays of any package. It gives arrays.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
