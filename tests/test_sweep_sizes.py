"""Sweeps over the sizes of any model, and stores of the form before that, which had four sizes."""

import csv
import dataclasses
import io
import pickle
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tnrnn import TnrnnError
from tnrnn.cli import main
from tnrnn.models import Case, conv_ac
from tnrnn.networks import Origin, Partition
from tnrnn.sweeping import SweepCase, SweepOptions, grid, read_grid, read_store, salvage, sweep, to_csv

FORMER = Path(__file__).parent / "data" / "sweep_schema_1.sqlite"
"""A store of version 1: `grid(length=[4, 12], layers=[1, 2], inputs=2, hidden=3, mode=["one-hot", "continuous"])`, and
`grid(length=4, layers=2, inputs=2, hidden=2, model=["lstm", "tensor_train_lm"], seed=7, split="all")`."""

RACS = grid(length=[4, 12], layers=[1, 2], inputs=2, hidden=3, mode=["one-hot", "continuous"])
OTHERS = grid(length=4, layers=2, inputs=2, hidden=2, model=["lstm", "tensor_train_lm"], seed=7, split="all")
POOLS = grid(length=4, layers=1, inputs=2, hidden=[1, 2], window=[2, 4], stride=[1, 2], model="conv_ac")


@pytest.fixture
def former(tmp_path):
    return shutil.copy(FORMER, tmp_path / "former.sqlite")


def fake(case):
    return {"key": case.key}


def swept(cases, store, **more):
    with ThreadPoolExecutor(1) as threads:
        return sweep(cases, store, executor=threads, measure=fake, **more)


