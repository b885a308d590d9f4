"""The minimum cuts at all contiguous splits of labels, which are nested, as one step for each node.

Let N_k be the near side of the minimum cut, nearest to the near terminals, where the first k labels are near.

*N_k is contained in N_(k+1).* Let c be the cost of a cut with a given near side; it is submodular. The side N_k &
N_(k+1) fits the split k, and N_k | N_(k+1) fits the split k + 1. As c(N_k & N_(k+1)) + c(N_k | N_(k+1)) is at most
c(N_k) + c(N_(k+1)), which are the least costs for the two splits, N_k & N_(k+1) is a minimum cut for the split k. It
lies in N_k, the nearest one, so the two are equal.

Hence each node turns near once, at some step, and these steps are all the cuts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

from ..basics import Power, monomial
from ..networks import Network, Partition, plain_label
from .forests import forest_turns
from .halving import halved_turns
from .mincut import cut_at
from .problems import Cut, CutProblem, problem, symbols, terminals

Kind = tuple[int, str | None]
"""The dimension and the symbol of a hyperedge."""


def nested_cuts(network: Network, labels: Sequence[Any]) -> NestedCuts:
    """Return the minimum cuts between the first k labels and the others, for k = 1, 2, ..., as `min_cut` finds them.

    Parameters
    ----------
    network : Network
        What is cut.
    labels : sequence
        At least two labels, as in `Partition`, in their order.

    Raises
    ------
    TnrnnError
        If the labels do not fit the network.

    Examples
    --------
    >>> from tnrnn import rac, unroll
    >>> found = nested_cuts(unroll(rac(4, 2, 2, 3)), [1, 2, 3, 4])
    >>> found.formulas, found[1].formula
    (('M', 'M^2', 'M'), 'M^2')
    """
    given = problem(network, Partition(near=labels[:1], far=labels[1:]))
    slots, _ = terminals(network)
    nodes = {name: [number] for number, name in enumerate(given.legs, len(network.columns.names))} | slots
    turns = [0] * given.nodes
    for step, label in enumerate(labels, 1):
        for node in nodes[plain_label("near", label)]:
            turns[node] = step
    found = forest_turns(given, turns, len(labels))
    if found is None:
        found = halved_turns(given, turns, len(labels))
    return NestedCuts(network, given, tuple(found), len(labels))


@dataclass(frozen=True, eq=False, repr=False)
class NestedCuts(Sequence[Cut]):
    """The minimum cuts of a network at all contiguous splits of labels; a `Cut` is made when it is asked for.

    It is equal to the tuple of its cuts, and shows itself as that.

    Parameters
    ----------
    network : Network
        What is cut.
    given : CutProblem
        Its hypergraph; which of the terminals are near does not matter.
    turns : tuple of int
        The step at which each node of the hypergraph turns near.
    last : int
        The number of labels: the step at which the last of them turns near. So there are `last` - 1 splits.
    """

    network: Network
    given: CutProblem
    turns: tuple[int, ...]
    last: int

    def __len__(self) -> int:
        return self.last - 1

    @overload
    def __getitem__(self, place: int) -> Cut: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Cut, ...]: ...
    def __getitem__(self, place: int | slice) -> Cut | tuple[Cut, ...]:
        if isinstance(place, slice):
            return tuple(self[number] for number in range(len(self))[place])
        split = range(1, self.last)[place]
        return cut_at(self.network, self.given, bytearray([turn <= split for turn in self.turns]), minimal=True)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, NestedCuts | tuple):
            return len(self) == len(other) and all(one == two for one, two in zip(self, other, strict=True))
        return NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    @cached_property
    def log2(self) -> tuple[float, ...]:
        """The base-2 logarithms of the values, the same floats as those of the cuts."""
        # logarithms of integers >= 2 are at least 1, so 52 binary places hold them exactly
        logs = {dim: int(math.ldexp(math.log2(dim), 52)) for dim in set(self.given.dims)}
        found, total = [], 0
        for changes in self._changes:
            total += sum([count * logs[dim] for (dim, _), count in changes.items()])
            found.append(total / 2**52)  # rounded once, as the exact sum in `monomial.log2` is
        return tuple(found)

    @cached_property
    def formulas(self) -> tuple[str, ...]:
        """The values in symbols, as those of the cuts."""
        return tuple(map(monomial.formula, self._powers()))

    def _powers(self) -> Iterator[list[Power]]:
        """Yield the value at each split, with one power for each dimension and symbol."""
        counts: dict[Kind, int] = {}
        for changes in self._changes:
            for key, count in changes.items():
                counts[key] = counts.get(key, 0) + count
                if not counts[key]:
                    del counts[key]
            yield [Power(*key, count) for key, count in counts.items()]

    @cached_property
    def _changes(self) -> list[Mapping[Kind, int]]:
        """How many more hyperedges of each dimension and symbol are severed at each split than at the one before."""
        changes: list[dict[Kind, int]] = [{} for _ in range(self.last + 1)]
        turns = self.turns
        kinds = zip(self.given.dims, symbols(self.network, self.given), strict=True)
        for members, key in zip(self.given.edges(), kinds, strict=True):
            met = [turns[node] for node in members]
            begin, end = changes[min(met)], changes[max(met)]
            begin[key] = begin.get(key, 0) + 1
            end[key] = end.get(key, 0) - 1
        return list(changes[1 : self.last])
