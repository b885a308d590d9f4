"""TikZ: what pdflatex makes of a file stands where the scene has it, read back from the page that it writes."""

from __future__ import annotations

import dataclasses
import difflib
import math
import os
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from pdf_reading import read_page
from random_networks import random_network
from test_drawing import child

from tnrnn.basics.errors import TnrnnError
from tnrnn.basics.typeset import tex, tex_mathematics
from tnrnn.cli import main
from tnrnn.cuts import Cut
from tnrnn.cuts.mincut import min_cut, slice_cut
from tnrnn.drawing import Page, Style, compose, draw, save
from tnrnn.drawing.scenes import roles
from tnrnn.drawing.scenes.scene import CutLine, CutMark, Key, Label, Line, Mark, Scene
from tnrnn.drawing.writers.tikz_writer import tikz
from tnrnn.models import rac
from tnrnn.networks.partition import Partition
from tnrnn.networks.unrolling import unroll

GOLDEN = Path(__file__).parent / "golden"
NEAR = 0.02
"""Points: TeX and pgf round several times."""


def recurrent(mode, length=4, layers=2, theme="print"):
    circuit = rac(length, layers, 2, 3)
    ends, page = Partition.start_end(length), Page(font_size=Style.named(theme).font_size)
    if mode == "shared":
        return compose(circuit, min_cut(circuit, ends, mode="continuous"), page)
    network = unroll(circuit, mode)
    return compose(network, min_cut(network, ends), page)


def of_circuit(view):
    circuit = rac(5, 2, 2, 3)
    return compose(circuit, min_cut(circuit, Partition.start_end(5)), view=view)


