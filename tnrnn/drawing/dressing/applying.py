"""What of a view applies to a network: names that are not there are left out and told, as networks change."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...basics import TnrnnError
from ...networks import Circuit, Network
from ..scenes import Layout, Look, Note, View
from .handwork import keys_of, owners_of
from .legs import turns_of
from .matching import Parts, chosen, fits, parts_of
from .ports import orders

WAYS = ("forward", "backward", "isometry", "none")
"""The arrows that name no tensor."""


def known_parts(of: Network | Circuit, view: View) -> tuple[View, tuple[str, ...]]:
    """Return a view whose positions, legs and looks are of what a network or circuit has, and the names it has not."""
    parts, missing = parts_of(of), dict[str, None]()
    looks = _looks(view.looks, of, parts, missing)
    legs = [item for item in view.turns if _is_leg(of, item) or missing.setdefault(item[0])]
    places = _there(view.places or {}, parts.tensors, missing)
    found = dataclasses.replace(view, looks=looks, legs=tuple(legs) or None, positions=places or None)
    return found, tuple(missing)


def shown_parts(layout: Layout, view: View) -> tuple[View, tuple[str, ...]]:
    """Return a view whose moves, bends and notes are of what a layout shows, and the names that it does not show."""
    missing: dict[str, None] = {}
    owners = owners_of(layout)
    moves = _there(view.shifts, owners, missing)
    bends = _there(view.ways, {name for names in keys_of(layout) for name in names}, missing)
    notes = [found for note in view.notes if (found := _note(note, list(owners), missing)) is not None]
    return dataclasses.replace(view, moves=moves or None, bends=bends or None, notes=tuple(notes)), tuple(missing)


def _there(given: Mapping[str, Any], names: Iterable[str], missing: dict[str, None]) -> dict[str, Any]:
    known = set(names)
    missing |= dict.fromkeys(name for name in given if name not in known)
    return {name: value for name, value in given.items() if name in known}


def _is_leg(of: Network | Circuit, item: tuple[str, float]) -> bool:
    try:
        return bool(turns_of(of, [item]))
    except TnrnnError:
        return False


def _looks(looks: Iterable[Look], of: Network | Circuit, parts: Parts, missing: dict[str, None]) -> tuple[Look, ...]:
    names, order = list(dict.fromkeys([*parts.tensors, *parts.bonds])), orders(of)
    found = (_look(look, (names, parts, order), missing) for look in looks)
    return tuple(look for look in found if look is not None)


def _look(
    look: Look, there: tuple[Sequence[str], Parts, Mapping[str, Iterable[str]]], missing: dict[str, None]
) -> Look | None:
    """Return a look of what is there, or None if it says nothing of that."""
    names, parts, order = there
    changes: dict[str, Any] = {}
    if isinstance(look.where, tuple):
        changes["where"] = _fitting(look.where, names, missing)
        if not changes["where"]:
            return None
    if look.arrow is not None and look.arrow not in WAYS and look.arrow not in parts.tensors:
        missing.setdefault(look.arrow)
        changes["arrow"] = None
    try:
        hits = chosen(dataclasses.replace(look, **changes), parts)
    except TnrnnError:
        missing |= dict.fromkeys(str(word) for word in (look.where, look.tag, look.kind) if word is not None)
        return None
    if look.ports is not None:
        bonds = list(dict.fromkeys(bond for name in hits.tensors for bond in order[name]))
        changes["ports"] = tuple(item for item in look.given["ports"] if _fitting((item[0],), bonds, missing)) or None
    found = dataclasses.replace(look, **changes)
    return found if found.given or not changes else None


def _fitting(wanted: Iterable[str], names: Sequence[str], missing: dict[str, None]) -> tuple[str, ...]:
    kept = []
    for one in wanted:
        if fits(one, names):
            kept.append(one)
        else:
            missing.setdefault(one)
    return tuple(kept)


def _note(note: Note, names: Sequence[str], missing: dict[str, None]) -> Note | None:
    """Return a note around those of its tensors that are there, or None if there are none."""
    if note.at is not None:
        return note
    around = _fitting(note.around, names, missing)
    to = None if note.to is None else _fitting(note.to, names, missing)
    return dataclasses.replace(note, around=around, to=to) if around and to != () else None
