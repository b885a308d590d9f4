"""The questions of the editor: the picture of a figure, and its files, which are those that Python writes."""

from __future__ import annotations

import base64
import dataclasses
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tnrnn import Bond, Network, Partition, Tensor, TnrnnError, min_cut, models, rac, unroll
from tnrnn.cli import main
from tnrnn.drawing import Figure, Look, Note, Page, Style, View, compose, figure_from_text, figure_text, save
from tnrnn.drawing.composing.composing import _laid_out
from tnrnn.explore import Given, serve
from tnrnn.explore.editing import figure_answer, figure_in, figure_json, save_answer, subject_of
from tnrnn.explore.editing.asking import TYPES
from tnrnn.explore.serving.answering import Desk, answers, line_of
from tnrnn.explore.serving.app import live_page
from tnrnn.explore.showing import list_json
from tnrnn.interop import to_json

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import check_curves

CASE = {"length": 4, "layers": 2, "inputs": 2, "hidden": 3, "split": 2, "mode": "one-hot"}
NETWORK = unroll(rac(4, 2, 2, 3), "one-hot")
CUT = min_cut(NETWORK, Partition.start_end(4))
FIGURE = {
    "version": 1,
    "view": {
        "width": "column",
        "moves": {"h[2,2]": [0.1, 0.3], "W_H[3,2]": [0, 0.2]},
        "bends": {"h[0,2]--W_H[1,2]": [[0.5, 0.3]]},
    },
    "looks": [{"where": "h[*,2]*", "fill": "steelblue"}],
    "notes": [
        {"kind": "sign", "text": "=", "at": [5, 0]},
        {"kind": "hull", "around": ["h[1,1]*", "h[2,1]*"], "text": "layer $1$"},
        {"kind": "brace", "around": "h[*,2]", "text": "top", "shift": [0, 0.1]},
    ],
    "style": {"theme": "slides", "font_size": 8.0},
}
CHAIN = Network(
    tuple(Tensor(f"t{place}", "weight", (f"b{place}", f"b{place + 1}"), parameter=f"t{place}") for place in range(4)),
    tuple(Bond(f"b{place}", 2) for place in range(5)),
    ("b0", "b4"),
)


def asked(kind, given=(), **words):
    """Return the only message that answers a question."""
    found, end = answers([line_of(kind, words)], Desk(given=given))
    assert end == {"done": True}
    return json.loads(json.dumps(found))


def picture(**words):
    return asked("figure", **{"case": CASE, "cut": True, "figure": FIGURE, **words})["figure"]


def saved(ending, **words):
    found = asked("save", **{"case": CASE, "cut": True, "figure": FIGURE, "format": ending, **words})["file"]
    assert found["name"] == f"figure.{ending}"
    assert found["type"] == TYPES[ending]
    return base64.b64decode(found["base64"])


def read(figure=FIGURE):
    return figure_from_text(json.dumps(figure))


def test_a_picture_is_what_compose_draws():
    found, figure = picture(), read()
    scene = compose(NETWORK, CUT, Page(font_size=8.0), figure.view)
    assert found["list"] == json.loads(json.dumps(list_json(scene)))
    assert found["style"] == json.loads(json.dumps(dataclasses.asdict(figure.style)))
    assert found["missing"] == []
    assert found["legs"] == {}
    marks = {mark.name: [mark.x, mark.y] for mark in scene.marks}
    assert {name: found["places"][name] for name in marks} == marks
    assert {tensor.name for tensor in NETWORK.tensors} <= set(found["places"])
    assert found["places"]["W_H[2,2]"] == found["places"]["h[2,2]"] == [2.1, 0.3]
    for line, shown in zip(scene.lines, found["lines"], strict=False):
        assert (shown["bonds"], shown["bond"], shown["curve"]) == (list(line.bonds), line.bonds[0], line.curve)
        assert shown["points"] == [list(point) for point in line.points]
        assert all(end is None or end in marks for end in (shown["from"], shown["to"]))
    assert {bond for line in found["lines"] for bond in line["bonds"]} == {bond.name for bond in NETWORK.bonds}


