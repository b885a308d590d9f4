"""The page as an app on this machine: a server, the limits on it, and the processes that compute for it.

This room takes requests. It gives the page, and the messages of the cases that it asks for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
