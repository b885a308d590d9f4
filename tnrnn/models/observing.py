"""What is seen of a circuit, as the value of another circuit, in which a probe reads the observed vectors.

The matrix of values has a row for each near word. If one value is observed ("scalar"), it has a column for each far
word. If all channels of the last step are ("vector"), it has a column for each far word and channel; and if all that
the far steps show is ("future"), for each far word, step and channel. The *probe* p is one more input, on the far side,
with a coordinate for each channel that is observed, and the value of the probed circuit is p . o, where o holds the
observed vectors one after the other. At the unit vectors p it has exactly these columns, and at other p combinations of
them, so that the ranks are equal in either mode.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from ..basics import EinsumMap, Position, mistake
from ..networks import Circuit, Partition, Vertex

Observe = Literal["scalar", "vector", "future"]
"""What is observed: one value of the last step, all its channels, or all channels of all far steps."""

OBSERVE: tuple[Observe, ...] = get_args(Observe)


class Probed(NamedTuple):
    """A circuit whose value reads what is observed, and the sides of its inputs, with the probe on the far side."""

    circuit: Circuit
    partition: Partition


def probed(circuit: Circuit, partition: Partition, observe: Observe) -> Probed:
    """Return the probed circuit of what is observed, "vector" or "future".

    Raises
    ------
    TnrnnError
        If the future is asked for, and the circuit observes nothing before its last step, or nothing at a far step.

    Examples
    --------
    >>> from tnrnn.models import rac
    >>> made = probed(rac(4, 1, 2, 3), Partition.start_end(4), "future")
    >>> made.circuit.inputs[-1].dim, made.partition.far
    (6, (3, 4, 5))
    """
    seen = [circuit.by_name[name] for name in observed_vertices(circuit, partition, observe)]
    place, taken = _after(max(circuit.positions)), set(circuit.by_name)
    width = sum(vertex.dim for vertex in seen)
    probe = Vertex(_fresh("p", taken), "input", dim=width, position=place, layer=0)
    dots: list[Vertex] = []
    fixed, first = dict(circuit.fixed), 0
    for vertex in seen:
        window = None if len(seen) == 1 else (first, width)
        reading = EinsumMap("i,i->", (vertex.dim,), window=window)
        parameter = reading.title
        while parameter in {**circuit.parameters, **fixed} and fixed.get(parameter) != reading:
            parameter = f"{parameter}'"
        fixed[parameter] = reading
        name, at = _fresh(f"p.{vertex.name}", taken), {"position": vertex.position, "layer": vertex.layer}
        dots.append(Vertex(name, "bilinear", (vertex.name, probe.name), dim=1, parameter=parameter, **at))  # type: ignore[arg-type]
        first += vertex.dim
    ends = (
        [Vertex(_fresh("p.o", taken), "sum", tuple(dot.name for dot in dots), dim=1, position=place)]
        if len(dots) > 1
        else []
    )
    vertices = (*circuit.vertices, probe, *dots, *ends)
    unused = dict.fromkeys((circuit.output, *(name for _, name in circuit.observed)))  # by the new output, perhaps
    whole = Circuit(vertices, vertices[-1].name, tuple(fixed.items()), tuple((place, name) for name in unused))
    return Probed(whole.scalar_part, _beside(partition, place))


def observed_vertices(circuit: Circuit, partition: Partition, observe: Observe) -> tuple[str, ...]:
    """Return the names of the vertices that are observed, in the order of `circuit.observed`; see `probed`."""
    pairs: tuple[tuple[Position, str], ...] = circuit.observed or ((max(circuit.positions), circuit.output),)
    last = max(step for step, _ in pairs)
    if observe == "vector":
        return tuple(name for step, name in pairs if step == last)
    if all(step == last for step, _ in pairs):
        raise mistake("observe", "scalar or vector, as the circuit observes nothing before its last step", observe)
    far = set(partition.far)
    names = tuple(name for step, name in pairs if step in far)
    if not names:
        raise mistake("observe", "scalar or vector, as the circuit observes nothing at a far step", observe)
    return names


def _after(last: Position) -> Position:
    """Return a position behind all inputs."""
    return last + 1 if isinstance(last, int) else (last[0] + 1, *last[1:])


def _fresh(name: str, taken: set[str]) -> str:
    while name in taken:
        name = f"{name}'"
    taken.add(name)
    return name


def _beside(partition: Partition, place: Position) -> Partition:
    """Return the partition with the probe on the far side."""
    if partition.split is not None:
        return Partition.start_end(partition.length + 1, partition.split)
    return Partition(near=partition.near, far=(*partition.far, place))
