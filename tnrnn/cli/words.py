"""How sizes are written on the command line; this module takes next to nothing, as every command reads it."""

from __future__ import annotations

from ..basics import MEANINGS

LETTERS = {name: MEANINGS[name].letter for name in ("length", "layers", "inputs", "hidden")}
"""The sizes that have a short option, which is their letter."""


def option_name(name: str) -> str:
    """Return the option of a size.

    >>> option_name("output_gate")
    '--output-gate'
    """
    return f"--{name.replace('_', '-')}"
