"""Networks, circuits and cuts as lists and objects of JSON, and back."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from numbers import Complex, Integral, Rational, Real
from typing import Any, TypeVar

from ..basics import EinsumMap, TnrnnError, mistake
from ..cuts import Cut, CutEntry
from ..networks import Bond, Circuit, Draft, Network, Tensor, Vertex, flat
from .json_text import EXACT, MAX_DIGITS, check_names, integer, json_list, plain, tuples

# The fields of a vertex, in the order of its record.
VERTEX = ("name", "kind", "children", "dim", "parameter", "position", "layer", "symbol")
# The field of a vertex that only records of circuits with matrices have, behind the others.
SHAPE = "shape"
# The version of records without matrices, maps, observed vertices, tags and isometries.
OLD = 1
# The version of all records.
NEW = 2
# The fields of a tensor, likewise.
TENSOR = ("name", "kind", "bonds", "position", "layer", "parameter", "vertex")
# The fields of a tensor that only records of networks with tags or isometries have, behind the others.
MARKS = ("tags", "left")
# The fields of a bond, likewise.
BOND = ("name", "dim", "symbol")
# The fields of an entry of a cut, likewise.
ENTRY = ("name", "kind", "dim", "symbol", "count")

# The fields of a map that is not written out.
MAP = ("formula", "sizes", "grown", "window")

# An integer or a fraction.
_RATIO = re.compile(f"(-?[0-9]{{1,{MAX_DIGITS - 1}}})(?:/([0-9]{{1,{MAX_DIGITS - 1}}}))?", re.ASCII)
_Item = TypeVar("_Item")
# A function of an owner and a number that reads or writes the number.
Number = Callable[[str, Any], Any]


def circuit_version(circuit: Circuit) -> int:
    """Return the least version of records that can hold a circuit.

    >>> from tnrnn import rac
    >>> circuit_version(rac(4, 2, 2, 3)), circuit_version(rac(4, 2, 2, 3).scalar_part)
    (2, 1)
    """
    shaped = any(vertex.shape is not None for vertex in circuit.vertices)
    return NEW if circuit.observed or circuit.maps or shaped else OLD


def network_version(network: Network) -> int:
    """Return the least version of records that can hold a network."""
    named_twice = any(" " in symbol for symbol in set(network.columns.symbols or ()) - {None} if symbol)
    return NEW if network.maps or named_twice or _marked(network) else OLD


def _marked(network: Network) -> bool:
    return any(any(network.columns.others.get(name, ())) for name in MARKS)


def circuit_record(circuit: Circuit, number: Number) -> dict[str, Any]:
    """Return a circuit as a record in JSON; `number` writes a fixed number.

    >>> from tnrnn import rac
    >>> circuit_of("circuit", circuit_record(rac(4, 2, 2, 3), written), read) == rac(4, 2, 2, 3)
    True
    """
    names = VERTEX if all(vertex.shape is None for vertex in circuit.vertices) else (*VERTEX, SHAPE)
    record: dict[str, Any] = {
        "vertices": tuple(tuple(getattr(vertex, name) for name in names) for vertex in circuit.vertices),
        "output": circuit.output,
        "fixed": tuple((name, nested(f"fixed {name}", value, number)) for name, value in circuit.fixed),
    }
    return record | ({"observed": circuit.observed} if circuit.observed else {})


def circuit_of(owner: str, record: Any, number: Number, version: int = NEW) -> Circuit:
    """Return the circuit of a record; `number` reads a fixed number.

    Raises
    ------
    TnrnnError
        If the record is not that of a circuit, or if it is one of a newer version.
    """
    whole = f"{owner}, circuit" if owner != "circuit" else owner
    check_names(whole, record, ["vertices", "output", "fixed"], ["observed"] if version > OLD else [])
    given = record["vertices"]
    shaped = version > OLD and isinstance(given, list | tuple) and any(_has_more(vertex, VERTEX) for vertex in given)
    names = (*VERTEX, SHAPE) if shaped else VERTEX
    vertices = _items(owner, given, ("vertices", names), lambda values: Vertex(**values))
    observed = tuples(record.get("observed", ()))
    if not isinstance(observed, tuple):
        raise mistake(f"{owner}, observed", "a list", observed)
    made = Circuit(vertices, record["output"], _fixed(owner, record["fixed"], number), observed)
    if version < circuit_version(made):
        raise mistake(f"{whole}, version", "2, as the circuit has maps that are not written out", version)
    return made


def _has_more(values: Any, names: tuple[str, ...]) -> bool:
    return isinstance(values, list | tuple) and len(values) > len(names)


def network_record(network: Network) -> dict[str, Any]:
    """Return a network as a record in JSON.

    >>> from tnrnn import rac, unroll
    >>> network = unroll(rac(4, 2, 2, 3))
    >>> network_of("network", network_record(network)) == network
    True
    """
    names = (*TENSOR, *MARKS) if _marked(network) else TENSOR
    return {
        "tensors": _rows(network.columns.tensor_fields(), names),
        "bonds": _rows(network.columns.bond_fields(), BOND),
        "open": network.open,
        "fixed": tuple((name, nested(f"fixed {name}", value, written)) for name, value in network.fixed),
    }


def _rows(columns: dict[str, Iterable[Any]], names: Sequence[str]) -> tuple[tuple[Any, ...], ...]:
    return tuple(zip(*(columns[name] for name in names), strict=False))


def network_of(owner: str, record: dict[str, Any], version: int = NEW) -> Network:
    """Return the network of a record.

    Raises
    ------
    TnrnnError
        If the record is not that of a network, or if it is one of a newer version.
    """
    given = record["tensors"]
    marked = version > OLD and isinstance(given, list | tuple) and any(_has_more(tensor, TENSOR) for tensor in given)
    names = (*TENSOR, *MARKS) if marked else TENSOR
    tensors, bonds = _lists(owner, given, ("tensors", names)), _lists(owner, record["bonds"], ("bonds", BOND))
    draft, legs, fixed = _draft(tensors, bonds, names), tuples(record["open"]), _fixed(owner, record["fixed"], read)
    if draft is not None:
        made = Network.of(draft, legs, fixed)
    else:
        parts = tuple(Tensor(**dict(zip(names, tensor, strict=True))) for tensor in tensors)
        made = Network(parts, tuple(Bond(*bond) for bond in bonds), legs, fixed)
    if version < network_version(made):
        expected = "2, as the network has maps that are not written out, matrices, tags or isometries"
        raise mistake(f"{owner}, version", expected, version)
    return made


def _draft(tensors: list[Any], bonds: list[Any], names: tuple[str, ...]) -> Draft | None:
    """Return the draft of a network, or None if its tensors have bonds that are not there."""
    columns = dict(zip(names, zip(*tensors, strict=True), strict=True)) if tensors else dict.fromkeys(names, ())
    bond_names, dims, symbols = zip(*bonds, strict=True) if bonds else ((), (), ())
    try:
        number = dict(zip(bond_names, itertools.count()))
        axes = flat([[number[name] for name in joined] for joined in columns["bonds"] if isinstance(joined, tuple)])
    except (KeyError, TypeError):
        return None
    if len(axes[0]) <= len(tensors):
        return None
    others = {name: columns[name] for name in names if name not in ("name", "kind", "bonds", "parameter")}
    return Draft(columns["name"], columns["kind"], *axes, columns["parameter"], bond_names, dims, symbols, others)


def cut_record(cut: Cut) -> dict[str, Any]:
    """Return a cut as a record in JSON.

    >>> cut = Cut((CutEntry("h", "bond", 2, "R", 2**60),), near=(("x", 2**60),), far=("y",))
    >>> cut_record(cut)["near"], cut_of("cut", tuples(cut_record(cut))) == cut
    ((('x', '1152921504606846976'),), True)
    """

    def side(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(item if isinstance(item, str) else (item[0], plain(item[1])) for item in items)

    return {
        "entries": tuple((e.name, e.kind, e.dim, e.symbol, plain(e.count)) for e in cut.entries),
        "near": side(cut.near),
        "far": side(cut.far),
        "minimal": bool(cut.minimal),
    }


def cut_of(owner: str, record: dict[str, Any]) -> Cut:
    """Return the cut of a record.

    Raises
    ------
    TnrnnError
        If the record is not that of a cut.
    """

    def entry(values: dict[str, Any]) -> CutEntry:
        return CutEntry(**values | {"count": integer(f"{owner}, count", values["count"], least=1)})

    def side(name: str) -> tuple[Any, ...]:
        items = tuples(record[name])
        if not isinstance(items, tuple):
            raise mistake(f"{owner}, {name}", "a list", items)
        pairs = (isinstance(item, tuple) and len(item) == 2 for item in items)
        return tuple(
            (item[0], integer(f"{owner}, {name}", item[1], least=0)) if pair else item
            for item, pair in zip(items, pairs, strict=True)
        )

    if type(record["minimal"]) is not bool:
        raise mistake(f"{owner}, minimal", "true or false", record["minimal"])
    entries = _items(owner, record["entries"], ("entries", ENTRY), entry)
    return Cut(entries, side("near"), side("far"), record["minimal"])


def _items(
    owner: str, values: Any, of: tuple[str, tuple[str, ...]], make: Callable[[dict[str, Any]], _Item]
) -> tuple[_Item, ...]:
    """Return what `make` makes of each of `values`, which are lists with a value for each field."""
    return tuple(make(dict(zip(of[1], value, strict=True))) for value in _lists(owner, values, of))


def _lists(owner: str, values: Any, of: tuple[str, tuple[str, ...]]) -> list[Any]:
    """Return `values`, which are lists with a value for each field, as tuples."""
    part, names = of
    made = []
    for value in json_list(f"{owner}, {part}", list(values) if isinstance(values, tuple) else values):
        if not isinstance(value, list | tuple) or len(value) != len(names):
            raise mistake(f"{owner}, {part}", f"lists of {', '.join(names)}", value)
        made.append(tuples(value))
    return made


def _fixed(owner: str, values: Any, number: Number) -> tuple[tuple[str, Any], ...]:
    pairs = []
    for pair in json_list(f"{owner}, fixed", list(values) if isinstance(values, tuple) else values):
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not isinstance(pair[0], str):
            raise mistake(f"{owner}, fixed", "lists of a parameter and its value", pair)
        pairs.append((pair[0], nested(f"{owner}, fixed", pair[1], number)))
    return tuple(pairs)


def nested(owner: str, value: Any, number: Number) -> Any:
    """Return nested lists or tuples as tuples, with `number` applied to every number in them.

    A map that is not written out becomes an object, and such an object a map.
    """
    if isinstance(value, EinsumMap):
        return {name: getattr(value, name) for name in MAP}
    if isinstance(value, dict) and MAP[0] in value:
        check_names(f"{owner}, map", value, list(MAP))
        return EinsumMap(**{name: tuples(value[name]) for name in MAP})
    if isinstance(value, list | tuple):
        return tuple(nested(owner, part, number) for part in value)
    return number(owner, value)


def written(owner: str, value: Any) -> Any:
    """Return a number for JSON: large integers (2^53 or more) and fractions as strings, complex numbers as objects.

    >>> written("x", 2**53), written("x", Fraction(1, 3)), written("x", 1j)
    ('9007199254740992', '1/3', {'complex': (0.0, 1.0)})
    """
    if isinstance(value, Integral):
        return plain(int(value))
    if isinstance(value, Rational):
        return f"{plain(int(value.numerator))}/{plain(int(value.denominator))}"
    if isinstance(value, Real):
        return float(value)
    if isinstance(value, Complex):
        return {"complex": (float(value.real), float(value.imag))}
    raise mistake(owner, "a number", value)


def read(owner: str, value: Any) -> Any:
    """Return the number that `written` has written.

    >>> read("x", "1/3"), read("x", {"complex": [0.0, 1.0]})
    (Fraction(1, 3), 1j)
    """
    if isinstance(value, str):
        return _ratio(owner, value)
    if isinstance(value, dict):
        check_names(owner, value, ["complex"])
        parts = value["complex"]
        if not isinstance(parts, list | tuple) or len(parts) != 2 or not all(type(part) is float for part in parts):
            raise mistake(owner, "a real and an imaginary part, such as [0.0, 1.0]", parts)
        return complex(*parts)
    if type(value) is float:
        return value
    return integer(owner, value, least=-EXACT)


def _ratio(owner: str, text: str) -> Any:
    match = _RATIO.fullmatch(text)
    if match is None:
        raise mistake(owner, "a number, an integer as a string, or a fraction such as '1/3'", text)
    if match[2] is None:
        return int(text)
    if not int(match[2]):
        raise TnrnnError(f"{owner}: expected a fraction with a denominator, given {text[:20]!r}")
    return Fraction(int(match[1]), int(match[2]))
