"""Circuits, networks and cuts as records in JSON, and the checks of JSON from untrusted sources.

This room takes text that anybody may have written. It gives checked data, or a `TnrnnError` of one line; and it gives
the text of data.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
