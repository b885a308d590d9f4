"""Which tensors and bonds a name, a pattern, a tag, a kind or a function selects."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ...basics import TnrnnError, mistake
from ...networks import Bond, Circuit, Network, Tensor, Vertex
from ..scenes import Look

MOST_NAMES = 1_000
"""The most names that are searched for the nearest."""

TENSOR, BOND, LEG = "tensor", "bond", "leg"
"""The kinds that say what something is, beside those of `Tensor` and `Vertex`."""

JOIN = " -> "
"""What stands between a vertex and its user in the name of a line, if the vertex has several users."""


class Parts(NamedTuple):
    """What can be selected: tensors (of a circuit: vertices) and bonds by their names, and which bonds are legs.

    In a circuit a bond has the name of the vertex that it comes from.
    """

    tensors: dict[str, Tensor | Vertex]
    bonds: dict[str, Bond | Vertex]
    legs: frozenset[str]

    @property
    def ways(self) -> tuple[str, ...]:
        """The names by which lines are bent: those of bonds, and in a circuit also with the name of a user."""
        users = [(user.name, getattr(user, "children", ())) for user in self.tensors.values()]
        return (*self.bonds, *(f"{child}{JOIN}{user}" for user, children in users for child in children))


class Chosen(NamedTuple):
    """The names of tensors and of bonds that are selected, in their order."""

    tensors: tuple[str, ...]
    bonds: tuple[str, ...]


def parts_of(of: Network | Circuit) -> Parts:
    """Return what can be selected in a network or a circuit."""
    if isinstance(of, Network):
        legs = frozenset(name for name, ends in of.ends.items() if len(ends) == 1)
        return Parts({tensor.name: tensor for tensor in of.tensors}, dict(of.bond), legs)
    vertices = {vertex.name: vertex for vertex in of.vertices}
    return Parts(dict(vertices), dict(vertices), frozenset([of.output]))


def named(owner: str, wanted: Iterable[str], names: Sequence[str]) -> tuple[str, ...]:
    """Return the names that are wanted, in their order; in a pattern `*` and `?` stand for any letters.

    Raises
    ------
    TnrnnError
        If a name or pattern fits none of the names.

    Examples
    --------
    >>> named("legs", ["h[*,1]", "x"], ["h[1,1]", "h[1,2]", "x"])
    ('h[1,1]', 'x')
    """
    found: set[str] = set()
    known = set(names)
    for one in wanted:
        hits = [one] if one in known else _like(one, names)
        if not hits:
            error = mistake(owner, "a name of what is drawn, or a pattern that fits one", one, names)
            raise error if "did you mean" in str(error) else TnrnnError(f"{error}{_nearest(one, names)}")
        found.update(hits)
    return tuple(name for name in names if name in found)


def fits(one: str, names: Sequence[str]) -> bool:
    """Return whether a name or pattern is that of some of the names.

    >>> fits("A*", ["A1"]), fits("B", ["A1"])
    (True, False)
    """
    return one in names or bool(_like(one, names))


def _nearest(one: str, names: Sequence[str]) -> str:
    """Return a hint at the nearest of a few names: short ones, as A9 and A1, are too far apart for other errors."""
    near = difflib.get_close_matches(one, names[:MOST_NAMES], n=1, cutoff=0.4)
    return f"; did you mean {near[0]!r}?" if near else ""


def _like(pattern: str, names: Sequence[str]) -> list[str]:
    if not set("*?") & set(pattern):
        return []
    signs = {"*": ".*", "?": "."}
    fits = re.compile("".join(signs.get(letter) or re.escape(letter) for letter in pattern), re.DOTALL)
    return [name for name in names if fits.fullmatch(name)]


def chosen(look: Look, parts: Parts) -> Chosen:
    """Return what a look selects.

    Raises
    ------
    TnrnnError
        If a name, a tag or a kind is that of nothing, or nothing is selected.
    """
    tensors, bonds = list(parts.tensors), list(parts.bonds)
    if look.kind is not None:
        tensors, bonds = _of_kind(look.kind, parts)
    if look.tag is not None:
        tensors, bonds = _tagged(look.tag, parts, tensors), []
    if callable(look.where):
        tensors = [name for name in tensors if look.where(parts.tensors[name])]
        bonds = [name for name in bonds if look.where(parts.bonds[name])]
    elif look.where is not None:
        tensors, bonds = _where(look.where, parts, tensors, bonds)
    if not tensors and not bonds:
        raise mistake("look", "a choice of some tensor or bond", look.where or look.tag or look.kind)
    return Chosen(tuple(tensors), tuple(bonds))


def _of_kind(kind: str, parts: Parts) -> tuple[list[str], list[str]]:
    if kind == TENSOR:
        return list(parts.tensors), []
    if kind in (BOND, LEG):
        return [], [name for name in parts.bonds if kind == BOND or name in parts.legs]
    found = [name for name, tensor in parts.tensors.items() if tensor.kind == kind]
    if not found:
        raise mistake("look, kind", "a kind of what is drawn", kind, _kinds(parts))
    return found, []


def _kinds(parts: Parts) -> list[str]:
    return [*sorted({tensor.kind for tensor in parts.tensors.values()}), TENSOR, BOND, LEG]


def _tags(tensor: Tensor | Vertex) -> tuple[str, ...]:
    """Return the words that select a tensor: its tags, its name, and the vertex and parameter that it is a copy of.

    An import from quimb makes one of the tags the name, which is a tag still.
    """
    copied = (getattr(tensor, "vertex", None), tensor.parameter)
    return (*getattr(tensor, "tags", ()), tensor.name, *(word for word in copied if word))


def _all_tags(parts: Parts) -> set[str]:
    return {tag for tensor in parts.tensors.values() for tag in _tags(tensor)}


def _tagged(tag: str, parts: Parts, among: Iterable[str]) -> list[str]:
    tags = _all_tags(parts)
    if tag not in tags:
        raise mistake("look, tag", "a tag of what is drawn", tag, sorted(tags))
    return [name for name in among if tag in _tags(parts.tensors[name])]


def _where(where: Any, parts: Parts, tensors: list[str], bonds: list[str]) -> tuple[list[str], list[str]]:
    wanted = (where,) if isinstance(where, str) else where
    names = list(dict.fromkeys([*parts.tensors, *parts.bonds]))
    if isinstance(where, str) and where not in names and not _like(where, names):
        if where in _all_tags(parts):
            return _tagged(where, parts, tensors), []
        if where in _kinds(parts):
            of_kind, lines = _of_kind(where, parts)
            return [name for name in tensors if name in set(of_kind)], [name for name in bonds if name in set(lines)]
    hits = set(named("look, where", wanted, names))
    return [name for name in tensors if name in hits], [name for name in bonds if name in hits]
