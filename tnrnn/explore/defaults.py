"""What the explorer takes unless the user asks for something else, for `--help` in a module of its own."""

PORT = 8765
"""The port that the server listens on, unless the user asks for another or it is taken."""

LIMIT = 2.0
"""The largest size of a page in megabytes, unless the user asks for more."""
