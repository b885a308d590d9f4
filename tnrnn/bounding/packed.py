"""Bases of spans modulo a prime, with a whole row in one integer, so that a row is eliminated by a single product.

The entry of column c takes the bits from c S on. To a row, a multiple of a held row is added that makes one entry a
multiple of the prime p. No entry is reduced, as long as the row is not finished, and none is negative:

    row + (-e mod p) held,    e the entry of the row at the pivot of the held row, whose own entries are below p.

Each such step adds less than p^2 to an entry. A row that begins with entries below p takes fewer than k of them, one
for each of k columns, so that its entries stay below p + k p^2 <= (k + 1) p^2, which S bits hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator


def span_of(vectors: Iterable[dict[int, int]], prime: int, count: Callable[[int], None]) -> Iterator[dict[int, int]]:
    """Yield a basis of the span of sparse vectors, each as it is found: a vector less multiples of those before it.

    A vector has a number below the prime for some keys. The pivot of a member of the basis is its greatest key; there
    it has 1, and all that come after it have 0.

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
    [{5: 1, 3: 2}, {3: 1, 0: 1}]
    """
    given = list(vectors)
    keys = sorted({key for vector in given for key in vector})
    column = {key: number for number, key in enumerate(keys)}
    width = 8 * ((2 * prime.bit_length() + len(keys).bit_length() + 8) // 8)  # whole bytes, and at least as many bits
    held: dict[int, tuple[int, int]] = {}  # the row with the pivot in a column, and how many entries it has
    for vector in given:
        row = _packed(((column[key], entry) for key, entry in vector.items()), len(keys), width)
        while row:
            pivot = (row.bit_length() - 1) // width
            shift = pivot * width
            top = row >> shift
            entry = top % prime
            if not entry:
                row -= top << shift
                continue
            found = held.get(pivot)
            if found is None:
                inverse = pow(entry, -1, prime)
                made = {at: value * inverse % prime for at, value in _entries(row, width, prime)}
                held[pivot] = _packed(made.items(), len(keys), width), len(made)
                yield {keys[at]: value for at, value in made.items()}
                break
            count(found[1])
            row += (prime - entry) * found[0]
            row -= row >> shift << shift  # it is a multiple of the prime


def _packed(entries: Iterable[tuple[int, int]], columns: int, width: int) -> int:
    """Return a row as an integer, from its columns and entries."""
    size = width // 8
    made = bytearray(columns * size)
    for column, entry in entries:
        made[column * size : (column + 1) * size] = entry.to_bytes(size, "little")
    return int.from_bytes(made, "little")


def _entries(row: int, width: int, prime: int) -> Iterator[tuple[int, int]]:
    """Yield the columns of a row, from the last one, with the entries that are not 0 modulo the prime."""
    size = width // 8
    columns = -(-row.bit_length() // width)
    data = row.to_bytes(columns * size, "little")
    for column in range(columns - 1, -1, -1):
        entry = int.from_bytes(data[column * size : (column + 1) * size], "little") % prime
        if entry:
            yield column, entry
