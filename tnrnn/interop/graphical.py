"""Graphical models in the format of the UAI competitions: a factor is a tensor, and a variable is an index."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from ..basics import MAX_DIM, TnrnnError, approximate, as_before, choice, listed, mistake, shown, whole
from ..networks import Network
from ..values import Array
from .assembling import Labelled, assemble

MAX_TEXT = 2**26
"""The largest number of characters of a text."""

HEADER = 2**16
"""The type of a model must stand within this number of characters, after comments."""

MAX_AXES = 64
"""The largest number of axes of an array of numpy."""

TYPES = ("MARKOV", "BAYES")
"""The types of models."""

# A line that is a comment.
_COMMENT = re.compile(r"^[ \t]*c(?:[ \t\r].*)?$", re.MULTILINE)
# A decimal number.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


class Model(NamedTuple):
    """The size of each variable, the variables of each factor, and the table of each factor, with an axis for each."""

    sizes: tuple[int, ...]
    scopes: tuple[tuple[int, ...], ...]
    tables: tuple[Array, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the variables, which are their numbers from 0."""
        return tuple(map(str, range(len(self.sizes))))


@as_before()
def from_uai(text: str, *, variables: Iterable[int] | None = None) -> tuple[Network, dict[str, Array]]:
    """Return the network of a graphical model in the UAI format, and the tables of its factors.

    ::

        p(x_0, .., x_{n-1}) = product of the factors f_k(variables of k), up to a constant

    Factor k is the tensor `f{k}`, with an axis for each of its variables. A variable is an index, and it becomes a copy
    tensor if it joins more than two factors, or two factors and an open leg. `contract` of the result is the sum of the
    products of all factors over the variables that have no open leg. Nothing is normalized.

    A cut between open legs bounds the rank of this table, with the near variables as rows and the far ones as columns.

    Parameters
    ----------
    text : str
        The text of the file, at most 2^26 characters: MARKOV or BAYES; the number of variables, and their sizes; the
        number of factors; for each factor the number of its variables, and these variables; then for each factor the
        number of its entries, and these entries, of which the last variable runs fastest. A line that consists of "c",
        or of "c", a space and any text, is a comment.
    variables : iterable of int, optional
        The variables that have an open leg, in the order of the axes; by default all variables. The others are summed
        over. The leg of variable 3 is called "3".

    Returns
    -------
    (Network, tables)
        The network, and the tables as arrays by the name of their factor, such as "f0".

    Raises
    ------
    TnrnnError
        If the text is not such a model: if it is too short or too long, if a count is negative or too large, if an
        entry is not a finite number, or if a factor has a variable twice.

    References
    ----------
    UAI 2016 Inference Evaluation, model format: http://www.hlt.utdallas.edu/~vgogate/uai16-evaluation/uaiformat.html

    Examples
    --------
    >>> from tnrnn import Partition, contract, min_cut
    >>> chain = "MARKOV 3  2 2 3  2  2 0 1  2 1 2   4  1 2 3 4   6  1 0 1 0 1 1"
    >>> network, tables = from_uai(chain, variables=[0, 2])
    >>> contract(network, tables).tolist()
    [[1.0, 2.0, 3.0], [3.0, 4.0, 7.0]]
    >>> min_cut(network, Partition(near=["0"], far=["2"])).value
    2
    """
    return network_of(model_of(text), variables)


def is_uai(text: str) -> bool:
    """Return whether a text begins like a model in the UAI format.

    >>> is_uai("c made by hand\\nBAYES\\n3"), is_uai('{"format": "tnrnn network"}')
    (True, False)
    """
    return next(iter(_Words(text[:HEADER])), "") in TYPES


