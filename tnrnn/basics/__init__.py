"""What every other room uses: errors and their wording, checks of arguments, products of powers, and LaTeX.

The checks take what a user gave and return it in one form, or raise a `TnrnnError` of one line. Products of powers of
dimensions (`Power`) have an exact value, order and formula. `tex` and `latex_formula` typeset names and formulas.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
