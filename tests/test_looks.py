"""Looks by their definition: what each selects, which wins, and what its marks and lines become."""

from __future__ import annotations

import itertools
import math
import random

import pytest

from tnrnn import Bond, Network, Tensor, TnrnnError, rac, unroll
from tnrnn.drawing import Look, Style, View, compose
from tnrnn.drawing.dressing import arrows
from tnrnn.drawing.dressing.dressing import half_width
from tnrnn.drawing.dressing.isometries import directions
from tnrnn.drawing.scenes import SHAPES, Label, Line, Mark, Scene, ems, roles
from tnrnn.drawing.scenes.scene import Dress, flattened
from tnrnn.drawing.shapes import display_list
from tnrnn.drawing.shapes.contrast import readable
from tnrnn.drawing.shapes.listing import AHEAD
from tnrnn.drawing.shapes.outlines import outline
from tnrnn.interop import from_terms

CHAIN = from_terms(
    {f"A{i}": f"b{i} s{i} b{i + 1}" for i in range(1, 5)},
    {**{f"b{i}": 2**i for i in range(1, 6)}, **{f"s{i}": 2 for i in range(1, 5)}},
)


def dressed(looks, of=CHAIN, **view):
    scene = compose(of, view=View(looks=looks, legend=False, **view))
    return {mark.name: mark for mark in scene.marks}, {line.bonds[0]: line for line in scene.lines}


def named_with(looks, of=CHAIN):
    """The tensors and bonds that looks have dressed."""
    marks, lines = dressed(looks, of)
    return [n for n, m in marks.items() if m.dress], [n for n, line in lines.items() if line.dress]


def tagged():
    tensors = (
        Tensor("A", "weight", ("i", "k"), parameter="A", tags=("left", "U")),
        Tensor("B", "weight", ("k", "j"), parameter="B", tags=("right",)),
        Tensor("x", "state", ("i",), parameter="x"),
    )
    return Network(tensors, (Bond("i", 2), Bond("j", 2), Bond("k", 2)), ("j",))


@pytest.mark.parametrize(
    ("look", "tensors", "bonds"),
    [
        (Look("A2", fill="red"), ["A2"], []),
        (Look("A?", fill="red"), ["A1", "A2", "A3", "A4"], []),
        (Look(("A1", "b2"), stroke="red"), ["A1"], ["b2"]),
        (Look("*2", stroke="red"), ["A2"], ["b2", "s2"]),
        (Look(kind="leg", stroke="red"), [], ["b1", "b5", "s1", "s2", "s3", "s4"]),
        (Look("b*", kind="leg", stroke="red"), [], ["b1", "b5"]),
        (Look("weight", fill="red"), ["A1", "A2", "A3", "A4"], []),
        (Look(kind="tensor", stroke="red"), ["A1", "A2", "A3", "A4"], []),
        (Look(lambda part: part.name in ("A3", "s3"), stroke="red"), ["A3"], ["s3"]),
        (Look(stroke="red"), ["A1", "A2", "A3", "A4"], ["b1", "b2", "b3", "b4", "b5", "s1", "s2", "s3", "s4"]),
    ],
)
def test_a_look_selects_by_name_pattern_kind_or_function(look, tensors, bonds):
    found = named_with([look])
    assert (sorted(found[0]), sorted(found[1])) == (tensors, bonds)


def test_a_look_selects_by_tag_and_all_that_is_given_has_to_match():
    assert named_with([Look(tag="U", fill="red")], tagged()) == (["A"], [])
    assert named_with([Look("left", fill="red")], tagged()) == (["A"], [])
    assert named_with([Look("*", kind="state", fill="red")], tagged()) == (["x"], [])
    with pytest.raises(TnrnnError, match="a choice of some tensor or bond"):
        named_with([Look("B", tag="left", fill="red")], tagged())


