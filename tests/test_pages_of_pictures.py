"""The box that a picture is given, the pitch, the size of marks in print, and pictures larger than a page."""

from __future__ import annotations

import itertools
import math
import random
import re
import warnings

import pytest
from random_networks import random_network

from tnrnn.basics.errors import TnrnnError
from tnrnn.cli import main
from tnrnn.cuts.mincut import min_cut
from tnrnn.drawing import Look, Page, PictureWarning, View, compose, draw, frames
from tnrnn.drawing.scenes import roles
from tnrnn.models import rac
from tnrnn.networks import Bond, Network, Tensor
from tnrnn.networks.partition import Partition
from tnrnn.networks.unrolling import unroll

NEAR, SPREAD = 0.001, 0.36
"""The inches by which a width may be off, and the part of a distance that a mark may take."""

LEAST = re.compile(r"at least (\d+\.\d\d)(?: and (\d+\.\d\d))? inches")


def size_of(scene):
    """Return the inches of a picture."""
    left, bottom, right, top = scene.box
    return (right - left) * scene.unit, (top - bottom) * scene.unit


def chain(length):
    """Return a chain of tensors, each with a leg."""
    tensors = []
    for at in range(1, length + 1):
        bonds = [f"a{at - 1}"] * (at > 1) + [f"s{at}"] + [f"a{at}"] * (at < length)
        tensors.append(Tensor(f"A[{at}]", "weight", tuple(bonds), parameter=f"A{at}"))
    bonds = [Bond(f"a{at}", 4) for at in range(1, length)] + [Bond(f"s{at}", 2) for at in range(1, length + 1)]
    return Network(tuple(tensors), tuple(bonds), tuple(f"s{at}" for at in range(1, length + 1)))


def drawn(seed):
    """Return something to draw with a cut of it, and the kind of a view of it."""
    rng = random.Random(seed)
    if seed % 3 == 0:
        network, partition = random_network(seed)
        return network, min_cut(network, partition), "auto"
    circuit = rac(rng.randint(2, 7), rng.randint(1, 3), 2, 3)
    half = Partition.start_end(len(circuit.inputs))
    if seed % 3 == 1:
        kind = rng.choice(("shared", "folded"))
        return circuit, min_cut(circuit, half), kind
    network = unroll(circuit, rng.choice(("one-hot", "continuous")))
    return network, min_cut(network, half), "auto"


def least_height(of, cut, view):
    """Return the least height that an error tells, or that of the view."""
    try:
        compose(of, cut, view=view)
    except TnrnnError as error:
        return float(LEAST.search(str(error))[1])
    return float(view.height)


SEEDS = range(15)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_picture_is_as_wide_as_asked_and_no_higher(seed):
    of, cut, kind = drawn(seed)
    rng = random.Random(seed)
    width = rng.choice((1.65, 2.2, 3.4, 6.0, 9.5))
    free = compose(of, cut, view=View(kind, width=width))
    assert size_of(free)[0] == pytest.approx(width, abs=NEAR)
    height = least_height(of, cut, View(kind, width=width, height=1)) * rng.uniform(1, 1.5)
    scene = compose(of, cut, view=View(kind, width=width, height=height))
    across, up = size_of(scene)
    assert across == pytest.approx(width, abs=NEAR)
    assert up <= height + NEAR
    assert scene.unit <= 1.001 * free.unit
    assert scene.font_size == free.font_size


@pytest.mark.parametrize("seed", SEEDS)
def test_the_least_box_holds_the_picture_and_a_smaller_one_does_not(seed):
    of, cut, kind = drawn(seed)
    given = View(kind, width=1, height=1)
    with pytest.raises(TnrnnError) as caught:
        compose(of, cut, view=given)
    assert "\n" not in str(caught.value)
    least = [float(word) for word in LEAST.search(str(caught.value)).groups() if word]
    named = str(caught.value).split(":")[0].removeprefix("view, ").split(" and ")
    box = {"width": 1, "height": 1, **dict(zip(named, least, strict=True))}
    across, up = size_of(compose(of, cut, view=View(kind, **box)))
    assert across == pytest.approx(box["width"], abs=NEAR)
    assert up <= box["height"] + NEAR
    for name in named:
        with pytest.raises(TnrnnError, match="at least"):
            compose(of, cut, view=View(kind, **{**box, name: max(1, box[name] - 0.02)}))


@pytest.mark.parametrize("seed", range(9))
def test_a_height_alone_is_a_bound(seed):
    of, cut, kind = drawn(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PictureWarning)
        natural = compose(of, cut, view=kind)
    scene = compose(of, cut, view=View(kind, height=20))
    assert scene.unit == pytest.approx(natural.unit, rel=0.3)
    assert size_of(compose(of, cut, view=View(kind, height=4)))[1] <= 4 + NEAR


