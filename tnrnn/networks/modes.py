"""The two modes of inputs: words, which are given as unit vectors, or any vectors."""

from __future__ import annotations

from typing import Literal, get_args

from ..basics import Renamed

Mode = Literal["one-hot", "continuous"]
"""In the mode "one-hot" the copies of an input are joined by a copy tensor, which clones unit vectors. In the mode
"continuous" each copy is an input of its own."""

# The modes.
MODES: tuple[Mode, ...] = get_args(Mode)
INPUTS = Renamed("inputs", "mode", {"joined": "one-hot", "repeated": "continuous"})
"""The name of the parameter and of its values in the functions of networks of the last release."""
