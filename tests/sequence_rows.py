"""The exact ranks of sequence models in tests/data/sequence_model_ranks.csv, and their circuits."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

from tnrnn import Circuit, Partition, models

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
    def circuit(self) -> Circuit:
        """The circuit: a and b are N and d of `linear_ssm`, N and the gate of `selective_ssm`, R, or K and V."""
        sizes = {"length": self.length, "layers": self.layers, "inputs": self.inputs}
        family, _, rule = self.model.partition(":")
        if family == "ssm":  # one output is one functional of the last output
            return models.linear_ssm(**sizes, state=self.a, outputs=1 if self.observe == "scalar" else self.b)
        if family == "selective_ssm":
            return models.selective_ssm(**sizes, state=self.a, output_gate=bool(self.b))
        if family == "gated_ssm":
            return models.gated_ssm(**sizes, hidden=self.a)
        return models.linear_attention(**sizes, key=self.a, value=self.b, rule=rule)


def all_rows() -> list[Row]:
    """Return the 1,200 rows."""
    with DATA.open(newline="") as file:
        lines = list(csv.reader(file))[1:]
    return [Row(line[0], *map(int, line[1:7]), line[7], line[8], int(line[9])) for line in lines]
