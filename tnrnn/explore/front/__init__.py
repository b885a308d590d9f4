"""The front end as text: its modules as one script, the page around them, and many payloads as one text.

This room takes payloads and the reach of a page. It gives the page and its content security policy.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
