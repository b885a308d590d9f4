"""What proves a rank from below: the words of a nonzero minor, with all that another program needs to check it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from .arithmetic import Array, check_modulus
from .circuit import Circuit, Vertex
from .errors import TnrnnError, choice, mistake, whole
from .evaluation import MAX_SEED, evaluate, random_weights
from .grids import Sampling, Side, side_of
from .partition import Partition
from .pivots import is_regular
from .unrolling import MODES

VERSION = 1
MAX_TEXT = 2**28
MAX_MINOR = 20_000
MAX_PRIME = 2**63 - 1
_PAIRS = 2**16  # that are evaluated together

Word = tuple[int, ...]


@dataclass(frozen=True)
class RankCertificate:
    """A proved lower bound on a separation rank, and an upper bound that came with it.

    Attributes
    ----------
    circuit, partition, mode, seed, prime
        The weights are `random_weights(circuit, seed, prime)`.
    lower : int
        The size of a minor of the matrix of values that is nonzero modulo the prime. An integer matrix of weights with
        these residues has a nonzero minor, too: `lower` bounds the generic rank over the reals.
    upper : int or None
        A bound that somebody else has proved; `upper_name` says who. `verify` does not check it.
    rank_rows, rank_cols : tuples of words
        A letter for each position of `partition.near`, of `partition.far`. One-hot: the index of a template.
        Continuous: the letter m at a position p is the point that SHAKE-256 makes of (seed, p, m).
    minor_sha256 : str
        SHA-256 of the minor's residues, row by row, each as eight bytes, the lowest first.

    >>> from tnrnn import Partition, rac
    >>> from tnrnn.rank import separation_rank
    >>> certificate = separation_rank(rac(4, 2, 2, 2), Partition.start_end(4), upper=4)
    >>> certificate.lower, certificate.exact, certificate.verify()
    (4, True, True)
    >>> RankCertificate.from_json(certificate.to_json()) == certificate
    True
    """

    circuit: Circuit
    partition: Partition
    mode: str
    seed: int
    prime: int
    lower: int
    upper: int | None
    upper_name: str | None
    rank_rows: tuple[Word, ...]
    rank_cols: tuple[Word, ...]
    minor_sha256: str

    @property
    def exact(self) -> bool:
        """Whether the bounds meet."""
        return self.lower == self.upper

    def verify(self) -> bool:
        """Return True if the minor is what the certificate says, and not zero: plain `evaluate`, plain elimination.

        Raises
        ------
        TnrnnError
            That says what differs.
        """
        _check_fields(self)
        minor = self._minor()
        if minor_digest(minor) != self.minor_sha256:
            raise TnrnnError("certificate: the values of the minor differ from those it was made with (minor_sha256)")
        if not is_regular(minor, self.prime):
            raise TnrnnError(
                f"certificate: the minor of size {self.lower:,} is zero modulo {self.prime}; lower is unproved"
            )
        return True

    def _minor(self) -> Array:
        """Return the minor, evaluated pair by pair in blocks."""
        weights = random_weights(self.circuit, self.seed, self.prime)
        near, far = (
            side_of(self.circuit, positions, words, Sampling(self.mode, self.seed, self.prime))
            for positions, words in ((self.partition.near, self.rank_rows), (self.partition.far, self.rank_cols))
        )
        step = max(1, _PAIRS // max(1, self.lower))

        def block(start: int) -> Array:
            inputs = {place: points[:, None, :] for place, points in _points(near.part(start, start + step))}
            inputs |= {place: points[None, :, :] for place, points in _points(far)}
            return evaluate(self.circuit, weights, inputs, self.prime)[..., 0]

        with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
            blocks = list(pool.map(block, range(0, self.lower, step)))
        return np.concatenate(blocks) if blocks else np.zeros((0, 0), dtype=np.int64)

    def to_json(self) -> str:
        """Return the certificate as a JSON text of a few lines, the same on every machine."""
        body = {
            "format": "tnrnn rank certificate",
            "version": VERSION,
            "mode": self.mode,
            "seed": self.seed,
            "prime": self.prime,
            "lower": self.lower,
            "upper": self.upper,
            "upper_name": self.upper_name,
            "near": self.partition.near,
            "far": self.partition.far,
            "rank_rows": self.rank_rows,
            "rank_cols": self.rank_cols,
            "minor_sha256": self.minor_sha256,
            "circuit": _circuit_record(self.circuit),
        }
        return json.dumps(body | {"sha256": _digest(body)}, separators=(",", ":")) + "\n"

    @classmethod
    def from_json(cls, text: str) -> RankCertificate:
        """Return the certificate that `to_json` wrote; it is not verified yet.

        Raises
        ------
        TnrnnError
            On texts that are no certificate, too long, of another version, or changed.
        """
        body = _parsed(text)
        version = body.get("version")
        if version != VERSION:
            raise mistake("certificate, version", str(VERSION), version)
        claimed = body.pop("sha256", None)
        if claimed != _digest(body):
            raise TnrnnError("certificate: the text was changed: its sha256 is not that of its other fields")
        try:
            result = cls(
                circuit=_circuit(body["circuit"]),
                partition=Partition(near=_tuples(body["near"]), far=_tuples(body["far"])),
                rank_rows=_tuples(body["rank_rows"]),
                rank_cols=_tuples(body["rank_cols"]),
                **{
                    name: body[name]
                    for name in ("mode", "seed", "prime", "lower", "upper", "upper_name", "minor_sha256")
                },
            )
        except KeyError as error:
            raise mistake("certificate", f"a field {error.args[0]!r}", sorted(body)) from None
        except (TypeError, AttributeError, IndexError) as error:
            raise TnrnnError(f"certificate: expected the fields that to_json writes: {error}") from None
        _check_fields(result)
        return result


def minor_digest(minor: Array) -> str:
    """Return SHA-256 of residues below 2^64, row by row, eight bytes each, the lowest first.

    >>> minor_digest(np.array([[1]]))[:8]
    '7c9fa136'
    """
    digest = hashlib.sha256()
    for row in minor:
        digest.update(row.astype("<u8").tobytes())
    return digest.hexdigest()


def _points(side: Side) -> Iterator[tuple[Any, Array]]:
    for column, position in enumerate(side.positions):
        yield position, side.tables[position][side.words[:, column]]


def _check_fields(given: RankCertificate) -> None:
    """Raise unless all fields have their types and sizes fit together."""
    choice("certificate, mode", given.mode, MODES)
    whole("certificate, seed", given.seed, least=0, most=MAX_SEED)
    check_modulus(whole("certificate, prime", given.prime, least=2, most=MAX_PRIME))
    lower = whole("certificate, lower", given.lower, least=0, most=MAX_MINOR)
    if given.upper is not None and whole("certificate, upper", given.upper, least=0) < lower:
        raise mistake("certificate, upper", f"at least the lower bound {lower:,}", given.upper)
    if given.upper_name is not None and not isinstance(given.upper_name, str):
        raise mistake("certificate, upper_name", "a string or None", given.upper_name)
    given.partition.sides(required=given.circuit.positions)
    sides = (("rank_rows", given.rank_rows, given.partition.near), ("rank_cols", given.rank_cols, given.partition.far))
    for name, words, positions in sides:
        _check_words(f"certificate, {name}", words, len(positions), lower)


def _check_words(owner: str, words: Any, length: int, count: int) -> None:
    if not isinstance(words, tuple) or len(words) != count:
        raise mistake(owner, f"{count:,} words, as lower says", len(words) if isinstance(words, tuple) else words)
    for word in words:
        if not isinstance(word, tuple) or len(word) != length:
            raise mistake(owner, f"words of {length:,} letters", word)
        for letter in word:
            whole(owner, letter, least=0, most=2**62)
    if len(set(words)) < count:
        raise TnrnnError(f"{owner}: a word stands there twice; such a minor is zero")


# The text


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _parsed(text: Any) -> dict[str, Any]:
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        raise mistake("certificate", f"a text of at most {MAX_TEXT:,} characters", text)
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TnrnnError(f"certificate: no JSON: {error}") from None
    if not isinstance(body, dict) or body.get("format") != "tnrnn rank certificate":
        raise mistake("certificate", "a JSON object with the format 'tnrnn rank certificate'", body)
    return body


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _circuit_record(circuit: Circuit) -> dict[str, Any]:
    return {
        "vertices": [
            (v.name, v.kind, v.children, v.dim, v.parameter, v.position, v.layer, v.symbol) for v in circuit.vertices
        ],
        "output": circuit.output,
        "fixed": [(name, _integers(value)) for name, value in circuit.fixed],
    }


def _integers(value: Any) -> Any:
    return [_integers(part) for part in value] if isinstance(value, tuple) else int(value)


def _circuit(record: dict[str, Any]) -> Circuit:
    vertices = []
    for name, kind, children, dim, parameter, position, layer, symbol in _tuples(record["vertices"]):
        more = {"dim": dim, "parameter": parameter, "position": position, "layer": layer, "symbol": symbol}
        vertices.append(Vertex(name, kind, children, **more))
    return Circuit(tuple(vertices), record["output"], _tuples(record["fixed"]))
