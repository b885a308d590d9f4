"""The legend has an entry for what is drawn, and for nothing else: counted again in the scene, by definition."""

import itertools
import random
import re
from operator import itemgetter

import pytest
from random_networks import random_network

from tnrnn import Partition, min_cut, rac, unroll
from tnrnn.drawing import Look, Style, View, compose, figure_of_panels, scenes
from tnrnn.drawing.scenes import DASHES, SHAPES, Scene, ems, marked, roles
from tnrnn.drawing.shapes import display_list
from tnrnn.drawing.writers import draw_scene, to_svg
from tnrnn.drawing.writers.tikz_writer import tikz
from tnrnn.interop import from_einsum

KEYS = ("isometry", "$A^{s}$", "centre of $\\chi$", "")
FILLS = ("steelblue", "#F2B36B", "layer-2", "none", "ink")


def random_looks(network, rng):
    tensors, bonds = [tensor.name for tensor in network.tensors], list(network.bond)
    looks = []
    for _ in range(rng.randint(1, 4)):
        where = tuple(rng.sample(tensors, rng.randint(1, len(tensors))))
        given = {"shape": rng.choice(SHAPES), "fill": rng.choice(FILLS), "key": rng.choice(KEYS), "stroke": "none"}
        looks.append(Look(where, **{name: value for name, value in given.items() if rng.random() < 0.5}, text=""))
    for _ in range(rng.randint(0, 3)):
        where = tuple(rng.sample(bonds, rng.randint(1, len(bonds))))
        given = {"stroke": rng.choice(FILLS[:3]), "dash": rng.choice(tuple(DASHES)), "width": rng.choice((2, "dim"))}
        given |= {"arrow": rng.choice(("forward", "backward"))}
        more = {name: value for name, value in given.items() if rng.random() < 0.5}
        looks.append(Look(where, kind="bond", key=rng.choice(KEYS[:3]), **more))
    return looks


def random_scene(seed, legend):
    rng = random.Random(seed)
    network, _ = random_network(seed)
    return compose(network, view=View(labels="none", legend=legend, looks=random_looks(network, rng)))


def drawn(mark):
    """Return what a reader sees of a mark besides its size."""
    dress = roles.dress(mark)
    return roles.shape_of(mark), roles.fill(mark), dress.stroke, dress.width


def seen(scene):
    """Return the marks with some ink of their own."""
    bare = (roles.dress(mark)[1:3] == ("none", "none") or roles.shape_of(mark) == "ellipsis" for mark in scene.marks)
    return [mark for mark, hidden in zip(scene.marks, bare, strict=True) if not hidden]


def entries(scene):
    """Return (marks and lines in a row, words) for each entry."""
    found, symbols = [], []
    for key in scene.legend:
        symbols += [each for each in (key.mark, key.line) if each is not None]
        if key.label.text or key.label.math:
            found.append((symbols, (key.label.text, key.label.math)))
            symbols = []
    assert not symbols
    return found


def of_bonds(scene):
    """Return the looks of bonds with a key."""
    dresses = [roles.line_dress(line) for line in scene.lines]
    return {(each.key, each.stroke, each.dashes or None, abs(each.head)) for each in dresses if each.key}


@pytest.mark.parametrize("seed", range(40))
def test_entries_are_what_is_drawn(seed):
    scene = random_scene(seed, True)
    marks, found = seen(scene), entries(scene)
    with_marks = {words: symbols for symbols, words in found if isinstance(symbols[0], scenes.Mark)}
    keys = {roles.dress(mark).key for mark in marks} - {""}
    for key in keys:
        looks = [drawn(mark) for mark in with_marks.pop(tuple(marked(key)))]
        assert len(looks) == len(set(looks))
        assert set(looks) == {drawn(mark) for mark in marks if roles.dress(mark).key == key}
    wanted = set()
    for role in {mark.role for mark in marks}:
        looks = {drawn(mark) for mark in marks if mark.role == role and not roles.dress(mark).key}
        usual = {drawn(scenes.Mark("", role, 0.0, 0.0, 1.0))}
        if looks & usual or len(looks) == 1:
            wanted.add((role, *(usual if looks & usual else looks)))
    assert {(symbol.role, drawn(symbol)) for symbols in with_marks.values() for symbol in symbols} == wanted
    lines = [(*words, symbol) for symbols, words in found for symbol in symbols if isinstance(symbol, scenes.Line)]
    told = [(text, math, *(line.dress.stroke, line.dress.dashes, line.dress.head)) for text, math, line in lines]
    assert sorted(map(repr, told)) == sorted(repr((*marked(key), *rest)) for key, *rest in of_bonds(scene))


