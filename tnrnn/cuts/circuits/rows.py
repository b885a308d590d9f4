"""How the costs below a vertex follow from those below its children, without what is paid in any case."""

from __future__ import annotations

from typing import NamedTuple

from ...basics import Order

Known = dict[tuple[int, ...], tuple[int, int] | None]

FREE = 0
"""The number of the row (0, 0) of what may stand on either side."""


class Cell(NamedTuple):
    """What decides the row of a vertex, apart from the rows of those of its children that depend on Q.

    `near` and `far` are what the other children add. `prices` are the prices of the hyperedges above the children that
    depend on Q, infinite for those that belong to a joint, and `price` is that of the hyperedge above the vertex.
    `capped` says whether this one can be severed wherever the vertex is used. `joint_near` is None, except for a
    product in a joint: then it is the side of the joint, whose row is that of the last child.
    """

    product: bool
    near: int
    far: int
    prices: tuple[int, ...]
    price: int
    capped: bool
    joint_near: bool | None = None


class Rows:
    """The rows that occur, by number, and how the row of a vertex follows from those of its children.

    Let N, F and S be the least costs below one copy of a vertex whose hyperedge above is near, far, or severed and paid
    for, as in `cutting`. Its row is the pair (N - S, F - S), which is never negative; the rest S is paid for every
    copy, whatever stands above. Where the hyperedge can be severed for its price p, either number may be replaced by p
    if it is larger: it is used only as min(N, p + S) = S + min(N - S, p), perhaps in a sum with those of other children
    of a product in the same hyperedge, which has the same price. So there are few rows: where all prices are p, they
    are (0, 0), (p, 0), (0, p) and (p, p). Numbers of copies do not occur in rows.

    The costs are keys of an `Order`; an infinite one is that of an unsevered joint on the other side.
    """

    def __init__(self, order: Order) -> None:
        self.order = order
        self.pairs: list[tuple[int, int]] = [(0, 0)]
        self._number = {(0, 0): FREE}
        self._known: dict[Cell, Known] = {}

    def number(self, near: int, far: int) -> int:
        """Return the number of a row."""
        pair = min(near, self.order.infinite), min(far, self.order.infinite)
        found = self._number.setdefault(pair, len(self.pairs))
        if found == len(self.pairs):
            self.pairs.append(pair)
        return found

    def unsevered(self, near: bool) -> int:
        """Return the row of an input in a joint that is not severed."""
        return self.number(0, self.order.infinite) if near else self.number(self.order.infinite, 0)

    def known(self, cell: Cell) -> Known:
        """Return what `follow` has found for a cell, by the rows of the children."""
        return self._known.setdefault(cell, {})

    def follow(self, cell: Cell, below: tuple[int, ...]) -> tuple[int, int] | None:
        """Return the row of a vertex and the rest of each copy, or None if no cut has a finite cost.

        `below` are the rows of the children that depend on Q.
        """
        known = self.known(cell)
        if below not in known:
            pairs = [self.pairs[number] for number in below]
            known[below] = self._product(cell, pairs) if cell.product else self._node(cell, pairs)
        return known[below]

    def severable(self, cost: int, price: int) -> int:
        """Return what a child adds if its hyperedge may be severed for its price."""
        return price if self.order.less(price, cost) else cost

    def last(self, row: int, price: int) -> int:
        """Return what is paid for the hyperedge above the output, which may be near, far or severed."""
        near, far = self.pairs[row]
        least = far if self.order.less(far, near) else near
        return price if self.order.less(price, least) else least

    def _node(self, cell: Cell, pairs: list[tuple[int, int]]) -> tuple[int, int] | None:
        near, far, infinite = cell.near, cell.far, self.order.infinite
        for (one, two), price in zip(pairs, cell.prices, strict=True):
            near += self.severable(one, price)
            far += self.severable(two, price)
        if near >= infinite and far >= infinite:
            return None
        rest = far if self.order.less(far, near) else near
        above = [cost if cost >= infinite else cost - rest for cost in (near, far)]  # what is infinite stays so
        return self._capped(cell, *above), rest

    def _product(self, cell: Cell, pairs: list[tuple[int, int]]) -> tuple[int, int] | None:
        near = cell.near + sum(pair[0] for pair in pairs)
        far = cell.far + sum(pair[1] for pair in pairs)
        if cell.joint_near is None:
            return self._capped(cell, near, far), 0
        if pairs[-1] == (0, 0):  # the joint is paid for
            return FREE, 0
        rest = near if cell.joint_near else far
        return None if rest >= self.order.infinite else (self.unsevered(cell.joint_near), rest)

    def _capped(self, cell: Cell, near: int, far: int) -> int:
        if cell.capped:
            less, price = self.order.less, cell.price
            return self.number(price if less(price, near) else near, price if less(price, far) else far)
        return self.number(near, far)
