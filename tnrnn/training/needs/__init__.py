"""The optional packages of training, which are imported when they are used.

This room takes nothing. It gives the module torch, or says how to install it, and runs torch in one thread.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
