"""What the hidden states of networks hold of the sequence so far: effective ranks, spans, capacities (torch).

This room takes a module or a function, trained or not, and a `Probe`. It gives indicators with intervals, and reports
of them. What trains networks is in `tnrnn.training`; its names can be imported from here, too.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
