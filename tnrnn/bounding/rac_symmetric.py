"""The least symmetric cut of an RAC, from its sizes alone, without a circuit.

n identical copies of a vector v in F^d that cross a cut carry only the symmetric power: the output is a homogeneous
polynomial of degree n in v, which has ((d, n)) = C(d + n - 1, n) monomials, not d^n.

The states h[t,l] at times t > tau_l stand on the End's side, 0 <= tau_L <= .. <= tau_1 <= T; all other states stand on
the other side, and so do the inputs of the Start. The vectors that cross are

* h[t,l] for tau_(l+1) < t <= tau_l, which the next layer uses, and h[tau_l,l], which the next step uses; each counts as
  often as it has copies whose user is across. h[0,l] is a constant and costs nothing; h[1,l] is linear in x[1], so that
  its dimension counts as min(M, R).
* W_I[1] x[t], of dimension min(M, R), for the inputs between the split k and tau_1 (End inputs below tau_1, or Start
  inputs above it), with all their copies. In one-hot mode each costs at most M.

In one-hot mode the states up to tau_1 <= k together cost at most M^tau_1, since they are functions of tau_1 inputs.

*Proof.* The notation is that of `rac_bounds`. Take the crossing states v as variables: on every path from the output
they come before anything of the other side, so y = sum_a v^a c_a(End inputs), homogeneous of degree n_v in each v, as
degrees add over products and a linear map keeps them. Take the End inputs w below tau_1 as variables of the other side:
v^a = sum_b w^b f_ab(Start inputs), of degree n_w in each w, the same for every a. So y = sum_ab f_ab(Start) [w^b
c_a(End)] has at most prod ((d_v, n_v)) prod ((d_w, n_w)) terms. On a grid, functions of q inputs span at most M^q
dimensions. QED

Dynamic programming over the layers finds the least staircase in O(L T) steps, since the cost of layer l depends only on
tau_l and tau_(l+1). It compares logarithms, which are floats; the factors of the cut that it finds are exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from math import comb
from typing import TYPE_CHECKING, Any

from ..basics import MAX_BITS, TnrnnError, choice, mistake
from ..networks import MODES, Mode
from .factors import Factor, Group
from .rac_bounds import RacSizes

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Floats = NDArray[numpy.float64]


@dataclass(frozen=True)
class RacSymmetricCut:
    """A symmetric cut of an RAC: the times tau_1, .., tau_L, and the groups of factors whose product bounds the rank.

    Parameters
    ----------
    sizes : RacSizes
        The sizes of the RAC and its split.
    tau : tuple of int
        For each layer, the last step whose state stands on the Start's side.
    groups : tuple of Group
        What crosses. The first group holds the factors of states, if any cross; each other group holds one input.

    Examples
    --------
    >>> cut = rac_symmetric_cut(RacSizes(8, 2, 3, 3), "one-hot")
    >>> cut.value, cut.tau, [factor.value for factor in cut.groups[0].factors]
    (45, (4, 4), [15, 3])
    """

    sizes: RacSizes
    tau: tuple[int, ...]
    groups: tuple[Group, ...]

    @cached_property
    def value(self) -> int:
        """The exact bound; raises `TnrnnError` if it would not fit in memory."""
        if self.log2 > MAX_BITS:
            raise TnrnnError(f"value: 2^{self.log2:.6g} does not fit in memory; log2 has it")
        return math.prod(group.value for group in self.groups)

    @cached_property
    def log2(self) -> float:
        """The base-2 logarithm of the bound, at any size."""
        return math.fsum(group.log2 for group in self.groups)


LONG_SUM = 1_000
"""The largest number of logarithms that are added one by one; a longer sum is computed by Stirling's series."""


def rac_symmetric_cut(sizes: RacSizes, mode: Mode = "one-hot") -> RacSymmetricCut:
    """Return the least symmetric cut of an RAC.

    Parameters
    ----------
    sizes : RacSizes
        The sizes of the RAC and its split.
    mode : "one-hot" or "continuous"
        What the inputs are: letters, which are unit vectors, or any vectors.

    Raises
    ------
    TnrnnError
        If the mode is neither of the two words.

    Examples
    --------
    >>> rac_symmetric_cut(RacSizes(20, 2, 4, 4), "continuous").value
    1144
    """
    choice("mode", mode, MODES)
    return _cut_at(sizes, _least_staircase(sizes, mode == "one-hot"), mode)


def _copies(sizes: RacSizes, time: int, layer: int) -> int:
    """Return the number of copies of h[time, layer]; it is 0 beyond the last step or layer."""
    if time > sizes.length or layer > sizes.layers:
        return 0
    return comb(sizes.length - time + sizes.layers - layer, sizes.layers - layer)


