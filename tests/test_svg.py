"""The native SVG: what is drawn is what the scene says, read back from the XML, and in a browser."""

from __future__ import annotations

import difflib
import html
import itertools
import json
import math
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from random_networks import random_network

import tnrnn
from tnrnn.bounding.symmetric import symmetric_cut
from tnrnn.cuts import Cut, CutEntry
from tnrnn.cuts.mincut import min_cut, slice_cut
from tnrnn.drawing import THEMES, Look, Scene, Style, View, compose, save
from tnrnn.drawing.notebook import MOST_DRAWN, MOST_ROWS
from tnrnn.drawing.scenes.scene import CutLine, CutMark, Label, Line, Mark, flattened
from tnrnn.drawing.shapes import runs
from tnrnn.drawing.shapes.listing import SHORT, stretches
from tnrnn.drawing.writers.matplotlib_writer import draw_scene
from tnrnn.drawing.writers.svg_writer import ASCENT, DESCENT, to_svg
from tnrnn.models import rac
from tnrnn.networks import Bond, Network, Tensor
from tnrnn.networks.circuit import Circuit, Vertex
from tnrnn.networks.partition import Partition
from tnrnn.networks.unrolling import unroll

GOLDEN = Path(__file__).parent / "golden"
SPACE = "{http://www.w3.org/2000/svg}"
NEAR = 0.011
"""Points: lengths have two decimals."""


def recurrent(mode, length=4, layers=2):
    """A network, or the circuit itself, and its min-cut in two halves."""
    circuit = rac(length, layers, 2, 3)
    ends = Partition.start_end(length)
    if mode == "shared":
        return circuit, [min_cut(circuit, ends, mode="continuous")]
    network = unroll(circuit, mode)
    return network, [min_cut(network, ends)]


