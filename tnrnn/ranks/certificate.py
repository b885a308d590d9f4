"""`RankCertificate`: the words of a nonzero minor, which prove a rank from below, and all that checking it needs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from ..basics import MAX_SEED, CheckError, TnrnnError, approximate, choice, mistake, whole
from ..bounding import PROVED, Bound, bound_above, bound_name, is_known, value_text
from ..models import OBSERVE, Case, Observe
from ..networks import MODES, Circuit, Mode, Partition
from ..records import circuit_version
from ..values import Array
from . import certificate_text
from .claims import circuit_text, side_text
from .pivots import checked_prime

MAX_MINOR = 20_000
"""The largest size of a minor."""

MAX_UPPER = 10**4000
"""The largest upper bound; a larger one is left out, since Python writes integers of up to 4,300 digits only."""

MAX_LETTER = 2**62
"""The number of letters, and so of points, at each position in continuous mode."""

Word = tuple[int, ...]


@dataclass(frozen=True)
class RankCertificate:
    """A proved lower bound on a separation rank, and an upper bound that came with it.

    Attributes
    ----------
    circuit : Circuit
        The circuit. The rank is that of its output 0 or of what it observes; see `observe`.
    partition : Partition
        The near inputs, whose words are rows, and the far inputs, whose words are columns. Inputs on which nothing that
        is observed depends have no letters.
    mode : "one-hot" or "continuous"
        What the inputs are: letters, which are unit vectors, or any vectors.
    seed, prime : int
        The seed of the weights and the prime modulo which they are taken: the weights are
        `random_weights(circuit, seed, prime)`.
    lower : int
        The size of a minor of the matrix of values that is nonzero modulo the prime. Integer weights with these
        residues have a nonzero minor, too, so that `lower` bounds the generic rank over the reals.
    upper, upper_name : int and str, or both None
        An upper bound and its name. `verify` computes the bound again if it has the name of a bound of `tnrnn.upper`.
        Any other name is "given: " and printable ASCII text, and the bound is on trust: somebody says that it holds.
        (Certificates of older versions may have the name "given", which is on trust, too.)
    rank_rows, rank_cols : tuple of words
        The words of the minor. A word has a letter for each position of `partition.near` or of `partition.far`, and a
        far word one more letter for the channel if more than one value is observed. In
        one-hot mode a letter is the index of a template; in continuous mode the letter m at a position p is the point
        that SHAKE-256 makes of (seed, p, m).
    minor_sha256 : str
        The SHA-256 digest of the residues of the minor, row by row, each as eight bytes, the lowest first.
    observe : "scalar", "vector" or "future"
        What is observed, as in `tnrnn.separation_rank`. The circuit of a certificate about one value observes nothing:
        it is the `scalar_part` of the circuit that was given.

    Raises
    ------
    TnrnnError
        If a field has the wrong type, if `upper_name` is not the name of a bound, if words do not fit `lower`, the
        partition or the widths of inputs, or if a fixed parameter has values that are not integers.

    Examples
    --------
    >>> from tnrnn import Partition, rac, separation_rank
    >>> certificate = separation_rank(rac(4, 2, 2, 2), Partition.start_end(4))
    >>> certificate.sentence, certificate.exact, certificate.verify()
    ('rank = 4: >= 4, proved; <= 4, proved by min_cut', True, True)
    >>> RankCertificate.from_json(certificate.to_json()) == certificate
    True
    """

    circuit: Circuit
    partition: Partition
    mode: Mode
    seed: int
    prime: int
    lower: int
    upper: int | None
    upper_name: str | None
    rank_rows: tuple[Word, ...]
    rank_cols: tuple[Word, ...]
    minor_sha256: str
    observe: Observe = "scalar"
    _checked: ClassVar[bool] = False
    """Whether the bounds of an object were computed in this process. Neither JSON nor `replace` hands this on."""
    _sampled: ClassVar[bool] = False
    """Whether the upper bound was computed at random weights, which proves it but for bad luck."""

    def __post_init__(self) -> None:
        if isinstance(self.circuit, Circuit) and self.observe == "scalar":
            object.__setattr__(self, "circuit", self.circuit.scalar_part)
        for name, value in _checked(self).items():
            object.__setattr__(self, name, value)

    @cached_property
    def _case(self) -> Case:
        return Case(self.circuit, self.partition, self.mode, self.observe)

    def __str__(self) -> str:
        return f"{self.sentence}\n  {self.claim}"

    @property
    def sentence(self) -> str:
        """What is proved and what is on trust, in one line, or that nothing is verified yet; nothing is computed.

        >>> from tnrnn import Partition, rac, separation_rank
        >>> certificate = separation_rank(rac(4, 2, 2, 2), Partition.start_end(4))
        >>> RankCertificate.from_json(certificate.to_json()).sentence
        'not verified: rank >= 4; <= 4 by min_cut'
        >>> separation_rank(rac(4, 2, 2, 2), Partition.start_end(4), "continuous", upper=6).sentence
        'rank >= 6, proved; <= 6 on trust: given: by the caller'
        """
        of = "rank" if self.observe == "scalar" else f"{self.observe} rank"
        if not self._checked:
            upper = "no upper bound" if self.upper is None else f"<= {approximate(self.upper)} by {self.upper_name}"
            return f"not verified: {of} >= {self.lower:,}; {upper}"
        rank = f"{of} = {self.lower:,}: >= {self.lower:,}" if self.exact else f"{of} >= {self.lower:,}"
        if self.upper is None:
            return f"{rank}, proved; no upper bound"
        by = f" on trust: {self.upper_name}"
        if self.upper_known:
            by = f", {'computed at random weights' if self._sampled else 'proved'} by {self.upper_name}"
        return f"{rank}, proved; <= {approximate(self.upper)}{by}"

    @cached_property
    def claim(self) -> str:
        """What the bounds are about: the circuit, what is observed, the partition, the mode, the prime and the seed.

        The digest of the circuit comes last.

        >>> from tnrnn import Partition, rac, separation_rank
        >>> separation_rank(rac(4, 2, 2, 2), Partition.start_end(4)).claim[:96]
        'rac(length=4, layers=2, inputs=2, hidden=2), near 1-2, far 3-4, one-hot, modulo 2147483647, seed'
        """
        near, far = side_text(self.partition.near), side_text(self.partition.far)
        seen = "" if self.observe == "scalar" else f"{self.observe}, "
        return (
            f"{circuit_text(self.circuit)}, {seen}near {near}, far {far}, "
            f"{self.mode}, modulo {self.prime}, seed {self.seed}, circuit sha256 {self.circuit_sha256}"
        )

    @cached_property
    def circuit_sha256(self) -> str:
        """The SHA-256 digest of the circuit's record in JSON, with sorted keys and no spaces; it names the circuit."""
        return certificate_text.circuit_sha256(self.circuit)

    @property
    def exact(self) -> bool:
        """Whether the rank is proved: the bounds meet, and both were computed in this process.

        `separation_rank` and `verify` compute both. A certificate that was read, or made in any other way, is verified
        when this property is first used, which may take as long as `verify`. The value is False if the upper bound is
        on trust or was computed at random weights, or if the certificate does not verify.
        """
        if self.lower != self.upper or not self.upper_known:
            return False
        if not self._checked:
            try:
                self.verify()
            except TnrnnError:  # the certificate is wrong, or too large to be checked, so that nothing is proved
                return False
        return not self._sampled

    @property
    def upper_known(self) -> bool:
        """Whether `upper` has the name of a bound of `tnrnn.upper`, so that `verify` computes it again."""
        return self.upper_name is not None and is_known(self.upper_name)

    @property
    def upper_proved(self) -> bool:
        """Whether the upper bound was computed in this process, and not at random weights."""
        return self.upper_known and self._checked and not self._sampled

    @property
    def on_trust(self) -> bool:
        """Whether there is an upper bound that tnrnn cannot compute, and which is therefore not proved."""
        return self.upper is not None and not self.upper_known

    def verify(self) -> bool:
        """Check the certificate, and return whether all that it says was computed; False if its bound is on trust.

        The minor is computed vertex by vertex and checked by plain elimination, which are not the ways by which it was
        found. It must have the digest of the certificate and must not be zero. An upper bound with a known name is
        computed again, and must not be larger than the certificate says. It may be smaller: certificates stay valid
        when a bound gets better.

        Raises
        ------
        CheckError
            If something that is computed differs from the certificate; this `TnrnnError` says what.
        TnrnnError
            If vectors would not fit in memory, which is found before they are computed.
        """
        from .regular import is_regular  # not needed to find a rank, only to check it

        minor = self._minor()
        if minor_digest(minor) != self.minor_sha256:
            raise CheckError("certificate: the values of the minor differ from those it was made with (minor_sha256)")
        if not is_regular(minor, self.prime):
            raise CheckError(
                f"certificate: the minor of size {self.lower:,} is zero modulo {self.prime}; lower is unproved"
            )
        sampled = self.upper_known and self._check_upper(self.upper_name or "").status != PROVED
        computed(self, sampled=sampled)
        return not self.on_trust

    def _check_upper(self, name: str) -> Bound:
        """Return the upper bound of a known name, computed again.

        Raises
        ------
        CheckError
            If it does not apply, or is larger than the certificate says.
        """
        found = bound_above(self._case, name)
        if found is None:
            expected = "a bound that applies to this circuit and mode"
            raise CheckError(str(mistake("certificate, upper_name", expected, name)))
        if found.value is None or self.upper is None or found.value > self.upper:
            raise CheckError(str(mistake("certificate, upper", f"what {name} gives: {value_text(found)}", self.upper)))
        return found

    def _minor(self) -> Array:
        from .minors import minor_at  # not needed to find a rank, only to check it

        return minor_at(self._case.matrix, self.rank_rows, self.rank_cols, self.seed, self.prime)

    def to_json(self) -> str:
        """Return the certificate as a JSON text of one line, the same on every machine.

        Its version is 1 or, if more than one value is observed or the circuit has maps that are not written out, 2.

        Raises
        ------
        TnrnnError
            If a fixed parameter has values that are not integers, which have no residues.
        """
        return certificate_text.written(self._fields())

    def _fields(self) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in PLAIN}
        sides = {"near": self.partition.near, "far": self.partition.far}
        newer = self.observe != "scalar" or circuit_version(self.circuit) > 1
        more = {"observe": self.observe} if newer else {}
        return plain | sides | {"circuit": certificate_text.circuit_record(self.circuit)} | more

    @classmethod
    def from_json(cls, text: str) -> RankCertificate:
        """Return the certificate that `to_json` wrote; it is not verified yet.

        Parameters
        ----------
        text : str
            The text of the certificate.

        Raises
        ------
        TnrnnError
            If the text is not a certificate, is too long, has another version, or was changed after it was written.
        """
        fields = certificate_text.read(text, [*PLAIN, "near", "far", "circuit"])
        result = cls(
            circuit=certificate_text.circuit_of(fields["circuit"], 2 if "observe" in fields else 1),
            partition=Partition(near=fields["near"], far=fields["far"]),
            **{name: fields[name] for name in PLAIN},
            observe=fields.get("observe", "scalar"),
        )
        certificate_text.check_same(fields, result._fields())
        return result


