"""Separation ranks as exact numbers: ranks modulo a prime of sampled matrices of values, with their certificates."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from .arithmetic import Array, check_modulus, fixed_array, residues
from .certificate import MAX_PRIME, RankCertificate, minor_digest
from .circuit import Circuit
from .closed_forms import Case
from .contraction import contract
from .errors import TnrnnError, choice, mistake, whole
from .evaluation import MAX_SEED, MAX_WEIGHTS, random_weights, uniform
from .fields import Position, names
from .grids import Sampling, Side, grid_values, side_of
from .network import Network
from .partition import Partition
from .pivots import nonzero_minor, pivot_columns
from .symmetric import rac_case
from .transfer import transfer_words, tree_words
from .unrolling import MODES
from .upper import least_upper

__all__ = ["RankCertificate", "Spectrum", "generic_rank", "numeric_spectrum", "separation_rank"]

MERSENNE = 2**31 - 1
MAX_SIDE = 10_000
FIRST_SIDE = 64
MARGIN = {"one-hot": 40, "continuous": 12}
MAX_TENSOR = 2**25  # elements of an array of `generic_rank`, Python's integers
MAX_GROWN = 4096  # a side of one-hot samples that are doubled


@dataclass(frozen=True)
class Spectrum:
    """Singular values in floating point, greatest first; their entropy; and the rank that numpy would give.

    `entropy` is - sum p log p, p = s^2 / sum of s^2, in nats. `numeric_rank` counts the values above the greatest x
    max(rows, columns) x 2^-52. It is no proof of anything: see `separation_rank`.
    """

    values: tuple[float, ...]
    entropy: float
    numeric_rank: int
    rows: int
    cols: int


def separation_rank(  # noqa: PLR0913, PLR0917
    circuit: Circuit,
    partition: Partition,
    mode: str = "one-hot",
    seed: int = 0,
    modulus: int = MERSENNE,
    upper: int | None = None,
    limit: int = MAX_SIDE,
    upper_name: str = "given",
) -> RankCertificate:
    """Return the separation rank of output 0 of a circuit, as a certificate, from below and from above.

    `lower` is the rank modulo a prime of the matrix of values at sampled near words (rows) and far words (columns), for
    random weights: a true lower bound of the generic rank over the reals, equal to it but for bad luck of probability
    about degree x rank / modulus. In one-hot mode the words range over unit vectors, and the rank is that of the grid;
    where random words miss rank, an RAC with a Start-End split is finished by `tnrnn.transfer`, and the sample of any
    other circuit grows up to the whole grid, or 4,096 a side.

    Parameters
    ----------
    circuit : Circuit
    partition : Partition
        Of the positions of all inputs.
    mode : "one-hot" or "continuous"
    seed : int
    modulus : prime below 2^63
        Fastest up to 2^31.5.
    upper : int, optional
        A proved bound; the sample grows only as far as it asks. By default the least that is known (`tnrnn.upper`).
        One-hot words are bounded by their numbers, too.
    limit : int
        The most rows and columns of a matrix; at 10,000 it takes about 8 GB.
    upper_name : str
        What the certificate calls `upper`.

    Raises
    ------
    TnrnnError
        On a partition that does not fit, a modulus that is not prime, a rank above `upper`, and, before it is
        allocated, a matrix beyond `limit`.

    Source: see `tnrnn.transfer`; random evaluation modulo a prime is the lemma of Schwartz and Zippel.

    >>> from tnrnn import rac
    >>> certificate = separation_rank(rac(8, 2, 3, 3), Partition.start_end(8))
    >>> certificate.lower, certificate.exact, certificate.upper_name
    (45, True, 'symmetric_cut')
    """
    problem = _problem(circuit, partition, mode, seed, _prime(modulus))
    if upper is None:
        known = least_upper(circuit, partition, mode)
        upper, upper_name = known.value, known.name
    bound = None if upper is None else whole("upper", upper, least=0)
    most = whole("limit", limit)
    if not isinstance(upper_name, str):
        raise mistake("upper_name", "a string", upper_name)
    if not problem.case and rac_case(circuit, partition.swapped()):
        mirrored = replace(problem, partition=partition.swapped())
        found = _Search(mirrored, bound, most).run().transposed()
    else:
        found = _Search(problem, bound, most).run()
    if bound is not None and found.rank > bound:
        raise mistake("upper", f"a bound on the rank, which is at least {found.rank:,}", bound)
    return _certificate(problem, found, bound, upper_name)


def generic_rank(
    network: Network, near: Iterable[str], far: Iterable[str], seed: int = 0, modulus: int = MERSENNE
) -> int:
    """Return the rank of a network's tensor as a matrix, for random tensors: its quantum max-flow.

    Parameters
    ----------
    network : Network
        Tensors with the same parameter are the same tensor; fixed parameters keep their values.
    near, far : iterables of str
        Open bonds: rows and columns. Together they hold all of dimension 2 and more.
    seed : int
    modulus : prime below 2^63

    Raises
    ------
    TnrnnError
        On other names, and networks that `contract` refuses.

    Source: Cui, Freedman, Sattath, Stong, Minton, "Quantum max-flow/min-cut", arXiv 1508.04644.

    >>> from tnrnn import Bond, Tensor
    >>> tensors = (Tensor("A", "weight", ("i", "j"), parameter="A"), Tensor("B", "weight", ("j", "k"), parameter="B"))
    >>> generic_rank(Network(tensors, (Bond("i", 4), Bond("j", 2), Bond("k", 3)), ("i", "k")), ["i"], ["k"])
    2
    """
    if not isinstance(network, Network):
        raise mistake("generic_rank", "a Network", network)
    prime = _prime(modulus)
    rows, cols = _legs(network, near, far)
    weights = _network_weights(network, whole("seed", seed, least=0, most=MAX_SEED), prime)
    tensor = contract(replace(network, fixed=_fixed_residues(network, prime)), weights, limit=MAX_TENSOR)
    order = [network.open.index(name) for name in (*rows, *cols)]
    rest = [axis for axis in range(len(network.open)) if axis not in order]
    size = math.prod(network.bond[name].dim for name in rows)
    matrix = residues("tensor", np.asarray(tensor).transpose([*order, *rest]), prime).reshape(size, -1)
    return len(pivot_columns(matrix, prime))


def numeric_spectrum(
    circuit: Circuit, partition: Partition, mode: str = "one-hot", seed: int = 0, samples: int | None = None
) -> Spectrum:
    """Return the singular values of a matrix of values in floating point, for random weights of variance 1 / fan-in.

    Parameters
    ----------
    circuit, partition, mode, seed
        As for `separation_rank`.
    samples : int, optional
        The number of words a side, at most 10,000: 256 by default. One-hot: or all there are, if fewer.

    >>> from tnrnn import rac
    >>> spectrum = numeric_spectrum(rac(6, 1, 2, 2), Partition.start_end(6))
    >>> spectrum.numeric_rank, spectrum.rows, len(spectrum.values)
    (2, 8, 8)
    """
    problem = _problem(circuit, partition, mode, seed, None)
    count = 256 if samples is None else whole("samples", samples, most=MAX_SIDE)
    matrix = problem.matrix(*problem.words(count, MAX_SIDE))
    if not np.isfinite(matrix).all():
        raise TnrnnError("numeric_spectrum: expected values that floats can hold, given a circuit of too high a degree")
    values = np.linalg.svd(matrix, compute_uv=False)
    squares = (values / values[0]) ** 2 if values[0] > 0 else values
    shares = squares[squares > 0] / max(squares.sum(), 1.0)
    rank = int((values > values[0] * max(matrix.shape) * np.finfo(float).eps).sum())
    entropy = abs(float(-(shares * np.log(shares)).sum()))
    return Spectrum(tuple(values.tolist()), entropy, rank, *matrix.shape)


# A circuit with its words and values


@dataclass(frozen=True)
class _Problem:
    circuit: Circuit
    partition: Partition
    mode: str
    seed: int
    prime: int | None

    @cached_property
    def weights(self) -> Mapping[str, Array]:
        return random_weights(self.circuit, self.seed, self.prime)

    @cached_property
    def case(self) -> Case | None:
        return rac_case(self.circuit, self.partition)

    @cached_property
    def dims(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The dimensions of the near and the far inputs."""
        dims = {vertex.position: vertex.dim for vertex in self.circuit.inputs}
        return tuple(dims[p] for p in self.partition.near), tuple(dims[p] for p in self.partition.far)

    @property
    def caps(self) -> tuple[int | None, int | None]:
        """The number of near words and of far words that there are."""
        return (None, None) if self.mode == "continuous" else (math.prod(self.dims[0]), math.prod(self.dims[1]))

    def words(self, size: int, limit: int) -> tuple[Array, Array]:
        """Return `size` words a side, or all there are; raise if that is beyond `limit`."""
        if self.mode == "continuous":
            counts = (size, size)
        else:
            counts = (min(size, math.prod(self.dims[0])), min(size, math.prod(self.dims[1])))
        _check_side(counts, limit)
        if self.mode == "continuous":
            near, far = (np.repeat(np.arange(size)[:, None], len(dims), axis=1) for dims in self.dims)
            return near, far
        near, far = (
            _drawn(count, dims, f"tnrnn words {self.seed} {side}")
            for count, dims, side in zip(counts, self.dims, ("near", "far"), strict=True)
        )
        return near, far

    def matrix(self, near: Array, far: Array) -> Array:
        rows = self._side(self.partition.near, near)
        return grid_values(self.circuit, self.weights, rows, self._side(self.partition.far, far), self.prime)

    def _side(self, positions: tuple[Position, ...], words: Array) -> Side:
        return side_of(self.circuit, positions, words, Sampling(self.mode, self.seed, self.prime))


