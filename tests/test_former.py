"""Calls and names in a deprecated form work until the next major version, and warn: docs/versions.md says it."""

import contextlib
import datetime
import importlib
import re
import warnings
from pathlib import Path
from typing import get_args

import pytest

import tnrnn
from tnrnn import Bound, Partition, TnrnnError, min_cut, rac, slice_cut, unroll, unrolled_size
from tnrnn.basics import as_before
from tnrnn.basics.former import GOES, SINCE
from tnrnn.closed_forms import Case, conjecture_1
from tnrnn.drawing import STORIES, THEMES, StoryName, Theme
from tnrnn.explore import Parameters
from tnrnn.homogeneous import Homogeneous, without_sums
from tnrnn.models import MODELS, Model, conv_ac, mi_rnn
from tnrnn.models.architectures import CELLS, RecurrentCell
from tnrnn.networks import MODES, Mode
from tnrnn.sweeping import GridFile, model_cases

CIRCUIT, HALF = rac(4, 2, 2, 3), Partition.start_end(4)
WORDS = [("joined", "one-hot"), ("repeated", "continuous")]
FUNCTIONS = {
    "unroll": lambda *given, **named: unroll(CIRCUIT, *given, **named),
    "unrolled_size": lambda *given, **named: unrolled_size(CIRCUIT, *given, **named),
    "min_cut": lambda *given, **named: min_cut(CIRCUIT, HALF, *given, **named),
    "slice_cut": lambda *given, **named: slice_cut(CIRCUIT, 2, *given, **named),
    "without_sums": lambda *given, **named: without_sums(mi_rnn(2, 1, 2, 2), *given, **named),
    "Homogeneous": lambda *given, **named: Homogeneous(mi_rnn(2, 1, 2, 2), *given, **named).circuit,
}


@contextlib.contextmanager
def warned(old, new, most=1):
    """Expect a warning at the line that uses the old name, or `most` of them."""
    with pytest.warns(DeprecationWarning, match=old) as caught:
        yield
    assert len(caught) <= most
    for warning in caught:
        assert str(warning.message) == f"{old} is deprecated since 1.0 and will be gone in 2.0; write {new}"
        assert warning.filename == __file__


def silent(call):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return call()


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize(("old", "new"), WORDS)
def test_inputs_is_mode(name, old, new):
    function = FUNCTIONS[name]
    expected = silent(lambda: function(mode=new))
    assert silent(lambda: function(new)) == expected
    for call in (lambda: function(inputs=old), lambda: function(old), lambda: function(mode=old)):
        with pytest.warns(
            DeprecationWarning, match=f"^{name}: .* since 1.0 and .* in 2.0; write mode='{new}'$"
        ) as caught:
            assert call() == expected
        assert [warning.filename for warning in caught] == [__file__]


def test_calls_without_a_mode_mean_what_they_meant():
    assert silent(lambda: unroll(CIRCUIT)) == unroll(CIRCUIT, "one-hot")
    assert silent(lambda: min_cut(CIRCUIT, HALF)) == min_cut(CIRCUIT, HALF, "one-hot")
    assert silent(lambda: slice_cut(CIRCUIT, 2)) == slice_cut(CIRCUIT, 2, "one-hot")
    assert Homogeneous(CIRCUIT) == Homogeneous(CIRCUIT, "continuous")
    with pytest.warns(DeprecationWarning, match="write mode=None$"):
        assert min_cut(unroll(CIRCUIT), HALF, inputs=None) == min_cut(unroll(CIRCUIT), HALF)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_mode_is_given_once_and_spelt_right(name):
    function = FUNCTIONS[name]
    for call in (lambda: function("one-hot", inputs="joined"), lambda: function(mode="one-hot", inputs="joined")):
        with pytest.raises(TnrnnError, match=f"^{name}, inputs: expected nothing beside mode, given 'joined'$"):
            call()
    message = f"^{name}, inputs: expected joined or repeated, given 'jioned'; did you mean 'joined'"
    with pytest.raises(TnrnnError, match=message):
        function(inputs="jioned")


def test_attributes_under_their_old_names():
    spectrum = tnrnn.numeric_spectrum(CIRCUIT, HALF)
    for mode, word in (("one-hot", "joined"), ("continuous", "repeated")):
        with warned("Homogeneous.inputs", "mode"):
            assert Homogeneous(CIRCUIT, mode).inputs == word
        with warned("Parameters.unfolding", "mode"):
            assert Parameters(6, 2, 2, 3, 3, mode).unfolding == word
    with warned("Spectrum.numeric_rank", "numerical_rank"):
        assert spectrum.numeric_rank == spectrum.numerical_rank > 0


