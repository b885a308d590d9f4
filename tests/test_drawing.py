"""Scenes, styles, words, and what matplotlib makes of them."""

from __future__ import annotations

import hashlib
import itertools
import os
import subprocess
import sys
import warnings
from pathlib import Path

import matplotlib
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

import tnrnn
from tnrnn.basics.errors import TnrnnError
from tnrnn.cuts import Cut, CutEntry
from tnrnn.cuts.mincut import min_cut, slice_cut
from tnrnn.drawing import THEMES, Page, Scene, Style, check_path, compose, draw, save
from tnrnn.drawing.scenes.scene import CutLine, CutMark, Key, Label, Line, Mark, Region
from tnrnn.drawing.scenes.wording import ems, formula
from tnrnn.models import rac
from tnrnn.networks import Bond, Network, Tensor
from tnrnn.networks.partition import Partition
from tnrnn.networks.unrolling import unroll

ROOT = Path(tnrnn.__file__).parents[1]


def pictured(length=6, layers=2, width=2, hidden=3, mode="continuous"):
    network = unroll(rac(length, layers, width, hidden), mode)
    return network, min_cut(network, Partition.start_end(length))


NETWORK, CUT = pictured(length=3)


def ring_network(symbol=None):
    tensors = tuple(Tensor(a + b, "weight", (a, b), parameter=a) for a, b in ("ab", "bc", "ca"))
    return Network(tensors, tuple(Bond(name, 2, symbol) for name in "abc"))


def child(code, seed="0"):
    """Run Python code in a process of its own; return what it prints."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


SAVE_ALL = """
import hashlib, sys
from tnrnn.cuts import Cut
from tnrnn.drawing import compose, draw, save
from tnrnn.cuts.mincut import min_cut
from tnrnn.models import rac
from tnrnn.networks import Bond, Network, Tensor
from tnrnn.networks.partition import Partition
from tnrnn.networks.unrolling import unroll
circuit = rac(4, 2, 2, 3)
ends = Partition.start_end(4)
tensors = tuple(Tensor(a + b, "weight", (a, b), parameter=a) for a, b in ("ab", "bc", "ca"))
ring = Network(tensors, tuple(Bond(name, 2) for name in "abc"))
network = unroll(circuit, "one-hot")
for of, cut in ((network, min_cut(network, ends)), (circuit, min_cut(circuit, ends)), (ring, Cut.of(ring, ["ab"]))):
    print(hashlib.sha256(repr(compose(of, cut)).encode()).hexdigest())
    for ending in ("svg", "pdf", "png"):
        path = sys.argv[1] + "." + ending if len(sys.argv) > 1 else "FOLDER/picture." + ending
        save(draw(of, cut), path)
        print(hashlib.sha256(open(path, "rb").read()).hexdigest())
"""


def test_two_processes_write_the_same_bytes(tmp_path):
    code = SAVE_ALL.replace("FOLDER", str(tmp_path))
    one, two = child(code, "1"), child(code, "2")
    assert one == two
    assert len(set(one.split())) == 12


def test_saving_twice_and_under_other_settings_gives_the_same_bytes(tmp_path):
    network, cut = pictured()
    for ending in ("svg", "pdf", "png"):
        save(compose(network, cut), tmp_path / f"a.{ending}")
        odd = {
            "svg.fonttype": "none",
            "savefig.dpi": 30,
            "lines.linewidth": 9,
            "path.simplify": False,
        }
        odd |= {
            "figure.facecolor": "red",
            "axes.facecolor": "red",
            "savefig.facecolor": "green",
        }
        with matplotlib.rc_context({**odd, "text.color": "green", "lines.antialiased": False, "savefig.bbox": "tight"}):
            save(compose(network, cut), tmp_path / f"b.{ending}")
        assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes(), ending
        save(draw(network, cut), tmp_path / f"c.{ending}")
        same = (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"c.{ending}").read_bytes()
        assert same == (ending != "svg"), "an svg of axes is matplotlib's, one of a scene has names and classes"


def test_no_global_state_changes(tmp_path):
    before = dict(matplotlib.rcParams)
    network, cut = pictured()
    save(draw(network, cut, style="dark"), tmp_path / "a.svg")
    assert dict(matplotlib.rcParams) == before


def test_pyplot_has_no_part_in_it():
    code = """
