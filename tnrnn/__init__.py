"""Recurrent arithmetic circuits as tensor networks: their cuts, the ranks that cuts bound, and pictures of both."""

import lazy_loader

from ._version import __version__ as __version__

try:
    __getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
except ValueError as error:  # lazy_loader reads the files *.pyi from a folder
    raise ImportError(f"tnrnn: expected a folder with its .pyi files, such as pip makes, given {__file__}") from error