def test_names_with_brackets_are_names_and_no_sets_of_letters():
    network = unroll(rac(3, 2, 2, 2))
    marks, _ = dressed([Look("h[2,2]", fill="#123456")], network)
    assert [name for name, mark in marks.items() if mark.dress] == ["h[2,2]"]
    marks, _ = dressed([Look("h[2,1]", fill="#123456")], network)  # the vertex that several tensors are copies of
    assert sorted(name for name, mark in marks.items() if mark.dress) == ["h[2,1]#1", "h[2,1]#2"]


def test_where_looks_meet_the_later_wins_field_by_field():
    marks, _ = dressed([Look("A*", fill="#111111", shape="square"), Look("A2", fill="#222222")])
    assert {name: mark.dress[:2] for name, mark in marks.items()} == {
        "A1": ("square", "#111111"), "A2": ("square", "#222222"), "A3": ("square", "#111111"),
        "A4": ("square", "#111111"),
    }  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_has_the_width_and_height_that_are_asked_for(shape):
    marks, _ = dressed([Look("A2", shape=shape, size=(0.5, 0.3))])
    mark = marks["A2"]
    assert (mark.radius, mark.height) == (0.25, 0.15)
    path = flattened(outline(mark).points, 64)
    xs, ys = [x - mark.x for x, _ in path], [y - mark.y for _, y in path]
    assert [min(xs), max(xs), min(ys), max(ys)] == pytest.approx([-0.25, 0.25, -0.15, 0.15], abs=1e-4)
    square, _ = dressed([Look("A2", shape=shape, size=0.4)])
    mark = square["A2"]
    width = 2 * mark.radius if mark.height else 2 * mark.radius * half_width(roles.shape_of(mark))
    assert width == pytest.approx(0.4, abs=1e-5)


def area(path):
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(path))) / 2


@pytest.mark.parametrize(
    ("shape", "size", "expected"),
    [
        ("disc", (1.0, 0.5), math.pi / 4 * 0.5),
        ("pill", (2.0, 1.0), 1.0 + math.pi / 4),
        ("half-disc", (0.5, 1.0), math.pi / 8),
        ("half-disc-up", (1.0, 0.5), math.pi / 8),
        ("half-disc-left", (0.5, 1.0), math.pi / 8),
        ("triangle-left", (1.0, 2.0), 1.0),
        ("triangle-up", (1.0, 2.0), 1.0),
        ("diamond", (1.0, 2.0), 1.0),
        ("square", (1.0, 2.0), 2.0),
    ],
)
def test_an_outline_has_the_area_of_its_shape(shape, size, expected):
    mark = Mark("a", "weight", 0.0, 0.0, size[0] / 2, height=size[1] / 2, dress=Dress(shape=shape))
    assert area(flattened(outline(mark).points, 64)) == pytest.approx(expected, rel=1e-3)


def test_shapes_point_where_their_names_say():
    for shape in ("triangle", "half-disc"):
        for way, (axis, sign) in {"left": (0, -1), "right": (0, 1), "up": (1, 1), "down": (1, -1)}.items():
            mark = Mark("a", "weight", 0.0, 0.0, 1.0, height=1.0, dress=Dress(shape=f"{shape}-{way}"))
            path = flattened(outline(mark).points, 64)
            front = [p for p in path if sign * p[axis] > 0.95]
            back = [p for p in path if sign * p[axis] < -0.95]
            across = [max(abs(p[1 - axis]) for p in side) for side in (front, back)]
            assert across[0] < across[1]


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape != "ellipsis"])
@pytest.mark.parametrize("text", ["$U$", "$V^\\dagger$", "a long text"])
def test_a_text_inside_fits_into_its_mark(shape, text):
    scene = compose(CHAIN, view=View(looks=[Look("A2", shape=shape, text=text, place="inside")], pitch=2.0))
    mark = next(mark for mark in scene.marks if mark.name == "A2")
    label = next(label for label in scene.labels if label.role == roles.INSIDE)
    em = scene.font_size / 72 / scene.unit * label.size
    half = em * ems(label.text, label.math) / 2, 0.36 * em
    assert (label.x, label.y) == (mark.x, mark.y)
    for corner in ((x * half[0], y * half[1]) for x in (-1, 1) for y in (-1, 1)):
        assert inside(mark, corner), (mark, corner)


