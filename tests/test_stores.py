"""Stores that something has damaged are refused in one line with a way out; none is read as if it were whole."""

import contextlib
import json
import os
import random
import re
import shlex
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple

import pytest
from sweep_helpers import fake, many

from tnrnn import TnrnnError
from tnrnn.cli.commands import main
from tnrnn.drawing import plot_gap
from tnrnn.sweeping import SweepCase, SweepRow, check_store, grid, measure, read_store, sweep, to_csv
from tnrnn.sweeping.cases import Outcome
from tnrnn.sweeping.store import opened_store

SMALL = grid(length=4, layers=[1, 2], inputs=2, hidden=[2, 3])
FLIPS = 3_000 if os.environ.get("TNRNN_SLOW") == "1" else 150


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A store of a few pages, of measured ranks and of others, with a case that failed; always the same bytes."""
    path = tmp_path_factory.mktemp("stores") / "whole.sqlite"
    results = [(case, measure(case)) for case in SMALL] + [(case, fake(case)) for case in many(40)]
    with opened_store(path, new=True, kind=SweepCase) as store:
        store.land((case, Outcome("done", "", json.dumps(result, sort_keys=True))) for case, result in results)
        store.land([(SweepCase(6, 1, 2, 2, 3), Outcome("timeout", "took more than 1 s"))])
    return path


@pytest.fixture
def store(tmp_path, whole):
    return shutil.copy(whole, tmp_path / "a store's.sqlite")


def changed(path, *statements):
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(*statement) if isinstance(statement, tuple) else connection.execute(statement)


def refused(path, match="is damaged"):
    """Every reader refuses the store in the same line, and leaves it as it is."""
    before = path.read_bytes()
    said = set()
    for action in (read_store, check_store, lambda given: to_csv(given, path.with_name("out.csv"))):
        with pytest.raises(TnrnnError, match=match) as caught:
            action(path)
        said.add(str(caught.value))
    assert len(said) == 1
    assert "\n" not in said.copy().pop()
    assert not path.with_name("out.csv").exists()
    assert path.read_bytes() == before
    return said.pop()


def salvaged(line):
    """Do what an error says, and return the new store."""
    words = shlex.split(line[line.index("tnrnn sweep --salvage") :].partition(" NEW copies ")[0])
    new = os.path.join(os.path.dirname(words[-1]), "saved")
    assert main([*words[1:], new]) == 0
    return new


# Damage


def outcome(path):
    """Return the rows of a store and no error, or no rows and an error."""
    try:
        return read_store(path), ""
    except TnrnnError as error:
        return None, str(error)


def test_flipped_bytes_are_found_or_give_rows_that_are_whole(whole, tmp_path):
    rng, path, rows = random.Random(5), tmp_path / "flipped", read_store(whole)
    data, ends = whole.read_bytes(), {"refused": 0, "same": 0, "other": 0}
    for _ in range(FLIPS):
        flipped = bytearray(data)
        for place in rng.sample(range(len(data)), rng.choice((1, 1, 10, 1000))):
            flipped[place] ^= 1 << rng.randrange(8)
        path.write_bytes(flipped)
        found, line = outcome(path)
        assert line.startswith("store '") or (not line and all(isinstance(row, SweepRow) for row in found))
        assert "\n" not in line
        ends["refused" if line else "same" if found == rows else "other"] += 1
        for left in tmp_path.glob("flipped*"):
            left.unlink()
    assert min(ends.values()) > 0
    assert ends["refused"] > FLIPS / 3


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_truncated_stores_are_refused(store, part):
    store.write_bytes(store.read_bytes()[: int(part * store.stat().st_size)])
    refused(store)


CHANGES = {
    "sizes = replace(sizes, ':4,', ':\"four\",')": "row 1: length: expected an integer of at least 1, given 'four'",
    "sizes = replace(sizes, ':4,', ':4.5,')": "row 1: sizes, length: expected a number or a word, given 4.5",
    "sizes = replace(sizes, 'hidden', 'hiden')": "row 1: hiden: expected a size of rac, .* did you mean 'hidden'",
    "sizes = '{}'": "row 1: rac: expected a value for length and layers and inputs and hidden, given none",
    "sizes = '[4, 1, 2, 2]'": "row 1: sizes: expected a JSON object",
    "sizes = 8.5": "row 1: sizes: ",
    "observe = 'past'": "row 1: observe: expected scalar, vector or future",
    "split = 70": "row 1: split: expected an integer from 1 to 3",
    "seed = x'00'": "row 1: seed: expected an integer",
    "mode = 'onehot'": "row 1: mode: expected one-hot or continuous",
    "model = x'726163'": "row 1: model: expected",
    "seed = 3": r"row 1: key: expected 'rac .* seed=3', given 'rac .* seed=0'",
    "key = 'rac'": "row 1: key: expected",
    "status = 'dome'": "row 1: status: expected done, failed, timeout or memory, given 'dome'; did you mean 'done'",
    "status = 1": "row 1: status: expected",
    "status = 'failed'": "row 1: result of a case that is failed: expected none",
    "message = x'00'": "row 1: message: expected a text",
    "result = NULL": "row 1: result of a case that is done: expected an object, given None",
    "result = 7": "row 1: result: (invalid JSON|expected)",
    "result = x'7B7D'": "row 1: result: expected a text",
    "result = ''": "row 1: result: invalid JSON",
    "result = '[]'": r"row 1: result: expected a JSON object, given \[\]",
    "result = '[[1, 2], [3]]'": "row 1: result: expected a JSON object",
    "result = '3'": "row 1: result: expected a JSON object",
    "result = 'null'": "row 1: result: expected a JSON object",
    "result = '{\"rank\": NaN}'": "row 1: result: expected numbers that JSON allows",
    'result = \'{"a": 1, "a": 2}\'': "row 1: result: expected every field once",
    'result = \'{"rank": {"value": "abc"}}\'': "row 1: result, rank.value: expected null, a number or an integer as",
    'result = \'{"rank": {"value": [45]}}\'': "row 1: result, rank.value: expected null, a number",
    'result = \'{"rank": {"value": true}}\'': "row 1: result, rank.value: expected null, a number",
    'result = \'{"rank": {"value": "4 5"}}\'': "row 1: result, rank.value: expected null, a number",
    'result = \'{"rank": {"value": "45", "log2": "5.4"}}\'': "row 1: result, rank.log2: expected null or a number",
    'result = \'{"rank": {"log2": 1e999}}\'': "row 1: result, rank.log2: expected null or a number",
    'result = \'{"other": [{"deep": 1e999}]}\'': "row 1: result: expected numbers that floats hold, given inf",
    "message = CAST(x'FF' AS TEXT)": "is damaged: Could not decode to UTF-8 column 'message'",
    "mode = CAST(x'FF' AS TEXT)": "is damaged: Could not decode to UTF-8 column 'mode'",
    "result = CAST(x'FF' AS TEXT)": "is damaged: Could not decode to UTF-8 column 'result'",
    f'result = \'{{"rank": {{"log2": 1{"0" * 400}}}}}\'': "row 1: result, rank.log2: expected null or a number",
    'result = \'{"rank": {"value": "45", "kind": 3}}\'': "row 1: result, rank.kind: expected null or a text",
}


@pytest.mark.parametrize("change", CHANGES)
def test_rows_of_other_types_are_refused_wherever_they_are_read(store, whole, change):
    changed(store, f"UPDATE cases SET {change} WHERE rowid = 1")
    line = refused(store, CHANGES[change])
    saved = salvaged(line)
    assert len(read_store(saved)) == 44
    with ThreadPoolExecutor(1) as threads:
        sweep(SMALL, saved, executor=threads)
    assert read_store(saved) == read_store(whole)


# What a result holds is checked by those who read it.
OF_THE_RIGHT_TYPE = {"split = 70", "mode = 'onehot'", "seed = 3", "key = 'rac'", "result = 7"}
OF_THE_RIGHT_TYPE |= {change for change in CHANGES if "AS TEXT" in change or change[:5] in ("sizes", "obser")}


@pytest.mark.parametrize(
    "change", [each for each in CHANGES if "result = '" not in each and each not in OF_THE_RIGHT_TYPE]
)
def test_types_and_statuses_are_checked_before_a_sweep_does_anything(store, change):
    changed(store, f"UPDATE cases SET {change} WHERE rowid = 1")
    with pytest.raises(TnrnnError, match="is damaged: row 1: "), ThreadPoolExecutor(1) as threads:
        sweep(many(60), store, executor=threads, measure=lambda case: pytest.fail("a case was measured"))


@pytest.mark.parametrize("deep", ["[" * 10**6, '{"a":' * 10**6, "[" * 10**5 + "]" * 10**5, '{"a":' * 9 + "1" + "}" * 9])
def test_nesting_of_any_depth_is_refused(store, deep):
    changed(store, ("UPDATE cases SET result = ? WHERE rowid = 1", (deep,)))
    refused(store, "row 1: result: expected lists nested at most 8 deep")


def test_two_rows_of_one_case_are_refused(store):
    changed(
        store, "PRAGMA writable_schema = ON", "CREATE TABLE more AS SELECT * FROM cases", "DROP TABLE cases",
        "ALTER TABLE more RENAME TO cases", "INSERT INTO cases SELECT * FROM cases LIMIT 1",
    )  # fmt: skip
    refused(store, "is damaged: row 46: its case is that of another row, too")


def test_an_index_with_another_key_is_found(store):
    """A sweep would take the case for new, and do it twice."""
    with contextlib.closing(sqlite3.connect(store)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE type = 'index' AND tbl_name = 'cases'"
        (root,) = connection.execute(query).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    data = bytearray(store.read_bytes())
    at = data.index(b"seed=31", (root - 1) * size, root * size)
    data[at + 6] ^= 8
    store.write_bytes(data)
    refused(store, "is damaged: row [0-9]+ missing from index")
    assert len(read_store(salvaged(refused(store)))) == 45


def test_what_could_not_be_read_again_is_not_written(tmp_path):
    odd = {0: {"rank": {"value": "abc"}}, 1: {"deep": [[[[[[[[1]]]]]]]]}, 2: {"fine": [1, {"value": "abc"}]}}
    with ThreadPoolExecutor(1) as threads:
        sweep(many(3), tmp_path / "store", executor=threads, measure=lambda case: odd[case.seed])
    ends = {row.case.seed: (row.status, row.message.partition(",")[0]) for row in read_store(tmp_path / "store")}
    assert ends == {
        0: ("failed", "result"),
        1: ("failed", "result: expected lists nested at most 8 deep"),
        2: ("done", ""),
    }


# Salvage


def overwritten(path, place, count=2000):
    """Overwrite some bytes of a store with random ones, at a part of its length."""
    data = bytearray(path.read_bytes())
    at = int(place * len(data))
    data[at : at + count] = random.Random(1).randbytes(count)
    path.write_bytes(data)


@pytest.mark.parametrize("place", [0.7, 0.95])
def test_what_is_saved_of_a_damaged_store_is_a_store_that_a_sweep_completes(store, place):
    rows = read_store(store)
    overwritten(store, place)
    saved = salvaged(refused(store))
    found = read_store(saved)
    assert 0 < len(found) < len(rows)
    assert set(map(repr, found)) <= set(map(repr, rows))
    cases = [row.case for row in rows if row.status == "done"]
    with ThreadPoolExecutor(1) as threads:
        sweep(cases, saved, executor=threads, measure=fake)
    assert set(cases) <= {row.case for row in read_store(saved)}


def test_a_damaged_index_costs_no_row(store):
    rows = read_store(store)
    overwritten(store, 0.5)
    assert read_store(salvaged(refused(store))) == rows


def test_where_the_way_to_all_rows_is_lost_this_is_said(store, tmp_path, capsys):
    overwritten(store, 1 / 3, 40)  # the root of the table
    refused(store)
    assert main(["sweep", "--salvage", str(store), str(tmp_path / "new")]) == 2
    assert "no row of it can be read; sweep into a new store" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_where_a_store_cannot_even_be_opened_its_salvage_is_not_advised(store, tmp_path, capsys):
    data = bytearray(store.read_bytes())
    data[100:140] = bytes(40)  # where the tables are listed
    store.write_bytes(data)
    refused(store)
    assert main(["sweep", "--salvage", str(store), str(tmp_path / "new")]) == 2
    said = capsys.readouterr().err
    assert "is damaged: database disk image is malformed; no row of it can be read; sweep into a new store" in said
    assert "--salvage" not in said
    assert not (tmp_path / "new").exists()


def test_one_row_is_one_row(tmp_path, capsys):
    store, new = tmp_path / "store", tmp_path / "new"
    for count, words in ((1, "1 intact row of {}"), (2, "2 intact rows of {}")):
        with ThreadPoolExecutor(1) as threads:
            sweep(many(count), store, executor=threads, measure=lambda case: {"n": 1})
        new.unlink(missing_ok=True)
        assert main(["sweep", "--salvage", str(store), str(new)]) == 0
        assert capsys.readouterr().out == f"{new}: {words.format(store)}\n"


def test_truncated_stores_are_saved_as_far_as_they_go(store):
    rows = read_store(store)
    store.write_bytes(store.read_bytes()[: 3 * store.stat().st_size // 4])
    saved = salvaged(refused(store))
    assert 0 < len(read_store(saved)) < len(rows)
    assert set(map(repr, read_store(saved))) <= set(map(repr, rows))


def test_a_row_with_an_enormous_number_is_no_endless_search(store):
    changed(store, f"UPDATE cases SET rowid = {2**62}, status = 'dome' WHERE rowid = 45")
    assert len(read_store(salvaged(refused(store)))) == 44


def test_nothing_is_saved_over_a_file_or_of_nothing(store, tmp_path, capsys):
    (tmp_path / "there").write_text("kept")
    for new in ("there", store.name, f"{store.name}-journal"):
        assert main(["sweep", "--salvage", str(store), str(tmp_path / new)]) == 2
        assert "new store: expected a" in capsys.readouterr().err
    assert (tmp_path / "there").read_text() == "kept"
    assert main(["sweep", "--salvage", str(store), str(tmp_path / "no" / "new")]) == 2
    assert "there is no folder" in capsys.readouterr().err
    changed(store, "UPDATE cases SET status = 'dome'")
    assert main(["sweep", "--salvage", str(store), str(tmp_path / "new")]) == 2
    assert "no row of it can be read" in capsys.readouterr().err
    store.write_bytes(store.read_bytes()[:3000])
    assert main(["sweep", "--salvage", str(store), str(tmp_path / "new")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "new").exists()


# Measured again


def test_a_changed_digit_is_found_by_measuring_again(tmp_path, capsys):
    store = tmp_path / "ranks.sqlite"
    cases = SMALL
    with ThreadPoolExecutor(1) as threads:
        sweep(cases, store, executor=threads)
    assert main(["sweep", "--check", str(store)]) == 0
    assert capsys.readouterr().out == (
        f"{store}: 4 rows, 4 of them done, none damaged; of 4 that were measured again 4 agree\n"
    )
    (row, *_) = read_store(store)
    value = row.result["rank"]["value"]
    other = json.dumps({**row.result, "rank": {**row.result["rank"], "value": value + "0"}})
    changed(store, ("UPDATE cases SET result = ? WHERE key = ?", (other, row.case.key)))
    assert main(["sweep", "--check", str(store)]) == 1
    out, err = capsys.readouterr()
    assert out == (
        f"{row.case.key}: rank.value: '{value}0' in the store, '{value}' measured again\n"
        f"{store}: 4 rows, 4 of them done, none damaged; of 4 that were measured again 3 agree\n"
    )
    assert err == ""
    changed(store, "UPDATE cases SET status = 'dome'")
    assert main(["sweep", "--check", str(store)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "is damaged: row 1: status" in err


def test_the_sample_is_that_of_its_seed(tmp_path):
    store = tmp_path / "store"
    with ThreadPoolExecutor(1) as threads:
        sweep(many(50), store, executor=threads, measure=fake)

    def asked(sample, seed):
        cases = []
        found = check_store(store, sample=sample, seed=seed, measure=lambda case: cases.append(case) or fake(case))
        assert (found.rows, found.done, found.sample, found.differing) == (50, 50, min(sample, 50), ())
        return cases

    assert asked(10, 0) == asked(10, 0) != asked(10, 1)
    assert len(set(asked(10, 2))) == 10
    assert asked(0, 0) == []
    assert len(asked(99, 0)) == 50


def test_a_case_that_fails_when_it_is_measured_again_differs(tmp_path):
    with ThreadPoolExecutor(1) as threads:
        sweep(many(2), tmp_path / "store", executor=threads, measure=fake)
    found = check_store(tmp_path / "store", measure=lambda case: 1 // case.seed and fake(case))
    (line,) = found.differing
    assert line.endswith("seed=0: done in the store, measured again failed: ZeroDivisionError: integer division or "
                         "modulo by zero")  # fmt: skip
    assert "of 2 that were measured again 1 agree" in str(found)


def test_floats_may_differ_in_their_last_digits(tmp_path):
    with ThreadPoolExecutor(1) as threads:
        sweep(many(1), tmp_path / "store", executor=threads, measure=lambda case: {"log2": 5.491853096329675, "n": 1})
    near, far = 5.491853096329674, 5.4918530
    assert not check_store(tmp_path / "store", measure=lambda case: {"log2": near, "n": 1}).differing
    assert check_store(tmp_path / "store", measure=lambda case: {"log2": far, "n": 1}).differing
    assert check_store(tmp_path / "store", measure=lambda case: {"log2": near, "n": 1.0}).differing
    assert check_store(tmp_path / "store", measure=lambda case: {"log2": near}).differing


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--check", "no.sqlite"], "store 'no.sqlite': cannot be used: unable to open database file"),
        (["grid.toml", "--check", "s"], "--check: expected no GRID beside it"),
        (["--check", "s", "--salvage", "a", "b"], "--check: expected no --salvage beside it"),
        (["--salvage", "s", "new", "--store", "s"], "--salvage: expected no --store beside it"),
        (["--salvage", "s", "new", "--seed", "0"], "--salvage: expected no --seed beside it"),
        (["--salvage", "s", "new"], "store 's': cannot be used: unable to open database file"),
        (["--salvage", "s"], "expected 2 arguments"),
        (["--check", "s", "--csv", "x"], "--check: expected no --csv beside it"),
        (["--check", "s", "--retry"], "--check: expected no --retry beside it"),
        (["--check", "s", "--sample", "-1"], "sample: expected an integer from 0"),
        (["--check", "s", "--seed", "-1"], "seed: expected an integer from 0"),
        (["grid.toml", "--store", "s", "--sample", "3"], "--sample: expected --check beside it"),
        (["grid.toml", "--store", "s", "--seed", "0"], "--seed: expected --check beside it"),
        (["--store", "s"], "required: GRID"),
        (["--csv", "s"], "required: GRID, --store"),
    ],
)
def test_options_of_a_check(tmp_path, capsys, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    assert main(["sweep", *arguments]) == 2
    err = capsys.readouterr().err
    assert message in err
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())


# Files of one command


GRID = "length = 4\nlayers = 1\ninputs = 2\nhidden = 2\n"


@pytest.fixture
def inputs(tmp_path, monkeypatch, whole):
    """A grid, a store, a network, a data file and a checkpoint, each by other names, too."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "grid.toml").write_text(GRID)
    shutil.copy(whole, "s.sqlite")
    shutil.copy(whole, "s.svg")
    (tmp_path / "net.svg").write_text("{}")
    (tmp_path / "folder").symlink_to(".")
    (tmp_path / "link.toml").symlink_to("grid.toml")
    os.link("grid.toml", "hard.toml")
    os.link("s.sqlite", "hard.sqlite")
    return {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}