def halved(seed):
    """A random network, and the cut between the first half of its tensors and the rest."""
    network = random_network(seed, 9)[0]
    names = [tensor.name for tensor in network.tensors if tensor.kind != "copy"]
    return network, [Cut.of(network, names[: len(names) // 2])]


def two_cuts():
    network, cuts = recurrent("continuous")
    return network, [slice_cut(network, 2), *cuts]


def no_cut():
    return recurrent("one-hot")[0], []


CASES = {
    "repeated": lambda: recurrent("continuous"),
    "joined": lambda: recurrent("one-hot"),
    "shared": lambda: recurrent("shared"),
    "deeper": lambda: recurrent("continuous", 5, 3),
    "two cuts": two_cuts,
    "no cut": no_cut,
    "anatomy": lambda: recurrent("continuous"),
    "anatomy, joined": lambda: recurrent("one-hot"),
    "labels": lambda: recurrent("continuous", 3),
    "folded": lambda: recurrent("shared"),
    **{f"random {seed}": lambda seed=seed: halved(seed) for seed in (1, 5, 8)},
}
VIEWS = {
    "anatomy": View(detail="anatomy"),
    "anatomy, joined": View(detail="anatomy"),
    "labels": View(labels="all"),
    "folded": View("folded"),
}


def scene_of(name):
    of, cuts = CASES[name]()
    return compose(of, cuts, view=VIEWS.get(name))


@pytest.fixture(params=CASES, name="case")
def _case(request):
    of, cuts = CASES[request.param]()
    scene = scene_of(request.param)
    return of, cuts, scene, ElementTree.fromstring(to_svg(scene))


def classed(root, name):
    return [element for element in root.iter() if name in element.get("class", "").split()]


def names(elements):
    return Counter(element.get("data-name") for element in elements)


def numbers(text):
    return [float(number) for number in re.findall(r"-?[0-9.]+", text)]


def to_points(scene, x, y):
    return (x - scene.box[0]) * scene.unit * 72, (scene.box[3] - y) * scene.unit * 72


def close(one, two, within=NEAR):
    return all(abs(a - b) <= within for a, b in zip(one, two, strict=True))


def path_of(element):
    found = numbers(element.get("d"))
    return list(zip(found[::2], found[1::2], strict=True))


def drawn_path(element):
    """A path as a polygon's points, whether it is curved or not."""
    return flattened(tuple(path_of(element)), 64) if "C" in element.get("d") else path_of(element)


def centre(group):
    """The middle of the shape in a group, and its radius."""
    shape = next(child for child in group if child.tag in (SPACE + "circle", SPACE + "polygon"))
    if shape.tag == SPACE + "circle":
        return (float(shape.get("cx")), float(shape.get("cy"))), float(shape.get("r"))
    found = numbers(shape.get("points"))
    corners = list(zip(found[::2], found[1::2], strict=True))
    middle = tuple(sum(values) / len(corners) for values in zip(*corners, strict=True))
    return middle, math.dist(middle, corners[0])


def test_every_tensor_and_bond_is_there_once(case):
    of, _, scene, root = case
    if isinstance(of, Network):
        assert names(classed(root, "tensor")) == Counter(list(of.index))
        assert names(classed(root, "bond")) == Counter(list(of.bond))
    else:
        assert names(classed(root, "tensor")) == Counter(list(of.by_name))
        assert scene.view in ("shared", "folded")
        uses = Counter(child for vertex in of.vertices for child in vertex.children)
        if scene.view == "shared":
            assert names(classed(root, "bond")) == uses + Counter([of.output])
    for element in (*classed(root, "tensor"), *classed(root, "bond"), *classed(root, "cut-mark")):
        assert element[0].tag == SPACE + "title"
        assert element.get("data-name") in element[0].text
    assert len(classed(root, "leg-end")) == sum(not mark.tensors for mark in scene.marks)


def test_every_cut_mark_is_an_entry_and_stands_on_its_bond(case):
    of, cuts, scene, root = case
    for number, cut in enumerate(cuts):
        marks = [mark for mark in classed(root, "cut-mark") if f"cut-{number + 1}" in mark.get("class").split()]
        assert names(marks) == Counter(entry.name for entry in cut.entries)
    assert len(classed(root, "cut-mark")) == sum(len(cut.entries) for cut in cuts)
    drawn = iter(classed(root, "stroke"))
    bonds = {bond.get("data-name"): drawn_path(bond) for bond in classed(root, "bond")}
    for mark in scene.cut_marks:
        if mark.kind == "bond":
            a, b = path_of(next(drawn))
            at = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
            assert close(at, to_points(scene, mark.x, mark.y))
            turn = math.degrees(math.atan2(a[1] - b[1], b[0] - a[0]))
            assert abs((turn - mark.angle + 90) % 180 - 90) < 0.5
            assert abs(math.dist(a, b) - 2 * mark.size * scene.unit * 72) < 4 * NEAR
            if isinstance(of, Network) and not scene.cut_lines:
                assert off(at, bonds[mark.name]) < 20 * NEAR
    rings = {ring.get("data-name"): ring for ring in classed(root, "cut-mark") if classed(ring, "ring")}
    expected = [mark for mark in scene.cut_marks if mark.kind == "hyperedge"]
    assert set(rings) == {mark.name for mark in expected}
    for mark in expected:
        at, size = centre(rings[mark.name])
        assert close(at, to_points(scene, mark.x, mark.y))
        assert abs(size - mark.size * scene.unit * 72) < NEAR


def off(point, path):
    """The distance of a point from a polygon's line."""
    return min(distance(point, a, b) for a, b in itertools.pairwise(path))


def distance(point, a, b):
    length = math.dist(a, b) or 1.0
    along = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / length**2
    along = min(1.0, max(0.0, along))
    return math.dist(point, (a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])))


def test_marks_stand_where_the_scene_has_them(case):
    _, _, scene, root = case
    marks = [group for group in next(iter(classed(root, "marks"))) if group.tag == SPACE + "g"]
    assert len(marks) == len(scene.marks)
    for mark, group in zip(scene.marks, marks, strict=True):
        at, size = centre(group)
        assert close(at, to_points(scene, mark.x, mark.y), 2 * NEAR)
        assert 0.5 < size / (mark.radius * scene.unit * 72) < 1.5
        assert {mark.role, f"{mark.side}-side" if mark.side else mark.role} <= set(group.get("class").split())
        listed = [group, *classed(group, "tensor")[1:]] if mark.tensors else []
        assert tuple(element.get("data-name") for element in listed) == mark.tensors
    assert (f"layer-{scene.marks[0].layer}" in marks[0].get("class").split()) == (scene.marks[0].layer is not None)


def length_of(path):
    return sum(math.dist(a, b) for a, b in itertools.pairwise(path))


def test_the_bonds_of_a_line_make_the_line(case):
    """Each begins where the one before ends, up to their round ends; all lie on the line and are as long as it."""
    _, _, scene, root = case
    bonds = classed(root, "bond")
    common = float(classed(root, "lines")[0].get("stroke-width"))
    paths = iter([(path_of(bond), 2 * SHORT * float(bond.get("stroke-width", common))) for bond in bonds])
    for line in scene.lines:
        if line.curve:
            assert line.bonds[1:] == ()
        whole = [to_points(scene, *point) for point in (line.points if line.curve else line.path)]
        pairs = [next(paths) for _ in line.bonds]
        parts, gap = [path for path, _ in pairs], max((gap for _, gap in pairs), default=0.0)
        for part in parts:
            assert all(off(point, whole) < 2 * NEAR for point in part)
        for one, two in itertools.pairwise(parts):
            assert abs(math.dist(one[-1], two[0]) - gap) < 3 * NEAR
        if parts:
            assert close(parts[0][0], whole[0])
            assert close(parts[-1][-1], whole[-1])
            total = sum(map(length_of, parts)) + gap * (len(parts) - 1)
            assert abs(total - length_of(whole)) < 3 * NEAR * len(whole) * len(parts)
    assert next(paths, None) is None


def test_each_stretch_holds_the_mark_of_its_bond():
    points = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (3.0, 1.0))
    line = Line(("a", "b", "c"), "time", points, (0.3, 0.6, 0.9))
    found = [(bond, path.points) for bond, path in stretches(line)]
    assert [bond for bond, _ in found] == ["a", "b", "c"]
    assert [length_of(path) for _, path in found] == pytest.approx([1.8, 1.2, 1.0])
    assert found[0][1][:3] == ((0.0, 0.0), (1.0, 0.0), (1.0, pytest.approx(0.8)))
    for stop, (_, path) in zip(line.stops, found, strict=True):
        assert off(line.at(stop)[:2], path) < 1e-9
    others = [off(line.at(line.stops[0])[:2], path) for _, path in found[1:]]
    assert min(others) > 0.1


