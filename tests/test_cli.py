import json
import os
import shlex
import subprocess
import sys
from math import comb

import pytest

import tnrnn
from tnrnn import Partition, min_cut, rac, unroll
from tnrnn.cli import main

CASE = ["-T", "6", "-L", "2", "-M", "2", "-R", "3"]


def run(*arguments, **environment):
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tnrnn", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def printed_json(capsys, *arguments):
    assert main(list(arguments)) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "formula", "value"),
    [
        ("-T 6 -L 2 -M 2 -R 3", "M^3", "8"),
        ("-T 6 -L 2 -M 2 -R 3 --mode continuous", "M R^3", "54"),
        ("-T 6 -L 2 -M 10 -R 2", "R^4", "16"),
        ("-T 6 -L 3 -M 100 -R 2", "R^9", "512"),
        ("--length 6 --layers 3 --inputs 100 --hidden 2 --model rac --view shared", "R^9", "512"),
    ],
)
def test_cut_values(capsys, arguments, formula, value):
    result = printed_json(capsys, "cut", *arguments.split(), "--json")
    assert (result["formula"], result["value"], result["minimal"]) == (formula, value, True)
    assert main(["cut", *arguments.split()]) == 0
    assert f"min-cut  {formula} = {value}  (proved least)" in capsys.readouterr().out


def test_cut_json_is_the_cut(capsys):
    result = printed_json(capsys, "cut", *CASE, "--json")
    cut = min_cut(unroll(rac(6, 2, 2, 3)), Partition.start_end(6))
    assert result["entries"] == [
        {"name": e.name, "kind": e.kind, "dim": e.dim, "symbol": e.symbol, "count": 1} for e in cut.entries
    ]
    assert (result["near"], result["far"]) == (list(cut.near), list(cut.far))
    assert result["log2"] == cut.log2 == 3.0


def test_cut_beyond_memory(capsys):
    result = printed_json(
        capsys, "cut", "-T", "1000", "-L", "10", "-M", "3", "-R", "2", "--mode", "continuous", "--json"
    )
    assert result["value"] is None
    assert result["view"] == "shared"
    assert 5.8e18 < result["log2"] < 5.9e18
    total = sum(int(entry["count"]) for entry in result["entries"])
    assert result["formula"] == f"R^{total}"
    assert any(isinstance(entry["count"], str) for entry in result["entries"])
    assert any(isinstance(entry["count"], int) for entry in result["entries"])


@pytest.mark.parametrize("steps", ["1-3", "1,2,3", "1-2,3", " 1 - 3 "])
def test_start_in_several_words(capsys, steps):
    assert printed_json(capsys, "cut", *CASE, "--start", steps, "--json")["value"] == "8"


def test_start_of_any_steps(capsys):
    result = printed_json(
        capsys,
        "cut",
        "-T",
        "6",
        "-L",
        "2",
        "-M",
        "5",
        "-R",
        "3",
        "--mode",
        "continuous",
        "--start",
        "1,3-4,6",
        "--json",
    )
    assert result["value"] == "2187"
    assert main(["cut", "-T", "6", "-L", "2", "-M", "5", "-R", "3", "--start", "1,3-4,6"]) == 0
    printed = capsys.readouterr().out
    assert "Start 1, 3-4, 6, End 2, 5" in printed
    assert "slice" not in printed


def test_odd_lengths_are_split_at_the_half_rounded_down(capsys):
    assert main(["cut", "-T", "5", "-L", "1", "-M", "2", "-R", "3"]) == 0
    assert "Start 1-2, End 3-5" in capsys.readouterr().out


@pytest.mark.parametrize("ending", ["png", "pdf", "svg", "tex"])
@pytest.mark.parametrize("view", ["unrolled", "shared"])
def test_draw_writes_the_format_of_the_ending(tmp_path, ending, view):
    path = tmp_path / f"rac.{ending}"
    assert main(["draw", *CASE, "--view", view, "-o", str(path)]) == 0
    start = {"png": b"\x89PNG", "pdf": b"%PDF", "svg": b"<?xml", "tex": b"% Compile"}[ending]
    assert path.read_bytes().startswith(start)
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("cut", ["min", "slice", "none"])
@pytest.mark.parametrize("theme", ["print", "slides", "dark", "grey"])
def test_draw_options(tmp_path, cut, theme):
    path = tmp_path / "rac.svg"
    assert main(["draw", *CASE, "--mode", "continuous", "--cut", cut, "--theme", theme, "-o", str(path)]) == 0
    assert path.stat().st_size > 1000


