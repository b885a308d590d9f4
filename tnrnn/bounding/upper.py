"""All that is proved to bound the rank of one case from above, and the least of it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ..basics import Position, TnrnnError, approximate, choice, fields, mistake, monomial, whole
from ..cuts import Cut, min_cut, slice_cut
from ..networks import MODES, Circuit, Mode, Partition
from .closed_forms import PROVED, ideal_bounds
from .symmetric import SymmetricCut, rac_case, symmetric_cut

CUTS = "Levine et al., arXiv 1704.01552: a cut bounds the rank"
GIVEN = "given: "
"""How the names of bounds begin that are not computed here."""
OLD = "given"
_GIVEN_NAME = re.compile(GIVEN + "[!-~](?:[ -~]{0,198}[!-~])?")
MAX_FACTORS = 4
MAX_IDEAL = 1000
"""The most layers x hidden channels for which ideal bounds are computed."""


class UpperBound(NamedTuple):
    """A proved upper bound: its name, its logarithm, its exact value (None where that would not fit in memory), its
    formula and its source."""

    name: str
    log2: float
    value: int | None
    formula: str
    source: str


def given_bound(circuit: Circuit, partition: Partition, mode: Mode, upper: Any) -> UpperBound:
    """Return what a user gives as a bound on the rank of a case: under a known name if it is proved, else on trust.

    A bound with a known name is computed again, since anybody can write down an `UpperBound`. A cut is computed again,
    too, and is proved if it has the value of the least cut, the slice, or the symmetric cut. Any other bound gets a
    name that begins with "given: ".

    Parameters
    ----------
    circuit, partition, mode
        The case.
    upper : int, UpperBound, Cut or SymmetricCut

    Raises
    ------
    TnrnnError
        If `upper` is anything else, if it has a known name and another value than the bound of that name, and if its
        name is not printable ASCII text.

    Examples
    --------
    >>> from tnrnn import rac, symmetric_cut
    >>> case = rac(8, 2, 3, 3), Partition.start_end(8), "one-hot"
    >>> [given_bound(*case, upper).name for upper in (45, symmetric_cut(*case))]
    ['given: by the caller', 'symmetric_cut']
    """
    if isinstance(upper, Cut | SymmetricCut):
        return _given_cut(circuit, partition, mode, upper)
    if not isinstance(upper, UpperBound):
        number = whole("upper", upper, least=0)
        return UpperBound(f"{GIVEN}by the caller", _log2(number), number, "", "given")
    name = fields.name("upper, name", upper.name)
    value = None if upper.value is None else whole("upper", upper.value, least=0)
    if not is_known(name):
        name = bound_name("upper, name", name if name.startswith(GIVEN) else GIVEN + name)
        return upper._replace(name=name, value=value)
    found = upper_bound(circuit, partition, mode, name)
    if found is None:
        raise mistake("upper", "a bound that applies to this circuit and mode", name)
    if value not in (None, found.value):
        raise mistake("upper", f"what {name} gives: {value_text(found)}", value)
    return found


def _given_cut(circuit: Circuit, partition: Partition, mode: Mode, cut: Cut | SymmetricCut) -> UpperBound:
    symmetric = isinstance(cut, SymmetricCut)
    given = _of(f"{GIVEN}a symmetric cut" if symmetric else f"{GIVEN}a cut", cut, "", "given")
    for name in ("symmetric_cut",) if symmetric else ("min_cut", "slice"):
        found = upper_bound(circuit, partition, mode, name)
        if found is not None and found.value == given.value and found.log2 == given.log2:
            return found
    return given


def bound_name(owner: str, name: Any) -> str:
    """Return `name` if it can name an upper bound: a known name, or "given: " and printable ASCII text.

    The text has at most 200 characters. Certificates that were written before this rule may have the name "given".

    >>> bound_name("upper_name", "theorem 1")
    Traceback (most recent call last):
    tnrnn.TnrnnError: upper_name: expected the name of a known bound, or 'given: ' and printable ASCII text, \
