"""The picture of docs/start-future.md: Start-Future ranks of untrained cells of 32 units, by split.

python docs/pictures/start_future.py
"""

from pathlib import Path

from tnrnn import Style
from tnrnn.memory import start_future_profile
from tnrnn.training import stack

CELLS = ("rnn", "lstm", "gru", "rac", "orthogonal")
UNITS = {cell: stack(cell, layers=1, hidden=32, inputs=8, outputs=8) for cell in CELLS}
SPLITS = (1, 2, 3, 4, 6, 8, 10, 12, 14, 15)

if __name__ == "__main__":
    found = start_future_profile(UNITS, 16, SPLITS)
    found.save(Path(__file__).with_name("start-future.png"), style=Style(dpi=110))
