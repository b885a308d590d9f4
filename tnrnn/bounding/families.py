"""Closed forms by family: which bounds the family of a circuit knows, for models that have a family."""

from __future__ import annotations

from collections.abc import Iterable

from ..models import Case
from ..networks import Circuit, Origin
from .bound import PROVED, Bound, least_of
from .factors import SymmetricCut
from .family import CLOSED_FORM, Family
from .racs import RACS
from .sequence_families import SEQUENCE_FAMILIES

FAMILIES: dict[str, Family] = {"rac": RACS, **SEQUENCE_FAMILIES}
"""The families, by the names of their models. A new one is a module like `racs` and a line here."""

MOST_BUILT = 100_000
"""The largest product of steps and layers for which a circuit is made from sizes that already bound its rank."""

CLOSED = tuple(dict.fromkeys(name for family in FAMILIES.values() for name in family.names))
"""The names of all upper bounds in closed form."""


def row_of(name: str) -> str:
    """Return the name of the row of a table that shows the upper bound of a name.

    >>> row_of("ideal_bound_A"), row_of("min_cut")
    ('ideal_bound', 'min_cut')
    """
    return "ideal_bound" if name in CLOSED else name


def closed_forms_fit(case: Case) -> bool:
    """Return whether closed forms are known for such a circuit and partition.

    >>> from tnrnn import Partition, rac
    >>> closed_forms_fit(Case(rac(4, 1, 2, 2), Partition(start={2}, length=4)))
    False
    """
    return _found(case) is not None


def lower_bounds(case: Case) -> Iterable[Bound]:
    """Return the lower bounds in closed form that apply to a case; conjectured ones are among them.

    >>> from tnrnn import Partition
    >>> case = Case(Origin.of("rac", length=10**6, layers=2, inputs=2, hidden=2), Partition.start_end(10**6))
    >>> next(bound.value for bound in lower_bounds(case)), "whole" in vars(case)
    (500001, False)
    """
    found = _found(case)
    return () if found is None else found[0].lower(found[1])


def closed_upper_bounds(case: Case) -> Iterable[Bound]:
    """Return the proved upper bounds in closed form that apply to a case."""
    found = _found(case)
    return () if found is None else found[0].upper(found[1])


def closed_forms(case: Case) -> tuple[Bound, ...]:
    """Return the theorems on the rank of a case: ranks, lower and upper bounds, and reasons of those without a value.

    >>> from tnrnn import Partition
    >>> origin = Origin.of("rac", length=10**6, layers=2, inputs=3, hidden=3)
    >>> case = Case(origin, Partition.start_end(10**6), "continuous")
    >>> [(bound.source, bound.kind) for bound in closed_forms(case)], "whole" in vars(case)
    ([('Theorem E3', 'exact'), ('Theorem E1', 'lower')], False)
    """
    found = _found(case)
    return () if found is None else tuple(found[0].closed(case, found[1]))


def closed_forms_above(case: Case) -> tuple[Bound, ...]:
    """Return the least of the proved theorems that bound the rank from above, or nothing.

    A rank that is proved for almost all weights bounds the rank for all weights: where a minor is not zero, it is not
    zero for almost all weights.
    """
    proved = [bound for bound in closed_forms(case) if bound.applies and bound.status == PROVED]
    above = [bound for bound in proved if bound.kind != "lower"]
    return (least_of(above),) if above else ()


def theorem_of(case: Case) -> Bound | None:
    """Return the rank if a theorem gives it for almost all weights, else None.

    >>> from tnrnn import Partition
    >>> case = Case(Origin.of("rac", length=9, layers=3, inputs=5, hidden=5), Partition.start_end(9, 4), "continuous")
    >>> theorem_of(case).source
    'Theorem E5'
    """
    exact = (bound for bound in closed_forms(oriented(case)) if bound.applies and bound.kind == "exact")
    return next((bound for bound in exact if bound.status == PROVED), None)


def is_large(case: Case) -> bool:
    """Return whether a case is given by sizes alone, its circuit would be large, and its sizes bound the rank.

    >>> from tnrnn import Partition
    >>> sizes = {"layers": 2, "inputs": 3, "hidden": 3}
    >>> cases = [Case(Origin.of("rac", length=T, **sizes), Partition.start_end(T)) for T in (1_000, 1_000_000)]
    >>> [is_large(case) for case in cases]
    [False, True]
    """
    if isinstance(case.source, Circuit) or "whole" in vars(case):
        return False
    if case.source.size("length") * case.source.size("layers") <= MOST_BUILT:
        return False
    return any(bound.applies for bound in closed_forms(case)) or any(True for _ in closed_upper_bounds(case))


def closed_symmetric_cut(case: Case) -> SymmetricCut | None:
    """Return the least symmetric cut of a case, or None if no closed form gives it."""
    found = _found(case)
    return None if found is None else found[0].symmetric(case, found[1])


def why_no_closed_form(name: str, case: Case) -> str:
    """Return why a bound in closed form does not apply to a case, in a few words.

    >>> from tnrnn import Partition, rac
    >>> why_no_closed_form("theorem_1", Case(rac(7, 2, 2, 3), Partition.start_end(7)))
    'needs an even T, and T is 7'
    """
    family = _family(case.origin)
    if name == CLOSED_FORM:
        return _why_no_theorem(case)
    if family is None or name not in family.rows:
        return f"needs {' or '.join(each.member for each in FAMILIES.values() if name in each.rows)}"
    if case.observe != "scalar":
        return f"is about one value, not about the {case.observe}"
    sizes = family.sizes(case)
    return "needs a split into first and last steps" if sizes is None else family.reason(name, sizes)


def _why_no_theorem(case: Case) -> str:
    if _family(case.origin) is None:
        return "is known for some models only"
    if _found(case) is None and case.observe != "scalar":
        return f"is not known for the {case.observe}"
    if _found(case) is None:
        return "needs a split into first and last steps"
    return next((bound.reason for bound in closed_forms(case) if bound.reason), "is not known for such sizes")


def oriented(case: Case) -> Case:
    """Return the case with near and far exchanged if closed forms are known only for that one, else the case itself.

    >>> from tnrnn import Partition, rac
    >>> oriented(Case(rac(4, 1, 2, 2), Partition(near=[3, 4], far=[1, 2]))).partition.near
    (1, 2)
    """
    if case.observe != "scalar" or case.partition.split is not None or _family(case.origin) is None:
        return case
    swapped = case.swapped()
    return swapped if closed_forms_fit(swapped) else case


def _family(origin: Origin | None) -> Family | None:
    return None if origin is None else FAMILIES.get(origin.model)


def _found(case: Case) -> tuple[Family, object] | None:
    family = _family(case.origin)
    sizes = None if family is None else family.sizes(case)
    return None if family is None or sizes is None else (family, sizes)
