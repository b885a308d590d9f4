"""The staircase: an unrolled deep recurrent network; all lines are horizontal or vertical, and no two cross.

A chain, which is the states of one layer through time, is a row. Below it stand the chains that its sites take their
inputs from, by length, the shortest next to it, each with its own children below it. The line from the site at time p
down to its child passes only rows that end before p, so it meets nothing. So the deepest layer is on top, and inputs
hang below their sites.
"""

from __future__ import annotations

from ...networks import Network
from ..scenes import INPUT, LEG, ROW, SITE, STATE, STUB, Layout, Line, Mark, OtherwiseError, Point, line, tidy
from .chains import Chain, Reader, Site

# The distance from the lowest legs down to joined inputs.
MARGIN = 0.46
# The length of the line up from a joined input.
MARGIN_STUB = 0.24
# Where the mark of a cut stands on this line, as a fraction of its length.
MARGIN_STOP = 0.62


def staircase(network: Network) -> Layout | None:
    """Return the staircase of a network, or None if the network is not a deep recurrent one.

    It is one if the walk down from its only dangling leg finds only sites, and meets every tensor and bond once. A site
    is a copy tensor with three bonds, which lead, through matrices of the same position and layer, to its user, to the
    site or state of the same layer one step before, and to a site of a lower layer, or an input, of the same step. The
    legs of a joined input count as inputs.

    >>> from tnrnn import rac, unroll
    >>> layout = staircase(unroll(rac(length=3, layers=2, inputs=2, hidden=2)))
    >>> sum(mark.role == "site" for mark in layout.marks)
    9
    """
    try:
        reader = Reader(network)
        return _Placer(network, reader).layout(reader.chains())
    except OtherwiseError:
        return None


class _Placer:
    """Make marks and lines from chains."""

    def __init__(self, network: Network, reader: Reader) -> None:
        self.tensors, self.reader = network.tensors, reader
        self.marks: list[Mark] = []
        self.lines: list[Line] = []
        self.margin: dict[int, tuple[str, tuple[int, ...]]] = {}
        for copy, slot in reader.joined.items():
            self._to_margin(self.tensors[slot].bonds[0], (slot, copy))

    def layout(self, chains: list[Chain]) -> Layout:
        for row, chain in enumerate(chains):
            self._chain(chain, -row * ROW)
        low = min(mark.y for mark in self.marks) - MARGIN
        for position, (bond, numbers) in sorted(self.margin.items()):
            self._mark("margin", (position, low), INPUT, numbers)
            points = ((float(position), tidy(low)), (float(position), tidy(low + MARGIN_STUB)))
            self.lines.append(Line((bond,), "margin", points, (MARGIN_STOP,)))
        return Layout("staircase", tuple(self.marks), tuple(self.lines))

    def _chain(self, chain: Chain, y: float) -> None:
        last, first = chain.sites[0], chain.sites[-1]
        if chain.held is None:
            self.lines.append(line("output", chain.up.bonds, (last.position + STUB, y), (last.position, y)))
        else:
            self.lines.append(line("depth", chain.up.outward, (last.position, y), chain.held))
        for site in chain.sites:
            own = chain.up.weights if chain.held is None and site is last else ()
            self._mark("site", (site.position, y), SITE, (site.copy, *site.back.weights, *site.below.weights, *own))
            self.lines.append(line("time", site.back.outward, (site.position - 1, y), (site.position, y)))
            if not self.reader.is_site(site.below.end):
                self._leg(site, y)
        self._mark("state", (first.position - 1, y), STATE, (first.back.end,))

    def _leg(self, site: Site, y: float) -> None:
        """Place the input of a site; if inputs are joined, only its leg, as the input itself is in the margin."""
        end, bonds = site.below.end, site.below.outward
        foot = (site.position, y - LEG)
        if not self.reader.joined:
            self._mark("input", foot, INPUT, (end,))
        else:
            layer = self.tensors[end].layer
            self.marks.append(Mark(bonds[0], "input", tidy(foot[0]), tidy(foot[1]), INPUT, layer))
            if end not in self.reader.joined:
                self._to_margin(bonds[0], (end,))
                bonds = bonds[1:]
        self.lines.append(line("leg", bonds, foot, (site.position, y)))

    def _mark(self, role: str, at: Point, radius: float, numbers: tuple[int, ...]) -> None:
        first = self.tensors[numbers[0]]
        names = tuple(self.tensors[number].name for number in numbers)
        self.marks.append(Mark(first.name, role, tidy(at[0]), tidy(at[1]), radius, first.layer, None, names))

    def _to_margin(self, bond: str, numbers: tuple[int, ...]) -> None:
        position = self.tensors[numbers[0]].position
        if not isinstance(position, int) or position in self.margin:
            raise OtherwiseError
        self.margin[position] = (bond, numbers)
