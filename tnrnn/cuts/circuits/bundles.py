"""The vertices of a circuit whose costs depend on the set Q of paid joints, those that are always alike taken once."""

from __future__ import annotations

from typing import NamedTuple

from .graph import NumberedCircuit
from .rows import FREE, Cell, Rows


class Joint(NamedTuple):
    """A joint that may be paid for or not: the side of its inputs, its price, and the last of its inputs in time."""

    number: int
    near: bool
    price: int
    time: int


class Bundle(NamedTuple):
    """Vertices that have the same row for every Q, as their cells and the rows below them are equal.

    `below` are the children that depend on Q, joints or bundles. `time` is the last input below, but what is guessed
    below has no time. `copies` are those of all vertices in the bundle.
    """

    cell: Cell
    below: tuple[int, ...]
    time: int
    copies: int


class Bundles(NamedTuple):
    """The joints and, numbered after them, the bundles, children first; and what everything else costs together.

    `always` are the joints that are always paid for: those with near and far inputs, and those that cost nothing.
    `output` says whether the output depends on Q; then it is the last bundle. `guessed` are the bundles that are used
    before they are found, and `where` is the joint or bundle of each vertex that depends on Q.
    """

    joints: tuple[Joint, ...]
    bundles: tuple[Bundle, ...]
    always: frozenset[int]
    rest: int
    output: bool
    guessed: tuple[int, ...]
    where: dict[int, int]

    def below(self, number: int) -> tuple[int, ...]:
        """Return the children of a bundle; a joint has none."""
        return self.bundles[number - len(self.joints)].below if number >= len(self.joints) else ()


def bundled(
    graph: NumberedCircuit, sides: list[bool], rows: Rows, forwards: bool, guessed: frozenset[int] = frozenset()
) -> Bundles:
    """Return the bundles of a circuit, of which those of the vertices `guessed` may be used before they are found.

    A product of many children is a chain of products of two, in the order of the last inputs below them, since all are
    in one hyperedge. If not `forwards`, time runs from the last input to the first.
    """
    making = _Making(graph, sides, rows, forwards)
    for place in range(len(graph.children)):
        making.add(place, place in guessed)
    bundles = tuple(map(Bundle, making.cells, making.below, making.times, making.copies))
    early, where = tuple(sorted(making.guessed)), making.where
    output = making.size - 1 in where
    return Bundles(
        tuple(making.joints), bundles, making.always, making.rest + making.output_rest(), output, early, where
    )