def inside(mark, point):
    """Whether a point, as seen from the middle of a mark, is in its shape; by the even-odd rule."""
    shape = roles.shape_of(mark)
    if shape == "disc" and not mark.height:
        return math.hypot(*point) <= roles.radius(mark) + 1e-9
    if mark.height:
        path = [(x - mark.x, y - mark.y) for x, y in flattened(outline(mark).points, 64)]
    else:
        path = [(x - mark.x, y - mark.y) for x, y in roles.corners(mark)]
    odd = False
    for (x1, y1), (x2, y2) in zip(path, [*path[1:], path[0]], strict=True):
        if (y1 > point[1]) != (y2 > point[1]) and point[0] < x1 + (point[1] - y1) * (x2 - x1) / (y2 - y1):
            odd = not odd
    return odd


def test_bonds_have_widths_by_dimension_dashes_and_arrows():
    _, lines = dressed([Look("b*", width="dim"), Look("s1", dash="dashed"), Look("b2", arrow="A2")])
    widths = [lines[f"b{i}"].dress.width for i in range(1, 6)]
    steps = {round(b - a, 9) for a, b in itertools.pairwise(widths)}
    assert len(steps) == 1
    assert steps.pop() > 0
    assert lines["s1"].dress.dashes
    ends = {name: _end(lines, name, way) for name, way in (("b2", "A1"), ("b3", "backward"), ("b3", "forward"))}
    assert ends


def _end(lines, name, way):
    _, drawn = dressed([Look(name, arrow=way)])
    line = drawn[name]
    return line.points[-1] if line.dress.head == 1 else line.points[0]


@pytest.mark.parametrize(("arrow", "to"), [("A2", "A2"), ("A3", "A3"), ("forward", "A3"), ("backward", "A2")])
def test_an_arrow_points_to_the_end_that_it_is_asked_to(arrow, to):
    marks, lines = dressed([Look("b3", arrow=arrow)])
    line = lines["b3"]
    end = line.points[-1] if line.dress.head == 1 else line.points[0]
    nearest = min(marks.values(), key=lambda mark: math.dist((mark.x, mark.y), end))
    assert nearest.name == to


def test_arrows_are_found_for_all_bonds_at_once(monkeypatch):
    """The directions of a network's bonds are found as often for many arrows as for one."""
    found = [_searches(monkeypatch, size) for size in (3, 12)]
    assert found[0] == found[1] > 0


def _searches(monkeypatch, size):
    """How often a picture of a chain whose tensors direct their bonds looks for directions."""
    names = [f"b{at}" for at in range(size + 1)]
    tensors = tuple(
        Tensor(f"A{at}", "weight", (one, two), parameter=f"A{at}", left=(one,))
        for at, (one, two) in enumerate(itertools.pairwise(names))
    )
    chain, calls = Network(tensors, tuple(Bond(name, 2) for name in names), (names[0], names[-1])), []
    with monkeypatch.context() as patch:
        patch.setattr(arrows, "directions", lambda network: calls.append(1) or directions(network))
        _, lines = dressed([Look(arrow="isometry")], chain)
    assert all(line.dress.head for line in lines.values())
    return len(calls)


def test_arrows_of_isometries_follow_the_bonds_that_go_in():
    left = Tensor("A", "weight", ("s", "a"), parameter="A", left=("s",))
    network = Network(
        (left, Tensor("C", "weight", ("a", "t"), parameter="C")), (Bond("s", 2), Bond("a", 2), Bond("t", 2)), ("s", "t")
    )
    marks, lines = dressed([Look(arrow="isometry")], network)
    heads = {name: line.dress.head for name, line in lines.items() if line.dress and line.dress.head}
    assert set(heads) == {"s", "a"}
    line = lines["a"]
    end = line.points[-1] if heads["a"] == 1 else line.points[0]
    assert min(marks.values(), key=lambda mark: math.dist((mark.x, mark.y), end)).name == "C"
    with pytest.raises(TnrnnError, match="bonds with a direction"):
        dressed([Look("b2", arrow="isometry")])


