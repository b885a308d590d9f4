"""A page for lectures: a reader moves T, L, M, R and the split, and sees the diagram, its cut and its bounds change.

This room takes the sizes that a reader may choose. It gives the page in three ways: as one file (`export`), as an app
on this machine (`serve`), and as a widget in a notebook (`Explorer`).
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