class _Making:
    def __init__(self, graph: NumberedCircuit, sides: list[bool], rows: Rows, forwards: bool) -> None:
        self.graph, self.sides, self.rows = graph, sides, rows
        self.size = len(graph.children)
        self.keys = [rows.order.keys[vertex.dim] for vertex in graph.circuit.vertices]
        self.counts = list(graph.circuit.copies.values())
        inputs = {vertex.name: time for time, vertex in enumerate(graph.circuit.inputs)}
        self.time = [
            (inputs[vertex.name] if forwards else -inputs[vertex.name]) if vertex.kind == "input" else -1
            for vertex in graph.circuit.vertices
        ]
        self.whole = _within_joints(graph)
        self.fixed: dict[int, int] = {}  # rows of vertices that do not depend on Q
        self.where: dict[int, int] = {}  # joints and bundles of those that do
        self.cells: list[Cell] = []  # of the bundles, and so the next three
        self.below: list[tuple[int, ...]] = []
        self.times: list[int] = []
        self.copies: list[int] = []
        self.number: dict[tuple[Cell, tuple[int, ...]], int] = {}
        self.guessed: set[int] = set()
        self.rest = 0
        self._sort_joints()

    def _sort_joints(self) -> None:
        self.joints: list[Joint] = []
        always = []
        for joint, members in enumerate(self.graph.members):
            price = self.keys[members[0]]
            at = {self.sides[member] for member in members}
            if len(at) == 2 or not price:
                always.append(joint)
                self.rest += price
                self.fixed.update(dict.fromkeys(members, FREE))
            else:
                self.where.update(dict.fromkeys(members, len(self.joints)))
                self.joints.append(Joint(joint, at.pop(), price, max(self.time[member] for member in members)))
        self.always = frozenset(always)

    def add(self, place: int, guessed: bool) -> None:
        """Add a vertex, whose children have been added."""
        if self.graph.circuit.vertices[place].kind == "input":
            if self.graph.joint[place] < 0:
                price = self.keys[place]
                self.fixed[place] = self.rows.number(0, price) if self.sides[place] else self.rows.number(price, 0)
            return
        joint = self.graph.joint[place]
        if self.graph.product[place] and joint in self.always:
            self.fixed[place] = FREE
            return
        cell, below = self._cell(place, self.sides[self.graph.members[joint][0]] if joint >= 0 else None)
        if below:
            self.where[place] = self._split(cell, below) if cell.product else self._bundle(cell, below)
            self.copies[self.where[place] - len(self.joints)] += self.counts[place]
            if guessed:
                self.guessed.add(self.where[place])
            return
        row, rest = self.rows.follow(cell, ()) or (FREE, 0)  # never None: only joints cost infinitely much
        self.fixed[place] = row
        self.rest += rest * self.counts[place]

    def output_rest(self) -> int:
        """Return what the hyperedge above the output costs if it does not depend on Q."""
        root = self.size - 1
        if root not in self.fixed:
            return 0
        return self.rows.last(self.fixed[root], self.keys[root])

    def _cell(self, place: int, joint_near: bool | None) -> tuple[Cell, tuple[int, ...]]:
        graph, product, where = self.graph, self.graph.product[place], self.where
        near = far = 0
        varying = []
        for child in graph.children[place]:
            joined = graph.joint[child] >= 0
            price = self.rows.order.infinite if joined else self.keys[child]
            number = where.get(child, -1)
            if number >= 0:  # the joint of a product in a joint comes last
                varying.append((joint_near is not None and joined, self._time(number), number, price))
                continue
            one, two = self.rows.pairs[self.fixed[child]]
            near += one if product else self.rows.severable(one, price)
            far += two if product else self.rows.severable(two, price)
        if len(varying) > 1:
            varying.sort()
        prices = tuple([0 if product else price for _, _, _, price in varying])
        capped = graph.joint[place] < 0 and place not in self.whole
        cell = Cell(product, near, far, prices, self.keys[place], capped, joint_near)
        return cell, tuple([number for _, _, number, _ in varying])

    def _time(self, number: int) -> int:
        """Return the time of a child for those who use it."""
        joints = len(self.joints)
        if number in self.guessed:
            return -len(self.time)
        return self.joints[number].time if number < joints else self.times[number - joints]

    def _split(self, cell: Cell, below: tuple[int, ...]) -> int:
        first, last = cell._replace(near=0, far=0, prices=(0, 0), joint_near=None), below[0]
        for child in below[1:-1]:
            last = self._bundle(first, (last, child))
        ends = (last, *below[1:][-1:])
        return self._bundle(cell._replace(prices=(0,) * len(ends)), ends)

    def _bundle(self, cell: Cell, below: tuple[int, ...]) -> int:
        found = self.number.get((cell, below))
        if found is None:
            found = self.number[cell, below] = len(self.joints) + len(self.cells)
            self.cells.append(cell)
            self.below.append(below)
            self.times.append(max(map(self._time, below)))
            self.copies.append(0)
        return found


def _within_joints(graph: NumberedCircuit) -> set[int]:
    """Return the vertices that a joint's products use, directly or below products, so that the joint is above them."""
    found: set[int] = set()
    for place in range(len(graph.children) - 1, -1, -1):
        if graph.product[place] and (graph.joint[place] >= 0 or place in found):
            found.update(graph.children[place])
    return found
