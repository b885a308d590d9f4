"""The order in which joints are decided and rows are found, such that few rows are in use at any time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .bundles import Bundles

Guesses = dict[int, tuple[int, ...]]


class Step(NamedTuple):
    """One step: a joint is decided, a row is guessed, or a row is found (and compared with the guess, if any).

    `number` is that of the joint or bundle. The rows in use are a tuple: `below` are the places of the rows of the
    children, `guess` is the place of the guess or -1, and `kept` are the places of the rows that are used later.
    `guesses` are the rows that are tried; empty except where the step is a guess.
    """

    number: int
    below: tuple[int, ...]
    kept: tuple[int, ...]
    guess: int = -1
    guesses: tuple[int, ...] = ()


class Plan(NamedTuple):
    """The order of joints and bundles that finds the row of a goal, and the largest number of rows in use, `width`.

    `guesses` are the rows to try of the bundles that are guessed, `last_use` is where in the order a row is used last.
    """

    bundles: Bundles
    order: tuple[int, ...]
    guesses: Guesses
    last_use: dict[int, int]
    width: int

    def steps(self) -> Iterator[Step]:
        """Yield the steps; in the end the row of the goal is the only one in use."""
        in_use: list[int] = []
        for number, rows in self.guesses.items():
            yield Step(number, (), tuple(range(len(in_use))), -1, rows)
            in_use.append(number)
        last_use, below = self.last_use, self.bundles.below
        for at, number in enumerate(self.order):
            guess = in_use.index(number) if number in self.guesses else -1
            children = tuple([in_use.index(child) for child in below(number)])
            kept = tuple([here for here, each in enumerate(in_use) if last_use[each] > at])
            yield Step(number, children, kept, guess)
            in_use = [in_use[here] for here in kept]
            if guess < 0:
                in_use.append(number)


def planned(bundles: Bundles, guesses: Guesses, goal: int | None = None) -> Plan:
    """Return the plan of all steps, or of those that find the row of a bundle, the goal, with the guesses below it.

    Joints and rows come in the order of the last inputs below them, a joint before its first use: in a recurrent
    circuit only the states of one time step are in use. The output is the last; not all bundles need be below it, as
    what a joint that is always paid for has below it is paid for apart.
    """
    numbers = len(bundles.joints) + len(bundles.bundles)
    needed = set(range(numbers)) if goal is None else _needed(bundles, goal)
    goal = numbers - 1 if goal is None else goal
    order = _in_order(bundles, needed, goal)
    last_use = dict.fromkeys(order, 0)
    for at, number in enumerate(order):
        last_use[number] = max(last_use[number], at)  # a guess is used before it is found
        for child in bundles.below(number):
            last_use[child] = at
    last_use[goal] = len(order)
    early = {number: rows for number, rows in guesses.items() if number in last_use and number != goal}
    return Plan(bundles, order, early, last_use, _width(order, early, last_use))


def _width(order: tuple[int, ...], guesses: Guesses, last_use: dict[int, int]) -> int:
    ended = [0] * (len(order) + 1)
    for last in last_use.values():
        ended[last] += 1
    in_use = most = len(guesses)
    for at, number in enumerate(order):
        in_use += number not in guesses
        most = max(most, in_use - ended[at])
        in_use -= ended[at]
    return most


def _needed(bundles: Bundles, goal: int) -> set[int]:
    """Return the goal and all joints and bundles below it."""
    needed = {goal}
    for number in range(goal, len(bundles.joints) - 1, -1):
        if number in needed:
            needed.update(bundles.below(number))
    return needed


def _in_order(bundles: Bundles, needed: set[int], goal: int) -> tuple[int, ...]:
    joints = len(bundles.joints)
    order: dict[int, None] = {}
    found = [number for number in needed if number >= joints]
    for number in sorted(found, key=lambda number: (number == goal, bundles.bundles[number - joints].time, number)):
        for child in bundles.below(number):
            if child < joints:
                order.setdefault(child)
        order[number] = None
    return tuple(order)