def _problem(circuit: Any, partition: Any, mode: str, seed: int, modulus: int | None) -> _Problem:
    if not isinstance(circuit, Circuit):
        raise mistake("circuit", "a Circuit", circuit)
    if not isinstance(partition, Partition):
        raise mistake("partition", "a Partition", partition)
    partition.sides(required=circuit.positions)
    choice("mode", mode, MODES)
    number = whole("seed", seed, least=0, most=MAX_SEED)
    return _Problem(circuit, partition, mode, number, modulus)


def _prime(modulus: int) -> int:
    return check_modulus(whole("modulus", modulus, least=2, most=MAX_PRIME)) or 0


def _check_side(counts: tuple[int, int], limit: int) -> None:
    if max(counts) > limit:
        gigabytes = counts[0] * counts[1] * 64 / 1e9
        raise TnrnnError(
            f"separation_rank: expected a matrix of at most {limit:,} a side, given one of {counts[0]:,} x "
            f"{counts[1]:,} (about {gigabytes:,.0f} GB); give a lower upper= or raise limit="
        )


def _drawn(count: int, dims: tuple[int, ...], key: str) -> Array:
    """Return `count` different one-hot words, all of them in order if there are no more."""
    total, rng = math.prod(dims), random.Random(key)
    if count == total:
        numbers = list(range(total))
    elif 2 * count > total:
        numbers = rng.sample(range(total), count)
    else:
        seen: dict[int, None] = {}
        while len(seen) < count:
            seen[rng.randrange(total)] = None
        numbers = list(seen)
    words = np.zeros((count, len(dims)), dtype=np.int64)
    for place in range(len(dims) - 1, -1, -1):
        words[:, place] = [number % dims[place] for number in numbers]
        numbers = [number // dims[place] for number in numbers]
    return words


# The search for words that have the rank


@dataclass(frozen=True)
class _Found:
    """The words of a nonzero minor, and the minor."""

    near: Array
    far: Array
    minor: Array

    @property
    def rank(self) -> int:
        return len(self.near)

    def transposed(self) -> _Found:
        return _Found(self.far, self.near, self.minor.T)


class _Search:
    def __init__(self, problem: _Problem, upper: int | None, limit: int) -> None:
        self.problem, self.upper, self.limit = problem, upper, limit
        given = [bound for bound in (upper, *problem.caps) if bound is not None]
        self.bound = min(given) if given else None
        self.margin = MARGIN[problem.mode]

    def run(self) -> _Found:
        first = self._first_size()
        if self.problem.mode == "continuous" and self.problem.case and self.bound and first >= self.bound:
            found = self._tree(self.problem.case, self.bound)
            if found.rank >= self.bound:
                return found
        return self._grown(first)

    def _first_size(self) -> int:
        """Return the size of the first sample: all that the bound asks for, if that is given and fits."""
        if self.bound is None:
            return FIRST_SIDE
        whole_size = self.bound + self.margin
        if whole_size <= self.limit and self.upper is not None:
            return whole_size
        if self.upper is not None and self.problem.case:
            _check_side((whole_size, whole_size), self.limit)
        return min(whole_size, FIRST_SIDE)

    def _tree(self, case: Case, bound: int) -> _Found:
        """Return what continuous words that share prefixes give; a few to spare cost little while there are few."""
        size = bound + (self.margin if bound < FIRST_SIDE else 0)
        near = self.problem.words(size, self.limit)[0]
        return self._sampled(near, tree_words(case, size))

    def _grown(self, size: int) -> _Found:
        while True:
            found = self._sampled(*self.problem.words(size, self.limit))
            if self._done(found.rank, size):
                return found
            if self.problem.mode == "one-hot" and self.problem.case:
                given = self.problem
                sampling = Sampling(given.mode, given.seed, given.prime)
                words = transfer_words(given.circuit, given.weights, self.problem.case, sampling, self.limit)
                return max(found, self._sampled(*words), key=lambda each: each.rank)
            size = 2 * size if self.bound is None else min(2 * size, max(self._most(), size + 1))

    def _most(self) -> int:
        """Return the size beyond which no sample need grow."""
        caps = [cap for cap in self.problem.caps if cap is not None]
        return max(caps) if caps else (self.bound or 0) + self.margin

    def _done(self, rank: int, size: int) -> bool:
        if self.bound is not None and rank >= self.bound:
            return True
        if self.problem.mode == "continuous":
            return rank < size - self.margin // 2
        return size >= self._most() or (not self.problem.case and size >= min(MAX_GROWN, self.limit // 2))

    def _sampled(self, near: Array, far: Array) -> _Found:
        matrix = self.problem.matrix(near, far)
        rows, cols = nonzero_minor(matrix, self.problem.prime or 0)
        return _Found(near[rows], far[cols], matrix[np.ix_(rows, cols)])


def _certificate(problem: _Problem, found: _Found, upper: int | None, upper_name: str) -> RankCertificate:
    bounds = [] if upper is None else [(upper, upper_name)]
    bounds += [
        (cap, name) for cap, name in zip(problem.caps, ("near words", "far words"), strict=True) if cap is not None
    ]
    least, name = min(bounds, key=lambda bound: bound[0]) if bounds else (None, None)
    return RankCertificate(
        circuit=problem.circuit,
        partition=problem.partition,
        mode=problem.mode,
        seed=problem.seed,
        prime=problem.prime or 0,
        lower=found.rank,
        upper=least,
        upper_name=name,
        rank_rows=tuple(map(tuple, found.near.tolist())),
        rank_cols=tuple(map(tuple, found.far.tolist())),
        minor_sha256=minor_digest(found.minor),
    )


# Networks


def _legs(network: Network, near: Iterable[str], far: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    rows, cols = names("near", near), names("far", far)
    for side, legs in (("near", rows), ("far", cols)):
        for name in legs:
            if name not in network.open:
                raise mistake(side, "names of open bonds", name, network.open)
    if len({*rows, *cols}) < len(rows) + len(cols):
        raise mistake("near and far", "every open bond once", (rows, cols))
    missing = [name for name in network.open if network.bond[name].dim > 1 and name not in (*rows, *cols)]
    if missing:
        raise mistake("near and far", "all open bonds of dimension 2 and more", f"none of {missing}")
    return rows, cols


def _fixed_residues(network: Network, prime: int) -> tuple[tuple[str, Any], ...]:
    """Return the fixed parameters of a network as integers modulo a prime."""

    def nested(value: Any) -> Any:
        return tuple(map(nested, value)) if isinstance(value, list) else value

    arrays = ((name, fixed_array(name, value, network.parameters[name])) for name, value in network.fixed)
    return tuple((name, nested(residues(f"fixed {name}", array, prime).tolist())) for name, array in arrays)


def _network_weights(network: Network, seed: int, prime: int) -> dict[str, Array]:
    """Return random residues, as Python's integers, for the parameters of a network that are not fixed."""
    size = sum(map(math.prod, network.parameters.values()))
    if size > MAX_WEIGHTS:
        raise TnrnnError(f"generic_rank: expected at most {MAX_WEIGHTS:,} weights, given {size:,}")
    fixed = {name for name, _ in network.fixed}
    return {
        name: uniform(f"tnrnn weights {seed} {name}".encode(), math.prod(shape), prime).reshape(shape).astype(object)
        for name, shape in network.parameters.items()
        if name not in fixed
    }
