"""What data ask for beside what models can hold and units do hold: the report, and `tnrnn memory --data`."""

import json
import math

import numpy as np
import pytest

from tnrnn import TnrnnError, rac
from tnrnn.cli import main
from tnrnn.memory import data_entanglement, data_report
from tnrnn.memory.data import read_labelled

WORDS = np.array(list(np.ndindex(*(2,) * 6)))
LABELS = (WORDS[:, :3] == WORDS[:, 3:]).all(axis=1)


@pytest.fixture(scope="module")
def data():
    return data_entanglement(WORDS, LABELS, balanced=True)


def register(words):
    """Return the current and the two last words: all that splits of the last three steps can show of the Start."""
    late = [np.pad(words, ((0, 0), (k, 0), (0, 0)))[:, : words.shape[1]] for k in range(3)]
    return np.concatenate(late, axis=2)


# The report


def test_bounds_stand_beside_the_rows_and_the_excess_is_named(data):
    report = data_report(data, model=rac(6, 1, 2, 3))
    assert [bound.value for bound in report.bounds] == [2, 3, 3, 3, 2]
    assert report.beyond == (2, 3, 4)
    assert report.overlaps[2] == pytest.approx(math.sqrt(3 / 7))
    assert "At split 2, 3, 4 the entropy of the data is above: no weights give the data tensor." in str(report)
    assert data_report(data, model=rac(6, 1, 2, 8)).beyond == ()
    assert data_report(data).overlaps == data_report(data).beyond == ()


def test_a_bound_that_no_memory_holds_is_no_limit():
    words = np.random.default_rng(0).integers(0, 2, size=(10, 150))
    report = data_report(data_entanglement(words, splits=[75]), model=rac(150, 8, 2, 200))
    assert report.limits[0] > 62
    assert report.overlaps == (1.0,)


def test_units_hold_what_they_show_of_the_starts(data):
    report = data_report(data, units={"register": register}, words=np.eye(2)[WORDS])
    (found,) = report.held.values()
    assert [one.centred.numerical_rank for one in found] == [
        0,
        0,
        0,
        1,
        2,
    ]  # a bit less, centred, for each step it sees
    assert report.to_json()["held"]["register"][4]["split"] == 5


def test_ids_become_one_hot_for_a_unit_that_says_its_width(data):
    class Wide:
        inputs = 2

        def __call__(self, words):
            return register(words)

    ids, hot = (data_report(data, units={"a": Wide()}, words=words) for words in (WORDS, np.eye(2)[WORDS]))
    assert ids.to_json()["held"] == hot.to_json()["held"]


def test_several_classes_are_beside_all_channels_of_the_output():
    labels = 2 * WORDS[:, 0] + WORDS[:, 1]
    data = data_entanglement(WORDS, labels)
    report = data_report(data, model=rac(6, 1, 2, 3, outputs=4))
    assert [bound.value for bound in report.bounds] == [2, 3, 3, 3, 3]
    assert report.beyond == (2, 3, 4, 5)


def test_the_plot_has_the_numbers_of_the_rows(data, tmp_path):
    report = data_report(data, model=rac(6, 1, 2, 3), units={"register": register}, words=np.eye(2)[WORDS])
    ax = report.plot()
    curves = [list(line.get_ydata()) for line in ax.get_lines() if len(line.get_xdata()) == 5]
    assert curves[0] == pytest.approx(data.entropy)
    assert curves[1] == pytest.approx([1, 2, math.log2(7), 2, 1])
    assert curves[2] == pytest.approx([1, *[math.log2(3)] * 3, 1])
    assert ax.get_xlabel() == "steps in the Start"
    for name in ("one", "two"):
        report.save(tmp_path / f"{name}.svg")
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"model": 3}, "data_report, model: expected a Circuit"),
        ({"model": rac(5, 1, 2, 2)}, "inputs at the times 1 to 6"),
        ({"model": rac(6, 1, 3, 2)}, r"inputs of width 2, as the data have, given \[3\]"),
        ({"units": register}, "data_report, words: expected the sequences for the units"),
        ({"units": register, "words": WORDS[:3]}, "expected 64 sequences of 6 steps"),
    ],
)
def test_mistakes_are_one_line(data, more, message):
    with pytest.raises(TnrnnError, match=message):
        data_report(data, **more)