def test_a_class_under_its_old_name():
    with warned("Grid", "GridFile"):
        assert model_cases.Grid is GridFile
    vars(tnrnn.sweeping).pop("Grid", None)  # the face keeps what it has been asked for
    with warned("Grid", "GridFile", most=2):  # `from` asks twice for a name that a face does not keep
        from tnrnn.sweeping import Grid
    assert Grid is GridFile
    with pytest.raises(AttributeError, match=r"^module 'tnrnn[.]sweeping[.]model_cases' has no attribute 'Gird'$"):
        model_cases.Gird  # noqa: B018


def test_classes_of_memory_under_their_old_names():
    memory = pytest.importorskip("tnrnn.memory")
    pytest.importorskip("torch", reason="needs the extra `memory`")
    for face in (memory, importlib.import_module("tnrnn.memory.indicators")):
        vars(face).pop("Limits", None)
    with warned("Limits", "MemoryLimits"):
        assert memory.Limits is memory.MemoryLimits
    assert memory.Spectrum is tnrnn.Spectrum


def test_arguments_by_position():
    case = Case(4, 4, 4, 3)
    message = (
        "^conjecture_1: an argument by position is deprecated since 1.0 and will not be taken in 2.0; write cap='min'$"
    )
    with pytest.warns(DeprecationWarning, match=message) as caught:
        assert conjecture_1(case, "min") == silent(lambda: conjecture_1(case, cap="min"))
    assert caught[0].filename == __file__
    with pytest.warns(DeprecationWarning, match="write window=3$|write stride=1$") as caught:
        assert conv_ac(8, 3, 2, 3, 3, 1) == silent(lambda: conv_ac(8, 3, 2, 3, window=3, stride=1))
    assert len(caught) == 2


def test_a_bound_takes_its_amount_under_the_old_name():
    expected = Bound("slice", "upper", 9, "R^2", "a cut")
    with pytest.warns(
        DeprecationWarning, match="^Bound: value= is deprecated since 1.0 and will not be taken in 2.0; write amount=9$"
    ) as caught:
        assert Bound(name="slice", kind="upper", value=9, formula="R^2", source="a cut") == expected
    assert caught[0].filename == __file__
    with pytest.warns(DeprecationWarning, match="write amount=an integer of 16610 bits$"):
        assert Bound("slice", "upper", value=10**5000).value == 10**5000
    with pytest.raises(TnrnnError, match=r"^Bound, value: expected nothing beside amount, given 9$"):
        Bound("slice", "upper", 9, value=9)


def test_arguments_that_do_not_fit_are_refused_as_python_refuses_them():
    @as_before()
    def function(first, *, second=0, third=0):
        return first, second, third

    for call in (function, lambda: function(1, 2, 3, 4), lambda: function(1, 2, second=3)):
        with pytest.raises(TypeError, match="function"):
            call()
    with pytest.warns(DeprecationWarning, match="write second=2$"):
        assert function(1, 2, third=3) == (1, 2, 3)
    assert function.__name__ == "function"


def test_types_have_the_words_that_are_taken():
    pairs = [(Mode, MODES), (Theme, THEMES), (StoryName, STORIES), (Model, MODELS), (RecurrentCell, CELLS)]
    for words, taken in pairs:
        assert get_args(words) == tuple(taken)
    tasks = pytest.importorskip("tnrnn.training.tasks", reason="needs the extra `memory`")
    assert get_args(tasks.TaskName) == tuple(tasks.TASKS)


CHANGES = (Path(__file__).parents[1] / "CHANGELOG.md").read_text(encoding="utf-8")
RELEASED = dict(re.findall(r"^## \[([\d.]+)\] - (\S+)$", CHANGES, re.MULTILINE))


def numbers(version):
    return tuple(map(int, version.split(".")))


def test_what_is_deprecated_stays_as_long_as_the_policy_says():
    """Until a new major version, at least one minor version after the one that warns first, and six months.

    This fails in the version that should be without it: then what is deprecated is removed, or `GOES` is raised.
    """
    since, goes, now = numbers(SINCE), numbers(GOES), numbers(tnrnn.__version__)
    assert goes[0] > since[0]
    assert goes[1:] == (0,)
    assert since <= now < goes
    assert datetime.date.fromisoformat(RELEASED[f"{SINCE}.0"])


def test_the_policy_lists_what_is_deprecated():
    policy = (Path(__file__).parents[1] / "docs" / "versions.md").read_text(encoding="utf-8")
    rows = [line for line in policy.splitlines() if line.endswith(f"| {SINCE} | {GOES} |")]
    for old in (
        *("`inputs=", "by position", "`Bound(value=)`", "`Homogeneous.inputs`", "`Parameters.unfolding`"),
        *("`Spectrum.numeric_rank`", "`sweeping.Grid`", "`memory.Limits`"),
    ):
        assert sum(old in row.split(" | ")[0] for row in rows) == 1, old
    assert len(rows) == 8
