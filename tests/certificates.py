"""Certificates as somebody may forge them: bodies of JSON whose digests are made again."""

import hashlib
import json

import numpy as np

from tnrnn import Circuit, RankCertificate
from tnrnn.networks import Builder
from tnrnn.ranks.certificate import minor_digest
from tnrnn.ranks.pivots import nonzero_minor


def attention(length: int = 3, inputs: int = 2, value: int = 2, key: int = 2, layers: int = 1) -> Circuit:
    """Linear attention, S_t = S_(t-1) + v k^T and o_t = S_t q_t, which observes o_t; its states are matrices."""
    build = Builder(M=inputs, V=value, K=key)
    line = [build.input(t, "M") for t in range(1, length + 1)]
    for level in range(1, layers + 1):
        state, shown = None, []
        for below in line:
            u = build.linear(f"W[{level}]", below, "M") if level > 1 else below
            q, k, v = (build.linear(f"W_{name}[{level}]", u, "V" if name == "v" else "K") for name in "qkv")
            term = build.outer(v, k)
            state = term if state is None else state + term
            shown.append(build.apply(state, q))
        line = shown
    return build.circuit(build.linear("W_O", line[-1], 1), observed=list(enumerate(line, 1)))


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
