"""What the hidden states of trained networks hold of the sequence so far: effective ranks, spans and capacities.

A module or a function and a description of sequences come in, indicators with intervals go out. Modules need torch.
Training is in `tnrnn.training`; the names of that package are available here, too.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
