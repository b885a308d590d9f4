"""Labels: names in and beside marks, captions, legends, and the shading of the two sides.

This room takes a layout and a page. It gives labels that overlap nothing.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
