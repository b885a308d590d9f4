import itertools
import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import matplotlib
import pytest
from matplotlib.figure import Figure

import tnrnn
from tnrnn import Bound, Table, TnrnnError, plot, profile, rac
from tnrnn.cli import main
from tnrnn.drawing import plot_gap, save
from tnrnn.drawing.charts.chart import ticks
from tnrnn.sweeping import SweepCase, SweepOptions, SweepRow, grid, read_store, sweep
from tnrnn.tables.curves import Profile
from tnrnn.tables.rows import ROWS

SHALLOW, DEEP = profile(rac(8, 1, 3, 3)), profile(rac(8, 2, 3, 3))


def lines(axes):
    return {line.get_label(): line for line in axes.lines}


def points(line):
    return dict(zip(map(int, line.get_xdata()), line.get_ydata(), strict=True))


def known(found, values):
    return {at: value for at, value in zip(found.at, values, strict=True) if value is not None}


def texts(axes):
    return [text.get_text() for artist in [*axes.artists, axes] for text in artist.findobj(matplotlib.text.Text)]


def table(**rows):
    """A table of rows (kind, value); the others do not apply."""
    found = {name: Bound(name, "upper", reason="does not apply") for name in ROWS}
    for name, (kind, value) in rows.items():
        found[name] = Bound(name, kind, value)
    return Table("made up", tuple(found.values()))


def test_the_axes_carry_the_numbers_of_the_profiles():
    axes = plot([SHALLOW, DEEP])
    drawn = lines(axes)
    for label, found in (("L=1", SHALLOW), ("L=2", DEEP)):
        assert points(drawn[f"{label}: rank, proved"]) == known(found, found.value("rank"))
        assert points(drawn[f"{label}: min-cut"]) == known(found, found.value("min_cut"))
        assert points(drawn[f"{label}: Theorem 1"]) == known(found, found.value("theorem_1"))
    pairs = zip(DEEP.value("symmetric_cut"), DEEP.value("ideal_bound"), strict=True)
    least = [min(value for value in pair if value is not None) for pair in pairs]
    assert list(drawn["L=2: symmetric cut or ideal bound"].get_ydata()) == least
    assert axes.get_yscale() == "log"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("steps of the Start", "separation rank")


def test_what_does_not_apply_is_not_drawn():
    axes = plot(profile(rac(6, 3, 2, 2)))
    assert "Theorem 1" not in lines(axes)
    assert "Theorem 1" not in texts(axes)
    assert points(lines(plot(DEEP))["Theorem 1"]) == {4: 15}


def test_bands_and_ranks_known_from_below():
    tables = (
        table(min_cut=("upper", 81), symmetric_cut=("upper", 45), rank=("lower", 40), theorem_1=("lower", 15)),
        table(min_cut=("upper", 81), symmetric_cut=("upper", 45), rank=("exact", 45)),
        table(min_cut=("upper", 81), symmetric_cut=("upper", 45)),
        table(min_cut=("upper", 30), symmetric_cut=("upper", 45), theorem_1=("lower", 10)),
    )
    axes = plot(Profile("made up", "length", (4, 6, 8, 10), tables))
    drawn = lines(axes)
    assert points(drawn["rank is at least"]) == {4: 40}
    assert points(drawn["rank, proved"]) == {6: 45}
    assert len(axes.collections) == 2  # what lies between 4 and 6, and at 10 alone
    corners = {tuple(corner) for shape in axes.collections[0].get_paths() for corner in shape.vertices}
    assert {(4, 40), (4, 45), (6, 45)} <= corners
    assert not any(x == 8 for x, _ in corners)
    assert {y for shape in axes.collections[1].get_paths() for _, y in shape.vertices} == {10, 30}
    assert "between proved bounds" in texts(axes)


