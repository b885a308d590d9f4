"""The structures that are recognised, in the order in which they are tried, and asked for by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ...basics import TnrnnError
from ..graphs import Comb, Drawn, Part, comb
from .brickwork import brick_wall, sure_brick_wall
from .circuits import circuit, sure_circuit
from .lattices import lattice, oblique, torus
from .mera import renormalization, sure_renormalization
from .rows import complete, ring, row
from .sandwich import sandwich
from .stars import star, sure_star
from .trees import tree


class Structure(NamedTuple):
    """A structure of networks: its name, what it is in words, and a function that gives places or what is missing.

    If `whole` is true, the function gets all connected parts at once. If `found` is false, the structure is drawn only
    when it is asked for by name. If nobody has asked, it is placed by `sure`, which wants more evidence than `place`.
    """

    name: str
    expected: str
    place: Callable[[Part], Drawn | str]
    whole: bool = False
    found: bool = True
    sure: Callable[[Part], Drawn | str] | None = None


def _chain(part: Part) -> Drawn | str:
    return _sure_chain(part, _row_of_tensors(part))


def _row_of_tensors(part: Part) -> Comb | None:
    """Return the row that tensors are in whatever legs they have, or None; `comb` takes legs for ends, too."""
    graph, tensors = part.graph, part.tensors
    beside = {node: [other for other in graph.beside(node) if not graph.free(other)] for node in tensors}
    ends = [node for node in tensors if len(beside[node]) == 1]
    if len(ends) != 2 or any(len(others) > 2 for others in beside.values()):
        return None
    spine = [ends[0]]
    while len(spine) < len(tensors):
        spine.append(next(other for other in beside[spine[-1]] if other not in spine[-2:]))
    hairs = tuple(tuple((leg,) for leg in graph.beside(node) if graph.free(leg)) for node in spine)
    return Comb(tuple(spine), False, hairs)


def _sure_chain(part: Part, row_of_tensors: Comb | None = None) -> Drawn | str:
    path = comb(part.graph, part.nodes) or row_of_tensors
    if path is None or path.closed:
        return "tensors that are not in one row"
    places = row(part.graph, path, part.times, part.asked)
    return Drawn(places) if places is not None else "a tensor with more than two legs, or times that do not rise"


def _ring(part: Part) -> Drawn | str:
    path = comb(part.graph, part.nodes)
    if path is None or not path.closed:
        return "tensors that are not in one ring"
    places = ring(part.graph, path, part.times)
    return Drawn(places) if places is not None else "a tensor with more than two legs"


def _tree(part: Part) -> Drawn | str:
    found = tree(part.graph, part.nodes, part.times)
    if found is not None:
        return found
    cyclic = sum(len(part.graph.links[node]) for node in part.nodes) > 2 * (len(part.nodes) - 1)
    return "a network with a cycle" if cyclic else "times that do not rise" if part.times else "a tensor alone"


def _complete(part: Part) -> Drawn | str:
    if part.times is not None:
        return "tensors with times"
    places = complete(part.graph, part.nodes)
    return Drawn(places) if places is not None else "tensors that are not all joined to one another"


MERA = "rows of disentanglers and isometries above a row or a ring of sites"
# A lattice with open bonds all around also has the form of a MERA with few disentanglers, so that it is tried before.
KNOWN = (
    Structure("brickwall", "gates on two neighbouring sites each", brick_wall, whole=True, sure=sure_brick_wall),
    Structure("circuit", "gates with as many outputs as inputs", circuit, whole=True, sure=sure_circuit),
    Structure("chain", "tensors in a row, each joined to the next", _chain, sure=_sure_chain),
    Structure("ring", "tensors in a ring, each joined to the next", _ring),
    Structure("star", "one tensor of three or more bonds, and rows of tensors around it", star, sure=sure_star),
    Structure("tree", "a tree of at least two tensors", _tree),
    Structure("sandwich", "rows of tensors one above another, with legs only above and below", sandwich),
    Structure("torus", "rows and columns of tensors, some of them rings", torus),
    Structure("lattice", "rows and columns of tensors", lattice),
    Structure("oblique", "rows and columns of tensors, each with at most two legs", oblique, found=False),
    Structure("mera", MERA, renormalization, sure=sure_renormalization),
    Structure("complete", "at least four tensors, each joined to each", _complete),
)
NAMES = tuple(structure.name for structure in KNOWN)


def structured(part: Part, whole: bool = False) -> Drawn | None:
    """Return the places of the first structure that a part has, or None if it has none.

    Only structures of all parts at once are returned if `whole` is true, and only the others if it is not.
    """
    last = max(place for place, structure in enumerate(KNOWN) if structure.whole == whole)
    for structure in KNOWN[: last + 1]:
        # A structure of one part comes before those of all parts that are tried later.
        if structure.found and (whole or not structure.whole):
            drawn = (structure.sure or structure.place)(part)
            if isinstance(drawn, Drawn):
                return drawn if structure.whole == whole else None
    return None


def by_name(name: str) -> Structure:
    """Return the structure with a name."""
    return next(structure for structure in KNOWN if structure.name == name)


def recognised(part: Part, name: str) -> Drawn:
    """Return the places of the structure with a name.

    Raises
    ------
    TnrnnError
        If the part does not have the structure; the message says what is missing.
    """
    structure = by_name(name)
    drawn = structure.place(part)
    if isinstance(drawn, str):
        one_of_many = len(part.nodes) < len(part.graph.links)
        where = f", in the part of {part.graph.marks[part.tensors[0]].name!r}" if one_of_many else ""
        raise TnrnnError(f"view, layout {name}: expected {structure.expected}, given {drawn}{where}")
    return drawn
