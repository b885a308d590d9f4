"""Cuts of circuits with sums, in the names of the circuit that the user has.

A circuit with sums is cut as one without sums (`tnrnn.homogeneous`), which has the same vertices under the same names,
and some more: (x; 1) for an input x, a vector without its last coordinate, and the partial sums of a sum. Each of these
belongs to one vertex of the circuit, so a cut can be drawn on the circuit itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...basics import TnrnnError
from ...cuts import Cut
from ...networks import MODES, Circuit, without_sums
from .cutting import check_cut


def of_sums(circuit: Circuit, cuts: Sequence[Cut]) -> tuple[Circuit, tuple[Cut, ...]]:
    """Return the circuit that is drawn for cuts of a circuit with sums, and the cuts in its names.

    It is the circuit itself, unless a cut severs one vector in two places, or between two summands that depend on
    inputs; then it is the circuit without sums.

    Raises
    ------
    TnrnnError
        If a cut is that of another circuit.

    Examples
    --------
    >>> from tnrnn import Partition, min_cut
    >>> from tnrnn.models import mi_rnn
    >>> circuit = mi_rnn(length=4, layers=1, inputs=2, hidden=2)
    >>> cut = min_cut(circuit, Partition.start_end(4), "continuous")
    >>> drawn, (same,) = of_sums(circuit, [cut])
    >>> drawn is circuit, [entry.name for entry in cut.entries], [entry.name for entry in same.entries]
    (True, ['h[2,1]+2'], ['h[2,1]'])
    """
    without = _without_sums(circuit, cuts)
    found = [_renamed(circuit, without, cut) for cut in cuts]
    known = tuple(cut for cut in found if cut is not None)
    return (circuit, known) if len(known) == len(found) else (without, tuple(cuts))


def _without_sums(circuit: Circuit, cuts: Sequence[Cut]) -> Circuit:
    """Return the circuit without sums that all cuts belong to, which depends on the mode of the inputs."""
    problems = []
    for mode in MODES:
        found = without_sums(circuit, mode)
        try:
            for cut in cuts:
                check_cut(found, cut)
        except TnrnnError as error:
            problems.append(error)
        else:
            return found
    raise problems[0]


def _owners(circuit: Circuit, without: Circuit) -> dict[str, str]:
    """Return the vertex of a circuit that each vertex of the circuit without sums belongs to."""
    owners = {}
    for name in without.by_name:
        stem = name.rpartition("+")[0]
        owners[name] = next(
            each for each in (name, name.removesuffix("~1").removesuffix("~"), stem) if each in circuit.by_name
        )
    return owners


def _renamed(circuit: Circuit, without: Circuit, cut: Cut) -> Cut | None:
    """Return a cut in the names of the circuit, or None if that would say less than the cut does."""
    owners = _owners(circuit, without)
    entries = tuple(replace(entry, name=owners[entry.name]) for entry in cut.entries)
    if len({(entry.name, entry.kind) for entry in entries}) < len(entries):
        return None
    # The vertex whose sides count: the vertex itself, or the partial sum above which it is severed.
    stands = {owner: owner for owner in owners.values()}
    for entry in cut.entries:
        owner = owners[entry.name]
        if without.by_name[entry.name].kind == "bilinear" and entry.name != owner:
            first = int(entry.name.removeprefix(f"{owner}+")) + 1
            if any(_has_inputs(circuit, child) for child in circuit.by_name[owner].children[first:]):
                return None
            stands[owner] = entry.name
    near, far = dict(cut.near), dict(cut.far)
    sides = [[(owner, side[name]) for owner, name in stands.items() if side.get(name)] for side in (near, far)]
    return replace(cut, entries=entries, near=tuple(sides[0]), far=tuple(sides[1]))


def _has_inputs(circuit: Circuit, name: str) -> bool:
    """Return whether a vertex depends on any input."""
    pending, met = [name], {name}
    while pending:
        vertex = circuit.by_name[pending.pop()]
        if vertex.kind == "input":
            return True
        new = [child for child in vertex.children if child not in met]
        met.update(new)
        pending += new
    return False