def test_curves_are_curves():
    points = ((0.0, 0.0), (0.2, 0.5), (0.8, 0.5), (1.0, 0.0))
    scene = Scene(
        "plain",
        lines=(Line(("a",), "bond", points, (0.5,), curve=True),),
        cut_lines=(CutLine(0, "curve", points),),
        box=(-1.0, -1.0, 2.0, 1.0),
    )
    root = ElementTree.fromstring(to_svg(scene))
    for element in (*classed(root, "bond"), *classed(root, "cut-line")):
        assert re.fullmatch("M[^A-Z]*C[^A-Z]*", element.get("d"))
        assert all(close(at, to_points(scene, *point)) for at, point in zip(path_of(element), points, strict=True))
        assert element.get("stroke-dasharray") is None


def words_of(element):
    return "".join(element.itertext()).replace("\u00a0", " ")


def test_labels_stand_where_the_scene_has_them(case):
    _, _, scene, root = case
    labels = [*scene.labels, *(key.label for key in scene.legend)]
    texts = classed(root, "label")
    assert len(texts) == len(labels)
    for label, text in zip(labels, texts, strict=True):
        said = words_of(text)
        assert said.startswith(label.text)
        assert said.endswith("".join(run.text for run in runs(label.math)))
        assert not set(said) & set("\\{}$")
        size = float(text.get("font-size", scene.font_size))
        assert size == pytest.approx(label.size * scene.font_size, abs=NEAR)
        x, y = to_points(scene, label.x, label.y)
        base = float(text.get("y"))
        edges = {"north": base - ASCENT * size, "south": base + DESCENT * size, "base": base}
        words = label.anchor.split()
        place = next((edges[word] for word in words if word in edges), (edges["north"] + edges["south"]) / 2)
        assert close((float(text.get("x")), place), (x, y))
        side = "start" if "west" in words else "end" if "east" in words else "middle"
        assert text.get("text-anchor", "start") == side
        assert f"label-{label.role}" in text.get("class").split()
        assert (text.get("data-of") or "") == label.of


