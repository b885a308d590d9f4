"""Information processing capacity: which functions of the inputs read so far a state holds linearly, by degree."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...basics import aligned, approximate, as_before, mistake, whole
from ..units import MOST_NUMBERS, Array, Asked, Estimate, Probe, asked, check_room, least_sequences
from .decoding import last_state, noisy_states
from .nested import Part, Targets
from .products import Products
from .readout import basis_of, fold_of, jackknife

MOST_DEGREE = 100
"""The largest degree of a product."""

PER_PRODUCT = 4
"""The least number of sequences for each product, unless the probe says how many there are."""


@dataclass(frozen=True)
class ProcessingCapacity:
    """The information processing capacity of a state, up to a degree and a delay.

    Attributes
    ----------
    total : Estimate
        The capacity with its interval of 95 %, at most `independent` and hence at most `units`. The upper ends of all
        intervals also count the directions of the state that are below the unit's own precision.
    by_degree : tuple of Estimate
        The capacity of the products of degree e, at index e - 1. Degree 1 is the memory capacity.
    by_delay : tuple of Estimate
        The capacity of the products whose earliest input has the delay k, at index k.
    parts : tuple of tuples of float
        The parts of the total, by degree and delay. They add up to the total; by chance some may be negative.
    units, width : int
        N, the numbers in the state, and M, the numbers read at each step.
    independent : int
        The number of linearly independent states in the sample, apart from constants: what the total tends to as degree
        and delays grow.
    delays : tuple of int
        The greatest delay for each degree.
    products, sequences : int
        The number of products that are read out, and of sequences in the sample.
    noise : float
        The noise of `at_noise`, in standard deviations of each unit.
    at_noise, noisy_by_degree : Estimate and tuple of Estimate
        The capacity of states that are read with this noise, and the same by degree.

    Examples
    --------
    >>> from tnrnn.memory import Probe, processing_capacity
    >>> found = processing_capacity(lambda x: x, Probe(length=3, width=1), degree=1)
    >>> isinstance(found, ProcessingCapacity), round(found.total.value, 3), found.delays
    (True, 1.0, (2,))
    """

    total: Estimate
    by_degree: tuple[Estimate, ...]
    by_delay: tuple[Estimate, ...]
    parts: tuple[tuple[float, ...], ...]
    units: int
    width: int
    independent: int
    delays: tuple[int, ...]
    products: int
    sequences: int
    noise: float
    at_noise: Estimate
    noisy_by_degree: tuple[Estimate, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the capacity as JSON; every estimate is [value, low, high]."""
        several = ("by_degree", "by_delay", "noisy_by_degree")
        own: dict[str, Any] = {"total": self.total.to_json(), "at_noise": self.at_noise.to_json()}
        own |= {name: [one.to_json() for one in getattr(self, name)] for name in several}
        own["parts"] = [[round(part, 6) + 0.0 for part in row] for row in self.parts]
        names = ("units", "width", "independent", "products", "sequences", "noise")
        return own | {"delays": list(self.delays)} | {name: getattr(self, name) for name in names}

    def __str__(self) -> str:
        """Return a table of the capacity by degree."""
        rows = [("degree", "delays", "capacity (95 %)", f"noise {100 * self.noise:g} %")]
        names = [*((str(degree), f"0 .. {delay}") for degree, delay in enumerate(self.delays, start=1)), ("total", "")]
        pairs = zip((*self.by_degree, self.total), (*self.noisy_by_degree, self.at_noise), strict=True)
        for name, (found, noisy) in zip(names, pairs, strict=True):
            rows.append((*name, f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})", f"{noisy.value:.2f}"))
        rows.append(("at most", "", f"{self.independent}", ""))
        return "\n".join(aligned(rows, left=True))


