"""Units that go on from a state: the protocol of `begin` and `step`."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any, Protocol

from ...basics import TnrnnError
from .arrays import Whole
from .trees import selected, stacked


class Resumable(Protocol):
    """A unit that answers whole sequences, or goes on from what it kept of a Start.

    Words and answers are in the unit's own form (arrays for functions, tensors for modules).
    """

    def whole(self, words: Any) -> Any:
        """Return the answer to whole sequences."""

    def begin(self, starts: Any) -> Any:
        """Return what is kept of each of the Starts."""

    def follow(self, begun: Any, rows: Whole, count: int, ends: Any) -> Any:
        """Return the answer at the steps of End i after the Start `rows[i]` of `count` Starts."""


class Stepping(Protocol):
    """The protocol by which a unit of any kind, a torch module or any other object, shows its state.

    An attribute `batch_axis`, by default 0, says along which axis of the arrays of a state the sequences lie. A method
    `run(x, state)`, which need not be there, makes several steps at once: it returns the outputs at every step of `x`,
    (batch, T, width) or (batch, T), and the state after them. It is used to read states, as it is faster.
    """

    def begin(self, batch: int) -> Any:
        """Return the state before the first step for a batch of sequences.

        A state is an array or a tensor, or a tuple, list, dictionary or dataclass of states. There may be None, True,
        False and integers in it, which all sequences share.
        """

    def step(self, state: Any, x: Any) -> tuple[Any, Any]:
        """Return the state and the outputs after one more step.

        `x` has the shape (batch, width), or (batch,) for token ids: a tensor of the module's precision on its device
        for torch modules, and otherwise an array of doubles or of int64. The outputs are one of the following: an
        array or a tensor (batch, channels); a list of them by layer; a tuple that begins with one of these; or a
        dictionary or a dataclass, which may hold the states of the layers (a list, under "states") beside what the
        unit returns (under "output").
        """


@dataclass(frozen=True)
class Stepped:
    """A unit that follows the protocol of `begin` and `step`.

    Parameters
    ----------
    unit : object with begin and step
        The unit.
    run : function, optional
        It maps whole sequences to an answer. By default the unit goes through all steps.

    Examples
    --------
    >>> import numpy as np
    >>> class Sum:
    ...     def begin(self, batch):
    ...         return np.zeros((batch, 1))
    ...     def step(self, state, x):
    ...         return state + x, state + x
    >>> Stepped(Sum()).whole(np.ones((1, 3, 1)))[0, :, 0].tolist()
    [1.0, 2.0, 3.0]
    """

    unit: Any
    run: Any = None

    def whole(self, words: Any) -> Any:
        """Return the answer to whole sequences."""
        return self.run(words) if self.run else self._outputs(self.unit.begin(len(words)), words)[1]

    def begin(self, starts: Any) -> Any:
        """Return the states after the Starts."""
        return self._outputs(self.unit.begin(len(starts)), starts, keep=False)[0]

    def follow(self, begun: Any, rows: Whole, count: int, ends: Any) -> Any:
        """Return the outputs at the steps of the Ends, from copies of the states after the Starts."""
        state = selected(begun, rows, count, getattr(self.unit, "batch_axis", 0))
        return self._outputs(state, ends)[1]

    def _outputs(self, state: Any, words: Any, keep: bool = True) -> tuple[Any, Any]:
        found = []
        for at in range(words.shape[1]):
            state, outputs = _pair("step", "(state, outputs)", self.unit.step(state, words[:, at]))
            if keep:
                found.append(outputs)
        return state, stacked(found) if found else None


@dataclass(frozen=True)
class Running:
    """A unit that follows the protocol and has a method `run`, which goes through several steps at once.

    Parameters
    ----------
    unit : object with begin and run
        The unit.
    shown : function
        It maps whole sequences to an answer.
    """

    unit: Any
    shown: Any

    def whole(self, words: Any) -> Any:
        """Return the answer to whole sequences."""
        return self.shown(words)

    def begin(self, starts: Any) -> Any:
        """Return the states after the Starts."""
        return self._run(starts, self.unit.begin(len(starts)))[1]

    def follow(self, begun: Any, rows: Whole, count: int, ends: Any) -> Any:
        """Return the outputs at the steps of the Ends, from copies of the states after the Starts."""
        return self._run(ends, selected(begun, rows, count, getattr(self.unit, "batch_axis", 0)))[0]

    def _run(self, words: Any, state: Any) -> Any:
        return _pair("run", "(outputs, state)", self.unit.run(words, state))


def _pair(owner: str, parts: str, given: Any) -> tuple[Any, Any]:
    if not isinstance(given, tuple) or len(given) != 2:
        shown = f"tuple of {len(given)}" if isinstance(given, tuple) else type(given).__name__
        raise TnrnnError(f"memory, {owner}: expected a tuple {parts}, given a {shown}")
    return given


def has_steps(unit: Any) -> bool:
    """Return whether a unit has the methods `begin` and `step`.

    >>> has_steps(len)
    False
    """
    return callable(getattr(unit, "begin", None)) and callable(getattr(unit, "step", None))


def has_run(unit: Any) -> bool:
    """Return whether a unit with `begin` and `step` has a method `run(x, state)`, too.

    >>> has_run(len)
    False
    """
    if not callable(getattr(unit, "run", None)):
        return False
    try:
        options = inspect.signature(unit.run).parameters.values()
    except (TypeError, ValueError):  # compiled methods have none
        return False
    return sum(one.kind in _BY_PLACE for one in options) >= 2


_BY_PLACE = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def runs_whole(unit: Any) -> bool:
    """Return whether a unit with `begin` and `step` can be called with whole sequences, too.

    >>> runs_whole(len)
    True
    """
    forward = getattr(type(unit), "forward", None)
    return callable(unit) and not getattr(forward, "__name__", "").endswith("unimplemented")
