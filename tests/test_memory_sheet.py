"""The sheet: its curves are what the measures say, what is left out says why, and the page can be read; factories."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from test_memory_indicators import orthogonal, recurrent, rng, shift_register

from tnrnn.basics.errors import TnrnnError
from tnrnn.cli import main
from tnrnn.drawing import save
from tnrnn.memory import LinearUnit, Probe, Sample, linear_profile, memory_report, processing_capacity
from tnrnn.memory.reports.findings import Curve
from tnrnn.memory.reports.measures import MEASURES
from tnrnn.memory.reports.settings import MOST_PRODUCTS, delays_of, splits_of
from tnrnn.memory.reports.sheet_charts import chart_of
from tnrnn.memory.reports.sheet_making import memory_sheet
from tnrnn.memory.units import Estimate

PROBE = Probe(6, 3, sequences=400)
SAMPLE = Sample(count=24)


class Fading:
    """The operator of h[t] = A h[t-1] + x[t] in each of 3 channels, with 2 decays each: 6 numbers in all."""

    inputs = 3
    state_numbers = 6
    decays = np.array([[0.9, 0.2], [0.7, 0.1], [0.5, 0.3]])

    def operator(self, words):
        steps = words.shape[1]
        ages = np.subtract.outer(np.arange(steps), np.arange(steps))
        kernel = np.tril((self.decays[:, :, None, None] ** np.maximum(ages, 0)).sum(axis=1))
        return np.broadcast_to(kernel, (len(words), *kernel.shape))

    def __call__(self, words):
        return np.einsum("bcts,bsc->btc", self.operator(words), words)


def reservoir(units=5, seed=0):
    return recurrent(0.9 * orthogonal(units, seed), rng(seed).normal(size=(units, 3)), np.tanh)


def deep(words):
    return [shift_register(2)(words), reservoir()(words)]


def counts(ids):
    """Return how often each of 20 tokens was read so far: a unit that reads token ids."""
    return np.cumsum(np.eye(20)[ids], axis=1)


@pytest.fixture(scope="module")
def alone():
    return memory_sheet({"deep": deep}, probe=PROBE, sample=SAMPLE)


@pytest.fixture(scope="module")
def several():
    units = {"deep": deep, "fading": Fading(), "blind": lambda x: x}
    return memory_sheet(units, probe=PROBE, sample=SAMPLE)


def curves(sheet, name):
    (finding,) = (one for one in sheet.findings if one.name == name)
    return {(curve.unit, curve.layer): curve for curve in finding.curves}


# Numbers


def test_the_curves_are_what_the_measures_say(alone):
    assert alone.report == memory_report({"deep": deep}, probe=PROBE)
    delays = delays_of(6, 3)
    for layer, name in ((1, "layer 1"), (2, "layer 2"), (None, "all layers")):
        symbols, signals = (linear_profile(deep, PROBE, kind=kind, layer=layer) for kind in ("symbols", "signal"))
        assert curves(alone, "symbols")["deep", name].measured == symbols.measured
        assert curves(alone, "signals")["deep", name].measured == signals.measured
        found = processing_capacity(deep, Probe(6, 3), degree=len(delays), delays=delays, layer=layer)
        assert curves(alone, "degrees")["deep", name].measured == found.by_degree
    for name in ("start_future", "start_future_centred"):
        assert list(curves(alone, name)) == [("deep", "layer 1"), ("deep", "layer 2")]
        assert curves(alone, name)["deep", "layer 1"].x == (1.0, 2.0, 3.0, 4.0, 5.0)


def test_a_shift_register_holds_its_last_inputs(alone):
    """After a Start of k >= 2 steps the future shows x[k] after one step, and no more: 3 symbols, 2 of them centred."""
    rows = {row.future.split: row.future for row in alone.profile.rows if row.future.layer == "layer 1"}
    assert [rows[split].centred.numerical_rank for split in (1, 2, 3, 4, 5)] == [2, 2, 2, 2, 2]
    symbols = curves(alone, "symbols")["deep", "layer 1"].measured
    assert [one.value for one in symbols[:2]] == [1.0, 1.0]
    assert all(one.value < 0.5 for one in symbols[2:])
    degrees = curves(alone, "degrees")["deep", "layer 1"].measured
    assert [round(one.value, 3) for one in degrees] == [6.0, 0.0, 0.0]


def test_a_unit_that_is_blind_to_the_start_has_centred_rank_0(several):
    blind = curves(several, "start_future_centred")["blind", "output"]
    assert {tuple(one) for one in blind.measured if not math.isnan(one.low)} == {(0.0, 0.0, 0.0)}
    assert {one.value for one in blind.measured} == {0.0}
    assert {round(one.value, 6) for one in curves(several, "start_future")["blind", "output"].measured} == {1.0}


def test_several_units_have_a_curve_each_of_the_top_layer_or_of_all(several):
    assert list(curves(several, "start_future")) == [("deep", "layer 2"), ("fading", "output"), ("blind", "output")]
    assert list(curves(several, "symbols")) == [("deep", "all layers"), ("fading", "output"), ("blind", "output")]
    assert several.labels == ("deep", "fading", "blind")
    assert several.units == {"deep": (6, 5), "fading": (3,), "blind": (3,)}


def test_the_effective_state_size_is_that_of_units_with_an_operator(several):
    (curve,) = curves(several, "state_size").values()
    assert curve.unit == "fading"
    assert set(curve.most) == {6.0}
    assert all(3.0 <= one.value <= 6.0 for one in curve.measured)
    assert curve.measured[0].value == pytest.approx(3.0)  # one step is behind: rank 1 in each of 3 channels
    (finding,) = (one for one in several.findings if one.name == "state_size")
    assert [one.unit for one in finding.left_out] == ["deep", "blind"]
    assert several.notes == (
        "Effective state size, by split: without deep, blind; a unit needs a method operator(x) that returns T(x), "
        "with y = T(x) u.",
    )


@pytest.mark.slow
def test_stacks_have_the_operators_of_their_layers():
    pytest.importorskip("needs_torch")
    from tnrnn.training import stack

    sheet = memory_sheet(stack("linear_attention", 2, 3, 3, 3), probe=PROBE, sample=SAMPLE, splits=[2, 3])
    assert [layer for _, layer in curves(sheet, "state_size")] == ["layer 1", "layer 2"]
    both = {name: stack(name, 1, 3, 3, 3) for name in ("linear_ssm", "gru")}
    found = curves(memory_sheet(both, probe=PROBE, sample=SAMPLE, splits=[2, 3]), "state_size")
    assert list(found) == [("linear_ssm", "layer 1")]


def test_units_of_token_ids_read_symbols_and_no_signals():
    sheet = memory_sheet({"counts": counts}, tokens=20, probe=Probe(5, sequences=300), sample=SAMPLE)
    assert sheet.report is None
    assert sheet.setting.width == 8
    (curve,) = curves(sheet, "symbols").values()
    assert curve.measured[0].value < 0.6  # the counts say which tokens were read, and not when
    assert not curves(sheet, "signals")
    assert any("units of token ids read no signals" in note for note in sheet.notes)
    centred = curves(sheet, "start_future_centred")["counts", "output"]
    assert centred.measured[1].value > 5
    assert json.loads(json.dumps(sheet.to_json(), allow_nan=False))["tokens"] == 20


def test_a_unit_of_one_channel_has_signals_and_no_symbols():
    unit = LinearUnit(0.5 * orthogonal(4), rng().normal(size=(4, 1)))
    sheet = memory_sheet({"linear": unit}, probe=Probe(6, sequences=300))
    assert sheet.report is None
    assert not curves(sheet, "symbols")
    assert len(curves(sheet, "signals")) == 1
    total = sum(one.value for one in curves(sheet, "degrees")["linear", "output"].measured)
    assert total == pytest.approx(4.0, abs=0.2)


def test_a_sequence_of_one_step_has_no_split():
    sheet = memory_sheet({"blind": lambda x: x}, probe=Probe(1, 3, sequences=200))
    assert not curves(sheet, "start_future")
    assert sheet.notes[0].startswith("Start-Future rank, by split: without blind; sequences of one step")
    assert str(sheet)


def test_products_stay_few_enough():
    for length in (1, 5, 20, 60):
        for width in (1, 2, 8, 64, 512):
            delays = delays_of(length, width)
            assert delays[0] == length - 1
            assert list(delays) == sorted(delays, reverse=True)
            for degree, delay in enumerate(delays[1:], start=2):
                assert math.comb(width * (delay + 1) + degree - 1, degree) <= MOST_PRODUCTS


@pytest.mark.parametrize("length", [1, 2, 9, 10, 20, 256])
def test_splits_are_even(length):
    splits = splits_of(length, None)
    assert len(splits) == min(length - 1, 8)
    assert list(splits) == sorted(set(splits))
    if splits:
        assert (splits[0], splits[-1]) == (1, length - 1)
        gaps = np.diff(splits)
        assert not len(gaps) or gaps.max() - gaps.min() <= 1


# Text, data and the page


def test_json_is_plain_and_has_every_curve_with_its_definition(several):
    body = json.loads(json.dumps(several.to_json(), allow_nan=False))
    assert [one["name"] for one in body["measures"]] == list(MEASURES)
    for one in body["measures"]:
        assert "{" not in one["definition"] + one["x"]
        assert {curve["unit"] for curve in one["curves"]} | {left["unit"] for left in one["left_out"]} == {
            "deep",
            "fading",
            "blind",
        }
        for curve in one["curves"]:
            assert len(curve["x"]) == len(curve["measured"])
            assert all(low is None or low <= value <= high for value, low, high in curve["measured"])
    assert [row["name"] for row in body["rows"]] == ["deep", "deep", "deep", "fading", "blind"]
    assert {"length": 6, "width": 3, "sequences": 400, "state": "h", "read": "states", "tokens": None}.items() <= (
        body.items()
    )
    assert body["sample"] == {"mode": "one-hot", "count": 24, "seed": 0}
    assert {row["layer"] for row in body["start_future"]} == {"layer 1", "layer 2", "output"}


def test_the_same_call_gives_the_same_bytes_in_any_process(several, tmp_path):
    code = (
        "import sys; sys.path.insert(0, 'tests'); import json, test_memory_sheet as t;"
        "units = {'deep': t.deep, 'fading': t.Fading(), 'blind': lambda x: x};"
        "print(json.dumps(t.memory_sheet(units, probe=t.PROBE, sample=t.SAMPLE).to_json()))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "1", "OPENBLAS_NUM_THREADS": "2"},
    )
    assert json.loads(found.stdout) == several.to_json()
    plots = {"one": several.plot(), "two": several.plot()}
    for ending in ("png", "pdf", "svg"):
        for name, plot in plots.items():
            save(plot, tmp_path / f"{name}.{ending}")
        assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"two.{ending}").read_bytes()


def test_the_text_has_the_report_the_definitions_and_what_is_left_out(several):
    text = str(several)
    assert text.startswith("T = 6 steps, M = 3 symbols or channels, lags 0 to 5; 400 sequences")
    assert several.title == (
        "Memory of deep, fading, blind: T = 6 steps, M = 3, 400 sequences, seed 0. State read: h; what fading, blind "
        "return (N numbers). Curves by split are of the top layer, those by lag and by degree of all layers together."
    )
    for finding in several.findings:
        assert " ".join(finding.definition.split()) in " ".join(text.split())
    assert several.notes[0] in text
    assert (
        "What each layer holds, by split; the bound is proved, of the unit or, as said below, of its circuit:" in text
    )


def test_a_page_of_units_of_one_layer_names_no_layers(alone):
    units = {"fading": Fading(), "blind": lambda x: x}
    sheet = memory_sheet(units, probe=PROBE, sample=SAMPLE, splits=[3])
    for one in (sheet, alone):
        assert one.title.endswith("(N numbers).")


def test_the_chart_of_symbols_shows_a_guess_and_no_bound_is_a_single_point(several):
    (symbols,) = (one for one in several.findings if one.name == "symbols")
    assert (symbols.baseline, symbols.to_json()["baseline"]) == (1 / 3, 0.333333)
    (level,) = (one for one in chart_of(symbols, several.labels, True).series if one.kind == "baseline")
    assert (level.x, level.y) == ((0.0, 5.0), (symbols.baseline,) * 2)
    rank = next(one for one in several.findings if one.name == "start_future")
    assert rank.baseline is None
    for most, kinds in (((8.0, 900.0), []), ((8.0, 9.0), ["circuit"])):
        curve = Curve("deep", "layer 2", (1.0, 2.0), (Estimate(3.0, 2.0, 4.0),) * 2, most, "circuit")
        chart = chart_of(rank._replace(curves=(curve,)), several.labels, True)
        assert [one.kind for one in chart.series if one.kind not in {"interval", "measured"}] == kinds


def many():
    """Return twelve units with long names."""
    return {f"a unit with a long name {at}": Fading() if at % 2 else deep for at in range(12)}


def test_the_page_can_be_read(several):
    check_sheet(several, "print")


@pytest.mark.slow
def test_the_page_of_a_unit_or_of_twelve_can_be_read(several, alone):
    most = memory_sheet(many(), probe=PROBE, sample=SAMPLE, splits=[2, 3])
    for sheet in (several, alone, most):
        for style in ("print", "slides"):
            check_sheet(sheet, style)
    width, height = most.plot().figure.get_size_inches()
    assert (round(width, 2), round(height, 2)) <= (8.27, 11.69)


def check_sheet(sheet, style):
    """Check that a page has every chart, definition and note, and that all words can be read."""
    figure = sheet.plot(style=style).figure
    figure.draw_without_rendering()
    shown = [finding for finding in sheet.findings if finding.curves]
    assert [ax.get_title(loc="left") for ax in figure.axes] == [finding.title for finding in shown]
    words = " ".join(text.get_text() for text in figure.texts)
    assert all(finding.definition in words for finding in shown)
    assert all(sentence in words for sentence in (sheet.title, *sheet.notes))
    check_page(figure)


def check_page(figure):
    """Check that all words are on the page, and that none covers another or a chart."""
    page, boxes = figure.bbox, []
    for ax in figure.axes:
        texts = [ax.xaxis.label, ax.yaxis.label, ax._left_title]
        boxes += [text.get_window_extent() for text in texts] + [ax.get_window_extent()]
    boxes += [text.get_window_extent() for text in figure.texts]
    boxes += [text.get_window_extent() for legend in figure.legends for text in legend.get_texts()]
    for at, box in enumerate(boxes):
        assert page.x0 <= box.x0 <= box.x1 <= page.x1
        assert page.y0 <= box.y0 <= box.y1 <= page.y1
        assert not any(box.overlaps(other) for other in boxes[:at])


def test_progress_is_told_step_by_step():
    told = []

    def tell(done, total, what):
        told.append((done, total))

    memory_sheet({"blind": lambda x: x}, probe=PROBE, splits=[2, 4], progress=tell)
    assert told == [(done, 4 + len(MEASURES)) for done in range(4 + len(MEASURES))]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"probe": 8}, "memory_sheet, probe: expected a Probe, given 8"),
        ({"sample": 8}, "memory_sheet, sample: expected a Sample, given 8"),
        ({"reading": "h"}, "memory_sheet, reading: expected a Reading, given 'h'"),
        ({"tokens": 1}, "memory_sheet, tokens: expected an integer from 2 to 2147483647, given 1"),
        ({"splits": 3}, "memory_sheet, splits: expected splits, as integers, given 3"),
        ({"splits": [6]}, "memory_sheet, split: expected an integer from 1 to 5, given 6"),
        ({"threshold": 2}, "threshold: expected a number above 0 and at most 1, given 2"),
        ({"progress": 3}, "memory_sheet, progress: expected a function, True, False or None, given 3"),
        ({"probe": Probe(6)}, r"memory_sheet, width: expected Probe\(.., width=..\), the numbers"),
    ],
)
def test_mistakes_are_one_line(options, message):
    with pytest.raises(TnrnnError, match=message):
        memory_sheet({"blind": lambda x: x}, **{"probe": PROBE, **options})


def test_units_that_are_random_or_look_ahead_are_refused():
    generator = rng()
    for unit, message in (
        (lambda x: generator.normal(size=x.shape), "expected the same"),
        (lambda x: x[:, ::-1].cumsum(axis=1)[:, ::-1], "given other states when the last step"),
        (lambda x: np.full(x.shape, np.nan), "expected finite numbers"),
    ):
        with pytest.raises(TnrnnError, match=message):
            memory_sheet({"unit": unit}, probe=PROBE)
    with pytest.raises(TnrnnError, match="expected at most 12 units, given 13"):
        memory_sheet({str(at): deep for at in range(13)}, probe=PROBE)


# The command line

MODELS = """
import sys
import numpy as np

