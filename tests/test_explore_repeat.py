"""The repeat in the explorer: the rank that it takes, what the page says of each network, and the steps of a talk."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest
from explorer_pages import visits

import tnrnn
from tnrnn.cuts import Cut, CutEntry
from tnrnn.explore import Given, Grid, Parameters, chosen, export, payload, preferred, shown_models
from tnrnn.explore.serving import answers, line_of
from tnrnn.explore.showing.repeats import Repeat, repeat_of
from tnrnn.explore.showing.steps import steps
from tnrnn.networks import Builder

MODES = ("one-hot", "continuous")
SHAPES = [(length, split, letters) for length in range(2, 7) for split in range(1, length) for letters in (2, 3)]
GRID = Grid((4, 5), (1, 2), (2,), (2, 3))


def repeated(length, split):
    """Return how many of the last inputs are to repeat the first ones: as many as the shorter side has."""
    return min(split, length - split)


def rank_of_words(length, split, letters):
    """Return the rank of the matrix of Starts by Ends that is 1 where the last letters repeat the first, and else 0."""
    count = repeated(length, split)
    starts, ends = (list(itertools.product(range(letters), repeat=side)) for side in (split, length - split))
    return np.linalg.matrix_rank(
        [[float((start + end)[:count] == (start + end)[-count:]) for end in ends] for start in starts]
    )


def rank_of_vectors(length, split, letters):
    """Return the rank of the products of the inner products of partners, for many random Starts and Ends of vectors."""
    count, rng = repeated(length, split), np.random.default_rng(0)
    many = letters**count + 3
    starts, ends = (rng.normal(size=(many, side, letters)) for side in (split, length - split))
    matrix = np.ones((many, many))
    for place in range(count):
        matrix *= starts[:, place] @ ends[:, place - count].T
    return np.linalg.matrix_rank(matrix)


@pytest.mark.parametrize(("length", "split", "letters"), SHAPES)
def test_the_rank_of_the_repeat_is_that_of_its_matrix(length, split, letters):
    for mode, defined in zip(MODES, (rank_of_words, rank_of_vectors), strict=True):
        found = repeat_of(Parameters(length, 1, letters, 2, split, mode).chosen)
        assert found.rank == defined(length, split, letters)


@pytest.mark.parametrize("model", shown_models())
@pytest.mark.parametrize("mode", MODES)
def test_every_model_is_asked_the_repeat_of_its_inputs(model, mode):
    sizes = preferred(model)
    for split in range(1, sizes["length"]):
        found = repeat_of(chosen(model, sizes, split, mode))
        assert found.rank == sizes["inputs"] ** repeated(sizes["length"], split)


@pytest.mark.parametrize(
    ("length", "split", "mode", "asked"),
    [
        (6, 3, "one-hot", "the End repeats the Start takes rank 2^3 = 8."),
        (6, 3, "continuous", "the End repeats the Start takes rank 2^3 = 8."),
        (6, 4, "one-hot", "the last 2 letters repeat the first 2 takes rank 2^2 = 4."),
        (6, 2, "continuous", "the last 2 inputs repeat the first 2 takes rank 2^2 = 4."),
        (6, 5, "one-hot", "the last letter repeats the first takes rank 2."),
        (2, 1, "one-hot", "the End repeats the Start takes rank 2."),
    ],
)
def test_the_sentence_says_which_inputs_are_repeated(length, split, mode, asked):
    assert repeat_of(Parameters(length, 1, 2, 3, split, mode).chosen).words == f"To tell whether {asked}"


def circuit_of(*dims):
    """Return a circuit that multiplies maps of inputs of these dimensions, at the times 1, 2, ..."""
    build = Builder(R=2)
    state = build.linear("W", build.input(1, dims[0]), "R")
    for time, dim in enumerate(dims[1:], start=2):
        state = state * build.linear(f"W_{time}", build.input(time, dim), "R")
    return build.circuit(build.linear("O", state, 1))


def test_where_no_input_can_repeat_another_nothing_is_asked():
    network = tnrnn.unroll(tnrnn.rac(4, 1, 2, 3))
    asked = payload(next(Given(circuit_of(2, 2, 2)).cases()))["repeat"]
    assert asked == {"rank": "2", "words": "To tell whether the last letter repeats the first takes rank 2."}
    for subject in (network, circuit_of(2, 3, 2), circuit_of(1, 1, 1)):
        assert payload(next(Given(subject).cases()))["repeat"] is None
    assert payload(Parameters(4, 1, 1, 3, 2, "one-hot"))["repeat"] is None


def test_a_long_rank_is_a_power_in_sentences_and_one_without_end_is_left_out():
    long = repeat_of(Parameters(200, 1, 1000, 1, 100, "one-hot").chosen)
    assert long.words == "To tell whether the End repeats the Start takes rank 1000^100 ≈ 2^996.6."
    assert long.under(cut_of(2)) == "The repeat takes 1000^100: no weights can do it."
    assert long.to_json()["rank"] == str(10**300)
    build = Builder(R=2)
    inputs = [build.input(time, 10**9) for time in range(1, 1201)]
    circuit = build.circuit(build.linear("O", build.linear("W", sum(inputs[1:], inputs[0]), "R"), 1))
    half = Given(circuit, partitions=(tnrnn.Partition.start_end(1200),))
    assert repeat_of(next(half.cases())) is None  # its rank has 5,401 digits, more than Python writes


def cut_of(*dims):
    return Cut(tuple(CutEntry(f"b{place}", "bond", dim, None, 1) for place, dim in enumerate(dims)), (), ())


@pytest.mark.parametrize(
    ("dims", "forbids"), [((), True), ((3,), True), ((7,), True), ((2, 2, 2), False), ((9,), False)]
)
def test_a_cut_below_the_rank_of_the_repeat_forbids_it(dims, forbids):
    said = Repeat(2, 3, True, False).under(cut_of(*dims))
    assert said == f"The repeat takes 8: {'no weights can do it' if forbids else 'this bound does not forbid it'}."


def test_a_cut_of_more_digits_than_memory_holds_forbids_nothing():
    endless = Cut((CutEntry("b", "bond", 3, "R", 10**30),), (), ())
    assert Repeat(1000, 100, True, False).under(endless).endswith("this bound does not forbid it.")


@pytest.mark.parametrize("layers", [1, 2])
def test_a_talk_begins_and_ends_with_the_repeat(layers):
    case = Parameters(6, layers, 2, 3, 3, "one-hot")
    first, *_, last = steps(case.chosen, tnrnn.min_cut(case.circuit, case.partition, mode="one-hot"))
    assert first.title == "Inputs"
    assert (
        "The first 3 are the Start, the rest is the End. To tell whether the End repeats the Start takes" in first.words
    )
    assert last.words.endswith(
        f"The repeat takes 8: {'no weights can do it' if layers == 1 else 'this bound does not forbid it'}."
    )


@pytest.mark.parametrize(("split", "said"), [(1, "The first is the Start"), (2, "The first 2 are the Start")])
def test_a_talk_says_first_which_inputs_are_the_start(split, said):
    case = Parameters(6, 1, 2, 3, split, "one-hot")
    first, *_ = steps(case.chosen, tnrnn.min_cut(case.circuit, case.partition, mode="one-hot"))
    assert f"each is one of M letters. {said}, the rest is the End." in first.words


# In the browser.


@pytest.fixture(scope="module")
def lecture(tmp_path_factory):
    target = tmp_path_factory.mktemp("repeat") / "lecture.html"
    export(
        target, grid=[GRID, Grid((6,), (1, 2), (2,), (3,), modes=("one-hot",), splits=(3,), model="second_order_rnn")]
    )
    return target


@pytest.fixture
def visit(browser, lecture):
    with visits(browser) as opens:
        yield lambda state="", home=f"file://{lecture}": opens(f"{home}{state}")


SAID = """async (given) => {
  await explorer.set(given);
  return document.querySelector(".repeat").textContent.replace(/\\s+/g, " ");
}"""


def test_the_page_says_of_each_network_whether_its_rank_forbids_the_repeat(visit):
    shown = visit()
    for case in GRID.cases():
        rank = tnrnn.separation_rank(case.circuit, case.partition, case.mode).lower
        takes = (rank_of_words if case.mode == "one-hot" else rank_of_vectors)(case.length, case.split, case.inputs)
        said = shown.evaluate(SAID, {"model": "rac", **case._asdict()})
        verdict = "no weights can do it." if rank < takes else "the rank does not forbid it."
        assert said.endswith(f"This network has rank {rank}: {verdict}"), case
        assert f"{takes}. This network" in said, case


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ([("≤", "7"), ("≤", "81"), ("=", None)], "This network has rank up to 7: no weights can do it."),
        ([("≤", "8"), ("=", None)], "This network has rank up to 8: the bound does not forbid it."),
        ([("≤", "8"), ("≥", "4")], "This network has rank up to 8: the bound does not forbid it."),
        ([("≤", "9"), ("≥", "8")], "This network has rank 8 or more: the rank does not forbid it."),
        ([("≤", "9"), ("≥", "9")], "This network has rank 9: the rank does not forbid it."),
        ([("≤", None), ("=", None)], "The bounds do not forbid it."),
        ([("≤", str(2**200)), ("=", None)], "This network has rank up to 1.61·1060: the bound does not forbid it."),
    ],
)
def test_where_only_bounds_are_known_the_page_says_up_to(visit, rows, verdict):
    shown = visit("#model=second_order_rnn&layers=1")
    given = [["name", "title", sign, value, "", None if value else 9.0, ""] for sign, value in rows]
    shown.evaluate("(rows) => explorer.takeNumbers(explorer.taken, rows)", given)
    assert shown.locator(".repeat").text_content().endswith(f"takes rank 23 = 8. {verdict}")


def test_two_circuits_are_compared_by_the_repeat(visit):
    shown = visit("#model=second_order_rnn&layers=1&beside=second_order_rnn.layers-2.inputs-2.hidden-3")
    foot = shown.locator(".compared tfoot td")
    foot.nth(2).wait_for()
    assert foot.nth(0).text_content() == "To tell whether the End repeats the Start takes rank 23 = 8."
    assert foot.nth(1).text_content() == "This network has rank 3: no weights can do it."
    assert foot.nth(2).text_content().endswith(": the rank does not forbid it.")
    assert shown.locator(".controls .repeat").is_hidden()


def test_the_app_the_file_and_the_widget_open_with_the_same_line(visit, app, tmp_path):
    pytest.importorskip("anywidget")
    from tnrnn.explore import Explorer

    export(tmp_path / "page.html", grid=Grid((6,), (1, 2), (2,), (3,), modes=("one-hot",), splits=(3,)))
    said = []
    for home in (app, f"file://{tmp_path / 'page.html'}"):
        shown = visit(home=home)
        shown.locator(".repeat", has_text="This network has rank 3: no weights can do it.").wait_for()
        said.append((shown.locator(".repeat").text_content(), shown.evaluate("explorer.case")))
    assert said[0] == said[1]
    opened = Explorer()
    assert said[0][1] == json.loads(json.dumps(opened.case.chosen.to_json()))
    told = [message["payload"] for message in answers([line_of("case", said[0][1])]) if "payload" in message]
    assert [each["repeat"] for each in told] == [payload(opened.case)["repeat"]]
