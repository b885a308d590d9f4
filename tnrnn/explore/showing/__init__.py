"""What a page shows of a case: its numbers, display lists, structure and the steps of a talk, as JSON.

This room takes a case. It gives a payload, whole or in messages.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