def test_shading_and_cut_lines_stand_where_the_scene_has_them(case):
    _, _, scene, root = case
    regions = classed(root, "region")
    assert len(regions) == len(scene.regions)
    for region, rect in zip(scene.regions, regions, strict=True):
        assert f"{region.side}-side" in rect.get("class").split()
        if region.outline:
            assert all(close(at, to_points(scene, *p)) for at, p in zip(path_of(rect), region.outline, strict=True))
            continue
        left, bottom, right, top = region.box
        x, y, width, height = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
        assert close((x, y), to_points(scene, left, top))
        assert close((x + width, y + height), to_points(scene, right, bottom), 2 * NEAR)
    lines = classed(root, "cut-line")
    assert len(lines) == len(scene.cut_lines)
    for line, element in zip(scene.cut_lines, lines, strict=True):
        assert all(close(at, to_points(scene, *p)) for at, p in zip(path_of(element), line.points, strict=True))
    sided = [mark for mark in scene.marks if mark.side]
    assert len(classed(root, "halo")) == (0 if regions else len(sided))


def test_the_size_is_the_natural_one(case):
    _, _, scene, root = case
    left, bottom, right, top = scene.box
    size = (right - left) * scene.unit * 72, (top - bottom) * scene.unit * 72
    assert close((float(root.get("width")[:-2]), float(root.get("height")[:-2])), size)
    assert root.get("width").endswith("pt")
    assert close(numbers(root.get("viewBox")), (0, 0, *size))


def test_matplotlib_has_the_same_places_and_words(case):
    _, _, scene, root = case
    ax = draw_scene(scene, Style())
    places = Counter()
    for collection in ax.collections:
        if collection.get_zorder() == 2:
            places.update(tuple(round(value, 3) for value in offset) for offset in collection.get_offsets().tolist())
    keys = [key.mark for key in scene.legend if key.mark]
    assert places == Counter((round(mark.x, 3), round(mark.y, 3)) for mark in (*scene.marks, *keys))
    drawn = [
        centre(group)[0] for group in (*classed(root, "marks")[0], *(g for k in classed(root, "legend") for g in k))
    ]
    expected = [to_points(scene, mark.x, mark.y) for mark in (*scene.marks, *keys)]
    assert all(close(one, two, 2 * NEAR) for one, two in zip(drawn, expected, strict=True))
    for text, element in zip(ax.texts, classed(root, "label"), strict=True):
        assert close(to_points(scene, *text.get_position())[:1], (float(element.get("x")),))
        plain = text.get_text().partition("$")[0].strip()
        assert words_of(element).startswith(plain)


def test_time_steps_can_be_revealed(case):
    of, _, scene, root = case
    if scene.view == "plain":
        assert not re.search(" t-[0-9]", to_svg(scene))
        return
    items = of.tensors if isinstance(of, Network) else of.vertices
    positions = {item.name: item.position for item in items}
    for group in classed(root, "marks")[0]:
        if "tensor" in group.get("class").split():
            assert f"t-{positions[group.get('data-name')]}" in group.get("class").split()
    if isinstance(of, Network):
        for bond in classed(root, "bond"):
            last = max(of.tensors[end].position for end in of.ends[bond.get("data-name")])
            assert f"t-{last}" in bond.get("class").split()
    for element in classed(root, "label-time"):
        assert f"t-{words_of(element).split()[-1]}" in element.get("class").split()


HOSTILE = [
    "<b>",
    "a&amp;b",
    "\"'",
    "]]>",
    "--><script>",
    "x</title>y",
    "ü 中 \N{MATHEMATICAL DOUBLE-STRUCK CAPITAL X}",
    "a  b",
    "</style>",
    "$x_$\\",
]


def test_names_of_users_are_no_markup():
    bonds = tuple(Bond(f"{name}!", 2) for name in HOSTILE)
    tensors = tuple(
        Tensor(name, "weight", (f"{name}!", f"{HOSTILE[place - 1]}!"), parameter="W")
        for place, name in enumerate(HOSTILE)
    )
    network = Network(tensors, bonds)
    root = ElementTree.fromstring(to_svg(compose(network, Cut.of(network, HOSTILE[:3]))))
    assert names(classed(root, "tensor")) == Counter(HOSTILE)
    assert names(classed(root, "bond")) == Counter(bond.name for bond in bonds)
    assert {element.tag.removeprefix(SPACE) for element in root.iter()} <= {
        "svg", "style", "g", "rect", "circle", "polygon", "path", "text", "tspan", "title",
    }  # fmt: skip


