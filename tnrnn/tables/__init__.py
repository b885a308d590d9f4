"""All that is known about one case, side by side: for a circuit, along an axis, and for any network.

This room takes a circuit or a network, and a partition. It gives frozen tables that show themselves as text, HTML,
LaTeX and JSON.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
