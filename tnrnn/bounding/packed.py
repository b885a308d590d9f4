"""Bases of spans modulo a prime, with a whole row in one integer, so that a row is eliminated by a single product.

The entry of column c takes the bytes from c S on. To a row, a multiple of a held row is added that makes one entry a
multiple of the prime p. No entry is reduced, as long as the row is not finished, and none is negative:

    row + (-e mod p) held,    e the entry of the row at the pivot of the held row, whose own entries are below p.

Each such step adds less than p^2 to an entry. A row that begins with entries below p takes fewer than k of them, one
for each of k columns, so that its entries stay below p + k p^2 <= (k + 1) p^2, which S bytes hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator


def span_of(vectors: Iterable[dict[int, int]], prime: int, count: Callable[[int], None]) -> Iterator[dict[int, int]]:
    """Yield a basis of the span of sparse vectors, each as it is found: a vector less multiples of those before it.

    A vector has a number below the prime for some keys. The pivot of a member of the basis is its greatest key, at
    which it has 1. No two members have the same pivot.

    Parameters
    ----------
    vectors : iterable of dict from int to int
        The vectors.
    prime : int
        The modulus.
    count : function of int
        It is told the number of entries of a member each time that a multiple of it is subtracted.

    Examples
    --------
    >>> list(span_of([{5: 2, 3: 4}, {5: 1, 3: 2}, {3: 1, 0: 1}], 7, lambda entries: None))
    [{3: 2, 5: 1}, {0: 1, 3: 1}]
    """
    given = list(vectors)
    keys = sorted({key for vector in given for key in vector})
    column = {key: number for number, key in enumerate(keys)}
    size = (2 * prime.bit_length() + len(keys).bit_length() + 8) // 8  # the bytes of an entry
    held: dict[int, tuple[int, int]] = {}  # the row with the pivot in a column, and how many entries it has
    for vector in given:
        row, fresh = _row(vector, column, size), True
        while row:
            pivot = (row.bit_length() - 1) // (8 * size)
            shift = 8 * size * pivot
            top = row >> shift
            entry = top % prime
            if not entry:
                row -= top << shift
                continue
            found = held.get(pivot)
            if found is None:
                inverse = pow(entry, -1, prime)
                if fresh:  # a row of few entries is not looked through
                    made = {key: vector[key] * inverse % prime for key in sorted(vector) if vector[key]}
                else:
                    made = {keys[at]: value for at, value in enumerate(_multiplied(row, inverse, prime, size)) if value}
                held[pivot] = _row(made, column, size), len(made)
                yield made
                break
            count(found[1])
            row += (prime - entry) * found[0]
            row -= row >> shift << shift  # it is a multiple of the prime
            fresh = False


def _row(vector: dict[int, int], column: dict[int, int], size: int) -> int:
    """Return a vector as one integer, with `size` bytes for each column."""
    data = bytearray(size * (1 + max((column[key] for key in vector), default=-1)))
    for key, entry in vector.items():
        start = size * column[key]
        data[start : start + size] = entry.to_bytes(size, "little")
    return int.from_bytes(data, "little")


def _multiplied(row: int, factor: int, prime: int, size: int) -> list[int]:
    """Return the entries of a row, each of `size` bytes, multiplied by a factor and reduced modulo the prime."""
    length = -(-row.bit_length() // (8 * size)) * size
    data = row.to_bytes(length, "little")
    return [int.from_bytes(data[place : place + size], "little") * factor % prime for place in range(0, length, size)]