SWEEP = ["sweep", "grid.toml", "--store", "s.sqlite"]
EXPERIMENT = ["experiment", "copy", "--delays", "2", "--budget", "300", "--iterations", "5"]
SAME = [
    ([*SWEEP, "--csv", "s.sqlite"], "--csv: expected a file other than that of --store"),
    ([*SWEEP, "--csv", "./folder/s.sqlite"], "--csv: expected a file other than that of --store"),
    ([*SWEEP, "--csv", "hard.sqlite"], "--csv: expected a file other than that of --store"),
    ([*SWEEP, "--csv", "s.sqlite-journal"], "--csv: expected a file other than that of --store"),
    ([*SWEEP, "--csv", "grid.toml"], "--csv: expected a file other than that of GRID"),
    ([*SWEEP, "--csv", "link.toml"], "--csv: expected a file other than that of GRID"),
    ([*SWEEP, "--csv", "hard.toml"], "--csv: expected a file other than that of GRID"),
    (["sweep", "grid.toml", "--store", "hard.toml"], "--store: expected a file other than that of GRID"),
    (["sweep", "grid.toml", "--store", "new", "--csv", "folder/new"], "--csv: expected a file other than that of"),
    (["draw", "net.svg", "-o", "folder/net.svg"], "--output: expected a file other than that of FILE"),
    (["plot", "--store", "s.svg", "-o", "./s.svg"], "--output: expected a file other than that of --store"),
    ([*EXPERIMENT, "-o", "a.svg", "--learning", "folder/a.svg"], "--learning: expected a file other than that of --o"),
    ([*EXPERIMENT, "--store", "a.svg", "-o", "./a.svg"], "--output: expected a file other than that of --store"),
    (["experiment", "pixels", "--data", "net.svg", "-o", "folder/net.svg"], "--output: .* that of --data"),
    (["experiment", "pixels", "--data", "net.svg", "--store", "net.svg"], "--store: .* that of --data"),
    (
        ["memory", "--checkpoint", "x", "--checkpoint", "net.svg", "-o", "./net.svg"],
        "--output: .* that of --checkpoint",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), SAME, ids=lambda value: " ".join(value)[-40:])
