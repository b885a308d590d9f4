"""The upper bounds on the rank of one case, the least of them, and bounds that a caller gives."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from ..basics import Position, TnrnnError, approximate, fields, mistake, monomial, whole
from ..cuts import Cut, circuit_min_cut, circuit_slice_cut
from ..models import Case, Observe, case_of
from ..networks import Circuit, Mode, Partition
from .bound import COMPUTED, ON_TRUST, Bound, least_of
from .factors import SymmetricCut
from .families import CLOSED, closed_forms_above, closed_upper_bounds, is_large, oriented
from .symmetric import least_symmetric_cut

CUTS = "Levine et al., arXiv 1704.01552: a cut bounds the rank"
"""The source of the min-cut and of the slice."""

POWERS = "symmetric powers, proved in tnrnn"
"""The source of a symmetric cut whose dimensions follow from rules."""

SEEN = "symmetric powers in seen dimensions, computed at random weights modulo a prime"
"""The source of one whose dimensions are computed; they are too small for bad luck only (`tnrnn.bounding.seen`)."""

GIVEN = "given: "
"""The beginning of the names of bounds that a caller gives, and that are not computed here."""

OLD = "given"
"""The name of given bounds in certificates of old versions."""

_GIVEN_NAME = re.compile(GIVEN + "[!-~](?:[ -~]{0,198}[!-~])?")

MAX_FACTORS = 4
"""The largest number of factors that the formula of a symmetric cut shows."""


def given_bound(
    circuit: Circuit, partition: Partition, mode: Mode, upper: Any, *, observe: Observe = "scalar"
) -> Bound:
    """Return the upper bound that a caller gives for a case: under a known name if it is proved, else on trust.

    A bound with a known name is computed again, since anybody can write down a `Bound`. A cut is proved if it has the
    value of the least cut, the slice or the symmetric cut, which are computed again, too. Any other bound gets a name
    that begins with "given: " and the status "on trust".

    Parameters
    ----------
    circuit, partition, mode
        The case, as in `upper_bounds`.
    upper : int, Bound, Cut or SymmetricCut
        The bound that is given.
    observe : "scalar", "vector" or "future"
        What is observed, as in `upper_bounds`.

    Raises
    ------
    TnrnnError
        If `upper` has another type, is a lower bound or does not apply, if it has the name of a known bound but not the
        value of that bound, or if its name is not printable ASCII text.

    Examples
    --------
    >>> from tnrnn import rac, symmetric_cut
    >>> case = rac(8, 2, 3, 3), Partition.start_end(8), "one-hot"
    >>> [given_bound(*case, upper).name for upper in (45, symmetric_cut(*case))]
    ['given: by the caller', 'symmetric_cut']
    """
    return given_above(case_of(circuit, partition, mode, observe=observe), upper)


def given_above(case: Case, upper: Any) -> Bound:
    """Return the upper bound that a caller gives for a case; see `given_bound`."""
    if isinstance(upper, Cut | SymmetricCut):
        return _given_cut(case, upper)
    if not isinstance(upper, Bound):
        return Bound(f"{GIVEN}by the caller", "upper", whole("upper", upper, least=0), "", "given", ON_TRUST)
    name = fields.name("upper, name", upper.name)
    if upper.kind == "lower" or not upper.applies:
        raise mistake("upper", "an upper bound that applies", f"{name}: {upper.reason or 'a lower bound'}")
    if not is_known(name):
        name = bound_name("upper, name", name if name.startswith(GIVEN) else GIVEN + name)
        return replace(upper, name=name, kind="upper", status=ON_TRUST)
    found = bound_above(case, name)
    if found is None:
        raise mistake("upper", "a bound that applies to this circuit and mode", name)
    if upper.value not in (None, found.value):
        raise mistake("upper", f"what {name} gives: {value_text(found)}", upper.value)
    return found


def _given_cut(case: Case, cut: Cut | SymmetricCut) -> Bound:
    symmetric = isinstance(cut, SymmetricCut)
    given = replace(_of(f"{GIVEN}a symmetric cut" if symmetric else f"{GIVEN}a cut", cut, "", "given"), status=ON_TRUST)
    for name in ("symmetric_cut",) if symmetric else ("min_cut", "slice"):
        found = bound_above(case, name)
        if found is not None and found.value == given.value and found.log2 == given.log2:
            return found
    return given


def bound_name(owner: str, name: Any) -> str:
    """Return `name` if it is the name of a known bound, or "given: " and up to 200 characters of printable ASCII text.

    The name "given" is accepted as well, since certificates of old versions may have it.

    Raises
    ------
    TnrnnError
        If it is any other name. The message begins with `owner`.

    Examples
    --------
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


def value_text(bound: Bound) -> str:
    """Return the value of a bound as a short text, at any size.

    >>> value_text(Bound("min_cut", "upper", log2=4000.0)), value_text(Bound("slice", "upper", 8))
    ('2^4000', '8')
    """
    return f"2^{bound.log2:.6g}" if bound.value is None else approximate(bound.value)