def model_of(text: Any) -> Model:
    """Return the model that a text holds.

    Raises
    ------
    TnrnnError
        If the text is not a model. Counts are compared with the length of the text before memory is taken for them.
    """
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        given = f"one of {len(text):,}" if isinstance(text, str) else text
        raise mistake("model", f"a text of at most {MAX_TEXT:,} characters", given)
    words = _Words(text)
    choice("model, type", words.take("MARKOV or BAYES"), TYPES)
    number = words.count("the number of variables")
    sizes = tuple(words.integer(f"the size of variable {variable}", 1, MAX_DIM) for variable in range(number))
    factors = words.count("the number of factors")
    scopes = tuple(_scope(words, factor, number) for factor in range(factors))
    tables = tuple(_table(words, factor, [sizes[at] for at in scope]) for factor, scope in enumerate(scopes))
    for word in words:
        raise mistake("model", f"the end of the text after {factors:,} factors", word)
    return Model(sizes, scopes, tables)


def network_of(model: Model, variables: Iterable[int] | None) -> tuple[Network, dict[str, Array]]:
    """Return the network of a model, with open legs for the given variables (None: for all), and its tables by name."""
    number = len(model.sizes)
    given = listed("variables", "numbers of variables", range(number) if variables is None else variables, number)
    legs = [whole("variables", variable, least=0, most=number - 1) for variable in given]
    if len(set(legs)) < len(legs):
        raise mistake("variables", "each once", legs)
    names = [f"f{factor}" for factor in range(len(model.scopes))]
    shapes = [[model.sizes[at] for at in scope] for scope in model.scopes]
    used = {variable for scope in model.scopes for variable in scope}
    # A variable of no factor is a copy tensor alone: an open leg of ones, or, if it is summed, the number of values.
    unused = [((variable, size),) for variable, size in enumerate(model.sizes) if variable not in used]
    network = assemble(Labelled(names, model.scopes, shapes, legs, unused))
    return network, dict(zip(names, model.tables, strict=True))


class _Words:
    """The words of a text, one after another, without comments; numbers are checked when they are taken."""

    def __init__(self, text: str) -> None:
        self._text = _COMMENT.sub("", text)
        self._end = 0

    def __iter__(self) -> Iterator[str]:
        for match in re.compile(r"\S+").finditer(self._text, self._end):
            self._end = match.end()
            yield match.group()

    def take(self, what: str) -> str:
        for word in self:
            return word
        raise mistake("model", what, "the end of the text")

    def integer(self, what: str, least: int, most: int | None = None) -> int:
        word = self.take(what)
        number = int(word.lstrip("0")[:20] or "0") if word.isascii() and word.isdigit() else -1
        if number < least or (most is not None and number > most):
            bounds = f"of at least {least}" if most is None else f"from {least} to {most:,}"
            raise TnrnnError(f"model: expected {what}, an integer {bounds}, given {shown(word)}")
        return number

    def count(self, what: str) -> int:
        """Return a number of things, each of which takes at least a digit and a space in the text."""
        number = self.integer(what, 0)
        if number > (len(self._text) - self._end) // 2:
            raise TnrnnError(f"model: expected a text that is long enough for {what}, given {approximate(number)}")
        return number

    def numbers(self, what: str, number: int) -> Iterator[float]:
        """Yield the entries of a table, which are `number` numbers."""
        taken = 0
        for word in self:
            value = float(word) if _NUMBER.fullmatch(word) else math.nan
            if not math.isfinite(value):
                raise TnrnnError(f"model: expected {what}, finite numbers, given {shown(word)}")
            yield value
            taken += 1
            if taken == number:
                return
        raise mistake("model", f"{what}, {number:,} numbers", f"{taken:,} before the end of the text")


def _scope(words: _Words, factor: int, number: int) -> tuple[int, ...]:
    size = words.integer(f"the number of variables of factor {factor}", 0, MAX_AXES)
    what = f"the variables of factor {factor}"
    scope = tuple(words.integer(what, 0, number - 1) for _ in range(size))
    if len(set(scope)) < size:
        raise mistake(f"model, variables of factor {factor}", "each once", list(scope))
    return scope


def _table(words: _Words, factor: int, shape: list[int]) -> Array:
    what, wanted = f"the entries of factor {factor}", math.prod(shape)
    number = words.count(f"the number of entries of factor {factor}")
    if number != wanted:
        product = " * ".join(map(str, shape)) or "1"
        raise mistake(f"model, number of entries of factor {factor}", f"{product} = {approximate(wanted)}", number)
    return np.fromiter(words.numbers(what, number), np.float64, number).reshape(shape)
