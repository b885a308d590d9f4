"""How near the rank of a network comes to its min-cut, and a lower bound on it by powers of one integer."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from ..basics import MAX_SEED, Order, Power, TnrnnError, approximate, as_before, mistake, shown, shown_line, whole
from ..bounding import COMPUTED, Bound
from ..cuts import Cut, CutProblem, cut_at, min_cut, nearest_side, open_labels, paid, problem
from ..networks import Network, Partition
from ..ranks import generic_rank
from ..values import contraction_cost
from .rows import Table

RANK_ELEMENTS = 2**20
"""The largest number of elements of a matrix whose rank is computed without being asked for, which takes seconds."""

RANK_FLOPS = 2**24
"""The largest number of multiplications that make such a matrix."""

SOURCE = "arXiv 1508.04644"
"""The source of the bound by powers of one integer."""


@dataclass(frozen=True, init=False, repr=False)
class PowerBound(Bound):
    """A lower bound `base ** exponent` on a generic rank, and the cut that allows no larger exponent.

    Parameters
    ----------
    base : int
        The dimension of a wire.
    exponent : int
        The number of wires that lead from the near to the far legs.
    cut : Cut
        The cut that stops any further wire; its own value is in the true dimensions.

    Raises
    ------
    TnrnnError
        If `base` is not a positive integer, or if `exponent` is not a nonnegative integer.

    Examples
    --------
    >>> bound = PowerBound(2, 10, Cut((), (), ()))
    >>> bound.value, bound.formula, bound.log2
    (1024, '2^10', 10.0)
    """

    base: int = field(kw_only=True)
    exponent: int = field(kw_only=True)
    cut: Cut = field(kw_only=True)

    def __init__(self, base: int, exponent: int, cut: Cut) -> None:
        base, exponent = whole("power bound, base", base), whole("power bound, exponent", exponent, least=0)
        formula = f"{base}^{exponent}" if exponent > 1 else str(base**exponent)
        super().__init__("power_bound", "lower", (Power(base, None, exponent),), formula, SOURCE)
        for name, value in (("base", base), ("exponent", exponent), ("cut", cut)):
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        return f"PowerBound(base={self.base!r}, exponent={self.exponent!r}, cut={self.cut!r})"


def power_bound(network: Network, partition: Partition) -> PowerBound:
    """Return the largest lower bound on the generic rank that is a power of one integer.

    It is the maximum, over integers p >= 2, of the min-cut of the network with the dimensions p^floor(log_p r) in place
    of r. It equals the min-cut if all dimensions are powers of one integer.

    Parameters
    ----------
    network : Network
        A network of free tensors: no parameter is fixed, and no two tensors share one.
    partition : Partition
        The near and the far legs, as in `min_cut`; all open legs of dimension 2 and more are among them.

    Returns
    -------
    PowerBound
        Its `cut` is the least one in the dimensions p^floor(log_p r). If several integers p give the same bound, it has
        the least of them.

    Raises
    ------
    TnrnnError
        If `network` is not a Network, if its tensors are not free, or if the partition does not fit or leaves out a leg
        of dimension 2 or more.

    Notes
    -----
    *Proof.* Let all dimensions be r = p^a. (Other dimensions are restricted to their first p^a values, by zeros in the
    tensors and by a choice of rows and columns.) Then a bond is a bundle of `a` wires of dimension p, and a copy tensor
    is the product of `a` copy tensors of dimension p, one for each wire. A maximum flow with the capacities `a` is a
    set of E paths that use each wire at most once; in a copy tensor a path uses a wire between two legs. Let every
    tensor join the wires of each path through it by an identity, and put vectors of ones on its other wires and on the
    other open wires. A copy tensor with ones on all legs but two is an identity. So the network is the product of E
    identities and of positive integers, and its rank is p^E; for generic tensors the rank is no less. For a given
    vector of exponents `a` the largest p is best, so that only integer roots of dimensions need to be tried.

    References
    ----------
    Cui, Freedman, Sattath, Stong, Minton, "Quantum max-flow/min-cut", arXiv 1508.04644; Levine, Yakira, Cohen,
    Shashua, ICLR 2018, arXiv 1704.01552.

    Examples
    --------
    >>> from tnrnn import Bond, Tensor
    >>> tensors = (Tensor("A", "weight", ("i", "j"), parameter="A"), Tensor("B", "weight", ("j", "k"), parameter="B"))
    >>> network = Network(tensors, (Bond("i", 9), Bond("j", 7), Bond("k", 9)), ("i", "k"))
    >>> power_bound(network, Partition(near=["i"], far=["k"])).formula
    '7'
    """
    _check("power_bound", network, partition)
    reason = why_not_free(network) or _missing_legs(network, partition)
    if reason:
        raise TnrnnError(f"power_bound: {reason}")
    return _best(network, problem(network, partition))


def _check(caller: str, network: Any, partition: Any) -> None:
    if not isinstance(network, Network):
        raise mistake(caller, "a Network (unroll a circuit first)", network)
    if not isinstance(partition, Partition):
        raise mistake(f"{caller}, partition", "a Partition", partition)


def why_not_free(network: Network) -> str:
    """Return why the tensors of a network are not free, or "" if they are.

    >>> from tnrnn import rac, unroll
    >>> why_not_free(unroll(rac(3, 1, 2, 2)))
    "expected free tensors, given parameter 'W_H[1]' on 3 of them"
    """
    uses = Counter(tensor.parameter for tensor in network.tensors if tensor.parameter is not None)
    for name, _ in network.fixed:
        return f"expected free tensors, given the fixed parameter {shown(name)}"
    for name, count in uses.items():
        if count > 1:
            return f"expected free tensors, given parameter {shown(name)} on {count} of them"
    return ""


def _missing_legs(network: Network, partition: Partition) -> str:
    near, far = open_legs(network, partition)
    sided = {*near, *far}
    missing = [name for name in network.open if network.bond[name].dim > 1 and name not in sided]
    return f"expected a side for every open leg of dimension 2 and more, given none for {shown(missing)}" * bool(
        missing
    )


def open_legs(network: Network, partition: Partition) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the open bonds of the near and of the far labels of a partition, each side in the order of `open`.

    >>> from tnrnn import rac, unroll
    >>> open_legs(unroll(rac(3, 1, 2, 2)), Partition.start_end(3))
    (('x[1]--W_I[1,1]',), ('x[2]--W_I[2,1]', 'x[3]--W_I[3,1]'))
    """
    near, far = set(partition.near), set(partition.far)
    labels = open_labels(network).items()
    return (
        tuple(name for name, label in labels if label in near),
        tuple(name for name, label in labels if label in far),
    )