def test_ranks_beyond_floats_are_drawn_by_their_logarithms():
    one_hot = profile(rac(200, 6, 64, 64), at=[80, 100])
    axes = plot(one_hot)
    assert (axes.get_yscale(), axes.get_ylabel()) == ("symlog", "log$_2$ of the separation rank")
    assert points(lines(axes)["min-cut"]) == known(one_hot, one_hot.log2("min_cut"))
    repeated = profile(rac(100, 10, 3, 2), mode="continuous", at=[40, 50])
    axes = plot(repeated)
    assert axes.get_yscale() == "symlog"
    assert points(lines(axes)["min-cut"]) == known(repeated, repeated.log2("min_cut"))
    assert all(map(math.isfinite, axes.get_ylim()))


@pytest.mark.parametrize("theme", ["print", "slides", "dark", "grey"])
@pytest.mark.parametrize("width", [3.4, 6.0])
def test_legends_hide_no_data_and_overlap_nothing(theme, width):
    style = tnrnn.Style.named(theme, font_size=8.0)
    axes = Figure(figsize=(width, 0.75 * width), layout="constrained").add_subplot()
    plot({"shallow": SHALLOW, "deep": DEEP, "deeper": profile(rac(8, 3, 3, 3))}, ax=axes, style=style)
    figure = axes.figure
    figure.draw_without_rendering()
    boxes = [legend.get_window_extent() for legend in axes.artists]
    assert len(boxes) == 2
    assert not boxes[0].overlaps(boxes[1])
    for line in axes.lines:
        for x, y in axes.transData.transform(line.get_xydata()):
            assert not any(box.y0 < y for box in boxes)
            assert axes.bbox.x0 <= x <= axes.bbox.x1
            assert axes.bbox.y0 <= y <= axes.bbox.y1
    for box in (*boxes, axes.title.get_window_extent(), axes.xaxis.label.get_window_extent()):
        assert figure.bbox.x0 <= box.x0
        assert box.x1 <= figure.bbox.x1
    labels = [tick.label1.get_window_extent() for tick in axes.xaxis.get_major_ticks()]
    assert not any(left.x1 > right.x0 for left, right in itertools.pairwise(labels))


def test_profiles_are_told_apart_without_colours():
    drawn = lines(plot([SHALLOW, DEEP], style="grey"))
    first, second = drawn["L=1: rank, proved"], drawn["L=2: rank, proved"]
    assert first.get_marker() != second.get_marker()
    assert first.get_color() != second.get_color()
    assert first.get_markersize() > second.get_markersize()


@pytest.mark.parametrize(
    ("kind", "low", "high"), [("whole", 1, 11), ("whole", 4, 4), ("log", 1, 3), ("log", 1, 10**9), ("log", 1, 1e150),
                              ("log", 0.02, 900), ("symlog", 0, 1e18), ("whole", 0, 792)],
)  # fmt: skip
@pytest.mark.parametrize("most", [2, 3, 6, 12])
def test_ticks_lie_within_and_are_few(kind, low, high, most):
    found = ticks(kind, low, high, most)
    assert found
    assert len(found) <= max(most + 2, 8 if kind == "log" and high / low < 100 else 0)
    assert all(low - 1e-9 <= tick.place <= high for tick in found)
    assert len({tick.text for tick in found}) == len(found)


SCRIPT = """
import sys, matplotlib, tnrnn
if sys.argv[2] == "settings":
    matplotlib.rcParams.update({
        "font.family": "serif", "font.size": 20, "axes.grid": True, "xtick.direction": "in", "lines.linewidth": 9,
        "axes.facecolor": "red", "legend.frameon": True, "figure.figsize": (2, 2), "svg.fonttype": "none",
        "axes.prop_cycle": matplotlib.cycler(color=["red"]), "ytick.minor.visible": True, "figure.dpi": 50,
        "axes.unicode_minus": False, "xtick.major.size": 20, "savefig.dpi": 30, "lines.markersize": 20,
        "axes.titlesize": 30, "axes.labelweight": "bold", "mathtext.fontset": "cm", "grid.linewidth": 7,
        "xtick.minor.width": 9, "axes.titleweight": "bold", "savefig.bbox": "tight", "path.sketch": (1, 2, 3),
    })
def settings():  # to ask for the backend loads pyplot
    return {key: matplotlib.rcParams[key] for key in matplotlib.rcParams if not key.startswith("backend")}
before = settings()
profiles = [tnrnn.profile(tnrnn.rac(6, layers, 2, 3)) for layers in (1, 2)]
axes = tnrnn.plot(profiles)
for ending in ("png", "pdf", "svg"):
    tnrnn.drawing.save(axes, sys.argv[1] + "." + ending)
assert settings() == before
assert "matplotlib.pyplot" not in sys.modules
"""


