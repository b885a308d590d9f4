"""The trials of docs/depth.md: their plans, what is kept of them, and a small one from its first run to its tables."""

import csv
import sys
from pathlib import Path

import pytest
from needs_torch import torch  # noqa: F401

from tnrnn.training import hidden_for
from tnrnn.training.protocol import sizes_of

EXPERIMENTS = Path(__file__).parents[1] / "docs" / "experiments"


@pytest.fixture(scope="module", autouse=True)
def scripts():
    sys.path.insert(0, str(EXPERIMENTS))
    yield
    sys.path.remove(str(EXPERIMENTS))


def trials():
    from depth_copying import COPYING
    from depth_recall import RECALL

    return {"copying": COPYING, "recall": RECALL}


@pytest.mark.parametrize("name", ["copying", "recall"])
def test_arms_have_one_budget_or_one_state(name):
    trial = trials()[name]
    *equal, state = trial.arms().values()
    assert {arm.budget for arm in equal} == {trial.shared["budget"]}
    assert [arm.layers for arm in equal] == [*trial.layers]
    deepest, wide = sizes_of(equal[-1]), sizes_of(state)
    assert (wide.layers, wide.hidden) == (1, deepest.layers * deepest.hidden)
    assert hidden_for(state.budget - 1, wide.cell, 1, wide.inputs, wide.outputs) == wide.hidden - 1


@pytest.mark.parametrize("name", ["copying", "recall"])
def test_every_pair_of_arms_is_tested_once(name):
    trial = trials()[name]
    primary, secondary = trial.pairs()
    arms = [*trial.arms()]
    assert primary == [(arms[-2], arms[0]), (arms[-2], arms[-1])]
    pairs = {frozenset(pair) for pair in primary + secondary}
    assert len(pairs) == len(primary + secondary) == len(arms) * (len(arms) - 1) / 2


@pytest.mark.parametrize("name", ["copying", "recall"])
def test_the_kept_runs_are_those_of_the_plan(name):
    """Fresh seeds were used nowhere else, and every arm has the rate that its tuning chose."""
    from depth_kept import kept
    from depth_trial import fresh_runs, tuned, tuning_runs

    trial = trials()[name]
    tuning, fresh = kept(trial, "tuning"), kept(trial, "fresh")
    with (EXPERIMENTS / "depth.csv").open(encoding="utf-8") as file:
        surveyed = {int(line["seed"]) for line in csv.DictReader(file)}
    assert not {*trial.seeds} & ({*trial.tuning} | surveyed)
    assert len(trial.seeds) == 20
    assert {row.case for row in tuning} == {*tuning_runs(trial)}
    assert {row.case for row in fresh} == {*fresh_runs(trial, tuned(trial, tuning))}
    assert len(tuning) + len(fresh) == len({row.case for row in tuning + fresh})
    for row in tuning + fresh:
        assert row.result["hidden"] == sizes_of(row.case).hidden
        solved = row.result["solved_at"] is not None
        assert solved == (row.result["status"] == "solved") == (row.result["accuracy"] >= 0.99)
        assert (row.result["iterations"] == row.case.iterations) or row.result["status"] != "ended"


def test_both_trials_together_took_less_than_an_hour_on_two_cores():
    from depth_kept import cost

    assert sum(cost(trial) for trial in trials().values()) < 2 * 3_600


@pytest.mark.slow
def test_a_small_trial_goes_from_its_plan_to_its_tables(tmp_path, monkeypatch):
    import depth_kept
    from depth_trial import Trial, run_trial

    shared = {"task": "copy", "cell": "rnn", "delay": 1, "symbols": 1, "alphabet": 2, "budget": 60, "batch": 16}
    shared |= {"iterations": 40, "every": 5}
    trial = Trial("small", shared, layers=(1, 2), rates=(0.01, 0.05), tuning=(1, 2), seeds=(3, 4))
    for _ in range(2):  # the second time nothing is left to do
        run_trial(trial, tmp_path)
    monkeypatch.setattr(depth_kept, "HERE", tmp_path)
    depth_kept.keep(trial, tmp_path)
    fresh = depth_kept.kept(trial, "fresh")
    assert {row.case.seed for row in fresh} == {3, 4}
    found = depth_kept.verdict(trial)
    assert 0 <= found.p <= 1
    assert found.p == max(pair.p for pair in found.primary.pairs)
    assert [*found.groups] == ["1 layer, equal budget", "2 layers, equal budget", "1 layer, equal state"]
    for make in (depth_kept.tuning_table, depth_kept.results_table, depth_kept.ranks_table):
        lines = make(trial).splitlines()
        assert [line.split(" | ")[0] for line in lines[2:]] == [f"| {name}" for name in trial.arms()]
    assert len(depth_kept.tests_table(trial).splitlines()) == 2 + 3
    assert depth_kept.cost(trial) > 0
    bold = [line.count("**") for line in depth_kept.tuning_table(trial).splitlines()[2:]]
    assert bold == [2, 2, 2]
