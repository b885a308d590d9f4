"""A few whole pictures against pictures that were looked at, without their text: what other tests of scenes cannot see.

pytest compares them in every run (`--mpl` in setup.cfg); where one has changed, the failure names the picture that was
expected, the one drawn now, and one that shows the difference. After a change that is meant (look at what is made):

    python -m pytest tests/test_baselines.py --mpl-generate-path=tests/baseline

Text is left out because another version of FreeType draws it differently; `TOLERANCE` is what remains for other
versions of matplotlib. The last test shows that it is less than what one moved mark makes.
"""

import dataclasses
from io import BytesIO
from pathlib import Path

import numpy
import pytest
from matplotlib.testing.compare import calculate_rms
from PIL import Image

from tnrnn import Bond, Network, Partition, Tensor, min_cut, rac, unroll
from tnrnn.drawing import Scene, Style, View, compose
from tnrnn.drawing.writers.matplotlib_writer import draw_scene

BASELINE, TOLERANCE, DPI = Path(__file__).parent / "baseline", 1.0, 60
FORMAT = {"dpi": DPI, "metadata": {"Software": None}}


def ring(size: int) -> Network:
    """Tensors around a circle, each with a leg that costs more than a bond."""
    bonds, legs = [f"b{at}" for at in range(size)], [f"x{at}" for at in range(size)]
    tensors = [
        Tensor(f"A{at}", "weight", (bonds[at], bonds[(at + 1) % size], legs[at]), parameter=f"A{at}")
        for at in range(size)
    ]
    return Network(
        tuple(tensors), tuple(Bond(bond, 2 if bond in bonds else 3) for bond in (*bonds, *legs)), tuple(legs)
    )


def of_rac(length, layers, hidden, mode, view=None):
    network = unroll(rac(length, layers, 2, hidden), mode=mode)
    return compose(network, min_cut(network, Partition.start_end(length)), view=view)


def of_circuit(length, layers, view):
    circuit = rac(length, layers, 2, 2)
    return compose(circuit, min_cut(circuit, Partition.start_end(length), mode="continuous"), view=view)


def of_ring():
    network = ring(6)
    return compose(network, min_cut(network, Partition(near=("x0", "x1"), far=("x2", "x3", "x4", "x5"))))


SCENES = {
    "staircase": lambda: of_rac(4, 2, 3, "continuous"),
    "joined": lambda: of_rac(4, 2, 3, "one-hot"),
    "anatomy": lambda: of_rac(4, 2, 3, "continuous", View(detail="anatomy")),
    "shared": lambda: of_circuit(4, 3, "shared"),
    "folded": lambda: of_circuit(4, 2, "folded"),
    "matricization": lambda: of_rac(4, 2, 3, "continuous", "matricization"),
    "ring": of_ring,
    "dark": lambda: of_rac(4, 2, 3, "continuous"),
}


def textless(scene: Scene, style: Style):
    axes = draw_scene(scene, style)
    for text in list(axes.texts):
        text.remove()
    return axes.figure


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.mpl_image_compare(style="default", tolerance=TOLERANCE, savefig_kwargs=FORMAT)
def test_picture(name):
    return textless(SCENES[name](), Style.named("dark" if name == "dark" else "print"))


def pixels(scene):
    data = BytesIO()
    textless(scene, Style()).savefig(data, format="png", **FORMAT)
    return numpy.asarray(Image.open(data).convert("RGB"))


def moved(scene, which, by):
    """Return a scene with one mark moved to the right."""
    marks = list(scene.marks)
    marks[which] = dataclasses.replace(marks[which], x=marks[which].x + by)
    return dataclasses.replace(scene, marks=tuple(marks))


@pytest.mark.parametrize("name", SCENES)
def test_a_mark_moved_by_a_few_pixels_is_found(name):
    """The smallest difference that the comparison must see: one mark of each kind, 3 pixels aside."""
    scene = SCENES[name]()
    kinds = {(mark.role, mark.layer): place for place, mark in enumerate(scene.marks) if mark.role != "box"}
    before = pixels(scene)
    for which in kinds.values():
        after = pixels(moved(scene, which, 3 / DPI / scene.unit))
        assert calculate_rms(before, after) > 1.5 * TOLERANCE, scene.marks[which]
