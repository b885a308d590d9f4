"""Upper and lower bounds on the Start-End separation rank: in closed form, by symmetric powers, and the least of all.

A circuit or its sizes, a partition and a mode come in; `Bound`s go out, with their values, formulas and sources.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
