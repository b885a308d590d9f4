"""`separation_rank`: the exact separation rank of a circuit, with the certificate that proves it."""

from __future__ import annotations

from ..basics import LimitError, as_before, mistake, whole
from ..bounding import (
    CLOSED_FORM,
    COMPUTED,
    PROVED,
    Bound,
    SymmetricCut,
    bound_above,
    bounds_above,
    given_above,
    is_known,
    is_large,
    least_of,
    oriented,
    rac_sizes_of,
    word_bounds,
)
from ..cuts import Cut
from ..models import Case, Observe, case_of
from ..networks import Circuit, Mode, Partition
from .certificate import MAX_UPPER, RankCertificate, computed, minor_digest
from .pivots import MERSENNE, checked_prime
from .samples import MAX_SIDE, Sampler, sampler_of
from .search import Found, largest_minor

SMALL_CUT = 32
"""The greatest value of a least cut with which a rank is compared before other bounds are computed."""


@as_before()
def separation_rank(  # noqa: PLR0913
    circuit: Circuit,
    partition: Partition,
    mode: Mode = "one-hot",
    seed: int = 0,
    *,
    modulus: int = MERSENNE,
    upper: int | Bound | Cut | SymmetricCut | None = None,
    limit: int = MAX_SIDE,
    observe: Observe = "scalar",
) -> RankCertificate:
    """Return the separation rank of a circuit as a certificate, with a lower and an upper bound.

    The matrix of values has a row for each near word and a column for each far word or, if more than output 0 is
    observed, for each far word and channel, at the last step or at each far step. `lower` is the rank, modulo a
    prime, of a sample of it for random weights. This is a proved lower bound on the generic rank over the reals, and
    equals it but for bad luck of probability about degree x rank / modulus. The rank is `exact` if it meets the upper
    bound.

    In one-hot mode the words are unit vectors, and the rank is that of the grid. If random words miss rank, the search
    goes on by `tnrnn.ranks.transfer` for an RAC that is split into first and last steps, and for any other circuit by
    words that are tested at continuous points (`tnrnn.ranks.spanning`): all words of a side, or 8,192 of them.

    The sample starts small and grows until its rank is smaller than its side. So the time depends on the rank and not
    on the upper bound.

    Parameters
    ----------
    circuit : Circuit
        A circuit of any kind.
    partition : Partition
        The near and the far inputs; together they are all inputs.
    mode : "one-hot" or "continuous"
        What the inputs are: letters, which are unit vectors, or any vectors.
    seed : int
        The seed of the random weights and words.
    modulus : int
        A prime below 2^63. Primes up to 2^31.5 are fastest.
    upper : int, Bound, Cut or SymmetricCut, optional
        An upper bound, beyond which no sample grows; by default a theorem on the model if the rank meets it, and else
        the least that `tnrnn.upper` knows. A bound of `tnrnn.upper`, the least cut, the slice and the symmetric cut are
        computed again. Any other bound is on trust: its name in the certificate begins with "given: " ("given: by the
        caller" for an int), and the rank is not `exact`; nor is it if the bound was computed at random weights. In
        one-hot mode the number of words of a side is an upper bound as well.
    limit : int
        The largest number of rows and columns of a matrix, which has up to twice as many as the rank. A matrix of
        10,000 a side takes about 2.4 GB, and four times as much modulo primes above 2^31.5.
    observe : "scalar", "vector" or "future"
        What is observed: output 0 of the circuit (the default), all channels of the last step, or all channels of all
        far steps. What is seen at a step is named in `circuit.observed`; a circuit that observes nothing shows all
        its outputs at its last step.

    Raises
    ------
    TnrnnError
        If the partition does not fit the circuit, if the future is asked for and the circuit observes nothing before
        its last step, if the modulus is not prime, if the rank is larger than `upper`, if
        `upper` has the name of a known bound but another value, or if a matrix would exceed `limit`. A matrix is
        refused before it is allocated: when a sample of `limit` rows has full rank, or at once for an RAC that is split
        into first and last steps and whose least bound is more than twice the limit, since such bounds are met, or
        nearly.

    References
    ----------
    The lemma of Schwartz and Zippel bounds the probability of bad luck; `tnrnn.ranks.transfer` has the other proof.

    Examples
    --------
    >>> from tnrnn import rac
    >>> certificate = separation_rank(rac(8, 2, 3, 3), Partition.start_end(8))
    >>> certificate.lower, certificate.exact, certificate.upper_name
    (45, True, 'symmetric_cut')
    >>> certificate = separation_rank(rac(8, 2, 3, 3), Partition.start_end(8), observe="future")
    >>> certificate.lower, certificate.observe
    (81, 'future')
    """
    case = case_of(circuit, partition, mode, observe=observe)
    sampler = sampler_of(case, seed, checked_prime("modulus", modulus))
    most = whole("limit", limit)
    if upper is not None:
        return rank_under(case, sampler, given_above(case, upper), most)
    quick = _by_theorem(case, sampler, most) or _by_cut(case, sampler, most)
    return quick or rank_under(case, sampler, least_of(bounds_above(case)), most)


