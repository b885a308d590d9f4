"""The cases that the steps of a talk show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ...basics import TnrnnError
from .choosing import Chosen, page_sizes, shown_models
from .given import ENDS, Given, GivenCase
from .grids import Grid
from .parameters import SIZES, AnyCase, Parameters, asked
from .several import Part, cases_of, name_of
from .talks import Talk

SHARED = ("length", "split", "mode", "observe")
"""What two circuits that stand side by side have in common."""


def cases_of_talk(talk: Talk, given: Sequence[Given] = ()) -> list[AnyCase | GivenCase]:
    """Return the case of each step.

    Raises
    ------
    TnrnnError
        If the state of a step names no case; the error says which step.

    Examples
    --------
    >>> from tnrnn.explore import TalkStep
    >>> state = {"length": 4, "layers": 1, "inputs": 2, "hidden": 3, "split": 2, "mode": "one-hot", "zoom": 2}
    >>> cases_of_talk(Talk((TalkStep(state=state),)))[0].length
    4
    """
    return [_case_of(number, dict(step.state), given) for number, step in enumerate(talk.steps, start=1)]


def second_cases_of_talk(talk: Talk, given: Sequence[Given] = ()) -> list[AnyCase | GivenCase]:
    """Return the cases that steps show beside their own.

    Raises
    ------
    TnrnnError
        If the second circuit of a step names no case; the error says which step.

    Examples
    --------
    >>> from tnrnn.explore import TalkStep
    >>> state = {"length": 4, "layers": 2, "inputs": 2, "hidden": 3, "split": 2, "mode": "one-hot"}
    >>> beside = "rac.layers-1.inputs-2.hidden-3"
    >>> [case.layers for case in second_cases_of_talk(Talk((TalkStep(state={**state, "beside": beside}),)))]
    [1]
    """
    states = ((number, dict(step.state)) for number, step in enumerate(talk.steps, start=1))
    return [_case_of(number, _second(state), given) for number, state in states if state.get("beside")]


def check_talk(talk: Talk, given: Sequence[Given] = ()) -> None:
    """Raise a TnrnnError if a step of a talk shows no case, or no second case where it has one.

    >>> from tnrnn.explore import TalkStep
    >>> check_talk(Talk((TalkStep(state={"length": 4}),)))
    Traceback (most recent call last):
    tnrnn.TnrnnError: talk, step 1: layers: expected a value, given none
    """
    cases_of_talk(talk, given)
    second_cases_of_talk(talk, given)


def _second(state: Mapping[str, str]) -> dict[str, str]:
    """Return the words of the circuit that stands beside that of a state, and shares its steps and what is asked."""
    model, *sizes = state["beside"].split(".")
    own = {name: value for name, _, value in (size.partition("-") for size in sizes)}
    return {**{name: state[name] for name in SHARED if name in state}, **own, "model": model}


def _case_of(number: int, state: dict[str, str], given: Sequence[Given]) -> AnyCase | GivenCase:
    try:
        return asked(_case_words(state, given), given)
    except TnrnnError as error:
        raise TnrnnError(f"talk, step {number}: {error}") from None


def with_talk(parts: Sequence[Part], talk: Talk) -> tuple[tuple[Part, ...], list[AnyCase | GivenCase]]:
    """Return the parts of a page that shows a talk too, and the further cases of the steps, which no part has.

    A model that no part has gets a part of its own.

    >>> from tnrnn.explore import TalkStep
    >>> state = {"length": 4, "layers": 1, "inputs": 2, "hidden": 3, "split": 2, "mode": "one-hot"}
    >>> talk = Talk((TalkStep(state=state), TalkStep(state={**state, "model": "gru"})))
    >>> parts, further = with_talk((Grid((6,)),), talk)
    >>> [part.model for part in parts], [case.length for case in further]
    (['rac', 'gru'], [4])
    """
    given = [part for part in parts if isinstance(part, Given)]
    wanted = list(dict.fromkeys([*cases_of_talk(talk, given), *second_cases_of_talk(talk, given)]))
    names = {name_of(part) for part in parts}
    added: dict[str, Grid] = {}
    for case in wanted:
        if isinstance(case, GivenCase):
            continue
        chosen = case.chosen if isinstance(case, Parameters) else case
        if chosen.model not in names:
            added.setdefault(chosen.model, _grid(chosen))
    every = (*parts, *added.values())
    there = set(cases_of(every))
    return every, [case for case in wanted if case not in there]


def _grid(case: Chosen) -> Grid:
    """Return the grid of one case."""
    sizes = dict(case.sizes)
    usual = {name: (sizes.pop(name),) for name in SIZES if name in sizes}
    more = tuple((name, (value,)) for name, value in sizes.items())
    modes, splits, observe = (case.mode,), (case.split,), (case.observe,)
    return Grid(**usual, modes=modes, splits=splits, model=case.model, observe=observe, more=more)  # type: ignore[arg-type]


def _case_words(state: dict[str, str], given: Iterable[Given]) -> list[tuple[str, str]]:
    model = state.get("model", "rac")
    own = {each.name for each in given}
    sizes = ("length", ENDS) if model in own else tuple(page_sizes(model)) if model in shown_models() else ()
    return [(name, text) for name, text in state.items() if name in (*sizes, "model", "split", "mode", "observe")]
