"""A handout of each lecture, one page of A4, and the test on paper: html, and pdf where chromium is installed."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import nbformat
from course_html import Linked, heading, markdown, page, plain
from course_parts import Lecture, Words, claims, exercises, for_students, picture

HERE = Path(__file__).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WAIT = 120
"""Seconds for one page to be printed."""


def handout(lecture: Lecture, linked: Linked) -> str:
    """Return the page: what the lecture teaches, its claims without proofs, a picture, exercises, what to remember."""
    shown = picture(lecture)
    alt = html.escape(f"A picture of the lecture {plain(lecture.title)}")
    asked = [_joined(exercise, linked, "exercise") for exercise in exercises(lecture)]
    parts = [
        _joined(lecture.teaches, linked, "teaches"),
        *(_joined(claim, linked, "claim") for claim in claims(lecture)),
        f'<img alt="{alt}" src="{shown.address}">' if shown else "",
        _titled("What to remember", [_joined(lecture.last("What to remember").words(), linked, "remember")]),
        f'<div class="exercises">{_titled("Exercises", asked)}</div>' if asked else "",
    ]
    return _page(lecture.title, "\n".join(filter(None, parts)), "one-page", linked, linked(f"{lecture.name}.ipynb"))


def on_paper(path: Path, linked: Linked) -> str:
    """Return a notebook of questions as pages to print, without solutions and without code."""
    book = for_students(nbformat.read(path, as_version=4))
    source = "\n\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
    title, _, rest = source.partition("\n")
    questions = [markdown(each, linked) for each in re.split(r"(?=^\*\*Question \d)", rest, flags=re.MULTILINE)]
    body = '<p class="name">Name:</p>\n'
    body += "\n".join(f'<section class="question">{question}</section>' for question in questions)
    return _page(title.lstrip("# ").strip(), body, "pages", linked)


def _joined(parts: Iterable[Words], linked: Linked, kind: str) -> str:
    text = markdown("\n\n".join(part.source for part in parts), linked)
    return f'<div class="{kind}">{text}</div>' if text else ""


def _titled(title: str, inside: list[str]) -> str:
    return f"<h2>{title}</h2>\n" + "\n".join(inside) if any(inside) else ""


def _page(title: str, body: str, kind: str, linked: Linked, address: str | None = None) -> str:
    where = f'<a class="where" href="{address}">{address.partition("://")[2]}</a>' if address else ""
    whole = f'<h1><span>{heading(title, linked)}</span>{where}</h1>\n<div class="body">\n{body}\n</div>'
    return page(title, whole, kind, [HERE / "course_handouts.css", HERE / "course_handouts.js"])


def browser() -> str | None:
    """Return the program that prints pages, if there is one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def printed(path: Path) -> Path:
    """Print a page to a pdf beside it, and return the pdf."""
    program, target = browser(), path.with_suffix(".pdf")
    if program is None:
        raise RuntimeError("expected chromium, which prints handouts")
    with tempfile.TemporaryDirectory() as profile:
        own = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # root has no sandbox
        words = ["--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer", *own]
        where = [f"--user-data-dir={profile}", f"--print-to-pdf={target}", path.resolve().as_uri()]
        command = [program, *words, *where]
        ended = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, timeout=WAIT)
    if ended.returncode or not target.exists():
        raise RuntimeError(f"expected that {program} prints {path.name}: {ended.stderr.strip()}")
    return target
