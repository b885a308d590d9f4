"""A picture as data (`Scene`): marks, lines, labels and regions in data units; and how they may look.

`Style` and `View` are what a user chooses. Nothing here depends on where a picture is written.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
