"""The picture of docs/memory-indicators.md: six untrained cells of 64 units, side by side.

python docs/pictures/memory.py
"""

from pathlib import Path

from tnrnn import Style
from tnrnn.memory.reports.measuring import memory_report
from tnrnn.training import stack

CELLS = ("rnn", "lstm", "gru", "rac", "mi", "orthogonal")
UNITS = {cell: stack(cell, layers=1, hidden=64, inputs=8, outputs=8) for cell in CELLS}

if __name__ == "__main__":
    memory_report(UNITS).save(Path(__file__).with_name("memory-cells.png"), Style(dpi=110))