def test_any_process_with_any_settings_writes_the_same_bytes(tmp_path):
    for seed, settings in (("1", "none"), ("2", "settings")):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path / seed), settings], check=True, env=environment)
    for ending in ("png", "pdf", "svg"):
        assert (tmp_path / f"1.{ending}").read_bytes() == (tmp_path / f"2.{ending}").read_bytes()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (([],), "plot: expected 1 to 12 profiles, given 0"),
        (([SHALLOW] * 13,), "plot: expected at most 12 items"),
        ((3,), "plot: expected profiles, given 3"),
        (([3],), "plot: expected a Profile"),
        (({"a": 3},), "plot: expected a Profile"),
        (({3: SHALLOW},), "plot: expected labels of one line, given 3"),
        (([SHALLOW, profile({4: rac(4, 1, 2, 2)}, along="length")],), "profiles along split, like the first"),
        ((Profile("none", "split", (), ()),), "plot: expected profiles with at least one point"),
        ((SHALLOW, 3), "plot, ax: expected matplotlib axes or None, given 3"),
        ((SHALLOW, None, "drak"), "did you mean 'dark'"),
    ],
)
def test_mistakes(given, expected):
    with pytest.raises(TnrnnError) as caught:
        plot(given[0], **dict(zip(("ax", "style"), given[1:], strict=False)))
    assert expected in str(caught.value)


# Gaps


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("gap") / "ranks.sqlite"
    cases = grid(length=[4, 6, 8], layers=[1, 2, 3], inputs=2, hidden=[2, 3])
    sweep(cases, path, options=SweepOptions(workers=1, progress=False))
    return path


def test_gaps_are_bound_over_rank_of_every_case(store):
    rows = read_store(store)
    axes = plot_gap(rows)
    names = {"min-cut": "min_cut", "symmetric cut": "symmetric_cut", "Theorem 1": "theorem_1"}
    marks = {collection.get_label(): collection for collection in axes.collections}
    for label, name in names.items():
        pairs = [(row.result["rank"]["value"], row.result[name]) for row in rows]
        expected = {
            (int(rank), float(Fraction(int(row["value"]), int(rank)))) for rank, row in pairs if row and row["value"]
        }
        assert {(x, y) for x, y in marks[label].get_offsets().tolist()} == expected
    assert min(marks["symmetric cut"].get_offsets()[:, 1]) >= 1 >= max(marks["Theorem 1"].get_offsets()[:, 1])
    sizes = marks["symmetric cut"].get_sizes()
    assert min(sizes) < max(sizes)
    assert axes.get_title(loc="left").startswith("18 cases, ")


def test_cases_without_an_exact_rank_are_counted(store):
    rows = read_store(store)
    lower = {**rows[0].result, "rank": {**rows[0].result["rank"], "kind": "lower"}}
    others = [
        SweepRow(SweepCase(8, 2, 2, 2, 4, seed=seed), "done", "", result)
        for seed, result in enumerate([lower, {}, {"rank": 3}, {"rank": None}, {"rank": {"kind": "exact"}}])
    ]
    failed = SweepRow(SweepCase(8, 2, 2, 2, 3), "failed", "no luck", None)
    assert "18 cases, " in plot_gap([*rows, *others, failed]).get_title(loc="left")
    assert "6 more without an exact rank" in plot_gap([*rows, *others, failed]).get_title(loc="left")
    with pytest.raises(TnrnnError, match="plot_gap: expected cases with an exact rank, given 6 without"):
        plot_gap([*others, failed])
    with pytest.raises(TnrnnError, match="plot_gap: expected rows as read_store returns them, given 3"):
        plot_gap([3])


