"""`min_cut`, the least cut of a network or of a circuit, and `slice_cut`, the straight cut between two time steps."""

from __future__ import annotations

from typing import Literal, get_args

from ..basics import TnrnnError, as_before, choice, missing, mistake
from ..models import Case
from ..networks import INPUTS, MODES, Circuit, Mode, Network, Partition
from .circuits import circuit_min_cut, numbered, straight_cut
from .flows import MOST_EDGES, fastest, flow_near, installed, near_by_paths
from .forests import forest_near
from .problems import Cut, CutProblem, problem, sided, straight

# The ends that the chosen minimum cut may be nearest to.
Nearest = Literal["start", "end"]
# How the minimum cut of a network may be found.
Engine = Literal["auto", "forest", "ortools", "scipy", "networkx"]


@as_before(INPUTS)
def min_cut(
    of: Network | Circuit,
    partition: Partition,
    mode: Mode | None = None,
    *,
    nearest: Nearest = "start",
    engine: Engine = "auto",
) -> Cut:
    """Return the cut of least value that separates the near inputs (or open legs) from the far ones.

    Every hyperedge (a bond, or a class of adjacent copy tensors) whose ends stand on both sides costs its dimension
    once; the value is the exact product of these costs. It bounds the rank of the matricization with the near side as
    rows and the far side as columns, and for an RAC the Start-End separation rank.

    Parameters
    ----------
    of : Network or Circuit
        What is cut. The cut of a circuit is that of its unfolding, found without unrolling. A circuit with sums is
        first written without them (`tnrnn.homogeneous`).
    partition : Partition
        The sides. For a circuit it has all inputs. For a network it has all input slots, and any of the dangling legs,
        by name; the other legs are free.
    mode : "one-hot" or "continuous", optional
        For a circuit: what its inputs are, as in `unroll` (default: one-hot).
    nearest : "start" or "end"
        Which of all least cuts is returned: the one nearest to the near side (the default) or to the far side. Either
        is unique.
    engine : "auto", "forest", "ortools", "scipy" or "networkx"
        How the cut of a network is found; the cut is the same. By default a network without cycles needs no flow, and
        for a small network the flow is found without any package; otherwise OR-tools is used if it is installed, and
        else scipy. Where their integers are too small, networkx takes over.

    Returns
    -------
    Cut
        The cut. Its `minimal` is true. It may be false only for a circuit in the mode "one-hot" that has no regular
        form, more than about 20 inputs that are used several times, and an unfolding of more than 200,000 tensors.

    Raises
    ------
    TnrnnError
        If the partition does not fit, or if the engine is unknown, not installed, or not suited to the network.

    References
    ----------
    Levine, Yakira, Cohen, Shashua, ICLR 2018, arXiv 1704.01552 (min-cuts bound ranks; copy tensors count once).

    Examples
    --------
    >>> from tnrnn import rac, unroll
    >>> circuit = rac(length=6, layers=2, inputs=2, hidden=3)
    >>> min_cut(unroll(circuit), Partition.start_end(6)).formula
    'M^3'
    >>> min_cut(circuit, Partition.start_end(6), mode="continuous").formula
    'M R^3'
    """
    if not isinstance(partition, Partition):
        raise mistake("min_cut, partition", "a Partition", partition)
    choice("min_cut, nearest", nearest, get_args(Nearest))
    choice("min_cut, engine", engine, get_args(Engine))
    if nearest == "end":
        return min_cut(of, partition.swapped(), mode, engine=engine).swapped()
    if isinstance(of, Circuit):
        if engine != "auto":
            raise mistake("min_cut, engine", "none for a circuit (engines are for networks)", engine)
        kind = choice("min_cut, mode", "one-hot" if mode is None else mode, MODES)
        return circuit_min_cut(Case(of, partition, kind).matrix)
    if not isinstance(of, Network):
        raise mistake("min_cut", "a Network or a Circuit", of)
    if mode is not None:
        raise mistake("min_cut, mode", "none for a network (its inputs are joined or repeated already)", mode)
    given = problem(of, partition)
    return cut_at(of, given, nearest_side(given, engine), minimal=True)


def cut_at(network: Network, given: CutProblem, near: bytearray, minimal: bool) -> Cut:
    """Return the cut of a network, where `near` has a 1 for each node of its problem that stands near."""
    legs = dict(zip(given.legs, map(bool, near[len(network.columns.names) :]), strict=True))
    return sided(network, near, legs, minimal)


def nearest_side(given: CutProblem, engine: Engine = "auto") -> bytearray:
    """Return a 1 for each node that stands near, else 0, in the minimum cut that is nearest to the near terminals."""
    if engine in ("auto", "forest"):
        near = forest_near(given)
        if near is not None:
            return near
        if engine == "forest":
            raise TnrnnError("min_cut, engine 'forest': expected a network without cycles; use engine='auto'")
    if engine == "auto" and len(given.dims) <= MOST_EDGES:
        return near_by_paths(given)
    if engine == "ortools" and not installed(engine):
        raise missing("min_cut, engine 'ortools'", "ortools", "fast")
    return flow_near(given, fastest() if engine == "auto" else engine)


@as_before(INPUTS)
def slice_cut(of: Network | Circuit, at: int, mode: Mode | None = None) -> Cut:
    """Return the straight cut between the time steps `at` and `at + 1`: everything at positions <= `at` stands near.

    For an RAC it severs C(T-k+L-1, L-1) hidden bonds (k = `at`), and nothing else. It is seldom the least cut.

    Parameters
    ----------
    of : Network or Circuit
        What is cut. Everything in it needs a time, an integer, as its position.
    at : int
        The last time step of the near side.
    mode : "one-hot" or "continuous", optional
        For a circuit, as in `min_cut`.

    Returns
    -------
    Cut
        The cut. Its `minimal` is false, even where it happens to be the least cut.

    Raises
    ------
    TnrnnError
        If something has no time as its position, or if nothing stands on one side.

    Examples
    --------
    >>> from tnrnn import rac, unroll
    >>> slice_cut(unroll(rac(length=6, layers=2, inputs=10, hidden=2), mode="continuous"), at=3).formula
    'R^4'
    """
    if isinstance(of, Circuit):
        kind = choice("slice_cut, mode", "one-hot" if mode is None else mode, MODES)
        return straight_cut(numbered(of, kind), at)
    if not isinstance(of, Network):
        raise mistake("slice_cut", "a Network or a Circuit", of)
    if mode is not None:
        raise mistake("slice_cut, mode", "none for a network (its inputs are joined or repeated already)", mode)
    return Cut.of(of, straight({tensor.name: tensor.position for tensor in of.tensors}, at))