def test_a_text_inside_is_black_or_white_as_can_be_read():
    assert [readable(Style(), ground) for ground in ("#FFFFFF", "#FFE0A0", "#101060", "none")] == [
        "ink", "ink", "background", "ink",
    ]  # fmt: skip
    assert readable(Style.named("dark"), "none") == "ink"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: dressed([Look("A9", fill="red")]), r"given 'A9'; did you mean 'A[1-4]'"),
        (lambda: dressed([Look("Z*", fill="red")]), "a pattern that fits one"),
        (lambda: dressed([Look(tag="U", fill="red")]), "a tag of what is drawn"),
        (lambda: dressed([Look(kind="wieght", fill="red")]), "did you mean 'weight'"),
        (lambda: dressed([Look("b2", shape="disc")]), "look, shape: expected a choice of tensors"),
        (lambda: dressed([Look("A2", dash="dashed")]), "look, dash: expected a choice of bonds"),
        (lambda: dressed([Look("b2", arrow="A4")]), "a tensor at its end"),
        (lambda: dressed([Look(lambda part: False, fill="red")]), "a choice of some tensor or bond"),
        (lambda: Look("A", shape="sqare"), "did you mean 'square'"),
        (lambda: Look("A", colour="red"), "look: expected a field of Look, given 'colour'"),
        (lambda: Look("A", fill="steelbleu"), "did you mean 'steelblue'"),
        (lambda: Look("A", size=-1), "a positive number"),
        (lambda: Look("A", size=(1, 2, 3)), "a pair"),
        (lambda: Look("A", width="wide"), "a positive number"),
        (lambda: Look("A", text="$x"), "dollar"),
        (lambda: Look("A", text="$\\frac$"), "command"),
        (lambda: Look("A", text="$x_{1$"), "brace"),
        (lambda: Look("A", place="insde"), "did you mean 'inside'"),
        (lambda: Look("A", ports={"b": "lft"}), "did you mean 'left'"),
        (lambda: Look(3), "look, where"),
        (lambda: View(looks=["A"]), "Look objects"),
        (lambda: View(looks=Look), "Look objects"),
        (lambda: View(legs={"s": math.nan}), "an angle"),
    ],
)
def test_bad_looks_say_what_is_wrong(make, words):
    with pytest.raises(TnrnnError, match=words):
        make()


def test_lines_that_end_beside_marks_belong_to_the_time_of_the_nearest():
    draw = random.Random(5)
    marks = [Mark(f"A{at}", "weight", draw.uniform(0, 6), draw.uniform(0, 3), 0.1, dress=Dress()) for at in range(40)]
    ends = [((draw.uniform(0, 6), draw.uniform(0, 3)), (draw.uniform(0, 6), draw.uniform(0, 3))) for _ in range(60)]
    lines = tuple(Line((f"b{at}",), "bond", points, (0.5,)) for at, points in enumerate(ends))
    found = display_list(Scene("plain", tuple(marks), lines, (Label("time", 0.0, 0.0, "0"),)), Style())["lines"].traces
    for trace, points in zip(found, ends, strict=True):
        near = [min(marks, key=lambda mark, end=end: math.dist((mark.x, mark.y), end)) for end in points]
        steps = [
            math.floor(mark.x + AHEAD)
            for mark, end in zip(near, points, strict=True)
            if math.dist((mark.x, mark.y), end) < AHEAD
        ]
        assert trace.time == max(steps, default=None)
    assert len({trace.time for trace in found}) > 5