def _best(network: Network, given: CutProblem) -> PowerBound:
    tried = [(base, *_flow(given, base)) for base in sorted(_roots(set(given.dims))) or [2]]
    order = Order([base for base, _, _ in tried], max(exponent for _, exponent, _ in tried) + 1)
    best = tried[0]
    for other in tried[1:]:
        one, two = (order.keys[base] * exponent for base, exponent, _ in (best, other))
        if one != two and order.least(one, two) == one:
            best = other
    base, exponent, near = best
    return PowerBound(base, exponent, cut_at(network, given, near, minimal=False))


def _roots(dims: set[int]) -> set[int]:
    """Return the integers p >= 2 of which a power is the largest k-th power up to some dimension, for any k."""
    found = set()
    for dim in dims:
        for power in range(1, dim.bit_length()):
            root = round(dim ** (1 / power))  # for dimensions up to 10^9 the float is wrong by one at most
            found.add(root - (root**power > dim))
    return found


def _flow(given: CutProblem, base: int) -> tuple[int, bytearray]:
    """Return the least exponent of a cut whose dimensions are powers of `base`, and which tensors stand near."""
    powers = {dim: _floor_log(dim, base) for dim in set(given.dims)}
    near = nearest_side(given._replace(dims=array("q", (base ** powers[dim] for dim in given.dims))))
    return sum(powers[given.dims[number]] for number in paid(given, near)), near


def _floor_log(dim: int, base: int) -> int:
    power = 0
    while base ** (power + 1) <= dim:
        power += 1
    return power


