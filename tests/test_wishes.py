"""What users of other drawing tools ask for in their trackers, each checked in a file that is written."""

from __future__ import annotations

import itertools
import math
import re
import xml.etree.ElementTree as ET

import pytest

from tnrnn.drawing import Look, View, compose, equation, save
from tnrnn.interop import from_terms

CHAIN = from_terms(
    {f"A{i}": f"b{i} s{i} b{i + 1}" for i in range(1, 5)},
    {**{f"b{i}": 2 ** (2 * i) for i in range(1, 6)}, **{f"s{i}": 2 for i in range(1, 5)}},
)


def drawn(folder, looks=(), of=CHAIN, **view):
    """Return the picture as the root of an svg and as the text of a tex."""
    view.setdefault("legend", False)
    return written(compose(of, view=View(looks=looks, **view)), folder)


def written(scene, folder):
    save(scene, folder / "picture.svg")
    save(scene, folder / "picture.tex")
    return ET.parse(folder / "picture.svg").getroot(), (folder / "picture.tex").read_text(encoding="utf-8")


def named(root, name):
    """Return the elements of a name, those of tensors and bonds alone."""
    kinds = ("tensor", "bond")
    return [
        each
        for each in root.iter()
        if each.get("data-name") == name and set(kinds) & set(each.get("class", "").split())
    ]


def points(element, attribute="d"):
    """Return the points of a straight path or of a polygon, in points of the page."""
    numbers = [float(each) for each in re.findall(r"-?[\d.]+", element.get(attribute))]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def middle(group):
    """Return the middle of a tensor and its radius, in points of the page."""
    circle = next(each for each in group.iter() if each.tag.endswith("circle"))
    return float(circle.get("cx")), float(circle.get("cy")), float(circle.get("r"))


def test_a_colour_for_each_node(tmp_path):
    colours = {f"A{i}": f"#10{i}0F0" for i in range(1, 5)}
    root, tex = drawn(tmp_path, [Look(name, fill=colour) for name, colour in colours.items()])
    for name, colour in colours.items():
        (tensor,) = named(root, name)
        assert tensor.get("fill").upper() == colour
        style = re.search(rf"\\node\[(tn look \d+)[^\n]*\] \({name}\) ", tex)[1]
        assert f"\\tnstyle{{{style}}}{{tn mark, fill=tn-{colour[1:]}}}" in tex
        assert f"\\providecolor{{tn-{colour[1:]}}}{{HTML}}{{{colour[1:]}}}" in tex


def test_a_colour_for_each_edge(tmp_path):
    colours = {f"b{i}": f"#20{i}0E0" for i in range(2, 5)}
    root, tex = drawn(tmp_path, [Look(name, stroke=colour) for name, colour in colours.items()])
    for name, colour in colours.items():
        (bond,) = named(root, name)
        assert bond.get("stroke").upper() == colour
        assert f"draw=tn-{colour[1:]}" in tex
    assert named(root, "s1")[0].get("stroke") is None  # as its layer has it


def test_labels_in_latex(tmp_path):
    looks = [Look("A1", text=r"$\hat{U}_{1}^{\dagger}$"), Look("A2", text=r"$\lambda^{[2]}$"), Look("A3", text="a & b")]
    root, tex = drawn(tmp_path, looks)
    for source in (r"$\hat{U}_{1}^{\dagger}$", r"$\lambda^{[2]}$", r"a \& b"):
        assert f"{{{source}}}" in tex
    texts = {each.get("data-of"): "".join(each.itertext()) for each in root.iter() if each.tag.endswith("text")}
    assert (texts["A2"], texts["A3"]) == ("λ[2]", "a & b")
    assert "\\" not in "".join(texts.values())


