"""Room for words: names inside and beside the marks, captions, legends, shades of regions.

This room takes a layout on a page. It gives labels that overlap nothing.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
