"""The chains of a deep recurrent network, read from its tensors and bonds; any other network is refused."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from ...networks import Network, Tensor
from ..scenes import ROW, Point, place_of, require

# The largest number of matrices between a site and its neighbour.
MOST_INNER = 2


class Path(NamedTuple):
    """The path from a site along one of its bonds, through matrices of the site, to the next tensor.

    `bonds` and `weights` are those on the path, from the site outwards, and `end` is the next tensor.
    """

    bonds: tuple[str, ...]
    weights: tuple[int, ...]
    end: int

    @property
    def outward(self) -> tuple[str, ...]:
        return self.bonds[::-1]


class Site(NamedTuple):
    """A copy tensor, its position, and the paths along its bonds back in time and down to the layer below."""

    copy: int
    position: int
    back: Path
    below: Path


class Chain(NamedTuple):
    """Sites of one layer, the last one first.

    `up` is the path from the user of the last site to that site, and `held` the place of the user, or None for the
    output.
    """

    sites: tuple[Site, ...]
    up: Path
    held: Point | None


class Reader:
    """Read the chains of a network, in the order of their rows."""

    def __init__(self, network: Network) -> None:
        self.tensors = network.tensors
        self.ends = network.ends
        self.joined = _joined_inputs(network)
        self.met: set[int] = {number for pair in self.joined.items() for number in pair}

    def chains(self) -> list[Chain]:
        pending: list[tuple[Path, Point | None]] = [(self._root(), None)]
        chains: list[Chain] = []
        while pending:
            up, held = pending.pop()
            sites = self._sites(up.end, up.bonds[-1])
            y = -len(chains) * ROW
            chains.append(Chain(tuple(sites), up, held))
            # Sites are listed from last to first, so the child taken next, from the end, is the shortest.
            pending += [(site.below, (site.position, y)) for site in sites if self.is_site(site.below.end)]
        legs = Counter(site.below.end for chain in chains for site in chain.sites)
        require(len(self.met) == len(self.tensors))
        require(all(legs[copy] == len(self.tensors[copy].bonds) - 1 for copy in self.joined))
        return chains

    def is_site(self, number: int) -> bool:
        return self.tensors[number].kind == "copy" and number not in self.joined

    def _root(self) -> Path:
        """Return the path from the only dangling leg to the site that it leads to."""
        dangling = [name for name, ends in self.ends.items() if len(ends) == 1]
        require(len(dangling) == 1)
        path = self._beyond(dangling[0], self.ends[dangling[0]][0])
        require(self.is_site(path.end))
        self._take(path, self.tensors[path.end])
        return path

    def _beyond(self, bond: str, here: int) -> Path:
        """Return the path along a bond to the tensor `here` and on through matrices."""
        bonds, weights = [bond], []
        while self.tensors[here].kind in ("weight", "output") and len(self.tensors[here].bonds) == 2:
            weights.append(here)
            require(len(weights) <= MOST_INNER)
            one, two = self.tensors[here].bonds
            bonds.append(two if bonds[-1] == one else one)
            here = self._other(bonds[-1], here)
        return Path(tuple(bonds), tuple(weights), here)

    def _other(self, bond: str, here: int) -> int:
        ends = self.ends[bond]
        require(len(ends) == 2)
        return ends[1] if ends[0] == here else ends[0]

    def _take(self, path: Path, site: Tensor) -> None:
        """Record the matrices of a path as parts of a site; they must have its position and layer."""
        require(all(place_of(self.tensors[number]) == place_of(site) for number in path.weights))
        self._meet(*path.weights)

    def _meet(self, *numbers: int) -> None:
        for number in numbers:
            require(number not in self.met)
            self.met.add(number)

    def _sites(self, copy: int, user_bond: str) -> list[Site]:
        """Return the sites of a chain, the last one first."""
        sites = [self._site(copy, user_bond)]
        while self.is_site(sites[-1].back.end):
            back = sites[-1].back
            sites.append(self._site(back.end, back.bonds[-1]))
        return sites

    def _site(self, copy: int, user_bond: str) -> Site:
        tensor = self.tensors[copy]
        require(len(tensor.bonds) == 3)
        self._meet(copy)
        paths = [self._beyond(bond, self._other(bond, copy)) for bond in tensor.bonds if bond != user_bond]
        back = [path for path in paths if self._is_before(path.end, tensor)]
        below = [path for path in paths if self._is_below(path.end, tensor)]
        require(len(paths) == 2 and len(back) == 1 and len(below) == 1)
        for path in paths:
            self._take(path, tensor)
            if not self.is_site(path.end) and path.end not in self.joined:
                self._meet(path.end)
        return Site(copy, place_of(tensor)[0], back[0], below[0])

    def _is_before(self, end: int, site: Tensor) -> bool:
        position, layer = place_of(site)
        tensor = self.tensors[end]
        leaf = tensor.kind == "state" and len(tensor.bonds) == 1
        return (leaf or self.is_site(end)) and (tensor.position, tensor.layer) == (position - 1, layer)

    def _is_below(self, end: int, site: Tensor) -> bool:
        position, layer = place_of(site)
        tensor = self.tensors[end]
        if tensor.position != position:
            return False
        if self.is_site(end):
            return tensor.layer is not None and tensor.layer < layer
        return tensor.kind == "input" or end in self.joined


def _joined_inputs(network: Network) -> dict[int, int]:
    """Return the input slot of every copy tensor that joins the legs of one input."""
    joined: dict[int, int] = {}
    for slot, tensor in enumerate(network.tensors):
        if tensor.kind != "input" or tensor.vertex is None:
            continue
        for end in network.ends[tensor.bonds[0]]:
            other = network.tensors[end]
            if other.kind == "copy" and (other.vertex, other.position) == (tensor.vertex, tensor.position):
                require(end not in joined)
                joined[end] = slot
    return joined
