"""`Note`: an annotation of a picture: words, a brace, an arrow, a frame around some tensors, or a sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from ...basics import choice, mistake
from .colours import colour
from .looks import DASHES, MOST_PARTS, SIDES
from .markup import Name, marked
from .places import FARTHEST, point
from .scene import Point
from .signs import sign_of

NoteKind = Literal["text", "brace", "arrow", "box", "hull", "sign"]
NOTE_KINDS: tuple[NoteKind, ...] = get_args(NoteKind)

KINDS_WITH: dict[str, tuple[NoteKind, ...]] = {
    "to": ("arrow",),
    "fill": ("box", "hull"),
    "dash": ("brace", "arrow", "box", "hull"),
    "at": ("text", "sign"),
    "shift": ("text", "brace", "arrow"),
}
"""The kinds of notes that have a field."""


@dataclass(frozen=True)
class Note:
    """An annotation of some tensors of a picture.

    Boxes and hulls lie behind everything, those around more tensors lower. Braces of one side whose tensors end at one
    height stand at one height, and others farther out where they would meet. Whatever is drawn already makes notes
    move outwards, and the picture grows to hold them.

    Parameters
    ----------
    kind : str
        "text"; "brace", along one side of the tensors; "arrow", from the tensors to those of `to`, or along one side of
        them, to the right or upwards; "box", a rectangle with round corners around them; "hull", the least convex
        outline around them; or "sign", a sign of an equation.
    around : str or tuple of str
        The names of the tensors (of a circuit: of vertices), or patterns in which `*` and `?` stand for any letters. A
        text or sign at a place of its own has none.
    text : str, optional
        The words; what is between dollars is TeX. A sign is written as in `equation`: "=", "≈", "+" or "\\otimes".
    side : str, optional
        Where the words, the brace or the arrow stand: "above" (default), "below", "left" or "right". An arrow to other
        tensors is bent to that side if something stands in its way.
    stroke : str, optional
        The colour of the line, as that of a `Look`; and of the words, except those of a box or hull.
    fill : str, optional
        The colour inside a box or hull.
    dash : str, optional
        "solid", "dashed" or "dotted", for the line.
    to : str or tuple of str, optional
        The tensors to which an arrow leads.
    at : (x, y), optional
        The middle of a sign, or of a text that stands at a place of its own, in data units.
    shift : (dx, dy), optional
        How far a text, a brace or an arrow along a side is moved from where it would stand, in data units.

    Raises
    ------
    TnrnnError
        If a field, a word or a colour is unknown, no names are given, the text is not valid TeX, or a kind does not
        have a field.

    Examples
    --------
    >>> Note("brace", "A*", "left canonical", side="below").around
    ('A*',)
    >>> Note("bracket", "A*")
    Traceback (most recent call last):
    tnrnn.TnrnnError: note: expected text, brace, arrow, box, hull or sign, given 'bracket'; did you mean 'brace'?
    """

    kind: NoteKind
    around: str | tuple[str, ...] = ()
    text: str = ""
    side: str = "above"
    stroke: str | None = None
    fill: str | None = None
    dash: str | None = None
    to: str | tuple[str, ...] | None = None
    at: Point | None = None
    shift: Point | None = None

    def __new__(cls, *args: Any, **given: Any) -> Note:
        for name in given:
            if name not in cls.__dataclass_fields__:
                raise mistake("note", "a field of Note", name, cls.__dataclass_fields__)
        return super().__new__(cls)

    def __post_init__(self) -> None:
        choice("note", self.kind, NOTE_KINDS)
        for name in ("at", "shift"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, point(f"note, {name}", getattr(self, name), FARTHEST))
        self._check_around()
        if self.to is not None:
            object.__setattr__(self, "to", _names("note, to", self.to))
        marked(self.text, "note, text") if self.kind != "sign" else sign_of(self.text, "note, text")
        for name, kinds in KINDS_WITH.items():
            if getattr(self, name) is not None and self.kind not in kinds:
                raise mistake(f"note, {name}", f"None for a {self.kind}", getattr(self, name))
        if self.kind == "text" and not self.text.strip():
            raise mistake("note, text", "words for a note that is a text", self.text)
        choice("note, side", self.side, SIDES[:4])
        for name in ("stroke", "fill"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, colour(f"note, {name}", getattr(self, name)))
        if self.dash is not None:
            choice("note, dash", self.dash, DASHES)

    def _check_around(self) -> None:
        """Check that a note has names or a place, but not both."""
        if self.kind == "sign" and self.at is None:
            raise mistake("note, at", "a place (x, y) for a sign", self.at)
        if self.at is None:
            object.__setattr__(self, "around", _names("note, around", self.around))
            return
        object.__setattr__(self, "around", tuple(self.around) if isinstance(self.around, list) else self.around)
        for name in ("around", "shift"):
            if getattr(self, name):
                raise mistake(f"note, {name}", "none for a note with a place", getattr(self, name))

    @property
    def words(self) -> Name:
        """The text as a label holds it."""
        return sign_of(self.text, "note, text") if self.kind == "sign" else marked(self.text, "note, text")


def _names(owner: str, given: Any) -> tuple[str, ...]:
    found = (given,) if isinstance(given, str) else tuple(given) if isinstance(given, list | tuple) else ()
    if not 0 < len(found) <= MOST_PARTS or not all(isinstance(name, str) for name in found):
        raise mistake(owner, "names of tensors or patterns", given)
    return found
