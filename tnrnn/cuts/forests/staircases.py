"""The minimum cuts of a network without cycles while labels turn near one after the other, by one pass up and one down.

Hang the network from a node, and let d_v(k) = (least cost below v if v is far) - (least cost below v if v is near) at
step k, at which the first k labels are near. A label that turns near makes d_v larger, never smaller, so d_v is a
rising staircase. At step 0 all labels are far and d_v <= 0; at the last step all are near and d_v >= 0.

*From the nodes below a hyperedge to the node above it.* Let the hyperedge have the cost w and the lower nodes c, whose
least costs are F_c (far) and N_c (near). The costs with the upper node far and near are min(sum F_c, w + sum min(F_c,
N_c)) and min(sum N_c, w + sum min(F_c, N_c)). So the upper node's d gains min(D+, w) - min(D-, w), where D+ is the sum
of the positive parts of d_c and D- that of the negative parts: the staircase below zero loses its first steps, and the
one above zero its last steps, until neither is higher than w. What is left rises by 2 w at most, so that it has few
steps, and the passes take about as long as those of one cut.

*Which nodes are near.* The cut nearest to the near side places a node far whenever that costs no more (see `forest`).
If the upper node is near, all lower nodes are so if D- < w. If it is far, all of them are so if D+ <= w. Otherwise the
hyperedge is severed, and c is near if d_c > 0. Each of these conditions holds from some step on: D- < w from step a,
D+ > w from step b, d_c > 0 from step z_c. If the upper node turns at step s, then c is near at step k if k >= s and
k >= min(a, z_c), or if k >= max(b, z_c).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...basics import Order
from ..problems import CutProblem
from .forest import Hung, hang

Steps = list[tuple[int, int]]
"""Where a staircase rises, in order, and the key by which it rises there."""


class _Turns(NamedTuple):
    """The steps from which on d > 0 for each node, D- < w and D+ > w for each hyperedge (`least` and `most`)."""

    positive: list[int]
    least: list[int]
    most: list[int]


def forest_turns(problem: CutProblem, given: Sequence[int], last: int) -> list[int] | None:
    """Return the step at which each node turns near in the minimum cuts nearest to the near terminals.

    Parameters
    ----------
    problem : CutProblem
        The hypergraph; which of its terminals are near does not matter.
    given : sequence of int
        The step from 1 to `last` at which each terminal turns near; 0 for the other nodes.
    last : int
        The step at which the last terminal turns near, which stands for "never" in the result.

    Returns
    -------
    list of int, or None
        The step for each node, from 1 to `last`. It is None if there is a cycle.
    """
    hung = hang(problem)
    if hung is None:
        return None
    order = Order(set(problem.dims), len(problem.dims))
    return _down(problem, hung, _up(problem, hung, given, _Rule(order, last)), last)


class _Rule:
    """The operations on staircases: where they cross zero, and what a hyperedge lets through."""

    def __init__(self, order: Order, last: int) -> None:
        self.order, self.last = order, last

    def cross(self, low: int, steps: Steps) -> tuple[int, Steps, Steps]:
        """Return where a staircase that begins at -low is positive for the first time, and its steps on either side."""
        height = 0
        for place, (at, rise) in enumerate(steps):
            height += rise
            if self.order.less(low, height):
                above = height - low
                return at, _with(steps[:place], at, rise - above), [(at, above), *steps[place + 1 :]]
        return self.last, steps, []

    def lift(self, low: int, steps: Steps, cost: int) -> tuple[int, Steps]:
        """Return where a staircase from -low to 0 is above -cost for the first time, and the steps from -cost on."""
        if self.order.less(low, cost):
            return 0, steps
        height = cost - low
        for place, (at, rise) in enumerate(steps):
            height += rise
            if self.order.less(0, height):
                return at, [(at, height), *steps[place + 1 :]]
        return self.last, []

    def cap(self, high: int, steps: Steps, cost: int) -> tuple[int, Steps]:
        """Return where a staircase from 0 to `high` is above `cost` for the first time, and the steps up to `cost`."""
        height, place = high, len(steps)
        while self.order.less(cost, height):
            place -= 1
            height -= steps[place][1]
        if place == len(steps):
            return self.last, steps
        at = steps[place][0]
        return at, _with(steps[:place], at, cost - height)


def _with(steps: Steps, at: int, rise: int) -> Steps:
    if rise:
        steps.append((at, rise))
    return steps


def _up(problem: CutProblem, hung: Hung, given: Sequence[int], rule: _Rule) -> _Turns:
    """Return the turns by a pass upwards, which drops the staircase of a node after its use."""
    edges = list(problem.edges())
    infinite, keys = rule.order.infinite, rule.order.keys
    lows = [infinite if turn else 0 for turn in given]
    staircases: list[Steps] = [[(turn, 2 * infinite)] if turn else [] for turn in given]
    turns = _Turns([0] * problem.nodes, [0] * len(edges), [0] * len(edges))
    for number in reversed(hung.edges):
        upper, cost = hung.upper[number], keys[problem.dims[number]]
        low, below, above = 0, [], []
        for node in edges[number]:
            if node != upper:
                staircases[node].sort()
                turns.positive[node], under, over = rule.cross(lows[node], staircases[node])
                low += lows[node]
                below += under
                above += over
                staircases[node] = []
        if len(edges[number]) > 2:
            below.sort()
            above.sort()
        turns.least[number], below = rule.lift(low, below, cost)
        turns.most[number], above = rule.cap(sum([rise for _, rise in above]), above, cost)
        lows[upper] += sum([rise for _, rise in below])
        staircases[upper] += below
        staircases[upper] += above
    for root in hung.roots:
        staircases[root].sort()
        turns.positive[root], _, _ = rule.cross(lows[root], staircases[root])
    return turns


def _down(problem: CutProblem, hung: Hung, turns: _Turns, last: int) -> list[int]:
    edges = list(problem.edges())
    found = list(turns.positive)
    for number in hung.edges:
        upper, least, most = hung.upper[number], turns.least[number], turns.most[number]
        for node in edges[number]:
            if node != upper:
                positive = turns.positive[node]
                found[node] = min(max(found[upper], min(least, positive)), max(most, positive))
    return found
