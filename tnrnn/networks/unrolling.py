"""From a circuit to its tensor network, by duplication, as a tensor network cannot clone a vector."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from ..basics import TnrnnError, approximate, as_before, choice, mistake, whole
from .circuit import Circuit, Vertex
from .columns import flat
from .drafts import Draft
from .homogeneous import without_sums
from .modes import INPUTS, MODES, Mode
from .network import Network
from .tensors import TensorKind

# The kinds of tensors by the kinds of vertices that become them.
TENSOR_KIND: dict[str, TensorKind] = {"constant": "state", "linear": "weight", "bilinear": "weight", "product": "copy"}
# The name of the bond of the value.
OUT = "out"


@as_before(INPUTS)
def unrolled_size(circuit: Circuit, mode: Mode = "one-hot") -> int:
    """Return the exact number of tensors that `unroll` would make, without making them.

    Each vertex makes one tensor for each of its copies. In the mode "one-hot" an input makes its slot, and a copy
    tensor if it is used more than once.

    Parameters
    ----------
    circuit : Circuit
        What would be unrolled.
    mode : "one-hot" or "continuous"
        What the inputs are, as in `unroll`; by default one-hot.

    Raises
    ------
    TnrnnError
        If `circuit` is not a circuit, or `mode` is unknown.

    Examples
    --------
    >>> from tnrnn import rac
    >>> unrolled_size(rac(length=1000, layers=10, inputs=2, hidden=2)) > 10**23
    True
    """
    circuit = _plain(circuit, mode)
    total = 1 if circuit.by_name[circuit.output].kind == "input" else 0
    for vertex in circuit.vertices:
        count = circuit.copies[vertex.name]
        joined = vertex.kind == "input" and mode == "one-hot"
        total += (1 if count == 1 else 2) if joined else count
    return total


@as_before(INPUTS)
def unroll(circuit: Circuit, mode: Mode = "one-hot", limit: int = 200_000) -> Network:
    """Return the tensor network of a circuit: the tree of all paths from the output to the leaves.

    Every product becomes a copy tensor, every linear or bilinear map a weight, and every constant a state, once for
    each time it is used. The copies of an input are repeated, each a slot of its own (`"continuous"`: the network is a
    multilinear function of the copies), or joined: legs of one copy tensor that ends in one slot (`"one-hot"`: the grid
    tensor, as a copy tensor does clone the vectors of a basis). The value is on the bond `"out"`.

    Parameters
    ----------
    circuit : Circuit
        A circuit with sums is first written without them (`tnrnn.homogeneous`), which gives its vectors one more
        dimension.
    mode : "one-hot" or "continuous"
        What the inputs are: words, which are given as unit vectors (the default), or any vectors.
    limit : int
        The largest number of tensors to make, by default 200,000. They are counted first.

    Raises
    ------
    TnrnnError
        If the network would have more tensors than `limit`.

    References
    ----------
    Levine et al., arXiv 1710.09431; the no-cloning argument in arXiv 1803.09780.

    Examples
    --------
    >>> from tnrnn import rac
    >>> network = unroll(rac(length=6, layers=2, inputs=2, hidden=3), mode="continuous")
    >>> sum(tensor.kind == "copy" for tensor in network.tensors)
    27
    """
    plain = _plain(circuit, mode)
    size = unrolled_size(plain, mode)
    if size > whole("limit", limit):
        raise TnrnnError(
            f"unroll: the network would have {approximate(size)} tensors, more than the limit of {limit:,}"
        )
    return _Unrolling(plain, mode).network()


def _plain(circuit: Circuit, mode: Mode) -> Circuit:
    """Return the circuit without sums: itself if it has none."""
    if not isinstance(circuit, Circuit):
        raise mistake("unroll", "a Circuit", circuit)
    return without_sums(circuit, choice("mode", mode, MODES))


class _Unrolling:
    """Collect tensors and bonds on a walk from the output: users before children, and children in their order."""

    def __init__(self, circuit: Circuit, mode: Mode) -> None:
        self.circuit, self.joined = circuit, mode == "one-hot"
        self.names: list[str] = []
        self.kinds: list[TensorKind] = []
        self.axes: list[list[int]] = []
        self.vertices: list[Vertex] = []  # of which the tensors are copies
        self.bonds: list[str] = []
        self.below: list[Vertex] = []  # the vertices whose vectors are on the bonds
        self.made: Counter[str] = Counter()
        self.slots: dict[str, list[int]] = defaultdict(list)

    def network(self) -> Network:
        root = self.circuit.by_name[self.circuit.output]
        pending = [(root, root.name, self._root(root))]
        while pending:
            vertex, name, upward = pending.pop()
            if vertex.kind == "input":
                self._leaf(vertex, name, upward)
                continue
            children = [self._child(child, name) for child in vertex.children]
            kind: TensorKind = "output" if upward == 0 and vertex.kind != "product" else TENSOR_KIND[vertex.kind]
            self._tensor(name, kind, [upward, *(bond for _, _, bond in children)], vertex)
            pending.extend(reversed(children))
        if self.joined:
            self._join()
        legs = [leg for vertex in self.circuit.inputs for leg in self.slots[vertex.name]]
        return Network.of(self._draft(), [self.bonds[leg] for leg in (*legs, 0)], self.circuit.fixed)

    def _draft(self) -> Draft:
        own = zip(self.kinds, self.vertices, strict=True)
        others: dict[str, list[Any]] = {
            "position": [vertex.position for vertex in self.vertices],
            "layer": [vertex.layer for vertex in self.vertices],
            "vertex": [vertex.name for vertex in self.vertices],
        }
        return Draft(
            self.names,
            self.kinds,
            *flat(self.axes),
            [None if kind in ("input", "copy") else vertex.parameter for kind, vertex in own],
            self.bonds,
            [vertex.dim for vertex in self.below],
            [vertex.symbol for vertex in self.below],
            others,
        )

    def _tensor(self, name: str, kind: TensorKind, axes: list[int], vertex: Vertex) -> None:
        self.names.append(name)
        self.kinds.append(kind)
        self.axes.append(axes)
        self.vertices.append(vertex)

    def _bond(self, name: str, below: Vertex) -> int:
        self.bonds.append(name)
        self.below.append(below)
        return len(self.bonds) - 1

    def _root(self, root: Vertex) -> int:
        """Make the bond of the value; if the value is an input, a copy tensor keeps the slot apart from this bond."""
        out = self._bond(OUT, root)
        if root.kind != "input":
            return out
        bond = self._bond(f"{root.name}--{OUT}", root)
        self._tensor(f"copy({root.name})", "copy", [out, bond], root)
        return bond

    def _child(self, child: str, user: str) -> tuple[Vertex, str, int]:
        """Make the bond from a new copy of `child` to its user; return the vertex, the copy's name and the bond."""
        self.made[child] += 1
        name = child if self.circuit.copies[child] == 1 else f"{child}#{self.made[child]}"
        vertex = self.circuit.by_name[child]
        return vertex, name, self._bond(f"{name}--{user}", vertex)

    def _leaf(self, vertex: Vertex, name: str, upward: int) -> None:
        """Add a copy of an input: a slot of its own, or, if all copies are joined, a leg of their copy tensor."""
        self.slots[vertex.name].append(upward)
        if not self.joined or self.circuit.copies[vertex.name] == 1:
            self._tensor(name, "input", [upward], vertex)

    def _join(self) -> None:
        for vertex in self.circuit.inputs:
            legs = self.slots[vertex.name]
            if len(legs) == 1:
                continue
            copy = f"copy({vertex.name})"
            bond = self._bond(f"{vertex.name}--{copy}", vertex)
            self._tensor(copy, "copy", [bond, *legs], vertex)
            self._tensor(vertex.name, "input", [bond], vertex)
            self.slots[vertex.name] = [bond]
