"""What a hand changes in a picture: tensors that are moved, bonds that are bent, signs and texts with a place.

Every change is data in a view. Nothing else may move, cuts stay true, and names that are not there are told.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import random
import sys
from pathlib import Path

import pytest

from tnrnn import Cut, Partition, TnrnnError, min_cut, models, rac, slice_cut, unroll
from tnrnn.drawing import (
    Figure,
    Look,
    Note,
    Style,
    View,
    compose,
    figure_for,
    figure_from_text,
    figure_of_panels,
    figure_text,
)
from tnrnn.drawing.composing import laid_out
from tnrnn.drawing.dressing import joined, keys_of
from tnrnn.drawing.dressing.handwork import smooth
from tnrnn.drawing.scenes import flattened, from_segment
from tnrnn.drawing.writers import FORMATS
from tnrnn.interop import from_einsum

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import check_curves
import check_hand

CIRCUIT = rac(4, 2, 2, 3)
STAIRCASE = unroll(CIRCUIT)
CHAIN, _ = from_einsum("ia,ajb,bkc,cl->ijkl", (2, 2), (2, 2, 4), (4, 2, 2), (2, 2))
GRID = check_curves.makers()["lattice"](random.Random(2))
DRAWN = {
    "staircase": (STAIRCASE, View()),
    "anatomy": (STAIRCASE, View(detail="anatomy")),
    "shared": (CIRCUIT, View()),
    "cells": (models.lstm(3, 1, 2, 2), View(detail="anatomy")),
    "chain": (CHAIN, View()),
    "grid": (GRID, View()),
    "positions": (CHAIN, View(positions={"t0": (0, 0), "t2": (30, 10)})),
}


def layout_of(of, view):
    return laid_out(of, None, view)[2]


@pytest.mark.parametrize("name", DRAWN)
def test_a_move_moves_one_mark_and_the_ends_of_its_lines(name):
    of, view = DRAWN[name]
    layout = layout_of(of, view)
    moved = next(mark for mark in layout.marks[len(layout.marks) // 2 :] if mark.tensors)
    shift = (0.07 * layout.step, 0.11 * layout.step)
    before = compose(of, view=view)
    after = compose(of, view=dataclasses.replace(view, moves={moved.tensors[0]: shift}))
    assert after.view == before.view
    for one, two in zip(before.marks, after.marks, strict=True):
        there = shift if one.name == moved.name else (0, 0)
        assert (two.x - one.x, two.y - one.y) == pytest.approx(there, abs=2e-6)
    number = layout.marks.index(moved)
    for one, two, ends in zip(before.lines, after.lines, joined(layout), strict=True):
        steps = [
            (d[0] - c[0], d[1] - c[1]) for c, d in ((one.points[0], two.points[0]), (one.points[-1], two.points[-1]))
        ]
        if number not in ends and name != "cells":  # lines of cells end at the edges of boxes
            assert steps == [(0, 0), (0, 0)]
        for end, step in zip(ends, steps, strict=True):
            if end == number:
                assert step == pytest.approx(shift, abs=2e-6)
        if set(ends) == {number, None} and name != "cells":  # a leg keeps its length and its direction
            assert steps[0] == pytest.approx(steps[1], abs=2e-6)


def test_a_tensor_that_shares_its_mark_moves_the_mark():
    there = [compose(STAIRCASE, view=View(moves={name: (0.2, 0.1)})).marks for name in ("h[2,2]", "W_H[2,2]")]
    assert there[0] == there[1] != compose(STAIRCASE).marks


@pytest.mark.parametrize("name", DRAWN)
def test_a_bond_passes_its_points_between_the_ends_it_had(name):
    of, view = DRAWN[name]
    layout, rng = layout_of(of, view), random.Random(3)
    for line, keys in list(zip(layout.lines, keys_of(layout), strict=True))[::5]:
        if not keys or sum(key in each for each in keys_of(layout) for key in keys) != len(keys):
            continue
        x, y, dx, dy = line.at(0.5)
        off = 0.3 * layout.step
        points = [(x - off * dy, y + off * dx), (x + rng.random() * off, y - off)]
        found = compose(of, view=dataclasses.replace(view, bends={keys[0]: points}))
        bent = found.lines[layout.lines.index(line)]
        assert (bent.bonds, bent.stops, bent.curve) == (line.bonds, line.stops, True)
        assert (bent.points[0], bent.points[-1]) == (line.points[0], line.points[-1])
        for point in points:
            assert min(from_segment(a, b, point) for a, b in itertools.pairwise(bent.path)) < 1e-4 * layout.step
        assert found.marks == compose(of, view=view).marks or found.unit != compose(of, view=view).unit


def test_a_bend_holds_between_marks_with_looks():
    looks = [Look(kind="tensor", shape="box", place="inside", fill="steelblue", size=0.4)]
    scene = compose(CHAIN, view=View(looks=looks, bends={"b": (1.5, -0.6)}))
    line = next(line for line in scene.lines if line.bonds == ("b",))
    assert any(math.dist(point, (1.5, -0.6)) < 1e-6 for point in line.points)
    boxes = [(mark.x, mark.y, mark.radius, mark.height) for mark in scene.marks if mark.name in ("t1", "t2")]
    for end, (x, y, across, up) in zip((line.points[0], line.points[-1]), boxes, strict=True):
        assert max(abs(end[0] - x) / across, abs(end[1] - y) / up) == pytest.approx(1, abs=1e-4)  # at the edge
    assert compose(CHAIN, view=View(looks=looks)).marks == scene.marks


def test_a_tensor_that_is_put_far_away_is_drawn_without_a_line_of_the_cut():
    scene = compose(
        STAIRCASE, min_cut(STAIRCASE, Partition.start_end(4)), view=View(width=40, moves={"h[2,2]": (900, 900)})
    )
    assert scene.cut_lines == ()
    assert any("no line of the cut" in key.label.text for key in scene.legend)


def test_smooth_curves_pass_all_points_and_have_one_direction_at_each():
    rng = random.Random(5)
    for _ in range(50):
        points = [(rng.gauss(0, 2), rng.gauss(0, 2)) for _ in range(rng.randint(2, 6))]
        found = smooth(points)
        assert len(found) == 3 * (len(points) - 1) + 1
        assert list(found[::3]) == points
        for place in range(3, len(found) - 1, 3):
            (a, b), (x, y), (c, d) = found[place - 1 : place + 2]
            one, two = math.atan2(y - b, x - a), math.atan2(d - y, c - x)
            assert abs(math.remainder(one - two, 2 * math.pi)) < 1e-3
    same = (1.0, 2.0)
    assert smooth([same, same]) == (same,) * 4
    assert len(set(flattened(smooth([(0.0, 0.0), (1.0, 0.0), (1.0, 0.0), (2.0, 0.0)])))) > 10


def test_cuts_stay_true_whatever_a_hand_does():
    """A sample of the kept script: marks are what cuts list, and lines cross all of it once and nothing else."""
    found, mistakes = check_hand.check(2, seed=2, most=8)
    assert mistakes == []
    assert sum(count for (_, word), count in found.items() if word == "a line") > 10


def test_a_straight_slice_is_a_curve_where_a_tensor_stands_in_its_way():
    cut = slice_cut(STAIRCASE, 2)
    assert compose(STAIRCASE, cut).cut_lines[0].kind == "line"
    still = compose(STAIRCASE, cut, view=View(moves={"h[1,1]#4": (0, -0.1)})).cut_lines[0]
    assert (still.kind, still.points[0][0]) == ("line", 2.5)
    for move in ({"h[2,2]": (0.5, 0.3)}, {"h[2,2]": (0, 0.4)}, {"h[3,2]": (-0.5, 0.5)}):
        scene = compose(STAIRCASE, cut, view=View(moves=move))
        assert check_curves.wrong(scene, cut) == ""
        assert not scene.cut_lines or scene.cut_lines[0].kind == "curve"


def test_sides_have_no_bands_where_an_input_stands_in_the_other():
    cut = min_cut(STAIRCASE, Partition.start_end(4))
    assert len(compose(STAIRCASE, cut).regions) == 2
    assert len(compose(STAIRCASE, cut, view=View(moves={"x[1]": (0.2, 0)})).regions) == 2
    assert compose(STAIRCASE, cut, view=View(moves={"x[1]": (3, -0.5)})).regions == ()


def test_signs_and_texts_stand_where_they_are_put():
    notes = [Note("sign", text="≈", at=(4.5, 0.25)), Note("text", text="as $\\chi$", at=(-1, 2), stroke="#C00000")]
    scene = compose(CHAIN, view=View(notes=notes))
    sign, text = (label for label in scene.labels if label.of in ("note-1", "note-2"))
    assert (sign.role, sign.x, sign.y, sign.math, sign.anchor) == ("sign", 4.5, 0.25, "\\approx", "center")
    assert (text.role, text.x, text.y, text.colour) == ("note", -1, 2, "#C00000")
    assert sign.size > text.size
    left, bottom, right, top = scene.box
    assert left < -1
    assert right > 4.5
    assert bottom < 0.25
    assert top > 2
    bare = compose(CHAIN)
    for ending in ("svg", "tex"):
        assert FORMATS[ending](scene, Style(), 1.0) != FORMATS[ending](bare, Style(), 1.0)
    assert b"\\approx" in FORMATS["tex"](scene, Style(), 1.0)


def test_signs_are_written_as_in_an_equation():
    written = {"=": "=", "->": "\\to", "\\otimes": "\\otimes", "$\\simeq$": "\\simeq", "⊗": "\\otimes"}
    assert [Note("sign", text=text, at=(0, 0)).words.math for text in written] == list(written.values())


@pytest.mark.parametrize("note", [Note("text", "t1", "one"), Note("brace", "t*", "all"), Note("arrow", "t*", "time")])
def test_notes_are_shifted_from_where_they_would_stand(note):
    def drawn(notes):
        scene = compose(CHAIN, view=View(notes=notes))
        labels = [((label.x, label.y),) for label in scene.labels if label.of == "note-1"]
        return labels + [line.points for line in scene.lines if line.name == "note-1"]

    there, shift = drawn([note]), (0.25, 0.5)
    for one, two in zip(there, drawn([dataclasses.replace(note, shift=shift)]), strict=True):
        for (a, b), (c, d) in zip(one, two, strict=True):
            assert (c - a, d - b) == pytest.approx(shift, abs=2e-6)


@pytest.mark.parametrize(
    ("of", "fields", "message"),
    [
        (CHAIN, {"moves": {"t9": (0, 1)}}, "view, moves: expected names of tensors that the picture shows, given 't9'"),
        (CHAIN, {"moves": {"t1": (1, 0)}}, "view, move of t1 onto t2: expected places at least 0.0001 apart"),
        (CHAIN, {"moves": {"t1": (1e13, 0)}}, "view, move of t1: expected numbers of at most 1e+12 in absolute value"),
        (CHAIN, {"moves": {"t1": (math.nan, 0)}}, "view, move of t1: expected a pair (x, y) of finite numbers"),
        (CHAIN, {"moves": {"t1": "12"}}, "view, move of t1: expected a pair (x, y) of finite numbers, given '12'"),
        (CHAIN, {"moves": [1]}, "view, moves: expected a mapping of names to pairs"),
        (CHAIN, {"moves": {"t1": (1e6, 0)}}, "view, move of t1: expected a place within 10,000 steps of the drawing"),
        (CHAIN, {"bends": {"b": (1e6, 0)}}, "view, bends of b: expected a place within 10,000 steps of the drawing"),
        (CHAIN, {"notes": Note("sign", text="=", at=(1e6, 0))}, "note, at: expected a place within 10,000 steps"),
        (CHAIN, {"bends": {"bb": (0, 1)}}, "view, bends: expected names of bonds that the picture shows, given 'bb'"),
        (CHAIN, {"bends": {"b": [(0, 1)] * 51}}, "view, bends of b: expected at most 50 points, given 51"),
        (CHAIN, {"bends": {"b": [(0, 1), 2]}}, "view, bends of b: expected a pair (x, y) of finite numbers, given 2"),
        (CHAIN, {"bends": {"b": []}}, "view, bends of b: expected a pair (x, y) of finite numbers"),
        (CHAIN, {"bends": {1: (0, 1)}}, "view, bends: expected names of bonds, given 1"),
        (CIRCUIT, {"bends": {"h[1,1]": (0, 1)}}, "view, bends: expected names of bonds that the picture shows"),
    ],
)  # fmt: skip
def test_bad_changes_are_told(of, fields, message):
    with pytest.raises(TnrnnError) as error:
        compose(of, view=View(**fields))
    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "sign", "text": "="}, "note, at: expected a place (x, y) for a sign"),
        ({"kind": "sign", "text": "", "at": (0, 0)}, "note, text: expected a sign or words"),
        ({"kind": "sign", "text": "\\aprox", "at": (0, 0)}, "note, text, formula '\\\\aprox': expected a command"),
        ({"kind": "text", "text": "x", "at": (0, 0), "around": "t1"}, "note, around: expected none for a note with a"),
        ({"kind": "text", "text": "x", "at": (0, 0), "shift": (0, 1)}, "note, shift: expected none for a note with a"),
        ({"kind": "hull", "at": (0, 0)}, "note, at: expected None for a hull"),
        ({"kind": "hull", "around": "t1", "shift": (0, 0)}, "note, shift: expected None for a hull"),
        ({"kind": "text", "text": "x", "at": (0, math.inf)}, "note, at: expected a pair (x, y) of finite numbers"),
        ({"kind": "text", "text": "x"}, "note, around: expected names of tensors or patterns"),
    ],
)
def test_bad_notes_are_told(fields, message):
    with pytest.raises(TnrnnError) as error:
        Note(**fields)
    assert str(error.value).startswith(message)


def test_views_are_data():
    view = View(
        moves={"a": [1, 2]}, bends={"b": (0, 1), "c": [(0, 1), [2, 3]]}, notes=[Note("sign", text="=", at=[1, 2])]
    )
    assert eval(repr(view)) == view
    assert hash(view) == hash(eval(repr(view)))
    for ending in ("toml", "json"):
        assert figure_from_text(figure_text(view, file_format=ending)).view == view


def test_a_figure_keeps_what_a_changed_network_has_not():
    notes = [Note("hull", ("h[1,2]", "h[4,2]")), Note("text", "h[4,*]", "last"), Note("sign", text="=", at=(5, 0))]
    looks = [
        Look(("h[1,2]", "h[4,2]"), fill="red"),
        Look(tag="no such tag", fill="red"),
        Look(kind="input", fill="red"),
    ]
    view = View(
        moves={"h[1,2]": (0, 0.1), "h[4,2]": (0, 0.2)},
        bends={"h[0,2]--W_H[1,2]": (0.5, 0.3), "h[3,2]--W_H[4,2]": (3.5, 0.3)},
        looks=looks,
        notes=notes,
    )
    figure, shorter = Figure(view), unroll(rac(3, 2, 2, 3))
    assert figure_for(figure, STAIRCASE) == (
        Figure(dataclasses.replace(view, looks=(looks[0], looks[2]))),
        ("no such tag",),
    )
    found, missing = figure_for(figure, shorter)
    assert missing == ("h[4,2]", "no such tag", "h[3,2]--W_H[4,2]", "h[4,*]")
    assert figure == Figure(view)  # it stays as it is
    assert figure_for(found, shorter) == (found, ())
    assert found.view.shifts == {"h[1,2]": (0, 0.1)}
    assert [note.around for note in found.view.notes] == [("h[1,2]",), ()]
    compose(shorter, view=found.view)
    with pytest.raises(TnrnnError):
        compose(shorter, view=figure.view)


def test_legs_positions_ports_and_arrows_of_what_is_gone_are_told():
    looks = [Look("t1", shape="box", ports={"a": "left", "q": "up"}), Look("a", arrow="t7")]
    view = View(positions={"t0": (0, 0), "u": (3, 4)}, legs={"i": "down", "z*": "up", "a": "up"}, looks=looks)
    found, missing = figure_for(Figure(view), CHAIN)
    assert missing == ("q", "t7", "z*", "a", "u")
    assert found.view.places == {"t0": (0, 0)}
    assert found.view.turns == (("i", 270.0),)
    assert [look.given for look in found.view.looks] == [{"shape": "box", "ports": (("a", 180.0),)}]
    compose(CHAIN, view=found.view)


def test_any_figure_applies_to_any_network():
    """Whatever one network's figure says, the part that applies to another is drawn without an error."""
    rng = random.Random(7)
    networks = [make(rng) for name, make in check_curves.makers().items() if name in ("chain", "lattice", "planar")]
    for one, other in itertools.permutations(networks, 2):
        names = [tensor.name for tensor in one.tensors]
        bonds = [bond.name for bond in one.bonds]
        view = dataclasses.replace(
            check_hand.random_edits(one, View(), rng, most=3),
            looks=[Look(tuple(rng.sample(names, 2)), fill="red"), Look(rng.choice(bonds), width=2)],
            notes=[Note("hull", tuple(rng.sample(names, 2))), Note("arrow", names[-1], to=names[0])],
        )
        found, missing = figure_for(Figure(view), other)
        compose(other, view=found.view)
        assert (found == Figure(view)) == (not missing)
        assert figure_for(found, other) == (found, ())


