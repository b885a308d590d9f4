"""`entanglement_profile`: the min-cut of a network, and its rank, at every contiguous split of its open legs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..basics import aligned, as_before, listed, mistake
from ..cuts import Cut, NestedCuts, nested_cuts, open_labels
from ..networks import MAX_LENGTH, Network, Partition
from ..ranks import generic_rank
from .flow_bounds import open_legs, why_not_cheap


@dataclass(frozen=True)
class EntanglementProfile:
    """The min-cut, and the rank if it was computed, between the first k labels and the others, for k = 1, 2, ..

    Parameters
    ----------
    labels : tuple
        The labels of the open legs, in their order.
    cuts : sequence of Cut
        The min-cut at each split. That of `entanglement_profile` makes a cut when it is asked for one, since all cuts
        together list every tensor once for each split; it is equal to the tuple of its cuts.
    ranks : tuple of int or None
        The generic rank at each split; None if it was not computed.

    Examples
    --------
    >>> EntanglementProfile(("i", "k"), (Cut((), ("A",), ()),), (1,)).log2
    (0.0,)
    """

    labels: tuple[Any, ...]
    cuts: Sequence[Cut]
    ranks: tuple[int | None, ...]

    @property
    def at(self) -> tuple[int, ...]:
        """The number k of near labels at each split."""
        return tuple(range(1, len(self.labels)))

    @property
    def log2(self) -> tuple[float, ...]:
        """The base-2 logarithms of the min-cuts, which bound the entanglement entropy in bits from above."""
        return self.cuts.log2 if isinstance(self.cuts, NestedCuts) else tuple(cut.log2 for cut in self.cuts)

    @property
    def formulas(self) -> tuple[str, ...]:
        """The min-cuts in symbols, as "M R^3"."""
        return self.cuts.formulas if isinstance(self.cuts, NestedCuts) else tuple(cut.formula for cut in self.cuts)

    def to_json(self) -> list[dict[str, Any]]:
        """Return a dictionary for each split; ranks are strings, since a reader of JSON may not hold large integers.

        >>> EntanglementProfile(("i", "k"), (Cut((), ("A",), ()),), (1,)).to_json()
        [{'near': ['i'], 'min_cut': '1', 'log2': 0.0, 'rank': '1'}]
        """
        return [
            {
                "near": [self.labels[place] for place in range(split)],
                "min_cut": formula,
                "log2": log2,
                "rank": None if rank is None else str(rank),
            }
            for split, formula, log2, rank in zip(self.at, self.formulas, self.log2, self.ranks, strict=True)
        ]

    def __str__(self) -> str:
        lines = [("split", "last near", "min-cut", "log2", "rank")]
        for split, formula, log2, rank in zip(self.at, self.formulas, self.log2, self.ranks, strict=True):
            shown = "-" if rank is None else str(rank)
            lines.append((str(split), str(self.labels[split - 1]), formula, f"{log2:.6g}", shown))
        return "\n".join(aligned(lines))


@as_before()
def entanglement_profile(
    network: Network, *, order: Iterable[Any] | None = None, ranks: bool = False
) -> EntanglementProfile:
    """Return the min-cut at every contiguous split of a network's open legs: the first k are near, the others far.

    Parameters
    ----------
    network : Network
        A network with at least two open legs.
    order : iterable of labels, optional
        Positions of inputs and names of dangling legs, as in `Partition`. All inputs must be among them; a dangling leg
        that is missing may stand on either side. By default all legs of dimension 2 and more, in the order of the
        network's `open`.
    ranks : bool
        Whether generic ranks are computed, too. They are None if they would take long, as in `max_flow_gap`, or if a
        leg of dimension 2 or more is missing in the order.

    Raises
    ------
    TnrnnError
        If `network` is not a Network, or if there are fewer than two labels, or labels that do not fit the network.

    Notes
    -----
    The cuts are those that `min_cut` finds, one split after the other. From one split to the next, tensors go over to
    the near side and never back, so that all cuts together take about as long as two or three in a network without
    cycles, and as about log2 K in another one, where K is the number of splits.

    Examples
    --------
    >>> from tnrnn import rac, unroll
    >>> print(entanglement_profile(unroll(rac(4, 2, 2, 3)), ranks=True))
    split  last near  min-cut  log2  rank
        1          1        M     1     2
        2          2      M^2     2     4
        3          3        M     1     2
    """
    if not isinstance(network, Network):
        raise mistake("entanglement_profile", "a Network (unroll a circuit first)", network)
    given = _labels(network) if order is None else order
    labels = listed("entanglement_profile, order", "labels", given, MAX_LENGTH)
    if len(labels) < 2:
        raise mistake("entanglement_profile, order", "at least two labels", labels)
    cuts = nested_cuts(network, labels)
    cheap = ranks and not why_not_cheap(network)
    splits = range(1, len(labels))
    found = tuple(_rank(network, Partition(near=labels[:k], far=labels[k:])) if cheap else None for k in splits)
    return EntanglementProfile(labels, cuts, found)


def _labels(network: Network) -> tuple[Any, ...]:
    """Return the labels of inputs, and of dangling legs of dimension 2 and more, each once, in the order of `open`."""
    columns, found = network.columns, zip(open_labels(network).values(), network.legs, strict=True)
    return tuple(dict.fromkeys(label for label, bond in found if columns.dims[bond] > 1 or not columns.dangles(bond)))


def _rank(network: Network, partition: Partition) -> int | None:
    near, far = open_legs(network, partition)
    complete = all(network.bond[name].dim == 1 or name in (*near, *far) for name in network.open)
    return generic_rank(network, near, far) if complete else None
