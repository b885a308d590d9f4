"""The folded view of long and deep circuits: what is left out, what stands for it, and what is said of the cut."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest

from tnrnn.basics.errors import TnrnnError
from tnrnn.cuts.mincut import min_cut, slice_cut
from tnrnn.drawing import Look, PictureWarning, Strip, View, compose
from tnrnn.drawing.layouts.layout import layout_of
from tnrnn.drawing.scenes.wording import copies
from tnrnn.models import rac
from tnrnn.networks.partition import Partition
from tnrnn.networks.unrolling import unroll

MOST_COLUMNS, MOST_ROWS = 12, 6
"""The most steps and layers that a folded view may show, with those that three dots would not save."""

SHAPES = [(9, 1), (12, 6), (30, 2), (50, 3), (8, 9), (200, 4), (8, 4)]


def steps_of(scene):
    """Return the time below each column."""
    return {label.x: int(label.math.removeprefix("t=")) for label in scene.labels if label.role == "time"}


@pytest.mark.parametrize(("length", "layers"), SHAPES)
def test_every_vertex_stands_in_one_mark(length, layers):
    circuit = rac(length, layers, 2, 2)
    layout = layout_of(circuit, View("folded"))
    assert Counter(name for mark in layout.marks for name in mark.tensors) == Counter(list(circuit.by_name))
    sites = [mark for mark in layout.marks if mark.role == "site"]
    assert len({mark.x for mark in sites}) <= MOST_COLUMNS
    assert len({mark.y for mark in sites}) <= MOST_ROWS
    assert len({(mark.x, mark.y) for mark in layout.marks}) == len(layout.marks)
    if length <= 8 and layers <= 4:
        assert not any(mark.role == "dots" for mark in layout.marks)


@pytest.mark.parametrize("seed", range(12))
def test_columns_say_their_time(seed):
    rng = random.Random(seed)
    circuit = rac(rng.randint(9, 60), rng.randint(1, 3), 2, 3)
    split = rng.randint(1, len(circuit.inputs) - 1)
    scene = compose(circuit, min_cut(circuit, Partition.start_end(len(circuit.inputs), split)), view="folded")
    times = steps_of(scene)
    assert times[0] == 0
    shown = [mark for mark in scene.marks if mark.role in ("site", "input", "margin")]
    for mark in shown:
        position = circuit.by_name[mark.tensors[0]].position
        if mark.x in times:
            assert times[mark.x] == position
    columns = {mark.x: circuit.by_name[mark.tensors[0]].position for mark in shown}
    assert sorted(columns.values()) == [columns[x] for x in sorted(columns)]
    assert {1, len(circuit.inputs)} <= set(columns.values())
    assert {split, split + 1} <= set(columns.values()), "both sides of the split are there"


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", [min_cut, slice_cut])
def test_marks_are_entries_and_the_legend_counts_the_others(seed, kind):
    rng = random.Random(seed)
    length, mode = rng.randint(9, 40), rng.choice(("one-hot", "continuous"))
    circuit = rac(length, rng.randint(1, 6), rng.choice((2, 100)), 2)
    split = rng.randint(1, length - 1)
    cut = (
        slice_cut(circuit, split, mode)
        if kind is slice_cut
        else min_cut(circuit, Partition.start_end(length, split), mode)
    )
    scene = compose(circuit, cut, view="folded")
    entries = {entry.name: entry for entry in cut.entries}
    marked = [mark.name for mark in scene.cut_marks]
    assert len(set(marked)) == len(marked)
    assert all(mark.count == entries[mark.name].count for mark in scene.cut_marks)
    hidden = [entry for name, entry in entries.items() if name not in set(marked)]
    words = [key.label.text for key in scene.legend if key.label.text.startswith("in the dots")]
    if not hidden:
        assert not words
    else:
        (said,) = words
        assert int(re.search(r"(\d+) severed", said)[1]) == len(hidden)
        count = sum(entry.count for entry in hidden)
        assert (f"{copies(count)} copies" in said) == (count > len(hidden))
        dots = {name for mark in scene.marks if mark.role == "dots" for name in mark.tensors}
        users = {child: vertex.name for vertex in circuit.vertices for child in vertex.children}
        assert all(entry.name in dots or users[entry.name] in dots for entry in hidden)


@pytest.mark.parametrize(("length", "layers"), [(6, 3), (30, 3), (5, 2)])
def test_a_triangle_says_how_often_its_network_is_there(length, layers):
    """As often as its user: the staircase has so many rows that end below a site of that layer and step."""
    circuit = rac(length, layers, 2, 2)
    scene = compose(circuit, view="folded")
    said = {label.of: label.text for label in scene.labels if label.role == "count" and label.text.startswith("\u00d7")}
    for mark in scene.marks:
        if mark.role == "fold":
            below = circuit.by_name[mark.name.removeprefix("copy of ")]
            number = circuit.copies[f"h[{below.position},{below.layer + 1}]"]
            assert said.get(mark.name, "\u00d71") == f"\u00d7{number}"


def test_a_deep_network_on_one_page():
    """The picture that as a network is 19 inches high fits a column, folded."""
    circuit = rac(30, 3, 2, 2)
    with pytest.warns(PictureWarning):
        network = compose(unroll(circuit))
    high = (network.box[3] - network.box[1]) * network.unit
    scene = compose(circuit, min_cut(circuit, Partition.start_end(30)), view=View("folded", width="column"))
    assert high > 15
    assert (scene.box[3] - scene.box[1]) * scene.unit < 4


def test_dots_stay_dots_whatever_looks_say():
    scene = compose(rac(20, 2, 2, 2), view=View("folded", looks=[Look(kind="product", fill="#ff0000", shape="square")]))
    dots = [mark for mark in scene.marks if mark.role == "dots"]
    assert dots
    assert {mark.dress.shape for mark in dots} == {"ellipsis"}
    assert {label.math for label in scene.labels if label.of in {mark.name for mark in dots}} == {"\\cdots"}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: compose(unroll(rac(3, 2, 2, 2)), view="folded"), "draw the circuit that it is unrolled from"),
        (
            lambda: compose(rac(20, 2, 2, 2), view=View("folded", strip=Strip((("min-cut", (1.0,) * 19),)))),
            "view, strip: expected None if steps are left out",
        ),
    ],
)
def test_mistakes_in_one_line(call, message):
    with pytest.raises(TnrnnError) as caught:
        call()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
