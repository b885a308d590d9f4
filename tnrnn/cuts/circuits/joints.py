"""Which joined inputs a least cut pays for: the least cost over all sets Q of `cutting`, with a proof.

*A walk over all Q.* Joints are decided and rows (`rows`) are found in an order of time. A state of the walk is
the rows of the joints and vertices that are still used later. Of all Q that lead to one state the cheapest is kept.
This loses nothing: a row follows from the rows of the children, and what is paid there from these and from the number
of copies. So what is still to be paid depends on the state and on the joints that are yet to be decided, not on how the
state was reached (Bellman's principle). The value at the end is the least over all sets Q, in exact arithmetic. There
are few rows, and in a recurrent circuit only those of one time step are in use, so that the walk is linear in time.

*Guesses.* A vertex that depends on all inputs, and is used by many others, would keep all these waiting. Its row is
guessed at the start, and a state is dropped where another row is found. The rows that are tried are those that the same
walk over what is below the vertex finds, with all Q whose cost so far does not exceed that of a known cut.

*The nearest cut.* Let F(S) be the least cost as a function of the set S of joints that count as near: near joints
outside Q, and far joints in Q. F is submodular, F(A) + F(B) >= F(A | B) + F(A & B). For a proof, let each joint be a
node, too. The near terminal has an arc to a near joint, whose capacity is its price, and infinite arcs lead from the
joint to its other members; an arc costs its capacity if it leads from a near node to a far one. So a near joint that
stands near has all its members near, and one that stands far is paid for. For a far joint all arcs are reversed. Let
g(X) be the cost of these arcs and of all other hyperedges if the nodes of X stand near. Each arc and each hyperedge
costs a submodular function of X, so g is submodular, and F(S) is the least g(X) among all X with the joints S. If X and
Y are such sets for A and B, then F(A) + F(B) = g(X) + g(Y) >= g(X | Y) + g(X & Y) >= F(A | B) + F(A & B), as X | Y has
the joints A | B, and X & Y has A & B.
Hence the sets S of least cost have a smallest one, which is a part of all others, so it alone has the fewest joints.
The walk prefers fewer joints where costs are equal, so this is what it finds, and with it the cut nearest to the near
side. (A joint with near and far inputs is always paid for, and is in no S.)
"""

from __future__ import annotations

from collections import Counter

from ...basics import Order
from .bundles import Bundles, bundled
from .graph import NumberedCircuit
from .rows import Rows
from .steps import Guesses, Plan, planned
from .walk import Found, Walk

NARROW = 12
"""So many rows in use are few. If there are more, rows that more than so many vertices use are guessed."""

WORK = 2**25
"""About the largest number of rows in all states of all steps of a walk."""

WIDE_WORK = 2**26
"""The largest number of steps times rows in use for which there is a walk at all."""


def least_joints(graph: NumberedCircuit, sides: list[bool], order: Order) -> tuple[frozenset[int], bool]:
    """Return the set Q of joints to pay for, and whether its cut is proved least and nearest to the near side.

    If there are too many states, only the cheapest are kept, and nothing is proved. The result is the best Q that was
    seen, among them that of all near joints and that of all far joints.
    """
    rows = Rows(order)
    plan = _narrower(graph, sides, rows)
    walk = Walk(rows, order.keys[graph.circuit.vertices[-1].dim], _most)
    best = _better_end(walk, plan.bundles)
    walk.bound = best.cost
    if plan.width > NARROW:
        plan = _with_guesses(graph, sides, walk, plan)
    if plan.width * len(plan.order) > WIDE_WORK:
        return best.joints() | plan.bundles.always, False
    found = walk.least(plan)
    if found is not None and not walk.before(best, found):
        best = found
    return best.joints() | plan.bundles.always, walk.complete


def _most(plan: Plan) -> int:
    """Return the largest number of states in one step: 2^8 to 2^16, fewer if there are many steps, or many rows."""
    return max(2**8, min(2**16, WORK // max(1, len(plan.order) * plan.width)))


def _narrower(graph: NumberedCircuit, sides: list[bool], rows: Rows) -> Plan:
    """Return a plan with few rows in use, forwards in time, or backwards if that is better."""
    forwards = planned(bundled(graph, sides, rows, forwards=True), {})
    if forwards.width <= NARROW:
        return forwards
    backwards = planned(bundled(graph, sides, rows, forwards=False), {})
    return min(forwards, backwards, key=lambda plan: plan.width)


def _better_end(walk: Walk, bundles: Bundles) -> Found:
    """Return the better of two sets Q: all joints with near inputs, and all with far inputs.

    Unsevered joints are then all on one side, so that no cost is infinite.
    """
    none = frozenset[int]()
    every = frozenset(joint.number for joint in bundles.joints)
    one, two = (found for found in (walk.given(bundles, near) for near in (none, every)) if found is not None)
    return two if walk.before(two, one) else one


def _with_guesses(graph: NumberedCircuit, sides: list[bool], walk: Walk, plan: Plan) -> Plan:
    """Return a narrower plan in which rows are guessed that many vertices use and that depend on the last input."""
    bundles = plan.bundles
    first = len(bundles.joints)
    last = max(bundle.time for bundle in bundles.bundles)
    uses = Counter(child for bundle in bundles.bundles for child in set(bundle.below) if child >= first)
    many = {number for number, count in uses.items() if count > NARROW and bundles.bundles[number - first].time == last}
    if not many:
        return plan
    early = frozenset(place for place, number in bundles.where.items() if number in many)
    guessed = bundled(graph, sides, walk.rows, forwards=True, guessed=early)
    guesses: Guesses = {}
    for number in guessed.guessed:
        guesses[number] = tuple(sorted(row for (row,) in walk.states(planned(guessed, guesses, number))))
        if not guesses[number]:  # the states that were kept led nowhere
            return plan
    narrower = planned(guessed, guesses)
    return narrower if narrower.width < plan.width else plan