def test_without_words_it_is_the_bare_picture():
    found = asked("figure", case=CASE)["figure"]
    assert found["list"] == json.loads(json.dumps(list_json(compose(NETWORK))))
    assert found["figure"] == {"version": 1}


def test_a_figure_comes_back_as_a_file_has_it_and_gives_the_same_picture():
    first = picture()
    assert first["figure"] == json.loads(figure_text(read().view, read().style, "json"))
    assert picture(figure=first["figure"]) == first
    text = figure_text(read().view, read().style)
    assert asked("figure", case=CASE, cut=True, text=text)["figure"] == first


def test_what_the_layout_does_is_kept_apart_from_what_the_hand_does():
    """Whatever was drawn before, a figure has one picture; and the same layout is not made again."""
    bare = asked("figure", case=CASE, cut=True)["figure"]
    made = _laid_out.cache_info().misses
    moved = picture(figure={"version": 1, "view": {"moves": {"h[2,2]": [0.5, 0.5]}}})
    assert _laid_out.cache_info().misses == made
    assert moved["list"] != bare["list"]
    assert asked("figure", case=CASE, cut=True)["figure"] == bare
    assert {name for name, at in bare["places"].items() if at != moved["places"][name]} == {
        "h[2,2]", "W_H[2,2]", "W_I[2,2]",
    }  # fmt: skip


def test_legs_can_be_turned_where_the_layout_has_legs():
    given = (Given(CHAIN, "mine"),)
    found = asked("figure", given, case={"model": "mine"}, figure={"version": 1, "legs": {"b4": "up"}})["figure"]
    assert found["legs"] == {"b0": 180.0, "b4": 90.0}
    ends = {line["bond"]: (line["from"], line["to"]) for line in found["lines"]}
    assert ends["b2"] == ("t1", "t2")
    assert set(ends["b4"]) == {"t3", None}


def test_names_that_are_not_there_stay_in_the_figure():
    """A shorter network lacks some of them: it is drawn, they are told, and they are saved."""
    found = picture(case={**CASE, "length": 2, "split": 1})
    assert found["missing"] == ["W_H[3,2]"]
    assert found["figure"] == picture()["figure"]
    assert figure_from_text(saved("toml", case={**CASE, "length": 2, "split": 1}).decode()) == read()
    python = saved("py", case={**CASE, "length": 2, "split": 1}).decode()
    assert "W_H[3,2]" not in python
    assert "h[2,2]" in python


BENT = {"moves": {"h[2,2]": [0.1, 0.3]}, "bends": {"h[1,1] -> W_I[1,2]": [[0.7, 0.2]]}}
CELLS = {"model": "lstm", "length": 2, "layers": 1, "inputs": 2, "hidden": 2, "split": 1, "mode": "one-hot"}
OWN = {"version": 1, "view": {"moves": {"t2": [0, 0.3]}}, "legs": {"b0": "down"}}
MINE = (Given(CHAIN, "mine"),)
PICTURES = {
    "model": ({"case": CASE, "cut": True, "figure": FIGURE}, ()),
    "circuit": ({"case": CASE, "cut": True, "view": "shared", "figure": {"version": 1, "view": BENT}}, ()),
    "folded": ({"case": {**CASE, "length": 9}, "view": "folded", "figure": {"version": 1, "style": {"dpi": 99}}}, ()),
    "cells": ({"case": CELLS, "cut": True, "view": "cells", "figure": {"version": 1}}, ()),
    "vector": ({"case": {**CELLS, "observe": "vector"}, "cut": True, "view": "shared", "figure": {"version": 1}}, ()),
    "given": ({"case": {"model": "mine"}, "cut": True, "figure": OWN}, MINE),
}
"""Words of questions, and what they name."""


