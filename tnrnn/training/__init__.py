"""Recurrent networks that are trained to remember: cells, tasks, runs and experiments (torch).

In come a cell, sizes, a task and a seed; out come trained modules and the tables of experiments.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
