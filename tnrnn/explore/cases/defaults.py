"""The defaults of the explorer, in a module of their own so that `--help` loads no more than them."""

PORT = 8765
"""The port that the server listens on, unless the user asks for another or it is taken."""

LIMIT = 2.0
"""The largest size of a page in megabytes, unless the user asks for more."""
