"""The matricization: one tensor with a leg for every input, with rows on the left and columns on the right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ...basics import Position, TnrnnError, mistake
from ...cuts import Cut
from ...networks import Circuit, Network, Tensor, Vertex
from ..scenes import INPUT, Label, Layout, Line, Mark, tidy

# Half the width of the box.
HALF_WIDTH = 0.45
# The length of a leg.
LEG = 0.9
# The distance from a leg to the next.
STEP = 0.4

# The name of the box.
WHOLE = "A"
# The largest number of legs.
MOST_LEGS = 2_000


class _Leg(NamedTuple):
    """What one leg stands for: an input with all its copies, or an open bond."""

    name: str
    position: Position | None
    layer: int | None
    tensors: tuple[str, ...]
    side: str


def matricization(of: Network | Circuit, cut: Cut) -> Layout:
    """Return the tensor of a network or circuit as a matrix: near inputs index its rows, far inputs its columns.

    An input that is used several times has one leg. The legs of a network without inputs are its open bonds.

    Raises
    ------
    TnrnnError
        If the copies of one input stand on both sides, if an open bond has no side, or if there are no legs or too
        many.

    Examples
    --------
    >>> from tnrnn import Partition, min_cut, rac
    >>> circuit = rac(4, 2, 2, 3)
    >>> layout = matricization(circuit, min_cut(circuit, Partition.start_end(4)))
    >>> [(mark.name, mark.x < 0) for mark in layout.marks[1:]]
    [('x[1]', True), ('x[2]', True), ('x[3]', False), ('x[4]', False)]
    """
    sides = dict(_sides(cut))
    items: tuple[Tensor | Vertex, ...] = of.tensors if isinstance(of, Network) else of.vertices
    legs = _input_legs(items, sides)
    if not legs and isinstance(of, Network):
        legs = _open_legs(of, cut, sides)
    if not 0 < len(legs) <= MOST_LEGS:
        raise mistake("view matricization", f"from 1 to {MOST_LEGS:,} inputs or open bonds", len(legs))
    rows, cols = ([leg for leg in legs if leg.side == side] for side in ("near", "far"))
    half = tidy(max(len(rows), len(cols), 1) * STEP / 2)
    taken = {name for leg in legs for name in leg.tensors}
    inner = tuple(item.name for item in items if item.name not in taken)
    box = Mark(WHOLE, "box", 0.0, 0.0, HALF_WIDTH, None, None, inner, half)
    marks, lines = [box], []
    for sign, each in ((-1, rows), (1, cols)):
        for place, leg in enumerate(each):
            y = tidy(((len(each) - 1) / 2 - place) * STEP)
            x = tidy(sign * (HALF_WIDTH + LEG))
            marks.append(Mark(leg.name, "input", x, y, INPUT, leg.layer, leg.side, leg.tensors))
            lines.append(Line((leg.name,), "row" if sign < 0 else "column", ((x, y), (sign * HALF_WIDTH, y)), (0.5,)))
    labels = (
        Label("tensor", 0.0, 0.0, "", f"\\mathcal{{{WHOLE}}}", "center", 1.6),
        *(_name(mark, leg) for mark, leg in zip(marks[1:], (*rows, *cols), strict=True)),
        *(_heading(side, sign, half) for side, sign in (("rows", -1), ("columns", 1))),
    )
    return Layout("matricization", tuple(marks), tuple(lines), labels)


def _name(mark: Mark, leg: _Leg) -> Label:
    """Return the label at the open end of a leg, which is x^t for an input at a time."""
    anchor = "east" if mark.x < 0 else "west"
    at = (tidy(mark.x + (-0.12 if mark.x < 0 else 0.12)), mark.y)
    if isinstance(leg.position, int):
        return Label("tensor", *at, "", f"x^{{{leg.position}}}", anchor, of=leg.name)
    return Label("tensor", *at, leg.name, "", anchor, of=leg.name)


def _heading(text: str, sign: int, half: float) -> Label:
    x = tidy(sign * (HALF_WIDTH + LEG / 2))
    return Label("side", x, tidy(half + 0.1), text, "", "south")


def _sides(cut: Cut) -> Iterable[tuple[str, str]]:
    for side, items in (("near", cut.near), ("far", cut.far)):
        for item in items:
            yield (item[0] if isinstance(item, tuple) else item), side


def _input_legs(items: tuple[Tensor | Vertex, ...], sides: dict[str, str]) -> list[_Leg]:
    found: dict[object, _Leg] = {}
    for item in items:
        if item.kind == "input":
            side = sides[item.name]
            before = found.get(item.position)
            if before is None or item.position is None:
                key = item.position if item.position is not None else item.name
                found[key] = _Leg(item.name, item.position, item.layer, (item.name,), side)
            elif before.side == side:
                found[item.position] = before._replace(tensors=(*before.tensors, item.name))
            else:
                owner = f"view matricization, input {item.name}"
                raise TnrnnError(f"{owner}: expected all copies of an input on one side of the cut, given both")
    return sorted(found.values(), key=lambda leg: _place(leg.position))


def _place(position: Position | None) -> tuple[int, ...]:
    """Return the key by which legs are sorted: by position; those without one come last, in the network's order."""
    if position is None:
        return (1,)
    return (0, *position) if isinstance(position, tuple) else (0, position)


def _open_legs(network: Network, cut: Cut, sides: dict[str, str]) -> list[_Leg]:
    """Return the open bonds as legs, on the side of their tensors, or on the other side if the cut severs the bond."""
    across = {"near": "far", "far": "near"}
    severed = {entry.name: entry.kind for entry in cut.entries}
    legs = []
    for name in network.open:
        tensor = network.tensors[network.ends[name][0]]
        if severed.get(tensor.name) == "hyperedge":
            raise TnrnnError(f"view matricization: the cut severs {tensor.name} and leaves the side of {name} open")
        side = sides[tensor.name]
        legs.append(_Leg(name, None, tensor.layer, (), across[side] if name in severed else side))
    return legs
