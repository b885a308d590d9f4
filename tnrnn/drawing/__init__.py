"""Pictures of networks, circuits and their cuts, and charts of tables: first as data, and then as files.

This room takes a network or a circuit, with a cut, or a table, and how it shall look. It gives a `Scene`, axes of
matplotlib, or a file. It has rooms of its own, from `scenes`, the picture as data, to `writers`, the formats of files.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
