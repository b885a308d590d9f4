"""What the hidden states of trained networks hold of the sequence so far: effective ranks, spans, capacities (torch).

In come a module, or a function, and sequences; out come indicators with intervals. What trains the networks is in
`tnrnn.training`; its names are here, too.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