@as_before()
def processing_capacity(
    unit: Any, probe: Probe, *, degree: int = 2, delays: int | Iterable[int] | None = None, layer: int | None = None
) -> ProcessingCapacity:
    """Return the information processing capacity of a unit: which products of inputs its last state holds linearly.

    The inputs u are independent and uniform on [-1, 1] in each of M channels. The unit reads them times
    scale (3 / M)^(1/2), so that the mean square norm of a step is scale^2, with the probe's scale. The targets are all
    products y of normalised Legendre polynomials of different inputs u_m[T-k], with delays k = 0 .. K, whose degrees
    add up to 1, 2, .. d. The capacity of a target is C(y) = 1 - min_W E|y - c - W h[T]|^2 / var y for the best linear
    readout, and the result is the sum of C(y) over all targets, by degree and by delay.

    Nothing is selected, and no threshold is needed, because the sum does not depend on single targets. Proof: let H be
    the span of the centred states, and P_H the projection on it. The targets are orthonormal, have mean 0, and span the
    space V of the polynomials of degree at most d in the inputs with delays up to K, apart from constants. So C(y) is
    the squared norm of P_H y, and the sum over an orthonormal basis of V is trace(P_H P_V), which is the same for
    every basis and at most dim H <= N. As d and K (and T) grow, so does V, and the union of these spaces is dense in
    the functions of finite variance of the inputs. So the sum tends to dim H, the number of linearly independent
    states, if the states are such functions (fading memory). For degree 1 it is the memory capacity.

    The estimate is the trace in the sample, minus what spans of these dimensions share by chance, as for
    `memory_capacity` (`tnrnn.memory.indicators.readout.shared_trace`), but above degree 1 for an effective number of
    products: a state that depends on products beyond the degree varies most where the targets are large, and shares
    more by chance (`tnrnn.memory.indicators.nested.Targets`). The parts are the differences for the spaces
    V_1 < V_2 < .. that grow product by product. In every sample the total is at most the rank of the states, and hence
    at most N. The intervals are those of a delete-group jackknife, cut at 0 and N; their upper ends also count the
    directions of the states that are below the precision, as for `memory_capacity`.

    Parameters
    ----------
    unit : torch module or function
        A unit that `tnrnn.memory.units.states.asked` accepts.
    probe : Probe
        The sequences, and how the states are read. By default there are at least max(4, d) times as many sequences as
        products. With fewer, the parts of high degrees, whose products have heavy tails, are biased.
    degree : int
        The greatest degree d, from 1 to 100; by default 2.
    delays : int or d integers, optional
        The greatest delay K, by default the probe's lags; or one for each degree, none greater than the one before it.
    layer : int, optional
        The layer, counted from 1. By default the states of all layers are taken side by side.

    Raises
    ------
    TnrnnError
        If the degree or a delay is out of range; if there are too many products (sequences times products are at most
        2^27), which is checked before they are made, or too few sequences; if the layer is unknown; or if
        `tnrnn.memory.units.states.asked` refuses the unit or the probe.

    References
    ----------
    Dambre, Verstraeten, Schrauwen, Massar, "Information processing capacity of dynamical systems", Sci. Rep. 2 (2012)
    514. They sum estimates above a threshold; the trace without its bias, and its interval, are ours.

    Examples
    --------
    >>> def square_and_product(u):  # of the latest input, and of the two latest
    ...     before = np.pad(u, ((0, 0), (1, 0), (0, 0)))[:, :-1]
    ...     return np.concatenate([u * u, u * before], axis=2)
    >>> found = processing_capacity(square_and_product, Probe(length=4, width=1), degree=3)
    >>> print(found)
    degree   delays  capacity (95 %)      noise 1 %
    1        0 .. 3  0.00 (0.00 to 0.02)  0.00
    2        0 .. 3  2.00 (1.98 to 2.00)  2.00
    3        0 .. 3  0.00 (0.00 to 0.00)  0.00
    total            2.00 (2.00 to 2.00)  2.00
    at most          2
    >>> [round(one.value, 1) for one in found.by_delay]
    [1.0, 1.0, 0.0, 0.0]
    """
    seen = asked(unit, probe)
    products = Products(
        seen.width, _delays(seen, whole("processing_capacity, degree", degree, most=MOST_DEGREE), delays)
    )
    seen = _with_room(seen, products)
    signals = seen.signals()
    return _processing(seen, last_state(seen, signals, layer), signals, products)