import sys
import tnrnn.drawing
assert not {"matplotlib", "numpy", "networkx"} & set(sys.modules)
from tnrnn import rac, unroll
tnrnn.drawing.compose(unroll(rac(3, 2, 2, 2)))
assert not {"matplotlib", "numpy"} & set(sys.modules)
tnrnn.drawing.draw(unroll(rac(3, 2, 2, 2)))
assert "matplotlib" in sys.modules and "matplotlib.pyplot" not in sys.modules
"""
    child(code)


def test_scenes_are_data():
    network, cut = pictured(mode="one-hot")
    circuit = rac(6, 2, 2, 3)
    names = {kind.__name__: kind for kind in (Scene, Mark, Line, Label, CutMark, CutLine, Region, Key)}
    for scene in (
        compose(network, cut),
        compose(network),
        compose(circuit, min_cut(circuit, Partition.start_end(6))),
        compose(ring_network()),
    ):
        assert eval(repr(scene), names) == scene
        assert hash(scene) == hash(eval(repr(scene), names))


def test_the_formula_says_what_the_cut_is():
    network, cut = pictured()
    label = next(label for label in compose(network, cut).labels if label.role == "formula")
    assert (label.text, label.math) == ("min-cut", "M \\, R^{3} = 54")
    straight = slice_cut(network, 3)
    label = next(label for label in compose(network, straight).labels if label.role == "formula")
    assert (label.text, label.math) == ("slice", "R^{4} = 81")
    other = Cut.of(network, ["h[0,2]"])
    label = next(label for label in compose(network, other).labels if label.role == "formula")
    assert label.text == "cut"


@pytest.mark.parametrize(
    ("entries", "math"),
    [
        ([CutEntry("a", "bond", 2, None)], "2"),
        ([], "1"),
        ([CutEntry("a", "bond", 2, "R", 10**9)], "R^{1000000000} = 2^{1.0 \\cdot 10^{9}}"),
        ([CutEntry("a", "bond", 3, "R", 10**30)], f"R^{{{10**30}}} \\approx 2^{{1.6 \\cdot 10^{{30}}}}"),
        ([CutEntry("a", "bond", 3, "R", 10**400)], f"R^{{{10**400}}} \\approx 2^{{1.6 \\cdot 10^{{400}}}}"),
        ([CutEntry("a", "bond", 3, "dim_h_x", 2)], "{dim}_{h\\_x}^{2} = 9"),
        ([CutEntry("a", "bond", 3, "_", 2)], "\\_^{2} = 9"),
    ],
)
def test_formulas_at_any_size_and_with_any_symbol(entries, math):
    cut = Cut(tuple(entries), (), ())
    assert formula(cut, False) == ("cut", math)
    figure = Figure()
    figure.text(0, 0, f"${math}$")
    figure.draw(FigureCanvasAgg(figure).get_renderer())


def test_symbols_of_users_are_typeset(tmp_path):
    for symbol in ("a_b_c", "__", "größe", "R_1", "x" * 60):
        network = ring_network(symbol)
        save(draw(network, Cut.of(network, ["ab"])), tmp_path / "a.png")


@pytest.mark.filterwarnings("ignore:this picture is:tnrnn.drawing.PictureWarning")
def test_circuit_cuts_of_any_size_are_drawn():
    circuit = rac(120, 6, 5, 3)
    cut = min_cut(circuit, Partition.start_end(120), mode="continuous")
    scene = compose(circuit, cut)
    assert sum(mark.count for mark in scene.cut_marks) == sum(entry.count for entry in cut.entries) > 10**6
    assert sum(label.role == "count" for label in scene.labels) == len(scene.marks) > 800
    longer = rac(1000, 10, 5, 3)
    scene = compose(longer, slice_cut(longer, 500))
    assert (scene.box[2] - scene.box[0]) * scene.unit < 105
    draw(longer, slice_cut(longer, 500))


def test_axes_of_the_user_are_used():
    network, cut = pictured()
    figure = Figure(figsize=(8, 4))
    left, right = figure.subplots(1, 2)
    assert draw(network, cut, ax=left) is left
    assert not right.collections
    assert left.get_aspect() == 1
    low, high = left.get_xlim()
    assert low < 0
    assert high > 6


@pytest.mark.parametrize("size", [(0.5, 0.5), (1, 1), (20, 1), (1, 20)])
def test_axes_of_any_size_will_do(size, tmp_path):
    figure = Figure(figsize=size)
    save(draw(NETWORK, CUT, ax=figure.subplots()), tmp_path / "a.png")
    draw(NETWORK, CUT, ax=figure.add_axes((0.5, 0.5, 0.0, 0.1)))


def test_axes_hold_every_stroke():
    """The axes have the strokes of the scene: each cut mark is one segment in the style's colour of the cut."""
    network, cut = pictured()
    ax = draw(network, cut)
    colour = matplotlib.colors.to_rgba(Style().cut)
    strokes = [c for c in ax.collections if isinstance(c, LineCollection) and tuple(c.get_colors()[0]) == colour]
    assert [len(collection.get_segments()) for collection in strokes] == [len(cut.entries)]
    middles = [tuple(segment.mean(0).round(5)) for segment in strokes[0].get_segments()]
    assert middles == [(round(mark.x, 5), round(mark.y, 5)) for mark in compose(network, cut).cut_marks]