def test_outputs_that_are_inputs_are_refused_before_the_work(inputs, tmp_path, capsys, arguments, message):
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert re.search(message, err)
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == inputs


def test_python_refuses_a_csv_file_that_is_the_store(inputs, tmp_path):
    for name in ("s.sqlite", "folder/s.sqlite", "hard.sqlite", "s.sqlite-journal"):
        with pytest.raises(TnrnnError, match="csv file: expected a file other than that of store"):
            to_csv("s.sqlite", name)
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == inputs


CASE = ["-T", "4", "-L", "1", "-M", "2", "-R", "2"]
WRITING = {
    "draw": ["draw", *CASE, "-o", "no/x.svg"],
    "page": ["draw", *CASE, "-o", "no/x.html"],
    "film": ["draw", *CASE, "-o", "no/x.gif"],
    "plot": ["plot", *CASE, "-o", "no/x.svg"],
    "gap": ["plot", "--store", "s.sqlite", "-o", "no/x.svg"],
    "rank": ["rank", *CASE, "--save", "no/x.json"],
    "sweep": ["sweep", "grid.toml", "--store", "no/s.sqlite"],
    "csv": [*SWEEP, "--csv", "no/s.csv"],
    "experiment": [*EXPERIMENT, "--store", "no/s.sqlite"],
    "depths": [*EXPERIMENT, "-o", "no/a.svg"],
    "learning": [*EXPERIMENT, "--learning", "no/a.svg"],
    "memory": ["memory", "--cell", "gru", "-o", "no/a.svg"],
    "explore": ["explore", "--export", "no/a.html"],
}


