"""Whether a number is prime, without another package, which would take longer to load than the answer takes."""

from __future__ import annotations

WITNESSES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
"""The first twelve primes."""

MOST_TESTED = 2**64
"""The numbers below this one are tested."""


def is_prime(number: int) -> bool:
    """Whether a number from 0 to 2^64 - 1 is prime: the test of Miller and Rabin.

    For a composite number n, fewer than all bases a satisfy what primes satisfy for every a that they do not divide:
    with n - 1 = 2^k m, m odd, either a^m = 1 or a^(2^j m) = -1 modulo n for some j < k. The least composite number
    that satisfies it for the first twelve primes as bases is 318,665,857,834,031,151,167,461 (Sorenson and Webster,
    "Strong pseudoprimes to twelve prime bases", 2017), which is above 2^64.

    >>> is_prime(2**61 - 1), is_prime(91), is_prime(1)
    (True, False, False)
    """
    if any(number % small == 0 for small in WITNESSES):
        return number in WITNESSES
    if number < 2:
        return False
    twos = (number - 1 & 1 - number).bit_length() - 1
    for witness in WITNESSES:
        power = pow(witness, (number - 1) >> twos, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True
