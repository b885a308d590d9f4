"""The operating system: files, progress on a terminal, and calls in another process.

Files are read up to a limit and written as a whole. One line of a terminal shows progress. A long call of a compiled
library runs in another process, so that it can be interrupted.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