def test_draw_gives_the_same_bytes_in_every_process(tmp_path):
    for ending in ("svg", "pdf", "png"):
        files = [tmp_path / f"{seed}.{ending}" for seed in (0, 1)]
        for seed, path in enumerate(files):
            assert run("draw", *CASE, "-o", str(path), PYTHONHASHSEED=str(seed)).returncode == 0
        assert files[0].read_bytes() == files[1].read_bytes()


def test_cut_prints_the_same_in_every_process():
    outputs = {run("cut", *CASE, "--json", PYTHONHASHSEED=str(seed)).stdout for seed in range(3)}
    assert len(outputs) == 1


def test_demo(tmp_path, capsys):
    folder = tmp_path / "a" / "demo"
    assert main(["demo", "--out", str(folder)]) == 0
    printed = capsys.readouterr().out
    written = sorted(path.name for path in folder.iterdir())
    assert len(written) == 16
    assert all(str(folder / name) in printed for name in written)
    assert {name.split("-")[2] for name in written} == {"L1", "L2", "L3"}
    for cell in ("M^3 = 8", "M R^3 = 54", "R^4 = 16", "R^9 = 512", "R^10 = 1024"):
        assert cell in printed


def test_demo_as_json(tmp_path, capsys):
    result = printed_json(capsys, "demo", "--out", str(tmp_path), "--json")
    assert len(result["pictures"]) == 16
    row = next(row for row in result["cuts"] if (row["L"], row["M"], row["inputs"]) == (3, 100, "continuous"))
    assert (row["slice"], row["min-cut"]) == ("R^10 = 1024", "R^9 = 512")
    assert all(row["rank"].endswith(", proved") for row in result["cuts"])
    assert all(int(row["rank"].partition(",")[0]) <= row["symmetric cut"] for row in result["cuts"])


def test_version_and_help(capsys):
    for word in ("--version", "--help"):
        with pytest.raises(SystemExit) as stop:
            main([word])
        assert stop.value.code == 0
    printed = capsys.readouterr().out
    assert f"tnrnn {tnrnn.__version__}" in printed
    assert "demo" in printed


