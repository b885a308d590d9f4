"""Several pictures as one: panels of a figure, and equations between pictures.

This room takes networks, circuits or finished scenes, and gives one `Scene`, which every writer can print.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
