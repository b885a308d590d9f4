"""What the names of sizes mean: letters, words, and which names are alike."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Meaning(NamedTuple):
    """What the name of a size stands for: the letter in formulas, or an empty text, and words for labels and help."""

    letter: str
    words: str


MEANINGS: Mapping[str, Meaning] = MappingProxyType(
    {
        "length": Meaning("T", "time steps"),
        "layers": Meaning("L", "layers"),
        "inputs": Meaning("M", "input channels"),
        "hidden": Meaning("R", "hidden channels"),
        "channels": Meaning("D", "channels of a layer"),
        "state": Meaning("N", "state channels"),
        "key": Meaning("K", "channels of a key"),
        "value": Meaning("V", "channels of a value"),
        "heads": Meaning("H", "heads"),
        "rule": Meaning("", "rule by which the state is updated"),
        "output_gate": Meaning("", "gate on the output of each layer"),
        "readout": Meaning("", "what the output is read from"),
        "graph": Meaning("", "graph, whose vertices are the positions"),
        "rank": Meaning("", "rank of the bilinear maps"),
        "window": Meaning("", "positions that one pooling takes"),
        "stride": Meaning("", "positions from the beginning of one pooling to that of the next"),
        "shared": Meaning("", "one set of weights for all positions of a layer"),
        "residual": Meaning("", "connections that add the input of each layer to what it shows"),
        "outputs": Meaning("O", "output channels"),
    }
)
"""The names of sizes, in the order in which the command line lists them."""

KIN = {
    "hidden": ("state", "value", "channels"),
    "state": ("hidden", "key"),
    "channels": ("hidden", "inputs"),
    "key": ("state", "hidden"),
    "value": ("hidden", "state"),
}
"""Names of sizes that play much the same part in other models, the nearest first."""
