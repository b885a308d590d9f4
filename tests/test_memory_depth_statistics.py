"""Steps to a solution are compared by the definitions of the log-rank test, Kaplan and Meier, Holm and Wilson."""

import itertools
import math
import random
from dataclasses import replace
from fractions import Fraction
from statistics import NormalDist

import pytest
from needs_torch import torch  # noqa: F401
from scipy.stats import ecdf
from training_helpers import TINY

from tnrnn import TnrnnError
from tnrnn.sweeping import SweepRow
from tnrnn.training import compare, plot_unsolved
from tnrnn.training.experiments import Steps
from tnrnn.training.experiments.survival import holm, log_rank, median_steps, unsolved_curve, wilson

NORMAL = NormalDist()


def drawn(random_state, runs, rate=1.0, last=8):
    """Return steps with ties: a run is solved at the step of an exponential time, or is left at the last step."""
    times = [math.ceil(random_state.expovariate(rate / 4)) for _ in range(runs)]
    return Steps(tuple(at for at in times if at <= last), (last,) * sum(at > last for at in times))


def under_way(steps, at):
    return sum(one >= at for one in steps.solved + steps.unsolved)


def statistic_by_definition(first, second):
    solved = first.solved + second.solved
    surplus, variance = Fraction(len(first.solved)), Fraction(0)
    for at in set(solved):
        d, n, n1 = solved.count(at), under_way(first, at) + under_way(second, at), under_way(first, at)
        part = Fraction(n1, n)
        surplus -= d * part
        if n > 1:
            variance += d * part * (1 - part) * Fraction(n - d, n - 1)
    return float(surplus) / math.sqrt(variance) if variance else 0.0


@pytest.mark.parametrize("seed", range(20))
def test_the_log_rank_test_is_its_definition(seed):
    state = random.Random(seed)
    first, second = drawn(state, state.randint(1, 9)), drawn(state, state.randint(1, 9), rate=2.0)
    found = log_rank(first, second)
    assert found.statistic == pytest.approx(statistic_by_definition(first, second), abs=1e-9)
    assert found.p == pytest.approx(2 * NORMAL.cdf(-abs(found.statistic)))
    back = log_rank(second, first)
    assert (back.statistic, back.p) == pytest.approx((-found.statistic, found.p))


def test_the_log_rank_test_of_two_tumours():
    """The example of Bland and Altman, BMJ 328 (2004) 1073; they give chi squared as 7.5 and p as 0.006."""
    astrocytoma = Steps((6, 13, 21, 30, 37, 38, 49, 50, 63, 79, 86, 98, 202, 219), (31, 47, 80, 82, 82, 149))
    early = (10, 10, 12, 13, 14, 15, 16, 17, 18, 20, 24, 24, 25, 28, 30, 33, 35, 37, 40, 40, 46, 48, 76, 81, 82)
    found = log_rank(Steps((*early, 91, 112, 181), (34, 40, 70)), astrocytoma)
    assert found.statistic**2 == pytest.approx(7.5, abs=0.05)
    assert found.statistic > 0
    assert found.p == pytest.approx(0.006, abs=0.0005)


def test_a_log_rank_test_without_solutions_or_without_overlap_says_nothing():
    none, sooner = Steps((), (9, 9)), Steps((2, 2), ())
    assert log_rank(none, none) == (0.0, 1.0)
    assert log_rank(Steps((5,), ()), Steps((), (3,))) == (0.0, 1.0)
    assert log_rank(sooner, Steps((2, 2, 2), ())) == (0.0, 1.0)
    assert log_rank(sooner, none).statistic > 0


@pytest.mark.parametrize("seed", range(3))
def test_the_p_value_is_near_that_of_permutations(seed):
    """Twenty runs a side with ties and a common last step, as in docs/depth.md."""
    state = random.Random(seed)
    first, second = drawn(state, 20), drawn(state, 20, rate=1.6)
    pool = [(at, True) for at in first.solved + second.solved] + [(8, False)] * len(first.unsolved + second.unsolved)
    observed, at_least, count = abs(statistic_by_definition(first, second)), 0, 1_000
    for _ in range(count):
        state.shuffle(pool)
        parts = [
            Steps(tuple(at for at, done in half if done), tuple(at for at, done in half if not done))
            for half in (pool[:20], pool[20:])
        ]
        at_least += abs(log_rank(*parts).statistic) >= observed - 1e-9
    assert log_rank(first, second).p == pytest.approx(at_least / count, abs=0.04)


