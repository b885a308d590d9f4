"""Looks and notes put on a layout: which tensors and bonds they speak of, and what marks and lines become.

This room takes a layout, and the looks, the directions of legs and the notes of a `View`. It gives the layout with a
`Dress` on every mark and line that differs from its role, with bonds that end at the edges of marks, and what notes
draw.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
