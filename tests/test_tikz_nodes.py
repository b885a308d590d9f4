"""What an author goes on with: nodes with names, lines that end at borders, pictures in pictures and in equations."""

from __future__ import annotations

import itertools
import math
import random
import re

import pytest
from test_tikz import NEAR, Paper, assert_matched, compiled, flat, outline, recurrent, subpaths

from tnrnn import Bond, Network, Tensor
from tnrnn.drawing import Look, Style, View, compose, save
from tnrnn.drawing.scenes.looks import SHAPES
from tnrnn.drawing.scenes.scene import Dress, Line, Mark, Scene, flattened
from tnrnn.drawing.shapes import Disc, display_list, node_names
from tnrnn.drawing.shapes.nodes import node_name
from tnrnn.drawing.writers.svg_writer import to_svg
from tnrnn.drawing.writers.tikz_page import main_row, tight_box
from tnrnn.drawing.writers.tikz_writer import tikz

EDGE = 0.7
"""Points of 1/72 inch: more than half of the width of an outline."""

DOCUMENT = r"""\documentclass{article}
%s
\usepackage{tikz}
\pagestyle{empty}
\newsavebox\shown
\begin{document}
%s
\end{document}
"""


def chain(length):
    bonds = [Bond(f"b{place}", 2) for place in range(1, length)] + [Bond(f"s{place}", 2) for place in range(length)]
    tensors = []
    for place in range(length):
        own = (f"b{place}", f"s{place}", f"b{place + 1}")
        there = tuple(name for name in own if name in {bond.name for bond in bonds})
        tensors.append(Tensor(f"A{place}", "weight", there, parameter=f"A{place}"))
    return Network(tuple(tensors), tuple(bonds), tuple(f"s{place}" for place in range(length)))


def written(scene, folder, name="a", style=None):
    save(scene, folder / f"{name}.tex", style or Style())


def sizes(log):
    """Return the numbers in points of 1/72 inch that a document typed as `SIZE=..pt`."""
    return [float(size) * 72 / 72.27 for size in re.findall(r"SIZE=(-?[\d.]+)pt", log)]


def typed(box):
    return f"\\sbox\\shown{{{box}}}" + "".join(rf"\typeout{{SIZE=\the\{side}\shown}}" for side in ("wd", "ht", "dp"))


def test_names_are_those_that_an_author_expects():
    names = [
        "A1",
        "h[1,1]",
        "W_H[2,1]",
        "λ[1]",
        "Γ",
        "A'",
        "ψ†",
        "h[-1]",
        "(a, b)",
        "x.y:z",
        "é₁",
        "ς",
        "--",
        "a  -  b",
    ]
    assert [node_name(name) for name in names] == [
        "A1", "h-1-1", "W_H-2-1", "lambda-1", "Gamma", "A-prime", "psi-dagger", "h--1", "a-b", "x-y-z", "e1",
        "varsigma", "node", "a-b",
    ]  # fmt: skip