def test_curves_are_products_over_steps_with_intervals_of_greenwood():
    steps = Steps((2, 3, 3, 5), (4, 6, 6))
    curve = unsolved_curve(steps)
    part, variance, expected = 1.0, 0.0, [(0, 1.0, 1.0, 1.0)]
    for at in (2, 3, 4, 5, 6):
        d, n = steps.solved.count(at), under_way(steps, at)
        part *= 1 - d / n
        variance += d / (n * (n - d))
        width = NORMAL.inv_cdf(0.975) * math.sqrt(variance) / math.log(part)
        ends = sorted(part ** math.exp(sign * width) for sign in (-1, 1))
        expected.append((at, part, *ends))
    assert [*zip(*curve, strict=True)] == [pytest.approx(point) for point in expected]
    theirs = ecdf(steps.censored()).sf.confidence_interval(method="log-log")
    assert curve.least[1:] == pytest.approx(theirs.low.probabilities)
    assert curve.greatest[1:] == pytest.approx(theirs.high.probabilities)


def test_without_earlier_ends_the_curve_is_the_part_that_is_left():
    steps = drawn(random.Random(5), 20)
    curve = unsolved_curve(steps)
    for at, part in zip(curve.at, curve.part, strict=True):
        assert part == pytest.approx(1 - sum(one <= at for one in steps.solved) / 20)
    bounds = zip(curve.least, curve.part, curve.greatest, strict=True)
    assert all(0 <= least <= part <= greatest <= 1 for least, part, greatest in bounds)
    assert unsolved_curve(Steps((), (9,))) == ((0.0, 9.0), (1.0, 1.0), (1.0, 1.0), (1.0, 1.0))
    assert unsolved_curve(Steps((4, 4), ())).part == (1.0, 0.0)


def test_medians_are_the_step_at_which_half_are_solved():
    assert median_steps(Steps((1, 2, 3), (9, 9, 9))) == 3
    assert median_steps(Steps((1, 2), (9, 9, 9))) is None
    assert Steps((1, 2), (9, 9)).mean == 21 / 4


def test_holms_correction_is_the_closed_test_of_bonferroni():
    """A hypothesis falls if every set of hypotheses that has it falls, each at its least p-value times its size."""
    state = random.Random(3)
    for count in range(1, 6):
        given = [state.random() ** 3 for _ in range(count)]
        sets = [some for size in range(1, count + 1) for some in itertools.combinations(range(count), size)]
        closed = [
            max(min(1.0, len(some) * min(given[other] for other in some)) for some in sets if one in some)
            for one in range(count)
        ]
        assert holm(given) == pytest.approx(closed)
    assert holm([]) == ()


@pytest.mark.parametrize("solved", [0, 1, 13, 20])
def test_wilsons_interval_is_where_the_test_of_a_part_just_fails(solved):
    z = NORMAL.inv_cdf(0.975)
    for end in wilson(solved, 20):
        assert abs(solved / 20 - end) == pytest.approx(z * math.sqrt(end * (1 - end) / 20), abs=1e-9)


# Comparisons of runs


def row(solved_at, seed, status=None, **fields):
    said = status or ("ended" if solved_at is None else "solved")
    result = {"status": said, "solved_at": solved_at, "accuracy": 0.5 if solved_at is None else 1.0}
    result |= {"message": "", "hidden": 9, "parameters": 500, "baseline_accuracy": 0.25, "curve": []}
    return SweepRow(replace(TINY, seed=seed, iterations=900, **fields), "done", "", result)


ROWS = [row(at, seed, layers=1) for seed, at in enumerate((500, 600, None, None))]
ROWS += [row(at, seed, layers=2, rate=0.01) for seed, at in enumerate((100, 200, 300))]
ROWS += [row(None, 3, status="diverged", layers=2, rate=0.01)]


def test_groups_are_compared_whatever_else_distinguishes_them():
    """A run that diverged at whatever step counts as unsolved to the last."""
    found = compare(ROWS)
    one, two = found.groups
    assert (one.name, one.steps, one.median) == ("L=1", Steps((500, 600), (900, 900)), 600)
    assert (two.steps, two.median, two.interval) == (Steps((100, 200, 300), (900,)), 200, wilson(3, 4))
    assert one.accuracy.mean == 0.75
    (pair,) = found.pairs
    assert (pair.first, pair.second) == ("L=1", "L=2")
    assert (pair.statistic, pair.p) == log_rank(one.steps, two.steps)
    assert pair.statistic < 0
    assert compare(ROWS, pairs=[("L=2", "L=1")]).pairs[0].statistic == pytest.approx(-pair.statistic)
    named = compare(ROWS, by=("layers", "rate"))
    assert [group.name for group in named.groups] == ["L=1, rate=0.001", "L=2, rate=0.01"]


