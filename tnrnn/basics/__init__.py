"""What every other room is written with: errors and their wording, checks of what users give, monomials, letters.

In comes what a user wrote; out comes the same, checked, or a `TnrnnError` of one line. Products of powers of dimensions
(`Power`) have an exact value, order and formula; `tex` and `latex_formula` typeset names and formulas.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
