"""What the editor draws: a network or a circuit, its cut, and the Python lines that make both."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ...basics import choice, mistake
from ...cuts import Cut, min_cut
from ...networks import Circuit, Network, unroll, without_sums
from ..cases import MOST_TENSORS, Chosen, GivenCase

VIEWS = ("unrolled", "shared")
"""What of a case is drawn: the unrolled network, or the circuit."""

WORDS = {"unrolled": "network", "shared": "circuit"}
"""The names of what is drawn in Python lines."""


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
    """

    of: Network | Circuit
    cut: Cut | None
    name: str
    lines: tuple[str, ...]


@lru_cache(maxsize=8)  # every edit of a figure asks for the same case again
def subject_of(case: Chosen | GivenCase, view: str = "unrolled", with_cut: bool = False) -> Subject:
    """Return what a page shows of a case. In Python lines, `given` stands for what a user has given.

    Parameters
    ----------
    case : Chosen or GivenCase
        The case.
    view : "unrolled" or "shared"
        The unrolled network, or the circuit.
    with_cut : bool
        Whether its min-cut is drawn.

    Raises
    ------
    TnrnnError
        If the unrolled network has more than 1,000 tensors, or if a network is given and the circuit is asked for.

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
    'M^2'
    """
    name = WORDS[choice("view", view, VIEWS)]
    if isinstance(case, GivenCase) and isinstance(case.given.subject, Network):
        return _of_given_network(case, case.given.subject, view, with_cut)
    whole = case.case
    matrix = whole.matrix
    of = _network(case) if view == "unrolled" else without_sums(matrix.circuit, case.mode)
    lines = [*_circuit_lines(case, matrix is whole)]
    if isinstance(of, Network):
        lines.append(f'network = tnrnn.unroll(circuit, "{case.mode}")')
    elif of is not matrix.circuit:
        lines.append(f'circuit = tnrnn.networks.without_sums(circuit, "{case.mode}")')
    if not with_cut:
        return Subject(of, None, name, tuple(lines))
    if isinstance(of, Network):
        return Subject(of, min_cut(of, matrix.partition), name, (*lines, "cut = tnrnn.min_cut(network, partition)"))
    line = f'cut = tnrnn.min_cut(circuit, partition, mode="{case.mode}")'
    return Subject(of, min_cut(of, matrix.partition, case.mode), name, (*lines, line))


def _of_given_network(case: GivenCase, network: Network, view: str, with_cut: bool) -> Subject:
    if view != "unrolled":
        raise mistake("view", "unrolled, as a network is given", view)
    lines = ("network = given", f"partition = tnrnn.{case.partition!r}")
    if not with_cut:
        return Subject(network, None, "network", lines[:1])
    cut = min_cut(network, case.partition)
    return Subject(network, cut, "network", (*lines, "cut = tnrnn.min_cut(network, partition)"))


def _network(case: Chosen | GivenCase) -> Network:
    if not case.unrolls:
        raise mistake("view", f"shared, as the unrolled network has more than {MOST_TENSORS:,} tensors", "unrolled")
    return unroll(case.case.matrix.circuit, case.mode)


def _circuit_lines(case: Chosen | GivenCase, alone: bool) -> tuple[str, str]:
    """Return the lines that make the circuit and the partition: those of one value with the matrix of the case."""
    if isinstance(case, GivenCase):
        return _lines("given", f"tnrnn.{case.partition!r}", case, alone)
    sizes = ", ".join(f"{name}={value!r}" for name, value in case.sizes)
    split = f"tnrnn.Partition.start_end({case.length}, {case.split})"
    return _lines(f"tnrnn.models.{case.model}({sizes})", split, case, alone)


def _lines(made: str, split: str, case: Chosen | GivenCase, alone: bool) -> tuple[str, str]:
    if alone:
        return f"circuit = {made}", f"partition = {split}"
    probed = f'tnrnn.models.Case({made}, {split}, "{case.mode}", "{case.observe}").matrix'
    return f"case = {probed}", "circuit, partition = case.circuit, case.partition"