def _delays(seen: Asked, degree: int, given: int | Iterable[int] | None) -> tuple[int, ...]:
    """Return the greatest delay for each degree."""
    owner, most = "processing_capacity, delays", seen.probe.length - 1
    if given is None:
        return (seen.probe.count - 1,) * degree
    if isinstance(given, str) or not isinstance(given, Iterable):
        return (whole(owner, given, least=0, most=most),) * degree
    found = tuple(whole(owner, delay, least=0, most=most) for delay in given)
    if len(found) != degree or any(later > before for before, later in itertools.pairwise(found)):
        raise mistake(owner, f"one for each of {degree} degrees, none greater than the one before it", found)
    return found


def _with_room(seen: Asked, products: Products) -> Asked:
    """Return what is asked with as many sequences as the products need, if there is room for both."""
    units, count = sum(seen.units), products.count()
    least = least_sequences(seen.probe, units, count)
    given = seen.sequences
    if seen.probe.sequences is None:
        given = max(given, max(PER_PRODUCT, products.degree) * count)  # high degrees have heavy tails
    if count * max(given, count) > MOST_NUMBERS:
        most = f"at most {approximate(MOST_NUMBERS)} numbers; take a smaller degree or fewer delays"
        text = f"{approximate(given)} sequences x {approximate(count)} products"
        raise mistake("processing_capacity, products", most, text)
    if given < least:
        words = f"at least {least:,} for {units:,} units and {count:,} products"
        raise mistake("processing_capacity, sequences", words, given)
    check_room("processing_capacity, sample", given * seen.probe.length * seen.width)
    return replace(seen, sequences=given)


def _processing(seen: Asked, states: Array, signals: Array, products: Products) -> ProcessingCapacity:
    """Return the capacity for states (B, units) after signals (B, T, M)."""
    count, noise = products.delays[0] + 1, seen.probe.noise
    recent = signals[:, ::-1][:, :count].reshape(len(signals), -1)
    values = products.values(recent / (seen.probe.scale * math.sqrt(3.0 / seen.width)))
    read = [states, noisy_states(seen, states)] if noise else [states]
    spans = [basis_of(one, seen.spacing) for one in read]
    grids = _grids(seen, read, values, products)
    bounds = [(float(one.shape[1]), span.unseen) for one, span in zip(read, spans, strict=True)]
    clean, noisy = (_estimates(*pair) for pair in zip((grids[0], grids[-1]), (bounds[0], bounds[-1]), strict=True))
    return ProcessingCapacity(
        *clean,
        parts=tuple(map(tuple, grids[0][0].tolist())),
        units=states.shape[1],
        width=seen.width,
        independent=spans[0].basis.shape[1],
        delays=products.delays,
        products=values.shape[1],
        sequences=len(states),
        noise=noise,
        at_noise=noisy[0],
        noisy_by_degree=noisy[1],
    )


def _grids(seen: Asked, read: Sequence[Array], values: Array, products: Products) -> list[Array]:
    """Return the parts by degree and delay for each way to read: an array (1 + folds, degrees, delays).

    The first is that of the sample, and the others are those without one fold.
    """
    fold, cells = fold_of(len(values), seen.probe.folds), np.array(list(products.cells()))
    ends = np.cumsum(cells[:, 2])
    targets = Targets(values, ends, ends[np.flatnonzero(np.diff(cells[:, 0], append=0))])
    kept = (fold != held for held in range(-1, seen.probe.folds))
    parts = (Part(rows, [basis_of(one[rows], seen.spacing).basis for one in read]) for rows in kept)
    grids = np.zeros((len(read), 1 + seen.probe.folds, products.degree, products.delays[0] + 1))
    for number, found in enumerate(targets.traces(next(parts), parts)):
        grids[:, number, cells[:, 0] - 1, cells[:, 1]] = np.diff(found, prepend=0.0, axis=1)
    return list(grids)


def _estimates(grids: Array, bounds: tuple[float, int]) -> tuple[Estimate, tuple[Estimate, ...], tuple[Estimate, ...]]:
    """Return the total, and the capacities by degree and by delay, cut at 0 and at the number of units."""
    most, unseen = bounds

    def estimate(parts: Array) -> Estimate:
        return jackknife(float(parts[0]), parts[1:].tolist()).cut(most, hidden=unseen)

    by_degree, by_delay = grids.sum(axis=2), grids.sum(axis=1)
    total = estimate(grids.sum(axis=(1, 2)))
    return total, tuple(map(estimate, by_degree.T)), tuple(map(estimate, by_delay.T))
