"""Circuits, networks and cuts as records in JSON, and the checks of JSON from untrusted sources."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
