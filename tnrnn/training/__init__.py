"""Recurrent networks that are trained to remember: cells, tasks, runs and experiments. They need torch.

This room takes a cell, sizes, a task and a seed. It gives trained modules, and the tables and plots of experiments. Its
cells are modules of torch; the circuits of architectures are in `tnrnn.models`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