@pytest.mark.parametrize("pitch", [0.05, "5mm", 0.333, 1.5])
@pytest.mark.parametrize("seed", range(6))
def test_a_pitch_is_the_distance_of_neighbours(seed, pitch):
    of, cut, kind = drawn(seed)
    view = View(kind, pitch=pitch)
    scene = compose(of, cut, view=view)
    assert scene.unit * scene.step == pytest.approx(view.step, rel=1e-12)


def test_a_pitch_is_kept_at_positions_in_any_unit():
    pair = (Tensor("a", "state", ("b",), parameter="a"), Tensor("c", "state", ("b",), parameter="c"))
    network = Network(pair, (Bond("b", 2),))
    for far in (1e-3, 1.0, 1e6):
        scene = compose(network, view=View(positions={"a": (0.0, 0.0), "c": (far, 0.0)}, pitch="7mm"))
        assert far * scene.unit == pytest.approx(7 / 25.4, rel=1e-5)


@pytest.mark.parametrize("seed", range(8))
def test_a_wider_box_has_longer_steps(seed):
    of, cut, kind = drawn(seed)
    units = [compose(of, cut, view=View(kind, width=width)).unit for width in (1.8, 2.4, 3.4, 5.0, 8.0)]
    assert units == sorted(units)


def gaps(marks):
    """Yield the distance of two marks, and what the two take of it."""
    for one, two in itertools.combinations([mark for mark in marks if not mark.height and mark.role != "box"], 2):
        yield math.dist((one.x, one.y), (two.x, two.y)), roles.radius(one) + roles.radius(two)


@pytest.mark.parametrize("width", [1.65, 2.2, 3.4, 8.0])
@pytest.mark.parametrize("seed", range(9))
def test_marks_grow_with_the_type_and_never_meet(seed, width):
    of, cut, kind = drawn(seed)
    natural, scene = compose(of, cut, view=View(kind, pitch=0.8)), compose(of, cut, view=View(kind, width=width))
    before = {mark.name: mark.radius for mark in natural.marks}
    factors = {round(mark.radius / before[mark.name], 3) for mark in scene.marks if mark.role != "box"}
    assert max(factors) - min(factors) < 0.01, "all marks grow alike"
    for distance, taken in gaps(scene.marks):
        assert taken < distance
        if max(factors) > 1:
            assert taken <= 2 * SPREAD * distance * 1.001
    largest = max((mark.radius for mark in scene.marks if mark.tensors and mark.role != "box"), default=0.0)
    ems = largest * scene.unit * 72 / scene.font_size
    assert ems <= 0.66
    if max(factors) > 1.01:
        assert ems <= 0.34


def test_a_chain_in_half_a_column_has_marks_of_its_type():
    """Three times the size of a step is not enough: at 1.65 inches the marks of six tensors are as large as letters."""
    scene = compose(chain(6), view=View(width="1.65in", labels="names"))
    (radius,) = {mark.radius for mark in scene.marks}
    assert radius * scene.unit * 72 / 9 == pytest.approx(0.33, abs=0.01)


@pytest.mark.parametrize("width", [1.65, 2.4, 3.4, 6.0])
def test_texts_inside_marks_keep_marks_apart_in_every_box(width):
    """Marks with text have a size in print; a box in which they would meet is too small, and says so."""
    looks = [Look("A*", shape="box", place="inside")]
    try:
        scene = compose(chain(6), view=View(width=width, looks=looks))
    except TnrnnError as error:
        least = float(LEAST.search(str(error))[1])
        assert least > width
        scene = compose(chain(6), view=View(width=least, looks=looks))
    marks = sorted(scene.marks, key=lambda mark: mark.x)
    for one, two in itertools.pairwise(marks):
        assert two.x - one.x > one.radius + two.radius
    em = scene.font_size / 72 / scene.unit
    assert marks[0].height >= 0.62 * em - 1e-6, "the text has room"


def test_marks_with_text_have_the_size_of_the_type_at_every_width():
    looks = [Look("A*", shape="box", place="inside")]
    inches = set()
    for width in (3.4, 5.0, 8.0):
        scene = compose(chain(6), view=View(width=width, looks=looks))
        inches.add(round(max(mark.height for mark in scene.marks) * scene.unit, 3))
    assert max(inches) - min(inches) <= 0.08
    assert min(inches) >= 0.07


