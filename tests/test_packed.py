"""Spans modulo a prime by rows that are one integer each, against elimination entry by entry."""

import random

import pytest

from tnrnn.bounding.packed import span_of

PRIMES = (2, 3, 251, 2**31 - 1, 2**61 - 1)


def plain(vectors, prime):
    """Return the basis and what is counted, by dictionaries."""
    held, told = {}, []
    for vector in vectors:
        row = {key: entry for key, entry in vector.items() if entry}
        while row:
            pivot = max(row)
            if pivot not in held:
                inverse = pow(row[pivot], -1, prime)
                held[pivot] = {key: entry * inverse % prime for key, entry in row.items()}
                break
            told.append(len(held[pivot]))
            factor = row[pivot]
            for key, entry in held[pivot].items():
                row[key] = (row.get(key, 0) - factor * entry) % prime
            row = {key: entry for key, entry in row.items() if entry}
    return list(held.values()), told


@pytest.mark.parametrize("prime", PRIMES)
def test_the_basis_is_that_of_plain_elimination(prime):
    rng = random.Random(prime)
    for case in range(40):
        keys = [rng.getrandbits(rng.choice((3, 60, 200))) for _ in range(rng.randint(1, 30))]
        small = rng.random() < 0.5  # few values, so that entries become 0
        entries = [rng.randrange(prime) if not small else rng.choice((0, 1, prime - 1)) for _ in range(900)]
        vectors = [
            dict(zip(rng.sample(keys, rng.randint(0, len(keys))), rng.sample(entries, len(keys)), strict=False))
            for _ in range(rng.randint(1, 30))
        ]
        vectors += [dict(vectors[0]), {}] if case % 2 else []
        told = []
        assert (list(span_of(vectors, prime, told.append)), told) == plain(vectors, prime)


@pytest.mark.parametrize("prime", [2, 2**61 - 1])
def test_many_steps_do_not_run_over_the_field_of_an_entry(prime):
    """Every vector is reduced by all that came before, with entries that are as large as they can be."""
    size = 80
    vectors = [dict.fromkeys(range(size - number), prime - 1) for number in range(size)]
    vectors += [{key: 1 + (key * number) % (prime - 1) for key in range(size)} for number in range(size)]
    assert list(span_of(vectors, prime, lambda entries: None)) == plain(vectors, prime)[0]