DRAW = ["draw", *CASE, "-o", "x.svg"]
BAD = [
    ([], "required: COMMAND"),
    (["drwa"], "given 'drwa'; did you mean 'draw'?"),
    (["--verison"], "option: expected -h, --help or --version, given '--verison'; did you mean '--version'?"),
    (["cut"], "required: --length/-T, --layers/-L, --inputs/-M, --hidden/-R"),
    (["cut", "-T", "6", "-L", "2", "-M", "2"], "required: --hidden/-R"),
    (["cut", "-T", "six", "-L", "2", "-M", "2", "-R", "2"], "--length/-T: expected an integer, given 'six'"),
    (["cut", "-T", "2.5", "-L", "2", "-M", "2", "-R", "2"], "--length/-T: expected an integer, given '2.5'"),
    (["cut", "-T", "0", "-L", "2", "-M", "2", "-R", "2"], "length: expected an integer of at least 1, given 0"),
    (["cut", "-T", "-6", "-L", "2", "-M", "2", "-R", "2"], "length: expected an integer of at least 1, given -6"),
    (["cut", "-T", "1", "-L", "2", "-M", "2", "-R", "2"], "--length: expected at least 2 steps"),
    (["cut", "-T", "6", "-L", "0", "-M", "2", "-R", "2"], "layers: expected an integer"),
    (["cut", "-T", "6", "-L", "2", "-M", "0", "-R", "2"], "inputs: expected an integer"),
    (["cut", "-T", "6", "-L", "2", "-M", "2", "-R", "-1"], "hidden: expected an integer"),
    (["cut", "-T", "9" * 50, "-L", "2", "-M", "2", "-R", "2"], "length: expected an integer from 2 to 1000000"),
    (["cut", "-T", "9" * 5000, "-L", "2", "-M", "2", "-R", "2"], "--length/-T: expected an integer, given '999"),
    (["cut", "-T", "6", "-L", "9" * 20, "-M", "2", "-R", "2"], "length and layers: expected at most"),
    (["cut", "-T", "6", "-L", "2", "-M", "9" * 20, "-R", "2"], "inputs: expected an integer from 1 to 1000000000"),
    (["cut", "-T", "6", "-L", "2", "-M", "2", "-R", "9" * 20], "hidden: expected an integer from 1 to 1000000000"),
    (["cut", *CASE, "--start", ""], "--start: expected steps such as 1-3 or 1,3,5, given ''"),
    (["cut", *CASE, "--start", "1-"], "--start: expected steps such as 1-3 or 1,3,5, given '1-'"),
    (["cut", *CASE, "--start", "1;2"], "--start: expected steps such as"),
    (["cut", *CASE, "--start", "²"], "--start: expected steps such as"),
    (["cut", *CASE, "--start", "0-2"], "--start: expected steps from 1 to 6"),
    (["cut", *CASE, "--start", "3-1"], "--start: expected steps from 1 to 6, ranges upwards"),
    (["cut", *CASE, "--start", "1-7"], "--start: expected steps from 1 to 6"),
    (["cut", *CASE, "--start", "1-999999999999"], "--start: expected steps from 1 to 6"),
    (["cut", *CASE, "--start", "1-6"], "the Start holds all 6 steps; leave at least one to the End"),
    (["cut", *CASE, "--start", "1,1"], "each named once"),
    (["cut", *CASE, "--start", "1-6,1-6,1-6"], "--start: expected each step once"),
    (["cut", *CASE, "--mode", "onehot"], "did you mean 'one-hot'?"),
    (["cut", *CASE, "--model", "rca"], "given 'rca'; did you mean 'rac'?"),
    (["cut", *CASE, "--view", "sharde"], "--view: expected unrolled or shared, given 'sharde'; did you mean 'shared'?"),
    (["cut", *CASE, "--start=--"], "--start: expected a value, given '--'"),
    (["cut", *CASE, "extra\nline"], "unrecognized arguments: extra line"),
    (["cut", "-T", "1_0", "-L", "2", "-M", "2", "-R", "2"], "expected an integer, given '1_0'"),
    (["cut", "-T", "٣", "-L", "2", "-M", "2", "-R", "2"], "expected an integer, given '٣'"),
    (["cut", *CASE, "--jsn"], "unrecognized arguments: --jsn"),
    (
        ["cut", "-T", "40", "-L", "8", "-M", "2", "-R", "2", "--view", "unrolled"],
        f"the network would have {3 * (comb(48, 8) - 1) + comb(47, 7) + 1 + 40 + 39:,} tensors",
    ),
    (["draw", *CASE], "required: -o/--output"),
    ([*DRAW[:-1], "x.svgg"], "did you mean 'svg'?"),
    ([*DRAW[:-1], "x"], "expected png, pdf, svg, tex"),
    ([*DRAW[:-1], "no/such/folder/x.svg"], "no/such/folder/x.svg"),
    ([*DRAW[:-1], "a\0b.svg"], "null"),
    ([*DRAW, "--cut", "slic"], "--cut: expected min, slice or none, given 'slic'; did you mean 'slice'?"),
    ([*DRAW, "--cut", "slice", "--start", "1,3"], "--cut slice: expected a Start 1..k"),
    ([*DRAW, "--theme", "drak"], "did you mean 'dark'?"),
    ([*DRAW, "--view", "rolled"], "given 'rolled'; did you mean 'unrolled'?"),
    (
        ["draw", "-T", "1000", "-L", "10", "-M", "2", "-R", "2", "-o", "x.svg"],
        "would have about 8.8e+23 tensors, more than the limit of 200,000; use --view shared",
    ),
    ([*DRAW[:-1], "x.png/"], "that is the name of a folder"),
    ([*DRAW[:-1], "x" * 5000 + ".svg"], "File name too long"),
    (["demo", "--out="], "--out: expected a folder that can be written, given ''"),
    (["demo", "--out=--"], "--out: expected a value, given '--'"),
    (["demo", "--out", "new/" + "x" * 300], "--out: expected a folder that can be written"),
    (["rank", *CASE, "--save", "no/such/rank.json"], "there is no folder 'no/such'"),
    (["verify", "no.json"], "certificate 'no.json': cannot be read: No such file"),
    (["verify", "file"], "certificate"),
    (["sweep", "no.toml"], "required: --store"),
    (["sweep", "no.toml", "--store", "x.sqlite"], "no.toml"),
    (["demo", "--out", "file"], "--out: expected a folder that can be written"),
    (["demo", "--out", "file/below"], "--out: expected a folder that can be written"),
]


