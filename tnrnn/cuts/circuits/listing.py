"""What a cut of a circuit severs, and where the copies of every vertex stand, by one pass down from the output."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from ..problems import Cut, CutEntry, EntryKind
from .graph import NumberedCircuit

NEAR, FAR, SPLIT_NEAR, SPLIT_FAR, SPLIT_JOINT = range(5)
"""States of the hyperedge above a copy: all near, all far, or split.

If it is split, its copy tensors stand near, far, or as the joint `state - SPLIT_JOINT` does.
"""


class Policy(Protocol):
    """A rule that says on which side everything stands in a cut."""

    def near(self, place: int) -> bool:
        """Return whether a copy of a vertex stands near if the hyperedge above it is split."""
        ...

    def state(self, place: int, user_near: bool | None) -> int:
        """Return NEAR, FAR or SPLIT_NEAR (split) for the hyperedge above a vertex, given its user's side, if any."""
        ...


class Given:
    """The policy of a cut with given sides, which are the same for all copies of a vertex."""

    def __init__(self, sides: list[bool]) -> None:
        self.sides = sides

    def near(self, place: int) -> bool:
        return self.sides[place]

    def state(self, place: int, user_near: bool | None) -> int:
        return SPLIT_NEAR


class Legs(NamedTuple):
    """How many legs of a hyperedge stand near and far; where only one does, `one_near` or `one_far` is its vertex."""

    near: int = 0
    far: int = 0
    one_near: int = -1
    one_far: int = -1

    @classmethod
    def single(cls, place: int, near: bool, count: int = 1) -> Legs:
        return cls(near=count, one_near=place) if near else cls(far=count, one_far=place)

    def plus(self, other: Legs) -> Legs:
        one_near = self.one_near if self.near else other.one_near
        one_far = self.one_far if self.far else other.one_far
        return Legs(self.near + other.near, self.far + other.far, one_near, one_far)

    def times(self, count: int) -> Legs:
        return Legs(self.near * count, self.far * count, self.one_near, self.one_far)

    def severed(self, place: int) -> tuple[int, EntryKind, bool]:
        """Return (vertex, kind, whether the copy tensors stand near) for the hyperedge above the vertex `place`."""
        if self.near == 1:
            return self.one_near, "bond", False
        if self.far == 1:
            return self.one_far, "bond", True
        return place, "hyperedge", False


def listed_cut(graph: NumberedCircuit, sides: list[bool], policy: Policy, paid: frozenset[int], minimal: bool) -> Cut:
    """Return the cut by a pass downwards that counts the copies in every state and what is severed above them."""
    listing = _Listing(graph, policy, paid)
    listing.walk(sides)
    near, far = listing.standing(sides)
    vertices = graph.circuit.vertices
    entries = [
        CutEntry(vertices[place].name, kind, vertices[place].dim, vertices[place].symbol, count)
        for (place, kind), count in sorted(listing.severed.items())
    ]
    return Cut(tuple(entries), near, far, minimal)


class _Listing:
    """The numbers of copies by the state of the hyperedge above them (`counts[vertex][state]`), and what is severed."""

    def __init__(self, graph: NumberedCircuit, policy: Policy, paid: frozenset[int]) -> None:
        self.graph, self.policy, self.paid = graph, policy, paid
        self.counts: list[dict[int, int]] = [{} for _ in graph.children]
        self.severed: dict[tuple[int, EntryKind], int] = {}
        self.joints = {joint: Legs() for joint in paid}
        self.legs = self._legs_below()

    def _legs_below(self) -> list[Legs]:
        """Return for every vertex the legs that it, or the class of products below it, has in a split hyperedge."""
        legs: list[Legs] = []
        for place, below in enumerate(self.graph.children):
            if not self.graph.product[place]:
                joined = self.graph.joint[place] >= 0
                legs.append(Legs() if joined else Legs.single(place, self.policy.near(place)))
                continue
            total = Legs()
            for child in below:
                total = total.plus(legs[child])
            legs.append(total)
        return legs

    def walk(self, sides: list[bool]) -> None:
        root = len(self.graph.children) - 1
        self._enter(root, None, 1)
        for place in range(root, -1, -1):
            for state, count in sorted(self.counts[place].items()):
                self._pass_on(place, state, count)
        for joint, legs in self.joints.items():
            total = legs
            for member in self.graph.members[joint]:
                total = total.plus(Legs.single(member, sides[member]))
            self.joints[joint] = total
            if total.near and total.far:
                self._sever(total.severed(self.graph.members[joint][0])[:2], 1)

    def _pass_on(self, place: int, state: int, count: int) -> None:
        if self.graph.product[place]:
            for child in self.graph.children[place]:
                self._add(child, state, count)
            return
        near = state == NEAR or (state != FAR and self.policy.near(place))
        for child in self.graph.children[place]:
            self._enter(child, near, count)

    def _enter(self, place: int, user_near: bool | None, count: int) -> None:
        """Decide the state of the hyperedge above `count` copies, given the side of their users."""
        user = Legs() if user_near is None else Legs.single(place, user_near)
        joint = self.graph.joint[place]
        if joint in self.paid:
            self.joints[joint] = self.joints[joint].plus(user.plus(self.legs[place]).times(count))
            self._add(place, SPLIT_JOINT + joint, count)
            return
        state = self.policy.state(place, user_near)
        if state == SPLIT_NEAR:
            legs = user.plus(self.legs[place])
            if not (legs.near and legs.far):
                state = NEAR if legs.near else FAR
            else:
                vertex, kind, at_near = legs.severed(place)
                self._sever((vertex, kind), count)
                state = SPLIT_NEAR if at_near else SPLIT_FAR
        self._add(place, state, count)

    def _add(self, place: int, state: int, count: int) -> None:
        self.counts[place][state] = self.counts[place].get(state, 0) + count

    def _sever(self, entry: tuple[int, EntryKind], count: int) -> None:
        self.severed[entry] = self.severed.get(entry, 0) + count

    def standing(self, sides: list[bool]) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
        """Return the pairs (vertex, number of copies) of the near and of the far side; a joined input counts once."""
        near: list[tuple[str, int]] = []
        far: list[tuple[str, int]] = []
        for place, vertex in enumerate(self.graph.circuit.vertices):
            total = sum(self.counts[place].values())
            if vertex.kind == "input":
                at_near = total if sides[place] else 0
                total, at_near = (1, int(sides[place])) if self.graph.joint[place] >= 0 else (total, at_near)
            else:
                at_near = sum(count for state, count in self.counts[place].items() if self._is_near(place, state))
            if at_near:
                near.append((vertex.name, at_near))
            if total - at_near:
                far.append((vertex.name, total - at_near))
        return tuple(near), tuple(far)

    def _is_near(self, place: int, state: int) -> bool:
        if state in (NEAR, FAR):
            return state == NEAR
        if not self.graph.product[place]:
            return self.policy.near(place)
        if state >= SPLIT_JOINT:
            legs = self.joints[state - SPLIT_JOINT]
            return bool(legs.near and (not legs.far or legs.severed(place)[2]))
        return state == SPLIT_NEAR