def _by_theorem(case: Case, sampler: Sampler, limit: int) -> RankCertificate | None:
    """Return the rank if it meets a theorem on the model, or None.

    Then no other bound needs to be computed, which may take longer than the rank. For an RAC all bounds are quick.
    """
    bound = None if rac_sizes_of(oriented(case)) else bound_above(case, CLOSED_FORM)
    if bound is None:
        return None
    try:
        found = rank_under(case, sampler, bound, limit)
    except LimitError:  # another bound may be less
        return None
    return found if found.exact else None


def _by_cut(case: Case, sampler: Sampler, limit: int) -> RankCertificate | None:
    """Return the rank if it meets the least cut and is small, or None.

    No bound is less than the rank, and of equal ones the first proved one is taken, which is the least cut. So this is
    the certificate that all bounds would give; the search for the symmetric cut alone may take longer than the rank.
    For one output of an RAC all bounds are quick.
    """
    start_first = oriented(case)
    if is_large(start_first) or (case.observe == "scalar" and rac_sizes_of(start_first)):
        return None
    bound = bound_above(case, "min_cut")
    if bound is None or bound.value is None or bound.value > SMALL_CUT:
        return None
    try:
        found = rank_under(case, sampler, bound, limit)
    except LimitError:
        return None
    return found if found.exact else None


def rank_under(case: Case, sampler: Sampler, bound: Bound, limit: int) -> RankCertificate:
    """Return the rank of a case as a certificate, with an upper bound that is computed already or is named as given.

    The sampler is that of the case, as `sampler_of` returns it.

    Raises
    ------
    TnrnnError
        If the rank is larger than the bound, or if a matrix would exceed `limit`; see `separation_rank`.
    """
    found = largest_minor(sampler, bound.value, limit)
    if bound.value is not None and found.rank > bound.value:
        raise mistake("upper", f"a bound on the rank, which is at least {found.rank:,}", bound.value)
    return _certificate(case, sampler, found, bound)


def _certificate(case: Case, sampler: Sampler, found: Found, bound: Bound) -> RankCertificate:
    bounds = [bound, *word_bounds(case)]
    fitting = [each for each in bounds if each.value is not None and each.value <= MAX_UPPER]
    least = min(fitting, key=lambda each: (each.value, not is_known(each.name), each.status != PROVED), default=None)
    certificate = RankCertificate(
        circuit=case.circuit if case.observe == "scalar" else case.whole,
        partition=case.matrix.partition if case.observe == "scalar" else case.partition,
        mode=case.mode,
        seed=sampler.seed,
        prime=sampler.prime or 0,
        lower=found.rank,
        upper=None if least is None else least.value,
        upper_name=None if least is None else least.name,
        rank_rows=tuple(map(tuple, found.near.tolist())),
        rank_cols=tuple(map(tuple, found.far.tolist())),
        minor_sha256=minor_digest(found.minor),
        observe=case.observe,
    )
    return computed(certificate, sampled=least is not None and least.status == COMPUTED)