@pytest.mark.parametrize(
    ("arguments", "message"), BAD, ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else ""
)
def test_bad_input_is_one_line_and_leaves_nothing(arguments, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("kept")
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.err.startswith("tnrnn: error: ")
    assert printed.err.count("\n") == 1
    assert len(printed.err) < 400
    assert printed.out == ""
    assert [item.name for item in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "kept"


def test_status_of_the_process():
    assert run("cut", "-T", "6").returncode == 2
    assert run("cut", *CASE).returncode == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
@pytest.mark.parametrize("buffered", ["", "1"])
def test_a_full_disk_is_no_traceback(buffered):
    with open("/dev/full", "w") as full:
        environment = {**os.environ, "PYTHONUNBUFFERED": buffered}
        command = [sys.executable, "-m", "tnrnn", "cut", *CASE]
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=environment)
    assert result.returncode == 2
    assert result.stderr.startswith("tnrnn: error: cannot print: ")
    assert result.stderr.count("\n") == 1


def test_sweep(tmp_path, capsys):
    grid, store, table = (tmp_path / name for name in ("grid.toml", "store.sqlite", "table.csv"))
    grid.write_text('length = [4, 6]\nlayers = [1, 2]\ninputs = 2\nhidden = 2\nsplit = "all"\n')
    for _ in range(2):
        assert main(["sweep", str(grid), "--store", str(store), "--workers", "2", "--csv", str(table)]) == 0
    assert "16 done" in capsys.readouterr().out
    assert len(table.read_text().splitlines()) == 17


def test_a_saved_certificate_verifies_and_a_changed_one_does_not(tmp_path, capsys):
    path = tmp_path / "rank.json"
    assert main(["rank", "-T", "8", "-L", "2", "-M", "3", "-R", "3", "--save", str(path)]) == 0
    assert "rank = 45  (proved by symmetric_cut" in capsys.readouterr().out
    result = printed_json(capsys, "verify", str(path), "--json")
    assert (result["lower"], result["upper"], result["exact"], result["verified"]) == ("45", "45", True, True)
    body = json.loads(path.read_text())
    path.write_text(json.dumps({**body, "seed": body["seed"] + 1}))
    assert main(["verify", str(path)]) == 2
    assert "the text was changed" in capsys.readouterr().err


def test_a_link_stays_a_link(tmp_path):
    target, link = tmp_path / "target.svg", tmp_path / "link.svg"
    target.write_text("old")
    link.symlink_to(target)
    assert main(["draw", *CASE, "-o", str(link)]) == 0
    assert link.is_symlink()
    assert target.read_bytes().startswith(b"<?xml")


def test_the_demo_asks_for_all_files_before_it_writes_one(tmp_path, capsys):
    (tmp_path / "rac-T6-L3-M100-R2-continuous.pdf").mkdir()
    assert main(["demo", "--out", str(tmp_path)]) == 2
    assert "it is not a regular file" in capsys.readouterr().err
    assert len(list(tmp_path.iterdir())) == 1


def test_a_closed_pipe_is_no_traceback():
    command = f"{shlex.quote(sys.executable)} -m tnrnn cut -T 12 -L 3 -M 2 -R 2 --json | head -1"
    result = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert result.stdout == "{\n"
    assert "Traceback" not in result.stderr