@pytest.mark.filterwarnings("ignore:this picture is:tnrnn.drawing.PictureWarning")
def test_figures_have_a_sensible_size():
    for length, layers in ((2, 1), (6, 2), (6, 3), (30, 2)):
        width, height = draw(unroll(rac(length, layers, 2, 2), "continuous")).get_figure().get_size_inches()
        assert 1.5 < width < 14
        assert 1 < height < 11
    width, height = draw(unroll(rac(30, 3, 2, 2), "continuous")).get_figure().get_size_inches()
    assert max(width, height) < 105


def extents(ax):
    renderer = FigureCanvasAgg(ax.get_figure()).get_renderer()
    ax.get_figure().draw(renderer)
    return {text: text.get_window_extent(renderer) for text in ax.texts}


@pytest.mark.parametrize("theme", ["print", "slides"])
@pytest.mark.parametrize("shape", [(2, 1), (6, 1), (6, 2), (4, 3), (6, 3), (30, 2)])
@pytest.mark.parametrize("mode", ["one-hot", "continuous", "shared"])
def test_no_label_overlaps_a_label_or_a_mark_or_leaves_the_figure(theme, shape, mode):
    of = rac(*shape, 2, 3) if mode == "shared" else unroll(rac(*shape, 2, 3), mode)
    for cut in (min_cut(of, Partition.start_end(shape[0])), min_cut(of, Partition(start={shape[0]}, length=shape[0]))):
        ax = draw(of, cut, style=theme)
        scene = compose(of, cut, Page(font_size=Style.named(theme).font_size))
        boxes = list(extents(ax).items())
        for (one, a), (two, b) in itertools.combinations(boxes, 2):
            assert not a.overlaps(b), (one, two)
        width, height = ax.get_figure().bbox.size
        assert all(box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height for _, box in boxes)
        keys = [key.mark for key in scene.legend if key.mark]
        for mark in (*scene.marks, *keys):
            x, y = ax.transData.transform((mark.x, mark.y))
            reach = ax.transData.transform((mark.x + mark.radius, mark.y))[0] - x
            for text, box in boxes:
                near = (max(box.x0 - x, 0, x - box.x1), max(box.y0 - y, 0, y - box.y1))
                assert near[0] ** 2 + near[1] ** 2 > (0.8 * reach) ** 2, (text, mark)


def test_time_labels_thin_out():
    few = compose(unroll(rac(98, 2, 2, 2), "continuous"))
    times = [label.x for label in few.labels if label.role == "time"]
    assert times == [10.0 * step for step in range(10)] or times == [5.0 * step for step in range(20)]


@pytest.mark.parametrize("theme", THEMES)
def test_themes(theme, tmp_path):
    network, cut = pictured(layers=3, length=4)
    ax = draw(network, cut, style=theme)
    assert matplotlib.colors.to_hex(ax.get_figure().get_facecolor()) == Style.named(theme).background.lower()
    save(ax, tmp_path / "a.png")