@pytest.mark.parametrize(
    "rank", [{"log2": "x"}, {"value": "abc"}, {"value": [45]}, {"log2": math.inf}, {"value": "45", "kind": 3}]
)
def test_words_for_numbers_are_refused_before_they_are_plotted(rank):
    with pytest.raises(TnrnnError, match=r"result, rank\.(log2|value|kind): expected null"):
        SweepRow(SweepCase(8, 2, 2, 2, 3), "done", "", {"rank": rank})


def test_gaps_beyond_floats():
    far = {
        "rank": {"kind": "exact", "value": "45", "log2": math.log2(45)},
        "min_cut": {"value": None, "log2": 5.8e18},
        "symmetric_cut": {"value": "45", "log2": math.log2(45)},
    }
    axes = plot_gap([SweepRow(SweepCase(8, 2, 2, 2, 3), "done", "", far)])
    assert axes.get_ylabel() == "log$_2$ of bound / rank"
    assert all(map(math.isfinite, axes.get_ylim()))


@pytest.mark.parametrize(
    ("name", "row", "message"),
    [
        ("rank", {"value": "9" * 1000, "log2": 3321.9}, "plot_gap, rank: expected a rank of at most 1e\\+300"),
        ("min_cut", {"value": "0", "log2": 0}, "plot_gap, min_cut: expected a bound of at least 1, given 0"),
        ("min_cut", {"value": None, "log2": 1e308}, "plot_gap, min_cut.log2: expected a number of at most 1e\\+300"),
        ("min_cut", {"value": None, "log2": -1e308}, "plot_gap, min_cut.log2: expected a number of at most 1e\\+300"),
    ],
)
def test_numbers_that_no_axis_holds_are_refused(store, name, row, message):
    first, *others = read_store(store)
    rows = [replace(first, result=first.result | {name: {"kind": "exact", **row}}), *others]
    with pytest.raises(TnrnnError, match=message):
        plot_gap(rows)


def test_a_logarithm_that_is_not_that_of_its_value_is_left_alone(store):
    first, *others = read_store(store)
    least = {"value": "1" + "0" * 3000, "log2": 1.0}
    axes = plot_gap([replace(first, result=first.result | {"min_cut": least}), *others])
    assert axes.get_ylabel() == "log$_2$ of bound / rank"
    assert axes.get_ylim()[1] > 9000


# The command line


CASE = ["-T", "6", "-L", "1,2", "-M", "2", "-R", "3"]


def test_command_line_draws_what_python_draws(tmp_path):
    assert main(["plot", *CASE, "-o", str(tmp_path / "a.svg")]) == 0
    save(plot([profile(rac(6, layers, 2, 3)) for layers in (1, 2)]), tmp_path / "b.svg")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    sizes = ["-T", "4-8:2", "-L", "2", "-M", "2", "-R", "3"]
    assert main(["plot", *sizes, "--along", "length", "--theme", "dark", "-o", str(tmp_path / "c.png")]) == 0
    save(plot(profile({T: rac(T, 2, 2, 3) for T in (4, 6, 8)}, along="length"), style="dark"), tmp_path / "d.png")
    assert (tmp_path / "c.png").read_bytes() == (tmp_path / "d.png").read_bytes()


def test_command_line_prints_numbers(capsys):
    assert main(["plot", *CASE, "--json", "--seed", "3", "--mode", "continuous", "--at", "2,4"]) == 0
    shown = json.loads(capsys.readouterr().out)
    expected = [profile(rac(6, layers, 2, 3), mode="continuous", seed=3, at=[2, 4]).to_json() for layers in (1, 2)]
    assert shown == {"profiles": expected}


def test_command_line_draws_gaps(store, tmp_path):
    assert main(["plot", "--store", str(store), "-o", str(tmp_path / "gap.svg")]) == 0
    save(plot_gap(read_store(store)), tmp_path / "same.svg")
    assert (tmp_path / "gap.svg").read_bytes() == (tmp_path / "same.svg").read_bytes()


