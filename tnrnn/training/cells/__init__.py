"""Cells that torch trains, in stacks of layers with a linear readout, and how many numbers a stack trains.

This room takes the name of a cell and sizes. It gives a module of torch whose weights are a function of a seed.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