def test_names_are_safe_and_each_is_there_once():
    rng = random.Random(3)
    letters = "ab1-_[], .:;()'\"*λΨé中†%#\\{}$&^~\n\U0001d445"
    names = ["".join(rng.choices(letters, k=rng.randint(1, 5))) for _ in range(300)]
    marks = tuple(Mark(name, "weight", float(place), 0.0, 0.1) for place, name in enumerate(names))
    lines = tuple(Line((name,), "bond", ((0.0, 0.0), (1.0, 0.0)), (0.5,)) for name in names)
    found = node_names(display_list(Scene("plain", marks, lines), Style()))
    given = [*found.marks, *(place.name for places in found.places for place in places)]
    assert len(set(given)) == len(given) == 600
    assert all(re.fullmatch(r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?", name) for name in given)
    for name, node in zip(names, found.marks, strict=True):
        if name == node_name(name) and names.count(name) == 1:
            assert node == name


def test_middles_of_bonds_and_ends_of_legs():
    scene = compose(chain(4), view=View(labels="none"))
    picture = display_list(scene, Style())
    places = {place.of: place for line in node_names(picture).places for place in line}
    at = {mark.name: (mark.x, mark.y) for mark in scene.marks}
    for place in range(1, 4):
        (a, b), (c, d) = at[f"A{place - 1}"], at[f"A{place}"]
        assert places[f"b{place}"].at == pytest.approx(((a + c) / 2, (b + d) / 2))
    for place in range(4):
        (line,) = [line for line in scene.lines if line.bonds == (f"s{place}",)]
        assert places[f"s{place}"].at in (line.points[0], line.points[-1])
        assert places[f"s{place}"].at != at[f"A{place}"]
        assert places[f"s{place}"].name == f"s{place}"


def border(form, turn):
    """Return the point where the ray from the middle of a form leaves it."""
    if isinstance(form, Disc):
        return form.x + form.radius * math.cos(turn), form.y + form.radius * math.sin(turn)
    corners = form.corners or flattened(form.points, 64)
    dx, dy = math.cos(turn), math.sin(turn)
    for (a, b), (c, d) in itertools.pairwise((*corners, corners[0])):
        p, q = (a - form.x) * dy - (b - form.y) * dx, (c - form.x) * dy - (d - form.y) * dx
        if p * q > 0 or p == q:
            continue
        x, y = a + p / (p - q) * (c - a), b + p / (p - q) * (d - b)
        if (x - form.x) * dx + (y - form.y) * dy > 0:
            return x, y
    raise AssertionError(form)


def all_shapes():
    marks = []
    for place, (shape, size) in enumerate(itertools.product(SHAPES, ((0.15, 0.0), (0.3, 0.15)))):
        round_corners = shape in ("box", "pill")
        height = size[1] or (0.15 if round_corners or "half" in shape or shape == "ellipsis" else 0.0)
        name = f"{shape}-{len(marks)}"
        marks.append(
            Mark(name, "weight", place % 6, -(place // 6), size[0], height=height, dress=Dress(shape, "#88AACC"))
        )
    return Scene("plain", tuple(marks), box=(-0.5, -6.0, 5.5, 0.5), unit=0.8)


def test_lines_of_an_author_begin_at_the_border_of_every_shape(tmp_path):
    scene = all_shapes()
    written(scene, tmp_path)
    turns = [0, 90, 180, 270, 40, 120, 215, 301]
    drawn = "".join(rf"\draw[red] ({mark.name}) -- ++({turn}:2cm);" for mark in scene.marks for turn in turns)
    drawn += "".join(rf"\draw[blue] ({mark.name}.north) -- ++(0,2cm);" for mark in scene.marks)
    picture = rf"\noindent\begin{{tikzpicture}}\input{{a}}{drawn}\end{{tikzpicture}}"
    page, _ = compiled(DOCUMENT % ("", picture), tmp_path, "paper")
    discs = [path for path in page.paths if path.fill and path.stroke]
    paper = Paper(scene)
    forms = [shape.form for shape in display_list(scene, Style())["marks"].shapes]
    xs, ys = zip(*(paper.at(form.x, form.y) for form in forms), strict=True)
    (first, *_), (box, *_) = discs[0].subpaths, [outline(points) for points in discs[0].subpaths]
    assert first
    across, up = (box[0] + box[2]) / 2 - xs[0], (box[1] + box[3]) / 2 - ys[0]
    red = [points for _, points in subpaths(page, lambda path: path.stroke == "#FF0000")]
    assert len(red) == len(forms) * len(turns)
    for points, (form, turn) in zip(red, itertools.product(forms, turns), strict=True):
        x, y = paper.at(*border(form, math.radians(turn)))
        a, b = points[0][0] - across, points[0][1] - up
        straight = turn % 90 == 0
        rounded = getattr(form, "corner", 0.0) * paper.unit * (0 if straight else 0.5)
        assert math.dist((a, b), (x, y)) < EDGE + rounded, (form, turn)
    north = [points for _, points in subpaths(page, lambda path: path.stroke == "#0000FF")]
    for points, form in zip(north, forms, strict=True):
        assert math.dist((points[0][0] - across, points[0][1] - up), paper.at(*border(form, math.pi / 2))) < EDGE


FILLS, STROKES, SIZES = ("#4682B4", "layer-2", "tab:red", "none"), (None, "#111199", "cut"), (None, 0.3, (0.6, 0.3))


def dressed(seed):
    """Return the picture of a chain with random looks of tensors and bonds."""
    rng = random.Random(seed)
    looks = []
    for place in range(8):
        kind = {"shape": rng.choice(SHAPES), "size": rng.choice(SIZES), "place": rng.choice((None, "inside"))}
        paint = {"fill": rng.choice(FILLS), "stroke": rng.choice(STROKES), "width": rng.choice((None, 2.0))}
        looks.append(Look(f"A{place}", **kind, **paint))
        dash, arrow = rng.choice((None, "dashed", "dotted")), rng.choice(("none", "forward", "backward"))
        stroke, width = rng.choice((None, "#AA00AA")), rng.choice((None, 3.0))
        looks.append(Look(f"{rng.choice('bs')}{place or 1}", stroke=stroke, width=width, dash=dash, arrow=arrow))
    return compose(chain(8), view=View(looks=looks, legend=False, labels="none"))


@pytest.mark.parametrize("seed", [1, 2])
def test_random_looks_are_drawn_where_the_scene_has_them(seed, tmp_path):
    scene, style = dressed(seed), Style()
    written(scene, tmp_path)
    page, _ = compiled(None, tmp_path, "a")
    picture, paper = display_list(scene, style), Paper(scene)
    assert page.size == pytest.approx(paper.size, abs=NEAR)
    scale = 72 / 72.27
    expected = []
    for shape in picture["marks"].shapes:
        fill = None if shape.fill == "none" else style.colour(shape.fill).upper()
        bare = shape.pen.colour == "none"
        edge = None if bare else (style.colour(shape.pen.colour).upper(), round(shape.pen.width * scale, 1))
        if fill or edge:
            left, bottom, right, top = shape.extent
            expected.append((fill, edge, *paper.box([(left, bottom), (right, top)])))
    closed = [
        (path.fill, path.stroke and (path.stroke, round(path.width, 1)), *outline(points))
        for path, points in subpaths(page, lambda path: path.stroke and not path.dashed)
        if path.fill or math.dist(points[0], points[-1]) < NEAR
    ]
    filled = [item for item in expected if item[1]]
    assert_matched(filled, closed)
    lines = [(style.colour(t.pen.colour).upper(), bool(t.pen.dashes), *flat(paper.at(*p) for p in t.form.points))
             for t in picture["lines"].traces]  # fmt: skip
    drawn = [
        (path.stroke, path.dashed, *flat(points))
        for path, points in subpaths(page, lambda path: path.fill is None and path.stroke)
        if math.dist(points[0], points[-1]) >= NEAR
    ]
    for length in {len(line) for line in lines}:
        assert_matched([line for line in lines if len(line) == length], [line for line in drawn if len(line) == length])


def test_an_author_goes_on_in_a_picture_around_two_files(tmp_path):
    written(compose(chain(3), view=View(labels="none")), tmp_path, "a")
    written(recurrent("one-hot"), tmp_path, "b")
    picture = r"""\noindent\begin{tikzpicture}
    \begin{scope}[name prefix=left-]\input{a}\end{scope}
    \begin{scope}[shift={(6,0)}, name prefix=right-]\input{b}\end{scope}
    \draw[red] (left-A0) -- (right-h-4-2) (left-s1) -- ++(0,-1) (left-b1) -- ++(0,5);
    \end{tikzpicture}"""
    page, _ = compiled(DOCUMENT % ("", picture), tmp_path, "paper")
    assert len(subpaths(page, lambda path: path.stroke == "#FF0000")) == 3


@pytest.mark.parametrize("place", [0.0, 30.0])
def test_the_box_of_a_picture_around_files_grows_with_what_is_added(tmp_path, place):
    places = {f"A{at}": (place + at, place) for at in range(3)}
    scene = compose(chain(3), view=View(labels="none", legend=False, positions=places))
    written(scene, tmp_path)
    add = r"\begin{tikzpicture}\input{a}\draw (A0) -- ++(0,20cm);\end{tikzpicture}"
    boxes = "".join(map(typed, (r"\input{a}", r"$\input{a}$", add)))
    _, log = compiled(DOCUMENT % ("", f"{boxes} x"), tmp_path, "paper")
    found = sizes(log)
    assert found[0] == pytest.approx(Paper(scene).size[0], abs=NEAR)
    left, bottom, right, top = tight_box(display_list(scene, Style()))
    unit = 72 * scene.unit
    assert found[3] == pytest.approx((right - left) * unit, abs=NEAR)
    assert found[4] + found[5] == pytest.approx((top - bottom) * unit, abs=NEAR)
    assert found[7] + found[8] > 20 * 72 / 2.54
    assert found[0] - found[3] >= scene.font_size - 0.5


def test_the_tight_box_is_that_of_the_ink():
    for scene in (compose(chain(3), view=View(labels="none", legend=False)), all_shapes()):
        picture = display_list(scene, Style())
        edges = []
        for layer in picture.layers:
            half = [shape.pen.width / 144 / picture.unit for shape in layer.shapes]
            edges += [(*shape.extent, pen) for shape, pen in zip(layer.shapes, half, strict=True)]
            for trace in layer.traces:
                xs, ys = zip(*trace.form.points, strict=True)
                edges.append((min(xs), min(ys), max(xs), max(ys), trace.pen.width / 144 / picture.unit))
        left, bottom = (min(edge[side] - edge[4] for edge in edges) for side in (0, 1))
        right, top = (max(edge[side] + edge[4] for edge in edges) for side in (2, 3))
        ink = (max(left, scene.box[0]), max(bottom, scene.box[1]), min(right, scene.box[2]), min(top, scene.box[3]))
        assert tight_box(picture) == pytest.approx(ink)


@pytest.mark.parametrize("labels", ["names", "all"])
def test_the_tight_box_holds_the_texts(labels, tmp_path):
    """TikZ takes the box of a picture from its nodes and texts if the page does not say it."""
    scene = compose(chain(3), view=View(labels=labels, legend=False))
    written(scene, tmp_path)
    source = (tmp_path / "a.tex").read_text()
    (tmp_path / "b.tex").write_text(source.replace("tn page, use as bounding box", "overlay"))
    around = r"\begin{tikzpicture}\input{a}\end{tikzpicture}"
    _, log = compiled(DOCUMENT % ("", typed(around) + typed(r"\input{b}") + "x"), tmp_path, "paper")
    found = sizes(log)
    assert 50 < found[3] <= found[0] + NEAR
    assert 10 < found[4] + found[5] <= found[1] + found[2] + NEAR
    assert found[0] < Paper(scene).size[0] - 0.9 * scene.font_size


@pytest.mark.parametrize("height", [0.0, -4.0, 7.5])
def test_the_main_row_stands_on_the_axis_of_an_equation(tmp_path, height):
    network = chain(3)
    places = {tensor.name: (float(at), height) for at, tensor in enumerate(network.tensors)}
    looks = [Look("A*", fill="#00FF00")]
    scene = compose(network, view=View(labels="none", legend=False, looks=looks, positions=places))
    written(scene, tmp_path)
    rule = r"\vcenter{\hbox{\textcolor{red}{\rule{4pt}{4pt}}}}"
    body = rf"\begin{{align}} x &= \input{{a}} + y {rule} \\ z &= \input{{a}}\end{{align}}"
    page, log = compiled(DOCUMENT % (r"\usepackage{amsmath}", body), tmp_path, "paper")
    green = [outline(points) for _, points in subpaths(page, lambda path: path.fill == "#00FF00")]
    ruled = [outline(points) for _, points in subpaths(page, lambda path: path.fill == "#FF0000")]
    assert len(green) == 6
    assert len(ruled) == 1
    heights = [(box[1] + box[3]) / 2 for box in green]
    assert heights[:3] == pytest.approx([(ruled[0][1] + ruled[0][3]) / 2] * 3, abs=0.05)
    assert "Overfull" not in log


def test_a_document_may_set_the_base_line(tmp_path):
    scene = compose(chain(3), view=View(labels="none"))
    written(scene, tmp_path)
    rule = r"\tikzset{tn picture/.style={baseline=(current bounding box.south)}}"
    _, log = compiled(DOCUMENT % ("", typed(r"\input{a}") + rule + typed(r"\input{a}") + "x"), tmp_path, "paper")
    found = sizes(log)
    assert found[2] > 1
    assert found[5] == pytest.approx(0, abs=NEAR)
    assert found[1] + found[2] == pytest.approx(found[4] + found[5], abs=NEAR)


def test_the_main_row_is_the_row_of_most_marks_or_the_middle():
    def row_of(heights):
        marks = tuple(Mark(f"m{place}", "weight", float(place), y, 0.1) for place, y in enumerate(heights))
        return main_row(display_list(Scene("plain", marks), Style()))

    assert row_of([0.0, 0.0, 0.0, 0.0, 1.0]) == 0.0
    assert row_of([0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 2.0]) == 1.0
    assert row_of([]) == 0.5


def test_text_inside_a_tensor_is_that_of_its_node():
    scene = compose(chain(3), view=View(looks=[Look("A*", shape="box", place="inside")], legend=False))
    source = tikz(scene)
    assert re.findall(r"\((A\d)\) at \([^)]*\) \{(.*?)\};", source) == [(f"A{n}", f"$A_{{{n}}}$") for n in range(3)]
    assert "tn label inside" not in source


def test_too_many_tensors_for_names_are_drawn_without():
    marks = tuple(Mark(f"a{n}", "weight", n % 100 / 100, n // 100 / 100, 0.004) for n in range(4_000))
    source = tikz(Scene("plain", marks))
    assert "too many tensors for TeX to remember their names" in source
    assert r"\node" not in source
    assert source.count("[tn disc=0.004]") == 4_000
    assert r"\node" in tikz(Scene("plain", marks[:2_900]))


def test_svg_has_the_names_of_tikz():
    for scene in (recurrent("shared"), compose(chain(5))):
        source, found = tikz(scene), re.findall(r'data-node="([^"]*)"', to_svg(scene))
        nodes = re.findall(r"\\node\[[^\]]*\] \(([^)]*)\) at", source) + re.findall(r"\\coordinate \(([^)]*)\)", source)
        assert sorted([*found, "tn-base"]) == sorted(nodes)  # the point on the base line of a text is no part of it
        assert len(set(found)) == len(found)


def test_slides_take_a_picture(tmp_path):
    written(recurrent("one-hot", theme="slides"), tmp_path, style="slides")
    slide = r"""\documentclass{beamer}
\usepackage{tikz}
\begin{document}
\begin{frame}\begin{tikzpicture}\input{a}\draw<1->[red] (h-4-2) -- ++(0,1);\end{tikzpicture}\end{frame}
\end{document}"""
    page, _ = compiled(slide, tmp_path, "slide")
    assert len(subpaths(page, lambda path: path.stroke == "#FF0000")) == 1
