"""Slides of a lecture from the cells of its notebook: a deck of reveal.js in one file, one idea on each slide."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from course_html import Linked, heading, markdown, page, plain, sentences
from course_parts import CLAIM, Lecture, Part, Picture, Printed, Section, Words, ended, exercises

WIDE, HIGH = 1280, 720
TEXT, ROOM = 1150, 560
"""Pixels for text and pictures on a slide, across and below its heading."""

LETTERS, LINE = 78, 42
"""How many letters a line holds, and pixels from one line to the next, both about; the page itself measures."""

COLUMNS, LONGEST = 76, 104
"""How many printed letters a line holds in the size of code, and in the least size."""

FULL = 9
"""Lines of words that a slide holds; what is longer goes on to the next."""

LEAST = 0.6, 250
"""Which part of its full height a picture below words has at least, and how many pixels; else it has its own slide."""

HERE = Path(__file__).parent


class Slide(NamedTuple):
    """A slide: its heading, its parts, and a class of its own."""

    heading: str
    parts: tuple[Part, ...]
    kind: str = ""


# What stands on which slide


def slides(lecture: Lecture) -> list[Slide]:
    """Return the slides: title, plan, each section, each exercise without its solution, what to remember."""
    made = [Slide(lecture.title, lecture.teaches, "title")]
    if lecture.plan:
        made.append(Slide("Plan", (lecture.plan,)))
    for section in lecture.body():
        made += [Slide(section.title, parts) for parts in _of_section(section)]
    made += [Slide("Exercises", exercise) for exercise in exercises(lecture)]
    for title in ("What to remember", "Further reading"):
        made += [Slide(title, parts) for parts in _of_section(lecture.last(title))]
    return made


def _of_section(section: Section) -> Iterator[tuple[Part, ...]]:
    """Yield the parts of each slide: an idea begins with a cell, a claim, or words that find no room any more."""
    held: list[Part] = []
    for cell in section.cells:
        for at, part in enumerate(_short(cell)):
            if held and _begins(held, part, first=at == 0):
                lead = [held.pop()] if len(held) > 1 and _leads(held[-1]) else []
                yield tuple(held)
                held = lead
            held.append(part)
    if held:
        yield tuple(held)


def _leads(part: Part) -> bool:
    """Return whether a part announces what comes next, as words before a colon do."""
    return isinstance(part, Words) and part.source.endswith((":", ","))


def _short(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield parts, with what is too long for a slide divided: lists between items, paragraphs between sentences.

    A sentence that announces what comes next stands by itself.
    """
    for part in parts:
        most = FULL + 3 if isinstance(part, Words) and part.kind == "list" else FULL
        if isinstance(part, Words) and part.kind == "paragraph" and _leads(part) and len(sentences(part.source)) > 1:
            *before, last = sentences(part.source)
            yield from _short([Words(part.kind, " ".join(before)), Words(part.kind, last)])
        elif isinstance(part, Words) and lines(part) > most and part.kind in ("list", "paragraph"):
            pattern = r"\n(?=[*-] |\d+\. )"
            whole = re.split(pattern, part.source) if part.kind == "list" else sentences(part.source)
            glue = "\n" if part.kind == "list" else " "
            yield from (Words(part.kind, glue.join(group)) for group in _grouped(part.kind, whole))
        else:
            yield part


def _grouped(kind: str, pieces: list[str]) -> Iterator[list[str]]:
    group: list[str] = []
    for piece in pieces:
        if group and sum(lines(Words(kind, each)) for each in (*group, piece)) > FULL:
            yield group
            group = []
        group.append(piece)
    yield group


def _begins(held: list[Part], part: Part, first: bool) -> bool:
    """Return whether a part begins a slide, after those that one holds so far; `first`: it is the first of a cell."""
    full = sum(map(lines, held))
    if isinstance(part, Picture):
        return any(isinstance(each, Picture) for each in held) or not _joins(part, full)
    if isinstance(part, Printed):
        return full + lines(part) > FULL + 4
    if isinstance(held[-1], Picture):
        return True
    return _words_begin(held[-1], part, full, first)


def _words_begin(last: Words | Printed, part: Words, full: int, first: bool) -> bool:
    """Return whether words begin a slide after words or printed lines; one or two lines more are not worth a slide."""
    short, bold, whole = lines(part) <= 2, part.source.startswith("**"), full + lines(part)
    if isinstance(last, Words) and not ended(last.source):
        return whole > FULL + 2
    if full <= 2 and whole <= FULL and (CLAIM.match(part.source) or not bold):
        return False
    if bold or whole > (FULL + 2 if short else FULL):
        return True
    return not short if isinstance(last, Printed) else first


