"""The dimension of the space V of what the End of an RAC can ask of its state, for almost all weights.

V is the span of the values of all End words as polynomials in the state (h_1, .., h_L) after the Start. It grows step
by step: V(n+1) is spanned by the polynomials f(step_x(h)), f in V(n), where x is one more first letter of the End.
Write u = W_I[1] x, a_l = W_H[l] h_l and z = u * a_1; then

    step_x(h) = (z, v_2, .., v_L),    v_1 = z,    v_l = a_l * (W_I[l] v_(l-1)).

*Continuous inputs, M >= R.* u ranges over F^R. So V(n+1) is the direct sum over the monomials a_1^kappa of the spaces
of coefficients of z^kappa in f(z, v_2, .., v_L): its dimension is a sum of small ranks, which for almost all weights
depend on kappa up to the order of its entries.

*Two layers.* V(n+1) is the sum over the letters x; for continuous inputs as many random letters as there are monomials
of degree n + 1 in x.

The ranks are those of random weights modulo a prime. They are at most those of almost all weights over the reals, and
less with a probability of about degree x rank / prime.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations_with_replacement
from math import factorial, prod

import numpy as np

from ..basics import MAX_SEED, approximate, choice, mistake, whole
from ..bounding import RacSizes, multichoose
from ..networks import MODES, Mode
from ..values import Array, uniform
from .elimination import rank_profiles
from .exact_products import product
from .pivots import MERSENNE

MAX_MONOMIALS = 2**21
"""The largest number of monomials in the state."""

MAX_WIDTH = 5_000
"""The largest number of monomials in one vector, and of all monomials that are not split by those of one vector."""

Monomial = tuple[int, ...]
Space = dict[Monomial, Array]
"""Rows that span the factors of each monomial in a_1, as coefficients of the monomials in a_2, .., a_L."""


def end_dimension(sizes: RacSizes, mode: Mode = "continuous", seed: int = 0) -> int:
    """Return the dimension of V for almost all weights, for two layers, or for continuous inputs and M >= R.

    Parameters
    ----------
    sizes : RacSizes
        The sizes and the split; only the number n of End steps matters.
    mode : "one-hot" or "continuous"
        What the inputs are: letters, which are unit vectors, or any vectors.
    seed : int
        The seed of the weights.

    Raises
    ------
    TnrnnError
        If the sizes are others, if they make matrices that are too large, if the mode is neither of the two words, or
        if the seed is not an integer from 0 to 2^64 - 1.

    Examples
    --------
    >>> end_dimension(RacSizes(6, 3, 3, 3)), end_dimension(RacSizes(14, 2, 2, 3), "one-hot")
    (759, 105)
    """
    choice("mode", mode, MODES)
    if sizes.layers > 1 and mode == "continuous" and sizes.inputs >= sizes.hidden:
        ranks = monomial_ranks(sizes.layers, sizes.hidden, sizes.ends, seed)
        return sum(_orders(kappa) * rank for kappa, rank in ranks.items())
    if sizes.layers != 2:
        raise mistake("end_dimension", "two layers, or more with continuous inputs and M >= R", sizes)
    _check("end_dimension", sizes, MAX_WIDTH)
    return _TwoLayers(sizes, mode, seed).dimension()


def monomial_ranks(layers: int, hidden: int, ends: int, seed: int = 0) -> dict[Monomial, int]:
    """Return the dimension of the factors of each monomial in a_1, for continuous inputs and M >= R.

    Parameters
    ----------
    layers, hidden, ends : int
        The numbers L, R and n of layers, hidden channels and End steps.
    seed : int
        The seed of the weights.

    Returns
    -------
    dict
        The rank for each monomial, as exponents in descending order, which stand for all their orders.

    Examples
    --------
    >>> monomial_ranks(3, 2, 3)
    {(6, 0): 6, (5, 1): 8, (4, 2): 8, (3, 3): 8}
    """
    _check("monomial_ranks", RacSizes(ends + 1, layers, hidden, hidden, 1), MAX_MONOMIALS)
    weights = _weights(layers, hidden, seed)
    space: Space = {(0,) * hidden: weights[f"w {layers}"][:1]}
    for step in range(ends):
        grower = _Growing(layers, hidden, step, weights)
        kappas = monomials(hidden, grower.after[0])
        if step == ends - 1:
            kappas = [kappa for kappa in kappas if list(kappa) == sorted(kappa, reverse=True)]
        space = grower.grown(space, kappas)
    return {kappa: len(rows) for kappa, rows in space.items()}


def _check(owner: str, sizes: RacSizes, most: int) -> None:
    """Raise a TnrnnError if there are too many monomials; all matrices are about as large as their numbers."""
    widths = [multichoose(sizes.hidden, degree) for degree in sizes.degrees()]
    if max(widths) > MAX_WIDTH or prod(widths) > most:
        expected = f"at most {MAX_WIDTH:,} monomials in each h[k,l], and {most:,} in all"
        raise mistake(owner, expected, " x ".join(map(approximate, widths)))


def monomials(variables: int, degree: int) -> list[Monomial]:
    """Return the exponents of all monomials of a degree.

    >>> monomials(2, 2)
    [(2, 0), (1, 1), (0, 2)]
    """
    counts = map(Counter, combinations_with_replacement(range(variables), degree))
    return [tuple(count[variable] for variable in range(variables)) for count in counts]


def _orders(kappa: Monomial) -> int:
    return factorial(len(kappa)) // prod(factorial(count) for count in Counter(kappa).values())


def _weights(layers: int, hidden: int, seed: int) -> dict[str, Array]:
    """Return W_H[l] and W_I[l] under the names "H l" and "I l", and the weights of the output as "w L"."""
    whole("seed", seed, least=0, most=MAX_SEED)
    names = [f"{kind} {layer}" for kind in "HI" for layer in range(1, layers + 1)] + [f"w {layers}"]
    keys = {name: f"tnrnn end space {seed} {name}".encode() for name in names}
    return {name: uniform(key, hidden * hidden, MERSENNE).reshape(hidden, hidden) for name, key in keys.items()}


def _power(matrix: Array, degree: int) -> Array:
    """Return the coefficients of the monomials of a degree in the coordinates of `matrix` v, as polynomials in v."""
    size = len(matrix)
    power: Array = np.ones((1, 1), dtype=np.int64)
    for now in range(1, degree + 1):
        below, above = ({mono: at for at, mono in enumerate(monomials(size, each))} for each in (now - 1, now))
        grown = np.zeros((len(above), len(above)), dtype=np.int64)
        first = {mono: next(i for i in range(size) if mono[i]) for mono in above}
        rows = power[[below[_plus(mono, first[mono], -1)] for mono in above]]
        forms = matrix[list(first.values())]
        for variable in range(size):
            where = [above[_plus(mono, variable)] for mono in below]
            grown[:, where] = (grown[:, where] + rows * forms[:, variable, None]) % MERSENNE
        power = grown
    return power


def _plus(mono: Monomial, variable: int, amount: int = 1) -> Monomial:
    return (*mono[:variable], mono[variable] + amount, *mono[variable + 1 :])


def _sum(one: Monomial, two: Monomial) -> Monomial:
    return tuple(a + b for a, b in zip(one, two, strict=True))


def _basis(rows: Array) -> Array:
    """Return the rows that are not combinations of rows before them."""
    found: Array = rows[rank_profiles(rows, MERSENNE)[0]]
    return found


class _Growing:
    """One more End step for continuous inputs and M >= R: from V(n) to V(n+1), by monomials in a_1."""

    def __init__(self, layers: int, hidden: int, ends: int, weights: dict[str, Array]) -> None:
        self.layers, self.hidden, self.weights = layers, hidden, weights
        self.before = _degrees(layers, ends)
        self.after = _degrees(layers, ends + 1)
        self.nus = np.array(monomials(hidden, self.before[0]))
        self.places = {delta: place for place, delta in enumerate(monomials(hidden, self.after[1]))}

    def grown(self, space: Space, kappas: list[Monomial]) -> Space:
        """Return the factors of some monomials, each as a basis."""
        inner = {mu: self._inner(rows) for mu, rows in space.items()}
        places = {mu: place for place, mu in enumerate(monomials(self.hidden, self.before[0]))}
        order = [places[mu] for mu in inner]
        outer = _power(self.weights["H 1"], self.before[0])[order], _power(self.weights["I 2"], self.after[1])
        return {kappa: self._factors(kappa, list(inner.values()), outer) for kappa in kappas}

    def _inner(self, rows: Array) -> Array:
        """Return rows in a_2, .., a_L as polynomials in v_2 and the new a_2, .., a_L.

        Here v_2 is kept as its power a_2^delta (W_I[2] z)^delta: the axes are (rows, delta, other exponents).
        """
        shape = [multichoose(self.hidden, degree) for degree in self.before[1:]]
        tensor = rows.reshape(len(rows), *shape)
        for axis, degree in enumerate(self.before[1:], 1):  # a_l = W_H[l] h_l
            change = _power(self.weights[f"H {axis + 1}"], degree)
            flat = np.moveaxis(tensor, axis, -1)
            made = product(np.ascontiguousarray(flat).reshape(-1, flat.shape[-1]), change, MERSENNE)
            tensor = np.moveaxis(made.reshape(flat.shape), -1, axis)
        for layer in range(self.layers, 2, -1):
            tensor = self._lowered(tensor, layer)
        return np.ascontiguousarray(tensor).reshape(len(rows), tensor.shape[1], -1)

    def _lowered(self, tensor: Array, layer: int) -> Array:
        """Replace v_l^beta by a_l^beta (W_I[l] v_(l-1))^beta, expanded in v_(l-1)."""
        top, low = self.after[layer - 1], self.before[layer - 2]
        power = _power(self.weights[f"I {layer}"], top)
        places = {mono: at for at, mono in enumerate(monomials(self.hidden, top + low))}
        tensor = np.moveaxis(tensor, (layer - 2, layer - 1), (-2, -1))
        out = np.zeros((*tensor.shape[:-2], len(places), tensor.shape[-1]), dtype=np.int64)
        for at, beta in enumerate(monomials(self.hidden, low)):
            for column, gamma in enumerate(monomials(self.hidden, top)):
                place = places[_sum(beta, gamma)]
                out[..., place, :] = (out[..., place, :] + tensor[..., at, :] * power[:, column]) % MERSENNE
        return np.moveaxis(out, (-2, -1), (layer - 2, layer - 1))

    def _factors(self, kappa: Monomial, inner: list[Array], outer: tuple[Array, Array]) -> Array:
        """Return a basis of the coefficients of z^kappa in (W_H[1] z)^mu (W_I[2] z)^delta times what stands with it."""
        left, right = outer
        first, second = self._pairs(kappa)
        found = product(left[:, first], right[:, second].T, MERSENNE)
        blocks = [rows * line[None, :, None] % MERSENNE for rows, line in zip(inner, found, strict=True)]
        return _basis(np.concatenate([block.reshape(len(block), -1) for block in blocks]))

    def _pairs(self, kappa: Monomial) -> tuple[Array, list[int]]:
        """Return the places of all nu and delta whose sum is kappa, among the monomials of their degrees.

        The degree of kappa is that of nu and of delta together, so that kappa - nu is a delta if it is not negative.
        """
        rest = np.array(kappa) - self.nus
        first = np.flatnonzero((rest >= 0).all(axis=1))
        return first, [self.places[delta] for delta in map(tuple, rest[first].tolist())]


def _degrees(layers: int, ends: int) -> list[int]:
    if ends == 0:
        return [0] * (layers - 1) + [1]
    return RacSizes(ends + 1, layers, 1, 1, 1).degrees()


class _TwoLayers:
    """The growth of V for two layers, letter by letter."""

    def __init__(self, sizes: RacSizes, mode: Mode, seed: int) -> None:
        self.sizes, self.mode, self.seed = sizes, mode, seed
        self.weights = _weights(2, sizes.hidden, seed)

    def dimension(self) -> int:
        """Return the dimension after all End steps."""
        hidden = self.sizes.hidden
        rows = self.weights["w 2"][:1].reshape(1, 1, hidden)  # coefficients of h_1^gamma h_(2,j)
        for degree in range(1, self.sizes.ends + 1):
            grown = self._grown(rows, degree)
            if degree == self.sizes.ends:
                return len(grown)
            rows = self._changed(grown.reshape(len(grown), -1, hidden), degree)
        return 0

    def _grown(self, rows: Array, degree: int) -> Array:
        """Return a basis of V in a_1 and a_2: h_1^gamma h_(2,j) becomes a_2j sum_i B_ji (u * a_1)^(gamma + e_i)."""
        hidden, feeding = self.sizes.hidden, self.weights["I 2"]
        places = {mono: at for at, mono in enumerate(monomials(hidden, degree))}
        out = np.zeros((len(rows), len(places), hidden), dtype=np.int64)
        for at, gamma in enumerate(monomials(hidden, degree - 1)):
            for i in range(hidden):
                place = places[_plus(gamma, i)]
                out[:, place] = (out[:, place] + rows[:, at] * feeding[:, i]) % MERSENNE
        scaled = [out * self._values(letter, list(places))[:, None] % MERSENNE for letter in self._letters(degree)]
        return _basis(np.concatenate(scaled).reshape(-1, len(places) * hidden))

    def _changed(self, rows: Array, degree: int) -> Array:
        """Return polynomials in a_1 and a_2 as polynomials in h_1 and h_2."""
        count, width, hidden = rows.shape
        second = product(rows.reshape(-1, hidden), self.weights["H 2"], MERSENNE).reshape(count, width, hidden)
        flat = np.ascontiguousarray(second.transpose(0, 2, 1)).reshape(-1, width)
        first = product(flat, _power(self.weights["H 1"], degree), MERSENNE)
        return first.reshape(count, hidden, width).transpose(0, 2, 1)

    def _letters(self, degree: int) -> Array:
        """Return the vectors u = W_I[1] x of all letters, or of enough random ones."""
        inputs, hidden = self.sizes.inputs, self.sizes.hidden
        matrix = uniform(f"tnrnn end space {self.seed} letters".encode(), inputs * hidden, MERSENNE)
        if self.mode == "one-hot":
            return matrix.reshape(inputs, hidden)
        count = multichoose(inputs, degree)
        points = uniform(f"tnrnn end space {self.seed} points {degree}".encode(), count * inputs, MERSENNE)
        return product(points.reshape(count, inputs), matrix.reshape(inputs, hidden), MERSENNE)

    def _values(self, letter: Array, exponents: list[Monomial]) -> Array:
        powers = [[pow(int(entry), top, MERSENNE) for top in range(self.sizes.ends + 1)] for entry in letter]
        found: Array = np.ones(len(exponents), dtype=np.int64)
        for i, line in enumerate(powers):
            found = found * np.array([line[mono[i]] for mono in exponents], dtype=np.int64) % MERSENNE
        return found
