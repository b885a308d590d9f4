"""What of a view of several pictures is for each of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from ...basics import TnrnnError
from ...networks import Circuit, Network
from ..scenes import Look, View
from .arrows import ISOMETRY, check_arrows
from .matching import Parts, chosen, named, parts_of


def narrowed(view: View, of: Sequence[Network | Circuit]) -> list[View]:
    """Return the view of each of several pictures: with the looks, legs and notes that are for something in it.

    Raises
    ------
    TnrnnError
        If one of them is for nothing in any picture.
    """
    parts = [parts_of(each) for each in of]
    looks = _shares(_parted(view.looks), list(zip(parts, of, strict=True)), _wear)
    legs = _shares(view.legs or (), parts, lambda leg, part: named("view, legs", [leg[0]], sorted(part.legs)))
    notes = _shares(view.notes, parts, lambda note, part: named("note", note.around, list(part.tensors)))
    moves = _shares(view.moves or (), parts, lambda move, part: named("view, moves", [move[0]], list(part.tensors)))
    bends = _shares(view.bends or (), parts, lambda bend, part: named("view, bends", [bend[0]], list(part.ways)))
    return [
        dataclasses.replace(
            view,
            looks=tuple(look),
            legs=tuple(leg) or None,
            notes=tuple(note),
            moves=tuple(move) or None,
            bends=tuple(bend) or None,
        )
        for look, leg, note, move, bend in zip(looks, legs, notes, moves, bends, strict=True)
    ]


def _parted(looks: Iterable[Look]) -> Iterator[Look]:
    """Yield looks; arrows of isometries are looks of their own, since a picture may have the tensors without them."""
    for look in looks:
        if look.arrow == ISOMETRY and len(look.given) > 1:
            yield dataclasses.replace(look, arrow=None)
            yield Look(look.where, tag=look.tag, kind=look.kind, arrow=ISOMETRY)
        else:
            yield look


def _wear(look: Look, picture: tuple[Parts, Network | Circuit]) -> None:
    """Raise a TnrnnError if a look is for nothing in a picture."""
    parts, of = picture
    chosen(look, parts)
    check_arrows([look], parts, of)


def _shares(items: Iterable[Any], parts: Sequence[Any], find: Callable[[Any, Any], Any]) -> list[list[Any]]:
    """Return for each picture the items that are for something in it."""
    found: list[list[Any]] = [[] for _ in parts]
    for item in items:
        error: TnrnnError | None = None
        at_home = 0
        for own, part in zip(found, parts, strict=True):
            try:
                find(item, part)
            except TnrnnError as raised:
                error = error or raised
            else:
                own.append(item)
                at_home += 1
        if error is not None and not at_home:
            raise error
    return found