def upper_bounds(
    circuit: Circuit, partition: Partition, mode: Mode = "one-hot", *, observe: Observe = "scalar"
) -> tuple[Bound, ...]:
    """Return the upper bounds on the rank of what is observed that apply to a case, proved or, as it says, computed.

    They are the min-cut; the slice, if the near inputs come before the far ones; the symmetric cut; the proved ideal
    bounds, for an RAC that is split into first and last steps; the size of the grid, in one-hot mode; and the closed
    form of a model, if there is one. If the near inputs of an RAC are its last steps, near and far are exchanged first:
    a matrix and its transpose have one rank.

    Parameters
    ----------
    circuit : Circuit
        A circuit of any kind.
    partition : Partition
        The near and the far inputs; together they are all inputs.
    mode : "one-hot" or "continuous"
        What the inputs are: letters, which are unit vectors, or any vectors.
    observe : "scalar", "vector" or "future"
        What is observed: output 0 of the circuit (the default), all channels of the last step, or all channels of all
        far steps; see `tnrnn.separation_rank`.

    Raises
    ------
    TnrnnError
        If the mode is neither of the two words, if the partition does not fit the circuit, or if the future is asked
        for and the circuit observes nothing before its last step.

    Examples
    --------
    >>> from tnrnn import rac
    >>> [(bound.name, bound.value) for bound in upper_bounds(rac(8, 2, 3, 3), Partition.start_end(8))[:4]]
    [('min_cut', 81), ('slice', 243), ('symmetric_cut', 45), ('ideal_bound_A', 45)]
    """
    return bounds_above(case_of(circuit, partition, mode, observe=observe))


def bounds_above(case: Case) -> tuple[Bound, ...]:
    """Return the upper bounds on the rank of what is observed that apply to a case; see `upper_bounds`."""
    start_first = oriented(case)
    names = FROM_SIZES if is_large(start_first) else tuple(MAKERS)
    return tuple(bound for name in names for bound in MAKERS[name](start_first))


def upper_bound(
    circuit: Circuit, partition: Partition, mode: Mode, name: str, *, observe: Observe = "scalar"
) -> Bound | None:
    """Return the upper bound of one name, or None if it does not apply; no other bound is computed.

    Parameters
    ----------
    circuit, partition, mode
        The case, as in `upper_bounds`.
    name : str
        The name of the bound, such as "slice" or "ideal_bound_A".
    observe : "scalar", "vector" or "future"
        What is observed, as in `upper_bounds`.

    Raises
    ------
    TnrnnError
        If no bound has the name, or as `upper_bounds`.

    Examples
    --------
    >>> from tnrnn import rac
    >>> upper_bound(rac(8, 2, 3, 3), Partition.start_end(8), "one-hot", "slice").value
    243
    """
    if not is_known(name):
        raise mistake("upper bound", "the name of a bound", name, NAMES)
    return bound_above(case_of(circuit, partition, mode, observe=observe), name)


def bound_above(case: Case, name: str) -> Bound | None:
    """Return the bound of a known name, or None if it does not apply to the case; no other bound is computed."""
    if name in WORDS:
        return next((bound for bound in word_bounds(case) if bound.name == name), None)
    make = closed_upper_bounds if name in CLOSED else MAKERS[name]
    return next((bound for bound in make(oriented(case)) if bound.name == name), None)


def is_known(name: str) -> bool:
    """Whether this module computes a bound of that name.

    >>> is_known("ideal_bound_A"), is_known("given: by the caller")
    (True, False)
    """
    return name in NAMES


def least_upper(
    circuit: Circuit, partition: Partition, mode: Mode = "one-hot", *, observe: Observe = "scalar"
) -> Bound:
    """Return the least of the upper bounds, of equals a proved one, and of these the first.

    Parameters
    ----------
    circuit, partition, mode, observe
        The case, as in `upper_bounds`.

    Examples
    --------
    >>> from tnrnn import rac
    >>> least_upper(rac(14, 2, 2, 3), Partition.start_end(14)).value
    105
    """
    return least_of(bounds_above(case_of(circuit, partition, mode, observe=observe)))


def _min_cuts(case: Case) -> Iterator[Bound]:
    cut = circuit_min_cut(case.matrix)
    yield _of("min_cut", cut, cut.formula, CUTS)


def _slices(case: Case) -> Iterator[Bound]:
    case, at = case.matrix, case.partition.near[-1]
    times = all(isinstance(vertex.position, int) for vertex in case.circuit.vertices)
    if times and isinstance(at, int) and at < case.partition.far[0]:
        cut = circuit_slice_cut(case)
        yield _of("slice", cut, cut.formula, CUTS)


def _symmetric_cuts(case: Case) -> Iterator[Bound]:
    cut = least_symmetric_cut(case)
    found = _of("symmetric_cut", cut, _symmetric_formula(case.matrix, cut), POWERS)
    yield found if cut.by_rules else replace(found, status=COMPUTED, source=SEEN)


