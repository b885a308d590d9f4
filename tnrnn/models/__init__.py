"""Architectures as functions that take sizes and return a `Circuit`.

This room takes the length, the layers and the dimensions of an architecture. It gives its circuit, without weights.
`MODELS` lists all that the command line and sweeps know by name.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