def test_a_view_of_several_pictures_moves_what_each_has():
    other, _ = from_einsum("ip,pj->ij", (2, 3), (3, 2))
    view = View(moves={"t3": (0, 0.3)}, bends={"p": (0.5, 0.4)}, notes=[Note("sign", text="=", at=(0, 1))])
    scene = figure_of_panels([CHAIN, other], view=view)
    assert sum(label.role == "sign" for label in scene.labels) == 2
    assert any(line.curve and line.bonds == ("p",) for line in scene.lines)
    with pytest.raises(TnrnnError):
        figure_of_panels([CHAIN, other], view=View(moves={"t7": (0, 0.3)}))


def test_the_cut_of_one_is_the_cut_of_the_other():
    """Moves and bends change no number: the entries, the sides and the formula are those of the bare picture."""
    cut = Cut.of(CHAIN, ["t0", "t1"])
    bare, moved = (
        compose(CHAIN, cut, view=view) for view in (View(), View(moves={"t2": (0.3, 0.4)}, bends={"b": (1.5, 1)}))
    )
    assert [mark.side for mark in bare.marks] == [mark.side for mark in moved.marks]
    assert [(mark.name, mark.dim) for mark in bare.cut_marks] == [(mark.name, mark.dim) for mark in moved.cut_marks]