def test_what_xml_forbids_is_replaced():
    odd = "a\x00b\x1b\ud800\ufffe\x85\u2028\n\tc"
    scene = Scene(
        "plain",
        (Mark(odd, "weight", 0.0, 0.0, 0.1, tensors=(odd,)),),
        (Line((odd,), odd, ((0.0, 0.0), (1.0, 0.0)), (0.5,)),),
        (Label("tensor", 0.0, 0.5, odd, odd, of=odd),),
        (CutMark(odd, "bond", 0.5, 0.0, 60.0, 0.1, 2, odd),),
    )
    root = ElementTree.fromstring(to_svg(scene).encode())
    shown = odd.translate({0: 0xFFFD, 0x1B: 0xFFFD, 0xD800: 0xFFFD, 0xFFFE: 0xFFFD})
    assert names(classed(root, "tensor")) == Counter([shown])
    assert classed(root, "label")[0].get("data-of") == shown


def test_the_empty_scene_is_a_picture():
    root = ElementTree.fromstring(to_svg(Scene("plain")))
    assert [child.get("class") for child in root] == [None, "background"]


@pytest.mark.parametrize("theme", THEMES)
def test_pictures_stand_on_one_page(theme):
    """No element has an id, and the rules of one picture are bound to a class that no other style has."""
    of, cuts = two_cuts()
    scene = compose(of, cuts)
    source = to_svg(scene, Style.named(theme))
    root = ElementTree.fromstring(source)
    assert not re.search(r"[ :]id=|url\(|href|@import", source)
    own = next(name for name in root.get("class").split() if name.startswith("tnrnn-"))
    rules = root.find(SPACE + "style").text.strip().splitlines()
    assert all(re.fullmatch(rf":where\(\.{own} [^{{}}()]+\)\{{[a-z]+:var\(--tn-[a-z0-9-]+,#\w+\)\}}", r) for r in rules)
    others = {to_svg(scene, Style.named(other)) for other in THEMES if other != theme}
    assert all(own not in other for other in others)
    assert to_svg(scene, Style.named(theme)) == source


@pytest.mark.parametrize("theme", THEMES)
def test_colours_are_those_of_the_style(theme):
    of, cuts = two_cuts()
    style = Style.named(theme)
    root = ElementTree.fromstring(to_svg(compose(of, cuts), style))
    assert root[1].get("fill") == style.background
    for group in classed(root, "site"):
        layer = next(name for name in group.get("class").split() if name.startswith("layer-"))
        assert group.get("fill") == style.colour(layer)
    for number, colour in (("cut-1", style.cut), ("cut-2", style.other_cuts[0])):
        for mark in classed(root, number):
            shapes = [element for element in mark.iter() if element.get("class") in ("stroke", "ring")]
            assert all(element.get("stroke") == colour for element in shapes)
    assert {rect.get("class").split()[1]: rect.get("fill") for rect in classed(root, "region")} == {
        "near-side": style.near,
        "far-side": style.far,
    }


SAVE = """
import hashlib, sys
sys.path.insert(0, "TESTS")
from test_svg import CASES, scene_of
from tnrnn.drawing import save
for name in CASES:
    save(scene_of(name), sys.argv[1])
    print(name, hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())
"""


