"""What a state still holds: linear profiles, capacities, retention and a semantic space, with intervals.

This room takes a unit and a `Probe`. It gives indicators as data.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
