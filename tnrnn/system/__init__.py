"""The operating system: files, lines on a terminal, and calls in a process of their own.

Files are read with a limit and written as a whole; one line of a terminal shows progress; a long call of a compiled
library runs in another process, so that it can be interrupted.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
