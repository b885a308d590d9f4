"""Minimum cuts of networks without cycles, for one split or for all splits in a row; no flow is needed.

This room takes a `CutProblem`. It gives the near side of the nearest minimum cut, or the step at which each node turns
near, or None if there is a cycle.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
