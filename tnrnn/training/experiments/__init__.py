"""Experiments: many training runs in one store, their tables and plots, and comparisons of their steps to the solution.

This room takes runs, or the rows of a store. It gives tables, comparisons and axes.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