def test_named_nodes_in_tikz(tmp_path):
    root, tex = drawn(tmp_path)
    nodes = re.findall(r"\\node\[[^\n]*\] \(([^()]+)\) at", tex)
    places = re.findall(r"\\coordinate \(([^()]+)\) at", tex)
    assert sorted(nodes) == ["A1", "A2", "A3", "A4"]
    assert {place for place in places if place != "tn-base"} == {bond.name for bond in CHAIN.bonds}
    assert {each.get("data-node") for each in root.iter() if each.get("data-node")} == {*nodes, *places} - {"tn-base"}


@pytest.mark.parametrize(("arrow", "to"), [("A2", "A2"), ("A3", "A3"), ("forward", "A3"), ("backward", "A2")])
def test_arrows(tmp_path, arrow, to):
    root, tex = drawn(tmp_path, [Look("b3", arrow=arrow)])
    (head,) = [each for each in root.iter() if "head" in each.get("class", "").split()]
    corners = points(head, "points")
    assert "% heads of arrows" in tex
    ends = [middle(named(root, name)[0]) for name in ("A2", "A3")]
    left, right = (x for x, _, _ in ends)
    assert all(left < x < right for x, _ in corners)
    assert all(abs(y - ends[0][1]) < 6 for _, y in corners)
    (tip,) = [x for x, y in corners if abs(y - ends[0][1]) < 0.01]
    wings = [x for x, y in corners if abs(y - ends[0][1]) > 1]
    assert len(wings) == 2
    assert all((tip > wing) == (to == "A3") for wing in wings)


def test_an_equation(tmp_path):
    factors = from_terms({"U": "i k", "S": "k l", "V": "l j"})
    root, tex = written(equation(from_terms({"A": "i j"}), "=", r"\sum_{k}", factors), tmp_path)
    xs = {name: middle(named(root, name)[0])[0] for name in "AUSV"}
    heights = {middle(named(root, name)[0])[1] for name in "AUSV"}
    (equals,) = [each for each in root.iter() if each.tag.endswith("text") and "".join(each.itertext()).strip() == "="]
    assert xs["A"] < float(equals.get("x")) < xs["U"] < xs["S"] < xs["V"]
    assert len(heights) == 1
    assert re.search(r"\{\$=\$\}.*\{\$\\sum\$\}", tex, re.DOTALL)
    assert re.findall(r"\\node\[[^\n]*\] \(([^()]+)\) at", tex) == ["A", "U", "S", "V"]


def test_a_tensor_of_seven_legs(tmp_path):
    legs = [f"l{at}" for at in range(7)]
    root, tex = drawn(tmp_path, of=from_terms({"T": " ".join(legs)}), labels="all")
    x, y, radius = middle(named(root, "T")[0])
    turns = []
    for leg in legs:
        (path,) = named(root, leg)
        ends = sorted(points(path), key=lambda end: math.dist(end, (x, y)))
        assert math.dist(ends[0], (x, y)) <= radius + 0.1
        turns.append(math.degrees(math.atan2(ends[-1][1] - y, ends[-1][0] - x)) % 360)
    around = sorted(turns)
    assert min((b - a) % 360 for a, b in zip(around, around[1:] + around[:1], strict=True)) > 20
    labels = [each.get("data-of") for each in root.iter() if each.tag.endswith("text") and each.get("data-of") in legs]
    assert sorted(set(labels)) == legs
    assert all(f"({leg})" in tex for leg in legs)


def test_the_width_of_a_bond_by_its_dimension(tmp_path):
    root, tex = drawn(tmp_path, [Look("b*", width="dim")])
    widths = [float(named(root, f"b{i}")[0].get("stroke-width")) for i in range(1, 6)]
    steps = [b - a for a, b in itertools.pairwise(widths)]  # dimensions 4, 16, 64, 256, 1024
    assert min(steps) > 0
    assert max(steps) - min(steps) < 0.01
    for width in widths:
        points_of_tex = width * 72.27 / 72
        assert any(
            abs(float(each) - points_of_tex) < 0.02 or abs(float(each) - width) < 0.02
            for each in re.findall(r"line width=([\d.]+)pt", tex)
        )
