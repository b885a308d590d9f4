"""Circuits, networks and cuts as records in JSON, and the checks of JSON from untrusted sources.

This room takes texts, and gives checked data or a `TnrnnError` of one line. It also takes data, and gives their text.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
