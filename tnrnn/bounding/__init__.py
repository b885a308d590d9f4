"""Upper and lower bounds on the Start-End separation rank: in closed form, by symmetric powers, and the least of all.

This room takes a circuit or its sizes, a partition and a mode. It gives bounds, each with its name, formula, source and
status. `MAKERS` (in `upper`) lists the upper bounds on every circuit, and `FAMILIES` (in `families`) the models with
bounds in closed form.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
