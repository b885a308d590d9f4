"""Recurrent arithmetic circuits as tensor networks: their cuts, the ranks that cuts bound, and pictures of both."""

import lazy_loader

from ._version import __version__ as __version__

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