def _cut_at(sizes: RacSizes, tau: tuple[int, ...], mode: Mode) -> RacSymmetricCut:
    """Return the cut of a staircase, with exact factors; if all tau are T, only inputs stand on the End's side."""
    if len(tau) != sizes.layers or sorted((0, *tau, sizes.length)) != [0, *reversed(tau), sizes.length]:
        raise mistake("symmetric cut, tau", "T >= tau_1 >= .. >= tau_L >= 0", tau)
    one_hot = mode == "one-hot"
    groups = []
    states = () if tau[-1] == sizes.length else tuple(_states(sizes, tau))
    if states:
        words = sizes.inputs ** tau[0] if one_hot and tau[0] <= sizes.split else None
        capped = words is not None and words < math.prod(factor.value for factor in states)
        groups.append(Group(states, tuple(range(1, tau[0] + 1)), words) if capped else Group(states))
    low, high = sorted((tau[0], sizes.split))
    for time in range(low + 1, high + 1):
        factor = Factor(f"x[{time}]", sizes.width, _copies(sizes, time, 1))
        groups.append(Group((factor,), (time,), sizes.inputs) if one_hot else Group((factor,)))
    return RacSymmetricCut(sizes, tau, tuple(groups))


def _states(sizes: RacSizes, tau: tuple[int, ...]) -> Any:
    """Yield the factors of the states that cross, layer by layer."""
    for layer, last in enumerate(tau, start=1):
        above = tau[layer] if layer < sizes.layers else last
        for time in range(min(above + 1, last), last + 1):
            across = _copies(sizes, time, layer + 1) if time > above else 0
            if time == last:
                across += _copies(sizes, time + 1, layer)
            if time and across:
                yield Factor(f"h[{time},{layer}]", _dim(sizes, time), across)


def _dim(sizes: RacSizes, time: int) -> int:
    return sizes.width if time == 1 else sizes.hidden


def _least_staircase(sizes: RacSizes, one_hot: bool) -> tuple[int, ...]:
    import numpy as np

    steps, depth = sizes.length, sizes.layers
    best = np.concatenate([[0.0], _logs(sizes, [1] * (steps - 1)), [np.inf]])  # tau_L = 0 .. T
    choices = []
    for layer in range(depth - 1, 0, -1):
        times = range(1, steps + 1)
        only_up = _logs(sizes, [_copies(sizes, t, layer + 1) for t in times])
        both = _logs(sizes, [_copies(sizes, t, layer + 1) + _copies(sizes, t + 1, layer) for t in times])
        only_on = _logs(sizes, [_copies(sizes, t + 1, layer) for t in times])
        below = np.concatenate([[0.0], np.cumsum(only_up)])
        start = best - below
        least = np.minimum.accumulate(start)
        where = np.maximum.accumulate(np.where(start <= least, np.arange(steps + 1), 0))
        jump = both + below[:-1] + least[:-1]
        stay = best[1:] + only_on
        choices.append(np.concatenate([[0], np.where(stay <= jump, np.arange(1, steps + 1), where[:-1])]))
        best = np.concatenate([best[:1], np.minimum(stay, jump)])
    inputs = _logs(RacSizes(steps, 1, sizes.width, sizes.width, 1), [_copies(sizes, t, 1) for t in range(1, steps + 1)])
    if one_hot:
        inputs = np.minimum(inputs, math.log(sizes.inputs))
        free = np.arange(sizes.split + 1) * math.log(sizes.inputs)
        best = best.copy()
        best[: sizes.split + 1] = np.minimum(best[: sizes.split + 1], free)
    paid = np.concatenate([[0.0], np.cumsum(inputs)])
    total = best + np.abs(paid - paid[sizes.split])
    first = int(np.argmin(total))
    if paid[-1] - paid[sizes.split] <= total[first]:
        return (steps,) * depth
    tau = [first]
    for chosen in reversed(choices):
        tau.append(int(chosen[tau[-1]]))
    return tuple(tau)


def _logs(sizes: RacSizes, degrees: list[int]) -> Floats:
    """Return ln ((d, n)) for the degrees n at the times 1, 2, .., where d is the dimension of a state at that time."""
    import numpy as np

    numbers = np.array(degrees, dtype=float)
    if sizes.hidden > LONG_SUM:
        total = np.array([_log_multichoose(sizes.hidden - 1, float(degree)) for degree in numbers])
    else:
        total = np.zeros(len(degrees))
        for i in range(1, sizes.hidden):
            total += np.log1p(numbers / i)
    if len(degrees):
        total[0] = _log_multichoose(sizes.width - 1, float(degrees[0]))
    return total


def _log_multichoose(one: int, two: float) -> float:
    """Return ln C(a + b, a), by a sum over the smaller of a and b or, if that is long, by Stirling's series.

    The error of the series is below 10^-10.
    """
    a, b = sorted((float(one), two))
    if a <= LONG_SUM:
        return math.fsum(math.log1p(b / i) for i in range(1, int(a) + 1))
    series = (1 / (a + b) - 1 / a - 1 / b) / 12
    return a * math.log1p(b / a) + b * math.log1p(a / b) + math.log((a + b) / a / b / math.tau) / 2 + series