def test_p_values_of_a_comparison_are_corrected_together():
    rows = ROWS + [row(at, seed, layers=3) for seed, at in enumerate((100, 100, None, None))]
    every, few = compare(rows), compare(rows, pairs=[("L=1", "L=3"), ("L=1", "L=2")])
    assert [(pair.first, pair.second) for pair in every.pairs] == [("L=1", "L=2"), ("L=1", "L=3"), ("L=2", "L=3")]
    for found in (every, few):
        assert tuple(pair.corrected for pair in found.pairs) == holm(pair.p for pair in found.pairs)
    told = every.to_json()
    assert [pair["p"] for pair in told["pairs"]] == [pair.p for pair in every.pairs]
    assert told["groups"][0]["steps"] == {"solved": [500, 600], "unsolved": [900, 900], "mean": 725.0}


def test_comparisons_print_a_line_a_group_and_a_line_a_test():
    lines = str(compare(ROWS)).splitlines()
    assert lines[0].split("  ")[0] == "group"
    assert lines[1].split() == ["L=1", "4", "2", "0.15", "-", "0.85", "600", "725", "0.750"]
    assert lines[-1].split()[:2] == ["L=1", "L=2"]
    assert str(compare(ROWS[:4])).splitlines()[1:] == [lines[1]]
    assert compare(ROWS[2:4]).groups[0].median is None


@pytest.mark.parametrize(
    ("rows", "more", "message"),
    [
        ([], {}, "compare: expected runs with a result, given none"),
        (ROWS, {"by": "layer"}, "compare, by: expected task, cell, .* given 'layer'; did you mean 'layers'"),
        (ROWS, {"by": "seed"}, "compare, by: expected task, .* given 'seed'"),
        (ROWS, {"by": 3}, "compare, by: expected a field of Run, or a list of different ones, given 3"),
        (ROWS, {"by": []}, r"compare, by: expected a field of Run, .* given \[\]"),
        (ROWS, {"by": ["layers", "layers"]}, "compare, by: expected a field of Run, or a list of different ones"),
        (ROWS, {"by": "cell"}, "compare, orthogonal: .* seed alone, given layers 1 and 2; add it to `by`"),
        (ROWS + ROWS, {}, "compare, L=1: expected every seed once, given 8 runs of fewer seeds"),
        ([replace(ROWS[0], status="failed", result=None)], {}, "compare, L=1: .* with a result, given 1 of 1 without"),
        (ROWS, {"pairs": [("L=1", "L=9")]}, "compare, pairs: expected L=1 or L=2, given 'L=9'"),
        (ROWS, {"pairs": ["L=1"]}, "compare, pairs: expected pairs of names of two groups, given 'L=1'"),
        (ROWS, {"pairs": [("L=1", "L=1")]}, "compare, pairs: expected pairs of names of two groups"),
        ([row(1, 0, delay=delay) for delay in range(13)], {"by": "delay"}, "at most 12 groups, given 13"),
        ("no-such.sqlite", {}, "store 'no-such.sqlite': cannot be used"),
    ],
)
def test_what_cannot_be_compared_is_refused(rows, more, message):
    with pytest.raises(TnrnnError, match=message):
        compare(rows, **more)


def test_the_plot_has_stairs_that_end_at_the_last_step():
    ax = plot_unsolved(ROWS, names=["one", "two"])
    lines = [line.get_xydata().tolist() for line in ax.lines]
    assert lines[0] == [[0, 1], [500, 1], [500, 0.75], [600, 0.75], [600, 0.5], [900, 0.5], [900, 0.5], [900, 0.5]]
    assert len(lines) == 2
    assert len(ax.collections) == 2
    assert not plot_unsolved(ROWS, intervals=False).collections
    assert [text.get_text() for text in ax.artists[0].get_texts()] == ["one", "two"]


@pytest.mark.parametrize(
    ("names", "message"),
    [(["one"], "2 names, given 1"), ("ab", "a list of words, given 'ab'"), (5, "a list of words"), ([1, 2], "given 1")],
)
def test_names_of_curves_that_do_not_fit_are_refused(names, message):
    with pytest.raises(TnrnnError, match=f"plot_unsolved, names: expected .*{message}"):
        plot_unsolved(ROWS, names=names)