# The command line


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "equal.npz"
    np.savez(path, words=WORDS, labels=LABELS)
    return str(path)


def said(capsys, *words):
    status = main(["memory", *words])
    out = capsys.readouterr()
    return status, out.out, out.err


def test_the_command_prints_plots_and_gives_json(capsys, file, tmp_path):
    words = ["--data", file, "--balanced", "--resamples", "0", "--model", "rac", "-L", "1", "-R", "3"]
    status, out, err = said(capsys, *words, "-o", str(tmp_path / "data.pdf"))
    assert (status, err) == (0, "")
    assert out.startswith("64 sequences of 6 steps, 2 tokens, 2 classes\n")
    assert "rac T=6 L=1 M=2 R=3: least upper bound" in out
    assert (tmp_path / "data.pdf").read_bytes().startswith(b"%PDF")
    body = json.loads(said(capsys, *words, "--json")[1])
    assert body["beyond"] == [2, 3, 4]
    assert body["data"]["rows"][2]["entropy"] == round(math.log2(7), 6)
    assert body["bounds"][2]["value"] == "3"


def test_the_command_embeds_takes_a_sample_and_some_splits(capsys, tmp_path):
    path = tmp_path / "numbers.npz"
    rng = np.random.default_rng(0)
    np.savez(path, inputs=rng.uniform(size=(90, 8)), labels=rng.integers(0, 3, 90))
    words = ["--data", str(path), "--embed", "angle", "--angle", "0.2", "--split", "2,4", "--sequences", "40"]
    status, out, err = said(capsys, *words, "--resamples", "20", "--model", "selective_ssm", "-L", "1", "--state", "2")
    assert (status, err) == (0, "")
    assert "40 sequences of 8 steps, vectors of 2 numbers, 3 classes, an index each" in out
    assert "selective_ssm T=8 L=1 M=2 N=2 O=3" in out
    signs = said(capsys, *words, "--resamples", "0", "--positive", "2")[1]
    assert "2 classes\n" in signs.splitlines(keepends=True)[0]


def test_intervals_that_would_take_hours_are_not_made_unasked(capsys, tmp_path):
    path = tmp_path / "numbers.npz"
    np.savez(path, words=np.random.default_rng(0).uniform(size=(300, 900)))
    status, out, err = said(capsys, "--data", str(path), "--embed", "affine", "--split", "1", "--json")
    assert (status, err) == (0, "")
    assert json.loads(out)["data"]["resamples"] == 100
    from tnrnn.cli.demands import _resamples
    from tnrnn.memory.data import read_data

    assert _resamples(read_data("test", np.ones((300, 900, 2)), None), 899) == 0
    assert "no intervals: they would take some" in capsys.readouterr().err


def test_the_command_reorders(capsys, tmp_path):
    path = tmp_path / "copies.npz"
    half = WORDS[:, :2]
    np.savez(path, words=np.hstack([half, half]))
    words = ["--data", str(path), "--resamples", "0", "--split", "2", "--correlation"]
    before, after = (json.loads(said(capsys, *words, "--json", *more)[1]) for more in ([], ["--reorder"]))
    assert before["order"] is None
    assert sorted(after["order"]) == list(range(4))
    entropies = [body["data"]["rows"][0]["entropy"] for body in (before, after)]
    assert entropies == pytest.approx([2, 0])  # two copies on either side, and a bit with its copy on either
    assert [body["data"]["rows"][0]["correlation"] for body in (before, after)] == pytest.approx([0.5, 0])
    assert "order of the steps: " in said(capsys, *words, "--reorder")[1]


def test_the_command_shows_what_a_checkpoint_holds(capsys, tmp_path):
    pytest.importorskip("needs_torch")
    from tnrnn.training.protocol import Run, train

    run = Run("copy", "gru", 1, delay=3, symbols=1, alphabet=2, budget=200, iterations=2)
    train(run, folder=tmp_path)
    path = tmp_path / "words.npz"
    np.savez(path, words=np.random.default_rng(0).integers(0, 3, size=(30, 5)))
    checkpoint = ["--checkpoint", str(tmp_path / run.file)]
    status, out, err = said(capsys, "--data", str(path), *checkpoint, "--resamples", "0", "--json")
    assert (status, err) == (0, "")
    (held,) = json.loads(out)["held"].values()
    assert [one["split"] for one in held] == [1, 2, 3, 4]
    assert all(one["centred_effective_rank"] >= 1 for one in held)


