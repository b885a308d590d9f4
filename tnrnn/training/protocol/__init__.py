"""A training run as data, its training by the paper's protocol, and the checkpoints from which it goes on.

This room takes a `Run`. It gives its result as JSON, and stacks with trained weights.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