@pytest.mark.parametrize("legend", ["colour", "shape"])
@pytest.mark.parametrize("seed", range(20))
def test_a_legend_by_colour_or_by_shape_has_each_once(seed, legend):
    scene = random_scene(seed, legend)
    what = roles.fill if legend == "colour" else roles.shape_of
    marks = [key.mark for key in scene.legend if key.mark is not None]
    assert sorted(what(mark) for mark in marks) == sorted({what(mark) for mark in seen(scene)})
    other = {"square"} if legend == "colour" else {"none"}
    assert {(roles.shape_of if legend == "colour" else roles.fill)(mark) for mark in marks} <= other
    assert all(key.label.text or key.label.math for key in scene.legend)
    bonds = of_bonds(scene)
    if legend == "colour":
        wanted = {(key, stroke, None, 0) for key, stroke, *_ in bonds if stroke}
    else:
        wanted = {(key, "", dashes, head) for key, _, dashes, head in bonds if dashes or head}
    told = [(key.label.text, key.label.math, *itemgetter(0, 2, 3)(key.line.dress)) for key in scene.legend if key.line]
    assert sorted(map(repr, told)) == sorted(repr((*marked(key), *rest)) for key, *rest in wanted)


@pytest.mark.parametrize("seed", range(0, 40, 4))
@pytest.mark.parametrize("legend", [True, "colour", "shape"])
def test_a_legend_stands_in_the_box_and_nothing_on_anything(seed, legend):
    scene = random_scene(seed, legend)
    em = scene.font_size / 72 / scene.unit
    boxes = []
    for key in scene.legend:
        x, y = key.label.x, key.label.y
        left = min([x, *([key.mark.x - roles.radius(key.mark)] if key.mark else [])])
        left = min([left, *(x for x, _ in (key.line.points if key.line else ()))])
        boxes.append((left, y - 0.2 * em, x + em * ems(key.label.text, key.label.math), y + 0.7 * em))
        if key.line:
            assert key.line.points[1][0] < x
        if key.mark:
            assert key.mark.x + max(key.mark.radius, 0.9 * roles.radius(key.mark)) < x + 0.05 * em
    for one, two in itertools.combinations(boxes, 2):
        assert one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]
    low = min(y for line in scene.lines for _, y in line.points)
    for left, bottom, right, top in boxes:
        assert scene.box[0] <= left
        assert right <= scene.box[2]
        assert scene.box[1] <= bottom
        assert top < low


CHAIN = from_einsum("ia,ajb,bkc,cl->ijkl", (2, 2), (2, 2, 4), (4, 2, 2), (2, 2))[0]
LOOKS = (
    Look(kind="tensor", shape="box", fill="steelblue", key="isometry $A^{s}$"),
    Look("t1", shape="diamond", fill="layer-2", key="centre"),
    Look("t3", shape="pill", size=(0.5, 0.2), key=""),
    Look(("a", "b", "c"), width="dim", stroke="tab:red", key="bond"),
    Look(("i", "l"), dash="dashed", key="traced"),
    Look("j", arrow="forward", key="free"),
)


def words(scene):
    return [key.label.text or key.label.math for key in scene.legend]


def test_words_of_a_legend():
    assert words(compose(CHAIN, view=View(looks=LOOKS))) == [
        "weight", "\\text{isometry }A^{s}", "centre", "traced", "bond", "free",
    ]  # fmt: skip


def test_a_role_that_all_looks_have_changed_in_one_way_is_shown_as_it_is_drawn():
    alike = compose(CHAIN, view=View(looks=Look(kind="tensor", shape="pill", size=(0.5, 0.2), fill="cut")))
    (key,) = alike.legend
    assert (key.label.text, drawn(key.mark)) == ("weight", drawn(alike.marks[0]))
    assert key.mark.radius > key.mark.height > 0.4 * key.mark.radius
    differ = [Look(f"t{i}", fill=fill) for i, fill in enumerate(("cut", "ink", "copy", "state"))]
    assert compose(CHAIN, view=View(looks=differ)).legend == ()
    (key,) = compose(CHAIN, view=View(looks=differ[:3])).legend
    assert (key.label.text, key.mark.dress) == ("weight", None)
    named = compose(CHAIN, view=View(looks=differ, legend="colour"))
    assert [(key.mark.dress.fill, key.label.math) for key in named.legend] == [
        ("cut", "t_{0}"), ("ink", "t_{1}"), ("copy", "t_{2}"), ("state", "t_{3}"),
    ]  # fmt: skip


