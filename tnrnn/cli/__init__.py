"""The command line: one module a command."""

from .commands import main

__all__ = ["main"]