@as_before()
def max_flow_gap(network: Network, partition: Partition, *, seed: int = 0) -> Table:
    """Return the min-cut, the bound by powers of one integer and the generic rank of a network, side by side.

    Parameters
    ----------
    network : Network
        What is cut. If its tensors are not free, the row of the bound by powers says so.
    partition : Partition
        The near and the far legs, as in `min_cut`; all open legs of dimension 2 and more are among them.
    seed : int
        The seed of the random tensors that the rank is computed from.

    Returns
    -------
    Table
        The rows "min_cut", "power_bound" and "generic_rank". The rank is "exact" if it is proved to be the min-cut.
        Otherwise it is the rank of random tensors modulo a prime, a lower bound that is the generic rank but for bad
        luck, and its note says how much larger the min-cut is. It is computed if the matrix has at most 2^20 elements,
        which at most 2^24 multiplications make.

    Raises
    ------
    TnrnnError
        If `network` is not a Network, if the partition does not fit or leaves out a leg of dimension 2 or more, or if
        the seed is not an integer from 0 to 2^64 - 1.

    Examples
    --------
    >>> from tnrnn import Bond, Tensor
    >>> tensors = (Tensor("A", "weight", ("i", "j"), parameter="A"), Tensor("B", "weight", ("j", "k"), parameter="B"))
    >>> network = Network(tensors, (Bond("i", 4), Bond("j", 2), Bond("k", 3)), ("i", "k"))
    >>> print(max_flow_gap(network, Partition(near=["i"], far=["k"])))
    2 tensors, near i, far k
    min-cut                <= 2  2  tight
    powers of one integer  >= 2  2  tight
    generic rank            = 2     proved: the bounds meet
    """
    _check("max_flow_gap", network, partition)
    whole("seed", seed, least=0, most=MAX_SEED)
    missing = _missing_legs(network, partition)
    if missing:
        raise TnrnnError(f"max_flow_gap: {missing}")
    cut = min_cut(network, partition)
    reason = why_not_free(network)
    upper = Bound("min_cut", "upper", cut.powers, source="a cut")
    lower = Bound("power_bound", "lower", reason=reason)
    if not reason:
        found = power_bound(network, partition)
        lower = Bound("power_bound", "lower", found.amount, found.formula, SOURCE)
    rank = _rank_row(network, partition, seed, upper, lower)
    rows = (*(_noted(bound, rank) for bound in (upper, lower)), rank)
    near, far = (shown_line(" ".join(names), 40) for names in open_legs(network, partition))
    return Table(f"{len(network.tensors)} tensors, near {near}, far {far}", rows)


def why_not_cheap(network: Network) -> str:
    """Return why the generic rank of a network would take long, or "" if it would not.

    >>> from tnrnn import Bond, Tensor
    >>> why_not_cheap(Network((Tensor("A", "weight", ("i",), parameter="A"),), (Bond("i", 2**21),), ("i",)))
    'the matrix has 2,097,152 elements'
    """
    size = math.prod(network.bond[name].dim for name in network.open)
    if size > RANK_ELEMENTS:
        return f"the matrix has {approximate(size)} elements"
    cost = contraction_cost(network, limit=RANK_FLOPS)
    return f"it takes {cost}" if max(cost) > RANK_FLOPS else ""


def _noted(bound: Bound, rank: Bound) -> Bound:
    tight = rank.kind == "exact" and rank.applies and rank.value == bound.value
    return replace(bound, note="tight") if tight else bound


def _rank_row(network: Network, partition: Partition, seed: int, cut: Bound, lower: Bound) -> Bound:
    met = Bound("generic_rank", "exact", cut.value, source=SOURCE, log2=cut.log2)
    if cut.value is not None and lower.value == cut.value:
        return replace(met, note="proved: the bounds meet")
    near, far = open_legs(network, partition)
    reason = why_not_cheap(network)
    if reason:
        return Bound("generic_rank", "exact", reason=f"{reason}; see `generic_rank`")
    rank = generic_rank(network, near, far, seed=seed)
    if rank == cut.value:
        return replace(met, note="proved: it meets the min-cut")
    if rank == 0:
        return Bound("generic_rank", "exact", reason="the tensor is zero")
    more = f"at random tensors modulo a prime; the min-cut is {approximate((cut.value or 0) - rank)} more"
    return Bound("generic_rank", "lower", rank, "", SOURCE, COMPUTED, note=more)
