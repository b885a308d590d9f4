"""Products of powers of dimensions, exact at any size: value, logarithm, formula, and order."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from .errors import TnrnnError
from .mathematics import GREEK

MAX_BITS = 2**24
"""A value of more bits is not computed; its logarithm and its formula are."""


SMALL = 10**4
"""Smaller numbers are factored by division by the numbers below 100."""

FLOAT_BITS = 990
"""If exponents have fewer bits, the logarithms of the powers sum to a float."""


class Power(NamedTuple):
    """The power dim ** exponent, which formulas show with `symbol` in place of dim if there is one."""

    dim: int
    symbol: str | None
    exponent: int


def value(powers: Iterable[Power]) -> int:
    """Return the product as an int.

    Examples
    --------
    >>> value([Power(2, "M", 1), Power(3, "R", 3)])
    54

    Raises
    ------
    TnrnnError
        If the value would have more than `MAX_BITS` bits.
    """
    items = tuple(powers)
    size = log2(items)
    if size > MAX_BITS:
        raise TnrnnError(f"value: 2^{size:.6g} does not fit in memory; use log2 or formula")
    product = 1
    for item in items:
        product *= item.dim**item.exponent
    return product


def log2(powers: Iterable[Power]) -> float:
    """Return the base-2 logarithm of the product: a float, or a rounded integer if it is too large for a float.

    >>> log2([Power(2, "R", 10**18)])
    1e+18
    """
    items = [item for item in powers if item.dim > 1]
    if all(item.exponent.bit_length() < FLOAT_BITS for item in items):
        return math.fsum(item.exponent * math.log2(item.dim) for item in items)
    return sum(round(item.exponent * Fraction(math.log2(item.dim))) for item in items)


def formula(powers: Iterable[Power], latex: bool = False) -> str:
    """Return the product as text: numbers first, and then symbols in alphabetical order.

    >>> formula([Power(3, "R", 2), Power(2, "M", 1), Power(3, "R", 1), Power(5, None, 2)])
    '5^2 M R^3'
    >>> formula([Power(3, "R", 12), Power(2, None, 1), Power(5, None, 1)], latex=True)
    '2 \\\\cdot 5 \\\\, R^{12}'

    A dimension with a symbol for each of its factors is shown as their product:

    >>> formula([Power(6, "V K", 2), Power(2, "K", 1)])
    'K^3 V^2'
    """
    factors = _by_symbol(powers)
    if latex:
        made = ""
        for dim, symbol, count in factors:
            shown = (_latex_symbol(symbol) if symbol else str(dim)) + (f"^{{{count}}}" if count != 1 else "")
            made += (" \\, " if symbol else " \\cdot ") + shown if made else shown
        return made or "1"
    return " ".join((symbol or str(dim)) + (f"^{count}" if count != 1 else "") for dim, symbol, count in factors) or "1"


def gathered(powers: Iterable[Power]) -> tuple[Power, ...]:
    """Return the same product with one power for each dimension and symbol: numbers first, then symbols in order.

    >>> gathered([Power(3, "R", 2), Power(2, "M", 1), Power(3, "R", 1)])
    (Power(dim=2, symbol='M', exponent=1), Power(dim=3, symbol='R', exponent=3))
    """
    counts: dict[tuple[int, str | None], int] = {}
    for dim, symbol, exponent in powers:
        if symbol is not None or dim > 1:
            counts[dim, symbol] = counts.get((dim, symbol), 0) + exponent
    factors = sorted(counts.items(), key=lambda item: (item[0][1] or "", item[0][0]))
    return tuple(Power(dim, symbol, count) for (dim, symbol), count in factors)


def _by_symbol(powers: Iterable[Power]) -> list[Power]:
    """Return powers with single symbols in their order; the dimension of one that stood for a product is not known."""
    counts: dict[tuple[str, int], int] = {}
    for dim, symbol, count in gathered(powers):
        for each in (symbol or "").split(" "):
            key = (each, 0 if each else dim)
            counts[key] = counts.get(key, 0) + count
    return [Power(dim, symbol or None, count) for (symbol, dim), count in sorted(counts.items())]


def _latex_symbol(symbol: str) -> str:
    r"""Return an identifier in LaTeX: what follows its first underscore is a subscript; others are plain characters.

    The name of a Greek letter stands for the letter.

    >>> print(_latex_symbol("R"), _latex_symbol("R_in"), _latex_symbol("_a_b"), _latex_symbol("chi_L"))
    R {R}_{in} \_a\_b {\chi}_{L}
    """
    head, _, tail = symbol.partition("_")
    tail = _letter(tail.replace("_", "\\_"))
    return f"{{{_letter(head)}}}_{{{tail}}}" if head and tail.strip("\\_") else _letter(symbol).replace("_", "\\_")


def _letter(word: str) -> str:
    return f"\\{word}" if word in GREEK else word


def coprime_base(numbers: Iterable[int]) -> tuple[int, ...]:
    """Return pairwise coprime integers > 1 such that every given number is a product of their powers.

    Products of such powers are equal only if their exponents are. The base is a single integer if and only if all
    numbers are powers of that integer.

    >>> coprime_base([4, 8]), coprime_base([6, 4, 1]), coprime_base([100, 10])
    ((2,), (2, 3), (10,))
    """
    return factored(numbers)[0]


def factored(numbers: Iterable[int]) -> tuple[tuple[int, ...], dict[int, tuple[tuple[int, int], ...]]]:
    """Return a coprime base of dimensions, and each of them as pairs (place in the base, count).

    The numbers are factored. Primes p, q, ... whose exponents in the numbers are multiples k a_1, k a_2, ..., and
    l a_1, l a_2, ..., of the same integers (without a common factor) make the element p^k q^l ... of the base, with
    the exponents a_1, a_2, ...: so all numbers are powers of one integer if and only if the base has one element.

    >>> factored([100, 10, 3])
    ((3, 10), {3: ((0, 1),), 10: ((1, 1),), 100: ((1, 2),)})
    """
    listed = sorted(set(numbers))
    exponents_of: dict[int, list[tuple[int, int]]] = {}
    for place, number in enumerate(listed):
        for prime, count in _factors(number):
            exponents_of.setdefault(prime, []).append((place, count))
    elements: dict[tuple[tuple[int, int], ...], int] = {}
    for prime, column in exponents_of.items():
        power = math.gcd(*[count for _, count in column])
        ratios = tuple(column) if power == 1 else tuple((place, count // power) for place, count in column)
        elements[ratios] = elements.get(ratios, 1) * prime**power
    ordered = sorted((element, ratios) for ratios, element in elements.items())
    powers: list[list[tuple[int, int]]] = [[] for _ in listed]
    for place, (_, ratios) in enumerate(ordered):
        for number, count in ratios:
            powers[number].append((place, count))
    return tuple(element for element, _ in ordered), dict(zip(listed, map(tuple, powers), strict=True))


def _factors(number: int) -> list[tuple[int, int]]:
    """Return the primes of a number with their exponents; flint factors what is not small.

    >>> _factors(12), _factors(10**6), _factors(97), _factors(1)
    ([(2, 2), (3, 1)], [(2, 6), (5, 6)], [(97, 1)], [])
    """
    if number >= SMALL:
        import flint

        return [(int(prime), count) for prime, count in flint.fmpz(number).factor()]
    found = []
    for divisor in (2, *range(3, 100, 2)):
        if divisor * divisor > number:
            break
        count = 0
        while number % divisor == 0:
            number //= divisor
            count += 1
        if count:
            found.append((divisor, count))
    return [*found, (number, 1)] if number > 1 else found


def exponents(number: int, base: tuple[int, ...]) -> tuple[int, ...]:
    """Return the exponents of `number` over a coprime base.

    >>> exponents(12, (2, 3))
    (2, 1)
    """
    counts = []
    for factor in base:
        count = 0
        while number % factor == 0:
            number //= factor
            count += 1
        counts.append(count)
    return tuple(counts)


@lru_cache(maxsize=4096)  # a network has few dimensions; each search for a cut asks for their logarithms again
def scaled_log(number: int, bits: int) -> int:
    """Return the integer nearest to 2**bits * ln(number).

    >>> scaled_log(2, 10)
    710
    """
    context = Context(prec=bits // 3 + number.bit_length() // 3 + 20, Emax=10**9, Emin=-(10**9))
    scaled = context.multiply(Decimal(2**bits), context.ln(Decimal(number)))
    return int(scaled.to_integral_value(ROUND_HALF_EVEN, context))


class Order:
    """Keys that add as their products multiply, and that compare exactly as the products do, for any exponents.

    The key of a product of dimensions is one integer. Its low bits hold the exponents over a coprime base, so that
    equal keys mean equal products. Above them stands sum_i e_i w_i with w_i = round(S ln b_i), so that keys whose
    difference exceeds the rounding error (half a unit for each factor) are ordered as their products. Closer keys are
    compared with more and more digits, which ends since the powers of coprime integers are never equal.

    Parameters
    ----------
    dims : iterable of int
        The dimensions that products may have as factors.
    most : int
        A bound on the number of factors of any product.

    Attributes
    ----------
    keys : dict
        The key of every dimension.
    infinite : int
        A key that is larger than that of any product.

    Examples
    --------
    >>> order = Order([2, 3], most=10**19)
    >>> order.least(order.keys[2] * 10**18, order.keys[3] * 630929753571457437) == order.keys[3] * 630929753571457437
    True
    """

    def __init__(self, dims: Iterable[int], most: int) -> None:
        self.base, powers = factored(dims)
        self.width = (most * max((sum(n for _, n in power) for power in powers.values()), default=1)).bit_length() + 1
        self.low = self.width * len(self.base)
        self._bits = 3 * self.width + 64
        weights = [scaled_log(factor, self._bits) for factor in self.base]
        units = [(weight << self.low) + (1 << (self.width * place)) for place, weight in enumerate(weights)]
        self.keys: dict[int, int] = {
            dim: sum(count * units[place] for place, count in power) for dim, power in powers.items()
        }
        self._close = (len(self.base) + 1) << (self.width + self.low) if len(self.base) > 1 else 0
        self.infinite = (sum(units) + 1) << (self.width + 1)

    def least(self, one: int, two: int) -> int:
        """Return the smaller key; `infinite`, and any sum with it, is larger than the key of any product."""
        if -self._close < one - two < self._close and one != two and one < self.infinite:
            return one if self._sign(one - two) < 0 else two
        return one if one < two else two

    def less(self, one: int, two: int) -> bool:
        """Return whether a key, or a sum or difference of keys, is smaller than another one."""
        difference = one - two
        if -self._close < difference < self._close and difference:
            return self._sign(difference) < 0
        return difference < 0

    def surely_less(self, one: int, two: int) -> bool:
        """Return whether the first is smaller, or false if that cannot be told at once."""
        return one - two <= -max(1, self._close)

    def exponents(self, key: int) -> tuple[int, ...]:
        """Return the exponents of the product of a key over the base; those of a difference may be negative."""
        counts, half = [], 1 << (self.width - 1)
        for _ in self.base:
            counts.append(((key + half) & (2 * half - 1)) - half)  # no exponent exceeds half of its bits
            key = (key - counts[-1]) >> self.width
        return tuple(counts)

    def _sign(self, key: int) -> int:
        """Return the sign of the logarithm of a product that is not 1, given by its key or a difference of keys."""
        counts = self.exponents(key)
        bits = 2 * self._bits
        while True:
            total = sum(count * scaled_log(factor, bits) for count, factor in zip(counts, self.base, strict=True))
            if abs(total) > sum(map(abs, counts)):
                return 1 if total > 0 else -1
            bits *= 2