def test_styles_are_data():
    style = Style.named("dark", cut="#123456")
    assert eval(repr(style), {"Style": Style}) == style
    assert Style.named("print") == Style()
    assert len({Style().layer(number) for number in range(1, 9)}) == 8
    assert Style().layer(9) == Style().layer(1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: draw(NETWORK, style="drak"), "did you mean 'dark'"),
        (lambda: Style(line_widht=1), "did you mean 'line_width'"),
        (lambda: Style.named("print", fontsize=1), "did you mean 'font_size'"),
        (lambda: Style(cut="red"), "style, cut: expected a colour as '#rrggbb', given 'red'"),
        (lambda: Style(layers=()), "style, layers"),
        (lambda: Style(layers="#000000"), "style, layers"),
        (lambda: Style(font_size=float("nan")), "style, font_size: expected a positive number"),
        (lambda: Style(line_width=-1), "style, line_width"),
        (lambda: draw(NETWORK, style=3), "style: expected a Style"),
        (lambda: draw("rac"), "draw: expected a Network or a Circuit, given 'rac'"),
        (lambda: draw(NETWORK, ax="axes"), "draw, ax"),
        (lambda: draw(NETWORK, cut=54), "draw, cut: expected a Cut, a list of cuts or None, given 54"),
        (lambda: draw(ring_network(), CUT), "draw, cut"),
        (lambda: draw(rac(3, 2, 2, 3), CUT), "draw, cut"),
        (lambda: draw(unroll(rac(3, 2, 2, 4), "continuous"), slice_cut(NETWORK, 2)), "draw, cut, dim of"),
        (lambda: draw(unroll(rac(4, 2, 2, 3), "continuous"), CUT), "draw, cut"),
        (lambda: draw(NETWORK, Cut((), ("x[3]",), ())), "expected every tensor of the network on a side"),
        (lambda: draw(NETWORK, Cut((), ("x[3]", "z"), ())), "names of its tensors, given 'z'"),
        (lambda: draw(NETWORK, Cut((CutEntry("h[3,3]", "hyperedge", 3),), (), ())), "names of its copy tensors"),
        (lambda: draw(rac(3, 2, 2, 3), Cut((CutEntry("x[3]", "bond", 2, "M", 2),), (), ())), "at most its 1 copies"),
        (lambda: save(NETWORK, "a.png"), "save: expected a Scene or matplotlib axes"),
        (lambda: save(draw(NETWORK), "a.png", style="dark"), "save, style"),
        (lambda: save(draw(NETWORK), "a.pgn"), "expected png, pdf, svg or tex, given 'pgn'; did you mean 'png'"),
        (lambda: save(draw(NETWORK), "picture"), "expected png, pdf, svg or tex, given ''"),
        (
            lambda: save(compose(NETWORK), "/no/such/folder/a.png"),
            "save: cannot write '/no/such/folder/a.png': there is no folder",
        ),
        (lambda: save(compose(NETWORK), "a\0.png"), "save: cannot write"),
        (lambda: save(compose(NETWORK), 3), "save, path: expected the path of a file, given 3"),
        (lambda: check_path("a.pfd"), "did you mean 'pdf'"),
    ],
)
def test_mistakes_are_answered_in_one_line(call, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TnrnnError) as caught:
        call()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_nothing_is_left_half_written(tmp_path):
    (tmp_path / "a.png").mkdir()
    with pytest.raises(TnrnnError, match="cannot write"):
        save(compose(NETWORK), tmp_path / "a.png")
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
    save(compose(NETWORK), tmp_path / "b.PNG")
    first = hashlib.sha256((tmp_path / "b.PNG").read_bytes()).hexdigest()
    save(compose(NETWORK, CUT), tmp_path / "b.PNG")
    assert hashlib.sha256((tmp_path / "b.PNG").read_bytes()).hexdigest() != first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "b.PNG"]


def test_a_rename_that_fails_leaves_nothing(tmp_path, monkeypatch):
    def refuse(*paths):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(TnrnnError, match="No space left"):
        save(compose(NETWORK), tmp_path / "a.svg")
    assert not list(tmp_path.iterdir())


def test_words_of_users_are_no_mathematics():
    ax = Figure().subplots()
    label = Label("side", 0.0, 0.0, "a $x_$ b", "R^{2}")
    draw_scene = __import__("tnrnn.drawing.writers.matplotlib_writer", fromlist=["draw_scene"]).draw_scene
    draw_scene(Scene("plain", labels=(label,)), Style(), ax)
    assert ax.texts[0].get_text() == "a \\$x_\\$ b  $R^{2}$"
    extents(ax)


def test_ten_thousand_marks(tmp_path):
    """No time is measured here, only that the collections are few."""
    network = unroll(rac(98, 2, 2, 2), "continuous")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = draw(network, slice_cut(network, 49))
    assert len(network.tensors) > 19_000
    assert len(ax.collections) < 30
    save(ax, tmp_path / "a.png")