def test_two_processes_write_the_same_bytes(tmp_path):
    printed = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(tnrnn.__file__).parents[1])}
        code = SAVE.replace("TESTS", str(Path(__file__).parent))
        command = [sys.executable, "-c", code, str(tmp_path / "a.svg")]
        printed.append(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert printed[0] == printed[1]
    assert len(printed[0].splitlines()) == len(CASES)


def test_an_svg_of_a_scene_needs_no_matplotlib(tmp_path):
    code = """
import sys
from tnrnn import rac
from tnrnn.drawing import compose, save
save(compose(rac(3, 2, 2, 2)), sys.argv[1])
assert "matplotlib" not in sys.modules
"""
    path = tmp_path / "a.svg"
    environment = {**os.environ, "PYTHONPATH": str(Path(tnrnn.__file__).parents[1])}
    subprocess.run([sys.executable, "-c", code, str(path)], env=environment, check=True)
    assert path.read_bytes().startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<svg ')
    assert ElementTree.parse(path).getroot().tag == SPACE + "svg"


def test_ten_thousand_marks():
    """No time is measured here."""
    network = unroll(rac(98, 2, 2, 2), "continuous")
    root = ElementTree.fromstring(to_svg(compose(network, slice_cut(network, 49))))
    assert len(classed(root, "tensor")) == len(network.tensors) > 19_000


@pytest.mark.parametrize(
    ("math", "expected"),
    [
        ("", ""),
        ("M \\, R^{3} = 54", "*M*\u2009*R*[^3] = 54"),
        ("R^{4000} \\approx 2^{1.6 \\cdot 10^{30}}", "*R*[^4000] ≈ 2[^1.6·10][^^30]"),
        ("{dim}_{h\\_x}^{2} = 9", "*dim*[_*h*][__][_*x*][^2] = 9"),
        ("\\_^{2}", "_[^2]"),
        ("\\approx 2^{3}", "≈ 2[^3]"),
        ("x^2y_{10}", "*x*[^2]*y*[_10]"),
        ("\\ell \\to 3", "\N{SCRIPT SMALL L} → 3"),
        ("a - b \\times c", "*a*\u2009\u2212\u2009*b*\u2009\u00d7\u2009*c*"),
        ("\\mathrm{Start}_{\\text{in}}", "Start[_in]"),
        ("\\frobnicate{x}", "frobnicate*x*"),
        ("}}x}^", "*x*"),
        ("{{{x", "*x*"),
        ("größe\\", "*größe*\\"),
        ("a\\ b\\;c", "*a* *b* *c*"),
    ],
)
def test_mathematics(math, expected):
    shown = ""
    for run in runs(math):
        text = f"*{run.text}*" if run.italic else run.text
        shown += f"[{run.script}{text}]" if run.script else text
    assert shown == expected


def test_scripts_stand_off_the_line():
    sup, sub, deeper = runs("x^{a}")[1], runs("x_{a}")[1], runs("x^{a^{b}}")[2]
    assert sub.rise < 0 < sup.rise < deeper.rise
    assert deeper.size < sup.size == sub.size < 1
    text = ElementTree.fromstring(to_svg(Scene("plain", labels=(Label("time", 0.0, 0.0, "", "x^{a^{b}}_c=1"),))))
    shifts = [float(span.get("dy", 0)) for span in text.iter(SPACE + "tspan")]
    assert sum(shifts) == pytest.approx(0, abs=NEAR * len(shifts))


def test_any_text_is_read():
    rng = random.Random(3)
    for _ in range(2000):
        math = "".join(rng.choices("ab1{}^_\\ ,=$&<\n", k=rng.randint(0, 12)))
        text = "".join(run.text for run in runs(math))
        assert Counter(letter for letter in text if letter.isalnum()) == Counter(c for c in math if c.isalnum())
    assert runs("{" * 5000 + "x") == runs("x")


GOLDEN_CASES = {
    "staircase": lambda: (recurrent("continuous", 3), "print"),
    "joined": lambda: (recurrent("one-hot", 3), "slides"),
    "shared": lambda: (recurrent("shared", 3), "dark"),
    "plain": lambda: (halved(5), "grey"),
}


@pytest.mark.parametrize("name", GOLDEN_CASES)
def test_golden_pictures(name):
    """A changed picture shows its difference here; TNRNN_GOLDEN=write takes the new one, to be looked at."""
    (of, cuts), theme = GOLDEN_CASES[name]()
    style, path = Style.named(theme), GOLDEN / f"{name}.svg"
    if os.environ.get("TNRNN_GOLDEN") == "write":
        save(compose(of, cuts), path, style)
    golden, now = (
        re.sub("tnrnn-[0-9a-f]{8}", "tnrnn-..", source).splitlines()
        for source in (path.read_text(encoding="utf-8").partition("\n")[2], to_svg(compose(of, cuts), style))
    )
    changes = list(difflib.unified_diff(golden, now, f"{name}.svg", "as drawn now", n=0, lineterm=""))
    assert not changes, "\n".join(changes[:40])


def svg_of(item):
    return ElementTree.fromstring(item._repr_svg_())


def test_notebooks_show_pictures_of_what_is_not_too_large():
    for of, _ in (recurrent("one-hot"), recurrent("shared"), halved(1)):
        assert len(classed(svg_of(of), "tensor")) == len(of.tensors if isinstance(of, Network) else of.vertices)
        assert of._repr_html_() is None
    assert svg_of(Network((), ())).tag == SPACE + "svg"
    scene = scene_of("repeated")
    assert scene._repr_svg_() == to_svg(scene)
    assert classed(svg_of(scene), "cut-1")
    for of in (unroll(rac(40, 2, 2, 2)), rac(MOST_DRAWN, 1, 2, 2)):
        assert of._repr_svg_() is None
        parts = of.tensors if isinstance(of, Network) else of.vertices
        counts = [int(found.replace(",", "")) for found in re.findall(r"[0-9][0-9,]*", of._repr_html_())]
        assert counts[0] == len(parts) == sum(counts[1:])
        assert ElementTree.fromstring(of._repr_html_()).tag == "p"


def rows_of(item):
    source = re.sub("&nbsp;", " ", item._repr_html_())
    table = ElementTree.fromstring(f"<div>{source}</div>")
    rows = [["".join(cell.itertext()) for cell in row] for row in table.iter("tr")]
    return " ".join("".join(table.find("table/caption").itertext()).split()), rows[1:], table


def test_notebooks_show_cuts_as_tables():
    _, (cut,) = recurrent("continuous", 6)
    caption, rows, _ = rows_of(cut)
    assert caption == "min-cut M R3 = 54"
    assert [row[0] for row in rows] == [entry.name for entry in cut.entries]
    assert Counter(row[2] for row in rows) == {"R = 3": 3, "M = 2": 1}
    assert "<sup>3</sup>" in cut._repr_html_()
    odd = Cut((CutEntry("<b>&", "bond", 7, None, 12345),), (), ())
    assert rows_of(odd)[1] == [["<b>&", "bond", "7", "12,345"]]
    many = Cut(tuple(CutEntry(f"b{n}", "bond", 2, "R") for n in range(MOST_ROWS + 60)), (), ())
    assert len(rows_of(many)[1]) == MOST_ROWS
    assert "and 60 more" in many._repr_html_()
    huge = Cut((CutEntry("h", "bond", 2, "R", 10**4000),), (), ())
    assert len(huge._repr_html_()) < 10_000


def test_notebooks_show_symmetric_cuts_as_tables():
    cut = symmetric_cut(rac(8, 2, 3, 3), Partition.start_end(8))
    caption, rows, _ = rows_of(cut)
    assert caption == "symmetric cut 45"
    assert [(row[0], int(row[3])) for row in rows] == [(factor.name, factor.value) for factor in cut.factors]


def test_text_stays_what_it_was():
    vertex = Vertex("x", "input", dim=2, position=1)
    assert repr(Circuit((vertex,), "x")).startswith("Circuit(vertices=(Vertex(")


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--dump-dom",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
ASK = """
const told = [...document.querySelectorAll("svg")].map(svg => {
  const colour = (element, of) => getComputedStyle(element)[of];
  return {
    sites: [...svg.querySelectorAll(".marks .site")].map(group => colour(group.querySelector("circle"), "fill")),
    bonds: [...svg.querySelectorAll(".bond")].map(bond => colour(bond, "stroke")),
    strokes: [...svg.querySelectorAll(".cut-mark .stroke")].map(mark => colour(mark, "stroke")),
    labels: [...svg.querySelectorAll(".label")].map(text => {
      const box = text.getBBox();
      return [box.x, box.y, box.x + box.width, box.y + box.height];
    }),
    box: [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height],
    size: [svg.getBoundingClientRect().width, svg.getBoundingClientRect().height],
  };
});
const answer = document.createElement("pre");
answer.textContent = JSON.stringify(told);
document.body.append(answer);
"""


def in_browser(folder, pictures, rules=""):
    """What a browser makes of pictures that stand on one page."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs chromium")
        pytest.skip("no chromium")
    page = folder / "page.html"
    body = "\n".join(pictures)
    page.write_text(
        f"<!doctype html><meta charset=utf-8><style>{rules}</style><body>{body}<script>{ASK}</script>",
        encoding="utf-8",
    )
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={folder / 'profile'}", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return json.loads(html.unescape(re.search("<pre>(.*?)</pre>", done.stdout, re.DOTALL)[1]))


def rgb(colour):
    return "rgb({}, {}, {})".format(*(int(colour[place : place + 2], 16) for place in (1, 3, 5)))


def test_a_browser_shows_each_picture_in_its_own_style_and_size(tmp_path):
    of, cuts = two_cuts()
    scene = compose(of, cuts)
    styles = [Style.named(theme) for theme in THEMES]
    for told, style in zip(in_browser(tmp_path, [to_svg(scene, style) for style in styles]), styles, strict=True):
        assert told["sites"] == [rgb(style.layer(mark.layer)) for mark in scene.marks if mark.role == "site"]
        assert set(told["bonds"]) == {rgb(style.ink)}
        assert set(told["strokes"]) == {rgb(style.cut), rgb(style.other_cuts[0])}
        assert told["size"] == pytest.approx([value * 96 / 72 for value in told["box"]], abs=0.1)


def test_programs_without_style_sheets_show_the_same(tmp_path):
    of, cuts = two_cuts()
    source = to_svg(compose(of, cuts), Style.named("dark"))
    bare = re.sub("<style>.*?</style>", "", source, flags=re.DOTALL)
    with_rules, without = in_browser(tmp_path, [source, bare])
    assert with_rules == without
    assert len(bare) < len(source)


def test_a_page_may_change_colours(tmp_path):
    of, cuts = two_cuts()
    picture = to_svg(compose(of, cuts))
    rules = ":root {--tn-cut: rgb(1, 2, 3); --tn-layer-2: rgb(4, 5, 6)} .tnrnn .bond {stroke: rgb(7, 8, 9)}"
    (told,) = in_browser(tmp_path, [picture], rules)
    assert set(told["strokes"]) == {"rgb(1, 2, 3)", rgb(Style().other_cuts[0])}
    assert set(told["sites"]) == {rgb(Style().layer(1)), "rgb(4, 5, 6)"}
    assert set(told["bonds"]) == {"rgb(7, 8, 9)"}


def test_texts_inside_marks_of_several_colours_are_each_in_their_own():
    """A rule for one of them would set the colour of all."""
    network = Network(tuple(Tensor(n, "weight", ("b",), parameter=n) for n in "AB"), (Bond("b", 2),), ())
    looks = [Look(kind="tensor", place="inside", fill="#000000"), Look("B", fill="#FFFFFF")]
    source = to_svg(compose(network, view=View(looks=looks)))
    rules = re.search("<style>(.*?)</style>", source, re.DOTALL)[1]
    assert "label-inside" not in rules
    assert re.findall(r'class="label label-inside in-(\w+)[^>]*?(?: fill="(.*?)")? data-of="(.)"', source) == [
        ("background", Style().background, "A"), ("ink", "", "B"),
    ]  # fmt: skip
    assert ".label.in-background" in rules


def test_labels_in_a_browser_stay_inside_and_apart(tmp_path):
    scenes = [scene_of(name) for name in CASES]
    for told, scene in zip(in_browser(tmp_path, map(to_svg, scenes)), scenes, strict=True):
        width, height = told["box"]
        for left, top, right, bottom in told["labels"]:
            assert 0 <= left < right <= width
            assert -1 <= top < bottom <= height + 1
        boxes = zip(told["labels"], (*scene.labels, *(key.label for key in scene.legend)), strict=True)
        for (one, a), (two, b) in itertools.combinations(boxes, 2):
            apart = one[2] <= two[0] or two[2] <= one[0]
            inside = [(top + 0.25 * (bottom - top), bottom - 0.25 * (bottom - top)) for _, top, _, bottom in (one, two)]
            above = inside[0][1] <= inside[1][0] or inside[1][1] <= inside[0][0]
            assert apart or above, (a, b)
