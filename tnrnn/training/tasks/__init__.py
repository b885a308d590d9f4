"""Tasks that need memory, as frozen data: seeded batches, and the baselines of a predictor without memory.

This room takes sizes and seeds. It gives batches. Every random bit comes from a Philox generator with the key (seed,
number), and the room makes integers and orders from its raw words. So the same arguments give the same batch on any
machine, in any process, with any version of numpy.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
