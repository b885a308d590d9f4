"""The picture of docs/cells.md: the numerical rank of plain cells by split, and what is proved.

python docs/pictures/cells.py
"""

from pathlib import Path

from tnrnn import Style
from tnrnn.drawing import save
from tnrnn.drawing.charts import Chart, Scale, Series, draw_chart
from tnrnn.memory import Sample, start_future_rank
from tnrnn.training import may_hold, stack

CELLS = (("plain_selective_ssm", 2), ("plain_linear_attention", 2), ("plain_mamba", 1), ("plain_delta_attention", 1))
HIDDEN, INPUTS, LENGTH = 2, 3, 8
SPLITS = tuple(range(1, LENGTH))
SAMPLE = Sample("continuous", 150)


def measured(cell: str, layers: int, split: int) -> int:
    unit = stack(cell, layers, HIDDEN, INPUTS, 1, seed=1).double()
    return start_future_rank(unit, split, LENGTH, sample=SAMPLE, progress=False).spectrum.numerical_rank


def proved(cell: str, layers: int, split: int) -> int:
    return may_hold(cell, layers, HIDDEN, INPUTS, LENGTH, split).bound.value


def chart() -> Chart:
    series = [
        Series(kind, group, SPLITS, tuple(value(*cell, split) for split in SPLITS))
        for group, cell in enumerate(CELLS)
        for kind, value in (("proved", proved), ("measured", measured))
    ]
    names = tuple(f"{cell}, {layers} layer{'s' * (layers > 1)}" for cell, layers in CELLS)
    title = f"what is proved, and what is held: T = {LENGTH}, M = {INPUTS}, {HIDDEN} units"
    scales = Scale("steps of the Start, k", "whole"), Scale("Start-Future rank", "log")
    return Chart(title, *scales, tuple(series), names)


if __name__ == "__main__":
    save(draw_chart(chart(), Style(dpi=110)), Path(__file__).with_name("cells.png"))
