"""The exact ranks of sequence models in tests/data/sequence_model_ranks.csv, and their circuits."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, NamedTuple

from tnrnn import Circuit, Partition
from tnrnn.models import MODELS, Model

DATA = Path(__file__).parent / "data" / "sequence_model_ranks.csv"


class Row(NamedTuple):
    """A model with its sizes, a split after step `split`, and the exact rank of what is observed."""

    model: str
    layers: int
    inputs: int
    a: int
    b: int
    length: int
    split: int
    mode: str
    observe: str
    rank: int

    @property
    def partition(self) -> Partition:
        return Partition.start_end(self.length, self.split)

    @property
    def made_by(self) -> tuple[Model, dict[str, Any]]:
        """The model and its sizes: a and b are N and d, N and whether there is an output gate, R, or K and V."""
        sizes = {"length": self.length, "layers": self.layers, "inputs": self.inputs}
        family, _, rule = self.model.partition(":")
        if family == "ssm":  # one output is one functional of the last output
            return "linear_ssm", {**sizes, "state": self.a, "outputs": 1 if self.observe == "scalar" else self.b}
        if family == "selective_ssm":
            return "selective_ssm", {**sizes, "state": self.a, "output_gate": bool(self.b)}
        if family == "gated_ssm":
            return "gated_ssm", {**sizes, "hidden": self.a}
        return "linear_attention", {**sizes, "key": self.a, "value": self.b, "rule": rule}

    @property
    def circuit(self) -> Circuit:
        model, sizes = self.made_by
        return MODELS[model](**sizes)


def all_rows() -> list[Row]:
    """Return the 1,200 rows."""
    with DATA.open(newline="") as file:
        lines = list(csv.reader(file))[1:]
    return [Row(line[0], *map(int, line[1:7]), line[7], line[8], int(line[9])) for line in lines]