given 'theorem 1'
    """
    if isinstance(name, str) and (is_known(name) or name == OLD or _GIVEN_NAME.fullmatch(name)):
        return name
    expected = f"the name of a known bound, or {GIVEN!r} and printable ASCII text"
    if isinstance(name, str) and not name.isascii():  # which may look like a name that is known
        raise TnrnnError(f"{owner}: expected {expected}, given {name[:80]!a}")
    raise mistake(owner, expected, name, NAMES)


def value_text(bound: UpperBound) -> str:
    """Return the value of a bound as text, at any size.

    >>> value_text(UpperBound("min_cut", 4000.0, None, "", "")), value_text(UpperBound("slice", 3.0, 8, "", ""))
    ('2^4000', '8')
    """
    return f"2^{bound.log2:.6g}" if bound.value is None else approximate(bound.value)


def upper_bounds(circuit: Circuit, partition: Partition, mode: Mode = "one-hot") -> tuple[UpperBound, ...]:
    """Return the upper bounds on the rank of one output that apply to a case.

    The min-cut and, where Start is a first part, the slice, the symmetric cut, for an RAC
    split in two the proved ideal bounds, and in one-hot mode the sizes of the grid. A rank is that of the transposed
    matrix: where it is an RAC's End that is near, Start and End are exchanged first.

    Raises
    ------
    TnrnnError
        On other modes, and partitions that do not fit.

    Examples
    --------
    >>> from tnrnn import rac
    >>> [(bound.name, bound.value) for bound in upper_bounds(rac(8, 2, 3, 3), Partition.start_end(8))[:4]]
    [('min_cut', 81), ('slice', 243), ('symmetric_cut', 45), ('ideal_bound_A', 45)]
    """
    choice("mode", mode, MODES)
    start_first = oriented(circuit, partition)
    return tuple(bound for family in FAMILIES.values() for bound in family(circuit, start_first, mode))


def upper_bound(circuit: Circuit, partition: Partition, mode: Mode, name: str) -> UpperBound | None:
    """Return the bound of that name, None where it does not apply; no other is computed.

    Raises
    ------
    TnrnnError
        On names of no bound.

    Examples
    --------
    >>> from tnrnn import rac
    >>> upper_bound(rac(8, 2, 3, 3), Partition.start_end(8), "one-hot", "slice").value
    243
    """
    if not is_known(name):
        raise mistake("upper bound", "the name of a bound", name, NAMES)
    choice("mode", mode, MODES)
    start_first = partition if name in WORDS else oriented(circuit, partition)
    family = word_bounds if name in WORDS else FAMILIES["ideal_bound" if name.startswith("ideal_bound") else name]
    return next((bound for bound in family(circuit, start_first, mode) if bound.name == name), None)


def is_known(name: str) -> bool:
    """Whether a bound of that name is computed here.

    >>> is_known("ideal_bound_A"), is_known("given: by the caller")
    (True, False)
    """
    return name in NAMES


def least_upper(circuit: Circuit, partition: Partition, mode: Mode = "one-hot") -> UpperBound:
    """Return the least upper bound, the first of equals.

    >>> from tnrnn import rac
    >>> least_upper(rac(14, 2, 2, 3), Partition.start_end(14)).value
    105
    """
    return least_of(upper_bounds(circuit, partition, mode))


def least_of(bounds: tuple[UpperBound, ...]) -> UpperBound:
    """Return the least of bounds, the first of equals; values decide, where there are any."""
    return min(bounds, key=lambda bound: (bound.value is None, bound.value or 0, bound.log2))


def oriented(circuit: Circuit, partition: Partition) -> Partition:
    """Return the partition with near and far exchanged if only that makes it a Start-End split of an RAC.

    >>> from tnrnn import rac
    >>> oriented(rac(4, 1, 2, 2), Partition(near=[3, 4], far=[1, 2])).near
    (1, 2)
    """
    if not isinstance(circuit, Circuit):
        raise mistake("circuit", "a Circuit", circuit)
    if not isinstance(partition, Partition):
        raise mistake("partition", "a Partition", partition)
    partition.sides(required=circuit.positions)
    if partition.far[0] == 1 and rac_case(circuit, partition.swapped()):
        return partition.swapped()
    return partition


def _min_cuts(circuit: Circuit, partition: Partition, mode: Mode) -> Iterator[UpperBound]:
    cut = min_cut(circuit, partition, mode)
    yield _of("min_cut", cut, cut.formula, CUTS)


def _slices(circuit: Circuit, partition: Partition, mode: Mode) -> Iterator[UpperBound]:
    at = partition.near[-1]
    times = all(isinstance(vertex.position, int) for vertex in circuit.vertices)
    if times and isinstance(at, int) and at < partition.far[0]:
        cut = slice_cut(circuit, at, mode)
        yield _of("slice", cut, cut.formula, CUTS)


def _symmetric_cuts(circuit: Circuit, partition: Partition, mode: Mode) -> Iterator[UpperBound]:
    cut = symmetric_cut(circuit, partition, mode)
    yield _of("symmetric_cut", cut, _symmetric_formula(circuit, cut), "symmetric powers, proved in tnrnn")


def _symmetric_formula(circuit: Circuit, cut: SymmetricCut) -> str:
    """Return the numbers of words of the groups that these cap, and the factors, not all if many, of the others."""
    capped = [group for group in cut.groups if group.cap == group.value]
    factors = [factor for group in cut.groups if group not in capped for factor in group.factors if factor.value > 1]
    words = _widths(circuit, tuple(position for group in capped for position in group.inputs))
    shown = [monomial.formula(words)] if math.prod(word.dim for word in words) > 1 else []
    shown += [f"(({factor.dim},{_short(factor.degree)}))" for factor in factors[:MAX_FACTORS]]
    return " ".join([*shown, ".."] if len(factors) > MAX_FACTORS else shown) or "1"


def _short(number: int) -> str:
    return str(number) if number < 10**15 else approximate(number).removeprefix("about ")


def _ideal(circuit: Circuit, partition: Partition, mode: Mode) -> Iterator[UpperBound]:
    case = rac_case(circuit, partition)
    if case is not None and case.layers * case.hidden <= MAX_IDEAL:
        for bound in ideal_bounds(case):
            if bound.status == PROVED:
                yield UpperBound(bound.name, _log2(bound.value), bound.value, bound.formula, bound.source)


def _grid_caps(circuit: Circuit, partition: Partition, mode: Mode) -> Iterator[UpperBound]:
    sides = word_bounds(circuit, partition, mode)
    if sides:
        yield least_of(sides)._replace(name="grid_cap")


def word_bounds(circuit: Circuit, partition: Partition, mode: Mode) -> tuple[UpperBound, ...]:
    """Return the numbers of near and of far words as bounds in one-hot mode, nothing in continuous mode.

    >>> from tnrnn import rac
    >>> [(bound.name, bound.formula) for bound in word_bounds(rac(5, 1, 2, 2), Partition.start_end(5), "one-hot")]
    [('near words', 'M^2'), ('far words', 'M^3')]
    """
    if mode != "one-hot":
        return ()
    found = []
    for name, positions in zip(WORDS, (partition.near, partition.far), strict=True):
        powers = _widths(circuit, positions)
        log2 = monomial.log2(powers)
        value = monomial.value(powers) if log2 <= monomial.MAX_BITS else None
        found.append(UpperBound(name, log2, value, monomial.formula(powers), "the size of the grid"))
    return tuple(found)


def _widths(circuit: Circuit, positions: tuple[Position, ...]) -> list[monomial.Power]:
    widths = {vertex.position: (vertex.dim, vertex.symbol) for vertex in circuit.inputs}
    return [monomial.Power(*widths[position], 1) for position in positions]


def _of(name: str, cut: Cut | SymmetricCut, formula: str, source: str) -> UpperBound:
    """Return a cut as a bound, without its value where that would not fit in memory."""
    value = cut.value if cut.log2 <= monomial.MAX_BITS else None
    return UpperBound(name, cut.log2, value, formula, source)


def _log2(value: int) -> float:
    return math.log2(value) if value else 0.0


Family = Callable[[Circuit, Partition, Mode], Iterator[UpperBound]]
FAMILIES: dict[str, Family] = {
    "min_cut": _min_cuts,
    "slice": _slices,
    "symmetric_cut": _symmetric_cuts,
    "ideal_bound": _ideal,
    "grid_cap": _grid_caps,
}
WORDS = ("near words", "far words")
IDEAL = tuple(f"ideal_bound_{letter}" for letter in ("A", "B", "C", "D", "D2", "E"))
NAMES = ("min_cut", "slice", "symmetric_cut", *IDEAL, "grid_cap", *WORDS)