print("this module is loaded")

class Unit:
    inputs = 3
    def __call__(self, words):
        return np.cumsum(words, axis=1)

def unit():
    return Unit()

def several():
    return {"sum": Unit(), "last": lambda words: words}

def plain():
    return lambda words: words

def tokens():
    return lambda ids: np.cumsum(np.eye(9)[ids], axis=1)

def needs(size, *, other):
    return Unit()

def fails():
    raise FileNotFoundError("weights.pt")

def leaves():
    sys.exit("no")

def nothing():
    return None

def empty():
    return {}

def of_numbers():
    return {"a": 3}

def late():
    def unit(words):
        if len(words) > 10:
            raise AssertionError("too many")
        return words
    return unit

def stops():
    def unit(words):
        raise KeyboardInterrupt
    return unit

number = 3
"""
SHORT = ["--length", "5", "--sequences", "300", "--starts", "20"]


@pytest.fixture
def models(tmp_path, monkeypatch):
    """Write a module of factories, and one that is broken, into the working directory."""
    (tmp_path / "models.py").write_text(MODELS)
    (tmp_path / "broken.py").write_text("def unit(:\n")
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    for name in ("models", "broken"):
        sys.modules.pop(name, None)


def said(capsys, *words):
    before = list(sys.path)
    status = main(["memory", *words])
    assert sys.path == before
    out = capsys.readouterr()
    return status, out.out, out.err


def test_the_command_measures_a_unit_of_the_working_directory(models, capsys):
    pytest.importorskip("needs_torch")
    status, out, err = said(capsys, "--module", "models:unit", *SHORT, "-o", "page.pdf", "--json")
    assert (status, err) == (0, "this module is loaded\n")
    body = json.loads(out)
    assert [row["name"] for row in body["rows"]] == ["unit"]
    assert (models / "page.pdf").read_bytes().startswith(b"%PDF")


def test_the_command_compares_units_with_cells(models, capsys):
    pytest.importorskip("needs_torch")
    words = ["--module", "models:several", "--module", "models:unit", "--cell", "gru", "--hidden", "4", *SHORT]
    status, out, _ = said(capsys, *words, "--split", "2,4", "--json")
    assert status == 0
    body = json.loads(out)
    assert [row["name"] for row in body["rows"]] == ["sum", "last", "unit", "gru"]
    assert (body["width"], body["splits"]) == (3, [2, 4])


def test_the_command_takes_token_ids_and_a_width(models, capsys):
    pytest.importorskip("needs_torch")
    status, out, _ = said(capsys, "--module", "models:tokens", "--tokens", "9", *SHORT, "--json")
    assert status == 0
    assert json.loads(out)["tokens"] == 9
    status, out, _ = said(capsys, "--module", "models:plain", "-M", "1", *SHORT, "--json")
    assert (status, json.loads(out)["width"]) == (0, 1)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["models"], "--module: expected PACKAGE.MODULE:FACTORY, such as models.small:lstm, given 'models'"),
        (["no_such.thing:unit"], "--module 'no_such.thing:unit': expected a module that can be imported, given Module"),
        (["broken:unit"], "--module 'broken:unit': expected a module that can be imported, given SyntaxError"),
        (["models:unit.x.y"], "--module 'models:unit.x.y': expected a name in unit, given 'x'"),
        (["models:sevral"], "--module 'models:sevral': expected a name in models, given 'sevral'; did you mean 's"),
        (["models:number"], "--module 'models:number': expected a function that is called without arguments, given 3"),
        (["models:needs"], "--module 'models:needs': expected a function that is called without arguments, given one "
         "that needs size, other"),
        (["models:fails"], "--module 'models:fails': expected a function that returns a unit, given FileNotFoundError: "
         "weights.pt (models.py, line 28)"),
        (["models:leaves"], "--module 'models:leaves': expected a function that returns a unit, given SystemExit: no"),
        (["models:nothing"], "--module 'models:nothing': expected a function that returns a torch module, a function"),
        (["models:empty"], "--module 'models:empty': expected a function that returns at least one unit, given {}"),
        (["models:of_numbers"], "--module 'models:of_numbers': expected a function that returns a torch module, a fun"),
        (["models:late", "-M", "3"], "memory, unit: expected states for sequences of shape (300, 5, 3), given "
         "AssertionError: too many (models.py, line 45)"),
        (["models:plain"], "--inputs: expected the numbers that plain reads at each step, or --tokens V"),
        (["models:unit", "--split", "5"], "memory_sheet, split: expected an integer from 1 to 4, given 5"),
        (["models:unit", "--split", "x"], "--split: expected sizes such as 3"),
        (["models:unit", "--starts", "0"], "--starts: expected an integer from 1 to 10000, given 0"),
        (["models:unit", "--tokens", "9", "--cell", "gru"], "--tokens: expected networks of --module alone"),
        (["models:unit", "--read", "part"], "reading, read: expected 'states' or 'output'"),
    ],
)  # fmt: skip
def test_mistakes_on_the_command_line_are_one_line(models, words, message, capsys):
    pytest.importorskip("needs_torch")
    status, out, err = said(capsys, *SHORT, "--module", *words)
    assert (status, out) == (2, "")
    *before, last = err.splitlines()
    assert before in ([], ["this module is loaded"])
    assert last.startswith("tnrnn: error: " + message)


def test_a_function_of_arrays_needs_no_torch(models, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    status, out, _ = said(capsys, "--module", "models:plain", "-M", "3", *SHORT, "--split", "2", "--json")
    assert (status, json.loads(out)["splits"]) == (0, [2])


def test_ctrl_c_in_a_unit_leaves_no_trace(models, capsys):
    pytest.importorskip("needs_torch")
    status, out, err = said(capsys, "--module", "models:stops", "-M", "3", *SHORT)
    assert (status, out) == (130, "")
    assert err.splitlines()[-1] == "tnrnn: interrupted"


def test_the_help_says_that_code_is_run(capsys):
    with pytest.raises(SystemExit):
        main(["memory", "--help"])
    assert "runs that code with all your rights" in " ".join(textwrap.dedent(capsys.readouterr().out).split())


# What may be held


def test_a_cell_that_is_its_circuit_holds_no_more_than_is_proved():
    pytest.importorskip("needs_torch")
    from tnrnn.training import may_hold, stack

    cells = ("plain_selective_ssm", "plain_linear_attention", "plain_linear_ssm")
    units = {cell: stack(cell, 1, 2, 3, 3).double() for cell in cells}
    sheet = memory_sheet(units, probe=PROBE, sample=SAMPLE)
    for row in sheet.profile.rows:
        future = row.future
        assert row.bound == may_hold(row.name, 1, 2, 3, 6, future.split, mode="one-hot").bound.value
        assert future.spectrum.numerical_rank <= row.bound
    assert {curve.limit for curve in curves(sheet, "start_future").values()} == {"proved"}
    assert sheet.notes[0].startswith(
        "Start-Future rank that may be held at split 3, proved: plain_selective_ssm at most "
    )


def test_bounds_of_other_cells_are_those_of_their_circuits():
    torch = pytest.importorskip("needs_torch").torch
    from tnrnn.training import stack

    units = {"rac": stack("rac", 2, 3, 3, 3), "lstm": torch.nn.LSTM(3, 3, batch_first=True), "sum": Fading()}
    sheet = memory_sheet(units, probe=PROBE, sample=SAMPLE, splits=[2, 3])
    found = curves(sheet, "start_future")
    assert found["rac", "layer 2"].limit == "circuit"
    assert found["sum", "output"].most == ()
    assert [row.bound is None for row in sheet.profile.rows if row.name == "sum"] == [True, True]
    assert "as a circuit, without nonlinearities and residual connections, rac at most" in sheet.notes[0]
    only = memory_sheet(stack("rac", 2, 3, 3, 3), probe=PROBE, sample=SAMPLE, splits=[3])
    assert [row.bound for row in only.profile.rows] == [3, found["rac", "layer 2"].most[1]]


def test_a_bound_is_of_the_cell_itself_where_that_is_proved_and_none_is_said_that_is_not_proved():
    pytest.importorskip("needs_torch")
    from tnrnn.training import may_hold, stack

    units = {"affine": stack("selective_ssm", 1, 2, 3, 3), "computed": stack("plain_gated_attention", 2, 2, 3, 3)}
    assert may_hold("plain_gated_attention", 2, 2, 3, 6, 3).bound.status == "computed"
    sheet = memory_sheet(units, probe=PROBE, sample=Sample("continuous", 24), splits=[3])
    found = curves(sheet, "start_future")
    assert (found["affine", "layer 1"].limit, found["affine", "layer 1"].most) == ("proved", (3.0,))
    assert found["computed", "layer 2"].most == ()
    assert sheet.notes[0] == "Start-Future rank that may be held at split 3, proved: affine at most 3."


@pytest.mark.slow
def test_nothing_is_said_of_another_reading():
    pytest.importorskip("needs_torch")
    from tnrnn.memory.units import Reading
    from tnrnn.training import stack

    unit = stack("lstm", 1, 3, 3, 3)
    for reading in (Reading(read="output"), Reading(state="h,c")):
        sheet = memory_sheet(unit, probe=PROBE, sample=SAMPLE, splits=[3], reading=reading)
        assert all(row.bound is None for row in sheet.profile.rows)
    assert sheet.title.endswith("State read: h and c of LSTMs, h of other cells (N numbers).")
    assert sheet.units == {"lstm": (6,)}