def schema(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()[0]


# Stores of the old form


def test_a_store_of_the_old_form_is_read_and_left_as_it_is(former):
    before = former.read_bytes()
    rows = read_store(former)
    assert {row.case for row in rows} == {*RACS, *OTHERS}
    assert [row.status for row in rows] == ["done"] * 11 + ["failed"] * 3
    assert {row.case.observe for row in rows} == {"scalar"}
    shallow = [row for row in rows if row.case.model == "rac" and row.case.layers == 1]
    assert {row.case.length for row in shallow} == {4, 12}
    assert {row.result["rank"]["value"] for row in shallow} == {"3"}  # min{R, M^(T/2)}
    assert former.read_bytes() == before


def test_a_sweep_resumes_a_store_of_the_old_form(former, tmp_path):
    more = (*RACS, *OTHERS, SweepCase(4, 1, 2, 3, 2, seed=5), *POOLS)
    rows = read_store(former)
    result = swept(more, former)
    assert (result.before, result.counts) == (14, (("done", 1 + len(POOLS)),))
    assert schema(former) == "2"
    found = read_store(former)
    assert {row.case for row in found} == {*more}
    assert [row for row in found if row.case in {*RACS, *OTHERS}] == list(rows)
    fresh = tmp_path / "fresh.sqlite"
    swept(more, fresh)
    assert [row.case for row in read_store(fresh)] == [row.case for row in found]


def test_a_sweep_does_again_what_failed_in_a_store_of_the_old_form(former):
    result = swept((*RACS, *OTHERS), former, options=SweepOptions(retry=True))
    assert (result.before, result.counts) == (11, (("done", 3),))


def test_a_damaged_row_of_the_old_form_stops_a_sweep_and_is_left_out_by_salvage(former, tmp_path):
    with closing(sqlite3.connect(former)) as connection, connection:
        connection.execute("UPDATE cases SET hidden = -3 WHERE rowid = 2")
    before = former.read_bytes()
    with pytest.raises(TnrnnError, match=r"is damaged: row 2: hidden: expected an integer .*salvage"):
        swept(RACS, former)
    assert former.read_bytes() == before
    assert salvage(former, tmp_path / "saved.sqlite") == 13
    assert schema(tmp_path / "saved.sqlite") == "2"


def test_the_command_line_reads_a_store_of_the_old_form(former, tmp_path, capsys):
    assert main(["plot", "--store", str(former), "-o", str(tmp_path / "gap.svg")]) == 0
    assert main(["sweep", "--check", str(former), "--sample", "0"]) == 0
    assert "14 rows, 11 of them done, none damaged" in capsys.readouterr().out
    to_csv(former, tmp_path / "ranks.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "ranks.csv").read_text())))
    assert list(rows[0])[:9] == [
        "length", "layers", "inputs", "hidden", "split", "mode", "seed", "model", "observe",
    ]  # fmt: skip


# Sizes of any name


def test_a_grid_runs_over_any_size_of_a_model(tmp_path):
    assert len(POOLS) == 2 * 2 * 2
    assert POOLS[0].key == "conv_ac T=4 L=1 M=2 R=1 stride=1 split=2 one-hot seed=0"
    case = next(case for case in POOLS if dict(case.sizes).get("window") == 4 and case.size("stride") == 1)
    assert case.record == Case(
        Origin.of("conv_ac", length=4, layers=1, inputs=2, hidden=1, window=4, stride=1), Partition.start_end(4)
    )
    assert case.record.whole == conv_ac(4, 1, 2, 1, window=4, stride=1)
    path = tmp_path / "grid.toml"
    path.write_text(
        "model = 'conv_ac'\nlength = 4\nlayers = 1\ninputs = 2\nhidden = [1, 2]\nwindow = [2, 4]\nstride = [1, 2]"
    )
    assert read_grid(path).cases == POOLS
    assert eval(repr(POOLS)) == POOLS == pickle.loads(pickle.dumps(POOLS))
    assert dataclasses.replace(case, seed=3, hidden=2).key.endswith("R=2 window=4 stride=1 split=2 one-hot seed=3")


def test_what_is_observed_and_more_sizes_are_stored_by_name(tmp_path):
    store, out = tmp_path / "store.sqlite", tmp_path / "ranks.csv"
    cases = grid(length=4, layers=1, inputs=2, hidden=2, observe=["scalar", "vector", "future"], shared=False,
                 model="conv_ac", window=4)  # fmt: skip
    cases += grid(length=4, layers=1, inputs=2, hidden=2, observe=["scalar", "future"])
    swept(cases, store)
    rows = read_store(store)
    assert {row.case for row in rows} == {*cases}
    assert all(row.result["key"] == row.case.key for row in rows)
    with closing(sqlite3.connect(store)) as connection:
        (sizes,) = connection.execute("SELECT sizes FROM cases WHERE model = 'conv_ac' LIMIT 1").fetchone()
    assert sizes == '{"length":4,"layers":1,"inputs":2,"hidden":2,"window":4,"shared":false}'
    to_csv(store, out)
    lines = list(csv.DictReader(io.StringIO(out.read_text())))
    assert [line["window"] for line in lines] == ["4"] * 3 + [""] * 2
    assert [line["observe"] for line in lines] == ["future", "scalar", "vector", "future", "scalar"]


def test_defaults_make_no_other_case():
    usual = SweepCase(4, 1, 2, 2, 2)
    assert usual == SweepCase(4, 1, 2, 2, 2, outputs=1) == SweepCase(**dict(usual.sizes), split=2)
    assert usual.key == "rac T=4 L=1 M=2 R=2 split=2 one-hot seed=0"
    assert SweepCase(4, 1, 2, 2, 2, outputs=2) != usual


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"window": 2}, "grid: expected length, .* given 'window'"),
        ({"model": "conv_ac", "windwo": 2}, "given 'windwo'; did you mean 'window'"),
        ({"model": "conv_ac", "window": 0}, "window: expected an integer"),
        ({"model": "conv_ac", "window": [2, "2"]}, "window: expected an integer"),
        ({"model": "conv_ac", "shared": 1}, "shared: expected True or False, given 1"),
        ({"model": ["conv_ac", "rac"], "window": 2}, "grid: expected length, .* given 'window'"),
        ({"model": "conv_ca"}, "model: expected .* did you mean 'conv_ac'"),
        ({"observe": "vectro"}, "observe: expected scalar, vector or future, given 'vectro'; did you mean 'vector'"),
        ({"layers": None}, "layers"),
        ({"outputs": 0}, "outputs: expected an integer"),
    ],
)
def test_bad_sizes_of_a_grid(keys, message):
    with pytest.raises(TnrnnError, match=message) as caught:
        grid(**{"length": 4, "layers": 1, "inputs": 2, "hidden": 2} | keys)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"split": None}, "split: expected an integer from 1 to 3, given None"),
        ({"hidden": None}, "rac: expected a value for hidden, given none"),
        ({"hiden": 3}, "hiden: expected a size of rac, .* did you mean 'hidden'"),
        ({"key": 3}, "key: expected a size of rac, which are length, .* given 3; did you mean 'hidden'"),
        ({"observe": "all"}, "observe: expected scalar, vector or future"),
    ],
)
def test_bad_cases(keys, message):
    with pytest.raises(TnrnnError, match=message):
        SweepCase(**{"length": 4, "layers": 1, "inputs": 2, "hidden": 2, "split": 2} | keys)
