"""The memory report: its rows are what the indicators say, the same call gives the same bytes; and its command line."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys

import numpy as np
import pytest
from test_memory_indicators import orthogonal, recurrent, rng, shift_register

from tnrnn.basics.errors import TnrnnError
from tnrnn.cli import main
from tnrnn.drawing import save
from tnrnn.memory.indicators.capacity import memory_capacity
from tnrnn.memory.indicators.interference import retention
from tnrnn.memory.indicators.limits import memory_limits
from tnrnn.memory.indicators.profiles import linear_profile
from tnrnn.memory.indicators.semantic import semantic_span
from tnrnn.memory.reports.measuring import memory_report, suited
from tnrnn.memory.reports.panels import INDICATORS
from tnrnn.memory.units.states import Probe

PROBE = Probe(8, 3, sequences=400)


def reservoir(units=6, seed=0):
    return recurrent(0.9 * orthogonal(units, seed), rng(seed).normal(size=(units, 3)), np.tanh)


def deep(words):
    return [shift_register(2)(words), reservoir()(words)]


@pytest.fixture(scope="module")
def report():
    return memory_report({"deep": deep}, probe=PROBE)


# Data


def test_rows_are_what_the_indicators_say(report):
    assert [(row.layer, row.units) for row in report.rows] == [(1, 6), (2, 6), (None, 12)]
    for row in report.rows:
        assert row.symbols == linear_profile(deep, PROBE, layer=row.layer)
        assert row.signal == linear_profile(deep, PROBE, kind="signal", layer=row.layer)
        assert row.capacity == memory_capacity(deep, PROBE, layer=row.layer)
        assert row.limits == memory_limits(row.capacity, 8)
        assert row.retention == retention(deep, PROBE, layer=row.layer)
        assert row.semantic == semantic_span(deep, PROBE, layer=row.layer)
    assert report.rows[0].symbol_span.steps == 2


def test_units_share_one_sample():
    both = memory_report({"a": reservoir(), "b": reservoir(40)}, probe=Probe(8, 3))
    assert both.sequences == 1000
    assert both.rows[0] == dataclasses.replace(memory_report({"a": reservoir()}, probe=Probe(8, 3)).rows[0])


@pytest.mark.slow
def test_the_sample_suits_the_unit_with_most_channels():
    larger = memory_report({"a": reservoir(), "b": reservoir(120)}, probe=Probe(8, 3))
    assert larger.sequences == 1200
    assert [row.capacity.units for row in larger.rows] == [6, 120]


def test_json_is_plain_and_has_every_number(report):
    body = json.loads(json.dumps(report.to_json(), allow_nan=False))
    assert [row["layer"] for row in body["rows"]] == [1, 2, "all"]
    assert {
        "length": 8,
        "width": 3,
        "lags": 7,
        "sequences": 400,
        "seed": 0,
        "folds": 10,
        "noise": 0.01,
        "state": "h",
    }.items() <= body.items()
    row = body["rows"][0]
    assert row["symbols"]["measured"][0][0] == 1.0
    assert row["symbols"]["span"] == {"threshold": 0.5, "steps": 2, "low": 2, "high": 2, "whole": False}
    assert row["capacity"]["bound"] == 6
    assert row["capacity"]["noise"] == 0.01
    assert row["capacity"]["at_noise"][0] == pytest.approx(6, abs=0.01)
    assert row["capacity"]["rank"] is None
    assert len(row["semantic"]["by_position"]) == 8
    assert row["limits"]["ceiling"] == 0.25
    assert row["retention"]["steps"] == [0, 1, 2, 3, 4]


def test_the_same_call_gives_the_same_bytes_in_any_process(report, tmp_path):
    code = (
        "import json, sys; sys.path.insert(0, 'tests'); import test_memory_report as t;"
        "report = t.memory_report({'deep': t.deep}, t.PROBE); print(json.dumps(report.to_json()))"
    )
    for seed in ("1", "2"):
        found = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "OPENBLAS_NUM_THREADS": seed},
        )
        assert json.loads(found.stdout) == report.to_json()
    again = memory_report({"deep": deep}, probe=PROBE)
    assert again == report
    plots = {"one": report.plot(), "two": again.plot()}
    for ending in ("png", "pdf", "svg"):
        for name, plot in plots.items():
            save(plot, tmp_path / f"{name}.{ending}")
        assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"two.{ending}").read_bytes()


def test_lengths_suit_the_largest_unit():
    from needs_torch import torch

    for units, length in ((4, 12), (32, 20), (400, 60)):
        assert suited(torch.nn.RNN(4, units, batch_first=True)).length == length


# Text


def test_the_table_names_what_it_shows(report):
    lines = str(report).splitlines()
    assert lines[0] == "T = 8 steps, M = 3 symbols or channels, lags 0 to 7; 400 sequences, 10 folds, seed 0"
    assert lines[2].split()[:3] == ["unit", "layer", "N"]
    assert [line.split()[:3] for line in lines[3:6]] == [["deep", "1", "6"], ["deep", "2", "6"], ["deep", "all", "12"]]
    assert "6.00 (6.00 to 6.00)  100.0 %       6.00     2  2 to 2" in lines[3]
    assert "noise 1 %" in lines[2]
    assert not any("length to take" in line for line in lines)
    assert max(map(len, lines)) <= 132
    by_lag = report.by_lag.splitlines()
    assert by_lag[0] == "accuracy for symbols, chance 33.3 %"
    assert len(by_lag) == 10
    assert by_lag[2].split()[:3] == ["0", "100.0", "%"]


def test_a_span_to_the_last_lag_is_at_least_so_long():
    assert ">= 4" in memory_report(shift_register(5), probe=Probe(4, 2)).table


# Plots


def test_all_indicators_have_a_panel_with_the_numbers_of_the_rows(report):
    axes = report.plot().figure.axes
    assert len(axes) == len(INDICATORS) == 6
    for ax, row_of in ((axes[0], "symbols"), (axes[1], "signal")):
        lines = [line for line in ax.get_lines() if len(line.get_xdata()) == 8]
        assert len(lines) == 3
        for line, row in zip(lines, report.rows, strict=True):
            expected = np.clip(np.array(getattr(row, row_of).measured)[:, 0], 0, 1)
            assert np.asarray(line.get_ydata()) == pytest.approx(expected)
    (legend,) = axes[0].figure.legends
    assert [text.get_text() for text in legend.get_texts()] == [
        "layer 1, N = 6",
        "layer 2, N = 6",
        "all layers, N = 12",
    ]


def test_no_text_overlaps_another_and_all_is_on_the_page(report):
    for style in ("print", "slides"):
        figure = report.plot(style=style).figure
        figure.draw_without_rendering()
        page, boxes = figure.bbox, []
        for ax in figure.axes:
            texts = [ax.title, ax.xaxis.label, ax.yaxis.label, ax.get_title(loc="left") and ax._left_title]
            boxes += [text.get_window_extent() for text in texts if text and text.get_text()]
        boxes += [text.get_window_extent() for legend in figure.legends for text in legend.get_texts()]
        for at, box in enumerate(boxes):
            assert page.x0 <= box.x0 <= box.x1 <= page.x1
            assert page.y0 <= box.y0 <= box.y1 <= page.y1
            assert not any(box.overlaps(other) for other in boxes[:at])


def test_one_indicator_is_drawn_on_given_axes(report):
    from matplotlib.figure import Figure

    ax = Figure().add_subplot()
    assert report.plot(ax=ax, indicator="retention") is ax
    assert ax.get_xlabel() == "steps after the symbol"
    assert len(report.plot(indicator="semantic").figure.axes) == 1


def test_several_units_have_a_curve_each():
    both = memory_report({"deep": deep, "flat": reservoir()}, probe=PROBE)
    (legend,) = both.plot().figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["deep, N = 12", "flat, N = 6"]


# Mistakes


def test_mistakes_are_one_line(report, tmp_path):
    cases = [
        (lambda: memory_report({}, probe=PROBE), "memory_report: expected at least one unit, given {}"),
        (lambda: memory_report({str(n): deep for n in range(13)}, probe=PROBE), "expected at most 12 units, given 13"),
        (lambda: memory_report(deep), r"memory_report, width: expected Probe\(width=..\)"),
        (lambda: memory_report(deep, probe=8), "memory_report, probe: expected a Probe, given 8"),
        (
            lambda: memory_report(deep, probe=PROBE, threshold=2),
            "threshold: expected a number above 0 and at most 1, given 2",
        ),
        (
            lambda: memory_report(deep, probe=PROBE, embeddings=[[1.0]]),
            "embeddings: expected an array of finite numbers",
        ),
        (lambda: report.plot(indicator="symbol"), "did you mean 'symbols'"),
        (lambda: report.plot(ax="axes"), "memory_report.plot, ax: expected matplotlib axes or None"),
        (lambda: report.plot(style="drak"), "did you mean 'dark'"),
        (lambda: report.save(tmp_path / "no" / "report.png"), "there is no folder"),
    ]
    for call, message in cases:
        with pytest.raises(TnrnnError, match=message):
            call()


def test_units_of_several_widths_are_refused():
    from needs_torch import torch

    units = {str(width): torch.nn.GRU(width, 3, batch_first=True) for width in (2, 3)}
    with pytest.raises(TnrnnError, match=r"memory_report: expected units of one width, given \[2, 3\]"):
        memory_report(units)


# The command line

SMALL = ["--hidden", "6", "--inputs", "3", "--length", "8", "--sequences", "300", "--split", "4", "--starts", "16"]


def said(capsys, *words):
    status = main(["memory", *words])
    out = capsys.readouterr()
    return status, out.out, out.err


def test_the_command_prints_and_plots_a_unit(capsys, tmp_path):
    pytest.importorskip("needs_torch")
    path = tmp_path / "report.pdf"
    status, out, err = said(capsys, "--cell", "lstm", "--layers", "2", *SMALL, "-o", str(path))
    assert (status, err) == (0, "")
    assert [line.split()[:3] for line in out.splitlines()[3:6]] == [
        ["lstm", "1", "6"],
        ["lstm", "2", "6"],
        ["lstm", "all", "12"],
    ]
    assert path.read_bytes().startswith(b"%PDF")


def test_the_command_takes_h_or_h_and_c_and_a_noise(capsys):
    pytest.importorskip("needs_torch")
    words = ["--cell", "lstm,gru", *SMALL]
    status, out, err = said(capsys, *words, "--state", "h,c", "--noise", "0.1")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].endswith("; the state of an LSTM is h and c")
    assert "noise 10 %" in lines[2]
    assert [line.split()[:3] for line in lines[3:5]] == [["lstm", "1", "12"], ["gru", "1", "6"]]
    assert said(capsys, *words)[1].splitlines()[3].split()[:3] == ["lstm", "1", "6"]


def test_the_command_compares_cells_and_prints_json(capsys):
    pytest.importorskip("needs_torch")
    words = ["--cell", "rnn,lstm,gru,rac,mi,orthogonal", *SMALL, "--json"]
    first, second = (said(capsys, *words) for _ in range(2))
    assert first == second
    rows = json.loads(first[1])["rows"]
    assert [row["name"] for row in rows] == ["rnn", "lstm", "gru", "rac", "mi", "orthogonal"]
    assert all(row["capacity"]["total"][2] <= 6 for row in rows)


def test_the_command_reads_checkpoints_of_experiments(capsys, tmp_path):
    pytest.importorskip("needs_torch")
    from tnrnn.training.protocol.training import Run, train

    run = Run("copy", "gru", 1, delay=3, symbols=1, alphabet=2, budget=200, iterations=3)
    train(run, folder=tmp_path)
    words = ["--length", "6", "--sequences", "300", "--split", "3"]
    status, out, err = said(capsys, "--checkpoint", str(tmp_path / run.file), *words)
    assert (status, err) == (0, "")
    assert "gru L=1 copy 3" in out
    assert "M = 4 symbols" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--cell", "lstn"], "--cell: expected rnn, lstm, gru, rac, mi, orthogonal, "),
        (["--cell", "retnet"], "--cell: expected the name of a cell, given 'retnet'; did you mean 'decay_attention'?"),
        (["--cell", "rnn,rnn"], "--cell: expected each cell once, given 'rnn,rnn'"),
        ([], "--cell: expected cells such as lstm or rnn,lstm, --checkpoint FILE or --module PACKAGE.MODULE:FACTORY"),
        (["--cell", "rnn", "--checkpoint", "a"], "--cell: expected cells such as"),
        (["--checkpoint", "a", "--hidden", "4"], "--checkpoint: expected no --hidden beside it"),
        (["--checkpoint", "no-such.pt"], "checkpoint 'no-such.pt': cannot be read: No such file or directory"),
        (["--cell", "rnn", "--hidden", "0"], "--hidden: expected an integer from 1 to 10000, given 0"),
        (["--cell", "rnn", "--inputs", "1"], "--inputs: expected an integer from 2 to 10000, given 1"),
        (["--cell", "rnn", "-T", "5", "--lags", "5"], "probe, lags: expected an integer from 0 to 4, given 5"),
        (["--cell", "rnn", "--sequences", "5"], "memory, sequences: expected at least"),
        (["--cell", "rnn", "--threshold", "x"], "argument --threshold: expected a number, given 'x'"),
        (
            ["--cell", "rnn", "--threshold", "2"],
            "memory_span, threshold: expected a number above 0 and at most 1, given 2.0",
        ),
        (["--cell", "rnn", "--state", "hc"], "--state: expected h or h,c, given 'hc'"),
        (["--cell", "rnn", "--noise", "-1"], "probe, noise: expected 0 or a positive number, given -1.0"),
        (["--cell", "rnn", "--seed", "-1"], "--seed: expected an integer from 0 to 2147483647, given -1"),
        (["--cell", "rnn", "-o", "a.tex"], "save, ending of 'a.tex': expected png, pdf or svg, given 'tex'"),
        (["--cell", "rnn", "--theme", "drak"], "--theme: expected"),
    ],
)
def test_mistakes_on_the_command_line_are_one_line(words, message, capsys):
    pytest.importorskip("needs_torch")
    status, out, err = said(capsys, *words)
    assert (status, out) == (2, "")
    assert err.startswith("tnrnn: error: " + message)
    assert err.count("\n") == 1


def test_without_torch_the_command_names_the_extra(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    status, _, err = said(capsys, "--cell", "lstm")
    assert status == 2
    assert (
        err == 'tnrnn: error: memory: expected the package torch, given none; python -m pip install "tnrnn[memory]"\n'
    )


def test_functions_of_arrays_need_no_torch(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    assert memory_report(shift_register(2), probe=Probe(4, 2)).rows[0].symbol_span.steps == 2