def computed(certificate: RankCertificate, *, sampled: bool) -> RankCertificate:
    """Return the certificate, after noting that its minor and known upper bound were computed in this process.

    `sampled` says whether the upper bound was computed at random weights.
    """
    object.__setattr__(certificate, "_checked", True)
    object.__setattr__(certificate, "_sampled", sampled)
    return certificate


PLAIN = ("mode", "seed", "prime", "lower", "upper", "upper_name", "rank_rows", "rank_cols", "minor_sha256")
"""The fields that JSON has under their own names."""


def minor_digest(minor: Array) -> str:
    """Return the SHA-256 digest of residues below 2^64, row by row, each as eight bytes, the lowest first.

    >>> import numpy as np
    >>> minor_digest(np.array([[1]]))[:8]
    '7c9fa136'
    """
    digest = hashlib.sha256()
    for row in minor:
        digest.update(row.astype("<u8").tobytes())
    return digest.hexdigest()


def _checked(given: RankCertificate) -> dict[str, Any]:
    """Return fields as Python's own numbers; raise a TnrnnError if a type is wrong or sizes do not fit together."""
    if not isinstance(given.circuit, Circuit):
        raise mistake("certificate, circuit", "a Circuit", given.circuit)
    if not isinstance(given.partition, Partition):
        raise mistake("certificate, partition", "a Partition", given.partition)
    choice("certificate, mode", given.mode, MODES)
    choice("certificate, observe", given.observe, OBSERVE)
    of_one = given._case.matrix  # raises unless the partition fits
    certificate_text.check_fixed(given.circuit.fixed)
    lower = whole("certificate, lower", given.lower, least=0, most=MAX_MINOR)
    digest = given.minor_sha256
    if not isinstance(digest, str) or len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise mistake("certificate, minor_sha256", "64 hexadecimal digits", digest)
    one_hot = given.mode == "one-hot"
    dims = {v.position: v.dim if one_hot else MAX_LETTER for v in of_one.circuit.inputs if v.position is not None}
    near, far = of_one.partition.near, of_one.partition.far
    sides = (("rank_rows", given.rank_rows, near), ("rank_cols", given.rank_cols, far))
    words = {name: _words(f"certificate, {name}", rows, [dims[p] for p in side], lower) for name, rows, side in sides}
    return {
        "seed": whole("certificate, seed", given.seed, least=0, most=MAX_SEED),
        "prime": checked_prime("certificate, prime", given.prime),
        "lower": lower,
        "upper": _upper(given, lower),
        **words,
    }