def halved(seed):
    network = random_network(seed, 9)[0]
    names = [tensor.name for tensor in network.tensors if tensor.kind != "copy"]
    return compose(network, Cut.of(network, names[: len(names) // 2]))


def two_cuts():
    network = unroll(rac(4, 2, 2, 3), "continuous")
    return compose(network, [min_cut(network, Partition.start_end(4)), slice_cut(network, 3)])


def with_everything():
    """Return a scene with everything that a scene can have, whether or not the pictures above have it."""
    scene = recurrent("one-hot")
    curve = ((0.0, 0.0), (1.0, 3.0), (2.0, -3.0), (3.5, 1.5), (4.0, 2.0), (4.1, 2.1), (4.2, 3.0))
    return dataclasses.replace(
        scene,
        lines=(*scene.lines, Line(("bend",), "bond", curve, (0.5,), True)),
        cut_lines=(CutLine(0, "curve", curve[:4]), CutLine(1, "line", ((1.5, 0.0), (1.5, 2.0)))),
        cut_marks=(
            *scene.cut_marks,
            CutMark("h[1,1]", "hyperedge", 1.0, 0.5, 0.0, 0.12, 2),
            CutMark("W", "hyperedge", 2.0, 0.5, 0.0, 0.15, 2, cut=1),
        ),
        marks=(*scene.marks, Mark("d", "copy", 0.5, 2.5, 0.1), Mark("a b", "output", 0.5, 2.9, 0.1)),
        labels=(*scene.labels, Label("multiplicity", 2.2, 0.5, "\u00d72", "", "north west", 0.8, "W", 1)),
    )


SCENES = {
    "staircase": lambda: recurrent("continuous"),
    "joined": lambda: recurrent("one-hot"),
    "shared": lambda: recurrent("shared"),
    "two cuts": two_cuts,
    "folded": lambda: of_circuit("folded"),
    "matricization": lambda: of_circuit("matricization"),
    "everything": with_everything,
    **{f"plain {seed}": lambda seed=seed: halved(seed) for seed in (1, 5)},
}


def compiled(source, folder, name="picture"):
    """Return the page that pdflatex makes of TeX source, a whole document, and what it says."""
    if shutil.which("pdflatex") is None:
        assert "CI" not in os.environ, "CI needs pdflatex: texlive-latex-base, texlive-latex-extra, texlive-pictures"
        pytest.skip("pdflatex is not there")
    if source is not None:
        (folder / f"{name}.tex").write_text(source, encoding="utf-8")
    plain = rf"\pdfcompresslevel=0 \pdfobjcompresslevel=0 \input{{{name}.tex}}"
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", f"-jobname={name}", plain]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    log = (folder / f"{name}.log").read_text(encoding="latin-1")
    assert done.returncode == 0, log[-3000:]
    assert "undefined" not in log.lower().replace("\\tikzpicture\\undefined", "")
    return read_page((folder / f"{name}.pdf").read_bytes()), log


def page_of(scene, style, folder, scale=1.0):
    save(scene, folder / "picture.tex", style, scale)
    return compiled(None, folder)[0]


class Paper:
    """The map from a scene to the page, in points of 1/72 inch."""

    def __init__(self, scene, scale=1.0):
        self.left, self.bottom, right, top = scene.box
        self.unit = 72 * scene.unit * scale
        self.size = ((right - self.left) * self.unit, (top - self.bottom) * self.unit)

    def at(self, x, y):
        return (x - self.left) * self.unit, (y - self.bottom) * self.unit

    def box(self, points):
        xs, ys = zip(*(self.at(x, y) for x, y in points), strict=True)
        return min(xs), min(ys), max(xs), max(ys)


def outline(points):
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def assert_matched(expected, found, near=NEAR):
    """Assert that two lists of tuples of numbers and words are the same up to their order and `near`."""
    left = list(found)
    for item in expected:
        alike = [
            other
            for other in left
            if all(
                abs(a - b) < near if isinstance(a, float) and isinstance(b, float) else a == b
                for a, b in zip(item, other, strict=True)
            )
        ]
        assert alike, (item, sorted(left, key=str)[:20])
        left.remove(alike[0])
    assert not left


def shape_box(mark):
    if mark.height:
        return [(mark.x - mark.radius, mark.y - mark.height), (mark.x + mark.radius, mark.y + mark.height)]
    size = roles.radius(mark)
    return roles.corners(mark) or [(mark.x - size, mark.y - size), (mark.x + size, mark.y + size)]


def expected_shapes(scene, style, paper):
    """(fill, stroke, width, left, bottom, right, top) of all that is filled, and of rings; in no order."""
    width, thin = roles.EDGE * style.line_width * 72 / 72.27, roles.thinness(scene)
    found = [(style.background, None, *paper.box([scene.box[:2], scene.box[2:]]))]
    found += [
        (style.colour(region.side), None, *paper.box(region.outline or [region.box[:2], region.box[2:]]))
        for region in scene.regions
    ]
    for mark in () if scene.regions else scene.marks:
        if mark.side:
            far = mark.radius * roles.HALO
            corners = [(mark.x - far, mark.y - far), (mark.x + far, mark.y + far)]
            found.append((style.colour(mark.side), None, *paper.box(corners)))
    shown = [(mark, width * thin) for mark in scene.marks]
    shown += [(key.mark, width) for key in scene.legend if key.mark]
    for mark, edge in shown:
        fill = style.colour(roles.fill(mark))
        bare = mark.role in roles.BARE and fill != style.background
        found.append((fill, None if bare else (style.ink, edge), *paper.box(shape_box(mark))))
    return found


def subpaths(page, wanted):
    """(fill, stroke, points) of each subpath of the paths that are wanted."""
    return [(path, points) for path in page.paths if wanted(path) for points in path.subpaths]


@pytest.mark.parametrize("theme", ["print", "dark"])
@pytest.mark.parametrize("name", SCENES)
def test_what_stands_on_the_page_stands_in_the_scene(name, theme, tmp_path):
    scene, style = SCENES[name](), Style.named(theme)
    page, paper = page_of(scene, style, tmp_path), Paper(scene)
    assert page.size == pytest.approx(paper.size, abs=NEAR)
    check_shapes(scene, style, page, paper)
    check_lines(scene, style, page, paper)
    check_cut(scene, style, page, paper)
    check_labels(scene, style, page, paper)


def rims(scene):
    return [label for label in scene.labels if roles.rim(scene, label) is not None]


def check_shapes(scene, style, page, paper):
    ink = style.ink.upper()  # that of copy tensors and their edges, too
    grounds = [path for path in page.paths if path.fill and path.fill == path.stroke != ink]
    assert sum(len(path.subpaths) for path in grounds) == len(rims(scene))
    found = []
    for path, points in subpaths(page, lambda path: path.fill and (path.fill != path.stroke or path.fill == ink)):
        edge = (path.stroke, round(path.width, 2)) if path.stroke else None
        found.append((path.fill.upper(), edge, *outline(points)))
    expected = [
        (fill.upper(), edge and (edge[0].upper(), round(edge[1], 2)), *box)
        for fill, edge, *box in expected_shapes(scene, style, paper)
    ]
    assert_matched(expected, found)


def flat(points):
    return [float(value) for point in points for value in point]


def check_lines(scene, style, page, paper):
    expected = [(len(line.points), *flat(paper.at(*point) for point in line.points)) for line in scene.lines]
    drawn = subpaths(page, lambda path: path.fill is None and path.stroke == style.ink.upper())
    for length in {item[0] for item in expected}:
        assert_matched(
            [item for item in expected if item[0] == length],
            [(len(points), *flat(points)) for _, points in drawn if len(points) == length],
        )
    assert len(drawn) == len(scene.lines)


def check_cut(scene, style, page, paper):
    thin = max(roles.thinness(scene), roles.LEAST_CUT) * 72 / 72.27
    for number in {mark.cut for mark in scene.cut_marks} | {line.cut for line in scene.cut_lines}:
        ink = style.colour(roles.cut_colour(number)).upper()
        drawn = subpaths(page, lambda path, ink=ink: path.fill is None and path.stroke == ink)
        marks = [mark for mark in scene.cut_marks if mark.cut == number]
        lines = [line for line in scene.cut_lines if line.cut == number]
        wide = [points for path, points in drawn if path.width == pytest.approx(style.cut_width * thin, abs=0.01)]
        assert len(wide) == len(marks)
        samples = [key for key in scene.legend if key.line and key.line.role == roles.cut_colour(number)]
        assert len(drawn) - len(wide) == len(lines) + len(samples)
        strokes = [roles.stroke_ends(m.x, m.y, m.angle, m.size) for m in marks if m.kind != "hyperedge"]
        rings = [(m.x, m.y, m.size) for m in marks if m.kind == "hyperedge"]
        assert_matched(
            [tuple(flat(paper.at(*point) for point in ends)) for ends in strokes],
            [tuple(flat(points)) for points in wide if len(points) == 2],
        )
        assert_matched(
            [paper.box([(x - size, y - size), (x + size, y + size)]) for x, y, size in rings],
            [outline(points) for points in wide if len(points) > 2],
        )
        drawn_lines = [(path.dashed, points) for path, points in drawn if points not in wide]
        for line in lines:
            wanted = tuple(flat(paper.at(*point) for point in line.points))
            alike = [(dashed, *flat(points)) for dashed, points in drawn_lines if len(flat(points)) == len(wanted)]
            assert any(
                other == pytest.approx((line.kind == "line" or number > 0, *wanted), abs=NEAR) for other in alike
            )


def check_labels(scene, style, page, paper):
    """A text begins on the base line that its anchor says, and with an anchor in the west at its very x."""
    labels = [*scene.labels, *(key.label for key in scene.legend)]
    begun = list(page.texts)
    for label in labels:
        x, y = paper.at(label.x, label.y)
        em = style.font_size * label.size * 72 / 72.27
        lifts = {"south": 0.22, "north": -0.72, "base": 0.0}
        base = y + em * next((lifts[word] for word in label.anchor.split() if word in lifts), -0.25)
        colour = style.colour(roles.text_colour(label)).upper()
        found = [
            text
            for text in begun
            if abs(text[1] - base) < 0.05 * em and text[2] == colour and abs(text[0] - x) < room(label, em)
        ]
        assert found, (label, x, base, begun)
        begun.remove(min(found, key=lambda text: abs(text[0] - x)))


def room(label, em):
    """How far from its place a text may begin: side bearings only, or half of what it may be wide."""
    return 0.15 * em if "west" in label.anchor else em * (len(label.text) + len(label.math) + 2)


def test_the_scale_is_that_of_all_lengths(tmp_path):
    scene, style = recurrent("one-hot"), Style()
    half = page_of(scene, style, tmp_path, 0.5)
    full = page_of(scene, style, tmp_path)
    assert half.size == pytest.approx([size / 2 for size in full.size], abs=NEAR)
    assert len(half.paths) == len(full.paths)
    for one, two in zip(half.paths, full.paths, strict=True):
        assert (one.fill, one.stroke) == (two.fill, two.stroke)
        assert one.stroke is None or 2 * one.width == pytest.approx(two.width, abs=0.01)
        for points, others in zip(one.subpaths, two.subpaths, strict=True):
            assert flat(points) == pytest.approx([value / 2 for value in flat(others)], abs=NEAR)
    for one, two in zip(half.texts, full.texts, strict=True):
        assert 2 * one[3] == pytest.approx(two[3], rel=0.01)


PAPER = r"""\documentclass{article}
\usepackage{tikz}
\pagestyle{empty}
%s
\begin{document}
\noindent %s
\end{document}
"""


def test_a_document_inputs_the_picture_and_its_styles_win(tmp_path):
    scene, style = recurrent("one-hot"), Style()
    save(scene, tmp_path / "rac.tex", style)
    rules = r"\tikzset{tn site/.style={fill=green}}\definecolor{tn-cut}{HTML}{0000FF}"
    page, _ = compiled(PAPER % (rules, r"\input{rac}"), tmp_path, "paper")
    sites = [mark for mark in (*scene.marks, *(key.mark for key in scene.legend)) if mark and mark.role == "site"]
    green = subpaths(page, lambda path: path.fill == "#00FF00")
    assert len(green) == len(sites)
    assert all(path.stroke is None for path, _ in green)
    strokes = subpaths(page, lambda path: path.stroke == "#0000FF" and path.fill is None)
    assert len(strokes) == len(scene.cut_marks) + len(scene.cut_lines)
    assert not subpaths(page, lambda path: style.cut.upper() in (path.stroke, path.fill))


def test_a_document_changes_a_style_by_a_part(tmp_path):
    scene, style = recurrent("one-hot"), Style()
    save(scene, tmp_path / "rac.tex", style)
    rules = r"\tikzset{tn picture/.style={tn site/.append style={fill=green}}}"
    page, _ = compiled(PAPER % (rules, r"\input{rac}"), tmp_path, "paper")
    green = subpaths(page, lambda path: path.fill == "#00FF00")
    assert green
    assert all(path.stroke == style.ink for path, _ in green)


def test_pictures_of_two_themes_stand_in_one_document(tmp_path):
    scene = recurrent("continuous")
    alone = []
    for theme in ("print", "dark"):
        save(scene, tmp_path / f"{theme}.tex", theme, scale=0.5)
        alone.append(compiled(None, tmp_path, theme)[0])
    page, _ = compiled(PAPER % ("", r"\input{print}\par\noindent\input{dark}"), tmp_path, "paper")
    shown = [(path.fill, path.stroke, path.dashed) for path in page.paths]
    assert shown == [(path.fill, path.stroke, path.dashed) for one in alone for path in one.paths]


def test_two_processes_write_the_same_bytes(tmp_path):
    code = """
import sys
from test_tikz import SCENES, save
for name in SCENES:
    save(SCENES[name](), "FOLDER/a.tex", "grey")
    print(open("FOLDER/a.tex", encoding="utf-8").read())
""".replace("FOLDER", str(tmp_path))
    place = f"import sys\nsys.path.insert(0, {str(Path(__file__).parent)!r})\n"
    one, two = child(place + code, "1"), child(place + code, "2")
    assert one == two
    assert one.count("\\begin{tikzpicture}") == len(SCENES)


def section(source, head):
    return source.partition(f"% {head}\n")[2].partition("\n% ")[0].partition("\\end{tikzpicture}")[0].splitlines()


NODE = re.compile(r"  \\node\[[^\]]*\] \(([A-Za-z0-9_-]+)\) at \([^)]*\) \{.*?\};(?: % (.*))?")


@pytest.mark.parametrize("name", SCENES)
def test_marks_are_nodes_and_what_has_another_name_has_it_in_a_comment(name):
    scene = SCENES[name]()
    source = tikz(scene)
    lines = [*section(source, "strokes of the cut"), *section(source, "rings of the cut")]
    assert sorted(line.partition(" % ")[2] for line in lines if " % " in line) == sorted(
        mark.name for mark in scene.cut_marks
    )
    lines = [NODE.fullmatch(line) for line in section(source, "marks")]
    assert [line[2] or line[1] for line in lines] == [mark.name for mark in scene.marks]
    assert len({line[1] for line in lines}) == len(lines)


def test_positions_labels_and_cut_are_those_of_matplotlib():
    scene, style = recurrent("shared"), Style()
    ax = draw(rac(4, 2, 2, 3), min_cut(rac(4, 2, 2, 3), Partition.start_end(4), mode="continuous"))
    places = re.findall(
        r"\\node\[tn label=([\d.]+), .*anchor=([a-z ]+)\] at \(([-\d.]+),([-\d.]+)\)", tikz(scene, style)
    )
    shown = [(float(x), float(y), float(size)) for size, _, x, y in places]
    texts = [(*map(float, text.get_position()), float(text.get_fontsize())) for text in ax.texts]
    assert_matched(texts, shown, 1e-5)


LETTERS = [chr(code) for code in (*range(0x20, 0x250), *range(0x370, 0x400), *range(0x2000, 0x2210))]
ODD = [
    "中文",
    "😀",
    "e\u0301",
    "\u202e",
    "\t",
    "\n",
    "\ud800",
    "ﬁ",
    "\U0001d445",
    "ﷺ",
    "%",
    "^^41",
    "\\input{x}",
    "--",
    "?`",
]


def test_any_text_compiles(tmp_path):
    """Every letter of the first blocks, marks of reading direction and halves of letters among them."""
    words = [*ODD, *("".join(LETTERS[start : start + 40]) for start in range(0, len(LETTERS), 40))]
    labels = [Label("tensor", 1.0, float(row), text, "", "base west", of=text) for row, text in enumerate(words)]
    labels += [Label("dim", 1.0, 60.0 + row, "", f"{{{letter}}}_{letter}", "base west")
               for row, letter in enumerate("χÄé中\u0391\u2113R")]  # fmt: skip
    marks = tuple(Mark(text, "weight", 0.5, float(row), 0.1) for row, text in enumerate(words))
    scene = Scene("plain", marks, labels=tuple(labels), box=(0.0, -1.0, 30.0, 70.0), unit=0.2)
    assert len(page_of(scene, Style(), tmp_path).texts) >= len(labels) - 6


def test_special_characters_are_shown_as_they_are(tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not there")
    scene = Scene("plain", labels=(Label("tensor", 1.0, 0.5, "50% #1 a&b $x [y] (z); A,B: c=d", "", "base west"),))
    scene = dataclasses.replace(scene, box=(0.0, 0.0, 6.0, 1.0))
    page_of(scene, Style(), tmp_path)
    shown = subprocess.run(["pdftotext", "picture.pdf", "-"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "50% #1 a&b $x [y] (z); A,B: c=d"


def test_words_are_ascii_and_hold_no_command_of_their_own():
    for letter in LETTERS:
        for source in (tex(letter), tex_mathematics(letter) if not letter.isascii() else ""):
            assert source.isascii()
            assert source.count("{") - source.count("\\{") == source.count("}") - source.count("\\}")
    for letter in "#$%&_{}":
        assert tex(letter) == f"\\{letter}"
    assert re.fullmatch(r"(\\text\w+\{\})+", tex("\\^~<>|"))
    assert tex("--") == "-{}-"
    assert tex("M\u00d7R") == "M\\ensuremath{\\times}R"
    assert tex("10⁵") == "10\\textsuperscript{5}"
    assert tex("Größe") == 'Gr\\"{o}\\ss{}e'
    assert tex("中") == "U+4E2D"
    for code in range(0x3B1, 0x3CA):
        name = unicodedata.name(chr(code)).split()[-1].lower()
        assert name == "omicron" or tex(chr(code)).startswith("\\ensuremath{\\")


@pytest.mark.parametrize("length", [30, pytest.param(98, marks=pytest.mark.slow)])
def test_large_staircases_compile(length, tmp_path):
    """They have about 1,000 and 10,000 marks; the rest of pdflatex's memory is for the document around them."""
    network = unroll(rac(length, 2, 2, 2), "continuous")
    scene = compose(network, min_cut(network, Partition.start_end(length)))
    save(scene, tmp_path / "picture.tex")
    page, log = compiled(None, tmp_path)
    assert sum(len(path.subpaths) for path in page.paths if path.fill and path.stroke) >= len(scene.marks)
    assert int(re.search(r"(\d+) words of memory out of", log)[1]) < 4_500_000


def large(marks, **parts):
    return Scene("plain", tuple(Mark(f"a{n}", "weight", n % 100 / 100, n / 10**5, 0.01) for n in range(marks)), **parts)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: save(large(9_000), "a.tex"), "about 3,240,000 words of TeX's memory, more than 3,200,000; save a pdf"),
        (
            lambda: save(large(1, unit=3.0), "a.tex", scale=100),
            "scale: expected one with which the picture is at most 200 inches",
        ),
        (lambda: save(large(1, box=(0.0, 0.0, 1e5, 1.0), unit=1e-4), "a.tex"), "coordinates beyond 16,000"),
        (lambda: save(large(1), "a.tex", scale=0), "scale: expected a number from 0.01 to 100, given 0"),
        (lambda: save(large(1), "a.tex", scale=math.nan), "scale: expected a number from"),
        (lambda: save(large(1), "a.tex", scale=True), "scale: expected a number from"),
        (lambda: save(large(1), "a.png", scale=2), "save, scale: expected 1 for anything but a Scene saved as tex"),
        (lambda: save(draw(rac(3, 1, 2, 2)), "a.tex"), "save: expected a Scene for tex, given axes"),
        (lambda: save(large(1), "a.txt"), "expected png, pdf, svg or tex, given 'txt'"),
        (lambda: save(large(1), "a.tex", "drak"), "did you mean 'dark'"),
    ],
)
def test_mistakes_are_answered_in_one_line(call, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TnrnnError) as caught:
        call()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


GOLDEN_CASES = {
    "staircase": lambda: (recurrent("continuous", 3), "print"),
    "joined": lambda: (recurrent("one-hot", 3, theme="slides"), "slides"),
    "shared": lambda: (recurrent("shared", 3), "dark"),
    "plain": lambda: (halved(5), "grey"),
}


@pytest.mark.parametrize("name", GOLDEN_CASES)
def test_golden_files(name):
    """A changed picture shows its difference here; TNRNN_GOLDEN=write takes the new one, to be looked at."""
    scene, theme = GOLDEN_CASES[name]()
    path = GOLDEN / f"{name}.tex"
    if os.environ.get("TNRNN_GOLDEN") == "write":
        save(scene, path, theme)
    golden = path.read_text(encoding="utf-8").splitlines()
    start = golden.index(next(line for line in golden if line.startswith(r"\def\tnbox")))
    now = tikz(scene, theme).splitlines()
    changes = list(difflib.unified_diff(golden[start:-1], now, f"{name}.tex", "as drawn now", n=0, lineterm=""))
    assert not changes, "\n".join(changes[:40])


def test_the_command_line_writes_what_save_writes(tmp_path):
    case = ["-T", "4", "-L", "2", "-M", "2", "-R", "3"]
    assert main(["draw", *case, "--scale", "0.5", "--theme", "grey", "-o", str(tmp_path / "a.tex")]) == 0
    save(recurrent("one-hot", theme="grey"), tmp_path / "b.tex", "grey", 0.5)
    assert (tmp_path / "a.tex").read_bytes() == (tmp_path / "b.tex").read_bytes()
    assert main(["draw", *case, "--scale", "0.5", "-o", str(tmp_path / "a.png")]) == 2


def test_legends_and_words_are_those_of_the_scene():
    scene = with_everything()
    source = tikz(scene)
    for label in (*scene.labels, *(key.label for key in scene.legend)):
        words = tex(label.text) if label.text else f"${label.math}$"
        assert f"{{{words}" in source
    assert len(section(source, "labels")) == len(scene.labels) + sum(isinstance(key, Key) for key in scene.legend)
