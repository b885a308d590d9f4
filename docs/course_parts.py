"""A lecture as parts, read from the cells of its notebook: what it teaches, sections, claims, pictures, exercises.

A notebook of the course has a title, what the lecture teaches, and a plan in its first cell; sections; exercises, each
with its solution in a fold-out or in a cell with the tag `solution`; and what to remember. Proofs are fold-outs, too.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbformat import NotebookNode

FOLDED = re.compile(r"\n*<details>.*?</details>", re.DOTALL)
SOLUTION = re.compile(r"\n*<details>\s*<summary>Solution of.*?</details>", re.DOTALL)
NUMBERED = re.compile(r"\*\*((?:Question )?\d+(?:\.\d+)?)\*\*")
CLAIM = re.compile(r"\*\*(Claim|Theorem|Proposition|Lemma|Corollary|Conjecture|Bound)\b")
STATED = re.compile(r"\*\*([^*\s]+(?: [^*\s]+){4,})\*\*")
"""A statement in bold letters, of five words or more."""
LAST = ("Exercises", "What to remember", "Further reading")
"""Sections that every lecture ends with."""


# The version for students


def for_students(book: NotebookNode) -> NotebookNode:
    """Return a copy of a notebook without solutions, in words or in code; proofs stay, and so do the other cells.

    In place of a solution in code there is an empty cell, which says to which exercise it belongs. A solution that
    stands before the first exercise only prepares the others, and leaves nothing.
    """
    copy, number, kept = nbformat.from_dict(book), "", []
    for cell in copy.cells:
        if is_solution(cell):
            if cell.cell_type != "code" or not number:
                continue
            cell.update(source=f"# Your answer to {number}", outputs=[], execution_count=None)
            cell.metadata = nbformat.from_dict({})
        elif cell.cell_type == "markdown":
            cell.source = SOLUTION.sub("", cell.source)
            number = (NUMBERED.findall(cell.source) or [number])[-1]
        kept.append(cell)
    copy.cells = kept
    return copy


def is_solution(cell: NotebookNode) -> bool:
    return "solution" in cell.metadata.get("tags", [])


# Parts


class Words(NamedTuple):
    """A block of Markdown: a paragraph, a list, a formula, or a table."""

    kind: str
    source: str


class Picture(NamedTuple):
    """What a cell shows: an address that holds its data, its size in pixels, whether the cell has the tag `handout`."""

    address: str
    width: int
    height: int
    chosen: bool


class Printed(NamedTuple):
    """What a cell prints, or a table that it shows as html."""

    text: str
    html: bool


Part = Words | Picture | Printed


@dataclass(frozen=True)
class Section:
    """A section: its title, and the parts of each cell; a cell without parts is left out."""

    title: str
    cells: tuple[tuple[Part, ...], ...]

    def parts(self) -> Iterator[Part]:
        for cell in self.cells:
            yield from cell

    def words(self) -> list[Words]:
        return [part for part in self.parts() if isinstance(part, Words)]


@dataclass(frozen=True)
class Lecture:
    """A lecture: the name of its file, its title, what it teaches, its plan as a table, and its sections."""

    name: str
    title: str
    teaches: tuple[Words, ...]
    plan: Words | None
    sections: tuple[Section, ...]

    def body(self) -> list[Section]:
        return [section for section in self.sections if section.title not in LAST]

    def last(self, title: str) -> Section:
        """Return one of the last sections; an empty one if the notebook has none of this title."""
        return next((section for section in self.sections if section.title == title), Section(title, ()))


def read_lecture(path: Path, executed: Path | None = None) -> Lecture:
    """Read a notebook; what its cells show is taken from `executed`, the same notebook after it has been run."""
    book = nbformat.read(path, as_version=4)
    shown = {cell.id: cell for cell in nbformat.read(executed, as_version=4).cells} if executed else {}
    sections = [Section("", ())]
    for cell in book.cells:
        parts = [] if is_solution(cell) else list(_parts(shown.get(cell.id, cell)))
        if cell.cell_type == "markdown":
            parts = list(blocks(FOLDED.sub("", cell.source)))
        for title, group in _divided(parts):
            if title is not None:
                sections.append(Section(title, ()))
            if group:
                sections[-1] = replace(sections[-1], cells=(*sections[-1].cells, tuple(group)))
    return _lecture(path.stem, sections)


def _lecture(name: str, sections: list[Section]) -> Lecture:
    """Take the first cell apart: the title, paragraphs on what the lecture teaches, the plan."""
    first = sections[0].words()
    if not first:
        raise ValueError(f"{name}: expected a first cell with a title and what the lecture teaches")
    title = first[0].source.lstrip("# ").strip()
    at = next((at for at, part in enumerate(first) if part.kind == "table"), None)
    teaches = tuple(part for part in first[1:at] if part.kind == "paragraph")
    return Lecture(name, title, teaches, None if at is None else first[at], tuple(sections[1:]))


def _divided(parts: list[Part]) -> Iterator[tuple[str | None, list[Part]]]:
    """Yield (title, parts): a heading of the second level begins a section, what stands before it has no title."""
    title: str | None = None
    group: list[Part] = []
    for part in parts:
        if isinstance(part, Words) and part.kind == "heading" and part.source.startswith("## "):
            yield title, group
            title, group = part.source.removeprefix("## ").strip(), []
        else:
            group.append(part)
    yield title, group


def blocks(source: str) -> Iterator[Words]:
    """Yield the outermost blocks of Markdown."""
    from course_html import parser

    lines, kinds = source.splitlines(), {"bullet_list": "list", "ordered_list": "list", "math_block": "formula"}
    for token in parser().parse(source):
        if token.level == 0 and token.map and not token.type.endswith("_close"):
            kind = token.type.removesuffix("_open")
            text = "\n".join(lines[token.map[0] : token.map[1]])
            yield Words(kinds.get(kind, kind), text.strip())


def _parts(cell: NotebookNode) -> Iterator[Part]:
    """Yield what a cell of code has shown; of several forms of one output, the one that needs no script.

    What it prints is one part, also where it came in pieces.
    """
    printed = "".join(output.text for output in cell.get("outputs", ()) if output.get("name") == "stdout").rstrip("\n")
    if printed:
        yield Printed(printed, html=False)
    chosen = "handout" in cell.metadata.get("tags", [])
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        if "image/png" in data:
            yield _png(data["image/png"], chosen)
        elif "image/svg+xml" in data:
            yield _svg(data["image/svg+xml"], chosen)
        elif "text/html" in data:
            yield Printed(data["text/html"], html=True)
        elif not data.get("text/plain", "<").startswith("<"):  # what has no words for itself is left out
            yield Printed(data["text/plain"], html=False)


def _png(data: str, chosen: bool) -> Picture:
    """Read the size of a png, which stands at the same place in every file."""
    data = data.replace("\n", "")
    head = b64decode(data[:64])
    sides = (int.from_bytes(head[at : at + 4]) for at in (16, 20))
    return Picture(f"data:image/png;base64,{data}", *sides, chosen)


def _svg(text: str, chosen: bool) -> Picture:
    """Read the size of an SVG from its box."""
    box = re.search(r'viewBox="([^"]*)"', text)
    sides = [round(float(side)) for side in re.split(r"[ ,]+", box[1].strip())[2:]] if box else [640, 400]
    return Picture(f"data:image/svg+xml;base64,{b64encode(text.encode()).decode()}", *sides, chosen)


# What a handout shows of it


def claims(lecture: Lecture) -> list[tuple[Words, ...]]:
    """Return the claims and theorems, each with the formulas that complete its sentence.

    A lecture that has none may state things in bold letters: then these sentences.
    """
    found = []
    for section in lecture.body():
        for cell in section.cells:
            for at, part in enumerate(cell):
                if isinstance(part, Words) and CLAIM.match(part.source):
                    found.append((part, *_rest(part, cell[at + 1 :])))
    words = "\n".join(part.source for section in lecture.body() for part in section.words())
    return found or [(Words("paragraph", f"{each[0].upper()}{each[1:].rstrip('.:')}."),) for each in _stated(words)]


def _stated(words: str) -> list[str]:
    return [each for each in STATED.findall(words) if not each.endswith("?")]


def _rest(claim: Words, parts: tuple[Part, ...]) -> Iterator[Words]:
    """Yield the blocks after a claim until its sentence has ended."""
    open_ended = not ended(claim.source)
    for part in parts:
        if not open_ended or not isinstance(part, Words) or CLAIM.match(part.source):
            return
        yield part
        open_ended = not ended(part.source)


def ended(source: str) -> bool:
    """Return whether a block ends a sentence; a formula has its full stop inside."""
    return source.rstrip().rstrip("$*)_ ").endswith((".", "?", "!"))


def exercises(lecture: Lecture) -> list[tuple[Words, ...]]:
    """Return the exercises without their solutions."""
    found: list[list[Words]] = []
    for part in lecture.last("Exercises").words():
        if NUMBERED.match(part.source):
            found.append([])
        if found:
            found[-1].append(part)
    return [tuple(exercise) for exercise in found]


def picture(lecture: Lecture) -> Picture | None:
    """Return the picture for the handout: of a cell with tag `handout`, else the first after a claim, else the last."""
    parts = [part for section in lecture.body() for part in section.parts()]
    claim = next((at for at, part in enumerate(parts) if isinstance(part, Words) and CLAIM.match(part.source)), 0)
    shown = [part for part in parts if isinstance(part, Picture)]
    after = [part for part in parts[claim:] if isinstance(part, Picture)] if claim else []
    return next((part for part in shown if part.chosen), (after or shown[-1:] or [None])[0])