def test_the_command_shows_what_a_unit_of_the_users_holds(capsys, file, tmp_path, monkeypatch):
    pytest.importorskip("needs_torch")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own_units.py").write_text("def make():\n    return {'the same': lambda words: words}\n")
    hot = tmp_path / "hot.npz"
    np.savez(hot, words=np.eye(2)[WORDS], labels=LABELS)
    status, out, err = said(capsys, "--data", str(hot), "--module", "own_units:make", "--resamples", "0")
    assert (status, err) == (0, "")
    assert "effective rank of units, centred over Starts (and uncentred)" in out
    assert out.splitlines()[-5].split() == ["1", "0.00", "(1.00)"]  # it shows nothing of the Start


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--read", "output"], "--read: expected no --data beside it, given 'output'"),
        (["--model", "rac"], "the following arguments are required: --layers/-L, --hidden/-R"),
        (["--model", "racs"], "--model: expected"),
        (["--hidden", "3"], "--hidden: expected --model beside it, given 3"),
        (
            ["--model", "rac", "-L", "1", "-R", "2", "-T", "5"],
            "--length: expected 6, as the data have",
        ),
        (["--model", "linear_ssm", "-L", "1", "--state", "x"], "--state: expected an integer, given 'x'"),
        (["--cell", "gru"], "--cell: expected no --data beside it, given 'gru'"),
        (["--lags", "3"], "--lags: expected no --data beside it, given 3"),
        (["--embed", "cosine"], "--embed: expected angle, complement or affine, given 'cosine'"),
        (["--angle", "0.2"], "--angle: expected --embed angle beside it, given 0.2"),
        (["--positive", "yes"], "data, positive: expected False or True, given 'yes'"),
        (["--split", "9"], "data_entanglement, split: expected an integer from 1 to 5, given 9"),
        (["--sequences", "65"], "data, sequences: expected an integer from 1 to 64, given 65"),
        (["--resamples", "3"], "data_entanglement, resamples: expected"),
        (["-o", "a.tex"], "save, ending of 'a.tex': expected png, pdf or svg, given 'tex'"),
    ],
)
def test_mistakes_on_the_command_line_are_one_line(words, message, capsys, file):
    status, out, err = said(capsys, "--data", file, *words)
    assert (status, out) == (2, "")
    assert err.startswith("tnrnn: error: " + message)
    assert err.count("\n") == 1


def test_options_of_data_need_data(capsys):
    assert said(capsys, "--cell", "gru", "--embed", "angle")[2].startswith(
        "tnrnn: error: --embed: expected --data FILE"
    )
    assert said(capsys, "--cell", "gru", "--model", "rac")[2].startswith("tnrnn: error: --model: expected --data FILE")


# Files


def test_files_are_read_without_pickles_and_within_limits(tmp_path, monkeypatch):
    path = str(tmp_path / "data.npz")
    np.savez(path, inputs=WORDS)
    found = read_labelled(path)
    assert found.labels is None
    assert (found.words == WORDS).all()
    cases = {"neither": {"images": WORDS}, "both": {"words": WORDS, "inputs": WORDS}}
    for arrays in cases.values():
        np.savez(path, **arrays)
        with pytest.raises(TnrnnError, match="expected one array named words or inputs"):
            read_labelled(path)
    np.savez(path, words=np.array([print], dtype=object))
    with pytest.raises(TnrnnError, match=r"expected an \.npz file of plain arrays, given 'ValueError"):
        read_labelled(path)
    (tmp_path / "text.npz").write_text("text")
    with pytest.raises(TnrnnError, match=r"expected an \.npz file of plain arrays"):
        read_labelled(str(tmp_path / "text.npz"))
    np.save(tmp_path / "array.npy", WORDS)
    with pytest.raises(TnrnnError, match=r"expected an \.npz file of plain arrays"):
        read_labelled(str(tmp_path / "array.npy"))
    np.savez_compressed(path, words=np.zeros(10**6))
    monkeypatch.setattr("tnrnn.memory.data.files.MOST_BYTES", 10**6)
    with pytest.raises(TnrnnError, match="at most 1,000,000 bytes of arrays"):
        read_labelled(path)
