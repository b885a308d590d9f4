"""Classes of numbers that pairs join, directly or by way of others."""

from __future__ import annotations

from collections.abc import Iterable


def joined(size: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Return for each number from 0 to `size` - 1 the least number in its class.

    Parameters
    ----------
    size : int
        How many numbers there are.
    pairs : iterable of (int, int)
        Two numbers of a pair are in one class.

    Examples
    --------
    >>> joined(5, [(3, 1), (4, 3)])
    [0, 1, 2, 1, 1]
    """
    lower = list(range(size))  # a number of the same class that is not larger; only the least one is its own

    def least(number: int) -> int:
        while lower[number] != number:
            lower[number] = number = lower[lower[number]]
        return number

    for pair in pairs:
        one, two = map(least, pair)
        lower[max(one, two)] = min(one, two)
    for number, other in enumerate(lower):
        lower[number] = lower[other]  # `other` is not larger, so its own entry is final
    return lower
