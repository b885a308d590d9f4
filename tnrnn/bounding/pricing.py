"""What a choice of U and D costs: the vectors that cross, the degrees that occur together, and the bound."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..models import Case
from .degrees import MIXED, ON_A, ON_B, Row, Supports, TooManyTermsError
from .factors import Degrees, Factor, Group, SymmetricCut, between
from .forms import with_spaces
from .seen import Seen
from .wires import LOWER, MIDDLE, UPPER, Crossing, Wires

MAX_ROWS = 800
"""The largest number of multidegrees that are listed; where there are more, some vectors have intervals."""

SEARCH_ROWS = 100
"""The same during a search."""

MAX_WIDTHS = 300
"""The largest number of degrees of all vectors, counted for each apart, for which multidegrees are listed."""

TRIES = 4
"""After how many failures in listing all multidegrees, without success, no more are tried."""

MAX_REFINED = 13
"""The base-2 logarithm of the largest bound for which spaces of polynomials are computed."""

MANY = 24
"""The number of vectors from which a choice counts as one of many, of which only the first few are looked at."""

Choice = bytes
"""The part of each vertex, in the order of the circuit."""


class Prices:
    """The prices of all choices of U and D for one side A of a case.

    Parameters
    ----------
    case : Case
        The circuit, its partition and the mode.
    wires : Wires
        The circuit by numbers.
    seen : Seen
        Its seen dimensions.
    side : "near" or "far"
        The side A.
    """

    def __init__(self, case: Case, wires: Wires, seen: Seen, side: str) -> None:
        self.wires, self.seen, self.side, self.one_hot = wires, seen, side, case.mode == "one-hot"
        mine = wires.mask(case.partition.near if side == "near" else case.partition.far)
        self.mine = tuple(not depends & ~mine for depends in wires.depends)
        self.other = tuple(not depends & mine for depends in wires.depends)
        self.split = _split(case, wires)
        self.own = tuple(place for position, place in wires.inputs.items() if wires.mask([position]) & mine)
        self.fit_upper = tuple(
            vertex.kind not in ("constant", "input") or place in self.own for place, vertex in enumerate(wires.vertices)
        )
        self._bits = max(wires.copies).bit_length() + 1
        self._supports: dict[tuple[int, int], Supports] = {}
        self._tries, self._many = TRIES, TRIES
        self._prices: dict[Choice, float] = {}
        self._rough: dict[Choice, float] = {}

    def price(self, choice: Choice) -> float:
        """Return the base-2 logarithm of the bound of a choice."""
        found = self._prices.get(choice)
        if found is None:
            found = self._prices[choice] = self._price(choice)
        return found

    def rough(self, choice: Choice) -> float:
        """Return the same from the least and the largest degree in each vector alone, which is quicker."""
        if not self.wires.sums:
            return self.price(choice)
        found = self._rough.get(choice)
        if found is None:
            crossing = self.crossing(choice)
            if len(crossing) > MANY:
                self._many -= 1
                if self._many < 0:
                    return math.inf
            row = self._pass(choice, crossing, list(range(len(crossing))), 0, 1)[0]
            values = [between(each.dim, *ends) for each, *ends in zip(crossing, row.least, row.most, strict=True)]
            factors = [Factor("", value, 1) for value in values]
            found = math.fsum(group.log2 for group in self._groups(crossing, factors, values))
            self._rough[choice] = found
        return found

    def _price(self, choice: Choice) -> float:
        crossing = self.crossing(choice)
        if self.wires.sums:
            return self._joint(choice, crossing, (), (), SEARCH_ROWS).log2
        return math.fsum(group.log2 for group in self._groups(crossing, *self._copied(crossing)))

    def cut(self, choice: Choice) -> SymmetricCut:
        """Return the cut of a choice."""
        vertices = self.wires.vertices
        upper, lower = (
            tuple(vertices[place].name for place, part in enumerate(choice) if part == wanted)
            for wanted in (UPPER, LOWER)
        )
        crossing = self.crossing(choice)
        if not self.wires.sums:
            return SymmetricCut(self.side, upper, lower, self._groups(crossing, *self._copied(crossing)))
        return self._joint(choice, crossing, upper, lower, MAX_ROWS)

    def fits(self, choice: Choice, place: int, part: int) -> bool:
        """Whether a choice stays valid if one vertex gets another part."""
        children, users, old = self.wires.children[place], self.wires.users[place], choice[place]
        if old == UPPER and any(choice[child] == UPPER for child in children):
            return False
        if old == LOWER and any(choice[user] == LOWER for user in users):
            return False
        if part == UPPER:
            return self.fit_upper[place] and all(choice[user] == UPPER for user in users)
        if part == LOWER:
            return self.mine[place] and all(choice[child] == LOWER for child in children)
        return place not in self.own

    def refined(self, choice: Choice) -> SymmetricCut:
        """Return the cut of a choice, with spaces of polynomials in place of monomials where that is less."""
        cut = self.cut(choice)
        if cut.log2 > MAX_REFINED:
            return cut
        crossing = self.crossing(choice)
        if cut.degrees or cut.alone:
            names = [factor.name for factor in cut.factors]
            by_name = {self.wires.vertices[each.place].name: each for each in crossing}
            crossing, degrees, alone = [by_name[name] for name in names], cut.degrees, cut.alone
        else:
            factors, _ = self._copied(crossing)
            one = tuple(factor.degree for factor in factors)
            degrees, alone = (Degrees(one, one),), 0
        if not degrees:
            return cut
        found = with_spaces(self.seen, choice, crossing, degrees, self.mine)
        largest = [max(row.most[n] for row in degrees) for n in range(len(crossing))]
        names = [self.wires.vertices[each.place].name for each in crossing]
        factors = [Factor(*of) for of in zip(names, (each.dim for each in crossing), largest, strict=True)]
        other = replace(cut, groups=tuple(Group((factor,)) for factor in factors), degrees=found, alone=alone)
        return min(cut, other, key=lambda each: each.value)

    def _copied(self, crossing: Iterable[Crossing]) -> tuple[list[Factor], list[int]]:
        """Return what crosses without sums and its numbers of monomials: the degree is the number of copies."""
        names, copies = self.wires.vertices, self.wires.copies
        found = [Factor(names[each.place].name, each.dim, sum(copies[n] for n in each.users)) for each in crossing]
        return found, [factor.value for factor in found]

    def crossing(self, choice: Choice) -> list[Crossing]:
        """Return the vectors that cross."""
        found = []
        depends = self.wires.depends
        users = self.wires.users
        for place, part in enumerate(choice):
            if part != UPPER and depends[place]:
                wanted = MIDDLE if part == LOWER else UPPER
                for user in users[place]:
                    if choice[user] == wanted:
                        across = tuple(user for user in users[place] if choice[user] == wanted)
                        found.append(Crossing(place, across, self.seen.dim(place, across), part == LOWER))
                        break
        return found

    def _joint(
        self, choice: Choice, crossing: list[Crossing], upper: tuple[str, ...], lower: tuple[str, ...], most: int
    ) -> SymmetricCut:
        rows, order = self._rows(choice, crossing, most)
        crossing = [crossing[place] for place in order]
        spans = [(min(row.least[n] for row in rows), max(row.most[n] for row in rows)) for n in range(len(crossing))]
        factors = [
            Factor(self.wires.vertices[each.place].name, each.dim, most)
            for each, (_, most) in zip(crossing, spans, strict=True)
        ]
        both, alone, every = _apart(rows, [each.lower for each in crossing], [each.dim for each in crossing])
        plain = tuple(Group((factor,)) for factor in factors)
        cuts = [
            SymmetricCut(self.side, upper, lower, plain, both, alone),
            SymmetricCut(self.side, upper, lower, plain, every, 0),
        ]
        if self.one_hot:
            values = [between(each.dim, *ends) for each, ends in zip(crossing, spans, strict=True)]
            groups = self._groups(crossing, factors, values)
            names = {factor.name: n for n, factor in enumerate(factors)}
            moved = [names[factor.name] for group in groups for factor in group.factors]
            for each in list(cuts):
                degrees = tuple(
                    Degrees(tuple(row.least[n] for n in moved), tuple(row.most[n] for n in moved))
                    for row in each.degrees
                )
                cuts.append(SymmetricCut(self.side, upper, lower, groups, degrees, each.alone))
        return min(cuts, key=lambda cut: cut.value)

    def _rows(self, choice: Choice, crossing: list[Crossing], most: int) -> tuple[list[Row], list[int]]:
        """Return the terms of the output, and the order in which they list the vectors that cross."""
        number = len(crossing)
        order = list(range(number))
        boxed = self._pass(choice, crossing, order, 0, 1)
        if not number:
            return boxed, order
        widths = [boxed[0].most[n] - boxed[0].least[n] + 1 for n in order]
        if math.prod(widths) <= most or (sum(widths) <= MAX_WIDTHS and (self._tries or most > SEARCH_ROWS)):
            try:
                found = self._pass(choice, crossing, order, number, most)
            except TooManyTermsError:
                self._tries = max(0, self._tries - 1)
            else:
                return found, order
        order.sort(key=lambda n: (widths[n], n))
        for limit in (most, most // 8) if number <= MANY else ():
            exact = sum(product <= limit for product in itertools.accumulate((widths[n] for n in order), int.__mul__))
            if widths[order[0]] <= limit and exact:
                try:
                    return self._pass(choice, crossing, order, exact, most), order
                except TooManyTermsError:
                    continue
        return boxed, list(range(number))

    def _pass(self, choice: Choice, crossing: list[Crossing], order: list[int], exact: int, most: int) -> list[Row]:
        """Return the terms of the output where the first `exact` vectors of an order have single degrees."""
        wires, number = self.wires, len(crossing)
        supports = self._table(number - exact, most)
        variable = {
            crossing[n].place: supports.variable(at) if at < exact else supports.interval(at - exact)
            for at, n in enumerate(order)
        }
        constant, on_a, on_b = supports.constant, supports.on_a, supports.on_b
        depends, adds, children, mine = wires.depends, wires.adds, wires.children, self.mine
        lower = any(each.lower for each in crossing)
        inside = [constant] * len(choice)  # as a child in the same part sees it
        for place, part in enumerate(choice):
            if part == LOWER or not depends[place]:
                continue
            if part == UPPER and mine[place]:  # a function of A, from whatever it is computed
                inside[place] = on_a
                continue
            below = children[place]
            if part == MIDDLE and not (lower and below):
                inside[place] = on_b
                continue
            combine = supports.union if adds[place] else supports.product
            made = -1
            for child in below:
                if not depends[child]:
                    term = constant
                elif choice[child] == part:
                    term = inside[child]
                elif choice[child] == LOWER:
                    term = on_a if part == UPPER else variable[child]
                else:
                    term = supports.product(variable[child], inside[child])
                made = term if made < 0 else combine(made, term)
            inside[place] = made
        output = wires.output
        if choice[output] == LOWER:
            return supports.rows(on_a, exact)
        return supports.rows(inside[output], exact)

    def _table(self, intervals: int, most: int) -> Supports:
        found = self._supports.get((intervals, most))
        if found is None:
            found = self._supports[intervals, most] = Supports(intervals, self._bits, most)
        return found

    def _groups(
        self, crossing: Sequence[Crossing], factors: Sequence[Factor], values: Sequence[int]
    ) -> tuple[Group, ...]:
        """Return the factors in groups; in one-hot mode those that some inputs determine may have a cap."""
        depends = self.wires.depends
        if not self.one_hot:
            return tuple(Group((factor,)) for factor in factors)
        left = [(depends[each.place], n) for n, each in enumerate(crossing)]
        groups: list[Group] = []
        while left:
            gains = [
                (_gain(inputs, left, values, self._words(inputs)), self.wires.positions(inputs), inputs)
                for inputs in {inputs for inputs, _ in left}
            ]
            gain, positions, inputs = max(gains)
            if gain <= 0:
                break
            inside = tuple(factors[n] for mask, n in left if not mask & ~inputs)
            left = [(mask, n) for mask, n in left if mask & ~inputs]
            groups.append(Group(inside, positions, self._words(inputs)))
        return (*groups, *(Group((factors[n],)) for _, n in left))

    def _words(self, inputs: int) -> int:
        places = (self.wires.inputs[position] for position in self.wires.positions(inputs))
        return math.prod(self.wires.vertices[place].dim for place in places)


def _split(case: Case, wires: Wires) -> int:
    """Return how many inputs stand before the first far one, or half of the inputs if near ones follow it."""
    far = wires.mask(case.partition.far)
    first = (far & -far).bit_length() - 1
    return first if far >> first == (1 << len(wires.inputs) - first) - 1 else len(wires.inputs) // 2


def _gain(inputs: int, left: Iterable[tuple[int, int]], values: Sequence[int], words: int) -> float:
    """Return how many bits a cap over some inputs saves."""
    product = math.prod(values[n] for mask, n in left if not mask & ~inputs)
    return math.log2(max(1, product)) - math.log2(words)


def _apart(
    rows: Iterable[Row], lower: Sequence[bool], dims: Sequence[int]
) -> tuple[tuple[Degrees, ...], int, tuple[Degrees, ...]]:
    """Return the degrees of terms on both sides, what the others count, and all degrees."""
    both, pure, sides, every = [], 0, 0, []
    for row in rows:
        degrees = Degrees(row.least, row.most)
        every.append(degrees)
        uses = any(most for most, low in zip(row.most, lower, strict=True) if low)
        on = row.depends
        if on == MIXED or (uses and on & ON_B):
            both.append(degrees)
            continue
        pure += degrees.value(dims)
        sides |= (on | ON_A if uses else on) or 0
    alone = 0 if not pure else max(1, sides.bit_count())
    return tuple(both), min(alone, pure), tuple(every)