def test_axes_are_the_box_of_their_picture():
    from matplotlib.figure import Figure

    network = unroll(rac(4, 2, 2, 3))
    for size in ((1.6, 1.2), (2.0, 3.0), (5.0, 4.0), (0.3, 0.2)):
        figure = Figure(figsize=size)
        axes = draw(network, ax=figure.add_axes((0, 0, 1, 1)))
        (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
        if min(size) > 1:
            assert (right - left) / (top - bottom) == pytest.approx(size[0] / size[1], rel=1e-3)


def test_a_view_with_a_width_comes_before_axes():
    from matplotlib.figure import Figure

    axes = Figure(figsize=(6, 6)).add_subplot()
    scene = compose(rac(4, 2, 2, 3), view=View(width=3))
    drawn_on = draw(rac(4, 2, 2, 3), ax=axes, view=View(width=3))
    assert drawn_on.get_xlim() == pytest.approx((scene.box[0], scene.box[2]))


DEEP = unroll(rac(30, 3, 2, 2))


def test_a_picture_larger_than_its_page_says_so():
    with pytest.warns(PictureWarning) as told:
        scene = compose(DEEP)
    assert len(told) == 1
    words = str(told[0].message)
    across, up = size_of(scene)
    assert up > 10
    assert words.startswith(f"this picture is {across:.1f} x {up:.1f} inches, more than a page of 13 x 10; ")
    assert 'View(kind="folded")' in words
    assert "\n" not in words
    assert told[0].filename == __file__


@pytest.mark.parametrize(
    ("call", "count"),
    [
        (lambda: draw(DEEP), 1),
        (lambda: compose(rac(300, 1, 2, 2)), 1),
        (lambda: compose(chain(400)), 1),
        (lambda: frames(unroll(rac(3, 1, 2, 2))), 0),
        (lambda: compose(DEEP, view=View(width=6)), 0),
        (lambda: compose(DEEP, view=View(height=30)), 0),
        (lambda: compose(DEEP, view=View(pitch=0.1)), 0),
        (lambda: compose(DEEP, page=Page(width=9.0)), 0),
        (lambda: compose(unroll(rac(6, 3, 2, 2))), 0),
    ],
)
def test_who_asks_for_a_size_is_not_warned(call, count):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        call()
    assert [each.category for each in told] == [PictureWarning] * count


def test_the_command_line_notes_a_large_picture_and_takes_a_box(tmp_path, capsys):
    path = str(tmp_path / "deep.svg")
    case = ["draw", "-T", "30", "-L", "3", "-M", "2", "-R", "2", "--cut", "none", "-o", path]
    assert main(case) == 0
    told = capsys.readouterr().err.strip()
    assert told.startswith("tnrnn: note: this picture is ")
    assert "--view folded" in told
    assert "\n" not in told
    assert main([*case, "--height", "30"]) == 0
    assert main([*case, "--pitch", "7mm"]) == 0
    assert not capsys.readouterr().err
    assert main([*case, "--height", "1"]) != 0
    assert "view, height: expected at least" in capsys.readouterr().err
    assert main([*case, "--width", "column", "--pitch", "7mm"]) != 0
    assert "view, pitch: expected None with a width" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("size", "message"),
    [
        ({"height": 0}, "height: expected a height such as 3.4in or 86mm, from 1 to 48 inches, given 0"),
        ({"height": -2}, "height: expected"),
        ({"height": 1e9}, "from 1 to 48 inches"),
        ({"height": "column"}, "height: expected"),
        ({"pitch": 0}, "pitch: expected a pitch such as 3.4in or 86mm, from 0.05 to 10 inches, given 0"),
        ({"pitch": -1}, "pitch: expected"),
        ({"pitch": "11in"}, "from 0.05 to 10 inches"),
        ({"pitch": float("nan")}, "given nan"),
        ({"pitch": ""}, "pitch: expected"),
        ({"pitch": 0.5, "width": 3}, "view, pitch: expected None with a width"),
    ],
)
def test_sizes_that_are_none_are_refused_in_one_line(size, message):
    with pytest.raises(TnrnnError) as caught:
        View(**size)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_pitch_that_makes_a_picture_too_long_or_too_high_is_refused():
    with pytest.raises(TnrnnError, match="view, pitch: expected a pitch with which no side is longer than 100 inches"):
        compose(chain(100), view=View(pitch=10))
    with pytest.raises(TnrnnError, match=r"view, height: expected at least \d\.\d\d inches") as caught:
        compose(rac(6, 2, 2, 3), view=View("shared", pitch=1, height=2))
    least = float(LEAST.search(str(caught.value))[1])
    assert size_of(compose(rac(6, 2, 2, 3), view=View("shared", pitch=1, height=least)))[1] <= least


def test_rows_come_closer_until_a_box_holds_the_picture():
    """Half the usual distance of rows fits where four fifths of it do not; the error says the least of all boxes."""
    network = unroll(rac(4, 3, 2, 3))
    with pytest.raises(TnrnnError, match="view, height: expected at least") as caught:
        compose(network, view=View(width=7, height=1))
    least = float(re.search(r"at least ([0-9.]+) inches", str(caught.value))[1])
    assert compose(network, view=View(width=7, height=least)).inches == pytest.approx((7, least), abs=0.02)
    alone = compose(network, view=View(width=7)).inches
    assert least < alone[1] / 2
