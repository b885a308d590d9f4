"""The sizes that a circuit shows: of each model, what they would be if the model had made it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..networks import Circuit, Origin, Value, Vertex
from .catalogue import Model
from .graphs import name_of_edges

LETTERS = {"hidden": "R", "state": "N", "channels": "D", "key": "K", "value": "V"}
"""The symbols that dimensions of these names have in circuits."""


@dataclass(frozen=True)
class Seen:
    """What a circuit shows of its sizes."""

    circuit: Circuit

    @cached_property
    def last(self) -> Vertex:
        """The vertex of the output."""
        return self.circuit.by_name[self.circuit.output]

    @cached_property
    def symbols(self) -> Mapping[str, int]:
        """The dimensions by symbol."""
        found: dict[str, int] = {}
        for vertex in self.circuit.vertices:
            if vertex.symbol is not None:
                for symbol, size in zip(vertex.symbol.split(" "), vertex.shape or (vertex.dim,), strict=False):
                    found.setdefault(symbol, size)
        return found

    @property
    def length(self) -> int:
        return len(self.circuit.inputs)

    def orders(self, *parameters: str) -> tuple[int, ...]:
        """Return the number of indices of each parameter, 0 if the circuit does not have it."""
        return tuple(len(self.circuit.parameters.get(parameter, ())) for parameter in parameters)

    def has(self, *parameters: str) -> bool:
        """Return whether the circuit has all these parameters."""
        return all(self.orders(*parameters))

    def sizes(self, *letters: str, layers: int | None = None) -> dict[str, Value] | None:
        """Return the length, the layers and the inputs, sizes that letters show, and the outputs, or None."""
        depth = (self.last.layer or 0) if layers is None else layers
        named = {name: self.symbols.get(LETTERS[name]) for name in letters}
        most = len(self.circuit.vertices)
        if not self.circuit.inputs or None in named.values() or not 0 < depth < most or self.length * depth >= most:
            return None
        shown = {name: size for name, size in named.items() if size is not None}
        first = {"length": self.length, "layers": depth, "inputs": self.circuit.inputs[0].dim}
        return {**first, **shown, "outputs": self.last.dim}

    @property
    def residual(self) -> bool:
        """Whether layers add their inputs."""
        return f"r[{self.length},1]" in self.circuit.by_name


Reader = Callable[[Seen], Mapping[str, Value] | None]
"""What reads the sizes of one model, or returns None if the circuit is of another."""


def origin_seen(seen: Seen, model: Model) -> Origin | None:
    """Return the origin of the circuit of a model that may equal this one, or None.

    Its circuit is never much larger than this one, whatever numbers the vertices have.
    """
    found = READERS[model](seen)
    return None if found is None else Origin(model, tuple(found.items()))


def _marked(*parameters: str, orders: tuple[int, ...] = ()) -> Reader:
    """Return the reader of a recurrent network with R hidden channels that has some parameters."""

    def read(seen: Seen) -> Mapping[str, Value] | None:
        right = seen.orders(*parameters) == orders if orders else seen.has(*parameters)
        return seen.sizes("hidden") if right else None

    return read


def _cp_rnn(seen: Seen) -> Mapping[str, Value] | None:
    found = seen.sizes("hidden") if seen.has("A[1]", "D[1]") else None
    return None if found is None else {**found, "rank": seen.circuit.parameters["A[1]"][0]}


def _conv_ac(seen: Seen) -> Mapping[str, Value] | None:
    """Return the sizes of a convolutional circuit, with the window and the stride read from its first layer."""
    circuit, length = seen.circuit, seen.length
    sizes = seen.sizes("hidden", layers=(seen.last.layer or 0) - 1)
    pools = [vertex for vertex in circuit.vertices if vertex.kind == "product" and vertex.layer == 1]
    window = len(pools[0].children) if pools else 1
    stride = (length - window) // (len(pools) - 1) if len(pools) > 1 else window
    first = circuit.by_name.get("u[1,1]")
    if sizes is None or first is None or first.position is not None or not 0 < stride <= window:
        return None
    total, count = 0, length
    for _ in range(int(sizes["layers"])):
        total += count
        count = (count - window) // stride + 1
        if count < 1 or total > len(circuit.vertices):
            return None
    return {**sizes, "window": window, "stride": stride}


def _state_space(*letters: str, has: tuple[str, ...], gate: str = "") -> Reader:
    """Return the reader of a state-space model; `gate` is the parameter of its output gate."""

    def read(seen: Seen) -> Mapping[str, Value] | None:
        found = seen.sizes(*letters) if seen.has(*has) else None
        if found is None:
            return None
        return {**found, **({"output_gate": seen.has(gate)} if gate else {}), "residual": seen.residual}

    return read


def _attention(seen: Seen, *, causal: bool) -> Mapping[str, Value] | None:
    alone = seen.has("W_q[1]") or not seen.has("W_q[1,1]")
    if causal == (("S[1]" if alone else "S[1,1]") in seen.circuit.by_name):
        return None
    found = seen.sizes("key", "value") if seen.has("W_v[1]" if alone else "W_v[1,1]") else None
    if found is None:
        return None
    heads = 1 if alone else sum(parameter.startswith("W_q[1,") for parameter in seen.circuit.parameters)
    if heads * seen.length * int(found["layers"]) >= len(seen.circuit.vertices):
        return None
    found = {
        **{name: size for name, size in found.items() if name != "outputs"},
        "heads": heads,
        "outputs": seen.last.dim,
    }
    return {**found, **({"rule": _rule(seen, "1" if alone else "1,1")} if causal else {}), "residual": seen.residual}


def _rule(seen: Seen, first: str) -> str:
    """Return the rule of linear attention, from what its first head has in its first layer."""
    for rule, parameter in (("mlstm", "J"), ("gated", "C"), ("decay", "g")):
        if seen.has(f"{parameter}[{first}]"):
            return rule
    return "delta" if f"w[2,{first}]" in seen.circuit.by_name else "sum"


def _mixing(seen: Seen, *, gated: bool) -> Mapping[str, Value] | None:
    pooled = "pool" in seen.circuit.by_name
    found = (
        seen.sizes("hidden", layers=(seen.last.layer or 0) - pooled)
        if seen.has("W_z[1]" if gated else "a[1,1]")
        else None
    )
    if found is None:
        return None
    return {**found, **({"readout": "mean" if pooled else "last"} if gated else {}), "residual": seen.residual}


def _product_gnn(seen: Seen) -> Mapping[str, Value] | None:
    """Return the sizes of a product over a graph that has a name, with the neighbours read from the first layer."""
    found = seen.sizes("hidden", layers=(seen.last.layer or 0) - 1) if seen.has("W[1]") else None
    if found is None:
        return None
    mapped = {f"u[{at},1]": at for at in range(1, seen.length + 1)}
    products = [vertex for vertex in seen.circuit.vertices if vertex.kind == "product" and vertex.layer == 1]
    pairs = {(one, mapped.get(child)) for one, vertex in enumerate(products, start=1) for child in vertex.children}
    edges = frozenset((one, two) for one, two in pairs if two is not None and one < two)
    name = name_of_edges(seen.length, edges)
    if name is None:
        return None
    length, outputs = found.pop("length"), found.pop("outputs")
    return {"graph": name, **found, "length": length, "outputs": outputs}


READERS: Mapping[Model, Reader] = {
    "rac": _marked("W_H[1]"),
    "second_order_rnn": _marked("B[1]", orders=(3,)),
    "cp_rnn": _cp_rnn,
    "mi_rnn": _marked("b1[1]"),
    "lstm": _marked("U_g[1]"),
    "gru": _marked("U_n[1]"),
    "tensor_train_lm": _marked("G"),
    "conv_ac": _conv_ac,
    "linear_ssm": _state_space("state", has=("A[1]", "B[1]")),
    "selective_ssm": _state_space("state", has=("G[1]",), gate="D[1]"),
    "gated_ssm": _state_space("hidden", has=("W_q[1]", "h[0,1]")),
    "mamba": _state_space("channels", "state", has=("W_D[1]",)),
    "linear_attention": lambda seen: _attention(seen, causal=True),
    "polynomial_attention": lambda seen: _attention(seen, causal=False),
    "product_gnn": _product_gnn,
    "gmlp": lambda seen: _mixing(seen, gated=True),
    "bilinear_mixer": lambda seen: _mixing(seen, gated=False),
}
"""How the sizes of each model are read from a circuit."""
