"""What the editor asks: the picture of a figure that a hand has changed, and the files of it.

This room takes what is drawn, and a figure as JSON. It gives the messages that answer.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
