"""What labelled sequences ask for at every split in time: the entanglement of their data tensor, which is never formed.

This room takes sequences and labels. It gives spectra with intervals, correlations, and a better order of the steps.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
