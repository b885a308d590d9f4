"""Notes: frames, braces, arrows and texts around tensors; where they stand, and that every format draws them alike."""

from __future__ import annotations

import itertools
import math
import random
import re
import tomllib

import pytest
from random_networks import random_network
from test_tikz import NEAR, Paper, check_labels, flat, page_of, subpaths

from tnrnn import Bond, Network, Partition, Tensor, TnrnnError, min_cut, rac, unroll
from tnrnn.drawing import Note, Style, View, compose, draw
from tnrnn.drawing.dressing.frames import SIDE, box_of, brace, distance, hull, rounded
from tnrnn.drawing.framing import frames
from tnrnn.drawing.scenes import extent, flattened, holds, roles
from tnrnn.drawing.shapes import display_list
from tnrnn.drawing.writers.svg_writer import to_svg

KINDS = ("text", "brace", "arrow", "box", "hull")
SIDES = ("above", "below", "left", "right")


def chain(length, legs=True):
    """Return a matrix product state with tensors A1, A2, .."""
    bonds = [Bond(f"b{i}", 4) for i in range(1, length)] + [Bond(f"s{i}", 2) for i in range(1, length + 1)]
    ends = {i: [f"b{i - 1}"] * (i > 1) + [f"b{i}"] * (i < length) + [f"s{i}"] for i in range(1, length + 1)}
    tensors = tuple(Tensor(f"A{i}", "weight", tuple(ends[i]), parameter=f"A{i}") for i in ends)
    return Network(tensors, tuple(bonds), tuple(f"s{i}" for i in ends))


def grid(width, height):
    """Return a closed lattice of tensors T[x,y], at the places (x, y)."""
    bonds, ends = [], {(x, y): [] for x in range(width) for y in range(height)}
    for (x, y), (a, b) in itertools.product(ends, ((1, 0), (0, 1))):
        if (x + a, y + b) in ends:
            bonds.append(Bond(f"b{len(bonds)}", 2))
            ends[x, y].append(bonds[-1].name)
            ends[x + a, y + b].append(bonds[-1].name)
    tensors = [Tensor(f"T[{x},{y}]", "weight", tuple(names), parameter=f"T[{x},{y}]") for (x, y), names in ends.items()]
    places = {f"T[{x},{y}]": (float(x), float(y)) for x, y in ends}
    return Network(tuple(tensors), tuple(bonds), ()), places


def em_of(scene):
    return scene.font_size / 72 / scene.unit


def marks_of(scene, *names):
    return [mark for mark in scene.marks if mark.name in names]


def box_around(marks):
    boxes = list(zip(*map(box_of, marks), strict=True))
    return min(boxes[0]), min(boxes[1]), max(boxes[2]), max(boxes[3])


def line_of(scene, number):
    return next(line for line in scene.lines if line.name == f"note-{number}")


def patch_of(scene, number):
    return next(patch for patch in scene.patches if patch.name == f"note-{number}")


def text_of(scene, number):
    return next(label for label in scene.labels if label.role == "note" and label.of == f"note-{number}")


def meets(path, box):
    """Whether a line, in steps of at most a hundredth of its length, has a point in a box."""
    left, bottom, right, top = box
    return any(left < x < right and bottom < y < top for x, y in fine(path))


def fine(path):
    for (a, b), (c, d) in itertools.pairwise(path):
        count = 1 + int(60 * math.dist((a, b), (c, d)))
        yield from ((a + (c - a) * k / count, b + (d - b) * k / count) for k in range(count + 1))


def overlaps(scene):
    """Return pairs of a label and something that it overlaps: a label, a mark, or the line of a note or a bond."""
    em, found = em_of(scene), []
    labels = [label for label in scene.labels if label.role in ("note", "tensor", "dim", "time", "formula", "side")]
    boxes = {label: extent(label, em) for label in labels}
    for one, other in itertools.combinations(labels, 2):
        (a, b, c, d), (e, f, g, h) = boxes[one], boxes[other]
        if a < g and e < c and b < h and f < d:
            found.append((one, other))
    for label, (left, bottom, right, top) in boxes.items():
        for mark in scene.marks:
            x, y = max(left, min(right, mark.x)), max(bottom, min(top, mark.y))
            if math.dist((x, y), (mark.x, mark.y)) < roles.radius(mark) * 0.99:
                found.append((label, mark))
        for line in (*scene.lines, *scene.patches):
            if (label.role == "note" or line.name) and meets(line.path, boxes[label]):
                found.append((label, line))
    return found


