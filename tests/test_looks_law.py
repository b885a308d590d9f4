"""The law of pictures for a seeded sample of random looks; benchmarks/check_looks.py checks it for many."""

from __future__ import annotations

import dataclasses
import shutil
import warnings
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from looks_law import depth, faults, inside, through
from page_law import compiled, digests, svg_faults, tex_faults
from random_looks import Case, case
from test_drawing import child

from tnrnn import Partition, TnrnnError, min_cut
from tnrnn.drawing import Look, Scene, Style, View, compose, save
from tnrnn.interop import from_terms

SEEDS = (0, 1, 7, 14, 26, 41, 48, 64, 72, 99, 113, 150)
SQUARE = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]


@cache
def made(seed: int) -> tuple[Case, Scene]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = case(seed)
        return found, found.scene()


def found_in(seed: int, scene: Scene) -> list[str]:
    one = made(seed)[0]
    return list(faults(one.of, scene, one.cut, one.view.looks))


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_overlaps_and_marks_are_the_entries_of_the_cut(seed):
    assert not found_in(seed, made(seed)[1])


def test_the_geometry_of_this_law_is_right():
    assert depth(SQUARE, [(x + 1.5, y) for x, y in SQUARE]) == pytest.approx(0.5)
    assert depth(SQUARE, [(x + 3.0, y) for x, y in SQUARE]) <= 0
    assert inside(np.array([[1.0, 1.0], [3.0, 1.0]]), SQUARE).tolist() == [1.0, -1.0]
    assert through([(-3.0, 1.0), (5.0, 1.0)], SQUARE) == pytest.approx(2.0, abs=0.3)


def test_what_breaks_the_law_is_found():
    with_cut = next(seed for seed in SEEDS if made(seed)[1].cut_marks)
    scene = made(with_cut)[1]
    one, two, *rest = scene.marks
    moved = dataclasses.replace(two, x=one.x + 0.01, y=one.y)
    assert any(
        line.startswith("marks:") for line in found_in(with_cut, dataclasses.replace(scene, marks=(one, moved, *rest)))
    )
    assert any(
        line.startswith("cut:")
        for line in found_in(with_cut, dataclasses.replace(scene, cut_marks=scene.cut_marks[1:]))
    )
    shifted = tuple(dataclasses.replace(mark, x=mark.x + 0.2, y=mark.y + 0.2) for mark in scene.cut_marks)
    assert any(line.startswith("cut:") for line in found_in(with_cut, dataclasses.replace(scene, cut_marks=shifted)))
    labelled = next(seed for seed in SEEDS if len(made(seed)[1].labels) > 1)
    scene = made(labelled)[1]
    first, second, *others = scene.labels
    moved = dataclasses.replace(second, x=first.x, y=first.y, anchor=first.anchor)
    assert found_in(labelled, dataclasses.replace(scene, labels=(first, moved, *others)))


def test_arrows_that_point_the_wrong_way_are_found():
    network = from_terms({"A": "s a", "B": "a b", "C": "b t"})
    looks = [Look(("a", "b"), kind="bond", arrow="forward"), Look(("s",), kind="bond", arrow="A")]
    scene = compose(network, view=View(looks=looks))
    assert not list(faults(network, scene, None, looks))
    lines = tuple(
        dataclasses.replace(line, dress=line.dress._replace(head=-line.dress.head)) if line.dress else line
        for line in scene.lines
    )
    wrong = list(faults(network, dataclasses.replace(scene, lines=lines), None, looks))
    assert sum(line.startswith("arrows:") for line in wrong) == 3


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not there")
def test_tex_and_svg_show_what_the_display_list_says(tmp_path):
    scenes = [made(seed)[1] for seed in SEEDS]
    styles = [dataclasses.replace(Style(), font_size=scene.font_size) for scene in scenes]
    for scene, style, page in zip(scenes, styles, compiled(scenes, styles, tmp_path), strict=True):
        save(scene, tmp_path / "picture.svg", style)
        source = (tmp_path / "picture.svg").read_text(encoding="utf-8")
        assert not [*tex_faults(scene, style, page), *svg_faults(scene, style, source)]


SAVE = """
import sys, tempfile, warnings
from pathlib import Path
sys.path.insert(0, {folder!r})
warnings.simplefilter("ignore")
from page_law import digests
from random_looks import case
with tempfile.TemporaryDirectory() as folder:
    print(digests([case(seed).scene() for seed in {seeds}], Path(folder)))
"""


def test_processes_and_threads_write_the_same_bytes(tmp_path):
    seeds = SEEDS[1:3]
    code = SAVE.format(folder=str(Path(__file__).parent), seeds=seeds)
    threads = digests([made(seed)[1] for seed in seeds] * 2, tmp_path, 8)
    assert threads[:2] == threads[2:]
    assert child(code, "1").strip() == child(code, "2").strip() == str(threads[:2])


def test_texts_inside_marks_of_a_given_size_make_the_picture_larger():
    network = from_terms({"A": "s a", "B": "a t"})

    def look(size, text):
        return [Look(("A", "B"), kind="tensor", size=size, text=text, place="inside")]

    small, large = (compose(network, view=View(looks=look(0.4, text))) for text in ("A", "two words"))
    assert large.unit > small.unit
    assert not list(faults(network, large, None, ()))
    with pytest.raises(TnrnnError, match="view, looks: expected texts that fit into their marks"):
        compose(network, view=View(looks=look(0.02, "two words")))


@pytest.mark.parametrize("looks", [[], [Look("*", kind="tensor", shape="square", size=0.5)]])
def test_a_leg_that_was_asked_to_point_at_a_neighbour_ends_before_it(looks):
    network = from_terms({"A": "s a", "B": "a b t", "C": "b u"})
    cut = min_cut(network, Partition(near=["t"], far=["s", "u"]))
    places = {"A": (0, 0), "B": (1, 0), "C": (1, -1)}
    view = View(looks=looks, positions=places, legs={"s": "right", "t": "down", "u": "up"})
    assert not [line for line in faults(network, compose(network, cut, view=view), cut) if "labels" not in line]


def test_polygons_of_different_turns_stay_different_in_tex(tmp_path):
    if shutil.which("pdflatex") is None:
        pytest.skip("pdflatex is not there")
    network = from_terms({"A": "s a", "B": "a b", "C": "b c", "D": "c t"})
    shapes = zip("ABCD", ("left", "right", "up", "down"), strict=True)
    scene = compose(network, view=View(looks=[Look(name, shape=f"triangle-{way}") for name, way in shapes]))
    style = dataclasses.replace(Style(), font_size=scene.font_size)
    (page,) = compiled([scene], [style], tmp_path)
    assert not list(tex_faults(scene, style, page))