def test_files_have_the_bytes_that_python_writes_in_another_process(tmp_path):
    """The Python lines, and the figure file read from Python, write the same pdf, svg, png and tex as the editor."""
    (tmp_path / "network.json").write_text(to_json(CHAIN))
    script, wanted = [], {}
    for name, (words, given) in PICTURES.items():
        lines = saved("py", given=given, **words).decode()
        (tmp_path / f"{name}.toml").write_bytes(saved("toml", given=given, **words))
        for ending in ("pdf", "svg", "png", "tex") if name == "model" else ("svg",):
            wanted[f"{name}-lines.{ending}"] = data = saved(ending, given=given, **words)
            script.append(lines.replace("figure.pdf", f"{name}-lines.{ending}"))
            drawn = lines.rsplit("view = ", 1)[0]
            subject, cut = ("network" if "network = " in lines else "circuit"), ("cut" if "cut = " in lines else "None")
            script.append(f"{drawn}\nfrom tnrnn.drawing import read_figure\nfigure = read_figure('{name}.toml')")
            script.append(
                f"save(compose({subject}, {cut}, Page(font_size=figure.style.font_size), figure.view), "
                f"'{name}-file.{ending}', figure.style)"
            )
            wanted[f"{name}-file.{ending}"] = data
    (tmp_path / "run.py").write_text("\n".join(script))
    subprocess.run([sys.executable, "run.py"], cwd=tmp_path, check=True, timeout=300)
    for path, data in wanted.items():
        assert (tmp_path / path).read_bytes() == data, path


def test_every_file_is_what_save_writes_here(tmp_path):
    figure = read()
    scene = compose(NETWORK, CUT, Page(font_size=8.0), figure.view)
    for ending in ("svg", "tex"):  # all of them in another process, above
        save(scene, tmp_path / f"figure.{ending}", figure.style)
        assert saved(ending) == (tmp_path / f"figure.{ending}").read_bytes()
    for ending in ("toml", "json"):
        assert saved(ending).decode() == figure_text(figure.view, figure.style, ending)


def test_a_thousand_edits_and_their_undo_give_the_first_answer_again():
    """Answers depend on the figure alone: of many edits, some are drawn on the way there and again on the way back."""
    rng, subject = random.Random(4), subject_of_chain()
    history = [Figure()]
    for _ in range(1000):
        history.append(edited(history[-1], rng))
    shown = range(0, 1001, 100)
    answers_there = [next(figure_answer(subject, history[place])) for place in shown]
    answers_back = [next(figure_answer(subject, history[place])) for place in reversed(shown)]
    assert answers_there == answers_back[::-1]
    assert len({json.dumps(each["figure"]["list"]) for each in answers_there}) > 8
    text = figure_text(history[-1].view, history[-1].style)
    assert next(figure_answer(subject, figure_from_text(text))) == answers_there[-1]


def subject_of_chain():
    return subject_of(next(Given(CHAIN, "mine").cases()), "unrolled", with_cut=True)


def edited(figure, rng):
    """Return a figure after one random change."""
    view, tensor, bond = figure.view, f"t{rng.randrange(4)}", f"b{rng.randrange(5)}"
    place = (rng.uniform(-1, 4), rng.uniform(-1, 1))
    changes = [
        {"moves": {**view.shifts, tensor: (rng.gauss(0, 0.2), rng.gauss(0, 0.3))}},
        {"moves": {name: at for name, at in view.shifts.items() if name != tensor} or None},
        {"bends": {**view.ways, bond: [place]}},
        {"bends": {name: at for name, at in view.ways.items() if name != bond} or None},
        {"legs": {rng.choice(("b0", "b4")): rng.choice(("up", "down", 30.0))}},
        {"looks": (*view.looks[-3:], Look(tensor, shape=rng.choice(("box", "disc", "diamond")), fill="layer-2"))},
        {"notes": (*view.notes[-2:], rng.choice((Note("sign", text="=", at=place), Note("hull", tensor, "h"))))},
        {"labels": rng.choice(("none", "names", "dims"))},
    ]
    if rng.random() < 0.1:
        return dataclasses.replace(
            figure, style=Style.named(rng.choice(("print", "dark")), font_size=rng.choice((8, 10)))
        )
    return dataclasses.replace(figure, view=dataclasses.replace(view, **rng.choice(changes)))


HOSTILE = (
    "</script><script>alert(1)</script>",
    "a\"b'c",
    "line\nbreak",
    "\\end{document}",
    "$x$",
    "; import os",
    "\u2028",
    "é😀",
)


