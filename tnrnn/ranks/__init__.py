"""Exact ranks modulo a prime, the certificates that prove them, and ranks of arrays in floating point.

This room takes a circuit, a partition and a mode. It gives a `RankCertificate`, which anyone can check.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
