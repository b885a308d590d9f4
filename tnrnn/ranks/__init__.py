"""Exact ranks modulo a prime, the certificates that prove them, and ranks of arrays in floating point.

A circuit, a partition and a mode come in; a `RankCertificate` goes out, which anyone can check.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
