"""The Start-Future rank: all that the later outputs of a unit can show of the Start, as the spectrum of one matrix.

This room takes a unit that goes on from any Start. It gives spectra by layer, over splits and over a training.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
