"""Minimum cuts of any `CutProblem` by maximum flow, exact for all dimensions.

This room takes a `CutProblem` and the name of an engine. It gives the near side of the nearest minimum cut, or all
minimum cuts as the closed sets of a residual network (`Flow`).
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
