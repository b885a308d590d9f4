"""The pictures of docs/memory-indicators.md: six untrained cells of 64 units side by side, and the page of a report.

python docs/pictures/memory.py
"""

from pathlib import Path

from tnrnn import Style
from tnrnn.memory.reports.measuring import memory_report
from tnrnn.memory.reports.sheet_making import memory_sheet
from tnrnn.training import stack

CELLS = ("rnn", "lstm", "gru", "rac", "mi", "orthogonal")
PAGE = ("lstm", "gru", "linear_attention", "plain_selective_ssm")
HERE = Path(__file__)

if __name__ == "__main__":
    units = {cell: stack(cell, layers=1, hidden=64, inputs=8, outputs=8) for cell in CELLS}
    memory_report(units).save(HERE.with_name("memory-cells.png"), style=Style(dpi=110))
    units = {cell: stack(cell, layers=1, hidden=16, inputs=4, outputs=4) for cell in PAGE}
    memory_sheet(units).save(HERE.with_name("memory-page.png"), style=Style(dpi=84))
