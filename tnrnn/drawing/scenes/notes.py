"""`Note`: an annotation of a picture: words, a brace, an arrow, or a frame around some tensors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from ...basics import choice, mistake
from .colours import colour
from .looks import DASHES, MOST_PARTS, SIDES
from .markup import marked

NoteKind = Literal["text", "brace", "arrow", "box", "hull"]
NOTE_KINDS: tuple[NoteKind, ...] = get_args(NoteKind)


@dataclass(frozen=True)
class Note:
    """An annotation of some tensors of a picture.

    Parameters
    ----------
    kind : str
        "text"; "brace", along one side of the tensors; "arrow", from the tensors to those of `to` or along one side;
        "box", a rectangle with round corners around the tensors; or "hull", the least convex outline around them.
    around : str or tuple of str
        The names of the tensors, or patterns in which `*` and `?` stand for any letters.
    text : str, optional
        The words; what is between dollars is TeX.
    side : str, optional
        Where the words, the brace or the arrow stand: "above" (default), "below", "left" or "right".
    stroke, fill : str, optional
        The colours of the line and of the inside of a box or hull, as those of a `Look`.
    dash : str, optional
        "solid", "dashed" or "dotted".
    to : str or tuple of str, optional
        The tensors to which an arrow leads.

    Raises
    ------
    TnrnnError
        If a word or colour is unknown, or no names are given.

    Examples
    --------
    >>> Note("brace", "A*", "left canonical", side="below").around
    ('A*',)
    >>> Note("bracket", "A*")
    Traceback (most recent call last):
    tnrnn.TnrnnError: note: expected text, brace, arrow, box or hull, given 'bracket'; did you mean 'brace'?
    """

    kind: NoteKind
    around: str | tuple[str, ...]
    text: str = ""
    side: str = "above"
    stroke: str | None = None
    fill: str | None = None
    dash: str | None = None
    to: str | tuple[str, ...] | None = None

    def __new__(cls, *args: Any, **given: Any) -> Note:
        for name in given:
            if name not in cls.__dataclass_fields__:
                raise mistake("note", "a field of Note", name, cls.__dataclass_fields__)
        return super().__new__(cls)

    def __post_init__(self) -> None:
        choice("note", self.kind, NOTE_KINDS)
        object.__setattr__(self, "around", _names("note, around", self.around))
        if self.to is not None:
            object.__setattr__(self, "to", _names("note, to", self.to))
            if self.kind != "arrow":
                raise mistake("note, to", f"None for a {self.kind}", self.to)
        marked(self.text, "note, text")
        choice("note, side", self.side, SIDES[:4])
        for name in ("stroke", "fill"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, colour(f"note, {name}", getattr(self, name)))
        if self.dash is not None:
            choice("note, dash", self.dash, DASHES)


def _names(owner: str, given: Any) -> tuple[str, ...]:
    found = (given,) if isinstance(given, str) else tuple(given) if isinstance(given, list | tuple) else ()
    if not 0 < len(found) <= MOST_PARTS or not all(isinstance(name, str) for name in found):
        raise mistake(owner, "names of tensors or patterns", given)
    return found
