"""What the inputs of a circuit are: words, given as unit vectors, or any vectors."""

from __future__ import annotations

from typing import Literal, get_args

from ..basics import Renamed

Mode = Literal["one-hot", "continuous"]
"""In the mode "one-hot" the copies of an input are joined by a copy tensor, which clones unit vectors; in the mode
"continuous" each copy is an input of its own."""

MODES: tuple[Mode, ...] = get_args(Mode)
INPUTS = Renamed("inputs", "mode", {"joined": "one-hot", "repeated": "continuous"})
"""How the functions of networks called the modes in the last release."""