def test_names_and_texts_are_only_names_and_texts():
    """In the Python lines they are literals, whatever they hold."""
    notes = [
        {"kind": "text", "text": f"x{name}".replace("$", "").replace("\\", ""), "at": [0, place]}
        for place, name in enumerate(HOSTILE)
    ]
    figure = {"version": 1, "view": {"moves": {name: [0.1, 0.1] for name in HOSTILE}}, "notes": notes}
    found = picture(figure=figure)
    assert found["missing"] == list(HOSTILE)
    assert found["figure"]["view"]["moves"] == figure["view"]["moves"]
    python = saved("py", figure=figure).decode()
    compile(python, "lines", "exec")
    assert "\nimport os" not in python


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"figure": 3}, "figure: expected an object, given 3"),
        ({"figure": {}}, "figure file: expected version = 1"),
        ({"figure": {"version": 2}}, "figure file: version: a figure file of version 2 needs a newer tnrnn"),
        ({"figure": {"version": 1, "veiw": {}}}, "figure file: key: expected"),
        ({"figure": {"version": 1, "view": {"moves": {"h[2,2]": [1]}}}}, "figure file: view, move of h[2,2]: expec"),
        ({"figure": {"version": 1, "view": {"moves": {"h[2,2]": [1e300, 0]}}}}, "figure file: view, moves, h[2,2][1]"),
        ({"figure": {"version": 1, "view": {"bends": {"b": [[[[[[1]]]]]]}}}}, "figure file: expected lists nested at"),
        ({"figure": {"version": 1, "view": {"bends": {"b": 3}}}}, "figure file: view, bends of b: expected a pair"),
        ({"figure": {"version": 1, "looks": [{"kind": "tensor"}] * 1001}}, "figure file: view, looks: expected a list"),
        ({"figure": {"version": 1, "notes": [{"kind": "sign", "text": "="}]}}, "figure file: notes[1], at: expected a"),
        ({"figure": {"version": 1, "x" * 2**20: 1}}, "figure file: expected a text of at most 1,048,576 characters"),
        ({"text": 3}, "figure file: expected a text of at most"),
        ({"text": "version = 1\nversion = 2"}, "figure file"),
        ({"text": "[" * 5000}, "figure file"),
        ({"case": 3}, "question, case: expected the words of a case, given 3"),
        ({"case": {**CASE, "split": 9}}, "split: expected an integer from 1 to 3, given 9"),
        ({"case": {**CASE, "length": 60}}, "view: expected shared, as the unrolled network has more than 1,000"),
        ({"view": "unroled"}, "view: expected unrolled, shared, folded or cells, given 'unroled'; did you mean"),
        ({"view": ["shared"]}, "view: expected unrolled, shared, folded or cells"),
        ({"cut": 1}, "question, cut: expected true or false, given 1"),
        ({"fig": 1}, "question: expected case, view, cut, figure, text or format, given 'fig'; did you mean 'figure'?"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line(words, message):
    for kind in ("figure", "save"):
        found = asked(kind, **{"case": CASE, **({} if "text" in words else {"figure": FIGURE}), **words})
        assert list(found) == ["error"]
        assert found["error"].startswith(message)
        assert "\n" not in found["error"]
        assert len(found["error"]) < 1000


def test_a_picture_that_does_not_fit_is_told():
    tiny = {"version": 1, "view": {"width": "1in", "height": "1in", "labels": "all"}}
    for words in ({"kind": "figure"}, {"kind": "save", "format": "svg"}):
        assert asked(case=CASE, figure=tiny, **words)["error"].startswith("view, width and height: expected at least")


def test_a_format_that_is_not_known_is_told():
    for given in ("gif", 3, None, ["png"]):
        assert asked("save", case=CASE, format=given)["error"].startswith("format: expected png, pdf, svg, tex, toml")


def test_random_words_never_end_a_process():
    """Single mistakes anywhere in a figure: a picture, or one line."""
    rng = random.Random(0)
    junk = [None, True, -1, 1e400, "", "x", [], {}, [[]], {"a": {}}, "\u0000", [1, 2], {"h[2,2]": [1, 2]}]
    for _ in range(40):
        figure = json.loads(json.dumps(FIGURE))
        table = figure
        while isinstance(table, dict | list) and table and rng.random() < 0.7:
            key = rng.choice(list(table)) if isinstance(table, dict) else rng.randrange(len(table))
            if not isinstance(table[key], dict | list) or not table[key] or rng.random() < 0.3:
                table[key] = rng.choice(junk)
                break
            table = table[key]
        found = asked("figure", case=CASE, figure=figure)
        assert set(found) <= {"figure", "error"}
        assert "\n" not in found.get("error", "")


def test_random_networks_of_five_hundred_tensors_are_answered_without_a_new_layout():
    rng = random.Random(1)
    network = check_curves.of_graph(check_curves.planar_graph(rng), rng)
    subject = subject_of(next(Given(network, "mine").cases()))
    first = next(figure_answer(subject, Figure()))["figure"]
    made = _laid_out.cache_info().misses
    name = network.tensors[0].name
    second = next(figure_answer(subject, Figure(View(moves={name: (0.05, 0.07)}))))["figure"]
    assert _laid_out.cache_info().misses == made
    (x, y), (u, v) = first["places"][name], second["places"][name]
    assert (u - x, v - y) == pytest.approx((0.05, 0.07), abs=2e-6)


def test_figures_in_words():
    assert figure_in({}) == Figure()
    assert figure_in({"text": 'version = 1\n[view]\nwidth = "3in"'}).view.inches == 3
    with pytest.raises(TnrnnError):
        next(save_answer(subject_of_chain(), Figure(), "bmp"))
    assert models.MODELS


def test_the_widget_and_its_page_share_one_figure():
    explorer = pytest.importorskip("tnrnn.explore").Explorer(length=4)
    assert (explorer.figure, explorer._figure) == (None, "")
    explorer.figure = read()
    assert json.loads(explorer._figure) == picture()["figure"]
    drawn = {"version": 1, "view": {"moves": {"h[2,2]": [1, 0]}}}
    explorer._figure = json.dumps(drawn, indent=1)
    assert explorer.figure.view.shifts == {"h[2,2]": (1, 0)}
    assert json.loads(explorer._figure) == drawn
    assert explorer._figure.startswith("{\n")  # what the page has written stays as it is
    for wrong in ("{", '{"version": 2}', 3, None):
        with pytest.raises(TnrnnError):
            explorer._figure = wrong
    for wrong in (3, Figure(View(looks=[Look(lambda tensor: True, fill="red")]))):
        with pytest.raises(TnrnnError):
            explorer.figure = wrong
    assert explorer.figure.view.shifts == {"h[2,2]": (1, 0)}
    explorer.figure = None
    assert explorer._figure == ""
    explorer = type(explorer)(length=4, figure=read())
    assert json.loads(explorer._figure) == picture()["figure"]


def test_the_app_opens_its_editor_with_a_figure():
    name = "</script><script>alert(1)</script>"
    text = figure_json(Figure(View(moves={name: (0, 1)})))
    page, _ = live_page(figure=text)
    assert name not in page
    data = page.partition('id="data">')[2].partition("</script>")[0]
    assert json.loads(data)["figure"] == {"version": 1, "view": {"moves": {name: [0, 1]}}}
    assert '"figure": {"version"' not in live_page()[0]
    with pytest.raises(TnrnnError):
        serve(figure={"version": 1})


def test_the_command_refuses_a_wrong_figure_with_one_line(tmp_path, capsys):
    file = tmp_path / "looks.toml"
    file.write_text("version = 1\n[veiw]")
    for options, message in [
        (["--no-browser", "--figure", str(tmp_path / "none.toml")], "cannot be read"),
        (["--no-browser", "--figure", str(file)], "did you mean 'view'?"),
        (["--export", str(tmp_path / "page.html"), "--figure", str(file)], "--figure: expected no --export beside it"),
    ]:
        assert main(["explore", *options]) == 2
        error = capsys.readouterr().err
        assert message in error
        assert error.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["looks.toml"]
