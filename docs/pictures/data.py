"""The picture of docs/data.md: what digits ask for in their natural order, permuted, and reordered.

python docs/pictures/data.py
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

from tnrnn import Style
from tnrnn.drawing import save
from tnrnn.drawing.charts import Chart, Scale, Series, draw_panels
from tnrnn.memory import data_entanglement, reorder

IMAGES = 500
SPLITS = range(2, 64, 2)
NAMES = ("natural order", "permuted", "reordered")


def orders() -> dict[str, np.ndarray]:
    """Return 500 images of 8 x 8 pixels from 0 to 1 in three orders, and whether their digits are odd."""
    images, digits = load_digits(return_X_y=True)
    rng = np.random.default_rng(0)
    chosen, order = rng.permutation(len(images))[:IMAGES], rng.permutation(64)
    natural = images[chosen] / 16
    mixed = natural[:, order]
    return {
        **dict(zip(NAMES, (natural, mixed, mixed[:, list(reorder(mixed))]), strict=True)),
        "odd": digits[chosen] % 2,
    }


def charts() -> tuple[Chart, Chart]:
    """Return a chart of the entropies, and one of the correlations."""
    given = orders()
    found = {
        name: data_entanglement(
            given[name], given["odd"], splits=SPLITS, embed="angle", angle=0.25, surrogate="correlation"
        )
        for name in NAMES
    }
    for name, one in found.items():
        print(name, [f"{row.entropy:.2f} {row.correlation:.3f}" for row in one.rows if row.split in (16, 32, 48)])
    x = tuple(map(float, SPLITS))
    steps = Scale("pixels in the Start", "whole")

    def chart(title: str, y: Scale, number: str) -> Chart:
        scale = 100 if number == "correlation" else 1
        series = tuple(
            Series("measured", at, x, tuple(scale * getattr(row, number) for row in found[name].rows))
            for at, name in enumerate(NAMES)
        )
        return Chart(title, steps, y, series, NAMES)

    entropy = chart("What the label asks for", Scale("entropy in bits", "amount"), "entropy")
    return entropy, chart("The surrogate", Scale("mean correlation in %", "amount"), "correlation")


if __name__ == "__main__":
    page = draw_panels(charts(), "Odd or even? 500 digits of 64 pixels", Style(dpi=110), columns=2)
    save(page, Path(__file__).with_name("data.png"))