def _symmetric_formula(case: Case, cut: SymmetricCut) -> str:
    """Return the formula of a cut: the words of capped groups and some other factors, or a sum over degrees."""
    capped = [group for group in cut.groups if group.cap == group.value]
    if cut.degrees or cut.alone:
        capped = [group for group in cut.groups if group.cap is not None]
        if not capped or cut.alone or len(cut.degrees) > 1:
            return _sum_formula(cut)
    factors = [factor for group in cut.groups if group not in capped for factor in group.factors if factor.value > 1]
    words = _widths(case, tuple(position for group in capped for position in group.inputs))
    shown = [monomial.formula(words)] if math.prod(word.dim for word in words) > 1 else []
    shown += [f"(({factor.dim},{_short(factor.degree)}))" for factor in factors[:MAX_FACTORS]]
    return " ".join([*shown, ".."] if len(factors) > MAX_FACTORS else shown) or "1"


def _sum_formula(cut: SymmetricCut) -> str:
    """Return the formula of a cut of a circuit with sums: a term for each of the first few joint degrees.

    >>> from tnrnn.bounding import Degrees, Factor, Group
    >>> groups = Group((Factor("v", 3, 2),)), Group((Factor("w", 2, 1),))
    >>> _sum_formula(SymmetricCut("far", (), (), groups, (Degrees((1, 0), (1, 0)), Degrees((0, 1), (2, 1))), 1))
    '1 + ((3,1)) + ((4,2)) ((2,1))'
    """
    dims = [factor.dim for factor in cut.factors]
    terms = [str(cut.alone)] if cut.alone else []
    for degrees in cut.degrees[:MAX_FACTORS]:
        ranges = zip(dims, degrees.least, degrees.most, strict=True)
        shown = [_power(dim, least, most) for dim, least, most in ranges if most]
        terms.append(" ".join([*shown[:MAX_FACTORS], ".."] if len(shown) > MAX_FACTORS else shown) or "1")
    return " + ".join([*terms, ".."] if len(cut.degrees) > MAX_FACTORS else terms)


def _power(dim: int, least: int, most: int) -> str:
    """Return the number of monomials of degrees from `least` to `most` in symbols."""
    if least == most:
        return f"(({dim},{_short(most)}))"
    if not least:
        return f"(({dim + 1},{_short(most)}))"
    return f"[(({dim + 1},{_short(most)})) - (({dim + 1},{_short(least - 1)}))]"


def _short(number: int) -> str:
    return str(number) if number < 10**15 else approximate(number).removeprefix("about ")


def _grid_caps(case: Case) -> Iterator[Bound]:
    sides = word_bounds(case)
    if sides:
        yield replace(least_of(sides), name="grid_cap")


def word_bounds(case: Case) -> tuple[Bound, ...]:
    """Return the number of near words and the number of far words as upper bounds; nothing in continuous mode.

    >>> from tnrnn import rac
    >>> [(bound.name, bound.formula) for bound in word_bounds(Case(rac(5, 1, 2, 2), Partition.start_end(5)))]
    [('near words', 'M^2'), ('far words', 'M^3')]
    """
    if case.mode != "one-hot":
        return ()
    case, found = case.matrix, []
    for name, positions in zip(WORDS, (case.partition.near, case.partition.far), strict=True):
        powers = monomial.gathered(_widths(case, positions))
        found.append(Bound(name, "upper", powers, source="the size of the grid"))
    return tuple(found)


def _widths(case: Case, positions: tuple[Position, ...]) -> list[monomial.Power]:
    widths = {vertex.position: (vertex.dim, vertex.symbol) for vertex in case.circuit.inputs}
    return [monomial.Power(*widths[position], 1) for position in positions]


def _of(name: str, cut: Cut | SymmetricCut, formula: str, source: str) -> Bound:
    """Return a cut as an upper bound, without the value of a symmetric cut if it would not fit in memory."""
    if isinstance(cut, Cut):
        return Bound(name, "upper", monomial.gathered(cut.powers), formula, source, log2=cut.log2)
    return Bound(name, "upper", cut.value if cut.log2 <= monomial.MAX_BITS else None, formula, source, log2=cut.log2)


MAKERS: dict[str, Callable[[Case], Iterable[Bound]]] = {
    "min_cut": _min_cuts,
    "slice": _slices,
    "symmetric_cut": _symmetric_cuts,
    "ideal_bound": closed_upper_bounds,
    "grid_cap": _grid_caps,
    "closed_form": closed_forms_above,
}
"""The function that computes the bounds of each row of a table.

A new bound for circuits of every kind is a function and a line here, with its row and title in `tnrnn.tables.rows` and
the words of `tnrnn.tables.reasons` for where it does not apply. A bound in closed form belongs to a model: for the RAC
it is listed in `IDEAL` in `rac_bounds`, and other models get a family in `families`, whose theorems all have the row
and the name "closed_form".
"""

FROM_SIZES = ("ideal_bound", "closed_form")
"""The rows whose bounds follow from sizes alone. There are no others if the circuit is too large to be made of them."""

WORDS = ("near words", "far words")
"""The names of the numbers of words of the two sides, which bound the rank and have no rows of their own."""

NAMES = (*(name for row in MAKERS for name in (CLOSED if row == "ideal_bound" else (row,))), *WORDS)
"""The names of all bounds that are computed here.

Certificates have these names; docs/json.md and docs/verify_certificate.py list them.
"""
