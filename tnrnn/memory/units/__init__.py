"""Units, which are torch modules or functions, as functions from sequences to states, and the sequences that they read.

This room takes a module or a function. It probes it and gives its states, or refuses it in one line.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