def random_notes(rng, names):
    notes = []
    for _ in range(rng.randint(1, 5)):
        kind, side = rng.choice(KINDS), rng.choice(SIDES)
        some = tuple(rng.sample(names, rng.randint(1, min(4, len(names)))))
        to = rng.choice(names) if kind == "arrow" and rng.random() < 0.7 else None
        text = rng.choice(("set", "left canonical", "$\\lambda$"))
        notes.append(Note(kind, some, text, side=side, to=to))
    return notes


ALL_KINDS = [
    Note("brace", ("A1", "A2", "A3"), "left canonical", side="below"),
    Note("brace", ("A4", "A5"), "right", side="below", stroke="tab:blue"),
    Note("brace", "A*", "all", side="below", dash="dotted"),
    Note("hull", ("A4", "A5"), "SVD", fill="#EEF4FA"),
    Note("box", ("A1", "A2"), "block", dash="dashed", stroke="cut"),
    Note("arrow", "A1", "gauge", to="A4"),
    Note("arrow", "A*", "sweep", stroke="layer-2"),
    Note("text", "A6", "$\\lambda$"),
]


def annotated():
    return compose(chain(6), view=View(notes=ALL_KINDS, width="3.4in"))


# Geometry.


def test_a_hull_reaches_as_far_in_every_direction_as_its_discs():
    rng = random.Random(1)
    for _ in range(60):
        rounds = [
            (rng.uniform(-2, 2), rng.uniform(-2, 2), rng.choice((0.0, 0.1, 0.3, 1.5))) for _ in range(rng.randint(1, 9))
        ]
        path = flattened(hull(rounds), 40)
        assert path[0] == path[-1]
        for turn in range(0, 360, 7):
            u, v = math.cos(math.radians(turn)), math.sin(math.radians(turn))
            far = max(u * x + v * y + radius for x, y, radius in rounds)
            assert max(u * x + v * y for x, y in path) == pytest.approx(far, abs=2e-3)


def test_a_hull_is_convex_and_counterclockwise():
    rng = random.Random(2)
    for _ in range(30):
        path = flattened(hull([(rng.uniform(-2, 2), rng.uniform(-2, 2), rng.uniform(0, 0.5)) for _ in range(5)]))
        steps = [(c - a, d - b) for (a, b), (c, d) in itertools.pairwise(path) if math.dist((a, b), (c, d)) > 1e-4]
        turns = [a * d - b * c for (a, b), (c, d) in itertools.pairwise([*steps, steps[0]])]
        assert min(turns) > -1e-6


def test_a_box_with_round_corners_fills_its_box():
    points = rounded((0.0, 0.0, 4.0, 2.0), 0.5)
    xs, ys = zip(*flattened(points), strict=True)
    assert (min(xs), min(ys), max(xs), max(ys)) == pytest.approx((0, 0, 4, 2))
    assert min(math.dist(point, (4.0, 2.0)) for point in flattened(points, 50)) == pytest.approx(
        0.5 * (math.sqrt(2) - 1), abs=1e-3
    )


