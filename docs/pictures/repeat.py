"""The repeat, on the first pages: its table, a layer that is too narrow for it, and what models of today reach.

python docs/pictures/repeat.py
"""

from itertools import product
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

import tnrnn
from tnrnn.models import gated_ssm, linear_attention, linear_ssm, mamba, rac

TARGET = Path(__file__).with_suffix(".png")
HALVES = tnrnn.Partition.start_end(6)
TITLES = {"loc": "left", "fontsize": 13, "pad": 12}

ATTENTION = {"key": 2, "value": 2}
MODELS = {
    "linear state space models (S4, S5, LRU)": (linear_ssm, {"state": 4}),
    "linear attention": (linear_attention, ATTENTION | {"rule": "sum"}),
    "RetNet": (linear_attention, ATTENTION | {"rule": "decay"}),
    "H3": (gated_ssm, {"hidden": 4}),
    "gated linear attention (GLA)": (linear_attention, ATTENTION | {"rule": "gated"}),
    "DeltaNet": (linear_attention, ATTENTION | {"rule": "delta"}),
    "xLSTM (its matrix memory)": (linear_attention, ATTENTION | {"rule": "mlstm"}),
    "recurrent arithmetic circuit (as in the pictures)": (rac, {"hidden": 4}),
    "Mamba": (mamba, {"channels": 2, "state": 2}),
}
"""Models with a state of four numbers a layer: what makes them, and their sizes."""


def rank(name: str, layers: int) -> str:
    """Return the rank of a model for the text of the repeat, with the word that a rank deserves that is not proved."""
    make, sizes = MODELS[name]
    found = tnrnn.separation_rank(make(length=6, layers=layers, inputs=2, **sizes), HALVES)
    return f"{found.lower}" if found.exact else f"at least {found.lower}"


def table_of_models() -> str:
    """Return the ranks of all models as a table of Markdown."""
    rows = [f"| {name} | {rank(name, 1)} | {rank(name, 2)} |" for name in MODELS]
    return "\n".join(["| model | one layer, 4 numbers | two layers, 8 numbers |", "|---|---:|---:|", *rows])


def repeat(letters: str = "ab", half: int = 3) -> tuple[list[str], np.ndarray]:
    """Return the words, and the answer for each: 1 if the End (columns) repeats the Start (rows), else 0."""
    words = ["".join(word) for word in product(letters, repeat=half)]
    return words, np.array([[int(start == end) for end in words] for start in words])


def draw_table(ax: Axes) -> None:
    words, answers = repeat()
    ax.set_title(f"The repeat: a table of rank {np.linalg.matrix_rank(answers)}", **TITLES)
    ax.imshow(answers, cmap=ListedColormap(["white", "#0072b2"]))
    for (row, column), answer in np.ndenumerate(answers):
        ax.text(column, row, f"{answer}", ha="center", va="center", color="white" if answer else "#7a828c")
    places = np.arange(len(words))
    ax.set_xticks(places, words)
    ax.set_yticks(places, words)
    ax.set_xticks(places - 0.5, minor=True)
    ax.set_yticks(places - 0.5, minor=True)
    ax.grid(which="minor", color="#c8ced6", linewidth=0.8)
    ax.tick_params(which="both", length=0)
    ax.set_xlabel("End: the last three letters")
    ax.set_ylabel("Start: the first three letters")
    ax.spines[:].set_visible(False)


def draw_layer(ax: Axes) -> None:
    layer = tnrnn.unroll(tnrnn.rac(length=6, layers=1, inputs=2, hidden=4))
    cut = tnrnn.min_cut(layer, HALVES)
    ax.set_title(f"One layer with a state of four numbers: rank at most {cut.value}", **TITLES)
    tnrnn.draw(layer, cut=cut, ax=ax)


def picture() -> Figure:
    figure = Figure(figsize=(11, 4.4), layout="constrained")
    axes = figure.subplot_mosaic([["table", "layer"], ["table", "."]], width_ratios=(2, 3), height_ratios=(3, 2))
    draw_table(axes["table"])
    draw_layer(axes["layer"])
    return figure


def save(target: Path) -> None:
    picture().savefig(target, dpi=120, metadata={"Software": None})


if __name__ == "__main__":
    save(TARGET)
