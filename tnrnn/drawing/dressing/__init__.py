"""Looks put on a layout: which tensors and bonds a look speaks of, and what their marks and lines become.

This room takes a layout and the looks of a `View`, and gives the layout with a `Dress` on every mark and line that
differs from its role.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