@pytest.mark.parametrize(
    ("near", "far", "message"),
    [
        ((("y", "x"),), (), "copies of y on a side: expected an integer of at least 0, given 'x'"),
        ((("y", 0.5),), (), "copies of y on a side: expected an integer"),
        ((("y", -1),), (), "copies of y on a side: expected an integer of at least 0, given -1"),
        ((("y", 10**30),), (), "copies of h.0,1. on both sides: expected from 1 to 3, given 0"),
        ((), (), "on both sides: expected from 1 to"),
    ],
)
def test_cuts_of_circuits_have_every_vertex_on_a_side(near, far, message):
    with pytest.raises(TnrnnError, match=message):
        compose(rac(3, 2, 2, 2), Cut((), near, far))


def test_cuts_of_circuits_have_at_most_the_copies_that_there_are():
    circuit = rac(3, 2, 2, 2)
    cut = min_cut(circuit, Partition.start_end(3))
    near = tuple((name, count + 10 * (name == cut.near[0][0])) for name, count in cut.near)
    with pytest.raises(TnrnnError, match="on both sides: expected from 1 to"):
        compose(circuit, Cut(cut.entries, near, cut.far))
    with pytest.raises(TnrnnError, match=r"on both sides: expected from 1 to .*, given 0"):
        compose(circuit, Cut(cut.entries, cut.near[1:], tuple(item for item in cut.far if item[0] != cut.near[0][0])))


def test_cuts_may_come_from_any_iterable():
    assert compose(NETWORK, (cut for cut in [CUT, CUT])) == compose(NETWORK, [CUT, CUT])


@pytest.mark.parametrize(
    "page",
    [
        Page(width=0), Page(height=-1.0), Page("a"), Page(width=float("nan")), Page(height=float("inf")),
        Page(font_size=0), Page(font_size=float("nan")), Page(least_unit=-1), Page(largest_unit=0), Page(True),
    ],
)  # fmt: skip
def test_pages_are_positive_numbers(page):
    with pytest.raises(TnrnnError, match=r"compose, page, [a-z_]+: expected a positive number, given"):
        compose(NETWORK, page=page)


def odd_axes(kind):
    if kind == "removed":
        axes = Figure().add_subplot()
        axes.remove()
        return axes
    return Figure().add_subplot(projection=kind)


@pytest.mark.parametrize("kind", ["polar", "3d", "removed"])
def test_axes_of_other_kinds_are_refused(kind):
    profile = tnrnn.profile(rac(3, 1, 2, 2))
    for owner, drawn in (("draw", lambda ax: draw(NETWORK, ax=ax)), ("plot", lambda ax: tnrnn.plot(profile, ax=ax))):
        with pytest.raises(TnrnnError, match=f"{owner}, ax: expected axes of a figure, neither polar nor 3d"):
            drawn(odd_axes(kind))


def test_axes_become_linear():
    axes = Figure().add_subplot()
    axes.set(xscale="symlog", yscale="log")
    draw(NETWORK, CUT, ax=axes)
    scene = compose(NETWORK, CUT)
    assert (axes.get_xscale(), axes.get_yscale()) == ("linear", "linear")
    assert axes.get_ylim()[0] < 0 < axes.get_ylim()[1] < 3 * scene.box[3]


def test_axes_of_subfigures_have_the_size_that_they_have():
    figure = Figure(figsize=(12, 4))
    inside = figure.subfigures(1, 3)[0].add_axes((0, 0, 1, 1))
    alone = Figure(figsize=(4, 4)).add_axes((0, 0, 1, 1))
    assert draw(NETWORK, CUT, ax=inside).get_xlim() == pytest.approx(draw(NETWORK, CUT, ax=alone).get_xlim())


def test_what_matplotlib_cannot_draw_is_one_line(tmp_path):
    axes = draw(NETWORK, ax=Figure(figsize=(1e-3, 1e-3)).add_subplot())
    with pytest.raises(TnrnnError, match=r"save: matplotlib cannot draw this: .*empty image"):
        save(axes, tmp_path / "a.png")
    assert not list(tmp_path.iterdir())
    with pytest.raises(TnrnnError, match="style, dpi: expected a number from 36 to 10,000, given 1"):
        Style(dpi=1)


def test_plots_on_axes_without_height():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tnrnn.plot(tnrnn.profile(rac(3, 1, 2, 2)), ax=Figure().add_axes((0, 0, 0, 0)))


def test_wide_letters_have_room():
    """Ideographs are an em wide, or a little more with the space around them."""
    assert ems("中文") >= 2 > ems("ab")


def test_long_labels_of_plots_are_refused():
    profile = tnrnn.profile(rac(3, 1, 2, 2))
    with pytest.raises(TnrnnError, match="plot: expected labels of at most 60 letters"):
        tnrnn.plot({"x" * 300: profile})