def _upper(given: RankCertificate, lower: int) -> int | None:
    if (given.upper is None) != (given.upper_name is None):
        raise mistake("certificate, upper and upper_name", "both or neither", (given.upper, given.upper_name))
    if given.upper is None:
        return None
    bound_name("certificate, upper_name", given.upper_name)
    upper = whole("certificate, upper", given.upper, least=0)
    if upper < lower:
        raise mistake("certificate, upper", f"at least the lower bound {lower:,}", given.upper)
    if upper > MAX_UPPER:
        raise mistake("certificate, upper", "at most 10^4000", given.upper)
    return upper


def _words(owner: str, words: Any, dims: list[int], count: int) -> tuple[Word, ...]:
    if not isinstance(words, tuple) or len(words) != count:
        raise mistake(owner, f"{count:,} words, as lower says", len(words) if isinstance(words, tuple) else words)
    result = tuple(_word(owner, word, dims) for word in words)
    if len(set(result)) < count:
        raise TnrnnError(f"{owner}: a word occurs twice, so that the minor is zero")
    return result


def _word(owner: str, word: Any, dims: list[int]) -> Word:
    if not isinstance(word, tuple) or len(word) != len(dims):
        raise mistake(owner, f"words of {len(dims):,} letters", word)
    for letter, dim in zip(word, dims, strict=True):
        if type(letter) is not int or not 0 <= letter < dim:
            whole(f"{owner}, letters", letter, least=0, most=dim - 1)
    return tuple(map(int, word))