@pytest.mark.parametrize("side", SIDES)
def test_the_halves_of_a_brace_are_mirror_images(side):
    points = brace(SIDE[side], 1.0, 4.0, 0.5, 0.4)
    turned = [(x, y) if side in ("above", "below") else (y, x) for x, y in points]
    assert flat((5 - along, out) for along, out in reversed(turned)) == pytest.approx(flat(turned))
    assert turned[len(turned) // 2] == (2.5, 0.9 if side in ("above", "right") else -0.9)


# Places.


@pytest.mark.parametrize("seed", range(8))
def test_a_hull_holds_its_marks_and_no_others(seed):
    rng = random.Random(seed)
    network, _ = random_network(seed, 9)
    names = [tensor.name for tensor in network.tensors]
    some = rng.sample(names, min(3, len(names)))
    scene = compose(network, view=View(notes=[Note("hull", tuple(some))], labels="none"))
    path = patch_of(scene, 1).path
    tight = flattened(hull([(mark.x, mark.y, 1e-6) for mark in marks_of(scene, *some)]))
    for mark in scene.marks:
        inside = holds(path, (mark.x, mark.y))
        clear = distance(path, (mark.x, mark.y)) > roles.radius(mark)
        if mark.name in some:
            assert inside
            assert clear
        elif not holds(tight, (mark.x, mark.y)) and distance(tight, (mark.x, mark.y)) > 2 * roles.radius(mark):
            assert not inside
            assert clear


def test_the_ends_of_a_brace_are_those_of_its_tensors_and_its_tip_is_in_the_middle():
    scene = annotated()
    em = em_of(scene)
    for number, names in ((1, ("A1", "A2", "A3")), (2, ("A4", "A5")), (3, [f"A{i}" for i in range(1, 7)])):
        points = line_of(scene, number).points
        left, bottom, right, _ = box_around(marks_of(scene, *names))
        assert (points[0][0], points[-1][0]) == pytest.approx((left, right), abs=1e-5)
        tip = min(points, key=lambda point: point[1])
        assert tip[0] == pytest.approx((left + right) / 2, abs=1e-5)
        assert points[0][1] <= bottom - 0.5 * em
        text = text_of(scene, number)
        assert (text.x, text.anchor) == (pytest.approx(tip[0], abs=1e-5), "north")
        assert text.y < tip[1]


def test_a_brace_keeps_away_from_the_legs_on_its_side():
    scene = annotated()
    ends = [min(y for _, y in line.points) for line in scene.lines if line.bonds and line.bonds[0].startswith("s")]
    assert max(y for _, y in line_of(scene, 1).points) < min(ends) - 0.3 * em_of(scene)


def test_braces_side_by_side_stand_at_one_level_and_others_farther_out():
    scene = annotated()
    one, other, outer = (line_of(scene, number).points[0][1] for number in (1, 2, 3))
    assert one == other
    assert outer < text_of(scene, 1).y - em_of(scene)


def test_a_frame_around_a_frame_is_wider_and_lies_below_it():
    notes = [Note("box", "A2", fill="#ffffff"), Note("box", ("A1", "A2", "A3"), fill="#eeeeee")]
    scene = compose(chain(4), view=View(notes=notes))
    assert [patch.name for patch in scene.patches] == ["note-2", "note-1"]
    outer, inner = (box_of_points(patch.points) for patch in scene.patches)
    assert all(a < b for a, b in zip(outer[:2], inner[:2], strict=True))
    assert all(a > b for a, b in zip(outer[2:], inner[2:], strict=True))


def box_of_points(points):
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def test_frames_keep_as_far_from_other_marks_as_from_their_own():
    network, places = grid(6, 3)
    inside = ("T[1,1]", "T[2,1]")
    for pitch in (0.3, 0.6):
        scene = compose(network, view=View(positions=places, notes=[Note("hull", inside)], labels="none", pitch=pitch))
        path = patch_of(scene, 1).path
        own = min(distance(path, (mark.x, mark.y)) - roles.radius(mark) for mark in marks_of(scene, *inside))
        rest = [mark for mark in scene.marks if mark.name not in inside]
        assert min(distance(path, (mark.x, mark.y)) - roles.radius(mark) for mark in rest) > own - 1e-6
        assert own <= 0.6 * em_of(scene) + 1e-6


def test_a_straight_arrow_is_straight_and_others_go_around_what_is_between():
    places = {"A1": (0, 0), "A2": (2, 0), "A3": (0, -2), "A4": (2, -2)}
    bonds = (Bond("a", 2), Bond("b", 2))
    ends = {"A1": "a", "A2": "a", "A3": "b", "A4": "b"}
    network = Network(tuple(Tensor(name, "weight", (bond,), parameter=name) for name, bond in ends.items()), bonds, ())
    notes = [Note("arrow", "A1", to="A4"), Note("arrow", "A1", to="A2"), Note("arrow", "A1", to="A2", side="below")]
    scene = compose(network, view=View(positions=places, notes=notes))
    straight, above, below = (line_of(scene, number) for number in (1, 2, 3))
    assert all(x == pytest.approx(-y, abs=1e-5) for x, y in straight.path)
    assert min(y for _, y in above.path) > 0
    assert max(y for _, y in below.path) < 0
    em = em_of(scene)
    for line, target in ((straight, "A4"), (above, "A2"), (below, "A2")):
        (start,), (end,) = marks_of(scene, "A1"), marks_of(scene, target)
        for point, mark in ((line.points[0], start), (line.points[-1], end)):
            gap = math.dist(point, (mark.x, mark.y)) - roles.radius(mark)
            assert gap == pytest.approx(0.3 * em, abs=0.02 * em)


@pytest.mark.parametrize("seed", [*range(9), 135])
def test_texts_overlap_nothing_and_the_box_holds_all(seed):
    """The text of a note may stand on bonds, which its rim hides, if all other places are far from its tensors."""
    rng = random.Random(seed)
    network, _ = random_network(seed, 8)
    notes = random_notes(rng, [tensor.name for tensor in network.tensors])
    scene = compose(network, view=View(notes=notes, labels=rng.choice(("auto", "all", "names"))))
    for label, other in overlaps(scene):
        assert label.role == "note"
        assert other in scene.lines
        assert not other.name
    left, bottom, right, top = scene.box
    for a, b, c, d in [extent(label, em_of(scene)) for label in scene.labels]:
        assert left <= a
        assert bottom <= b
        assert c <= right
        assert d <= top
    points = [point for item in (*scene.lines, *scene.patches) for point in item.path]
    assert all(left <= x <= right and bottom <= y <= top for x, y in points)


def test_marks_stay_where_they_are():
    plain, scene = compose(chain(6)), compose(chain(6), view=View(notes=ALL_KINDS))
    assert plain.unit == scene.unit
    assert plain.marks == scene.marks


# Every view, and moving pictures.


def test_notes_stand_in_every_view():
    circuit = rac(4, 2, 2, 3)
    network = unroll(circuit, "continuous")
    cut = min_cut(network, Partition.start_end(4))
    notes = [Note("hull", ("h[1,2]", "h[2,2]"), "a"), Note("brace", "h[2,2]", "b", side="below")]
    for of, view, severed in (
        (network, {}, cut),
        (network, {"detail": "anatomy"}, cut),
        (network, {"kind": "matricization"}, cut),
        (circuit, {}, min_cut(circuit, Partition.start_end(4))),
        (circuit, {"kind": "folded"}, None),
        (circuit, {"positions": {v.name: (k, k % 3) for k, v in enumerate(circuit.vertices)}}, None),
    ):
        scene = compose(of, severed, view=View(notes=notes, **view))
        assert [patch.role for patch in scene.patches] == ["hull"], view
        assert [line.role for line in scene.lines if line.name] == ["brace"], view
        assert [label.text for label in scene.labels if label.role == "note"] == ["a", "b"], view


def test_notes_come_with_their_tensors_in_a_moving_picture():
    network = unroll(rac(4, 1, 2, 2), "continuous")
    notes = [Note("brace", ("h[1,1]", "h[3,1]"), "early"), Note("hull", "h[4,1]", "late")]
    moving = frames(network, story="unroll", view=View(notes=notes))
    shown = [
        sorted({*(line.name for line in scene.lines), *(patch.name for patch in scene.patches)} - {""})
        for scene in moving
    ]
    assert shown == [[], [], [], ["note-1"], ["note-1", "note-2"]]
    for scene, names in zip(moving, shown, strict=True):
        assert sorted(label.of for label in scene.labels if label.role == "note") == names
    still = frames(network, story="unroll")
    assert [scene.marks for scene in moving] == [scene.marks for scene in still]


# Formats.


def test_a_scene_with_notes_is_what_its_repr_says():
    from tnrnn.drawing.scenes import scene as module

    scene = annotated()
    assert eval(repr(scene), vars(module)) == scene


def test_a_note_can_be_written_in_toml():
    source = """
    kind = "hull"
    around = ["A4", "A5"]
    text = "SVD"
    fill = "#EEF4FA"
    """
    assert Note(**tomllib.loads(source)) == Note("hull", ("A4", "A5"), "SVD", fill="#EEF4FA")


def pens_of(scene, style):
    """Return {name of a note: (colour, width in points, points)} as the display list has it."""
    listed = display_list(scene, style)
    drawn = [*listed["patches"].shapes, *(trace for trace in listed["lines"].traces if trace.name)]
    return {item.name: (item.pen, item.form.points) for item in drawn}


def test_tex_has_notes_where_the_scene_has_them(tmp_path):
    scene, style = annotated(), Style()
    page, paper = page_of(scene, style, tmp_path), Paper(scene)
    assert len(pens_of(scene, style)) == len(ALL_KINDS) - 1
    for name, (pen, points) in pens_of(scene, style).items():
        ink = style.colour(pen.colour).upper()
        drawn = subpaths(page, lambda path, ink=ink: path.stroke == ink)
        wanted = flat(paper.at(*point) for point in points)
        fitting = [
            path
            for path, found in drawn
            if len(flat(found)) in (len(wanted), len(wanted) + 2)
            and flat(found)[: len(wanted)] == pytest.approx(wanted, abs=NEAR)
        ]
        assert fitting, name
        assert fitting[0].width == pytest.approx(pen.width * 72 / 72.27, abs=0.01)
        assert fitting[0].dashed == bool(pen.dashes)
    check_labels(scene, style, page, paper)


def test_svg_has_notes_where_the_scene_has_them():
    scene, style = annotated(), Style()
    source = to_svg(scene, style)
    left, _, _, top = scene.box
    for name, (_, points) in pens_of(scene, style).items():
        (found,) = (tag for tag in re.findall(r"<path [^>]*>", source) if f'data-name="{name}"' in tag)
        numbers = [float(value) for value in re.findall(r"-?[\d.]+", re.search(r' d="([^"]*)"', found)[1])]
        unit = 72 * scene.unit
        assert numbers == pytest.approx(
            [v for x, y in points for v in ((x - left) * unit, (top - y) * unit)], abs=0.011
        )


def test_matplotlib_has_notes_where_the_scene_has_them():
    scene, style = annotated(), Style()
    axes = draw(chain(6), style=style, view=View(notes=ALL_KINDS, width="3.4in"))
    drawn = []
    for collection in axes.collections:
        for path, offset in zip(collection.get_paths(), itertools.cycle(collection.get_offsets()), strict=False):
            drawn.append([(x + offset[0], y + offset[1]) for x, y in path.vertices])
    for name, (_, points) in pens_of(scene, style).items():
        assert any(
            len(one) >= len(points) and flat(one[: len(points)]) == pytest.approx(flat(points), abs=1e-5)
            for one in drawn
        ), name
    texts = {text.get_text(): text.get_position() for text in axes.texts}
    assert texts["left canonical"] == (text_of(scene, 1).x, text_of(scene, 1).y)


def test_every_note_has_a_style_of_its_own_in_tex_and_a_class_in_svg(tmp_path):
    scene = compose(chain(4), view=View(notes=[Note(kind, "A2", kind) for kind in KINDS]))
    from tnrnn.drawing.writers.tikz_writer import tikz

    source = tikz(scene)
    for kind in KINDS[1:]:
        assert f"tn note {kind}" in source
        assert f'class="note note-{kind}"' in to_svg(scene)
    assert 'data-of="note-1"' in to_svg(scene)


def test_colours_are_those_of_the_note():
    scene = annotated()
    assert text_of(scene, 2).colour == line_of(scene, 2).dress.stroke == "#1F77B4"
    assert (patch_of(scene, 4).fill, patch_of(scene, 4).stroke) == ("#EEF4FA", "")
    assert (patch_of(scene, 5).stroke, text_of(scene, 5).colour) == ("cut", "")
    source = to_svg(scene)
    assert "fill:var(--tn-layer-2," in source
    assert source.count('fill="#1F77B4"') == 1


def test_a_name_in_a_filled_frame_has_a_rim_of_its_colour():
    scene = compose(chain(4), view=View(notes=[Note("hull", ("A2", "A3"), fill="#EEF4FA")]))
    rims = {label.of: roles.rim(scene, label) for label in scene.labels if label.role == "tensor"}
    assert rims == {"A1": "background", "A2": "#EEF4FA", "A3": "#EEF4FA", "A4": "background"}


# Bad input.


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "bracket", "around": "A1"}, "given 'bracket'; did you mean 'brace'?"),
        ({"kind": "brace", "around": "A1", "to": "A2"}, "note, to: expected None for a brace, given ('A2',)"),
        (
            {"kind": "brace", "around": "A1", "side": "up"},
            "note, side: expected above, below, left or right, given 'up'",
        ),
        ({"kind": "brace", "around": ()}, "note, around: expected names of tensors or patterns, given ()"),
        ({"kind": "arrow", "around": "A1", "fill": "red"}, "note, fill: expected None for a arrow"),
        ({"kind": "text", "around": "A1"}, "note, text: expected words for a note that is a text, given ''"),
        ({"kind": "text", "around": "A1", "text": "x", "dash": "solid"}, "note, dash: expected None"),
        ({"kind": "box", "around": "A1", "text": "cost 5$"}, "note, text: expected an even number of dollars"),
        ({"kind": "box", "around": "A1", "stroke": "gren"}, "note, stroke: expected a colour"),
        (
            {"kind": "box", "around": "A1", "texts": "a"},
            "note: expected a field of Note, given 'texts'; did you mean 'text'?",
        ),
    ],
)
def test_mistakes_in_a_note_are_answered_in_one_line(fields, message):
    with pytest.raises(TnrnnError, match=re.escape(message)):
        Note(**fields)


@pytest.mark.parametrize(
    ("note", "message"),
    [
        (
            Note("hull", "A22"),
            "note, around: expected a name of what is drawn, or a pattern that fits one, given 'A22'",
        ),
        (Note("hull", ("A1", "B*")), "given 'B*'"),
        (
            Note("arrow", "A1", to="a2"),
            "note, to: expected a name of what is drawn, or a pattern that fits one, given 'a2'; did you mean 'A2'?",
        ),
    ],
)
def test_names_that_are_not_there_are_answered_with_the_nearest(note, message):
    with pytest.raises(TnrnnError, match=re.escape(message)):
        compose(chain(4), view=View(notes=[note]))
