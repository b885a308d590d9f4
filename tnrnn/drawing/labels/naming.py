"""The names of tensors, vertices and bonds in formulas, such as h^{1,2}, W^{H,1} and x^{3}, and those of families."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...basics import Power, formula as power
from ...networks import Circuit, Network, Tensor, Vertex
from ..scenes import START, Mark, Name, gates_of, short_name, sites_of, words_of
from .formulas import LARGEST_NAME, formula_of

# A name with indices in brackets, such as W_H[2,1].
INDEXED = re.compile(r"([A-Za-z]+)((?:_[A-Za-z0-9]+)*)\[([A-Za-z0-9]+(?:,[A-Za-z0-9]+)*)\]")
# The name of a map that adds two vectors, or of one that adds or removes a coordinate and has no name in a picture; the
# name of a map that is given by subscripts; and what marks a vector with a coordinate more.
ADDING = re.compile(r"\((\+|one|pick)\)[0-9]+")
SUBSCRIPTS = re.compile(r"([a-z,]*->[a-z]*) \([0-9, ]*\).*")
OUTER = "i,j->ij"
GROWN = re.compile(r"~[01]*$")

# The kinds of tensors and vertices whose parameter has a time step in its name.
FIXED = ("state", "constant")
# The letter for the time step in the name of a family.
STEP = "t"
# The letter for the layer in the name of a family.
LAYER = "l"


def typeset(name: str) -> Name:
    r"""Return a name as a formula if it reads as mathematics, and else as words.

    What is in brackets becomes an upper index, as in the papers, and so does a capital letter after "W_". The name of a
    Greek letter is that letter. What mathematics needs and a name does not have right is shown as it is.

    >>> typeset("h[3,1]").math, typeset("W_H[2]").math, typeset("W_O").math, typeset("A12").math, typeset("a_in").math
    ('h^{3,1}', 'W^{H,2}', 'W^{O}', 'A_{12}', 'a_{\\mathrm{in}}')
    >>> typeset("chi[1]").math, typeset("U^dagger").math, typeset("A^{s_1}").math, typeset("sigma_z").math
    ('\\chi^{1}', 'U^{\\dagger}', 'A^{s_{1}}', '\\sigma_{z}')
    >>> typeset("first site").text, typeset("i,j->ij (3, 2)~111").text, typeset("(+)6").text, typeset("A^{").text
    ('first site', '⊗', '+', 'A^{')
    """
    name = _short(name)
    math = formula_of(name) if len(name) <= LARGEST_NAME else ""
    return Name("", math) if math else Name(name)


def _short(name: str) -> str:
    """Return the name that is shown for that of a fixed map, or for that of a grown vector or its map."""
    name = GROWN.sub("", name)
    if found := ADDING.fullmatch(name):
        return "+" if found[1] == "+" else ""
    found = SUBSCRIPTS.fullmatch(name)
    if found is None:
        return name
    return "⊗" if found[1] == OUTER else found[1].replace("->", "→")


class Names:
    """The names of everything in a network or a circuit."""

    def __init__(self, of: Network | Circuit) -> None:
        self.of = of
        items: tuple[Tensor | Vertex, ...] = of.tensors if isinstance(of, Network) else of.vertices
        self.items: dict[str, Tensor | Vertex] = {item.name: item for item in items}
        self.inputs = {_source(item) for item in items if item.kind == "input"}
        self.gates = _gates(of.tensors) if isinstance(of, Network) else {}

    def of_mark(self, mark: Mark) -> Name:
        """Return the name of the first tensor or vertex of a mark, or Name() if it has none to show.

        A map has the name of its parameter, and a gate of quimb its kind, such as CX, once if it has several tensors. A
        copy tensor that joins the legs of an input has none.
        """
        item = self._item(mark)
        if item is not None and item.name in self.gates:
            return typeset(self.gates[item.name])
        return Name() if item is None else typeset(_source(item))

    def family(self, marks: Iterable[Mark]) -> str:
        """Return the formula that names all the marks, with t for the step or l for the layer where these differ.

        >>> from tnrnn import rac
        >>> marks = [Mark(f"h[{t},1]", "site", 0.0, 0.0, 0.1) for t in (1, 2)]
        >>> Names(rac(2, 1, 2, 2)).family(marks)
        'h^{t,1}'
        """
        items = [item for mark in marks if (item := self._item(mark)) is not None]
        for with_step, with_layer in ((False, False), (True, False), (False, True), (True, True)):
            names = (_generic(item, with_step, with_layer) for item in items)
            first = next(names, None)
            if first is not None and all(name == first for name in names):  # most names differ early
                return typeset(first).math
        return ""

    def dim(self, bond: str) -> str:
        """Return the symbol of a bond's dimension, or its number; in a circuit a bond has the name of its vertex."""
        found = self.of.bond[bond] if isinstance(self.of, Network) else self.of.by_name[bond]
        return power([Power(found.dim, found.symbol, 1)], latex=True)

    def _item(self, mark: Mark) -> Tensor | Vertex | None:
        item = self.items.get(mark.name)
        if item is None and isinstance(self.of, Network) and mark.name in self.of.bond:  # a leg of a joined input
            ends = (self.of.tensors[end] for end in self.of.ends[mark.name])
            return next((end for end in ends if _source(end) in self.inputs), None)
        if item is not None and item.kind == "copy" and _source(item) in self.inputs:
            return None
        return item


def _gates(tensors: Iterable[Tensor]) -> dict[str, str]:
    """Return the names of gates, and of the states of qubits, by tensor: "" for the parts of a gate on later qubits."""
    found: dict[str, str] = {}
    first: dict[frozenset[int], frozenset[int]] = {}
    for tensor in tensors:
        name = short_name(tensor.name, tensor.tags) if tensor.tags else None
        if name is not None:
            words = words_of(tensor.name, tensor.tags)
            gate, sites = gates_of(words), sites_of(words)
            found[tensor.name] = name if gate == {START} or sites == first.setdefault(gate, sites) else ""
    return found


def _source(item: Tensor | Vertex) -> str:
    """Return the name that is shown for an item: that of its parameter or its vertex, or its own."""
    if isinstance(item, Vertex):
        return item.parameter if item.kind in ("linear", "bilinear") and item.parameter else item.name
    if item.vertex is None:
        return item.name
    return item.parameter if item.kind in ("weight", "output") and item.parameter else item.vertex


def _generic(item: Tensor | Vertex, with_step: bool, with_layer: bool) -> str:
    """Return the name with `t` for a first index that is the step, and `l` for a last index that is the layer."""
    name = _source(item)
    found = INDEXED.fullmatch(name)
    if found is None:
        return name
    indices = found[3].split(",")
    of_layer = with_layer and indices[-1] == str(item.layer)
    shared = name == item.parameter and item.kind not in FIXED  # the index of a shared map is not a time step
    if with_step and not shared and indices[0] == str(item.position) and not (of_layer and len(indices) == 1):
        indices[0] = STEP
    if of_layer:
        indices[-1] = LAYER
    return f"{found[1]}{found[2]}[{','.join(indices)}]"
