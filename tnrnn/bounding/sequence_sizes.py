"""The sizes of sequence models with a Start-End split, and the counts of polynomials that their closed forms use.

There are T steps, L layers and M input channels, k Start steps and n = T - k End steps. In one-hot mode the M letters
span an affine space of dimension M - 1, so in formulas of multi-affine models M - 1 takes the place of M.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import comb
from typing import Any, TypeVar

from ..basics import choice, mistake, whole
from ..models import Case
from ..networks import MODES, Mode
from .bound import PROVED, Bound, Kind, Status
from .family import CLOSED_FORM

OBSERVED = ("scalar", "vector", "future")
"""What may be observed: one value of the last step, all its channels, or all channels of all End steps."""

MOST_POWERS = 10_000
"""The largest degree, or number of variables if that is less, of binomial coefficients that are computed in full."""


@dataclass(frozen=True, kw_only=True)
class SequenceSizes:
    """The sizes of a sequence model and its split between Start and End; each model adds its own.

    Parameters
    ----------
    length, layers, inputs : int
        The numbers T, L and M of steps, layers and input channels.
    split : int
        The number k of Start steps.
    outputs : int
        The dimension of the output; only linear state spaces observe all of it.
    residual : bool
        Whether every layer adds its input to what it hands on. In one layer that is a function of the End alone.
    mode : "one-hot" or "continuous"
        What the inputs are: letters, which are unit vectors, or any vectors.
    observe : "scalar", "vector" or "future"
        What is observed: one number at the last step, all its channels, or those of all steps of the End.

    Raises
    ------
    TnrnnError
        If T is less than 2, another number is less than 1, k is not less than T, or a word is none of those above.

    Examples
    --------
    >>> sizes = SequenceSizes(length=7, layers=1, inputs=3, split=4, mode="one-hot")
    >>> sizes.ends, sizes.free, sizes.letter
    (3, 2, '(M-1)')
    """

    length: int
    layers: int
    inputs: int
    split: int
    outputs: int = 1
    residual: bool = False
    mode: Mode = "one-hot"
    observe: str = "scalar"

    def __post_init__(self) -> None:
        for size in fields(self):
            value = getattr(self, size.name)
            if isinstance(value, int) and not isinstance(value, bool):
                whole(size.name, value)
            elif size.type == "int":
                raise mistake(size.name, "an integer of at least 1", value)
        whole("length", self.length, least=2)
        whole("split", self.split, most=self.length - 1)
        choice("mode", self.mode, MODES)
        choice("observe", self.observe, OBSERVED)

    @property
    def ends(self) -> int:
        """The number n of End steps."""
        return self.length - self.split

    @property
    def hot(self) -> bool:
        """Whether the inputs are one-hot."""
        return self.mode == "one-hot"

    @property
    def free(self) -> int:
        """The dimension of the affine space that the inputs of a step span: M, or M - 1 if they are one-hot."""
        return self.inputs - self.hot

    @property
    def letter(self) -> str:
        """How a formula writes `free`."""
        return "(M-1)" if self.hot else "M"

    @property
    def one_word(self) -> bool:
        """Whether there is a single input word, so that every rank is 1."""
        return self.free == 0

    @property
    def scalar(self) -> bool:
        """Whether one value is observed."""
        return self.observe == "scalar"


Sizes = TypeVar("Sizes", bound=SequenceSizes)


def sizes_from(case: Case, record: type[Sizes]) -> Sizes | None:
    """Return the sizes of a case, or None if Start is not its first steps or its model has a size that is not known.

    Parameters
    ----------
    case : Case
        A case whose origin has the sizes of the record.
    record : subclass of SequenceSizes
        The record of the model.
    """
    origin, split = case.origin, case.partition.split
    known = {size.name for size in fields(record)}
    if origin is None or split is None or not {name for name, _ in origin.sizes} <= known:
        return None
    given: dict[str, Any] = dict(origin.sizes)
    return record(**given, split=split, mode=case.mode, observe=case.observe)


def choose(top: int, bottom: int, most: int | None = None) -> int:
    """Return C(top, bottom), or `most` if that is less; then no large number is made.

    Examples
    --------
    >>> choose(5, 2), choose(2, 3), choose(10**6, 5 * 10**5, most=7)
    (10, 0, 7)
    """
    if most is None:
        return comb(top, bottom)
    small = min(bottom, top - bottom)
    if small < 0:
        return 0
    found = 1
    for step in range(1, small + 1):
        found = found * (top - small + step) // step  # C(top - small + step, step), which grows with the step
        if found >= most:
            return most
    return found


def affine_powers(free: int, steps: int, most: int | None = None) -> int:
    """Return C(f + n, n): the dimension of the span of the products l(x_1) .. l(x_n), l an affine form in f variables.

    It is the dimension of Sym^n of the space of affine forms, since powers span symmetric tensors.

    Examples
    --------
    >>> affine_powers(2, 3), affine_powers(0, 5)
    (10, 1)
    """
    return choose(free + steps, steps, most)


def affine_sums(free: int, steps: int, most: int | None = None) -> int:
    """Return the sum of C(f + i, i) over i < k, which is C(f + k, k - 1).

    Examples
    --------
    >>> affine_sums(2, 3) == sum(affine_powers(2, i) for i in range(3))
    True
    """
    return choose(free + steps, steps - 1, most)


def closed(kind: Kind, value: int, formula: str, theorem: str, *, note: str = "", status: Status = PROVED) -> Bound:  # noqa: PLR0913
    """Return a bound under the name of closed forms."""
    return Bound(CLOSED_FORM, kind, value, formula, f"Theorem {theorem}", status, note=note)


def known_layers(sizes: SequenceSizes, most: int, name: str = "L") -> tuple[Bound, ...]:
    """Return the rank 1 if there is a single input word, or a reason if the layers are not of the kind that is known.

    Examples
    --------
    >>> known_layers(SequenceSizes(length=4, layers=3, inputs=2, split=2), 2)[0].reason
    'is known for L <= 2, and L is 3'
    """
    if sizes.one_word:
        return (closed("exact", 1, "1", "S0"),)
    if sizes.residual and sizes.layers > 1:
        return (unknown("of several layers is known without residual connections"),)
    if sizes.layers > most:
        return (unknown(f"is known for {name} {'<=' if most > 1 else '='} {most}, and L is {sizes.layers}"),)
    return ()


def unknown(reason: str) -> Bound:
    """Return the bound without a value that says why there is no closed form."""
    return Bound(CLOSED_FORM, "exact", reason=reason)


def least(*pairs: tuple[int, str]) -> tuple[int, str]:
    """Return the least of some values, and the formula "min{..}" of all of them.

    Examples
    --------
    >>> least((3, "N"), (2, "M"))
    (2, 'min{N, M}')
    """
    values, texts = zip(*pairs, strict=True)
    return min(values), texts[0] if len(texts) == 1 else f"min{{{', '.join(texts)}}}"


def grid(sizes: SequenceSizes, channels: int, letter: str, most: int) -> tuple[int, str]:
    """Return the number of rows or of columns of the matrix in one-hot mode, the less of them, and its formula.

    A number that is greater than `most` may be replaced by `most`.

    Examples
    --------
    >>> grid(SequenceSizes(length=5, layers=2, inputs=3, split=4, observe="vector"), 2, "R", most=100)
    (6, 'R M^n')
    """
    ends = sizes.ends
    rows = power(sizes.inputs, sizes.split, most), "M^k"
    if sizes.scalar:
        return min(rows, (power(sizes.inputs, ends, most), "M^n"))
    if sizes.observe == "vector":
        return min(rows, (channels * power(sizes.inputs, ends, most), f"{letter} M^n"))
    words = power(sizes.inputs, ends + 1, (most + 1) * sizes.inputs) - sizes.inputs
    return min(rows, (channels * (words // (sizes.inputs - 1)), f"{letter} (M + .. + M^n)"))


def power(base: int, exponent: int, most: int) -> int:
    """Return base^exponent, or `most` if that is less; then no large number is made.

    Examples
    --------
    >>> power(3, 4, 100), power(2, 10**6, 1000)
    (81, 1000)
    """
    if base == 1:
        return 1
    return min(most, int(base ** min(exponent, most.bit_length())))
