"""What the editor draws: a network or a circuit, its cut, and the Python lines that make both."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from typing import NamedTuple

from ...basics import mistake
from ...cuts import Cut, circuit_min_cut, min_cut
from ...drawing import Figure
from ...models import Case
from ...networks import Circuit, Network, Partition, unroll
from ..cases import MOST_TENSORS, Chosen, GivenCase

VIEWS = {
    "unrolled": {"kind": "auto"},
    "shared": {"kind": "auto"},
    "folded": {"kind": "folded", "detail": "compact"},
    "cells": {"kind": "shared", "detail": "anatomy"},
}
"""What a page draws of a case, by the name of its view: fields of a `View` that a figure then has."""

ALWAYS = "matricization"
"""The kind of a figure that both networks and circuits have."""

COMMENT = "# network.json is the circuit or the network that was given to the explorer"
READ = 'tnrnn.explore.given_of("network.json").subject'
"""How Python lines read what is given, and what they say of it."""


class Subject(NamedTuple):
    """What is drawn.

    Parameters
    ----------
    of : Network or Circuit
        The network or circuit.
    cut : Cut or None
        The cut that is drawn.
    name : str
        The name of the network or circuit in Python lines.
    lines : tuple of str
        Python lines that make it, and the cut with the name `cut`, if there is one.
    view : str
        The view of the page: one of `VIEWS`.
    """

    of: Network | Circuit
    cut: Cut | None
    name: str
    lines: tuple[str, ...]
    view: str = "unrolled"

    def shown(self, figure: Figure) -> Figure:
        """Return a figure in the view of the page, which says whether a network, a circuit or its cells are drawn.

        >>> from tnrnn import rac
        >>> Subject(rac(9, 1, 2, 2), None, "circuit", (), "folded").shown(Figure()).view.kind
        'folded'
        """
        if figure.view.kind == ALWAYS:
            return figure
        fields: dict[str, str] = VIEWS[self.view]
        return dataclasses.replace(figure, view=dataclasses.replace(figure.view, **fields))  # type: ignore[arg-type]


@lru_cache(maxsize=8)  # every edit of a figure asks for the same case again
def subject_of(case: Chosen | GivenCase, view: str = "unrolled", with_cut: bool = False) -> Subject:
    """Return what a page shows of a case.

    Parameters
    ----------
    case : Chosen or GivenCase
        The case.
    view : "unrolled", "shared", "folded" or "cells"
        The unrolled network, or the circuit, folded or with the cells of its gates. A network has no other view.
    with_cut : bool
        Whether its min-cut is drawn.

    Raises
    ------
    TnrnnError
        If the unrolled network has more than 1,000 tensors.

    Examples
    --------
    >>> from tnrnn.explore import chosen
    >>> subject = subject_of(chosen("rac", {"length": 4, "layers": 1, "inputs": 2, "hidden": 3}, 2), with_cut=True)
    >>> print(*subject.lines, sep="\\n")
    circuit = tnrnn.models.rac(length=4, layers=1, inputs=2, hidden=3)
    partition = tnrnn.Partition.start_end(4, 2)
    network = tnrnn.unroll(circuit, "one-hot")
    cut = tnrnn.min_cut(network, partition)
    >>> subject.cut.formula
    'R'
    """
    if isinstance(case, GivenCase) and isinstance(case.given.subject, Network):
        return _network(case.given.subject, case.partition, with_cut)
    whole = case.case
    matrix = whole.matrix
    lines = _circuit_lines(case, whole)
    if view == "unrolled":
        if not case.unrolls:
            raise mistake("view", f"shared, as the unrolled network has more than {MOST_TENSORS:,} tensors", view)
        network = unroll(matrix.circuit, case.mode)
        lines = (*lines, f'network = tnrnn.unroll(circuit, "{case.mode}")')
        if not with_cut:
            return Subject(network, None, "network", lines)
        cut = min_cut(network, matrix.partition)
        return Subject(network, cut, "network", (*lines, "cut = tnrnn.min_cut(network, partition)"))
    if not with_cut:
        return Subject(matrix.circuit, None, "circuit", lines, view)
    lines = (*lines, f'cut = tnrnn.min_cut(circuit, partition, mode="{case.mode}")')
    return Subject(matrix.circuit, circuit_min_cut(matrix), "circuit", lines, view)


def _network(network: Network, partition: Partition, with_cut: bool) -> Subject:
    lines = (COMMENT, f"network = {READ}", f"partition = {_sides(partition)}")
    if not with_cut:
        return Subject(network, None, "network", lines)
    return Subject(network, min_cut(network, partition), "network", (*lines, "cut = tnrnn.min_cut(network, partition)"))


def _circuit_lines(case: Chosen | GivenCase, whole: Case) -> tuple[str, ...]:
    """Return the lines that make the circuit and the partition: those of one value with the matrix of the case."""
    split, first = _sides(whole.partition), tuple[str, ...]()
    if isinstance(case, GivenCase):
        made, first = READ, (COMMENT,)
    else:
        made = f"tnrnn.models.{case.model}({', '.join(f'{name}={value!r}' for name, value in case.sizes)})"
    if whole.matrix is whole:
        return (*first, f"circuit = {made}", f"partition = {split}")
    matrix = f'tnrnn.models.Case({made}, {split}, "{case.mode}", "{case.observe}").matrix'
    return (*first, f"case = {matrix}", "circuit, partition = case.circuit, case.partition")


def _sides(partition: Partition) -> str:
    """Return the Python expression of a partition.

    >>> _sides(Partition.start_end(6, 2)), _sides(Partition(near=("a",), far=("b", "c")))
    ('tnrnn.Partition.start_end(6, 2)', "tnrnn.Partition(near=('a',), far=('b', 'c'))")
    """
    split = partition.split
    if split is None or partition != Partition.start_end(partition.length, split):
        return f"tnrnn.{partition!r}"
    return f"tnrnn.Partition.start_end({partition.length}, {split})"