def _tall(picture: Picture) -> bool:
    """Return whether a picture stands better beside words than below them."""
    return picture.width < 1.25 * picture.height


def _joins(picture: Picture, full: int) -> bool:
    """Return whether a picture has room enough on a slide with so many lines of words."""
    if _tall(picture):
        return 2 * full <= FULL + 4
    whole = min(ROOM, TEXT * picture.height / picture.width)
    part, pixels = LEAST
    return ROOM - 20 - LINE * full >= max(part * whole, min(whole, pixels))


def lines(part: Part) -> int:
    """Return about how many lines a part takes; a picture leaves room for little else."""
    if isinstance(part, Picture):
        return FULL - 4
    if isinstance(part, Printed):
        printed = part.text.splitlines()
        rows = part.text.count("<tr") if part.html else sum(1 + len(line) // LONGEST for line in printed)
        return 1 + 3 * rows // 4  # in smaller letters than words
    if part.kind == "formula":
        return 3
    if part.kind == "table":
        return part.source.count("\n")
    length = [len(re.sub(r"\$([^$]*)\$", lambda tex: "x" * (len(tex[1]) // 2), line)) for line in _flowing(part)]
    return sum(1 + each // LETTERS for each in length) + 2 * part.source.count("$$") // 2


def _flowing(part: Words) -> list[str]:
    return part.source.splitlines() if part.kind == "list" else [" ".join(part.source.splitlines())]


# Html


def deck(lecture: Lecture, linked: Linked, reveal: Path) -> str:
    """Return the page of a lecture's slides; `reveal` is the folder of reveal.js, which is written into the page."""
    shown = "\n".join(_section(slide, linked) for slide in slides(lecture))
    beside = [reveal / "reset.css", reveal / "reveal.css", HERE / "course_slides.css"]
    beside += [reveal / "reveal.js", HERE / "course_slides.js"]
    body = f'<div class="reveal"><div class="slides">\n{shown}\n</div></div>'
    return page(lecture.title, body, "deck", beside)


def _section(slide: Slide, linked: Linked) -> str:
    level = "h1" if slide.kind == "title" else "h2"
    title = f"<{level}>{heading(slide.heading, linked)}</{level}>"
    words = "\n".join(_words(part, linked) for part in slide.parts if not isinstance(part, Picture))
    pictures = [part for part in slide.parts if isinstance(part, Picture)]
    taken = sum(lines(part) for part in slide.parts if not isinstance(part, Picture))
    aside = bool(pictures) and taken > 0 and _tall(pictures[0])
    shown = "".join(_image(picture, taken, aside, plain(slide.heading)) for picture in pictures)
    body = f'<div class="words">{words}</div>\n{shown}' if words else shown
    kind = " ".join(filter(None, ("page", slide.kind, "aside" if aside else "")))
    return f'<section><div class="{kind}">\n{title}\n<div class="body">{body}</div>\n</div></section>'


def _words(part: Words | Printed, linked: Linked) -> str:
    if isinstance(part, Printed):
        return f'<div class="table">{part.text}</div>' if part.html else _printed(part.text)
    if part.kind == "paragraph" and "$$" not in part.source:
        return "".join(markdown(sentence, linked) for sentence in sentences(part.source))
    return markdown(part.source, linked)


def _printed(text: str) -> str:
    """Return printed lines in letters so small that the longest fits; lines that are too long even then go on below."""
    longest = min(max(map(len, text.splitlines()), default=1), LONGEST)
    return f'<pre style="font-size: {0.8 * min(1, COLUMNS / longest):.2f}em">{html.escape(text)}</pre>'


def _image(picture: Picture, taken: int, aside: bool, alt: str) -> str:
    """Return a picture that fits below the words or beside them; its size is in ems, so that it shrinks with them."""
    wide, high = (TEXT / 2, ROOM) if aside else (TEXT, ROOM - (LINE * taken + 20 if taken else 0))
    scale = min(wide / picture.width, high / picture.height)
    across, down = (f"{side * scale / 30:.2f}em" for side in (picture.width, picture.height))
    return f'<img alt="{html.escape(alt)}" style="width: {across}; height: {down}" src="{picture.address}">'
