"""`separation_rank`: separation ranks as exact numbers, with the certificates that prove them."""

from __future__ import annotations

from ..basics import as_before, mistake, whole
from ..bounding import Bound, SymmetricCut, bounds_above, given_above, is_known, least_of, word_bounds
from ..cuts import Cut
from ..models import case_of
from ..networks import Circuit, Mode, Partition
from .certificate import MAX_UPPER, RankCertificate, computed, minor_digest
from .pivots import MERSENNE, checked_prime
from .samples import MAX_SIDE, Sampler, sampler_of
from .search import Found, largest_minor


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
) -> RankCertificate:
    """Return the separation rank of output 0 of a circuit, as a certificate, from below and from above.

    `lower` is the rank modulo a prime of the matrix of values at sampled near words (rows) and far words (columns), for
    random weights: a true lower bound of the generic rank over the reals, equal to it but for bad luck of probability
    about degree x rank / modulus. In one-hot mode the words range over unit vectors, and the rank is that of the grid;
    where random words miss rank, an RAC with a Start-End split is finished by `tnrnn.ranks.transfer`, and any other
    circuit by words that are tested at continuous points (`tnrnn.ranks.spanning`), all words of a side or 8,192.

    The sample starts small and grows until its rank is smaller than its side, so that the time depends on the rank and
    not on the bound. The bound decides whether the rank is proved.

    Parameters
    ----------
    circuit : Circuit
    partition : Partition
        Of the positions of all inputs.
    mode : "one-hot" or "continuous"
    seed : int
    modulus : prime below 2^63
        Fastest up to 2^31.5.
    upper : int, Bound, Cut or SymmetricCut, optional
        An upper bound; no sample grows beyond it. By default the least that is known (`tnrnn.upper`).
        A bound of `tnrnn.upper`, the least cut, the slice and the symmetric cut are computed again and so proved. Any
        other bound is on trust: the certificate gives it a name that begins with "given: " (for an int it is "given:
        by the caller"), and the rank is not `exact`. The number of one-hot words is a bound, too.
    limit : int
        The largest number of rows and columns of a matrix, which has up to twice as many as the rank. With 10,000 it
        takes about 8 GB.

    Raises
    ------
    TnrnnError
        If the partition does not fit, if the modulus is not prime, if the rank is above `upper`, if `upper` has the
        name of a known bound but another value, or if a matrix would exceed `limit`. A matrix is refused before it is
        allocated: when a sample of `limit` rows has full rank, or at once for an RAC that is split in time and whose
        least bound is more than twice the limit, since such bounds are met, or nearly.

    References
    ----------
    See `tnrnn.ranks.transfer`; random evaluation modulo a prime is the lemma of Schwartz and Zippel.

    Examples
    --------
    >>> from tnrnn import rac
    >>> certificate = separation_rank(rac(8, 2, 3, 3), Partition.start_end(8))
    >>> certificate.lower, certificate.exact, certificate.upper_name
    (45, True, 'symmetric_cut')
    """
    case = case_of(circuit, partition, mode)
    sampler = sampler_of(case, seed, checked_prime("modulus", modulus))
    most = whole("limit", limit)
    bound = least_of(bounds_above(case)) if upper is None else given_above(case, upper)
    return rank_under(sampler, bound, most)


def rank_under(sampler: Sampler, bound: Bound, limit: int) -> RankCertificate:
    """Return the rank of a case that was checked, below a bound that was just computed for it, or is named as given.

    Raises
    ------
    TnrnnError
        As `separation_rank`.
    """
    found = largest_minor(sampler, bound.value, limit)
    if bound.value is not None and found.rank > bound.value:
        raise mistake("upper", f"a bound on the rank, which is at least {found.rank:,}", bound.value)
    return _certificate(sampler, found, bound)


def _certificate(sampler: Sampler, found: Found, bound: Bound) -> RankCertificate:
    case = sampler.case
    bounds = [bound, *word_bounds(case)]
    values = [(each.value, each.name) for each in bounds if each.value is not None and each.value <= MAX_UPPER]
    least, name = min(values, key=lambda item: (item[0], not is_known(item[1]))) if values else (None, None)
    certificate = RankCertificate(
        circuit=case.circuit,
        partition=case.partition,
        mode=case.mode,
        seed=sampler.seed,
        prime=sampler.prime or 0,
        lower=found.rank,
        upper=least,
        upper_name=name,
        rank_rows=tuple(map(tuple, found.near.tolist())),
        rank_cols=tuple(map(tuple, found.far.tolist())),
        minor_sha256=minor_digest(found.minor),
    )
    return computed(certificate)