def test_progress_is_told_on_a_terminal_alone(tmp_path, monkeypatch, capsys):
    assert main(["plot", *CASE, "-o", str(tmp_path / "a.png")]) == 0
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main(["plot", *CASE, "-o", str(tmp_path / "a.png")]) == 0
    assert "10/10 points" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("-T 6 -L 2 -M 2 -R 3", "--output: expected a file (-o FILE) to write the plot to, given none"),
        ("-L 2 -M 2 -R 3 -o a.png", "--length: expected sizes such as 3, 1,2,3, 4-12 or 4-12:2 (-T), given none"),
        ("-T 6 -L 2 -M 2 -R 3 -o a.pgn", "did you mean 'png'"),
        ("-T 6 -L 2 -M 2 -R 3 -o a.tex", "expected png, pdf or svg, given 'tex'"),
        ("-T 6 -L 2 -M 2 -R 3 -o no/a.png", "there is no folder 'no'"),
        ("-T 6 -L 2 -M 2 -R 3 -o a.png --theme drak", "--theme: expected print, slides, dark or grey, given 'drak'"),
        ("-T 6 -L 2 -M 2 -R 3 -o a.png --mode onehot", "--mode: expected one-hot or continuous, given 'onehot'"),
        ("-T 6 -L 2 -M 2 -R 3 -o a.png --along lenght", "did you mean 'length'"),
        ("-T 6 -L 2 -M 2 -R 3 -o a.png --along length", "--length: expected several values, being the axis, given 6"),
        ("-T 6,7 -L 1,2 -M 2 -R 3 -o a.png", "expected several values of at most one size beside the axis"),
        ("-T 6 -L 2-1 -M 2 -R 3 -o a.png", "--layers: expected sizes such as"),
        ("-T 6 -L x -M 2 -R 3 -o a.png", "--layers: expected sizes such as"),
        ("-T 6 -L 0 -M 2 -R 3 -o a.png", "--layers: expected sizes such as"),
        ("-T 6 -L 1.5 -M 2 -R 3 -o a.png", "--layers: expected sizes such as"),
        ("-T 6 -L 2:2 -M 2 -R 3 -o a.png", "--layers: expected sizes such as"),
        ("-T 6 -L 1,1 -M 2 -R 3 -o a.png", "--layers: expected each value once, given '1,1'"),
        ("-T 6 -L 1-999999999999 -M 2 -R 3 -o a.png", "--layers: expected at most 1,000 values"),
        ("-T 6 -L 1-13 -M 2 -R 3 -o a.png", "--layers: expected at most 12 curves; --along layers takes more"),
        ("-T 1 -L 1 -M 2 -R 3 -o a.png", "--length: expected at least 2 steps"),
        ("-T 1000 -L 10 -M 2 -R 3 -o a.png", "name some splits by --at"),
        ("-T 99999999999 -L 10 -M 2 -R 3 -o a.png", "name some splits by --at"),
        ("-T 6 -L 2 -M 2 -R 3 -o a.png --at 6", "profile, at: expected an integer from 1 to 5, given 6"),
        ("-T 6,8 -L 2 -M 2 -R 3 -o a.png --along length --at 3", "--at: expected --along split beside it"),
        ("-T 6 -L 2 -M 2 -R 3 -o a.png --seed -1", "seed: expected an integer of at least 0, given -1"),
        ("-T 6 -L 2 -M 2 -R 3 -o a.png --seed x", "expected an integer, given 'x'"),
        ("--store no.sqlite -o a.png", "store 'no.sqlite': cannot be used"),
        ("--store no.sqlite", "--output: expected a file"),
        ("--store no.sqlite -o a.png -T 6", "--store: expected a store without --length"),
        ("--store no.sqlite -o a.png --along split", "--store: expected a store without --along"),
        ("--store no.sqlite -o a.png --json", "--json: expected sizes, given --store"),
        ("-T -- -L 2", "--length"),
    ],
)
def test_mistakes_on_the_command_line(arguments, expected, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["plot", *arguments.split()]) == 2
    said = capsys.readouterr()
    assert expected in said.err
    assert (said.err.count("\n"), said.out) == (1, "")
    assert not list(Path().iterdir())
