"""The least cost over sets Q of paid joints, where of all Q that leave the same rows the cheapest is kept."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import NamedTuple

from .bundles import Bundle, Bundles, Joint
from .rows import FREE, Rows
from .steps import Plan, Step

Key = tuple[int, ...]
Trail = tuple["Trail", int] | None


class Found(NamedTuple):
    """The cost of the cheapest Q so far, the number of joints that it counts as near, and Q as a linked list."""

    cost: int
    size: int
    paid: Trail

    def joints(self) -> frozenset[int]:
        """Return Q as a set."""
        found, rest = [], self.paid
        while rest is not None:
            rest, joint = rest
            found.append(joint)
        return frozenset(found)


class Walk:
    """Walks over the steps of plans.

    `price` is that of the hyperedge above the output. `most` gives the largest number of states in one step of a plan:
    if there are more, only the cheapest are kept, and `complete` becomes false. A state that costs more than `bound`,
    if there is one, is dropped, as costs only grow.
    """

    def __init__(self, rows: Rows, price: int, most: Callable[[Plan], int]) -> None:
        self.rows, self.price, self.most = rows, price, most
        self.complete = True
        self.bound: int | None = None

    def states(self, plan: Plan) -> dict[Key, Found]:
        """Return for each row of the goal the cheapest Q with this row; the key is the row alone."""
        states: dict[Key, Found] = {(): Found(plan.bundles.rest, 0, None)}
        most = self.most(plan)
        for step in plan.steps():
            states = self._next(plan.bundles, step, states)
            if len(states) > most:
                self.complete = False
                cheapest = sorted(states.items(), key=lambda item: (item[1].cost, item[1].size, item[0]))
                states = dict(cheapest[:most])
        return states

    def least(self, plan: Plan) -> Found | None:
        """Return the least cost, and of all Q of this cost the one that counts fewest joints as near.

        The result is None if no Q is left.
        """
        best: Found | None = None
        for key, found in self.states(plan).items():
            ended = self._ended(plan.bundles, key[-1:], found)
            if best is None or self.before(ended, best):
                best = ended
        return best

    def given(self, bundles: Bundles, near: frozenset[int]) -> Found | None:
        """Return the cost of the Q for which the joints `near`, by number, count as near; None if it is infinite."""
        trail: Trail = None
        cost, rows = bundles.rest, list[int]()
        for joint in bundles.joints:
            paid = joint.near != (joint.number in near)
            rows.append(FREE if paid else self.rows.unsevered(joint.near))
            if paid:
                cost, trail = cost + joint.price, (trail, joint.number)
        for cell, below, _, copies in bundles.bundles:
            follows = self.rows.follow(cell, tuple([rows[child] for child in below]))
            if follows is None:
                return None
            rows.append(follows[0])
            cost += follows[1] * copies
        return self._ended(bundles, tuple(rows[-1:]), Found(cost, len(near), trail))

    def before(self, one: Found, two: Found) -> bool:
        """Return whether the first is cheaper, or as cheap and counts fewer joints as near."""
        if one.cost == two.cost:
            return one.size < two.size
        return self.rows.order.less(one.cost, two.cost)

    def _ended(self, bundles: Bundles, last: Key, found: Found) -> Found:
        if not bundles.output:
            return found
        return found._replace(cost=found.cost + self.rows.last(last[0], self.price))

    def _next(self, bundles: Bundles, step: Step, states: dict[Key, Found]) -> dict[Key, Found]:
        joints = bundles.joints
        if step.guesses:
            return {(*key, row): found for key, found in states.items() for row in step.guesses}
        if step.number < len(joints):
            return self._decided(step, joints[step.number], states)
        return self._followed(step, bundles.bundles[step.number - len(joints)], states)

    def _decided(self, step: Step, joint: Joint, states: dict[Key, Found]) -> dict[Key, Found]:
        kept, unsevered = _taken(step.kept), self.rows.unsevered(joint.near)
        made: dict[Key, Found] = {}
        for key, (cost, size, paid) in states.items():
            rest = kept(key)
            self._keep(made, (*rest, unsevered), Found(cost, size + joint.near, paid))
            if not self._too_much(cost + joint.price):
                more = Found(cost + joint.price, size + (not joint.near), (paid, joint.number))
                self._keep(made, (*rest, FREE), more)
        return made

    def _followed(self, step: Step, bundle: Bundle, states: dict[Key, Found]) -> dict[Key, Found]:
        cell, copies, known = bundle.cell, bundle.copies, self.rows.known(bundle.cell)
        below, kept, guess = _taken(step.below), _taken(step.kept), step.guess
        made: dict[Key, Found] = {}
        for key, found in states.items():
            rows = below(key)
            follows = known[rows] if rows in known else self.rows.follow(cell, rows)
            if follows is None or (guess >= 0 and key[guess] != follows[0]):
                continue
            row, rest = follows
            more = Found(found.cost + rest * copies, found.size, found.paid) if rest else found
            if rest and self._too_much(more.cost):
                continue
            self._keep(made, (*kept(key), row) if guess < 0 else kept(key), more)
        return made

    def _keep(self, made: dict[Key, Found], key: Key, found: Found) -> None:
        if key not in made or self.before(found, made[key]):
            made[key] = found

    def _too_much(self, cost: int) -> bool:
        return self.bound is not None and self.rows.order.surely_less(self.bound, cost)


def _taken(places: Key) -> Callable[[Key], Key]:
    """Return the function that takes the items at the given places of a tuple."""
    if len(places) > 1:
        return itemgetter(*places)
    at = places[0] if places else 0
    return itemgetter(slice(at, at + len(places)))