WORK = [
    "tnrnn.cuts.mincut.nearest_side", "tnrnn.cuts.mincut.circuit_min_cut", "tnrnn.cli.draw.unrolled",
    "tnrnn.ranks.rank.separation_rank", "tnrnn.sweeping.sweep", "tnrnn.sweeping.read_grid", "tnrnn.sweeping.read_store",
    "tnrnn.explore.exporting.payload", "tnrnn.tables.curves.planned",
]  # fmt: skip


@pytest.mark.parametrize("name", WRITING)
@pytest.mark.parametrize("obstacle", ["missing", "closed"])
def test_a_folder_that_is_missing_or_closed_is_refused_before_the_work(inputs, capsys, monkeypatch, name, obstacle):
    def no_work(*arguments, **options):
        pytest.fail("work has started")

    for place in WORK:
        monkeypatch.setattr(place, no_work)
    if obstacle == "closed":
        os.mkdir("no")
        created = os.open
        monkeypatch.setattr(
            os, "open", lambda path, *rest: created(path, *rest) if "no/" not in str(path) else closed()
        )
    assert main(WRITING[name]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "cannot write 'no/" in err
    assert ("there is no folder 'no'" if obstacle == "missing" else "Permission denied") in err


@pytest.mark.parametrize("obstacle", ["file", "closed", "one"])
def test_a_demo_that_cannot_be_written_draws_nothing(tmp_path, capsys, monkeypatch, obstacle):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tnrnn.cuts.mincut.nearest_side", lambda *arguments: pytest.fail("work has started"))
    name = "no/rac-T6-L1-M10-R2-continuous"
    if obstacle == "file":
        (tmp_path / "no").write_text("")
    elif obstacle == "closed":
        os.mkdir("no")
        created = os.open
        monkeypatch.setattr(
            os, "open", lambda path, *rest: created(path, *rest) if "no/" not in str(path) else closed()
        )
    else:
        os.mkdir("no")
        os.symlink("rac-T6-L1-M10-R2-continuous.png", f"{name}.svg")
    assert main(["demo", "--out", "no"]) == 2
    err = capsys.readouterr().err
    expected = {
        "file": "--out: expected a folder that",
        "closed": "Permission denied",
        "one": "a file other than that of",
    }
    assert expected[obstacle] in err
    assert err.count("\n") == 1


def closed():
    raise PermissionError(13, "Permission denied")


def test_gaps_of_a_whole_store_are_drawn(whole):
    assert "rank" in plot_gap(read_store(whole)).get_xlabel()
    assert len({astuple(row.case) for row in read_store(whole)}) == 45
