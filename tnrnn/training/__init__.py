"""Recurrent networks that are trained to remember: cells, tasks, runs and experiments. They need torch.

A cell, sizes, a task and a seed come in; trained modules and the tables of experiments go out.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
