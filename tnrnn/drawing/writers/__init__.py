"""The formats of files: what prints a picture as SVG, as TikZ, by matplotlib and as a film.

This room takes a picture as data and a style. It gives the text or the bytes of a file, or draws on axes.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
