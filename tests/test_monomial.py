import itertools
import math
import random

import pytest

from tnrnn import TnrnnError
from tnrnn.basics.monomial import Order, Power, coprime_base, exponents, factored, formula, log2, scaled_log, value


def test_coprime_base_is_coprime_and_spans():
    rng = random.Random(0)
    for _ in range(300):
        numbers = [rng.randint(1, 5000) for _ in range(rng.randint(1, 6))]
        base = coprime_base(numbers)
        assert all(math.gcd(a, b) == 1 for a, b in itertools.combinations(base, 2))
        assert 1 not in base
        for number in numbers:
            powers = exponents(number, base)
            assert math.prod(b**e for b, e in zip(base, powers, strict=True)) == number


def test_one_base_element_exactly_for_powers_of_one_integer():
    assert coprime_base([4, 8, 1]) == (2,)
    assert coprime_base([36, 6, 216]) == (6,)
    assert len(coprime_base([2, 6])) == 2
    assert coprime_base([1]) == ()


def refined(numbers: list[int]) -> tuple[int, ...]:
    """Return a coprime base by greatest common divisors alone: as long as two elements share a factor, split both."""
    base: list[int] = []
    waiting = [number for number in numbers if number > 1]
    while waiting:
        number = waiting.pop()
        other = next((other for other in base if math.gcd(number, other) > 1), None)
        if other is None:
            base.append(number)
        elif number != other:
            shared = math.gcd(number, other)
            base.remove(other)
            waiting += [part for part in (number // shared, shared, other // shared) if part > 1]
    return tuple(sorted(base))


@pytest.mark.parametrize("most", [10, 60, 1000, 9_999, 10**6, 10**9])
def test_factors_give_the_base_that_common_divisors_give(most):
    rng = random.Random(most)
    for _ in range(200):
        numbers = [rng.randint(1, most) for _ in range(rng.randint(1, 7))]
        numbers += [number**k for number in numbers for k in (2, 3) if number**k <= most and rng.random() < 0.5]
        base, powers = factored(numbers)
        assert base == refined(numbers)
        assert powers.keys() == set(numbers)
        for number, power in powers.items():
            assert math.prod(base[place] ** count for place, count in power) == number
            assert [place for place, _ in power] == sorted({place for place, _ in power})
            assert all(count > 0 for _, count in power)


def test_thousands_of_dimensions_have_their_base_at_once():
    """All numbers up to 8,030: the base is the primes up to there."""
    base, powers = factored(range(1, 8031))
    assert len(base) == 1010  # the number of primes up to 8,030
    assert powers[8030] == tuple((base.index(prime), 1) for prime in (2, 5, 11, 73))
    primes = [999_999_937, 999_999_929, 31_607, 31_607**2, 2**29, 31_607 * 31_601]
    assert factored(primes)[0] == (31_601, 31_607, 2**29, 999_999_929, 999_999_937)
    assert factored([])[0] == factored([1])[0] == ()


def test_order_agrees_with_integers():
    rng = random.Random(1)
    for _ in range(300):
        dims = [rng.randint(1, 40) for _ in range(rng.randint(1, 4))]
        order = Order(dims, most=60)
        one, two = ([rng.choice(dims) for _ in range(rng.randint(0, 30))] for _ in range(2))
        keys = [sum(map(order.keys.get, product)) for product in (one, two)]
        values = [math.prod(product) for product in (one, two)]
        assert (keys[0] == keys[1]) == (values[0] == values[1])
        assert order.least(*keys) == keys[values.index(min(values))]
        assert order.least(keys[0], order.infinite) == keys[0]


def convergents(one: int, two: int, most: int) -> list[tuple[int, int]]:
    """Return the convergents p/q of one/two with q <= most."""
    result, (p, before_p), (q, before_q) = [], (1, 0), (0, 1)
    while two:
        term, rest = divmod(one, two)
        p, before_p, q, before_q = term * p + before_p, p, term * q + before_q, q
        if q > most:
            break
        result.append((p, q))
        one, two = two, rest
    return result


def test_order_tells_apart_huge_products_that_differ_by_little():
    """For the convergents p/q of log2(3), below and above it in turn, 2^p and 3^q differ by less than a part in q."""
    order = Order([2, 3], most=10**22)
    pairs = convergents(scaled_log(3, 400), scaled_log(2, 400), 10**20)
    assert len(pairs) > 35
    assert pairs[4] == (19, 12)
    for number, (p, q) in enumerate(pairs):
        two, three = order.keys[2] * p, order.keys[3] * q
        assert order.least(two, three) == order.least(three, two) == (two if number % 2 == 0 else three)
        if p < 1000:
            assert (2**p < 3**q) == (number % 2 == 0)


def test_exponents_of_differences_are_differences():
    order, rng = Order([2, 3, 35], most=10**20), random.Random(3)
    for _ in range(200):
        one, two = ([rng.randint(0, 10**19) for _ in range(3)] for _ in range(2))
        keys = [sum(count * order.keys[dim] for count, dim in zip(c, (2, 3, 35), strict=True)) for c in (one, two)]
        assert order.exponents(keys[0]) == tuple(one)
        assert order.exponents(keys[0] - keys[1]) == tuple(a - b for a, b in zip(one, two, strict=True))


def test_order_compares_exactly_where_rounded_keys_cannot(monkeypatch):
    order = Order([2, 3, 5], most=1000)
    calls = []
    sign = Order._sign
    monkeypatch.setattr(Order, "_sign", lambda self, key: calls.append(1) or sign(self, key))
    order._close = order.infinite  # every comparison of different keys is now a close one
    rng = random.Random(2)
    for _ in range(200):
        one, two = ([rng.randint(0, 100) for _ in range(3)] for _ in range(2))
        keys = [sum(count * order.keys[dim] for count, dim in zip(c, (2, 3, 5), strict=True)) for c in (one, two)]
        values = [2**a * 3**b * 5**c for a, b, c in (one, two)]
        assert order.least(*keys) == keys[values.index(min(values))]
        assert order.less(keys[0] - keys[1], 0) == order.less(0, keys[1] - keys[0]) == (values[0] < values[1])
    assert len(calls) > 590


def test_value_log2_formula():
    powers = [Power(3, "R", 2), Power(2, "M", 1), Power(5, None, 3), Power(1, None, 4)]
    assert value(powers) == 9 * 2 * 125
    assert log2(powers) == pytest.approx(math.log2(2250))
    assert formula(powers) == "5^3 M R^2"
    assert formula([]) == "1"
    assert formula([Power(1, None, 5)]) == "1"


def test_value_beyond_memory_is_refused_while_log2_and_formula_answer():
    powers = [Power(3, "R", 10**18)]
    with pytest.raises(TnrnnError, match=r"value: 2\^1.58496e\+18 does not fit in memory"):
        value(powers)
    assert log2(powers) == pytest.approx(1.5849625007e18)
    assert formula(powers) == "R^1000000000000000000"


def test_log2_beyond_floats_is_a_whole_number():
    assert log2([Power(4, None, 10**400)]) == 2 * 10**400
    for exponent in (10**308, 2**1023, 2**1100):
        size = log2([Power(10**9, None, exponent)])
        assert abs(size - exponent * 29897352853986263 // 10**15) < size // 10**12


def test_order_of_many_coprime_dimensions_answers_fast():
    primes = [n for n in range(2, 3000) if all(n % d for d in range(2, int(n**0.5) + 1))]
    order = Order(primes, most=1000)
    assert len(order.base) == len(primes) > 400
    rng = random.Random(3)
    for _ in range(50):
        one, two = (rng.sample(primes, 30) for _ in range(2))
        keys = [sum(map(order.keys.get, product)) for product in (one, two)]
        assert order.least(*keys) == keys[math.prod(two) < math.prod(one)]