def test_a_shape_has_the_proportions_of_the_first_tensor_that_has_it():
    scene = compose(CHAIN, view=View(legend="shape", looks=Look(kind="tensor", shape="pill", size=(0.6, 0.3))))
    (key,) = scene.legend
    assert key.mark.height / key.mark.radius == pytest.approx(0.5, rel=1e-3)


def test_what_has_no_ink_has_no_entry():
    assert compose(CHAIN, view=View(looks=Look(kind="tensor", shape="ellipsis", key="more"))).legend == ()
    assert compose(CHAIN, view=View(looks=Look(kind="tensor", fill="none", stroke="none"))).legend == ()


def test_layers_of_one_look_are_one_entry():
    network = unroll(rac(4, 3, 2, 2), mode="continuous")
    cut = min_cut(network, Partition.start_end(4))
    assert words(compose(network, cut, view=View(labels="none", legend="shape"))) == [
        "layers 1 to 3", "initial state", "input",
    ]  # fmt: skip
    assert words(compose(network, cut, view=View(labels="none", legend="colour"))) == [
        "layer 1", "layer 2", "layer 3", "initial state", "input",
    ]  # fmt: skip


def test_one_colour_of_several_roles_is_one_entry():
    network, _ = random_network(3)
    scene = compose(network, view=View(labels="none", legend="colour", looks=Look(kind="tensor", fill="steelblue")))
    (key,) = scene.legend
    assert set(key.label.text.split(", ")) == {
        {"copy": "copy tensor"}.get(role, role) for role in {mark.role for mark in scene.marks}
    }


def test_a_scene_with_lines_in_its_legend_is_data():
    scene = compose(CHAIN, view=View(looks=LOOKS))
    assert any(key.line for key in scene.legend)
    names = {name: getattr(scenes, name) for name in ("Scene", "Mark", "Line", "Label", "Key", "Dress", "LineDress")}
    assert eval(repr(scene), names) == scene


def test_every_format_draws_the_lines_of_a_legend_like_the_bonds():
    scene, style = compose(CHAIN, view=View(looks=LOOKS)), Style()
    keys = [key.line for key in scene.legend if key.line]
    assert len(keys) == 3
    traces = display_list(scene, style)["lines"].traces
    own = {trace.form.points: trace for trace in traces}
    for line in keys:
        bonds = [other for other in scene.lines if roles.line_dress(other).key and _alike(other, line)]
        widest = max(bonds, key=lambda each: own[each.points].pen.width)
        assert own[line.points].pen == own[widest.points].pen
        assert bool(own[line.points].head) == bool(own[widest.points].head)
    bare = Scene(**{**vars(scene), "legend": tuple(key for key in scene.legend if not key.line)})
    assert len(traces) - len(display_list(bare, style)["lines"].traces) == len(keys)
    paths = [len(re.findall("<(?:path|polygon)", to_svg(one, style))) for one in (bare, scene)]
    assert paths[1] - paths[0] == len(keys) + 1  # and the head of an arrow
    assert tikz(scene).count(" -- ") - tikz(bare).count(" -- ") == len(keys) + 3
    lines = [sum(len(each.get_paths()) for each in draw_scene(one, style).collections) for one in (bare, scene)]
    assert lines[1] - lines[0] == len(keys) + 1


def _alike(one, two):
    return roles.line_dress(one)[:4:2] == roles.line_dress(two)[:4:2] and one.dress.head == two.dress.head


def test_panels_share_a_legend_by_colour():
    looks = LOOKS[:2]
    whole = figure_of_panels([CHAIN, CHAIN], view=View(looks=looks, legend="colour"))
    assert [roles.fill(key.mark) for key in whole.legend] == ["#4682B4", "layer-2"]
    assert {roles.shape_of(key.mark) for key in whole.legend} == {"square"}
    lines = figure_of_panels([CHAIN, CHAIN], view=View(looks=LOOKS))
    assert [bool(key.line) for key in lines.legend].count(True) == 3
