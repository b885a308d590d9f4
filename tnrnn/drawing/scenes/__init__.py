"""A picture as data (`Scene`): marks, lines, labels and regions in data units; and how they may look.

This room takes what a user chooses, a `Style` or a theme and a `View`, and checks it. It gives the types of which all
other rooms of drawing are built. Nothing here depends on where a picture is written.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
