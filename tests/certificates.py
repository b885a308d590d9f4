"""Certificates as somebody may forge them: bodies of JSON whose digests are made again."""

import hashlib
import json

import numpy as np

from tnrnn import RankCertificate
from tnrnn.ranks.certificate import minor_digest
from tnrnn.ranks.pivots import nonzero_minor


def without_digest(certificate):
    body = json.loads(certificate.to_json())
    del body["sha256"]
    return body


def sealed(body):
    """Return the text of a certificate, with the digest that docs/json.md describes."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return json.dumps(body | {"sha256": hashlib.sha256(text.encode()).hexdigest()})


def forged(certificate, size):
    """Return the body of a certificate of fewer rows and columns, with a nonzero minor."""
    minor = certificate._minor()
    rows, cols = nonzero_minor(minor[:size], certificate.prime)
    body = without_digest(certificate)
    return body | {
        "lower": size,
        "rank_rows": [body["rank_rows"][row] for row in rows],
        "rank_cols": [body["rank_cols"][col] for col in cols],
        "minor_sha256": minor_digest(minor[np.ix_(rows, cols)]),
    }


def with_right_minor(body):
    """Return the body with the digest of the minor that its fields describe."""
    found = RankCertificate.from_json(sealed(body))
    return body | {"minor_sha256": minor_digest(found._minor())}
