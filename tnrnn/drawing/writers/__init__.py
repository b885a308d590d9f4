"""Files: what prints a `Scene` as SVG, as TikZ, by matplotlib, as a film, and in a notebook."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
